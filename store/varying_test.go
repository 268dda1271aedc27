package store

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
)

// Regions are in a place on the days of a trend on which they lie in it, however
// they and what is above them move.
func TestVaryingFollowsMoves(t *testing.T) {
	varied := 0
	rapid.Check(t, func(t *rapid.T) {
		var nodes []entry
		for i := range rapid.IntRange(2, 14).Draw(t, "regions") {
			n := entry{node{id: graph.DerivedID(graph.KindRegion, fmt.Sprint(i)), no: uint32(i + 1), path: fmt.Sprintf("%03d", i)}, nil}
			if i > 0 && rapid.IntRange(0, 5).Draw(t, "rooted") > 0 {
				starts := rapid.SliceOfNDistinct(rapid.Uint16Range(1, 60), 1, 4, rapid.ID).Draw(t, "moves")
				slices.Sort(starts)
				if rapid.Bool().Draw(t, "from the first") {
					starts[0] = 0
				} else if rapid.Bool().Draw(t, "founded") {
					n.life.Since = graph.Date(starts[0])
				}
				for j, since := range starts { // of lower number: never in a circle
					in := graph.From(graph.Date(since))
					if j+1 < len(starts) {
						in.Until = graph.Date(starts[j+1])
					} else if rapid.Bool().Draw(t, "ended") {
						in.Until = graph.Date(since + 5)
						if rapid.Bool().Draw(t, "with it") {
							n.life.Until = in.Until
						}
					}
					if rapid.IntRange(0, 3).Draw(t, "in none") > 0 || j == 0 {
						above := nodes[rapid.IntRange(0, i-1).Draw(t, "parent")]
						n.parents = append(n.parents, graph.Link{To: above.id, Interval: in})
					}
				}
			}
			nodes = append(nodes, n)
		}
		tr := newTree().with(nodes)
		var days []graph.Date
		for _, d := range rapid.SliceOfNDistinct(rapid.Uint16Range(1, 70), 1, 10, rapid.ID).Draw(t, "days") {
			days = append(days, graph.Date(d))
		}
		slices.Sort(days)
		place := tr.of(rapid.SampledFrom(nodes).Draw(t, "place").id)
		last := tr.walkOn(days[len(days)-1])
		v := tr.varying(place, last, days)
		if v != nil {
			varied++
		}
		for i, day := range days {
			then := tr.walkOn(day)
			for _, n := range nodes {
				want := then.place[n.no] >= then.place[place.no] && then.place[n.no] < then.end[place.no]
				got := last.place[n.no] >= last.place[place.no] && last.place[n.no] < last.end[place.no]
				if v != nil {
					if spans, varies := v.spans[n.no]; varies {
						got = false
						for _, s := range spans {
							got = got || s.From <= i && i < s.To
						}
					}
				}
				if got != want {
					t.Fatalf("day %d: region %d lies in %d: %t, want %t", day, n.no, place.no, got, want)
				}
			}
		}
	})
	if varied == 0 {
		t.Error("nothing ever moved into a place or out of it: this tests nothing")
	}
}
