package e2e_test

import "cobuild/graph"

var pairingOperations = []operation{
	{"pairingAgree", "made: pairing { id active label levelSpan region { name } ends { since until role } }", func(p *player, in input) {
		r := p.random
		roles := oneOf(r, []graph.EndRole{graph.RoleHelper, graph.RoleHelped}, []graph.EndRole{graph.RolePeer, graph.RolePeer}, []graph.EndRole{graph.RoleHelper, graph.RoleHelped, graph.RolePeer})
		var ends []input
		for _, role := range roles {
			ends = append(ends, input{"participant": p.id(oneOf(r, graph.KindOrganisation, graph.KindOrganisation, graph.KindUnit, graph.KindRegion)), "role": role})
		}
		in["ends"], in["pairingKind"] = ends, oneOf(r, graph.PairingMentor, graph.PairingOther)
		p.since(in, "since")
		p.maybe(in, 3, "until", p.date())
	}},
	{"pairingEnd", "made: pairing { id active until }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindPairing), p.date()
	}},
}
