package e2e_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
)

// days on which answers are counted again: before most of what the sample
// tells, the end of a year, today, a coming day.
var days = []graph.Date{graph.MustDate("2019-06-30"), graph.MustDate("2025-12-31"), graph.MustDate("2026-11-01"), graph.MustDate("2027-07-01")}

// TestSampleIsRecounted counts the sample again from its facts, read back
// through the API.
func TestSampleIsRecounted(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, true))
		for _, on := range days {
			t.Run(on.String(), func(t *testing.T) { recount(t, s, on) })
		}
	})
}

// recount compares every status, gap, rate and missing list of a day with what
// a plain reading of the rules finds in the facts.
func recount(t *testing.T, s *server, on graph.Date) {
	t.Helper()
	d := readDay(s, on)
	want := audit.Recount(d.facts, on)
	if !maps.Equal(d.statuses, want.Units) {
		for id, code := range want.Units {
			if d.statuses[id] != code {
				t.Errorf("status of %s is %d, not %d", id, d.statuses[id], code)
			}
		}
		t.Errorf("%d units, not %d", len(d.statuses), len(want.Units))
	}
	if len(d.led) != len(want.Regions) {
		t.Errorf("%d regions should be led, not %d", len(d.led), len(want.Regions))
	}
	for id, code := range want.Regions {
		if d.led[id] != (code == graph.CodeLed) {
			t.Errorf("region %s led: %t", id, d.led[id])
		}
	}
	if len(d.reported) != len(want.Members) {
		t.Errorf("%d members should be registered where they live, not %d", len(d.reported), len(want.Members))
	}
	for id, code := range want.Members {
		if state := map[graph.FindingCode]string{graph.CodeReported: "REPORTED", graph.CodeNotReported: "NOT_REPORTED"}[code]; d.reported[id] != state {
			t.Errorf("member %s is %q, not %s", id, d.reported[id], state)
		}
	}
	got, info := gapsOf(s, on)
	for _, kind := range graph.GapKinds {
		for _, both := range [][2][]graph.ID{{got[kind], want.Gaps[kind]}, {info[kind], want.Info[kind]}} {
			slices.Sort(both[0])
			if !slices.Equal(both[0], both[1]) {
				t.Errorf("%s: %v, not %v", kind, both[0], both[1])
			}
		}
	}
	if len(want.Units) == 0 || len(want.Gaps) == 0 {
		t.Errorf("nothing to compare on %s", on)
	}
	compareReports(t, s, on, d, &want)
	compareParts(t, s, on, d, &want)
	compareLines(t, s, on, d, &want)
}

// tallied is a report: how many units have each status, how many regions are
// led, how many gaps of each kind there are.
type tallied struct {
	codes map[graph.FindingCode]int
	gaps  map[graph.GapKind]graph.GapTotal
}

func newTallied() *tallied {
	return &tallied{codes: map[graph.FindingCode]int{}, gaps: map[graph.GapKind]graph.GapTotal{}}
}

func (a *tallied) equal(b *tallied) bool {
	return maps.Equal(a.codes, b.codes) && maps.Equal(a.gaps, b.gaps)
}

func (a *tallied) gap(kind graph.GapKind, count, info int) {
	total := a.gaps[kind]
	a.gaps[kind] = graph.GapTotal{Count: total.Count + count, Info: total.Info + info}
}

// report is a report as the API gives it.
type report struct {
	Units                   int
	RegionsWithOrganisation struct{ Numerator, Denominator int }
	Breakdown               []struct {
		Establishment graph.Establishment
		Members       graph.MembersBand
		Worked        bool
		Count         int
	}
	Excluded []struct {
		Reason graph.ExclusionReason
		Count  int
	}
	GapCounts []struct {
		GapKind     graph.GapKind
		Count, Info int
	}
}

const reportFields = "units regionsWithOrganisation { numerator denominator } breakdown { establishment members worked count } excluded { reason count } gapCounts { gapKind count info }"

func (r *report) tallied(t *testing.T) *tallied {
	out, units := newTallied(), 0
	set := func(code graph.FindingCode, n int) {
		if n > 0 {
			out.codes[code] = n
		}
	}
	for _, c := range r.Breakdown {
		set(graph.StatusCode(c.Establishment, c.Members, c.Worked), c.Count)
		units += c.Count
	}
	if units != r.Units {
		t.Errorf("the breakdown adds up to %d, the base is %d", units, r.Units)
	}
	for _, e := range r.Excluded {
		set(graph.ExcludedCode(e.Reason), e.Count)
	}
	set(graph.CodeLed, r.RegionsWithOrganisation.Numerator)
	set(graph.CodeNotLed, r.RegionsWithOrganisation.Denominator-r.RegionsWithOrganisation.Numerator)
	for _, g := range r.GapCounts {
		out.gap(g.GapKind, g.Count, g.Info)
	}
	return out
}

// compareReports counts the report of every region, alone and with all below
// it, and the missing list of every rate.
func compareReports(t *testing.T, s *server, on graph.Date, d *day, want *audit.Count) {
	t.Helper()
	self, subtree := map[graph.ID]*tallied{}, map[graph.ID]*tallied{}
	for _, n := range d.facts.Nouns {
		if n.Kind() == graph.KindRegion {
			self[n.Top().ID], subtree[n.Top().ID] = newTallied(), newTallied()
		}
	}
	place := func(id graph.ID) graph.ID { // of a subject
		if id.Kind() == graph.KindRegion {
			return id
		}
		return d.parent[id]
	}
	each := func(id graph.ID, add func(*tallied)) {
		at := place(id)
		if at == "" {
			return // what is older than the place it lies in is counted in no region
		}
		add(self[at])
		for ; at != ""; at = d.parent[at] {
			add(subtree[at])
		}
	}
	for id, code := range want.Units {
		each(id, func(a *tallied) { a.codes[code]++ })
	}
	for id, code := range want.Regions {
		each(id, func(a *tallied) { a.codes[code]++ })
	}
	for _, kind := range graph.GapKinds {
		for _, id := range want.Gaps[kind] {
			each(id, func(a *tallied) { a.gap(kind, 1, 0) })
		}
		for _, id := range want.Info[kind] {
			each(id, func(a *tallied) { a.gap(kind, 0, 1) })
		}
	}
	seen := 0
	for _, r := range pages[struct {
		ID        graph.ID
		Name      string
		Self, Sub report
	}](s, "regions", "id name self: coverageReport(depth: SELF) { "+reportFields+" } sub: coverageReport { "+reportFields+" }", on) {
		if got := r.Self.tallied(t); !got.equal(self[r.ID]) {
			t.Errorf("%s alone: %v, not %v", r.Name, *got, *self[r.ID])
		}
		if got := r.Sub.tallied(t); !got.equal(subtree[r.ID]) {
			t.Errorf("%s: %v, not %v", r.Name, *got, *subtree[r.ID])
		}
		seen++
	}
	if seen != len(self) {
		t.Errorf("%d regions, not %d", seen, len(self))
	}
	compareRates(t, s, on, want)
}

// rates says of each rate which statuses its denominator and numerator hold.
var rates = map[graph.RateName]struct {
	of  func(e graph.Establishment, m graph.MembersBand, worked bool) bool
	has func(e graph.Establishment, m graph.MembersBand, worked bool) bool
}{
	graph.RateOrganisationCoverage:     {every, covered},
	graph.RateIndependentRate:          {every, own},
	graph.RateEstablishedWhereRequired: {enough, own},
	graph.RateEligibleCoverage:         {enough, covered},
	graph.RateWorkCoverage:             {every, func(_ graph.Establishment, _ graph.MembersBand, worked bool) bool { return worked }},
	graph.RateAnyCoverage: {every, func(e graph.Establishment, m graph.MembersBand, worked bool) bool {
		return worked || covered(e, m, worked)
	}},
	graph.RateBothCoverage: {every, func(e graph.Establishment, m graph.MembersBand, worked bool) bool {
		return worked && covered(e, m, worked)
	}},
}

func every(graph.Establishment, graph.MembersBand, bool) bool         { return true }
func enough(_ graph.Establishment, m graph.MembersBand, _ bool) bool  { return m == "ENOUGH" }
func own(e graph.Establishment, _ graph.MembersBand, _ bool) bool     { return e == "OWN" }
func covered(e graph.Establishment, _ graph.MembersBand, _ bool) bool { return e != "NONE" }

// compareRates counts the rates of the whole country and pages through their
// missing lists.
func compareRates(t *testing.T, s *server, on graph.Date, want *audit.Count) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(rates)) {
		rate := rates[name]
		denominator, missing := 0, []graph.ID{}
		for id, code := range want.Units {
			if e, m, worked, base := code.Status(); base && rate.of(e, m, worked) {
				denominator++
				if !rate.has(e, m, worked) {
					missing = append(missing, id)
				}
			}
		}
		compareMissing(t, s, on, string(name), denominator, missing)
	}
	regions := []graph.ID{}
	for id, code := range want.Regions {
		if code == graph.CodeNotLed {
			regions = append(regions, id)
		}
	}
	compareMissing(t, s, on, string(graph.RateRegionsWithOrganisation), len(want.Regions), regions)
}

func compareMissing(t *testing.T, s *server, on graph.Date, rate string, denominator int, missing []graph.ID) {
	t.Helper()
	var got []graph.ID
	for after := (*string)(nil); ; {
		var answer struct {
			CoverageReport struct {
				Rate struct {
					Value                  *float64
					Numerator, Denominator int
					Missing                struct {
						TotalCount int
						Nodes      []ref
						PageInfo   struct {
							HasNextPage bool
							EndCursor   *string
						}
					}
				}
			}
		}
		s.ask(fmt.Sprintf("query($on: Date!, $after: String) { coverageReport(asOf: $on) { rate: %s { value numerator denominator missing(first: 40, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } } }", rate),
			map[string]any{"on": on, "after": after}, &answer)
		r := answer.CoverageReport.Rate
		if r.Denominator != denominator || r.Numerator != denominator-len(missing) || r.Missing.TotalCount != len(missing) {
			t.Errorf("%s is %d/%d with %d missing, not %d/%d", rate, r.Numerator, r.Denominator, r.Missing.TotalCount, denominator-len(missing), denominator)
		}
		if (r.Value == nil) != (denominator == 0) || r.Value != nil && *r.Value != float64(r.Numerator)/float64(r.Denominator) {
			t.Errorf("%s has the value %v", rate, r.Value)
		}
		for _, node := range r.Missing.Nodes {
			got = append(got, node.ID)
		}
		if after = r.Missing.PageInfo.EndCursor; !r.Missing.PageInfo.HasNextPage {
			break
		}
	}
	slices.Sort(got)
	slices.Sort(missing)
	if !slices.Equal(got, missing) {
		t.Errorf("missing of %s: %v, not %v", rate, got, missing)
	}
}
