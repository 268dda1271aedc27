package e2e_test

import "cobuild/graph"

const memberFields = "memberStatus employment since until away { since until fixed } affiliation { id } region { name } residence { name } registrations { id since until } workplace { " + unitFields + " }"

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
			if p.random.IntN(2) == 0 {
				in["during"] = p.days()
			} else {
				p.maybe(in, 2, "at", p.date())
			}
		} else {
			in["from"] = p.date()
		}
	}},
	{"memberTransfer", "made: member { id " + memberFields + " }", func(p *player, in input) {
		in["member"], in["organisation"], in["from"] = p.id(graph.KindMember), p.id(graph.KindOrganisation), p.date()
		p.maybe(in, 4, "workplace", oneOf[any](p.random, nil, p.id(graph.KindUnit), p.id(graph.KindUnit)))
		p.maybe(in, 4, "residence", oneOf[any](p.random, nil, p.id(graph.KindRegion), p.id(graph.KindRegion)))
		p.maybe(in, 8, "endAbsence", true)
	}},
	{"memberChange", "made: member { id name " + memberFields + " }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindMember), p.date()
		p.memberFields(in)
	}},
	{"memberCorrect", "made: member { id name " + memberFields + " } withdrawn", func(p *player, in input) {
		in["id"] = p.id(graph.KindMember)
		p.maybe(in, 20, "correct", false)
		if p.correction(in) {
			p.memberFields(in)
		}
	}},
	{"memberEnd", "made: member { id " + memberFields + " } ended withdrawn", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindMember), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"registrationEnter", "made: registration { id since until member { region { name } } organisation { name } }", func(p *player, in input) {
		in["member"], in["organisation"] = p.id(graph.KindMember), p.id(graph.KindOrganisation)
		p.since(in, "since")
		p.maybe(in, 3, "until", p.date())
	}},
	{"registrationEnd", "made: registration { id since until }", func(p *player, in input) {
		in["from"] = p.date()
		if p.random.IntN(4) == 0 {
			in["member"], in["organisation"] = p.id(graph.KindMember), p.id(graph.KindOrganisation)
		} else {
			in["id"] = p.id(graph.KindLink)
		}
	}},
	{"registrationCorrect", "made: registration { id since until member { registrations { since } } }", func(p *player, in input) {
		in["id"] = p.id(graph.KindLink)
		if p.random.IntN(4) == 0 {
			in["withdraw"] = true
			p.maybe(in, 8, "since", p.date())
			return
		}
		p.maybe(in, 2, "since", oneOf[any](p.random, nil, p.date()))
		p.maybe(in, 2, "until", oneOf[any](p.random, nil, p.date()))
	}},
}

func (p *player) memberFields(in input) {
	r := p.random
	p.maybe(in, 3, "memberStatus", oneOf[any](r, graph.StatusFull, graph.StatusFull, graph.StatusProbationary, graph.StatusActivistApplicant))
	p.maybe(in, 3, "employment", oneOf[any](r, nil, graph.EmploymentRetired, graph.EmploymentInService, graph.EmploymentStudent))
	p.maybe(in, 2, "workplace", oneOf[any](r, nil, p.id(graph.KindUnit), p.id(graph.KindUnit), p.id(graph.KindUnit)))
	p.maybe(in, 4, "residence", oneOf[any](r, nil, p.id(graph.KindRegion), p.id(graph.KindRegion)))
	p.maybe(in, 3, "away", oneOf[any](r, nil, input{"place": "上海市", "fixed": true}, input{"certificate": true}, input{}))
	p.maybe(in, 6, "name", oneOf[any](r, "改名", nil, " "))
	p.maybe(in, 8, "birthYear", oneOf[any](r, 1970, nil, 2100))
	p.maybe(in, 12, "code", p.code())
}
