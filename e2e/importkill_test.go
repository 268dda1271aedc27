package e2e_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	sheets "cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

var (
	importKills = flag.Int("import-kills", 2, "how often an import is killed, at random moments, before it may end")
	importUnits = flag.Int("import-units", 60, "units in the sheets of the import that is killed")
)

// importProcess imports the sheets of a folder into a store. It kills itself as a
// power cut would, a while after a number of batches.
func importProcess(place string) error {
	sources, err := sheets.Files([]string{os.Getenv(processSheets)})
	if err != nil {
		return err
	}
	var batches, micros, bulk int
	if _, err := fmt.Sscan(os.Getenv(processSheets+"_KILL"), &batches, &micros, &bulk); err != nil {
		return err
	}
	ctx := context.Background()
	e, err := openCleared(ctx, place)
	if err != nil {
		return err
	}
	stepwise := options
	stepwise.AtOnce = 10 // a load at once is written in steps, as a large one is
	s, err := store.Open(ctx, e, stepwise)
	if err != nil {
		return err
	}
	said := 0
	o := killOptions
	o.Bulk = bulk
	o.Tell = func(p sheets.Progress) {
		if !p.Loading {
			return
		}
		if said++; said == batches {
			time.AfterFunc(time.Duration(micros)*time.Microsecond, func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL) })
		}
	}
	r, err := sheets.Import(ctx, s, sources, o)
	if err == nil && len(r.Ledger.Counts) > 0 {
		err = fmt.Errorf("rows have faults: %v", r.Ledger.Faults)
	}
	return errors.Join(err, s.Close())
}

// openCleared opens an engine, cleared of what a load has left that was killed.
func openCleared(ctx context.Context, place string) (store.Engine, error) {
	e, err := openPlace(ctx, place)
	if err != nil {
		return nil, err
	}
	half, err := store.HalfLoaded(ctx, e)
	if err != nil || !half {
		return e, err
	}
	if remote, is := e.(*neo4j.Engine); is {
		return e, remote.Clear(ctx)
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	for _, name := range []string{place, place + "-wal", place + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return openPlace(ctx, place)
}

// killOptions are those of the import that is killed.
var killOptions = sheets.Options{On: graph.MustDate("2026-06-30"), SeeMembers: true, Batch: 40, Bulk: -1}

// killSheets are the sheets of a township, with more units and coverage, of
// which some are entered by an order of rows that makes them wait for others.
func killSheets(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../exchange/testdata/township")); err != nil {
		t.Fatal(err)
	}
	var units, organisations, coverages strings.Builder
	units.WriteString("code,name,kind,ownership,region,staff,since\n")
	organisations.WriteString("code,name,kind,region,superior,since\n")
	coverages.WriteString("organisation,unit,mode,since\n")
	for i := range *importUnits {
		fmt.Fprintf(&units, "KW-%d,单位%d,企业,非公有,330299001201,%d,2019-01-01\n", i, i, i)
		if i%10 == 0 {
			fmt.Fprintf(&organisations, "KZ-%d,组织%d,党支部,330299001201,KZ-C,2019-01-01\n", i, i)
		}
		fmt.Fprintf(&coverages, "KZ-%d,KW-%d,JOINT,2020-01-01\n", i/10*10, i)
	}
	organisations.WriteString("KZ-C,后写的上级,基层党委,330299001201,,2018-01-01\n")
	for name, text := range map[string]string{"further units.csv": units.String(), "further organisations.csv": organisations.String(), "further coverages.csv": coverages.String()} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// runImport imports in a process of its own, which is killed a while after a
// number of batches; 0 = it ends by itself. ended says that it did.
func runImport(t *testing.T, place, folder string, bulk, batches int, after time.Duration) (ended bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), processStore+"="+place, processSheets+"="+folder, fmt.Sprintf("%s_KILL=%d %d %d", processSheets, batches, after.Microseconds(), bulk))
	out, err := cmd.CombinedOutput()
	if err != nil && (batches == 0 || len(out) > 0) {
		t.Fatalf("the import failed (%v):\n%s", err, out)
	}
	return err == nil
}

var anyID = regexp.MustCompile(`[a-z]{3}_[0-9a-z]{20}`)

// outlineOf is all that is on record, in lines in which nouns are named by what
// people know, without what differs from import to import; and how often a noun
// or link was entered, in the log.
func outlineOf(t *testing.T, s *store.Store) (lines []string, entered map[graph.ID]int) {
	t.Helper()
	names := map[string]string{}
	var nouns []graph.Noun
	for _, kind := range graph.NounKinds {
		q := graph.ListQuery{Kind: kind, On: graph.MustDate("2026-06-30"), Order: graph.Order{By: graph.OrderPlace}, Page: graph.Page{Limit: 1000}}
		for {
			pages, err := s.List(t.Context(), []graph.ListQuery{q})
			if err != nil {
				t.Fatal(err)
			}
			nouns = append(nouns, pages[0].Items...)
			if !pages[0].More {
				break
			}
			q.Page.From = pages[0].At[len(pages[0].At)-1]
		}
	}
	ids := make([]graph.ID, len(nouns))
	for i, n := range nouns {
		ids[i] = n.Top().ID
		names[string(ids[i])] = "<" + string(n.Kind()) + " " + n.Top().Code + n.Top().Name + ">"
	}
	named := func(text string) string {
		return anyID.ReplaceAllStringFunc(text, func(id string) string { return names[id] })
	}
	stored := regexp.MustCompile(`"(no|path|scope)":("[^"]*"|[0-9]+),?`)
	links, err := s.Links(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nouns {
		data, err := graph.MarshalNoun(n)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, named(stored.ReplaceAllString(string(data), "")))
		for _, l := range links[n.Top().ID] {
			lines = append(lines, named(fmt.Sprintf("%s %s %s %s %s%s %s", l.From, l.Hop, l.To, l.Interval, l.Mode, l.Role, l.Person)))
		}
	}
	slices.Sort(lines)
	entered = map[graph.ID]int{}
	for q := (graph.LogQuery{Page: graph.Page{Limit: 1000}}); ; {
		page, err := s.Log(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Items {
			switch c := page.Items[i].Change; {
			case c.NounBefore == nil && c.NounAfter != nil:
				entered[c.NounAfter.Top().ID]++
			case c.LinkBefore == nil && c.LinkAfter != nil:
				entered[c.LinkAfter.ID]++
			}
		}
		if !page.More {
			return lines, entered
		}
		q.Page.From = page.At[len(page.At)-1]
	}
}

// TestKilledImportGoesOn kills imports at random moments and starts them again:
// no row is lost and none doubled, what was derived holds, and once more the
// import changes nothing. What an import in revisions entered is in the log once.
func TestKilledImportGoesOn(t *testing.T) {
	folder := killSheets(t)
	whole := overEngineWithIDs(t, openSQLite(t, false), graph.NewIDSource(time.Now))
	sources, err := sheets.Files([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	batches, o := 0, killOptions
	o.Tell = func(p sheets.Progress) {
		if p.Loading {
			batches++
		}
	}
	if r, err := sheets.Import(t.Context(), whole, sources, o); err != nil || len(r.Ledger.Counts) > 0 {
		t.Fatalf("%v %v", err, r.Ledger.Faults)
	}
	want, once := outlineOf(t, whole)
	random := rand.New(rand.NewPCG(*randomSeed, 13))
	test := func(t *testing.T, open func(testing.TB, bool) store.Engine, bulk int) {
		e := open(t, false)
		place := strings.TrimPrefix(e.Name(), "SQLite ")
		if place == e.Name() {
			place = neo4jtest.URI(t)
		}
		closeEngine(t, e)
		kills, most := *importKills, 100*time.Millisecond
		switch {
		case strings.Contains(place, "://"):
			kills = (kills + 1) / 2 // each takes ten times as long there
		case bulk > 0:
			most = 10 * time.Millisecond
		}
		var killed []string
		for range kills {
			n, after := 1+random.IntN(batches/2), time.Duration(random.Int64N(int64(most)))
			if bulk > 0 { // while it is loaded, or just before
				n = batches + random.IntN(2)
			}
			if runImport(t, place, folder, bulk, n, after) {
				break
			}
			killed = append(killed, fmt.Sprintf("%d+%s", n, after.Round(time.Millisecond)))
		}
		runImport(t, place, folder, bulk, 0, 0)
		t.Logf("killed after %v of %d batches", killed, batches)
		e, err := openPlace(t.Context(), place)
		if err != nil {
			t.Fatal(err)
		}
		defer closeEngine(t, e)
		s := serve(t, e)
		got, entered := outlineOf(t, s.store)
		if !slices.Equal(got, want) {
			t.Errorf("after kills after %v batches (seed %d) the store has\n%s\nand not\n%s", killed, *randomSeed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for id, times := range entered {
			if times > 1 {
				t.Errorf("%s was entered %d times", id, times)
			}
		}
		if bulk < 0 && len(entered) != len(once) {
			t.Errorf("%d nouns and links were entered, and without kills %d", len(entered), len(once))
		}
		checkStore(t, s)
		if again, err := sheets.Import(t.Context(), s.store, sources, killOptions); err != nil || again.Loaded {
			t.Errorf("once more the import changed something: %v, %v", again.Values, err)
		}
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { test(t, e.open, -1) })
	}
	for _, e := range engines {
		t.Run(e.name+" at once", func(t *testing.T) { test(t, e.open, 1) })
	}
}
