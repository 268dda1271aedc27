package store

import (
	"fmt"
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

// A tour is made once for all days between two moves, however many there were,
// as long as the tours fit into memory; beyond that those used last stay.
func TestWalksAreKept(t *testing.T) {
	grown := func(regions, moves int) *tree {
		id := func(n int) graph.ID { return graph.DerivedID(graph.KindRegion, "walks", fmt.Sprint(n)) }
		nodes := []*node{{id: id(1), no: 1, path: "000"}, {id: id(2), no: 2, path: "001"}}
		mover := &node{id: id(3), no: 3, path: "000000"}
		for n := range moves + 1 {
			l := graph.Link{To: id(1 + n%2), Interval: graph.Interval{Since: graph.Date(100 * n), Until: graph.Date(100 * (n + 1))}}
			if n == moves {
				l.Until = 0
			}
			mover.parents = append(mover.parents, l)
		}
		last := &node{id: id(4), no: uint32(regions), path: "002"} // numbers between are of none: a tour has room for them
		return newTree().with(append(nodes, mover, last))
	}
	t.Run("of a county", func(t *testing.T) {
		tree := grown(500, 60)
		first := map[int]*walk{}
		for round := range 2 {
			for n := range 61 {
				w := tree.walkOn(graph.Date(100*n + 50))
				if round == 0 {
					first[n] = w
				} else if first[n] != w {
					t.Fatalf("the tour of epoch %d was made twice", n)
				}
				if w.place[3] != w.place[1+n%2]+1 {
					t.Fatalf("epoch %d has region 3 at %d, its parent at %d", n, w.place[3], w.place[1+n%2])
				}
			}
		}
	})
	t.Run("of more than fits", func(t *testing.T) {
		tree := grown(2_500_000, 8) // 20 MB each
		first := tree.walkOn(50)
		for n := 1; n < 8; n++ {
			tree.walkOn(graph.Date(100*n + 50))
			if tree.walkOn(50) != first {
				t.Fatalf("the tour used last but one is gone after %d others", n)
			}
			if kept := len(tree.walks); kept != len(tree.recent) || kept*first.size() > mostWalked {
				t.Fatalf("%d tours of %d bytes are kept", kept, first.size())
			}
		}
	})
}
