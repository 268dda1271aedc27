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
	{"regionCorrect", "made: region { " + regionFields + " } withdrawn", func(p *player, in input) {
		in["id"] = p.id(graph.KindRegion)
		if p.correction(in) {
			regionFieldsInto(p, in)
		}
	}},
	{"regionEnd", "made: region { id until successors { name } } ended withdrawn changes(first: 3) { totalCount nodes { message } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindRegion), p.date()
		p.maybe(in, 2, "successors", []graph.ID{p.id(graph.KindRegion)})
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"regionMerge", "made: region { " + regionFields + " } merged { id until successors { name } } moved ended withdrawn changes(first: 4) { totalCount nodes { message } }", func(p *player, in input) {
		in["regions"], in["from"], in["into"] = []graph.ID{p.id(graph.KindRegion)}, p.date(), regionTarget(p)
		p.maybe(in, 2, "regions", []graph.ID{p.id(graph.KindRegion), p.id(graph.KindRegion)})
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"regionSplit", "made: region { id until successors { name } } parts { " + regionFields + " } moved ended withdrawn changes(first: 4) { totalCount nodes { message } }", func(p *player, in input) {
		in["region"], in["from"] = p.id(graph.KindRegion), p.date()
		parts := []input{{"region": regionTarget(p), "rest": p.random.IntN(10) > 0}, {"region": regionTarget(p)}}
		p.maybe(parts[1], 8, "takes", []graph.ID{p.id(graph.KindUnit), p.id(graph.KindOrganisation)})
		in["into"] = parts
		p.maybe(in, 2, "withdrawFuture", true)
	}},
}

// regionTarget is a region that takes over: most often a new one.
func regionTarget(p *player) input {
	r := p.random
	if r.IntN(3) == 0 {
		return input{"existing": p.id(graph.KindRegion)}
	}
	fresh := input{"name": oneOf(r, "合并片", "Split", "新村"), "regionKind": oneOf(r, graph.RegionArea, graph.RegionPark), "parent": p.id(graph.KindRegion)}
	if r.IntN(2) == 0 {
		fresh["parent"] = graph.DerivedID(graph.KindRegion, "330206") // the county, in which most may lie
	}
	p.maybe(fresh, 2, "code", p.code())
	return input{"new": fresh}
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
	p.maybe(in, 8, "aliases", oneOf[any](r, nil, []string{"旧称"}))
	p.maybe(in, 8, "successors", []graph.ID{p.id(graph.KindRegion)})
}
