package e2e_test

import (
	"cobuild/graph"
)

// moreMutations fill in the input of one mutation each and give its name; they
// are drawn as often as those below.
var moreMutations []func(p *player, in input) string

// mutation makes a random mutation: its name and its input.
func (p *player) mutation() (string, input) {
	r := p.random
	in := input{}
	p.maybe(in, 30, "expectedRevision", 1+r.IntN(20))
	p.maybe(in, 10, "note", "甲 note")
	if r.IntN(2) == 0 {
		return oneOf(r, moreMutations...)(p, in), in
	}
	switch r.IntN(24) {
	case 0, 1:
		in["name"], in["parent"] = oneOf(r, "新片区", "Market", "网格"), p.id(graph.KindRegion)
		in["regionKind"] = oneOf(r, graph.RegionArea, graph.RegionMarket, graph.RegionGrid, graph.RegionPark, graph.RegionVillage)
		p.maybe(in, 2, "code", p.code())
		p.since(in, "since")
		return "regionRegister", in
	case 2, 3, 4:
		in["name"], in["region"] = oneOf(r, "新公司", "商会", "Zeta", "重庆行"), p.id(graph.KindRegion)
		in["unitKind"], in["ownership"] = oneOf(r, graph.UnitKinds...), oneOf(r, graph.Ownerships...)
		p.maybe(in, 4, "unitState", oneOf(r, graph.StateShell, graph.StateDormant))
		p.maybe(in, 2, "code", p.code())
		p.maybe(in, 2, "staff", r.IntN(700)-5)
		p.maybe(in, 3, "industry", oneOf(r, "C35", "I", "Z1"))
		p.since(in, "since")
		return "unitRegister", in
	case 5, 6:
		in["id"] = p.id(graph.KindUnit)
		p.maybe(in, 2, "at", p.date())
		p.maybe(in, 3, "unitState", oneOf(r, graph.StateOperating, graph.StateShell, graph.StateDormant))
		p.maybe(in, 3, "ownership", oneOf(r, graph.Ownerships...))
		p.maybe(in, 4, "region", p.id(graph.KindRegion))
		p.maybe(in, 3, "staff", oneOf[any](r, nil, r.IntN(600)))
		p.maybe(in, 5, "name", oneOf(r, "改名", " "))
		return "unitCorrect", in
	case 7, 8, 9:
		in["name"], in["region"] = oneOf(r, "新支部", "联合支部"), p.id(graph.KindRegion)
		in["organisationKind"] = oneOf(r, graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgGeneralBranch, graph.OrgCommittee)
		p.maybe(in, 2, "superior", p.id(graph.KindOrganisation))
		p.maybe(in, 3, "leads", p.id(graph.KindRegion))
		p.maybe(in, 3, "strength", graph.StrengthWeak)
		p.maybe(in, 3, "committeeTerm", input{"to": p.date()})
		p.maybe(in, 4, "secretary", p.id(graph.KindMember))
		p.maybe(in, 2, "code", p.code())
		p.since(in, "since")
		return "organisationFound", in
	case 10:
		in["id"], in["from"] = p.id(graph.KindOrganisation), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
		return "organisationDissolve", in
	case 11, 12, 13, 14:
		in["organisation"], in["unit"] = p.id(graph.KindOrganisation), p.id(graph.KindUnit)
		in["mode"] = oneOf(r, graph.CoverageModes...)
		p.since(in, "from")
		return "coverageAssign", in
	case 15:
		in["id"], in["from"] = p.id(graph.KindCoverage), p.date()
		return "coverageEnd", in
	case 16, 17:
		in["unit"], in["full"], in["probationary"] = p.id(graph.KindUnit), r.IntN(6), r.IntN(4)-r.IntN(20)/19
		p.since(in, "date")
		p.maybe(in, 6, "correct", true)
		return "headcountReport", in
	case 18, 19:
		in["memberStatus"] = oneOf(r, graph.StatusFull, graph.StatusFull, graph.StatusProbationary, graph.StatusActivistApplicant)
		p.maybe(in, 3, "employment", oneOf(r, graph.EmploymentRetired, graph.EmploymentInService))
		p.maybe(in, 2, "affiliation", p.id(graph.KindOrganisation))
		p.maybe(in, 2, "workplace", p.id(graph.KindUnit))
		p.maybe(in, 3, "residence", p.id(graph.KindRegion))
		p.maybe(in, 3, "code", p.code())
		p.maybe(in, 8, "birthYear", 1800+r.IntN(230))
		p.since(in, "since")
		return "memberRegister", in
	case 20, 21:
		in["member"] = p.id(graph.KindMember)
		p.maybe(in, 2, "organisation", p.id(graph.KindOrganisation))
		if r.IntN(4) == 0 {
			in["correct"] = true
			p.maybe(in, 2, "at", p.date())
		} else {
			in["from"] = p.date()
		}
		return "memberAffiliate", in
	case 22:
		roles := oneOf(r, []graph.EndRole{graph.RoleHelper, graph.RoleHelped}, []graph.EndRole{graph.RolePeer, graph.RolePeer}, []graph.EndRole{graph.RoleHelper, graph.RoleHelped, graph.RolePeer})
		var ends []input
		for _, role := range roles {
			ends = append(ends, input{"participant": p.id(oneOf(r, graph.KindOrganisation, graph.KindOrganisation, graph.KindUnit, graph.KindRegion)), "role": role})
		}
		in["ends"], in["pairingKind"] = ends, oneOf(r, graph.PairingMentor, graph.PairingOther)
		p.since(in, "since")
		p.maybe(in, 3, "until", p.date())
		return "pairingAgree", in
	default:
		in["id"], in["from"] = p.id(graph.KindPairing), p.date()
		return "pairingEnd", in
	}
}
