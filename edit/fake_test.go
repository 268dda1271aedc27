package edit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

var today = graph.MustDate("2026-11-01")

// facts is a store of maps.
type facts struct {
	nouns map[graph.ID]graph.Noun
	links map[graph.ID]graph.Link
	ids   graph.IDSource
	last  uint32 // number of the last region
	log   []graph.LogEntry
}

func newFacts() *facts {
	return &facts{nouns: map[graph.ID]graph.Noun{}, links: map[graph.ID]graph.Link{}, ids: graph.SeededIDs("edit")}
}

// fake is one edit over facts: what is put is seen by its reads, and kept only
// by commit.
type fake struct {
	nouns   map[graph.ID]graph.Noun
	links   map[graph.ID]graph.Link
	ids     graph.IDSource
	last    uint32
	reads   int
	puts    int
	most    int
	changes []graph.Change
	log     []graph.LogEntry
}

func (f *facts) begin() *fake {
	return &fake{nouns: maps.Clone(f.nouns), links: maps.Clone(f.links), ids: f.ids, last: f.last, log: f.log}
}

func (f *facts) commit(e *fake) {
	revision := e.Revision() + 1
	for i, c := range e.changes {
		f.log = append(f.log, graph.LogEntry{Revision: revision, Index: i, Operation: "edit", Change: c})
	}
	f.nouns, f.links, f.last = e.nouns, e.links, e.last
}

func (e *fake) Nouns(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	e.reads++
	found := map[graph.ID]graph.Noun{}
	for _, id := range ids {
		if n, ok := e.nouns[id]; ok {
			found[id] = n
		}
	}
	return found, nil
}

func (e *fake) Links(_ context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	e.reads++
	asked := map[graph.ID]bool{}
	for _, id := range q.IDs {
		asked[id] = true
	}
	found := map[graph.ID][]graph.Link{}
	for _, id := range slices.Sorted(maps.Keys(e.links)) {
		l := e.links[id]
		if near := l.Near(q.Direction); asked[near] && slices.Contains(q.Hops, l.Hop) && (q.On == 0 || l.Holds(q.On)) {
			found[near] = append(found[near], l)
		}
	}
	return found, nil
}

func (e *fake) LinksByID(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Link, error) {
	e.reads++
	found := map[graph.ID]graph.Link{}
	for _, id := range ids {
		if l, ok := e.links[id]; ok {
			found[id] = l
		}
	}
	return found, nil
}

func (e *fake) Holders(_ context.Context, parts []graph.ID) (map[graph.ID]graph.Noun, error) {
	e.reads++
	found := map[graph.ID]graph.Noun{}
	for _, n := range e.nouns {
		if p, ok := n.(*graph.Pairing); ok {
			for _, a := range p.Activities {
				if slices.Contains(parts, a.ID) {
					found[a.ID] = p
				}
			}
		}
		u, ok := n.(*graph.Unit)
		if !ok {
			continue
		}
		for _, id := range parts {
			if slices.ContainsFunc(u.Works, func(w graph.Work) bool { return w.ID == id }) || slices.ContainsFunc(u.Headcounts, func(h graph.Headcount) bool { return h.ID == id }) {
				found[id] = u
			}
		}
	}
	return found, nil
}

func (e *fake) Mentions(_ context.Context, ids []graph.ID) (map[graph.ID][]graph.ID, error) {
	e.reads++
	found := map[graph.ID][]graph.ID{}
	note := func(named, by graph.ID) {
		if named != by && slices.Contains(ids, named) && !slices.Contains(found[named], by) {
			found[named] = append(found[named], by)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(e.nouns)) {
		if r, ok := e.nouns[id].(*graph.Region); ok {
			note(r.Scope, id)
			for _, next := range r.Successors {
				note(next, id)
			}
		}
		for _, l := range e.links {
			if l.From == id && l.Hop == graph.HopEnd {
				note(l.Person, id)
			}
		}
	}
	return found, nil
}

func (e *fake) Find(_ context.Context, key graph.CodeKey) ([]graph.Noun, error) {
	e.reads++
	var found []graph.Noun
	for _, id := range slices.Sorted(maps.Keys(e.nouns)) {
		n := e.nouns[id]
		code := n.Top().Code
		if u, ok := n.(*graph.Unit); ok && key.Field == graph.ByCredit {
			code = u.CreditCode
		}
		if n.Kind() == key.Kind && code == key.Code {
			found = append(found, n)
		}
	}
	return found, nil
}

func (e *fake) Today() graph.Date         { return today }
func (e *fake) New(k graph.Kind) graph.ID { return e.ids.New(k) }

func (e *fake) Put(n graph.Noun, correct bool) {
	e.puts++
	e.changes = append(e.changes, graph.Change{NounBefore: e.nouns[n.Top().ID], NounAfter: n, Correct: correct})
	e.nouns[n.Top().ID] = graph.CopyNoun(n)
}

func (e *fake) PutLink(l graph.Link, correct bool) {
	e.puts++
	c := graph.Change{LinkAfter: &l, Correct: correct}
	if old, known := e.links[l.ID]; known {
		c.LinkBefore = &old
	}
	e.changes = append(e.changes, c)
	e.links[l.ID] = l
}

func (e *fake) DropLink(l graph.Link) {
	e.puts++
	e.changes = append(e.changes, graph.Change{LinkBefore: &l})
	delete(e.links, l.ID)
}

func (e *fake) Drop(n graph.Noun) {
	e.puts++
	e.changes = append(e.changes, graph.Change{NounBefore: n, Correct: true})
	delete(e.nouns, n.Top().ID)
}

// Log gives pages of one entry, so that every reader has to turn them.
func (e *fake) Log(_ context.Context, qs []graph.LogQuery) ([]graph.PageOf[graph.LogEntry], error) {
	e.reads++
	pages := make([]graph.PageOf[graph.LogEntry], len(qs))
	for i, q := range qs {
		entries := slices.Clone(e.log)
		if q.Page.Backward {
			slices.Reverse(entries)
		}
		passed := q.Page.From == ""
		for _, entry := range entries {
			at := fmt.Sprintf("%d.%d", entry.Revision, entry.Index)
			about := q.Subject == "" || slices.Contains(entry.Change.Subjects(), q.Subject)
			switch {
			case !passed:
				passed = at == q.Page.From
			case !about || entry.Revision <= q.After || q.Upto != 0 && entry.Revision > q.Upto:
			case len(pages[i].Items) == 1:
				pages[i].More = true
			default:
				pages[i].Items, pages[i].At = append(pages[i].Items, entry), append(pages[i].At, at)
			}
		}
	}
	return pages, nil
}

// Revision is 1 in the beginning, as after a load.
func (e *fake) Revision() int64 {
	if len(e.log) == 0 {
		return 1
	}
	return e.log[len(e.log)-1].Revision
}

func (e *fake) Most() int { return e.most }

func (e *fake) NewRegion(_ context.Context, r *graph.Region, parent graph.ID) error {
	e.last++
	r.No, r.Scope, r.Path = e.last, r.ID, fmt.Sprintf("%03d", e.last)
	if above, ok := e.nouns[parent].(*graph.Region); ok {
		r.Path = above.Path + r.Path
	}
	return nil
}

// run makes one edit and keeps what it put. A refused one must have put
// nothing, and no edit may change what it read.
func run[R any](t fataler, f *facts, edit func(context.Context, graph.Edit) (R, error)) (R, *fake, error) {
	t.Helper()
	before, err := json.Marshal(f.nouns)
	if err != nil {
		t.Fatalf("marshal facts: %v", err)
	}
	e := f.begin()
	result, err := edit(context.Background(), e)
	if err != nil && e.puts > 0 {
		t.Fatalf("a refused edit put %d facts: %v", e.puts, err)
	}
	if after, _ := json.Marshal(f.nouns); string(after) != string(before) {
		t.Fatalf("the edit changed nouns that it had read")
	}
	if err == nil {
		f.commit(e)
	}
	return result, e, err
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// must makes an edit that is accepted.
func must[I, R any](t fataler, f *facts, edit func(context.Context, graph.Edit, I) (R, error), in I) R {
	t.Helper()
	result, _, err := run(t, f, func(ctx context.Context, e graph.Edit) (R, error) { return edit(ctx, e, in) })
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	return result
}

// assign is CoverageAssign with one result, for must and refusals.
func assign(ctx context.Context, e graph.Edit, in CoverageAssignInput) (*graph.Link, error) {
	l, _, err := CoverageAssign(ctx, e, in)
	return l, err
}

// refusals makes an edit that may be refused and gives code and field of each
// refusal, in order.
func refusals[I, R any](t *testing.T, f *facts, edit func(context.Context, graph.Edit, I) (R, error), in I) []string {
	t.Helper()
	_, _, err := run(t, f, func(ctx context.Context, e graph.Edit) (R, error) { return edit(ctx, e, in) })
	return codes(t, err)
}

func codes(t fataler, err error) []string {
	t.Helper()
	list := []string{}
	if err == nil {
		return list
	}
	var all graph.Errors
	if !errors.As(err, &all) {
		t.Fatalf("refused with %T, not with graph.Errors: %v", err, err)
	}
	for _, one := range all {
		for _, text := range []string{one.Message.EN, one.Message.ZH} {
			if text == "" || strings.Contains(text, "%!") || strings.Contains(text, "MISSING") {
				t.Fatalf("a message is spoilt: %q", text)
			}
		}
		list = append(list, strings.TrimSpace(string(one.Code)+" "+strings.Join(one.Field, ".")))
	}
	slices.Sort(list)
	return list
}

// refuse checks that an edit is refused with exactly these codes and fields.
func refuse[I, R any](t *testing.T, f *facts, edit func(context.Context, graph.Edit, I) (R, error), in I, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := refusals(t, f, edit, in); !slices.Equal(got, want) {
		t.Errorf("%+v\nrefused with %q\nwant         %q", in, got, want)
	}
}

// says checks that an edit is refused and that its English message contains
// each of the texts.
func says[I, R any](t *testing.T, f *facts, edit func(context.Context, graph.Edit, I) (R, error), in I, texts ...string) {
	t.Helper()
	_, _, err := run(t, f, func(ctx context.Context, e graph.Edit) (R, error) { return edit(ctx, e, in) })
	for _, text := range texts {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%+v: %v\ndoes not say %q", in, err, text)
		}
	}
}

func day(text string) graph.Date {
	if text == "" {
		return 0
	}
	return graph.MustDate(text)
}

func between(since, until string) graph.Interval {
	return graph.Interval{Since: day(since), Until: day(until)}
}

func ptr[T any](v T) *T { return &v }

// linksFrom are the links of a noun by one hop, in order of time.
func (f *facts) linksFrom(id graph.ID, hop graph.Hop) []graph.Link {
	var found []graph.Link
	for _, l := range f.links {
		if l.From == id && l.Hop == hop {
			found = append(found, l)
		}
	}
	slices.SortFunc(found, func(a, b graph.Link) int { return int(a.Since) - int(b.Since) })
	return found
}

// linksTo are the links to a noun by one hop.
func (f *facts) linksTo(id graph.ID, hop graph.Hop) []graph.Link {
	links, _ := f.begin().Links(context.Background(), graph.LinkQuery{IDs: []graph.ID{id}, Direction: graph.In, Hops: []graph.Hop{hop}})
	return links[id]
}

// corrected makes a correction that is accepted and gives the noun as it then is.
func corrected[I any, N graph.Noun](t fataler, f *facts, edit func(context.Context, graph.Edit, I) (*Corrected[N], error), in I) N {
	t.Helper()
	return must(t, f, edit, in).Noun
}
