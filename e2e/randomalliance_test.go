package e2e_test

import "cobuild/graph"

const allianceFields = "id since until region { name } host { id } parent { id } chair { role since until participant { id } } nextChair { since } participants(first: 5) { totalCount nodes { role since until participant { id } } } upcoming: participants(upcoming: true) { totalCount }"

var allianceOperations = []operation{
	{"allianceForm", "made: alliance { " + allianceFields + " }", func(p *player, in input) {
		r := p.random
		in["name"], in["allianceKind"], in["region"] = oneOf(r, "联盟甲", "联盟乙"), oneOf(r, graph.AllianceKinds...), p.id(graph.KindRegion)
		p.maybe(in, 2, "code", p.code())
		p.maybe(in, 3, "host", p.id(graph.KindOrganisation))
		p.maybe(in, 3, "parent", p.id(graph.KindAlliance))
		p.maybe(in, 2, "since", p.date())
		if r.IntN(2) == 0 {
			seat := input{"participant": p.participant(), "role": oneOf(r, graph.AllianceRoles...)}
			p.maybe(seat, 3, "since", p.date())
			in["participants"] = []input{seat, {"participant": p.participant(), "role": graph.SeatMember}}
		}
	}},
	{"allianceJoin", "made: alliance { " + allianceFields + " }", func(p *player, in input) {
		in["alliance"], in["participant"], in["role"], in["from"] = p.id(graph.KindAlliance), p.participant(), oneOf(p.random, graph.AllianceRoles...), p.date()
		p.maybe(in, 3, "until", p.date())
	}},
	{"allianceLeave", "made: alliance { " + allianceFields + " } ended withdrawn", func(p *player, in input) {
		in["alliance"], in["participant"] = p.taker()
		in["from"] = p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"allianceRotate", "made: alliance { " + allianceFields + " } chair { since until } former { role since until participant { id } } next { since }", func(p *player, in input) {
		in["alliance"], in["chair"], in["from"] = p.id(graph.KindAlliance), p.participant(), p.date()
		p.maybe(in, 2, "until", p.date())
	}},
	{"allianceChange", "made: alliance { name code " + allianceFields + " }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindAlliance), p.date()
		p.allianceFields(in)
	}},
	{"allianceCorrect", "made: alliance { name code allianceKind " + allianceFields + " } withdrawn", func(p *player, in input) {
		r := p.random
		var participant graph.ID
		in["id"], participant = p.taker()
		if !p.correction(in) {
			return
		}
		p.maybe(in, 4, "allianceKind", oneOf(r, graph.AllianceKinds...))
		p.allianceFields(in)
		if r.IntN(2) == 0 {
			seat := input{"participant": participant, "role": oneOf(r, graph.AllianceRoles...)}
			p.maybe(seat, 3, "at", p.date())
			p.maybe(seat, 3, "since", oneOf[any](r, nil, p.date()))
			p.maybe(seat, 3, "until", oneOf[any](r, nil, p.date()))
			if r.IntN(4) == 0 {
				seat = input{"participant": participant, "withdraw": true}
			}
			in["participants"] = []input{seat}
		}
	}},
	{"allianceEnd", "made: alliance { " + allianceFields + " } ended withdrawn", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindAlliance), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
}

func (p *player) participant() graph.ID {
	return p.id(oneOf(p.random, graph.KindOrganisation, graph.KindUnit, graph.KindRegion))
}

// taker picks an alliance, and most often one that takes part in it.
func (p *player) taker() (alliance, participant graph.ID) {
	alliance = p.id(graph.KindAlliance)
	if known := p.seats[alliance]; len(known) > 0 && p.random.IntN(8) > 0 {
		return alliance, oneOf(p.random, known...)
	}
	return alliance, p.participant()
}

func (p *player) allianceFields(in input) {
	r := p.random
	p.maybe(in, 4, "name", oneOf[any](r, "改名", "改名", nil))
	p.maybe(in, 8, "code", p.code())
	p.maybe(in, 3, "region", p.id(graph.KindRegion))
	p.maybe(in, 3, "host", oneOf[any](r, nil, p.id(graph.KindOrganisation)))
	p.maybe(in, 3, "parent", oneOf[any](r, nil, p.id(graph.KindAlliance), p.id(graph.KindAlliance)))
}
