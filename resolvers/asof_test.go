package resolvers_test

import (
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

// DW-01 lay in the subdistrict before the area was founded on 2007-06-01, and
// had 1340 staff until 2025-03-01.
func TestDateIsHandedDown(t *testing.T) {
	w := newWorld(t)
	got := w.ask(`{
		now: unit(by: {code: "DW-01"}) { staff region { code } }
		then: unit(by: {code: "DW-01"}, asOf: "2006-01-01") { staff region { code region { code } } status(asOf: "2026-01-15") { projected } }
		node: organisation(by: {code: "DZ-GT"}, asOf: "2024-06-30") {
			coverages(first: 1, asOf: "2026-01-15") { nodes { unit { staff } } }
			leads { units(first: 100) { nodes { code staff } } }
		}
	}`)
	if got.int("now", "staff") != 1260 || got.text("now", "region", "code") != "330206-GT" {
		t.Errorf("now: %v", got.at("now").value)
	}
	if got.int("then", "staff") != 1340 || got.text("then", "region", "code") != "330206002" || got.text("then", "region", "region", "code") != "330206" {
		t.Errorf("then: %v", got.at("then").value)
	}
	found := false
	for _, unit := range got.list("node", "leads", "units", "nodes") {
		if unit.text("code") == "DW-01" {
			found = true
			if unit.int("staff") != 1340 {
				t.Errorf("three levels below asOf 2024-06-30: %v", unit.value)
			}
		}
	}
	if !found {
		t.Error("DW-01 is not listed in the area")
	}
}

func TestReportHandsItsDateDown(t *testing.T) {
	w := newWorld(t)
	report := w.ask(`{ coverageReport(within: {code: "330206"}, asOf: "2006-12-31") { asOf projected
		gaps(first: 100, gapKinds: [UNCOVERED, NOT_ESTABLISHED]) { nodes { since until region { code } subject { region { code } } } } } }`).at("coverageReport")
	if report.text("asOf") != "2006-12-31" || report.at("projected").value != false {
		t.Fatalf("%v", report.value)
	}
	gaps := report.list("gaps", "nodes")
	if len(gaps) == 0 {
		t.Fatal("no gaps on that day")
	}
	for _, gap := range gaps {
		if since, until := gap.text("since"), gap.text("until"); since > "2006-12-31" || until != "" && until <= "2006-12-31" {
			t.Errorf("a gap of %s to %s", since, until)
		}
		if gap.text("region", "code") == "330206-GT" || gap.text("region", "code") != gap.text("subject", "region", "code") {
			t.Errorf("a unit lies in %v, its gap in %v", gap.at("subject", "region").value, gap.at("region").value)
		}
	}
	if later := w.ask(`{ coverageReport(asOf: "2030-01-01") { projected } }`); later.at("coverageReport", "projected").value != true {
		t.Error("a coming date is not projected")
	}
}

// A gap found by id is read on a day on which it holds.
func TestGapHasADateOfItsOwn(t *testing.T) {
	w := newWorld(t)
	var over object
	for _, gap := range w.ask(`{ gaps(first: 100, asOf: "2024-12-31") { nodes { id until message } } }`).list("gaps", "nodes") {
		if until := gap.text("until"); until != "" && until < "2026-01-01" {
			over = gap
		}
	}
	if over.value == nil {
		t.Fatal("no gap of 2024 has ended since")
	}
	got := w.ask(`query($id: ID!) { node(id: $id) { ... on Gap { until message severity evidence { name value } region { name }
		subject { label ... on Unit { status { since until } } ... on Organisation { since } } } } }`, map[string]any{"id": over.text("id")}).at("node")
	if got.text("message") != over.text("message") {
		t.Errorf("read today: %s\nread then: %s", got.text("message"), over.text("message"))
	}
	if status := got.at("subject", "status"); status.value != nil && status.text("since") >= over.text("until") {
		t.Errorf("the gap ended on %s, the status below it began on %s", over.text("until"), status.text("since"))
	}
}

func TestMutationIsReadAtItsDate(t *testing.T) {
	w := newWorld(t)
	region := w.ask(`{ region(by: {code: "330206-GT"}) { id } }`).text("region", "id")
	got := w.ask(`mutation($in: UnitRegisterInput!) { unitRegister(input: $in) { revision userErrors { message } unit { since status { since projected } } } }`,
		map[string]any{"in": map[string]any{"name": "后天开张的企业", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": region, "staff": 60, "since": "2026-01-17"}})
	if got.text("unitRegister", "unit", "status", "since") != "2026-01-17" || got.at("unitRegister", "unit", "status", "projected").value != true {
		t.Fatalf("%v", got.value)
	}
	if n := len(w.ask(`{ units(first: 100, filter: {within: {code: "330206-GT"}}) { nodes { name } } }`).list("units", "nodes")); n == 0 {
		t.Fatal("no units")
	}
}

func TestMalformedDates(t *testing.T) {
	w := newWorld(t)
	for _, date := range []string{"2024-02-30", "1899-12-31", "2079-06-06", "2024", "", "2024-1-1"} {
		err := w.refused(graph.CodeInvalid, fmt.Sprintf(`{ units(asOf: %q) { totalCount } }`, date), nil)
		if !strings.HasPrefix(err.Path.String(), "units") {
			t.Errorf("%q: path %s", date, err.Path)
		}
	}
}
