package store

import (
	"slices"
	"testing"

	"cobuild/graph"
)

// A region lies where its links say on each day of its life, in nothing between
// two of them; before and after its life where it first and last lay.
func TestParentOn(t *testing.T) {
	a, b := graph.DerivedID(graph.KindRegion, "a"), graph.DerivedID(graph.KindRegion, "b")
	span := func(since, until graph.Date) graph.Interval { return graph.Interval{Since: since, Until: until} }
	n := &node{life: span(100, 500), parents: []graph.Link{{To: a, Interval: span(200, 300)}, {To: b, Interval: span(400, 500)}}}
	for day, want := range map[graph.Date]graph.ID{0: "", 99: "", 100: "", 199: "", 200: a, 299: a, 300: "", 399: "", 400: b, 499: b, 500: b, 60000: b} {
		if got := n.parentOn(day); got != want {
			t.Errorf("on day %d it lies in %q, not %q", day, got, want)
		}
	}
	if got := n.turns(); !slices.Equal(got, []graph.Date{200, 300, 400}) {
		t.Errorf("it comes to lie elsewhere on %v", got)
	}
	always := &node{parents: []graph.Link{{To: a}}}
	if always.parentOn(0) != a || always.parentOn(60000) != a || len(always.turns()) != 0 {
		t.Error("a region without dates does not lie in its parent for ever")
	}
	left := &node{life: span(100, 0), parents: []graph.Link{{To: a, Interval: span(100, 300)}}}
	if left.parentOn(50) != a || left.parentOn(299) != a || left.parentOn(300) != "" || left.parentOn(60000) != "" {
		t.Error("a region that left its parent for none still lies in it")
	}
}
