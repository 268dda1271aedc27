package e2e_test

import "cobuild/graph"

var regionOperations = []operation{
	{"regionRegister", "made: region { id level parent { name } leadership { leadershipState since } }", func(p *player, in input) {
		r := p.random
		in["name"], in["parent"] = oneOf(r, "新片区", "Market", "网格"), p.id(graph.KindRegion)
		in["regionKind"] = oneOf(r, graph.RegionArea, graph.RegionMarket, graph.RegionGrid, graph.RegionPark, graph.RegionVillage)
		p.maybe(in, 2, "code", p.code())
		p.since(in, "since")
	}},
}
