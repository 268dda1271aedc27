package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testHistories compares what histories tell with the facts on record, and the
// changes they name with the log read from its end by a plain reader.
func testHistories(t *testing.T, s *store.Store, r *replay) {
	var log []graph.LogEntry
	for page := (graph.PageOf[graph.LogEntry]{More: true}); page.More; {
		q := graph.LogQuery{Page: graph.Page{Limit: 1000}}
		if len(page.At) > 0 {
			q.Page.From = page.At[len(page.At)-1]
		}
		page = must(s.Log(t.Context(), q))(t)
		log = append(log, page.Items...)
	}
	slices.Reverse(log)
	last := func(id graph.ID, says func(c *graph.Change) bool) *graph.LogEntry {
		for i := range log {
			c := &log[i].Change
			if link := c.Link(); (link == nil && c.Subject() == id || link != nil && link.ID == id) && says(c) {
				return &log[i]
			}
		}
		return nil
	}
	always := func(*graph.Change) bool { return true }
	var ids []graph.ID
	for id := range r.nouns {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	said, replaced := 0, 0
	check := func(what string, i *graph.HistoryItem, want *graph.LogEntry) {
		t.Helper()
		if (i.Change == nil) != (want == nil) || want != nil && (i.Change.Revision != want.Revision || i.Change.Index != want.Index) {
			t.Errorf("%s of %s %s: said by %+v, want %+v", what, i.Subject, i.Interval, i.Change, want)
		}
		if want != nil {
			said++
		}
		if i.Entered != nil && (i.Change == nil || i.Entered.Revision > i.Change.Revision) {
			t.Errorf("%s of %s %s: entered by %+v after %+v", what, i.Subject, i.Interval, i.Entered, i.Change)
		}
		replaced += len(i.Replaced)
	}
	for id, items := range must(s.Histories(t.Context(), append(ids, ids[0], "unt_nobody")))(t) {
		n := r.nouns[id]
		links := 0
		for at := range items {
			i := &items[at]
			switch {
			case i.Attribute == graph.HistoryLife:
				same(t, "life of "+string(id), i.Interval, n.Top().Interval)
				check("life", i, last(id, func(c *graph.Change) bool {
					return c.NounBefore == nil || c.NounAfter != nil && c.NounBefore.Top().Interval != c.NounAfter.Top().Interval
				}))
			case i.Attribute == graph.HistoryName:
				same(t, "name of "+string(id), i.Value.ZH, n.Top().Name)
				check("name", i, last(id, func(c *graph.Change) bool {
					return c.NounBefore == nil || c.NounAfter != nil && c.NounBefore.Top().Name != c.NounAfter.Top().Name
				}))
			case i.Attribute == graph.HistoryState, i.Attribute == graph.HistoryStaff, i.Attribute == graph.HistoryStrength:
				has := func(n graph.Noun) bool { return n != nil && hasSpell(n, i) }
				if !has(n) {
					t.Errorf("%s: %+v is not on record", id, i)
				}
				check(string(i.Attribute), i, last(id, func(c *graph.Change) bool { return !has(c.NounBefore) && has(c.NounAfter) }))
			case i.Thing.Kind() == graph.KindLink, i.Thing.Kind() == graph.KindCoverage:
				links++
				l := r.links[i.Thing]
				same(t, "days of "+string(i.Thing), i.Interval, l.Interval)
				if l.From != id && l.To != id || l.From != i.Related && l.To != i.Related {
					t.Errorf("%s tells of %+v as a relation to %s", id, l, i.Related)
				}
				check(string(l.Hop), i, last(i.Thing, always))
			}
		}
		told := graph.HistoryHops(n.Kind(), graph.Out)
		want := 0
		for _, l := range r.links {
			if l.From == id && slices.Contains(told, l.Hop) || l.To == id && slices.Contains(graph.HistoryHops(n.Kind(), graph.In), l.Hop) {
				want++
			}
		}
		same(t, "relations in the history of "+string(id), links, want)
	}
	if said < 50 || replaced < 5 {
		t.Errorf("%d values were said by a change, %d replaced others: this tests too little", said, replaced)
	}
}

// hasSpell says whether a noun has the value of an item on its days.
func hasSpell(n graph.Noun, i *graph.HistoryItem) bool {
	switch n := n.(type) {
	case *graph.Unit:
		if i.Attribute == graph.HistoryState {
			return slices.ContainsFunc(n.States, func(s graph.Spell[graph.UnitState]) bool {
				return s.Interval == i.Interval && graph.LabelOf("UnitState", string(s.Value)) == i.Value
			})
		}
		return slices.ContainsFunc(n.Staffs, func(s graph.Spell[int]) bool {
			return s.Interval == i.Interval && fmt.Sprint(s.Value) == i.Raw
		})
	case *graph.Organisation:
		return slices.ContainsFunc(n.Strengths, func(s graph.Spell[graph.Strength]) bool {
			return s.Interval == i.Interval && graph.LabelOf("Strength", string(s.Value)) == i.Value
		})
	default:
		return false
	}
}

// testHeard asks for the histories of a noun that changed often and of one that
// did not, where few entries are read: the one is refused, the other answered.
func testHeard(t *testing.T, s *store.Store, r *replay) {
	entries := map[graph.ID]int{}
	var often, seldom graph.ID
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		entries[id] = must(s.CountLog(t.Context(), graph.LogQuery{Subject: id}))(t)
		if entries[id] > entries[often] {
			often = id
		}
		if entries[id] == 0 {
			seldom = id
		}
	}
	o := options("heard")
	o.Heard = 1
	few := openStore(t, s.Engine(), o)
	asked := []graph.ID{seldom, often, seldom, often}
	items, err := few.Histories(t.Context(), asked)
	var refused graph.Refused
	if !errors.As(err, &refused) || len(refused) != 2 || graph.CodeOf(refused[1]) != graph.CodeTooComplex || graph.CodeOf(refused[3]) != graph.CodeTooComplex {
		t.Errorf("histories of which one takes %d entries: %v", entries[often], err)
	}
	if _, told := items[often]; told || len(items[seldom]) == 0 {
		t.Errorf("%d items of the one refused, %d of the other", len(items[often]), len(items[seldom]))
	}
	same(t, "a history that takes no entry", items, must(s.Histories(t.Context(), []graph.ID{seldom}))(t))
}
