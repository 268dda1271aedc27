package resolvers_test

import (
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
)

// Each report of a trend is the report of its day, down to its lists.
func TestTrendIsReadDayByDay(t *testing.T) {
	w := newWorld(t)
	const report = `asOf projected units revision depth region { code } classes { unitKind } breakdown { count }
		organisationCoverage { numerator missing(first: 100) { totalCount nodes { code region { code } status { since until } } } }
		gapCounts { gapKind count } gaps(first: 100) { totalCount nodes { id message region { code } } }`
	trend := w.ask(`{ region(by: {code: "330206"}, asOf: "2007-01-01") {
		coverageTrend(from: "2006-11-15", to: "2026-03-10", every: YEAR, classes: [{unitKind: ENTERPRISE}]) { `+report+` } } }`).list("region", "coverageTrend")
	if len(trend) != 21 || trend[0].text("asOf") != "2006-12-31" || trend[20].text("asOf") != "2026-03-10" {
		t.Fatalf("%d reports", len(trend))
	}
	for _, i := range []int{0, 1, 7, 18, 20} {
		single := w.ask(fmt.Sprintf(`{ region(by: {code: "330206"}) { coverageReport(asOf: %q, classes: [{unitKind: ENTERPRISE}]) { %s } } }`, trend[i].text("asOf"), report)).at("region", "coverageReport")
		if !same(single.value, trend[i].value) || single.int("units") == 0 || single.int("gaps", "totalCount") == 0 {
			t.Errorf("%s\nalone    %v\nin trend %v", trend[i].text("asOf"), single.value, trend[i].value)
		}
		if trend[i].at("projected").value != (trend[i].text("asOf") > "2026-01-15") {
			t.Errorf("%s projected: %v", trend[i].text("asOf"), trend[i].at("projected").value)
		}
	}
}

func TestTrendsRefuse(t *testing.T) {
	w := newWorld(t)
	for args, want := range map[string]struct {
		code  graph.ErrorCode
		field string
	}{
		`from: "2026-02-01", to: "2026-01-31", every: MONTH`:              {graph.CodeInvalid, "from"},
		`from: "2024-12-27", to: "2026-01-31", every: DAY`:                {graph.CodeTooComplex, "every"},
		`from: "2025-01-01", to: "2026-01-31", every: MONTH, classes: []`: {graph.CodeInvalid, "classes"},
	} {
		err := w.refused(want.code, `{ region(by: {code: "33"}) { coverageTrend(`+args+`) { asOf } } }`, nil)
		if !slices.Equal(err.Extensions["field"].([]string), []string{want.field}) {
			t.Errorf("%s: field %v", args, err.Extensions["field"])
		}
	}
	if n := len(w.ask(`{ region(by: {code: "33"}) { coverageTrend(from: "2024-12-28", to: "2026-01-31", every: DAY) { asOf } } }`).list("region", "coverageTrend")); n != 400 {
		t.Errorf("%d reports", n)
	}
}

// Groups add up to the report they take apart, in everything that is of units,
// and each lists what it counts.
func TestGroupsAddUp(t *testing.T) {
	w := newWorld(t)
	const report = `units breakdown { establishment members worked count } excluded { reason count } gapCounts { gapKind count }
		bothCoverage { numerator denominator missing(first: 100) { totalCount nodes { id } } } regionsWithOrganisation { numerator denominator missing { totalCount nodes { id } } }
		gaps(first: 100, gapKinds: [UNCOVERED, SHOULD_SPLIT]) { totalCount nodes { id } }`
	for _, dimension := range []string{"CLASS", "INDUSTRY", "STAFF_BAND", "CHILD_REGION"} {
		for _, classes := range []string{"", ", classes: [{unitKind: ENTERPRISE}]"} {
			got := w.ask(fmt.Sprintf(`{ region(by: {code: "330206"}, asOf: "2025-06-30") { whole: coverageReport(depth: SUBTREE%s) { %s } coverageBy(dimension: %s%s) { key label report { %s } } } }`,
				classes, report, dimension, classes, report)).at("region")
			sums := func(reports ...object) map[string]int {
				sums := map[string]int{}
				for _, r := range reports {
					sums["units"] += r.int("units")
					sums["numerator"] += r.int("bothCoverage", "numerator")
					sums["missing"] += r.int("bothCoverage", "missing", "totalCount")
					sums["gaps"] += r.int("gaps", "totalCount")
					for _, node := range slices.Concat(r.list("bothCoverage", "missing", "nodes"), r.list("gaps", "nodes")) {
						sums[node.text("id")]++
					}
					for _, cell := range r.list("breakdown") {
						sums[fmt.Sprint(cell.text("establishment"), cell.text("members"), cell.at("worked").value)] += cell.int("count")
					}
					for _, e := range r.list("excluded") {
						sums[e.text("reason")] += e.int("count")
					}
					for _, g := range r.list("gapCounts") {
						if kind := g.text("gapKind"); dimension == "CHILD_REGION" || kind == "UNCOVERED" || kind == "SHOULD_SPLIT" || kind == "OVERLAP" {
							sums[kind] += g.int("count")
						}
					}
					if dimension == "CHILD_REGION" {
						sums["regions"] += r.int("regionsWithOrganisation", "denominator")
						sums["not led"] += r.int("regionsWithOrganisation", "missing", "totalCount")
					}
				}
				if dimension != "CHILD_REGION" {
					for _, kind := range []string{"WEAK_UNPAIRED", "NO_ORGANISATION", "TERM_OVERDUE"} {
						delete(sums, kind)
					}
				}
				return sums
			}
			var parts []object
			for _, group := range got.list("coverageBy") {
				parts = append(parts, group.at("report"))
				if group.text("key") == "" || group.text("label") == "" {
					t.Errorf("a group without a name: %v", group.value)
				}
				if of := group.at("report", "regionsWithOrganisation"); dimension != "CHILD_REGION" && (of.int("denominator") != 0 || of.int("missing", "totalCount") != 0 || len(of.list("missing", "nodes")) != 0) {
					t.Errorf("%s counts regions: %v", group.text("key"), of.value)
				}
			}
			whole, sum := sums(got.at("whole")), sums(parts...)
			if !same(whole, sum) || whole["units"] < 50 || len(parts) < 4 || whole["gaps"] == 0 || whole["missing"] == 0 {
				t.Errorf("%s%s\nwhole %v\nparts %v", dimension, classes, whole, sum)
			}
		}
	}
}

// Trends and groups of many regions are one call each.
func TestTrendsAndGroupsAreBatched(t *testing.T) {
	w := newWorld(t)
	for _, first := range []int{3, 30} {
		w.reader.reset()
		children := w.ask(fmt.Sprintf(`{ region(by: {code: "330206002"}) { children(first: %d) { nodes {
			coverageTrend(from: "2025-01-01", to: "2026-01-01", every: QUARTER) { units } coverageBy(dimension: CLASS) { key report { units } } } } } }`, first)).list("region", "children", "nodes")
		calls := w.reader.reset()
		if len(children) != first || calls["Trends"] != 1 || calls["Groups"] != 1 {
			t.Errorf("%d children: %v", len(children), calls)
		}
	}
}

// Small numbers of members are withheld, and a part whose fellow is withheld.
func TestMemberCountsAreWithheld(t *testing.T) {
	w := newWorld(t)
	const query = `{ organisations(first: 100) { nodes { name memberCount { total full probationary } } } }`
	open := w.ask(query).list("organisations", "nodes")
	w.viewer.SeeMembers = false
	seen := map[string]int{}
	for i, hidden := range w.ask(query).list("organisations", "nodes") {
		n := open[i].at("memberCount")
		total, full, probationary := n.int("total"), n.int("full"), n.int("probationary")
		if total != full+probationary {
			t.Errorf("%v do not add up", n.value)
		}
		want := map[string]any{"total": nil, "full": nil, "probationary": nil}
		what := "none"
		if total >= 5 {
			want["total"], what = n.at("total").value, "total"
		}
		if full >= 5 && probationary >= 5 {
			want["full"], want["probationary"], what = n.at("full").value, n.at("probationary").value, "all"
		}
		seen[what]++
		if !same(hidden.at("memberCount").value, any(want)) {
			t.Errorf("%v is told as %v", n.value, hidden.at("memberCount").value)
		}
	}
	for _, what := range []string{"none", "total", "all"} {
		if seen[what] == 0 {
			t.Errorf("no organisation of which %s is told: %v", what, seen)
		}
	}
}

// The reports, members and lists of 30 lines cost the calls of 3.
func TestLinesAreBatched(t *testing.T) {
	w := newWorld(t)
	calls := map[int]map[string]int{}
	for _, first := range []int{3, 30} {
		w.reader.reset()
		nodes := w.ask(fmt.Sprintf(`{ organisations(first: %d) { nodes { memberCount { total } coverageReport { units } descendants(first: 2, maxDepth: 3) { totalCount nodes { name } } } } }`, first)).list("organisations", "nodes")
		calls[first] = w.reader.reset()
		if len(nodes) != first {
			t.Fatalf("%d organisations", len(nodes))
		}
	}
	if !same(calls[3], calls[30]) || calls[3]["MemberCounts"] != 1 || calls[3]["Reports"] != 1 {
		t.Errorf("3: %v, 30: %v", calls[3], calls[30])
	}
}
