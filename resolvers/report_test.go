package resolvers_test

import (
	"fmt"
	"testing"

	"cobuild/graph"
)

var unitRates = []string{"organisationCoverage", "independentRate", "establishedWhereRequired", "eligibleCoverage", "workCoverage", "anyCoverage", "bothCoverage"}

func TestMissingListsAreWhatRatesMiss(t *testing.T) {
	w := newWorld(t)
	for _, date := range []string{"2026-01-15", "2025-12-31", "2006-12-31"} {
		for _, classes := range []string{"", "classes: [{unitKind: ENTERPRISE}],", "classes: [{unitKind: ENTERPRISE, ownership: PRIVATE}, {unitKind: SOCIAL_ORGANISATION}],"} {
			for _, name := range append([]string{"regionsWithOrganisation"}, unitRates...) {
				walked, after := 0, ""
				var rate object
				for {
					rate = w.ask(fmt.Sprintf(`{ coverageReport(within: {code: "330206"}, %s asOf: %q) { rate: %s { value numerator denominator rule { code label(lang: ZH) }
						missing(first: 100 %s) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }`, classes, date, name, after)).at("coverageReport", "rate")
					walked += len(rate.list("missing", "nodes"))
					if rate.at("missing", "pageInfo", "hasNextPage").value != true {
						break
					}
					after = fmt.Sprintf("after: %q", rate.text("missing", "pageInfo", "endCursor"))
				}
				missing := rate.int("denominator") - rate.int("numerator")
				if walked != missing || rate.int("missing", "totalCount") != missing {
					t.Errorf("%s of %s on %s: %d/%d, totalCount %d, listed %d", name, classes, date, rate.int("numerator"), rate.int("denominator"), rate.int("missing", "totalCount"), walked)
				}
				if rate.text("rule", "code") != name || rate.text("rule", "label") == "" {
					t.Errorf("%s has the rule %v", name, rate.at("rule").value)
				}
				if (rate.at("value").value == nil) != (rate.int("denominator") == 0) {
					t.Errorf("%s: value %v of denominator %d", name, rate.at("value").value, rate.int("denominator"))
				}
			}
		}
	}
}

const counts = `{ units organisationCoverage { numerator denominator } regionsWithOrganisation { numerator denominator }
	breakdown { establishment members worked count } excluded { reason count } gapCounts { gapKind count info } }`

func TestChildrenAndSelfAddUp(t *testing.T) {
	w := newWorld(t)
	region := w.ask(`{ region(by: {code: "330206002"}) { whole: coverageReport ` + counts + ` own: coverageReport(depth: SELF) ` + counts + `
		gapCounts { gapKind count info } children(first: 100) { totalCount nodes { coverageReport ` + counts + ` } } } }`).at("region")
	parts := []object{region.at("own")}
	for _, child := range region.list("children", "nodes") {
		parts = append(parts, child.at("coverageReport"))
	}
	if len(parts) != region.int("children", "totalCount")+1 || len(parts) < 3 {
		t.Fatalf("%d parts", len(parts))
	}
	total := func(reports ...object) map[string]int {
		sums := map[string]int{}
		for _, r := range reports {
			sums["units"] += r.int("units")
			for _, rate := range []string{"organisationCoverage", "regionsWithOrganisation"} {
				sums[rate+"/n"] += r.int(rate, "numerator")
				sums[rate+"/d"] += r.int(rate, "denominator")
			}
			for _, cell := range r.list("breakdown") {
				sums[fmt.Sprint(cell.text("establishment"), cell.text("members"), cell.at("worked").value)] += cell.int("count")
			}
			for _, e := range r.list("excluded") {
				sums[e.text("reason")] += e.int("count")
			}
			for _, g := range r.list("gapCounts") {
				sums[g.text("gapKind")] += g.int("count")
				sums[g.text("gapKind")+"/info"] += g.int("info")
			}
		}
		return sums
	}
	if whole, sum := total(region.at("whole")), total(parts...); !same(whole, sum) || whole["units"] == 0 {
		t.Errorf("whole %v\nparts %v", whole, sum)
	}
	if !same(region.at("gapCounts").value, region.at("whole", "gapCounts").value) {
		t.Error("the region and its report count gaps differently")
	}
	cells := 0
	for _, cell := range region.list("whole", "breakdown") {
		cells += cell.int("count")
	}
	if cells != region.int("whole", "units") {
		t.Errorf("the cells add up to %d of %d units", cells, region.int("whole", "units"))
	}
}

func TestReportOfAllRoots(t *testing.T) {
	w := newWorld(t)
	got := w.ask(`{ coverageReport { units depth region { id } classes { unitKind ownership } ruleset { fingerprint parameters { name value source } rules { code text source nextStep severity } } revision } roots { coverageReport { units } } }`)
	report := got.at("coverageReport")
	if report.int("units") == 0 || report.int("units") != got.int("roots", 0, "coverageReport", "units") || report.at("region").value != nil || report.text("depth") != "SUBTREE" {
		t.Errorf("%v", report.value)
	}
	if len(report.list("classes")) == 0 {
		t.Error("the classes of the scope are not told")
	}
	if n := len(report.list("ruleset", "rules")); n != len(graph.RateNames)+1+len(graph.GapKinds) {
		t.Errorf("%d rules", n)
	}
	if report.int("revision") < 1 {
		t.Error("no revision")
	}
}
