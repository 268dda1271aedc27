package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

// Runs hold every wanted hop that a noun of the kind can have, and beside them
// only what it has once.
func TestRunsOfHops(t *testing.T) {
	all := []graph.Hop{graph.HopEnd, graph.HopSeat, graph.HopSuperior, graph.HopCovers, graph.HopLeads}
	for _, c := range []struct {
		kind   graph.Kind
		d      graph.Direction
		wanted []graph.Hop
		want   string
	}{
		{graph.KindOrganisation, graph.Out, all, "[[COVERS SUPERIOR]]"},
		{graph.KindOrganisation, graph.In, all, "[[END END] [SEAT SUPERIOR]]"}, // between them those registered
		{graph.KindOrganisation, graph.Out, []graph.Hop{graph.HopSuperior, graph.HopLeads}, "[[LEADS SUPERIOR]]"},
		{graph.KindOrganisation, graph.Out, []graph.Hop{graph.HopSuperior}, "[[SUPERIOR SUPERIOR]]"},
		{graph.KindUnit, graph.In, all, "[[COVERS SEAT]]"},
		{graph.KindUnit, graph.In, []graph.Hop{graph.HopCovers, graph.HopSeat}, "[[COVERS COVERS] [SEAT SEAT]]"}, // between them ends
		{graph.KindUnit, graph.Out, all, "[]"},
		{graph.KindRegion, graph.In, all, "[[END LEADS] [SEAT SEAT]]"}, // between them all that lies there
		{graph.KindPairing, graph.Out, all, "[[END END]]"},
		{graph.KindAlliance, graph.Out, all, "[[SEAT SEAT]]"},
		{graph.KindMember, graph.Out, all, "[]"},
		{graph.KindOrganisation, graph.In, nil, "[]"},
	} {
		if got := fmt.Sprint(runsOf(c.kind, c.d, c.wanted)); got != c.want {
			t.Errorf("%s in direction %d of %v: %s, want %s", c.kind, c.d, c.wanted, got, c.want)
		}
	}
	for _, a := range graph.Hops {
		for _, b := range graph.Hops {
			if a != b && strings.Contains(string(a), string(b)) {
				t.Errorf("the name %s is a part of %s: Neighbours take the one for the other", b, a)
			}
		}
	}
}
