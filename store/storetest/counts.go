package storetest

import (
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
)

// testRecount compares what the store found with a plain reading of the facts,
// subject by subject.
func testRecount(t *testing.T, f *fixture) {
	var subjects []graph.ID
	for _, n := range f.Nouns {
		subjects = append(subjects, n.Top().ID)
	}
	units, members, gaps := 0, 0, map[graph.GapKind]int{}
	for _, d := range f.dates() {
		want := f.on(d).count
		found := must(f.s.FindingsOf(t.Context(), subjects, d))(t)
		got, info := map[graph.GapKind][]graph.ID{}, map[graph.GapKind][]graph.ID{}
		for _, id := range subjects {
			status := 0
			for _, one := range found[id] {
				if at := f.on(d).placeOf(&one); one.Region != at {
					t.Errorf("%s: %s is at %s, not %s", d, id, one.Region, at)
				}
				if kind, gap := one.Code.GapKind(); gap {
					into := got
					if one.Info() {
						into = info
					}
					into[kind] = append(into[kind], id)
					continue
				}
				status++
				expected, ok := want.Status(id)
				if !ok || one.Code != expected {
					t.Errorf("%s: %s has status %d, want %d (%t)", d, id, one.Code, expected, ok)
				}
			}
			if _, has := want.Status(id); has != (status == 1) || status > 1 {
				t.Errorf("%s: %s has %d statuses", d, id, status)
			}
		}
		for _, kind := range graph.GapKinds {
			equalSets(t, fmt.Sprintf("%s: %s", d, kind), got[kind], want.Gaps[kind])
			equalSets(t, fmt.Sprintf("%s: %s for information", d, kind), info[kind], want.Info[kind])
			gaps[kind] += len(want.Gaps[kind])
		}
		units += len(want.Units)
		members += len(want.Members)
	}
	for _, kind := range graph.GapKinds {
		if gaps[kind] == 0 {
			t.Errorf("there is no %s on any of the days: this tests nothing", kind)
		}
	}
	if units == 0 || members == 0 {
		t.Error("there are no statuses on any of the days: this tests nothing")
	}
}

// testReports compares the report of every region, and of it alone, with a
// plain count, and adds up parts.
func testReports(t *testing.T, f *fixture) {
	for _, d := range f.dates() {
		day := f.on(d)
		places := []graph.Place{{}}
		for _, n := range f.Nouns {
			if n.Kind() == graph.KindRegion { // alive or not
				places = append(places, graph.Place{Within: n.Top().ID}, graph.Place{Within: n.Top().ID, Self: true})
			}
		}
		var qs []graph.ReportQuery
		for _, p := range places {
			qs = append(qs, graph.ReportQuery{Place: p, On: d})
		}
		got := must(f.s.Reports(t.Context(), qs))(t)
		by := map[graph.Place]*graph.Report{}
		for i, q := range qs {
			by[q.Place] = got[i]
			sameReport(t, got[i], plainReports(day)[q.Place])
		}
		for _, id := range day.regions() {
			parts := []*graph.Report{by[graph.Place{Within: id, Self: true}]}
			for _, child := range day.far(id, graph.In, graph.HopParent) {
				parts = append(parts, by[graph.Place{Within: child}])
			}
			addsUp(t, fmt.Sprintf("%s: %s and its parts", d, id), by[graph.Place{Within: id}], parts)
		}
		testClasses(t, f, day, by[graph.Place{}])
	}
}

// plainReports counts all regions by plain reading: each subject once for every
// region above it.
func plainReports(day *plainDay) map[graph.Place]*graph.Report {
	if day.reports != nil {
		return day.reports
	}
	day.reports = map[graph.Place]*graph.Report{}
	places := map[graph.ID][]graph.Place{}
	at := func(id graph.ID) []graph.Place {
		region := day.place(id)
		if places[region] == nil {
			places[region] = append(places[region], graph.Place{}, graph.Place{Within: region, Self: true})
			for up := region; up != ""; up = day.single(up, graph.HopParent) {
				places[region] = append(places[region], graph.Place{Within: up})
			}
		}
		return places[region]
	}
	count := func(id graph.ID, add func(*graph.Report)) {
		for _, p := range at(id) {
			if day.reports[p] == nil {
				day.reports[p] = emptyReport()
			}
			add(day.reports[p])
		}
	}
	for id, code := range day.count.Units {
		count(id, func(r *graph.Report) { addStatus(r, code) })
	}
	for id, code := range day.count.Regions {
		count(id, func(r *graph.Report) { addStatus(r, code) })
	}
	for _, kind := range inReports() {
		for _, id := range day.count.Gaps[kind] {
			count(id, func(r *graph.Report) { addGap(r, kind, graph.GapTotal{Count: 1}) })
		}
		for _, id := range day.count.Info[kind] {
			count(id, func(r *graph.Report) { addGap(r, kind, graph.GapTotal{Info: 1}) })
		}
	}
	return day.reports
}

func emptyReport() *graph.Report {
	return &graph.Report{Excluded: map[graph.ExclusionReason]int{}, Gaps: map[graph.GapKind]graph.GapTotal{}}
}

func addStatus(r *graph.Report, code graph.FindingCode) {
	reason, out := code.Exclusion()
	switch {
	case out:
		r.Excluded[reason]++
	case code == graph.CodeLed:
		r.Led++
	case code == graph.CodeNotLed:
		r.NotLed++
	default:
		r.Statuses[code]++
		r.Units++
	}
}

func addGap(r *graph.Report, kind graph.GapKind, more graph.GapTotal) {
	total := r.Gaps[kind]
	r.Gaps[kind] = graph.GapTotal{Count: total.Count + more.Count, Info: total.Info + more.Info}
}

func sameReport(t *testing.T, got, want *graph.Report) {
	t.Helper()
	if want == nil {
		want = emptyReport()
	}
	what := fmt.Sprintf("%s: report of %+v", got.On, got.Place)
	same(t, what+": units", got.Units, want.Units)
	same(t, what+": statuses", got.Statuses, want.Statuses)
	same(t, what+": excluded", got.Excluded, want.Excluded)
	same(t, what+": regions led", [2]int{got.Led, got.NotLed}, [2]int{want.Led, want.NotLed})
	same(t, what+": gaps", got.Gaps, want.Gaps)
	sum := 0
	for _, n := range got.Statuses {
		sum += n
	}
	same(t, what+": sum of statuses", sum, got.Units)
	for _, name := range graph.RateNames {
		rate, over := got.Rates[name], got.Units
		switch name {
		case graph.RateRegionsWithOrganisation:
			over = want.Led + want.NotLed
		case graph.RateEstablishedWhereRequired, graph.RateEligibleCoverage:
			over = 0
			for code, n := range want.Statuses {
				if _, m, _, _ := graph.FindingCode(code).Status(); m == graph.MembersEnough {
					over += n
				}
			}
		}
		if rate.Name != name || rate.Denominator != over || rate.Numerator != plainNumerator(want, name) {
			t.Errorf("%s: %s is %d / %d, want %d / %d", what, name, rate.Numerator, rate.Denominator, plainNumerator(want, name), over)
		}
	}
}

// plainNumerator says in its own words what each rate counts.
func plainNumerator(r *graph.Report, name graph.RateName) (n int) {
	if name == graph.RateRegionsWithOrganisation {
		return r.Led
	}
	for code, units := range r.Statuses {
		e, m, worked, _ := graph.FindingCode(code).Status()
		covered, own := e != graph.EstablishedNone, e == graph.EstablishedOwn
		counts := map[graph.RateName]bool{
			graph.RateOrganisationCoverage: covered, graph.RateIndependentRate: own,
			graph.RateEstablishedWhereRequired: own && m == graph.MembersEnough,
			graph.RateEligibleCoverage:         covered && m == graph.MembersEnough,
			graph.RateWorkCoverage:             worked, graph.RateAnyCoverage: covered || worked, graph.RateBothCoverage: covered && worked,
		}
		if counts[name] {
			n += units
		}
	}
	return n
}

// addsUp compares a report with the sum of its parts.
func addsUp(t *testing.T, what string, whole *graph.Report, parts []*graph.Report) {
	t.Helper()
	sum := emptyReport()
	for _, part := range parts {
		sum.Units, sum.Led, sum.NotLed = sum.Units+part.Units, sum.Led+part.Led, sum.NotLed+part.NotLed
		for code, n := range part.Statuses {
			sum.Statuses[code] += n
		}
		for reason, n := range part.Excluded {
			sum.Excluded[reason] += n
		}
		for kind, n := range part.Gaps {
			addGap(sum, kind, n)
		}
	}
	same(t, what, []any{sum.Units, sum.Statuses, sum.Excluded, sum.Led, sum.NotLed, sum.Gaps},
		[]any{whole.Units, whole.Statuses, whole.Excluded, whole.Led, whole.NotLed, whole.Gaps})
}

// testClasses splits the whole by class: units and their gaps add up, all else
// stands in every part.
func testClasses(t *testing.T, f *fixture, day *plainDay, whole *graph.Report) {
	var qs []graph.ReportQuery
	for _, kind := range graph.UnitKinds {
		for _, ownership := range graph.Ownerships {
			qs = append(qs, graph.ReportQuery{Classes: []graph.UnitClass{{UnitKind: kind, Ownership: ownership}}, On: day.day})
		}
	}
	units, statuses, uncovered := 0, [36]int{}, 0
	for i, part := range must(f.s.Reports(t.Context(), qs))(t) {
		units += part.Units
		uncovered += part.Gaps[graph.GapUncovered].Count
		for code, n := range part.Statuses {
			statuses[code] += n
		}
		if part.Led != whole.Led || part.NotLed != whole.NotLed || part.Gaps[graph.GapTermOverdue] != whole.Gaps[graph.GapTermOverdue] {
			t.Errorf("%s: classes %v change what is counted of regions and organisations", day.day, qs[i].Classes)
		}
		if part.Units != len(day.unitsWhere(func(id graph.ID, code graph.FindingCode) bool {
			return code < 36 && day.class(id) == qs[i].Classes[0]
		})) {
			t.Errorf("%s: %v has %d units", day.day, qs[i].Classes, part.Units)
		}
	}
	same(t, day.day.String()+": classes add up", []any{units, statuses, uncovered}, []any{whole.Units, whole.Statuses, whole.Gaps[graph.GapUncovered].Count})
}

func (d *plainDay) unitsWhere(keep func(graph.ID, graph.FindingCode) bool) (ids []graph.ID) {
	for id, code := range d.count.Units {
		if keep(id, code) {
			ids = append(ids, id)
		}
	}
	return ids
}

// testMissing reads the list of what keeps each rate from being whole, by pages
// both ways.
func testMissing(t *testing.T, f *fixture) {
	two := []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}, {UnitKind: graph.UnitSocialOrganisation, Ownership: graph.OwnershipNone}}
	for _, d := range []graph.Date{today, today.AddMonths(-18), today.AddMonths(14), graph.MustDate("2006-12-31")} {
		day := f.on(d)
		var reports []graph.ReportQuery
		for _, place := range []graph.Place{{}, {Within: f.busy(day, 0)}, {Within: f.busy(day, 2)}, {Within: f.busy(day, 1), Self: true}} {
			for _, classes := range [][]graph.UnitClass{nil, two} {
				reports = append(reports, graph.ReportQuery{Place: place, Classes: classes, On: d})
			}
		}
		var what []string
		var qs []graph.ListQuery
		var wants [][]graph.ID
		var limits, numbers []int
		for _, report := range must(f.s.Reports(t.Context(), reports))(t) {
			for _, name := range graph.RateNames {
				rate := report.Rates[name]
				q, want := day.missing(report, rate)
				what = append(what, fmt.Sprintf("%s: missing of %s in %+v", d, name, report.Place))
				qs, wants = append(qs, q), append(wants, want)
				limits, numbers = append(limits, pageSize(7, len(want))), append(numbers, rate.Denominator-rate.Numerator)
			}
		}
		counts := must(f.s.CountList(t.Context(), qs))(t)
		for i, got := range f.listsPages(t, what, qs, limits) {
			equalSets(t, what[i], got, wants[i])
			same(t, what[i]+": number and count", [2]int{numbers[i], counts[i]}, [2]int{len(got), len(got)})
		}
	}
}

// missing gives the list of what keeps a rate from being whole, and its members
// by plain reading.
func (d *plainDay) missing(report *graph.Report, rate graph.RateCount) (q graph.ListQuery, want []graph.ID) {
	q = graph.ListQuery{Kind: graph.KindUnit, Place: report.Place, On: d.day, Unit: &graph.UnitFilter{Codes: rate.Missing, Classes: report.Classes}}
	if rate.Name == graph.RateRegionsWithOrganisation {
		q.Kind, q.Unit, q.Region = graph.KindRegion, nil, &graph.RegionFilter{Led: ptr(false)}
		for id, code := range d.count.Regions {
			if code == graph.CodeNotLed && d.lies(id, report.Place) {
				want = append(want, id)
			}
		}
		return q, want
	}
	return q, d.unitsWhere(func(id graph.ID, code graph.FindingCode) bool {
		return slices.Contains(rate.Missing, code) && (report.Classes == nil || slices.Contains(report.Classes, d.class(id))) && d.lies(d.place(id), report.Place)
	})
}

// busy gives a region with much below it on a day: the i-th by the number of
// units that lie in it alone or, for even i, two steps above that.
func (f *fixture) busy(day *plainDay, i int) graph.ID {
	n := map[graph.ID]int{}
	for id := range day.count.Units {
		n[day.place(id)]++
	}
	regions := day.regions()
	slices.SortStableFunc(regions, func(a, b graph.ID) int { return n[b] - n[a] })
	at := regions[min(i, len(regions)-1)]
	if up := day.single(at, graph.HopParent); i%2 == 0 && up != "" {
		at = up
		if up := day.single(at, graph.HopParent); up != "" {
			at = up
		}
	}
	return at
}
