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
	{"organisationChange", "made: organisation { id name organisationKind strength region { name } superior { name } ancestors { name } leads { name } secretary { name since } gaps { nodes { gapKind since until } } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindOrganisation), p.date()
		p.organisationFields(in)
	}},
	{"organisationCorrect", "made: organisation { id name organisationKind strength region { name } superior { name } leads { name } secretary { name since } gaps { nodes { gapKind since until } } } withdrawn", func(p *player, in input) {
		in["id"] = p.id(graph.KindOrganisation)
		if p.correction(in) {
			p.organisationFields(in)
		}
	}},
	{"organisationMerge", "made: organisation { id coverages(first: 5) { totalCount nodes { mode since unit { " + unitFields + " } } } superior { name } leads { name } } moved ended withdrawn changes(first: 4) { totalCount nodes { message } }", func(p *player, in input) {
		in["into"], in["from"] = p.id(graph.KindOrganisation), p.date()
		in["organisations"] = []graph.ID{p.id(graph.KindOrganisation)}
		p.maybe(in, 3, "organisations", []graph.ID{p.id(graph.KindOrganisation), p.id(graph.KindOrganisation)})
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"committeeTermBegin", termFields, func(p *player, in input) {
		in["organisation"] = p.id(graph.KindOrganisation)
		p.since(in, "from")
		p.maybe(in, 2, "to", p.date())
		p.maybe(in, 4, "until", p.date())
	}},
	{"committeeTermExtend", termFields, func(p *player, in input) {
		in["organisation"], in["extension"] = p.id(graph.KindOrganisation), p.date()+graph.Date(p.random.IntN(3)*1500) // mostly past the planned end
		p.maybe(in, 3, "at", p.date())
	}},
	{"committeeTermEnd", termFields, func(p *player, in input) {
		in["organisation"], in["from"] = p.id(graph.KindOrganisation), p.date()
	}},
	{"committeeTermCorrect", termFields, func(p *player, in input) {
		r := p.random
		in["organisation"] = p.id(graph.KindOrganisation)
		p.maybe(in, 2, "at", p.date())
		if r.IntN(4) == 0 {
			in["withdraw"] = true
			return
		}
		p.maybe(in, 3, "since", oneOf[any](r, nil, p.date()))
		p.maybe(in, 3, "until", oneOf[any](r, nil, p.date()))
		p.maybe(in, 2, "to", oneOf[any](r, nil, p.date()))
		p.maybe(in, 4, "extension", oneOf[any](r, nil, p.date()))
	}},
	{"organisationDissolve", "made: organisation { id until } ended withdrawn changes(first: 5) { totalCount nodes { message } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindOrganisation), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
}

const termFields = "organisation { committeeTerm { since until to extension } gaps { nodes { gapKind since until severity } } } term { since until to extension }"

// organisationFields fills in what a change or a correction may give.
func (p *player) organisationFields(in input) {
	r := p.random
	p.maybe(in, 3, "organisationKind", oneOf(r, graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgGeneralBranch))
	p.maybe(in, 3, "strength", oneOf[any](r, nil, graph.StrengthWeak, graph.StrengthStrong))
	p.maybe(in, 4, "region", p.id(graph.KindRegion))
	p.maybe(in, 3, "superior", oneOf[any](r, nil, p.id(graph.KindOrganisation), p.id(graph.KindOrganisation)))
	p.maybe(in, 4, "leads", oneOf[any](r, nil, p.id(graph.KindRegion)))
	p.maybe(in, 4, "secretary", oneOf[any](r, nil, p.id(graph.KindMember), p.id(graph.KindMember)))
	p.maybe(in, 6, "secretaryName", oneOf[any](r, nil, "林", " "))
	p.maybe(in, 6, "name", oneOf[any](r, "改名支部", nil, "\x00"))
	p.maybe(in, 8, "code", p.code())
	p.maybe(in, 8, "aliases", oneOf[any](r, nil, []string{"旧支部"}))
}

var coverageOperations = []operation{
	{"coverageAssign", "made: coverage { id since until mode unit { " + unitFields + " } } replaced { until mode }", func(p *player, in input) {
		in["organisation"], in["unit"] = p.id(graph.KindOrganisation), p.id(graph.KindUnit)
		in["mode"] = oneOf(p.random, graph.CoverageModes...)
		p.since(in, "from")
		p.maybe(in, 6, "until", p.date())
	}},
	{"coverageEnd", "made: coverage { id since until unit { " + unitFields + " } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindCoverage), p.date()
	}},
	{"coverageCorrect", "made: coverage { id since until mode } organisation { id name } unit { " + unitFields + " }", func(p *player, in input) {
		r := p.random
		in["id"] = p.id(graph.KindCoverage)
		if r.IntN(4) == 0 {
			in["withdraw"] = true
			return
		}
		p.maybe(in, 3, "organisation", p.id(graph.KindOrganisation))
		p.maybe(in, 3, "unit", p.id(graph.KindUnit))
		p.maybe(in, 2, "mode", oneOf(r, graph.CoverageModes...))
		p.maybe(in, 3, "since", oneOf[any](r, nil, p.date()))
		p.maybe(in, 3, "until", oneOf[any](r, nil, p.date()))
	}},
}
