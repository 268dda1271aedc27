package rules

import (
	"slices"

	"cobuild/graph"
)

// Derive works out the findings of the subjects for all of time, from a World
// gathered for them. A subject that does not exist, or of a kind without
// rules, has none.
func (w *World) Derive(subjects []graph.ID) map[graph.ID][]graph.Finding {
	found := make(map[graph.ID][]graph.Finding, len(subjects))
	for _, id := range subjects {
		switch noun := w.nouns[id].(type) {
		case *graph.Unit:
			found[id] = w.unitFindings(noun)
		case *graph.Region:
			found[id] = w.regionFindings(noun)
		case *graph.Organisation:
			found[id] = w.organisationFindings(noun)
		case *graph.Member:
			found[id] = w.memberFindings(noun)
		case *graph.Pairing:
			found[id] = w.pairingFindings(noun)
		default:
			found[id] = nil
		}
	}
	return found
}

// HasFindings says whether nouns of a kind are subjects of rules.
func HasFindings(kind graph.Kind) bool {
	return kind != graph.KindAlliance && slices.Contains(graph.NounKinds, kind)
}

// Headcount is how many members a unit has on a day, by which basis.
func (w *World) Headcount(u *graph.Unit, on graph.Date) graph.HeadcountView {
	v := w.unitView(u)
	members, report := v.members(on)
	counted := v.counted.at(on)
	view := graph.HeadcountView{
		Members: graph.Members{Full: members.full, Probationary: members.probationary},
		Basis:   "COUNTED", Reported: report,
		Counted: graph.Members{Full: counted.full, Probationary: counted.probationary},
	}
	if report != nil {
		view.Basis = "REPORTED"
	}
	return view
}
