package store

import (
	"fmt"
	"testing"

	"cobuild/graph"
)

// TestLinksSeenAreBounded fills what is kept of links beyond its bounds: of one
// noun, of all, and by one answer alone.
func TestLinksSeenAreBounded(t *testing.T) {
	var c linksSeen
	known := func(revision int64, of sight, id graph.ID) bool {
		return len(c.get(revision, of, []graph.ID{id}, func(graph.ID, any) {})) == 0
	}
	keep := func(revision int64, of sight, id graph.ID, weight int) {
		c.put(revision, false, []graph.ID{id}, func(graph.ID) seenLinks { return seenLinks{of, []graph.Link{}, weight} })
	}
	weighed := func() (all int) {
		for id, seen := range c.nouns {
			if len(seen) > mostSights {
				t.Fatalf("%d answers about %s", len(seen), id)
			}
			for _, one := range seen {
				all += one.weight
			}
		}
		return all
	}
	day := func(n int) sight { return sight{on: graph.Date(n)} }
	for n := range 3 * mostSights {
		keep(1, day(n), "unt_a", 1)
	}
	if known(1, day(0), "unt_a") || !known(1, day(3*mostSights-1), "unt_a") {
		t.Error("of the answers about one noun the last are not those that are kept")
	}
	if keep(1, day(1), "unt_b", mostLinked); known(1, day(1), "unt_b") {
		t.Error("an answer as great as all others together is kept")
	}
	const each = 500
	for n := range 3 * mostLinked / each {
		keep(1, day(1), graph.ID(fmt.Sprintf("unt_%d", n)), each)
	}
	if got := weighed(); got != c.weight || got > mostLinked || got < mostLinked/2 {
		t.Errorf("%d links are kept, %d by its count", got, c.weight)
	}
	keep(2, day(1), "unt_a", 1)
	if known(1, day(1), "unt_a") || !known(2, day(1), "unt_a") || weighed() != 1 {
		t.Error("a later revision does not begin anew")
	}
	if keep(1, day(2), "unt_a", 1); known(2, day(2), "unt_a") {
		t.Error("what was read of an earlier revision is kept for a later one")
	}
}
