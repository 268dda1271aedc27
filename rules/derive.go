package rules

import "cobuild/graph"

// Derive works out the findings of the subjects for all of time, from a World
// gathered for them. A subject that does not exist, or of a kind without
// rules, has none.
func (w *World) Derive(rs *Ruleset, subjects []graph.ID) map[graph.ID][]graph.Finding {
	found := make(map[graph.ID][]graph.Finding, len(subjects))
	for _, id := range subjects {
		switch noun := w.nouns[id].(type) {
		case *graph.Unit:
			found[id] = w.unitFindings(rs, noun)
		case *graph.Region:
			found[id] = w.regionFindings(rs, noun)
		case *graph.Organisation:
			found[id] = w.organisationFindings(rs, noun)
		default:
			found[id] = nil
		}
	}
	return found
}

// HasFindings says whether nouns of a kind are subjects of rules.
func HasFindings(kind graph.Kind) bool {
	return kind == graph.KindUnit || kind == graph.KindRegion || kind == graph.KindOrganisation
}

// Headcount is how many members a unit has on a day, by which basis.
func (w *World) Headcount(rs *Ruleset, u *graph.Unit, on graph.Date) graph.HeadcountView {
	v := w.unitView(rs, u)
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
