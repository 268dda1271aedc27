package e2e_test

import "cobuild/graph"

var unitOperations = []operation{
	{"unitRegister", "made: unit { id " + unitFields + " }", func(p *player, in input) {
		r := p.random
		in["name"], in["region"] = oneOf(r, "新公司", "商会", "Zeta", "重庆行"), p.id(graph.KindRegion)
		in["unitKind"], in["ownership"] = oneOf(r, graph.UnitKinds...), oneOf(r, graph.Ownerships...)
		p.maybe(in, 4, "unitState", oneOf(r, graph.StateShell, graph.StateDormant))
		p.maybe(in, 2, "code", p.code())
		p.maybe(in, 2, "staff", r.IntN(700)-5)
		p.maybe(in, 3, "industry", oneOf(r, "C35", "I", "Z1"))
		p.since(in, "since")
		p.maybe(in, 3, "aliases", oneOf[any](r, []string{"旧名", "Old name"}, []string{"旧名", " "}))
	}},
	{"unitCorrect", "made: unit { id " + unitFields + " } withdrawn", func(p *player, in input) {
		r := p.random
		in["id"] = p.id(graph.KindUnit)
		if !p.correction(in) {
			return
		}
		p.maybe(in, 3, "unitState", oneOf(r, graph.StateOperating, graph.StateShell, graph.StateDormant))
		p.maybe(in, 3, "ownership", oneOf(r, graph.Ownerships...))
		p.maybe(in, 4, "region", p.id(graph.KindRegion))
		p.maybe(in, 3, "staff", oneOf[any](r, nil, r.IntN(600)))
		p.maybe(in, 5, "name", oneOf(r, "改名", " "))
		p.maybe(in, 6, "aliases", oneOf[any](r, nil, []string{"旧名"}, []string{"旧名", "简称"}, []string{"同", "同"}))
	}},
	{"unitChange", "made: unit { id " + unitFields + " unitKind unitState staff }", func(p *player, in input) {
		r := p.random
		in["id"], in["from"] = p.id(graph.KindUnit), p.date()
		p.maybe(in, 3, "unitState", oneOf(r, graph.UnitStates...))
		p.maybe(in, 3, "ownership", oneOf(r, graph.Ownerships...))
		p.maybe(in, 4, "unitKind", oneOf(r, graph.UnitKinds...))
		p.maybe(in, 2, "region", p.id(graph.KindRegion))
		p.maybe(in, 3, "staff", oneOf[any](r, nil, r.IntN(600)))
		p.maybe(in, 5, "name", oneOf[any](r, "迁址", " ", nil))
		p.maybe(in, 8, "code", p.code())
		p.maybe(in, 4, "aliases", oneOf[any](r, []string{"别称"}, nil, []string{}))
	}},
	{"unitEnd", "made: unit { id until region { name } } ended withdrawn changes(first: 3) { totalCount nodes { message } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindUnit), p.date()
		p.maybe(in, 2, "withdrawFuture", true)
	}},
	{"workStart", "made: work { id workKind holder since until unit { " + unitFields + " } }", func(p *player, in input) {
		in["unit"], in["workKind"] = p.id(graph.KindUnit), oneOf(p.random, graph.WorkKinds...)
		p.maybe(in, 2, "holder", oneOf(p.random, "甲指导", "乙"))
		p.since(in, "since")
		p.maybe(in, 3, "until", p.date())
	}},
	{"workEnd", "made: work { id until unit { " + unitFields + " } }", func(p *player, in input) {
		in["id"], in["from"] = p.id(graph.KindWork), p.date()
	}},
	{"workCorrect", "made: work { id workKind since until } unit { " + unitFields + " }", func(p *player, in input) {
		r := p.random
		in["id"] = p.id(graph.KindWork)
		if r.IntN(4) == 0 {
			in["withdraw"] = true
			p.maybe(in, 8, "holder", "丙")
			return
		}
		p.maybe(in, 2, "workKind", oneOf(r, graph.WorkKinds...))
		p.maybe(in, 3, "holder", oneOf[any](r, nil, "丙"))
		p.maybe(in, 3, "since", oneOf[any](r, nil, p.date()))
		p.maybe(in, 3, "until", oneOf[any](r, nil, p.date()))
	}},
	{"headcountReport", "made: headcount { id date unit { " + unitFields + " } }", func(p *player, in input) {
		r := p.random
		in["unit"], in["full"], in["probationary"] = p.id(graph.KindUnit), r.IntN(6), r.IntN(4)-r.IntN(20)/19
		p.since(in, "date")
		p.maybe(in, 6, "correct", true)
	}},
	{"headcountWithdraw", "unit { " + unitFields + " }", func(p *player, in input) {
		in["id"] = p.id(graph.KindHeadcount)
	}},
}
