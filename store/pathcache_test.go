package store

import (
	"testing"

	"cobuild/graph"
)

// TestNearbyKnowsCrowds asks what is kept of nouns with more links than were
// wanted, before and after a write about one of them.
func TestNearbyKnowsCrowds(t *testing.T) {
	v, other := view{hops: "END", on: 1}, view{hops: "END", on: 2}
	ids := []graph.ID{"org_1", "org_2", "org_3"}
	n := &nearby{revision: 7}
	asked := func(what string, v view, revision int64, ids []graph.ID, limit int, more bool) {
		t.Helper()
		links, rest, got := n.get(v, revision, ids, limit)
		if got != more || !more && len(rest)+len(links) == 0 {
			t.Errorf("%s: more is %t, %d links, %d to ask for", what, got, len(links), len(rest))
		}
	}
	n.exceed(v, 6, ids, 100)
	asked("of another revision", v, 7, ids, 100, false)
	n.exceed(v, 7, ids, 100)
	asked("as asked before", v, 7, ids, 100, true)
	asked("for less", v, 7, ids, 99, true)
	asked("for more", v, 7, ids, 101, false)
	asked("of some of them", v, 7, ids[:2], 100, false)
	asked("of another day", other, 7, ids, 100, false)
	asked("at a later revision", v, 8, ids, 100, false)
	n.put(v, 7, ids[:1], []graph.Neighbour{{Near: ids[0], Link: "lnk_1", Hop: graph.HopEnd, Far: "par_1"}})
	n.exceed(v, 7, ids[1:], 99)
	asked("where one is known", v, 7, ids, 100, true)
	n.follow(7, 8, []graph.ID{"org_9"})
	asked("after a write about others", v, 8, ids, 100, true)
	n.follow(8, 9, []graph.ID{"org_2"})
	asked("after a write about one of them", v, 9, ids, 100, false)
	if n.crowded != 0 {
		t.Errorf("%d nouns are counted where none is kept", n.crowded)
	}
	n.exceed(v, 9, ids[1:], 99)
	n.follow(10, 11, nil)
	asked("after a write that was not seen", v, 11, ids, 100, false)
}
