package resolvers_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/resolvers"
)

func TestErrorsNameFieldAndRemedy(t *testing.T) {
	w := newWorld(t)
	member := w.ask(`{ members(first: 1) { nodes { id } } }`).text("members", "nodes", 0, "id")
	for _, c := range []struct {
		name  string
		code  graph.ErrorCode
		query string
		field []string
	}{
		{"within unknown", graph.CodeNotFound, `{ units(filter: {within: {code: "999999"}}) { totalCount } }`, []string{"filter", "within", "code"}},
		{"report within unknown", graph.CodeNotFound, `{ coverageReport(within: {id: "reg_00000000000000000000"}) { units } }`, []string{"within", "id"}},
		{"malformed id", graph.CodeInvalid, `{ node(id: "7") { id } }`, []string{"id"}},
		{"malformed id in a look-up", graph.CodeInvalid, `{ region(by: {id: "Ningbo"}) { id } }`, []string{"by", "id"}},
		{"malformed id of a member", graph.CodeInvalid, `{ member(id: "x") { id } }`, []string{"id"}},
		{"superior unknown", graph.CodeNotFound, `{ organisations(filter: {underSuperior: "org_00000000000000000000"}) { totalCount } }`, []string{"filter", "underSuperior"}},
		{"superior of another kind", graph.CodeInvalid, `{ organisations(filter: {underSuperior: "` + member + `"}) { totalCount } }`, []string{"filter", "underSuperior"}},
		{"alliance unknown", graph.CodeNotFound, `{ units(filter: {alliance: {id: "all_00000000000000000000"}}) { totalCount } }`, []string{"filter", "alliance", "id"}},
		{"range upside down", graph.CodeInvalid, `{ units(filter: {staff: {min: 9, max: 3}}) { totalCount } }`, []string{"filter", "staff", "min"}},
		{"industry", graph.CodeInvalid, `{ units(filter: {industries: ["Z9"]}) { totalCount } }`, []string{"filter", "industries"}},
		{"staff of gaps off the bands", graph.CodeInvalid, `{ gaps(filter: {staff: {min: 11}}) { totalCount } }`, []string{"filter", "staff"}},
		{"no classes", graph.CodeInvalid, `{ coverageReport(classes: []) { units } }`, []string{"classes"}},
		{"an empty list", graph.CodeInvalid, `{ units(filter: {gapKinds: []}) { totalCount } }`, []string{"filter", "gapKinds"}},
		{"an empty list of a part", graph.CodeInvalid, `{ organisations(filter: {paired: {kinds: []}}) { totalCount } }`, []string{"filter", "paired", "kinds"}},
		{"an empty list of gaps", graph.CodeInvalid, `{ gaps(filter: {severities: []}) { totalCount } }`, []string{"filter", "severities"}},
		{"an empty list of a noun's gaps", graph.CodeInvalid, `{ unit(by: {code: "DW-01"}) { gaps(severities: []) { totalCount } } }`, []string{"severities"}},
		{"an empty list of a report's gaps", graph.CodeInvalid, `{ coverageReport { gaps(gapKinds: []) { totalCount } } }`, []string{"gapKinds"}},
		{"no attributes", graph.CodeInvalid, `{ unit(by: {code: "DW-01"}) { history(attributes: []) { totalCount } } }`, []string{"attributes"}},
		{"a gap that units never have", graph.CodeInvalid, `{ units(filter: {gapKinds: [NOT_REPORTED]}) { totalCount } }`, []string{"filter", "gapKinds"}},
		{"a credit code that is none", graph.CodeInvalid, `{ unit(by: {creditCode: "none"}) { id } }`, []string{"by", "creditCode"}},
		{"name within", graph.CodeInvalid, `{ units(filter: {within: {code: "330206"}}, orderBy: {field: NAME}) { totalCount } }`, []string{"orderBy", "field"}},
		{"within of a region's list", graph.CodeInvalid, `{ region(by: {code: "330206"}) { units(filter: {within: {code: "33"}}) { totalCount } } }`, []string{"filter", "within"}},
		{"change of nothing", graph.CodeNotFound, `{ changes(subject: "unt_00000000000000000000") { totalCount } }`, []string{"subject"}},
		{"revision below 0", graph.CodeInvalid, `{ changes(sinceRevision: -1) { totalCount } }`, []string{"sinceRevision"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			for _, language := range []graph.Language{graph.EN, graph.ZH} {
				w.language = language
				err := w.refused(c.code, c.query, nil)
				if !same(err.Extensions["field"], c.field) {
					t.Errorf("field %v, want %v: %s", err.Extensions["field"], c.field, err.Message)
				}
				if chinese := strings.ContainsAny(err.Message, "，：；。"); chinese != (language == graph.ZH) {
					t.Errorf("in %s: %s", language, err.Message)
				}
				if len(err.Path) == 0 {
					t.Error("the error has no path")
				}
			}
			w.language = graph.EN
		})
	}
}

func TestLookUpsOfNothingAreNull(t *testing.T) {
	w := newWorld(t)
	unit := w.ask(`{ unit(by: {code: "DW-01"}) { id } }`).text("unit", "id")
	got := w.ask(`query($unit: ID!) {
		a: region(by: {code: "999999"}) { id } b: unit(by: {creditCode: "`+graph.MakeCreditCode("91330206MA0NQBDY")+`"}) { id } c: region(by: {id: $unit}) { id }
		d: node(id: "gap_00000000000000000000") { id } e: member(id: $unit) { id }
		f: nodes(ids: [$unit, "cov_00000000000000000000", "unt_00000000000000000000"]) { id } g: labels(enum: "Colour") { value }
	}`, map[string]any{"unit": unit})
	for _, name := range []string{"a", "b", "c", "d", "e", "g"} {
		if v := got.at(name).value; v != nil {
			t.Errorf("%s: %v", name, v)
		}
	}
	if f := got.list("f"); len(f) != 3 || f[0].text("id") != unit || f[1].value != nil || f[2].value != nil {
		t.Errorf("nodes: %v", got.at("f").value)
	}
}

// People paste codes with spaces around them, in full width, and credit codes
// in lower case.
func TestCodesAsPasted(t *testing.T) {
	w := newWorld(t)
	unit := w.ask(`{ units(filter: {}, first: 50) { nodes { id code creditCode } } }`)
	checked := 0
	for _, u := range unit.list("units", "nodes") {
		code, ok := u.at("creditCode").value.(string)
		if !ok {
			continue
		}
		checked++
		got := w.ask(`query($credit: String!, $code: String!) { a: unit(by: {creditCode: $credit}) { id } b: unit(by: {code: $code}) { id } }`,
			map[string]any{"credit": " " + strings.ToLower(code) + "\u3000", "code": "\u00a0" + wide(u.text("code")) + "\t"})
		if got.text("a", "id") != u.text("id") || got.text("b", "id") != u.text("id") {
			t.Errorf("%s: %v", code, got.value)
		}
	}
	if checked == 0 {
		t.Fatal("no unit has a credit code")
	}
}

// wide gives a text of ASCII in full width.
func wide(text string) string {
	return strings.Map(func(r rune) rune { return r + 0xfee0 }, text)
}

// Variables escape the check of @oneOf that literals get.
func TestExactlyOneKey(t *testing.T) {
	w := newWorld(t)
	for _, by := range []map[string]any{
		{"id": "reg_00000000000000000000", "code": "33"}, {}, {"code": nil}, {"code": ""},
	} {
		if _, errs := w.try(`query($by: RegionBy!) { region(by: $by) { id } }`, map[string]any{"by": by}); len(errs) != 1 {
			t.Errorf("%v is accepted: %v", by, errs)
		}
	}
}

// broken is a reader whose engine fails.
type broken struct {
	graph.Reader
	err error
}

func (b broken) CountList(context.Context, []graph.ListQuery) ([]int, error) { return nil, b.err }

func TestUnknownCausesAreNotTold(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		err  error
		code graph.ErrorCode
		said string
	}{
		{errors.New("SQL logic error near secret"), graph.CodeInternal, "fault of the server"},
		{context.DeadlineExceeded, graph.CodeUnavailable, "try again"},
		{graph.NewError(graph.CodeUnavailable, nil, "the store is busy: try again", "繁忙：请重试"), graph.CodeUnavailable, "the store is busy"},
	} {
		w.reader.Reader = broken{w.store, c.err}
		answer, errs := w.try(`{ units { totalCount nodes { name } } region(by: {code: "33"}) { name } }`, nil)
		if len(errs) != 1 || errs[0].Extensions["code"] != string(c.code) || !strings.Contains(errs[0].Message, c.said) || errs[0].Path.String() != "units.totalCount" {
			t.Errorf("%v: %v", c.err, errs)
		}
		if answer.text("region", "name") != "浙江省" || len(answer.list("units", "nodes")) != 20 {
			t.Errorf("one failure blanks others: %v", answer.value)
		}
	}
	if resolvers.Present(context.Background(), errors.New("x")).Extensions["code"] != "INTERNAL" {
		t.Error("an error outside a request is not internal")
	}
}
