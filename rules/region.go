package rules

import (
	"slices"

	"cobuild/graph"
)

func (w *World) regionFindings(rs *Ruleset, r *graph.Region) []graph.Finding {
	if !slices.Contains(rs.LedKinds, r.RegionKind) {
		return nil
	}
	leading := w.linksIn(r.ID, graph.HopLeads)
	c := cuts{}
	c.addLinks(leading)
	return weave(r.ID, c.runs(r.Interval), func(d graph.Date) day {
		found := day{region: r.ID}
		if by := farOn(leading, graph.In, d); by != "" {
			found.held = []held{{code: graph.CodeLed, related: by}}
		} else {
			found.held = []held{{code: graph.CodeNotLed}, {code: graph.GapNoOrganisation.Code()}}
		}
		return found
	})
}
