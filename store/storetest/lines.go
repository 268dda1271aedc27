package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// someOrganisations draws organisations at random, those with most below them
// and those that lead regions among them.
func (f *fixture) someOrganisations(random *rand.Rand, n int) []graph.ID {
	below := map[graph.ID]int{}
	var ids []graph.ID
	for _, noun := range f.Nouns {
		if noun.Kind() != graph.KindOrganisation {
			continue
		}
		id := noun.Top().ID
		ids = append(ids, id)
		for at, steps := id, 0; at != "" && steps < 20; at, steps = f.nearest(at, graph.HopSuperior), steps+1 {
			below[at]++
		}
	}
	slices.Sort(ids)
	random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	some := slices.Clone(ids[:n])
	slices.SortStableFunc(ids, func(a, b graph.ID) int { return below[b] - below[a] })
	return append(some, ids[:6]...)
}

// testScatteredLines does the same for organisations of which many below them
// lead villages, with villages led by nobody between them.
func testScatteredLines(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 380)
	kinds := map[graph.ID]graph.RegionKind{}
	for _, n := range ds.Nouns {
		if r, ok := n.(*graph.Region); ok {
			kinds[r.ID] = r.RegionKind
		}
	}
	villages := 0
	ds.Links = slices.DeleteFunc(ds.Links, func(l graph.Link) bool {
		if l.Hop != graph.HopLeads {
			return false
		}
		if kinds[l.To] != graph.RegionVillage && kinds[l.To] != graph.RegionCommunity {
			return true
		}
		villages++
		return villages%3 == 0
	})
	f := load(t, open(t), ds)
	most := 0
	for _, id := range f.someOrganisations(rand.New(rand.NewPCG(1, 1)), 1) {
		led := 0
		for region := range kinds {
			if f.on(today).ledFrom(region, id) {
				led++
			}
		}
		most = max(most, led)
	}
	if most < 10 {
		t.Fatalf("%d regions are led from one line: this tests nothing", most)
	}
	f.reportsOfLines(t, []graph.Date{today})
}

// testLongLines asks for reports of organisations of which some have more units
// than a report may be made of: those alone are refused, the others answered.
func testLongLines(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 60))
	o := options("long lines")
	o.LineUnits = 20
	bounded := openStore(t, f.engine, o)
	var qs []graph.ReportQuery
	for _, id := range f.someOrganisations(rand.New(rand.NewPCG(2, 2)), 30) {
		qs = append(qs, graph.ReportQuery{Group: &graph.UnitGroup{Line: id}, Classes: []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}}, On: today})
	}
	want := must(f.s.Reports(t.Context(), qs))(t)
	got, err := bounded.Reports(t.Context(), qs)
	var refused graph.Refused
	if !errors.As(err, &refused) {
		t.Fatalf("the reports give %v", err)
	}
	units := func(q graph.ReportQuery) (n int) {
		q.Classes = nil
		for id := range f.on(today).count.Units {
			if f.on(today).inGroup(id, q) {
				n++
			}
		}
		return n
	}
	long := 0
	for i, q := range qs {
		over := units(q) > o.LineUnits
		if over != (graph.CodeOf(refused[i]) == graph.CodeTooComplex && refused[i] != nil) {
			t.Errorf("%s: %d units give %v", q.Group.Line, units(q), refused[i])
		}
		if over {
			long++
			continue
		}
		same(t, "a report beside refused ones", got[i], want[i])
	}
	if long == 0 || long == len(qs) {
		t.Errorf("%d of %d lines are too long: this tests nothing", long, len(qs))
	}
	_, err = bounded.Gaps(t.Context(), []graph.GapQuery{{Group: qs[len(qs)-1].Group, On: today, Page: graph.Page{Limit: 1}}})
	if (refused[len(qs)-1] != nil) != (err != nil) {
		t.Errorf("the gaps of the last give %v", err)
	}
}

// testOrganisationReports compares the reports of lines with the units that a
// plain reader finds in them, and reads their lists.
func testOrganisationReports(t *testing.T, f *fixture) {
	f.reportsOfLines(t, append(someDays(rand.New(rand.NewPCG(5, 6)), 2), today, today.AddMonths(-30)))
}

func (f *fixture) reportsOfLines(t *testing.T, days []graph.Date) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 6))
	two := []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSchool, Ownership: graph.OwnershipPrivate}}
	var qs []graph.ReportQuery
	for _, day := range days {
		for i, id := range f.someOrganisations(random, 4) {
			q := graph.ReportQuery{Group: &graph.UnitGroup{Line: id}, On: day}
			if i%4 == 3 {
				q.Classes = two
			}
			qs = append(qs, q)
		}
	}
	var lists []graph.ListQuery
	var gaps []graph.GapQuery
	var parts []*graph.Report
	counted, covered := 0, 0
	for i, got := range must(f.s.Reports(t.Context(), qs))(t) {
		day, want := f.on(qs[i].On), emptyReport()
		for id, code := range day.count.Units {
			if !day.inGroup(id, qs[i]) {
				continue
			}
			addStatus(want, code)
			if !slices.ContainsFunc(day.regionsAbove(id), func(r graph.ID) bool { return day.ledFrom(r, qs[i].Group.Line) }) {
				covered++
			}
		}
		for kind, ids := range day.count.Gaps {
			for _, id := range ids {
				if id.Kind() == graph.KindUnit && day.inGroup(id, qs[i]) {
					addGap(want, kind, graph.GapTotal{Count: 1})
				}
			}
		}
		sameReport(t, got, want)
		counted += got.Units
		if got.Units > 0 {
			rate := got.Rates[graph.RateNames[random.IntN(len(graph.RateNames)-1)]]
			lists = append(lists, graph.ListQuery{Kind: graph.KindUnit, On: got.On, Unit: &graph.UnitFilter{Codes: rate.Missing, Classes: got.Classes, Group: got.Group}})
			gaps = append(gaps, graph.GapQuery{On: got.On, Classes: got.Classes, Group: got.Group})
			parts = append(parts, got)
		}
	}
	if counted == 0 || covered == 0 || len(lists) < 5*len(days) {
		t.Errorf("%d units in the reports, %d of them covered from elsewhere, %d lists: this tests little", counted, covered, len(lists))
	}
	f.groupLists(t, lists, gaps, parts)
}

func (d *plainDay) regionsAbove(id graph.ID) (regions []graph.ID) {
	for at := d.place(id); at != ""; at = d.single(at, graph.HopParent) {
		regions = append(regions, at)
	}
	return regions
}

// ledFrom says whether a region is led by an organisation or by one below it.
func (d *plainDay) ledFrom(region, organisation graph.ID) bool {
	for _, at := range d.far(region, graph.In, graph.HopLeads) {
		for ; at != ""; at = d.single(at, graph.HopSuperior) {
			if at == organisation {
				return true
			}
		}
	}
	return false
}

// testMemberCounts counts the members of lines one by one.
func testMemberCounts(t *testing.T, f *fixture) {
	random := rand.New(rand.NewPCG(7, 8))
	var qs []graph.LineQuery
	for _, day := range append(someDays(random, 3), today) {
		for _, id := range f.someOrganisations(random, 12) {
			qs = append(qs, graph.LineQuery{Organisation: id, On: day})
		}
	}
	full, probationary := 0, 0
	for i, got := range must(f.s.MemberCounts(t.Context(), qs))(t) {
		day := f.on(qs[i].On)
		var want graph.Members
		for _, noun := range f.Nouns {
			m, ok := noun.(*graph.Member)
			if !ok || !m.Holds(qs[i].On) {
				continue
			}
			for at := day.single(m.ID, graph.HopAffiliated); at != ""; at = day.single(at, graph.HopSuperior) {
				if at != qs[i].Organisation {
					continue
				}
				switch m.StatusOn(qs[i].On) {
				case graph.StatusFull:
					want.Full++
				case graph.StatusProbationary:
					want.Probationary++
				}
			}
		}
		same(t, fmt.Sprintf("%s: members of %s", qs[i].On, qs[i].Organisation), got, want)
		full, probationary = full+got.Full, probationary+got.Probationary
	}
	if full == 0 || probationary == 0 {
		t.Errorf("%d full and %d probationary members: this tests little", full, probationary)
	}
}

// testDescendants lists what lies below organisations, by depth.
func testDescendants(t *testing.T, f *fixture) {
	random := rand.New(rand.NewPCG(9, 10))
	var qs []graph.ListQuery
	var what []string
	var limits []int
	for _, day := range []graph.Date{today, today.AddMonths(-50)} {
		for i, id := range f.someOrganisations(random, 3) {
			filter := &graph.OrganisationFilter{UnderSuperior: id, Below: true, MaxDepth: i % 4}
			qs = append(qs, graph.ListQuery{Kind: graph.KindOrganisation, On: day, Organisation: filter})
			what, limits = append(what, fmt.Sprintf("%s: %d steps below %s", day, i%4, id)), append(limits, 40)
		}
	}
	counts := must(f.s.CountList(t.Context(), qs))(t)
	total := 0
	for i, got := range f.listsPages(t, what, qs, limits) {
		day := f.on(qs[i].On)
		var want []graph.ID
		for _, noun := range f.Nouns {
			id, steps := noun.Top().ID, 0
			if noun.Kind() != graph.KindOrganisation || id == qs[i].Organisation.UnderSuperior {
				continue
			}
			for at := id; at != ""; at = day.single(at, graph.HopSuperior) {
				if at == qs[i].Organisation.UnderSuperior && (qs[i].Organisation.MaxDepth == 0 || steps <= qs[i].Organisation.MaxDepth) {
					want = append(want, id)
				}
				steps++
			}
		}
		equalSets(t, what[i], got, want)
		same(t, what[i]+": count", counts[i], len(want))
		total += len(want)
	}
	if total < 30 {
		t.Errorf("%d organisations below others: this tests little", total)
	}
}
