package e2e_test

import "cobuild/graph"

var pairingOperations = []operation{
	{"pairingAgree", "made: pairing { id active label levelSpan region { name } until ends { since until role participant { id } } }", func(p *player, in input) {
		r := p.random
		roles := oneOf(r, []graph.EndRole{graph.RoleHelper, graph.RoleHelped}, []graph.EndRole{graph.RolePeer, graph.RolePeer}, []graph.EndRole{graph.RoleHelper, graph.RoleHelped, graph.RolePeer})
		var ends []input
		for _, role := range roles {
			ends = append(ends, input{"participant": p.id(oneOf(r, graph.KindOrganisation, graph.KindOrganisation, graph.KindUnit, graph.KindRegion)), "role": role})
		}
		in["ends"], in["pairingKind"] = ends, oneOf(r, graph.PairingMentor, graph.PairingOther)
		p.since(in, "since")
		p.maybe(in, 2, "until", p.date())
	}},
	{"pairingEnd", "made: pairing { " + pairingFields + " id }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindPairing), p.date()
	}},
	{"pairingExtend", "made: pairing { id " + pairingFields + " }", func(p *player, in input) {
		in["id"] = p.id(graph.KindPairing)
		if len(p.ending) > 0 && p.random.IntN(8) > 0 {
			in["id"] = oneOf(p.random, p.ending...)
		}
		p.maybe(in, 3, "until", p.date())
	}},
	{"pairingChange", "made: pairing { id code agreement " + pairingFields + " }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindPairing), p.date()
		p.maybe(in, 2, "agreement", oneOf[any](p.random, "共建", nil))
		p.maybe(in, 3, "code", p.code())
	}},
	{"pairingJoin", "made: pairing { id " + pairingFields + " }", func(p *player, in input) {
		in["pairing"], in["participant"] = p.id(graph.KindPairing), p.id(oneOf(p.random, graph.KindOrganisation, graph.KindUnit, graph.KindRegion))
		in["role"], in["from"] = oneOf(p.random, graph.EndRoles...), p.date()
		p.maybe(in, 3, "person", p.id(graph.KindMember))
		p.maybe(in, 4, "until", p.date())
	}},
	{"pairingLeave", "made: pairing { id " + pairingFields + " }", func(p *player, in input) {
		pair := p.pair(3)
		in["pairing"], in["participant"], in["from"] = pair.id, pair.end(p), p.date()
	}},
	{"pairingCorrect", "made: pairing { id " + pairingFields + " }", func(p *player, in input) {
		r := p.random
		pair := p.pair(2)
		in["id"] = pair.id
		if r.IntN(8) == 0 {
			in["withdraw"] = true
			p.maybe(in, 8, "agreement", "共建")
			return
		}
		p.maybe(in, 4, "pairingKind", oneOf(r, graph.PairingMentor, graph.PairingOther))
		p.maybe(in, 3, "since", oneOf[any](r, nil, p.date()))
		p.maybe(in, 3, "until", oneOf[any](r, nil, p.date()))
		if r.IntN(2) == 0 {
			end := input{"participant": pair.end(p), "role": oneOf(r, graph.EndRoles...)}
			p.maybe(end, 4, "at", p.date())
			p.maybe(end, 4, "person", oneOf[any](r, nil, p.id(graph.KindMember)))
			p.maybe(end, 4, "since", oneOf[any](r, nil, p.date()))
			p.maybe(end, 4, "until", oneOf[any](r, nil, p.date()))
			if r.IntN(4) == 0 {
				end = input{"participant": end["participant"], "withdraw": true}
			}
			in["ends"] = []input{end}
		}
	}},
	{"activityRecord", "made: activity { id date title pairing { id lastActivity activities(first: 3) { totalCount nodes { date } } } }", func(p *player, in input) {
		in["pairing"], in["date"], in["title"] = p.id(graph.KindPairing), p.date(), oneOf(p.random, "清淤", "座谈")
	}},
	{"activityCorrect", "made: activity { id date title } pairing { lastActivity activities(upcoming: true) { nodes { date } } }", func(p *player, in input) {
		in["id"] = p.id(graph.KindActivity)
		if p.random.IntN(4) == 0 {
			in["withdraw"] = true
			return
		}
		p.maybe(in, 2, "date", p.date())
		p.maybe(in, 2, "title", oneOf(p.random, "清淤", "联欢"))
	}},
}

const pairingFields = "active label levelSpan since until region { name } ends { since until role participant { id } person { id } }"

// paired is a pairing with its ends, as agreed by somebody else.
type paired struct {
	id   graph.ID
	ends []graph.ID
}

// pair picks a pairing of the sample of at least so many ends, of which the
// ends are known, or any.
func (p *player) pair(least int) paired {
	if p.random.IntN(8) == 0 {
		return paired{id: p.id(graph.KindPairing)}
	}
	var known []paired
	for _, id := range p.ids[graph.KindPairing] {
		if ends := p.ends[id]; len(ends) >= least {
			known = append(known, paired{id, ends})
		}
	}
	if len(known) == 0 {
		return paired{id: p.id(graph.KindPairing)}
	}
	return oneOf(p.random, known...)
}

// end picks one of the ends, rarely what is none.
func (q paired) end(p *player) graph.ID {
	if len(q.ends) == 0 || p.random.IntN(8) == 0 {
		return p.id(graph.KindOrganisation)
	}
	return oneOf(p.random, q.ends...)
}
