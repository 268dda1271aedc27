package rules

import (
	"slices"

	"cobuild/graph"
)

// RateCodes gives the statuses that a rate counts: numerator, and missing =
// denominator without numerator.
func RateCodes(rate graph.RateName) (numerator, missing []graph.FindingCode) {
	if rate == graph.RateRegionsWithOrganisation {
		return []graph.FindingCode{graph.CodeLed}, []graph.FindingCode{graph.CodeNotLed}
	}
	type status struct {
		e      graph.Establishment
		m      graph.MembersBand
		worked bool
	}
	in := func(status) bool { return true }
	var counts func(status) bool
	enough := func(s status) bool { return s.m == graph.MembersEnough }
	covered := func(s status) bool { return s.e != graph.EstablishedNone }
	switch rate {
	case graph.RateOrganisationCoverage:
		counts = covered
	case graph.RateIndependentRate:
		counts = func(s status) bool { return s.e == graph.EstablishedOwn }
	case graph.RateEstablishedWhereRequired:
		in, counts = enough, func(s status) bool { return s.e == graph.EstablishedOwn }
	case graph.RateEligibleCoverage:
		in, counts = enough, covered
	case graph.RateWorkCoverage:
		counts = func(s status) bool { return s.worked }
	case graph.RateAnyCoverage:
		counts = func(s status) bool { return covered(s) || s.worked }
	case graph.RateBothCoverage:
		counts = func(s status) bool { return covered(s) && s.worked }
	default:
		return nil, nil
	}
	numerator = graph.StatusCodes(func(e graph.Establishment, m graph.MembersBand, worked bool) bool {
		s := status{e, m, worked}
		return in(s) && counts(s)
	})
	missing = graph.StatusCodes(func(e graph.Establishment, m graph.MembersBand, worked bool) bool {
		s := status{e, m, worked}
		return in(s) && !counts(s)
	})
	return numerator, missing
}

// rateRow says which statuses a rate counts in its numerator, and which are
// missing there.
type rateRow struct {
	name      graph.RateName
	missing   []graph.FindingCode
	has, lack [36]bool
}

var rateTable = func() []rateRow {
	table := make([]rateRow, len(graph.RateNames))
	for i, name := range graph.RateNames {
		numerator, missing := RateCodes(name)
		row := &table[i]
		row.name, row.missing = name, missing
		for code := range row.has {
			row.has[code] = slices.Contains(numerator, graph.FindingCode(code))
			row.lack[code] = slices.Contains(missing, graph.FindingCode(code))
		}
	}
	return table
}()

// Rates fills in the rates of a report from its statuses.
func Rates(r *graph.Report) {
	r.Rates = make(map[graph.RateName]graph.RateCount, len(rateTable))
	for i := range rateTable {
		row := &rateTable[i]
		rate := graph.RateCount{Name: row.name, Missing: slices.Clip(row.missing)}
		if row.name == graph.RateRegionsWithOrganisation {
			rate.Numerator, rate.Denominator = r.Led, r.Led+r.NotLed
		}
		for code, n := range r.Statuses {
			switch {
			case row.has[code]:
				rate.Numerator += n
				rate.Denominator += n
			case row.lack[code]:
				rate.Denominator += n
			}
		}
		r.Rates[row.name] = rate
	}
}
