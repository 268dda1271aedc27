package e2e_test

import (
	"maps"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
)

// attributes are what reports are taken apart by.
type attributes struct {
	class   graph.UnitClass
	section string
	band    graph.StaffBand
}

// attributesOf reads them from the facts of a unit, whose values hold always.
func attributesOf(u *graph.Unit) attributes {
	a := attributes{class: u.Classes[0].Value, section: "UNKNOWN", band: "UNKNOWN"}
	if u.Industry != "" {
		a.section = u.Industry[:1]
	}
	if len(u.Staffs) > 0 {
		switch n := u.Staffs[0].Value; {
		case n >= 500:
			a.band = "S500"
		case n >= 100:
			a.band = "S100_499"
		case n >= 50:
			a.band = "S50_99"
		case n >= 10:
			a.band = "S10_49"
		default:
			a.band = "S0_9"
		}
	}
	return a
}

// above gives a region and all above it on the day.
func (d *day) above(region graph.ID) (regions []graph.ID) {
	for at := region; at != ""; at = d.parent[at] {
		regions = append(regions, at)
	}
	return regions
}

// tallyUnits counts units by status and what is found of them.
func (d *day) tallyUnits(want *audit.Count, in func(*graph.Unit) bool) *tallied {
	out := newTallied()
	for _, n := range d.facts.Nouns {
		u, ok := n.(*graph.Unit)
		if !ok || !in(u) {
			continue
		}
		if code, living := want.Units[u.ID]; living {
			out.codes[code]++
		}
		for _, kind := range graph.GapKinds {
			if slices.Contains(want.Gaps[kind], u.ID) {
				out.gap(kind, 1, 0)
			}
			if slices.Contains(want.Info[kind], u.ID) {
				out.gap(kind, 0, 1)
			}
		}
	}
	return out
}

// unitGaps are the kinds of gaps that units have.
var unitGaps = []graph.GapKind{
	graph.GapUncovered, graph.GapNotEstablished, graph.GapShouldSplit, graph.GapHatchable, graph.GapOverlap, graph.GapHeadcountDiffers,
}

// part is a group of a report as the API gives it.
type part struct {
	Key    string
	Report report
}

// compareParts takes the report of each region with units apart, and compares
// each part with a count of its units.
func compareParts(t *testing.T, s *server, on graph.Date, d *day, want *audit.Count) {
	t.Helper()
	inside := map[graph.ID]map[graph.ID]bool{} // region to units in it or below
	for id := range want.Units {
		for _, at := range d.above(d.parent[id]) {
			if inside[at] == nil {
				inside[at] = map[graph.ID]bool{}
			}
			inside[at][id] = true
		}
	}
	if len(inside) == 0 {
		t.Errorf("no region has units on %s", on)
	}
	for _, region := range slices.Sorted(maps.Keys(inside)) {
		var answer struct {
			Region struct {
				Name                             string
				Class, Industry, Staff, Children []part
				Trend                            []report
			}
		}
		s.ask(`query($id: ID!, $on: Date!) { region(by: {id: $id}, asOf: $on) { name
			class: coverageBy(dimension: CLASS) { ...P } industry: coverageBy(dimension: INDUSTRY) { ...P }
			staff: coverageBy(dimension: STAFF_BAND) { ...P } children: coverageBy(dimension: CHILD_REGION) { ...P }
			trend: coverageTrend(from: $on, to: $on, every: YEAR) { `+reportFields+` } } }
			fragment P on CoverageGroup { key report { `+reportFields+` } }`, map[string]any{"id": region, "on": on}, &answer)
		of := answer.Region
		for dimension, parts := range map[string][]part{"CLASS": of.Class, "INDUSTRY": of.Industry, "STAFF_BAND": of.Staff, "CHILD_REGION": of.Children} {
			units := 0
			for _, p := range parts {
				got := p.Report.tallied(t)
				for _, n := range got.codes {
					units += n
				}
				if dimension == "CHILD_REGION" { // their regions are counted with their own reports
					others := []graph.FindingCode{graph.CodeLed, graph.CodeNotLed}
					for _, code := range others {
						units -= got.codes[code]
						delete(got.codes, code)
					}
					for kind := range got.gaps {
						if !slices.Contains(unitGaps, kind) {
							delete(got.gaps, kind)
						}
					}
				}
				if plain := d.tallyUnits(want, func(u *graph.Unit) bool {
					a := attributesOf(u)
					keys := map[string]string{"CLASS": string(a.class.UnitKind) + "/" + string(a.class.Ownership), "INDUSTRY": a.section, "STAFF_BAND": string(a.band)}
					if dimension != "CHILD_REGION" {
						return inside[region][u.ID] && keys[dimension] == p.Key
					}
					if p.Key == "SELF" {
						return d.parent[u.ID] == region
					}
					return inside[graph.ID(p.Key)][u.ID] && d.parent[graph.ID(p.Key)] == region
				}); !got.equal(plain) {
					t.Errorf("%s of %s: %v, not %v", p.Key, of.Name, *got, *plain)
				}
			}
			if units != len(inside[region]) {
				t.Errorf("%s by %s has %d of %d units", of.Name, dimension, units, len(inside[region]))
			}
		}
		if len(of.Trend) != 1 || of.Trend[0].Units != unitsIn(inside[region], want) {
			t.Errorf("the trend of %s: %v", of.Name, of.Trend)
		}
	}
}

func unitsIn(ids map[graph.ID]bool, want *audit.Count) (n int) {
	for id := range ids {
		if _, _, _, base := want.Units[id].Status(); base {
			n++
		}
	}
	return n
}

// compareLines counts the members and the units of every organisation with all
// below it, one by one.
func compareLines(t *testing.T, s *server, on graph.Date, d *day, want *audit.Count) {
	t.Helper()
	superior, affiliation := map[graph.ID]graph.ID{}, map[graph.ID]graph.ID{}
	leads, covers := map[graph.ID][]graph.ID{}, map[graph.ID][]graph.ID{} // of a region, of a unit
	for _, l := range d.facts.Links {
		switch l.Hop {
		case graph.HopSuperior:
			superior[l.From] = l.To
		case graph.HopAffiliated:
			affiliation[l.From] = l.To
		case graph.HopLeads:
			leads[l.To] = append(leads[l.To], l.From)
		case graph.HopCovers:
			covers[l.To] = append(covers[l.To], l.From)
		}
	}
	units, members := map[graph.ID]map[graph.ID]bool{}, map[graph.ID][2]int{}
	for _, n := range d.facts.Nouns {
		switch n := n.(type) {
		case *graph.Unit:
			responsible := slices.Clone(covers[n.ID])
			for _, region := range d.above(d.parent[n.ID]) {
				responsible = append(responsible, leads[region]...)
			}
			for _, at := range responsible {
				for ; at != ""; at = superior[at] {
					if units[at] == nil {
						units[at] = map[graph.ID]bool{}
					}
					units[at][n.ID] = true
				}
			}
		case *graph.Member:
			for at := affiliation[n.ID]; at != ""; at = superior[at] {
				count := members[at]
				switch n.Statuses[0].Value {
				case graph.StatusFull:
					count[0]++
				case graph.StatusProbationary:
					count[1]++
				}
				members[at] = count
			}
		}
	}
	seen := 0
	for _, o := range pages[struct {
		ID             graph.ID
		Name           string
		MemberCount    struct{ Total, Full, Probationary int }
		CoverageReport report
	}](s, "organisations", "id name memberCount { total full probationary } coverageReport { "+reportFields+" }", on) {
		if n := members[o.ID]; o.MemberCount.Full != n[0] || o.MemberCount.Probationary != n[1] || o.MemberCount.Total != n[0]+n[1] {
			t.Errorf("%s has %v members, not %v", o.Name, o.MemberCount, n)
		}
		plain := d.tallyUnits(want, func(u *graph.Unit) bool { return units[o.ID][u.ID] })
		if got := o.CoverageReport.tallied(t); !got.equal(plain) {
			t.Errorf("the line of %s: %v, not %v", o.Name, *got, *plain)
		}
		if o.CoverageReport.Units > 0 {
			seen++
		}
	}
	if seen == 0 {
		t.Errorf("no organisation answers for units on %s", on)
	}
}
