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
	planted := func(life graph.Interval, parents ...graph.Link) (parentOn func(graph.Date) graph.ID, turns []graph.Date) {
		c := graph.DerivedID(graph.KindRegion, "c")
		t := newTree().with([]entry{{node{id: c, no: 7, life: life}, parents}, {node{id: a, no: 2000}, nil}}).with([]entry{{node{id: b, no: 3}, nil}, {node{id: c, no: 7, life: life}, parents}})
		return func(d graph.Date) graph.ID {
			if n := t.parentOn(t.of(c), d); n != nil {
				return n.id
			}
			return ""
		}, t.turnsOf(t.of(c))
	}
	parentOn, turns := planted(span(100, 500), graph.Link{To: b, Interval: span(400, 500)}, graph.Link{To: a, Interval: span(200, 300)})
	for day, want := range map[graph.Date]graph.ID{0: "", 99: "", 100: "", 199: "", 200: a, 299: a, 300: "", 399: "", 400: b, 499: b, 500: b, 60000: b} {
		if got := parentOn(day); got != want {
			t.Errorf("on day %d it lies in %q, not %q", day, got, want)
		}
	}
	if !slices.Equal(turns, []graph.Date{200, 300, 400}) {
		t.Errorf("it comes to lie elsewhere on %v", turns)
	}
	if parentOn, turns = planted(graph.Always, graph.Link{To: a}); parentOn(0) != a || parentOn(60000) != a || len(turns) != 0 {
		t.Error("a region without dates does not lie in its parent for ever")
	}
	parentOn, _ = planted(span(100, 0), graph.Link{To: a, Interval: span(100, 300)})
	if parentOn(50) != a || parentOn(299) != a || parentOn(300) != "" || parentOn(60000) != "" {
		t.Error("a region that left its parent for none still lies in it")
	}
}

// A tour is made once for all days between two moves, however many there were,
// as long as the tours fit into memory; beyond that those used last stay.
func TestWalksAreKept(t *testing.T) {
	grown := func(regions, moves int) *tree {
		id := func(n int) graph.ID { return graph.DerivedID(graph.KindRegion, "walks", fmt.Sprint(n)) }
		entries := []entry{{node{id: id(1), no: 1, path: "000"}, nil}, {node{id: id(2), no: 2, path: "001"}, nil}}
		mover := entry{node{id: id(3), no: 3, path: "000000"}, nil}
		for n := range moves + 1 {
			l := graph.Link{To: id(1 + n%2), Interval: graph.Interval{Since: graph.Date(100 * n), Until: graph.Date(100 * (n + 1))}}
			if n == moves {
				l.Until = 0
			}
			mover.parents = append(mover.parents, l)
		}
		last := entry{node{id: id(4), no: uint32(regions), path: "002"}, nil} // numbers between are of none: a tour has room for them
		return newTree().with(append(entries, mover, last))
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
