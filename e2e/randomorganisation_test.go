package e2e_test

import "cobuild/graph"

var organisationOperations = []operation{
	{"organisationFound", "made: organisation { id level region { name } superior { name } leads { name leadership { leadershipState } } gaps { nodes { gapKind since until } } }", func(p *player, in input) {
		r := p.random
		in["name"], in["region"] = oneOf(r, "新支部", "联合支部"), p.id(graph.KindRegion)
		in["organisationKind"] = oneOf(r, graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgGeneralBranch, graph.OrgCommittee)
		p.maybe(in, 2, "superior", p.id(graph.KindOrganisation))
		p.maybe(in, 3, "leads", p.id(graph.KindRegion))
		p.maybe(in, 3, "strength", graph.StrengthWeak)
		p.maybe(in, 3, "committeeTerm", input{"to": p.date()})
		p.maybe(in, 4, "secretary", p.id(graph.KindMember))
		p.maybe(in, 2, "code", p.code())
		p.since(in, "since")
	}},
	{"organisationDissolve", "made: organisation { id until } ended withdrawn changes(first: 5) { totalCount nodes { message } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindOrganisation), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
}

var coverageOperations = []operation{
	{"coverageAssign", "made: coverage { id since until mode unit { " + unitFields + " } } replaced { until mode }", func(p *player, in input) {
		in["organisation"], in["unit"] = p.id(graph.KindOrganisation), p.id(graph.KindUnit)
		in["mode"] = oneOf(p.random, graph.CoverageModes...)
		p.since(in, "from")
	}},
	{"coverageEnd", "made: coverage { id since until unit { " + unitFields + " } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindCoverage), p.date()
	}},
}
