package resolvers

import (
	"context"

	"cobuild/graph"
	"cobuild/graph/model"
)

// reportOn counts the coverage of a place on the date.
func reportOn(ctx context.Context, place graph.Place, inputs []*model.UnitClassInput) (*graph.Report, error) {
	classes, err := classesOf(inputs, inputs != nil)
	if err != nil {
		return nil, err
	}
	return load(ctx).Report(ctx, graph.ReportQuery{Place: place, Classes: classes, On: on(ctx)})
}

// coverageReport counts and tells the coverage of a place on the date.
func coverageReport(ctx context.Context, place graph.Place, inputs []*model.UnitClassInput) (*model.CoverageReport, error) {
	counted, err := reportOn(ctx, place, inputs)
	if err != nil {
		return nil, err
	}
	report := &model.CoverageReport{
		Depth: model.DepthSubtree, AsOf: counted.On, Projected: counted.On > requestOf(ctx).today,
		Revision: int(counted.Revision), Units: counted.Units, Counted: counted,
		Classes: []*graph.UnitClass{}, Breakdown: []*model.CoverageCell{}, Excluded: []*model.Exclusion{},
	}
	if place.Self {
		report.Depth = model.DepthSelf
	}
	ruleset := load(ctx).Ruleset()
	classes := counted.Classes
	if classes == nil {
		classes = ruleset.Scope
	}
	for i := range classes {
		report.Classes = append(report.Classes, &classes[i])
	}
	rate := func(name graph.RateName) *model.Rate {
		count := counted.Rates[name]
		return &model.Rate{
			Value: share(count), Numerator: count.Numerator, Denominator: count.Denominator,
			Rule: ruleset.Rule(string(name)), Counted: counted, Statuses: count.Missing,
		}
	}
	report.OrganisationCoverage = rate(graph.RateOrganisationCoverage)
	report.IndependentRate = rate(graph.RateIndependentRate)
	report.EstablishedWhereRequired = rate(graph.RateEstablishedWhereRequired)
	report.EligibleCoverage = rate(graph.RateEligibleCoverage)
	report.WorkCoverage = rate(graph.RateWorkCoverage)
	report.AnyCoverage = rate(graph.RateAnyCoverage)
	report.BothCoverage = rate(graph.RateBothCoverage)
	led := counted.Rates[graph.RateRegionsWithOrganisation]
	report.RegionsWithOrganisation = &model.RegionRate{
		Value: share(led), Numerator: led.Numerator, Denominator: led.Denominator,
		Rule: ruleset.Rule(string(graph.RateRegionsWithOrganisation)), Counted: counted,
	}
	for code, n := range counted.Statuses {
		if e, m, worked, ok := graph.FindingCode(code).Status(); ok && n > 0 {
			report.Breakdown = append(report.Breakdown, &model.CoverageCell{Establishment: e, Members: m, Worked: worked, Count: n})
		}
	}
	for _, reason := range graph.ExclusionReasons {
		if n := counted.Excluded[reason]; n > 0 {
			report.Excluded = append(report.Excluded, &model.Exclusion{Reason: reason, Count: n})
		}
	}
	return report, nil
}

// share is a rate's value, nil where nothing is counted.
func share(count graph.RateCount) *float64 {
	if count.Denominator == 0 {
		return nil
	}
	value := float64(count.Numerator) / float64(count.Denominator)
	return &value
}

// gapCounts lists the gaps of a report by kind.
func gapCounts(counted *graph.Report) []*model.GapCount {
	counts := []*model.GapCount{}
	for _, kind := range graph.GapKinds {
		if total := counted.Gaps[kind]; total != (graph.GapTotal{}) {
			counts = append(counts, &model.GapCount{GapKind: kind, Count: total.Count, Info: total.Info})
		}
	}
	return counts
}

// missingUnits lists the units that keep a rate from being whole. Their number
// is known with the rate.
func missingUnits(ctx context.Context, args pageArgs, rate *model.Rate) (*graph.Connection[*graph.Unit], error) {
	return listOf[*graph.Unit](ctx, args, graph.ListQuery{
		Kind: graph.KindUnit, Place: rate.Counted.Place, Order: graph.Order{By: graph.OrderPlace}, On: rate.Counted.On,
		Unit: &graph.UnitFilter{Codes: rate.Statuses, Classes: rate.Counted.Classes},
	}, number(rate.Denominator-rate.Numerator))
}

// missingRegions lists the regions that no organisation leads though one
// should.
func missingRegions(ctx context.Context, args pageArgs, rate *model.RegionRate) (*graph.Connection[*graph.Region], error) {
	led := false
	return listOf[*graph.Region](ctx, args, graph.ListQuery{
		Kind: graph.KindRegion, Place: rate.Counted.Place, Order: graph.Order{By: graph.OrderPlace}, On: rate.Counted.On,
		Region: &graph.RegionFilter{Led: &led},
	}, number(rate.Denominator-rate.Numerator))
}
