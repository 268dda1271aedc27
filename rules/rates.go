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

// Rates fills in the rates of a report from its statuses.
func Rates(r *graph.Report) {
	r.Rates = make(map[graph.RateName]graph.RateCount, len(graph.RateNames))
	for _, name := range graph.RateNames {
		numerator, missing := RateCodes(name)
		rate := graph.RateCount{Name: name, Missing: missing}
		if name == graph.RateRegionsWithOrganisation {
			rate.Numerator, rate.Denominator = r.Led, r.Led+r.NotLed
		} else {
			for code, n := range r.Statuses {
				if slices.Contains(numerator, graph.FindingCode(code)) {
					rate.Numerator += n
					rate.Denominator += n
				} else if slices.Contains(missing, graph.FindingCode(code)) {
					rate.Denominator += n
				}
			}
		}
		r.Rates[name] = rate
	}
}
