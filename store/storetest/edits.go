package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
	"cobuild/store"
)

// replay is the facts as an outsider keeps them: the dataset loaded, and every
// entry of the log applied to it.
type replay struct {
	nouns    map[graph.ID]graph.Noun
	links    map[graph.ID]graph.Link
	revision int64
}

func newReplay(ds graph.Dataset) *replay {
	r := &replay{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}, revision: 1}
	for _, n := range ds.Nouns {
		r.nouns[n.Top().ID] = graph.CopyNoun(n)
	}
	for _, l := range ds.Links {
		r.links[l.ID] = l
	}
	return r
}

func (r *replay) dataset() graph.Dataset {
	ds := graph.Dataset{Name: "replayed"}
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		ds.Nouns = append(ds.Nouns, r.nouns[id])
	}
	for _, id := range slices.Sorted(maps.Keys(r.links)) {
		ds.Links = append(ds.Links, r.links[id])
	}
	return ds
}

// follow applies the entries of the log that are new, each of which must start
// from what is known.
func (r *replay) follow(t *testing.T, s *store.Store) (entries int) {
	t.Helper()
	page := must(s.Log(t.Context(), graph.LogQuery{After: r.revision, Page: graph.Page{Limit: 1000}}))(t)
	for _, e := range page.Items {
		c := e.Change
		r.revision = e.Revision
		switch {
		case c.Link() != nil:
			id := c.Link().ID
			old, known := r.links[id]
			if known != (c.LinkBefore != nil) || known && *c.LinkBefore != old {
				t.Errorf("entry %d.%d begins with %+v, on record is %+v", e.Revision, e.Index, c.LinkBefore, old)
			}
			delete(r.links, id)
			if c.LinkAfter != nil {
				r.links[id] = *c.LinkAfter
			}
		default:
			id := c.Subject()
			same(t, fmt.Sprintf("what entry %d.%d begins with", e.Revision, e.Index), nounText(t, c.NounBefore), nounText(t, r.nouns[id]))
			delete(r.nouns, id)
			if c.NounAfter != nil {
				r.nouns[id] = c.NounAfter
			}
		}
	}
	return len(page.Items)
}

// nounText is a noun without what the store decides of regions at a load.
func nounText(t *testing.T, n graph.Noun) string {
	t.Helper()
	if n == nil {
		return ""
	}
	n = graph.CopyNoun(n)
	if r, ok := n.(*graph.Region); ok {
		r.No, r.Path, r.Scope = 0, "", ""
	}
	return string(must(graph.MarshalNoun(n))(t))
}

// holds compares the facts on record with the store's, and what follows from
// them with what the store found.
func (r *replay) holds(t *testing.T, s *store.Store) {
	t.Helper()
	ids := slices.Sorted(maps.Keys(r.nouns))
	stored := must(s.Nouns(t.Context(), ids))(t)
	for _, id := range ids {
		if got, want := nounText(t, stored[id]), nounText(t, r.nouns[id]); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	links := 0
	for id, some := range must(s.Links(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops}))(t) {
		for _, l := range some {
			if links++; r.links[l.ID] != l || l.From != id {
				t.Errorf("a link is %+v, want %+v", l, r.links[l.ID])
			}
		}
	}
	same(t, "links", links, len(r.links))
	ds := r.dataset()
	for _, err := range audit.Check(ds) {
		// What is entered without a since may be older than the region it lies in.
		if !strings.Contains(err.Error(), "days without a place") {
			t.Errorf("the edits left what is not well formed: %v", err)
		}
	}
	for _, d := range []graph.Date{today, today.AddMonths(-3), today.AddMonths(-40), today.AddMonths(9)} {
		day := newFacts(ds).on(d)
		statuses := map[graph.ID]graph.FindingCode{}
		got, info := map[graph.GapKind][]graph.ID{}, map[graph.GapKind][]graph.ID{}
		for id, found := range must(s.FindingsOf(t.Context(), ids, d))(t) {
			for _, one := range found {
				kind, gap := one.Code.GapKind()
				switch {
				case gap && one.Info():
					info[kind] = append(info[kind], id)
				case gap:
					got[kind] = append(got[kind], id)
				default:
					statuses[id] = one.Code
				}
				if at := day.placeOf(&one); one.Region != at {
					t.Errorf("%s: %s is at %s, not %s", d, id, one.Region, at)
				}
			}
		}
		want := maps.Clone(day.count.Units)
		maps.Copy(want, day.count.Regions)
		maps.Copy(want, day.count.Members)
		same(t, d.String()+": statuses", statuses, want)
		for _, kind := range graph.GapKinds {
			equalSets(t, fmt.Sprintf("%s: %s", d, kind), got[kind], day.count.Gaps[kind])
			equalSets(t, fmt.Sprintf("%s: %s for information", d, kind), info[kind], day.count.Info[kind])
		}
	}
	clean(t, s)
}

// testRandomEdits lets a store accept and refuse random edits and compares it
// with the replayed log. The seed is fixed: a failure comes again.
func testRandomEdits(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 24)
	f := load(t, open(t), ds)
	r := newReplay(ds)
	u := &editor{Rand: rand.New(rand.NewPCG(26, 6)), replay: r, did: map[string][2]int{}}
	const batches, rest, pause = 120, 5, 60
	asked := topics(u)
	for n := 1; n <= batches; n++ {
		before := must(f.engine.State(t.Context()))(t)
		steps := u.steps(1 + u.IntN(3))
		var runs [][]graph.ID
		var last map[string]error // of the steps done by the last run
		receipt, err := f.s.Apply(t.Context(), graph.Intent{Operation: "random", Actor: "tester", Note: fmt.Sprint(n)}, func(ctx context.Context, e graph.Edit) error {
			watched := &watchedEdit{Edit: e}
			last = map[string]error{}
			defer func() { runs = append(runs, watched.made) }()
			for _, step := range steps {
				err := step.do(ctx, watched)
				last[step.name] = err
				if err != nil {
					return fmt.Errorf("%s: %w", step.name, err)
				}
			}
			return nil
		})
		for _, made := range runs {
			same(t, "ids made by one edit", made, runs[0])
		}
		for name, err := range last {
			u.note(name, err)
		}
		after := must(f.engine.State(t.Context()))(t)
		if err != nil {
			if code := graph.CodeOf(err); code == graph.CodeInternal || code == graph.CodeUnavailable {
				t.Fatalf("batch %d: %v", n, err)
			}
			same(t, fmt.Sprintf("state after the refusal of batch %d", n), after, before)
			same(t, "entries of a refused edit", r.follow(t, f.s), 0)
			continue
		}
		entries := r.follow(t, f.s)
		same(t, fmt.Sprintf("receipt of batch %d", n), receipt, graph.Receipt{Revision: after.Revision, Changes: entries})
		if step := min(1, int64(entries)); after.Revision != before.Revision+step {
			t.Errorf("batch %d of %d entries leads from revision %d to %d", n, entries, before.Revision, after.Revision)
		}
		u.told(t, f.s, asked)
		if n%rest == 0 {
			testRequests(t, f.s, r)
		}
		if n%pause == 0 {
			r.holds(t, f.s)
		}
		if t.Failed() {
			t.Fatalf("batch %d was %v", n, names(steps))
		}
	}
	r.holds(t, f.s)
	for name, n := range u.did {
		if n[0] == 0 && n[1] >= 8 {
			t.Errorf("%s was refused %d times and never accepted: this tests too little", name, n[1])
		}
	}
	if t.Failed() {
		return
	}
	f.facts, f.days, f.path = newFacts(r.dataset()), map[graph.Date]*plainDay{}, nil
	testReports(t, f)
	testLists(t, f)
	testGapLists(t, f)
	testLogPages(t, f.s)
	testHistories(t, f.s, r)
	testHeard(t, f.s, r)
	testExpected(t, f, u)
}

// watchedEdit notes the ids an edit makes.
type watchedEdit struct {
	graph.Edit
	made []graph.ID
}

func (w *watchedEdit) New(kind graph.Kind) graph.ID {
	id := w.Edit.New(kind)
	w.made = append(w.made, id)
	return id
}

// testLogPages reads the log by pages, of everything and of one noun.
func testLogPages(t *testing.T, s *store.Store) {
	revision := must(s.Revision(t.Context()))(t)
	read := func(what string, q graph.LogQuery) []graph.ID {
		t.Helper()
		ids := walkPages(t, what, 7, func(e graph.LogEntry) graph.ID { return graph.ID(fmt.Sprintf("%06d.%06d", e.Revision, e.Index)) },
			func(page graph.Page) (graph.PageOf[graph.LogEntry], error) {
				q.Page = page
				return s.Log(t.Context(), q)
			})
		if !slices.IsSorted(ids) {
			t.Errorf("%s is not in order: %v", what, ids)
		}
		same(t, what+": count", must(s.CountLog(t.Context(), q))(t), len(ids))
		return ids
	}
	all := read("the log", graph.LogQuery{})
	about := map[graph.ID][]graph.ID{}
	var others []graph.ID // what is not about members
	for i, e := range must(s.Log(t.Context(), graph.LogQuery{Page: graph.Page{Limit: 5000}}))(t).Items {
		if e.Actor != "tester" || e.Operation != "random" || e.RecordedAt == "" {
			t.Errorf("entry %+v does not say who did what", e)
		}
		if e.Change.Subject().Kind() != graph.KindMember {
			others = append(others, all[i])
		}
		for _, id := range slices.Compact(slices.Sorted(slices.Values(e.Change.Subjects()))) {
			about[id] = append(about[id], all[i])
		}
	}
	same(t, "the log without members", read("the log without members", graph.LogQuery{NoMembers: true}), others)
	if len(others) == len(all) {
		t.Error("no entry is about members: this tests too little")
	}
	read1 := 0
	for id, want := range about {
		if len(want) > 3 {
			same(t, "the log of "+string(id), read("the log of "+string(id), graph.LogQuery{Subject: id}), want)
			if read1++; read1 == 5 {
				break
			}
		}
	}
	middle := revision / 2
	split := append(read("the log upto the middle", graph.LogQuery{Upto: middle}), read("the log after the middle", graph.LogQuery{After: middle})...)
	same(t, "both halves of the log", split, all)
	for _, bad := range []string{"x", "1", "0.0", "-1.0", "1.-1", "1.x"} {
		if _, err := s.Log(t.Context(), graph.LogQuery{Page: graph.Page{Limit: 1, From: bad, Backward: true}}); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("the position %q of the log gives %v", bad, err)
		}
	}
	first := must(s.Log(t.Context(), graph.LogQuery{Page: graph.Page{Limit: 1}}))(t)
	later := must(s.Log(t.Context(), graph.LogQuery{After: first.Items[0].Revision, Page: graph.Page{Limit: 1, From: first.At[0]}}))(t)
	if len(later.Items) > 0 && later.Items[0].Revision == first.Items[0].Revision {
		t.Error("a position before the bounds of a list of entries widens it")
	}
}

// testExpected edits a noun with the revision that its author saw.
func testExpected(t *testing.T, f *fixture, u *editor) {
	a, b := u.one(graph.KindUnit), u.one(graph.KindMember)
	rename := func(id graph.ID, expected int64, subjects ...graph.ID) error {
		_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "rename", Expected: expected, Subjects: subjects}, func(ctx context.Context, e graph.Edit) error {
			n, err := e.Nouns(ctx, []graph.ID{id})
			if err != nil {
				return err
			}
			next := graph.CopyNoun(n[id])
			next.Top().Name += "x"
			e.Put(next, false)
			return nil
		})
		return err
	}
	seen := must(f.s.Revision(t.Context()))(t)
	for _, c := range []struct {
		what     string
		id       graph.ID
		expected int64
		subjects []graph.ID
		code     graph.ErrorCode
	}{
		{"the revision seen", a, seen, []graph.ID{a}, ""},
		{"another noun changed", b, seen, []graph.ID{b}, ""},
		{"the noun changed after", a, seen, []graph.ID{a, a}, graph.CodeConflict},
		{"one of two nouns changed after", b, seen, []graph.ID{f.busy(f.on(today), 1), a}, graph.CodeConflict},
		{"nothing expected", a, 0, []graph.ID{a}, ""},
		{"a revision that is to come", a, seen + 100, []graph.ID{a}, graph.CodeInvalid},
		{"no revision", a, -1, []graph.ID{a}, graph.CodeInvalid},
	} {
		err := rename(c.id, c.expected, c.subjects...)
		if (err == nil) != (c.code == "") || err != nil && graph.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.what, err, c.code)
		}
	}
	clean(t, f.s)
}
