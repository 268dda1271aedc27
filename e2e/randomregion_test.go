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
	{"regionChange", "made: region { " + regionFields + " }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindRegion), p.date()
		regionFieldsInto(p, in)
	}},
	{"regionCorrect", "made: region { " + regionFields + " }", func(p *player, in input) {
		in["id"] = p.id(graph.KindRegion)
		p.maybe(in, 2, "at", p.date())
		regionFieldsInto(p, in)
	}},
	{"regionEnd", "made: region { id until successors { name } } ended withdrawn changes(first: 3) { totalCount nodes { message } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindRegion), p.date()
		p.maybe(in, 2, "successors", []graph.ID{p.id(graph.KindRegion)})
		p.maybe(in, 2, "withdrawFuture", true)
	}},
}

const regionFields = "id name level since until parent { name } ancestors { name } leadership { leadershipState } coverageReport { units organisationCoverage { numerator } gapCounts { gapKind count } } children(first: 3) { totalCount nodes { name level } }"

// regionFieldsInto changes a few fields of a region, most often its parent.
func regionFieldsInto(p *player, in input) {
	r := p.random
	p.maybe(in, 2, "parent", oneOf[any](r, p.id(graph.KindRegion), p.id(graph.KindRegion), p.id(graph.KindRegion), nil))
	p.maybe(in, 6, "name", oneOf[any](r, "新片", "老街 2", nil))
	p.maybe(in, 6, "code", oneOf[any](r, p.code(), nil))
	p.maybe(in, 6, "regionKind", oneOf(r, graph.RegionArea, graph.RegionMarket, graph.RegionGrid, graph.RegionCommunity))
	p.maybe(in, 5, "population", oneOf[any](r, r.IntN(9000)-10, nil))
	p.maybe(in, 8, "successors", []graph.ID{p.id(graph.KindRegion)})
}
