package rules

import (
	"fmt"
	"slices"

	"cobuild/graph"
)

func (w *World) regionFindings(r *graph.Region) []graph.Finding {
	if !slices.Contains(w.rs.LedKinds, r.RegionKind) {
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

func explainRegion(r *graph.Region, f graph.Finding) graph.Explanation {
	kind := graph.LabelOf("RegionKind", string(r.RegionKind))
	seen := []graph.Evidence{evidence("regionKind", "kind of region", "地区类型", string(r.RegionKind))}
	if f.Code == graph.CodeLed {
		return graph.Explanation{Reason: "LED", Evidence: seen, Message: graph.Text{
			EN: fmt.Sprintf("an organisation leads %s", r.Name), ZH: fmt.Sprintf("%s有党组织领导", r.Name),
		}}
	}
	return graph.Explanation{Reason: "NOT_LED", Evidence: seen, Message: graph.Text{
		EN: fmt.Sprintf("no organisation leads %s (%s)", r.Name, kind.EN), ZH: fmt.Sprintf("%s（%s）没有党组织领导", r.Name, kind.ZH),
	}}
}
