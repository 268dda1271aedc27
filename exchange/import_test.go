package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cobuild/edit"
	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

var today = graph.MustDate("2026-06-30")

func open(t *testing.T) *store.Store {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), engine, store.Options{Now: func() time.Time { return today.Time().Add(9 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func files(t *testing.T, paths ...string) []exchange.Source {
	t.Helper()
	sources, err := exchange.Files(paths)
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// sheet writes a sheet to import.
func sheet(t *testing.T, name, text string) exchange.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return exchange.Source{Name: name, Path: path}
}

func load(t *testing.T, s *store.Store, o exchange.Options, sources ...exchange.Source) *exchange.Result {
	t.Helper()
	o.SeeMembers = true
	result, err := exchange.Import(t.Context(), s, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// clean fails where a row was refused.
func clean(t *testing.T, r *exchange.Result) {
	t.Helper()
	for _, f := range r.Ledger.Faults {
		t.Errorf("%s", f.In(graph.EN))
	}
}

// outline is all that is on record, in lines that do not depend on ids.
func outline(t *testing.T, s *store.Store) string {
	t.Helper()
	var lines []string
	names := map[graph.ID]string{}
	var nouns []graph.Noun
	for _, kind := range graph.NounKinds {
		for _, on := range []graph.Date{1, graph.MustDate("2015-06-01"), graph.MustDate("2019-06-01"), today} {
			pages, err := s.List(t.Context(), []graph.ListQuery{{Kind: kind, On: on, Order: graph.Order{By: graph.OrderPlace}, Page: graph.Page{Limit: 5000}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range pages[0].Items {
				if names[n.Top().ID] == "" {
					names[n.Top().ID] = string(kind) + " " + n.Top().Code + n.Top().Name
					nouns = append(nouns, n)
				}
			}
		}
	}
	ids := make([]graph.ID, len(nouns))
	for i, n := range nouns {
		ids[i] = n.Top().ID
	}
	links, err := s.Links(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nouns {
		line, err := json.Marshal(bare(t, n))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, names[n.Top().ID]+" "+string(line))
		for _, l := range links[n.Top().ID] {
			lines = append(lines, fmt.Sprintf("%s %s %s %s %s%s %s", names[l.From], l.Hop, names[l.To], l.Interval, l.Mode, l.Role, names[l.Person]))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// bare is a noun without ids and what the store decides.
func bare(t *testing.T, n graph.Noun) map[string]any {
	t.Helper()
	data, err := graph.MarshalNoun(n)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "no", "path", "scope"} {
		delete(fields, name)
	}
	for _, name := range []string{"works", "headcounts", "activities"} {
		parts, _ := fields[name].([]any)
		for _, part := range parts {
			delete(part.(map[string]any), "id")
			delete(part.(map[string]any), "unit")
			delete(part.(map[string]any), "pairing")
		}
		slices.SortFunc(parts, func(a, b any) int {
			x, _ := json.Marshal(a)
			y, _ := json.Marshal(b)
			return bytes.Compare(x, y)
		})
	}
	return fields
}

// sound fails where findings, segments or lists have drifted from the facts.
func sound(t *testing.T, s *store.Store) {
	t.Helper()
	if _, err := s.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
		t.Fatal(err)
	}
}

// undo takes revisions back.
func undo(t *testing.T, s *store.Store, revisions graph.RevisionRange) {
	t.Helper()
	in := edit.RevisionUndoInput{First: revisions.First, Last: revisions.Last}
	_, err := s.Apply(t.Context(), graph.Intent{Operation: "revisionUndo", Undoes: in.Undoes()}, func(ctx context.Context, e graph.Edit) error {
		_, err := edit.RevisionUndo(ctx, e, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const township = "testdata/township"

func TestImportTownship(t *testing.T) {
	s := open(t)
	r := load(t, s, exchange.Options{}, files(t, township)...)
	clean(t, r)
	entered, changed, _, waits := r.Count()
	if entered != 50 || changed != 0 || waits != 0 || r.Rows() != 53 {
		t.Errorf("%d new, %d changed, %d wait of %d rows", entered, changed, waits, r.Rows())
	}
	sound(t, s)
	got := outline(t, s)
	const golden = "testdata/township.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("what was loaded differs from %s (UPDATE=1 writes it; read the difference):\n%s", golden, got)
	}

	again := load(t, s, exchange.Options{}, files(t, township)...)
	clean(t, again)
	if entered, changed, same, _ := again.Count(); entered+changed != 0 || same != again.Rows() || again.Loaded || again.Altered != 0 {
		t.Errorf("a second run: %d new, %d changed, %d as on record of %d rows, %v", entered, changed, same, again.Rows(), again.Values)
	}
	if outline(t, s) != got {
		t.Error("a second run altered the store")
	}
}

func TestOrderOfFilesAndRowsDoesNotMatter(t *testing.T) {
	first := open(t)
	load(t, first, exchange.Options{}, files(t, township)...)
	sources := files(t, township)
	slices.Reverse(sources)
	for i := range sources {
		data, err := os.ReadFile(sources[i].Path)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		slices.Reverse(lines[1:])
		sources[i] = sheet(t, sources[i].Name, strings.Join(lines, "\n")+"\n")
	}
	for _, batch := range []int{0, 2} { // in one revision, and in many
		second := open(t)
		clean(t, load(t, second, exchange.Options{Batch: batch}, sources...))
		if a, b := outline(t, first), outline(t, second); a != b {
			t.Errorf("in batches of %d the order of files and rows made another store:\n%s\n\n%s", batch, a, b)
		}
		sound(t, second)
	}
	bulk := open(t)
	r := load(t, bulk, exchange.Options{Bulk: 1}, sources...)
	clean(t, r)
	if a, b := outline(t, first), outline(t, bulk); a != b || !r.Bulk {
		t.Errorf("a load at once made another store:\n%s\n\n%s", a, b)
	}
	sound(t, bulk)
}

func TestDryRunAndStrictWriteNothing(t *testing.T) {
	s := open(t)
	sources := append(files(t, township), sheet(t, "more units.csv", "code,name,kind,ownership,region\nDW-9,九,企业,民营,330299001\n"))
	for _, o := range []exchange.Options{{DryRun: true}, {Strict: true}, {Strict: true, Bulk: 1}, {DryRun: true, Bulk: 1}} {
		r := load(t, s, o, sources...)
		entered, _, _, _ := r.Count()
		if r.Loaded || entered != 50 || r.Ledger.Rows != 1 {
			t.Errorf("%+v: loaded %t, %d new, %d with faults", o, r.Loaded, entered, r.Ledger.Rows)
		}
	}
	if empty, err := s.Empty(t.Context()); err != nil || !empty {
		t.Errorf("the store is not empty (%v)", err)
	}
}

// change imports one sheet of a table over the township.
func change(t *testing.T, s *store.Store, o exchange.Options, name, text string) *exchange.Result {
	t.Helper()
	return load(t, s, o, sheet(t, name, text))
}

func TestChangedCellIsDatedOrCorrected(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	find := func() *graph.Unit {
		key := graph.CodeKey{Kind: graph.KindUnit, Field: graph.ByCode, Code: "DW-001"}
		found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
		if err != nil {
			t.Fatal(err)
		}
		return found[key].(*graph.Unit)
	}
	const text = "code,staff\nDW-001,120\n"
	on := graph.MustDate("2026-01-01")
	r := change(t, s, exchange.Options{On: on}, "units.csv", text)
	clean(t, r)
	if u := find(); len(u.Staffs) != 2 || u.Staffs[1].Since != on || u.Staffs[1].Value != 120 || u.Staffs[0].Value != 86 {
		t.Errorf("a change from %s gave staff %v", on, u.Staffs)
	}
	if len(r.Values) != 1 || r.Values[0].Before != "86" || r.Values[0].After != "120" || r.Values[0].Column != "staff" {
		t.Errorf("what changed is told as %+v", r.Values)
	}
	if again := change(t, s, exchange.Options{On: on}, "units.csv", text); again.Loaded {
		t.Error("a second run changed something")
	}
	clean(t, change(t, s, exchange.Options{On: on, Correct: true}, "units.csv", "code,staff,state\nDW-001,118,停业\n"))
	if u := find(); len(u.Staffs) != 2 || u.Staffs[1].Value != 118 || len(u.States) != 1 {
		t.Errorf("a correction gave staff %v, states %v", u.Staffs, u.States)
	}
	days := "code,since,until\nDW-001,2016-03-01,2027-01-01\n"
	if r := change(t, s, exchange.Options{}, "units.csv", days); r.Loaded || r.Ledger.Counts[exchange.ReasonConflict] != 1 {
		t.Errorf("another first day is told as %v", r.Ledger.Counts)
	}
	clean(t, change(t, s, exchange.Options{Correct: true}, "units.csv", days))
	if u := find(); u.Since != graph.MustDate("2016-03-01") || u.Until != graph.MustDate("2027-01-01") {
		t.Errorf("corrected days are %s", u.Life())
	}
	if again := change(t, s, exchange.Options{Correct: true}, "units.csv", days); again.Loaded {
		t.Error("a second correction changed something")
	}
	clean(t, change(t, s, exchange.Options{On: graph.MustDate("2026-03-01")}, "units.csv", "code,staff\nDW-001,-\n"))
	if u := find(); len(u.Staffs) != 2 || u.Staffs[1].Until != graph.MustDate("2026-03-01") {
		t.Errorf("a cleared cell gave staff %v", u.Staffs)
	}
	sound(t, s)
}

func TestImportIsTakenBackAsAWhole(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	before := outline(t, s)
	r := load(t, s, exchange.Options{Batch: 2}, sheet(t, "units.csv", "code,name,kind,ownership,region\nDW-7,七,企业,私企,330299001\nDW-8,八,企业,非公有,330299001\nDW-9,九,企业,非公有,330299001\nDW-10,十,企业,非公有,330299001\nDW-11,十一,企业,非公有,330299001\n"))
	if len(r.Revisions) != 1 || r.Revisions[0].Last != r.Revisions[0].First+1 || r.Ledger.Rows != 1 {
		t.Fatalf("revisions %v, %d rows with faults", r.Revisions, r.Ledger.Rows)
	}
	undo(t, s, r.Revisions[0])
	if after := outline(t, s); after != before {
		t.Errorf("after taking back:\n%s\n\nbefore:\n%s", after, before)
	}
	sound(t, s)
}

func TestInterruptedImportGoesOn(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := exchange.Options{Batch: 3, Tell: func(p exchange.Progress) {
		if p.Loading && p.Done >= 20 {
			cancel()
		}
	}}
	r, err := exchange.Import(ctx, s, files(t, township), o)
	if err == nil || !r.Loaded {
		t.Fatalf("the import was not interrupted: %v", err)
	}
	sound(t, s)
	clean(t, load(t, s, exchange.Options{Batch: 3}, files(t, township)...))
	whole := open(t)
	load(t, whole, exchange.Options{}, files(t, township)...)
	if a, b := outline(t, whole), outline(t, s); a != b {
		t.Errorf("an import that went on made another store:\n%s\n\n%s", a, b)
	}
}
