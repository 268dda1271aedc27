package e2e_test

import "cobuild/graph"

var memberOperations = []operation{
	{"memberRegister", "made: member { id region { name } workplace { " + unitFields + " } }", func(p *player, in input) {
		r := p.random
		in["memberStatus"] = oneOf(r, graph.StatusFull, graph.StatusFull, graph.StatusProbationary, graph.StatusActivistApplicant)
		p.maybe(in, 3, "employment", oneOf(r, graph.EmploymentRetired, graph.EmploymentInService))
		p.maybe(in, 2, "affiliation", p.id(graph.KindOrganisation))
		p.maybe(in, 2, "workplace", p.id(graph.KindUnit))
		p.maybe(in, 3, "residence", p.id(graph.KindRegion))
		p.maybe(in, 3, "code", p.code())
		p.maybe(in, 8, "birthYear", 1800+r.IntN(230))
		p.since(in, "since")
	}},
	{"memberAffiliate", "made: member { id affiliation { name } region { name } workplace { headcount { full } } }", func(p *player, in input) {
		in["member"] = p.id(graph.KindMember)
		p.maybe(in, 2, "organisation", p.id(graph.KindOrganisation))
		if p.random.IntN(4) == 0 {
			in["correct"] = true
			p.maybe(in, 2, "at", p.date())
		} else {
			in["from"] = p.date()
		}
	}},
}
