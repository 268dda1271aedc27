package e2e_test

import (
	"maps"

	"cobuild/graph"
)

func init() {
	maps.Copy(payloads, map[string]string{
		"unitChange":        "made: unit { id " + unitFields + " unitKind unitState staff } ",
		"unitEnd":           "made: unit { id until region { name } } ended withdrawn changes(first: 3) { totalCount nodes { message } }",
		"workStart":         "made: work { id workKind holder since until unit { " + unitFields + " } }",
		"workEnd":           "made: work { id until unit { " + unitFields + " } }",
		"workCorrect":       "made: work { id workKind since until } unit { " + unitFields + " }",
		"headcountWithdraw": "unit { " + unitFields + " }",
	})
	moreMutations = append(moreMutations, unitChange, unitEnd, workStart, workEnd, workCorrect, headcountWithdraw)
}

func unitChange(p *player, in input) string {
	r := p.random
	in["id"], in["from"] = p.id(graph.KindUnit), p.date()
	p.maybe(in, 3, "unitState", oneOf(r, graph.UnitStates...))
	p.maybe(in, 3, "ownership", oneOf(r, graph.Ownerships...))
	p.maybe(in, 4, "unitKind", oneOf(r, graph.UnitKinds...))
	p.maybe(in, 2, "region", p.id(graph.KindRegion))
	p.maybe(in, 3, "staff", oneOf[any](r, nil, r.IntN(600)))
	p.maybe(in, 5, "name", oneOf[any](r, "迁址", " ", nil))
	p.maybe(in, 8, "code", p.code())
	return "unitChange"
}

func unitEnd(p *player, in input) string {
	in["id"], in["from"] = p.id(graph.KindUnit), p.date()
	p.maybe(in, 2, "withdrawFuture", true)
	return "unitEnd"
}

func workStart(p *player, in input) string {
	in["unit"], in["workKind"] = p.id(graph.KindUnit), oneOf(p.random, graph.WorkKinds...)
	p.maybe(in, 2, "holder", oneOf(p.random, "甲指导", "乙"))
	p.since(in, "since")
	p.maybe(in, 3, "until", p.date())
	return "workStart"
}

func workEnd(p *player, in input) string {
	in["id"], in["from"] = p.id(graph.KindWork), p.date()
	return "workEnd"
}

func workCorrect(p *player, in input) string {
	r := p.random
	in["id"] = p.id(graph.KindWork)
	if r.IntN(4) == 0 {
		in["withdraw"] = true
		p.maybe(in, 8, "holder", "丙")
		return "workCorrect"
	}
	p.maybe(in, 2, "workKind", oneOf(r, graph.WorkKinds...))
	p.maybe(in, 3, "holder", oneOf[any](r, nil, "丙"))
	p.maybe(in, 3, "since", oneOf[any](r, nil, p.date()))
	p.maybe(in, 3, "until", oneOf[any](r, nil, p.date()))
	return "workCorrect"
}

func headcountWithdraw(p *player, in input) string {
	in["id"] = p.id(graph.KindHeadcount)
	return "headcountWithdraw"
}
