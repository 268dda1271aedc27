package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"cobuild/graph"
)

// someDays draws days at random, most of them of the years in which things
// happen, and some far off.
func someDays(random *rand.Rand, n int) (days []graph.Date) {
	for range n {
		d := graph.MustDate("2004-01-01").AddDays(random.IntN(10_000))
		if random.IntN(8) == 0 {
			d = graph.Date(1 + random.IntN(int(graph.End)-1))
		}
		days = append(days, d)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// somePlaces draws regions at random, roots and the busiest among them, some of
// them alone.
func (f *fixture) somePlaces(random *rand.Rand, n int) []graph.Place {
	var regions []graph.ID
	places := []graph.Place{{Within: f.busy(f.on(today), 0)}, {Within: f.busy(f.on(today), 1), Self: true}, {}}
	for _, noun := range f.Nouns {
		if noun.Kind() == graph.KindRegion {
			id := noun.Top().ID
			regions = append(regions, id)
			parents := 0
			for _, l := range f.out[id] {
				if l.Hop == graph.HopParent {
					parents++
				}
			}
			if parents > 1 || noun.Top().Until != 0 { // where it was and is, counts must tell
				for _, l := range f.out[id] {
					if l.Hop == graph.HopParent {
						places = append(places, graph.Place{Within: l.To})
					}
				}
			}
		}
	}
	for range n {
		places = append(places, graph.Place{Within: regions[random.IntN(len(regions))], Self: random.IntN(4) == 0})
	}
	return places
}

// testTrends compares each report of trends with a plain count of its day.
func testTrends(t *testing.T, f *fixture) {
	random := rand.New(rand.NewPCG(1, 2))
	two := []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSocialOrganisation, Ownership: graph.OwnershipNone}}
	var qs []graph.TrendQuery
	days := append(someDays(random, 9), today, today.AddMonths(14))
	slices.Sort(days)
	for i, place := range f.somePlaces(random, 12) {
		q := graph.TrendQuery{ReportQuery: graph.ReportQuery{Place: place}, Days: slices.Compact(days)}
		switch i % 3 {
		case 1:
			q.Days = q.Days[i%len(q.Days):]
		case 2:
			q.Classes = two
		}
		qs = append(qs, q)
	}
	// The same reports, those of each day by themselves, and all in one call,
	// where days of one region are counted together.
	type point struct{ query, day int }
	var all []graph.ReportQuery
	var points []point
	apart := map[point]*graph.Report{}
	for _, day := range slices.Compact(slices.Clone(days)) {
		var ofDay []graph.ReportQuery
		first := len(points)
		for i, q := range qs {
			if n, asked := slices.BinarySearch(q.Days, day); asked {
				q.On = day
				ofDay, points = append(ofDay, q.ReportQuery), append(points, point{i, n})
			}
		}
		for n, report := range must(f.s.Reports(t.Context(), ofDay))(t) {
			apart[points[first+n]] = report
		}
		all = append(all, ofDay...)
	}
	together := map[point]*graph.Report{}
	for n, report := range must(f.s.Reports(t.Context(), all))(t) {
		together[points[n]] = report
	}
	counted := 0
	for i, trend := range must(f.s.Trends(t.Context(), qs))(t) {
		same(t, "days of a trend", len(trend), len(qs[i].Days))
		for n, report := range trend {
			same(t, "the date of a report", report.On, qs[i].Days[n])
			same(t, fmt.Sprintf("%s: a trend's report of %+v", report.On, report.Place), report, apart[point{i, n}])
			same(t, fmt.Sprintf("%s: a report of %+v asked with others", report.On, report.Place), together[point{i, n}], report)
			if qs[i].Classes == nil {
				sameReport(t, report, plainReports(f.on(report.On))[report.Place])
			}
			counted += report.Units
		}
	}
	if counted == 0 {
		t.Error("no trend counts any unit: this tests nothing")
	}
}

// testGroups takes reports apart and compares each part with a plain count of
// its units, and the sum of the parts with the whole; then it reads what is
// missing in each part.
func testGroups(t *testing.T, f *fixture) {
	random := rand.New(rand.NewPCG(3, 4))
	classes := []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSchool, Ownership: graph.OwnershipState}, {UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipState}}
	var qs []graph.GroupQuery
	for _, day := range append(someDays(random, 3), today) {
		for i, place := range f.somePlaces(random, 4) {
			for _, by := range graph.CoverageDimensions {
				q := graph.GroupQuery{ReportQuery: graph.ReportQuery{Place: place, On: day}, By: by}
				if i%3 == 2 {
					q.Classes = classes[:1+i%len(classes)]
				}
				qs = append(qs, q)
			}
		}
	}
	seen := map[graph.CoverageDimension]int{}
	var lists []graph.ListQuery
	var gaps []graph.GapQuery
	var parts []*graph.Report
	all := must(f.s.Groups(t.Context(), qs))(t)
	f.sameReports(t, qs, all)
	for i, groups := range all {
		q := qs[i]
		if q.By == graph.ByChildRegion && q.Place.Within == "" {
			same(t, "children of no region", len(groups), 0)
			continue
		}
		for _, g := range groups {
			f.sameGroup(t, q, g)
			if g.Report.Units > 0 && random.IntN(4) == 0 {
				rate := g.Report.Rates[graph.RateNames[random.IntN(len(graph.RateNames))]]
				if rate.Name != graph.RateRegionsWithOrganisation {
					lists = append(lists, graph.ListQuery{Kind: graph.KindUnit, Place: g.Report.Place, On: q.On, Unit: &graph.UnitFilter{Codes: rate.Missing, Classes: q.Classes, Group: g.Report.Group}})
					gaps = append(gaps, graph.GapQuery{Place: g.Report.Place, On: q.On, Classes: q.Classes, Group: g.Report.Group, Kinds: inReports()})
					parts = append(parts, g.Report)
				}
			}
		}
		seen[q.By] += len(groups)
		if !f.on(q.On).alive(q.Place.Within) && q.Place.Within != "" {
			same(t, "groups outside a region's life", len(groups), 0)
		}
	}
	for _, by := range graph.CoverageDimensions {
		if seen[by] < 20 {
			t.Errorf("%d groups by %s: this tests little", seen[by], by)
		}
	}
	if len(lists) < 10 {
		t.Errorf("%d missing lists: this tests little", len(lists))
	}
	f.groupLists(t, lists, gaps, parts)
}

// sameReports compares parts with the reports that their own queries give, and
// the sum of the parts with the whole.
func (f *fixture) sameReports(t *testing.T, qs []graph.GroupQuery, all [][]graph.ReportGroup) {
	t.Helper()
	var asked []graph.ReportQuery
	for i, groups := range all {
		asked = append(asked, qs[i].ReportQuery)
		for _, g := range groups {
			asked = append(asked, g.Report.ReportQuery)
		}
	}
	reports := must(f.s.Reports(t.Context(), asked))(t)
	for i, groups := range all {
		q, whole := qs[i], reports[0]
		reports = reports[1:]
		var parts []*graph.Report
		for _, g := range groups {
			same(t, fmt.Sprintf("%s: the report of group %+v at %s", q.On, g.Report.Group, g.Region), g.Report, reports[0])
			parts, reports = append(parts, g.Report), reports[1:]
		}
		if q.By == graph.ByChildRegion && q.Place.Within == "" {
			continue // nothing has no children
		}
		if q.By != graph.ByChildRegion {
			whole = unitsOnly(whole)
		}
		addsUp(t, fmt.Sprintf("%s: %+v by %s", q.On, q.Place, q.By), whole, parts)
	}
}

// inReports are the kinds of gaps that reports count: all but those of members.
func inReports() []graph.GapKind {
	return slices.DeleteFunc(slices.Clone(graph.GapKinds), func(k graph.GapKind) bool { return k.Subject() == graph.KindMember })
}

// unitsOnly leaves out of a report what is found of regions and organisations.
func unitsOnly(r *graph.Report) *graph.Report {
	only := *r
	only.Led, only.NotLed, only.Gaps = 0, 0, map[graph.GapKind]graph.GapTotal{}
	for kind, total := range r.Gaps {
		if kind.Subject() == graph.KindUnit {
			only.Gaps[kind] = total
		}
	}
	return &only
}

// sameGroup compares a part with the units that a plain reader puts into it.
func (f *fixture) sameGroup(t *testing.T, q graph.GroupQuery, g graph.ReportGroup) {
	t.Helper()
	day := f.on(q.On)
	want := emptyReport()
	for id, code := range day.count.Units {
		if day.inGroup(id, g.Report.ReportQuery) {
			addStatus(want, code)
		}
	}
	for kind, ids := range day.count.Gaps {
		for _, id := range ids {
			if id.Kind() == graph.KindUnit && day.inGroup(id, g.Report.ReportQuery) {
				addGap(want, kind, graph.GapTotal{Count: 1})
			}
		}
	}
	got := unitsOnly(g.Report)
	what := fmt.Sprintf("%s: %s of %+v, group %+v at %s", q.On, q.By, q.Place, g.Report.Group, g.Region)
	same(t, what+": units", got.Units, want.Units)
	same(t, what+": statuses", got.Statuses, want.Statuses)
	same(t, what+": excluded", got.Excluded, want.Excluded)
	same(t, what+": gaps", got.Gaps, want.Gaps)
	if q.By != graph.ByChildRegion {
		same(t, what+": regions", [2]int{g.Report.Led, g.Report.NotLed}, [2]int{})
	}
}

// inGroup says in its own words which units a report is about.
func (d *plainDay) inGroup(unit graph.ID, q graph.ReportQuery) bool {
	u := d.nouns[unit].(*graph.Unit)
	if !d.lies(d.place(unit), q.Place) || q.Classes != nil && !slices.Contains(q.Classes, d.class(unit)) {
		return false
	}
	if q.Group == nil {
		return true
	}
	section, band := "", graph.StaffUnknown
	if u.Industry != "" {
		section = u.Industry[:1]
	}
	if staff, known := graph.At(u.Staffs, d.day); known {
		for from, of := range map[int]graph.StaffBand{0: graph.Staff0, 10: graph.Staff10, 50: graph.Staff50, 100: graph.Staff100, 500: graph.Staff500} {
			if to := map[int]int{0: 9, 10: 49, 50: 99, 100: 499, 500: 1 << 40}[from]; from <= staff && staff <= to {
				band = of
			}
		}
	}
	return (q.Group.Class == nil || *q.Group.Class == d.class(unit)) &&
		(q.Group.Section == nil || *q.Group.Section == section) &&
		(q.Group.StaffBand == "" || q.Group.StaffBand == band) &&
		(q.Group.Line == "" || d.inLine(unit, q.Group.Line))
}

// groupLists reads what is missing from parts, and their gaps, to the end.
func (f *fixture) groupLists(t *testing.T, lists []graph.ListQuery, gaps []graph.GapQuery, parts []*graph.Report) {
	t.Helper()
	what, limits := make([]string, len(lists)), make([]int, len(lists))
	for i, q := range lists {
		what[i], limits[i] = fmt.Sprintf("%s: missing of %+v in %+v", q.On, q.Unit.Group, q.Place), 50
	}
	counts := must(f.s.CountList(t.Context(), lists))(t)
	for i, got := range f.listsPages(t, what, lists, limits) {
		day := f.on(lists[i].On)
		equalSets(t, what[i], got, day.unitsWhere(func(id graph.ID, code graph.FindingCode) bool {
			return slices.Contains(lists[i].Unit.Codes, code) && day.inGroup(id, parts[i].ReportQuery)
		}))
		same(t, what[i]+": count", counts[i], len(got))
	}
	for i := range what {
		what[i] = fmt.Sprintf("%s: gaps of %+v in %+v", gaps[i].On, gaps[i].Group, gaps[i].Place)
	}
	numbers := must(f.s.CountGaps(t.Context(), gaps))(t)
	ids, items := walkTogether(t, what, limits, func(g graph.Finding) graph.ID { return g.ID }, func(which []int, pages []graph.Page) ([]graph.PageOf[graph.Finding], error) {
		asked := make([]graph.GapQuery, len(which))
		for n, i := range which {
			asked[n] = gaps[i]
			asked[n].Page = pages[n]
		}
		return f.s.Gaps(t.Context(), asked)
	})
	for i, got := range items {
		total := 0
		for _, n := range parts[i].Gaps {
			total += n.Count
		}
		for _, g := range got {
			if unit := g.Subject.Kind() == graph.KindUnit; unit && !f.on(gaps[i].On).inGroup(g.Subject, parts[i].ReportQuery) || !unit && parts[i].Group != nil {
				t.Errorf("%s: %s is not in the group", what[i], g.Subject)
			}
		}
		same(t, what[i]+": number and count", [2]int{numbers[i], len(ids[i])}, [2]int{total, total})
	}
}

// inLine says whether a unit belongs to the line of an organisation: it lies in
// a region led from the line, or is covered from it.
func (d *plainDay) inLine(unit, organisation graph.ID) bool {
	below := func(id graph.ID) bool {
		for at := id; at != ""; at = d.single(at, graph.HopSuperior) {
			if at == organisation {
				return true
			}
		}
		return false
	}
	if slices.ContainsFunc(d.far(unit, graph.In, graph.HopCovers), below) {
		return true
	}
	for at := d.place(unit); at != ""; at = d.single(at, graph.HopParent) {
		if slices.ContainsFunc(d.far(at, graph.In, graph.HopLeads), below) {
			return true
		}
	}
	return false
}
