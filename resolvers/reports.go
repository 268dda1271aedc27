package resolvers

import (
	"cmp"
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

// trendOf counts the coverage of a place on the days of a trend.
func trendOf(ctx context.Context, place graph.Place, inputs []*model.UnitClassInput, from, to graph.Date, every graph.TimeStep) ([]*model.CoverageReport, error) {
	classes, err := classesOf(inputs, inputs != nil)
	if err != nil {
		return nil, err
	}
	if from > to {
		return nil, graph.Invalid([]string{"from"}, "from %s is after to %s: exchange them, or give a later to", "起始日期%s晚于截止日期%s：请对调，或给出更晚的截止日期", from, to)
	}
	days, more := every.Days(from, to, graph.MostReports)
	if more {
		return nil, graph.NewError(graph.CodeTooComplex, []string{"every"},
			"%s to %s by %s makes over %d reports: choose a longer step, or fewer years",
			"从%s到%s按%s统计将超过%d份报告：请选择更长的步长，或缩短时间范围", from, to, every, graph.MostReports)
	}
	counted, err := load(ctx).Trend(ctx, graph.TrendQuery{ReportQuery: graph.ReportQuery{Place: place, Classes: classes}, Days: days})
	if err != nil {
		return nil, err
	}
	reports := make([]*model.CoverageReport, len(counted))
	for i := range counted {
		reports[i] = tell(ctx, counted[i])
	}
	return reports, nil
}

// groupsOf takes the report of a place on the date apart.
func groupsOf(ctx context.Context, place graph.Place, by graph.CoverageDimension, inputs []*model.UnitClassInput) ([]*model.CoverageGroup, error) {
	classes, err := classesOf(inputs, inputs != nil)
	if err != nil {
		return nil, err
	}
	counted, err := load(ctx).Groups(ctx, graph.GroupQuery{ReportQuery: graph.ReportQuery{Place: place, Classes: classes, On: on(ctx)}, By: by})
	if err != nil {
		return nil, err
	}
	groups := make([]*model.CoverageGroup, len(counted))
	for i, part := range counted {
		g := &model.CoverageGroup{Dimension: by, Part: part}
		switch of := part.Report.Group; by {
		case graph.ByChildRegion:
			g.Key = string(part.Region)
			if part.Report.Place.Self {
				g.Key = "SELF"
			}
		case graph.ByClass:
			g.Key, g.UnitClass = string(of.Class.UnitKind)+"/"+string(of.Class.Ownership), of.Class
		case graph.ByIndustry:
			g.Key, g.Industry = cmp.Or(*of.Section, "UNKNOWN"), text(*of.Section)
		case graph.ByStaffBand:
			g.Key, g.StaffBand = string(of.StaffBand), &of.StaffBand
		}
		groups[i] = g
	}
	return groups, nil
}

// groupLabel names a part of a report for people.
func groupLabel(ctx context.Context, g *model.CoverageGroup, lang *graph.Language) (string, error) {
	switch {
	case g.Key == "SELF":
		return say(ctx, lang, graph.Text{EN: "itself", ZH: "本级"}), nil
	case g.UnitClass != nil:
		return say(ctx, lang, g.UnitClass.Label()), nil
	case g.StaffBand != nil:
		return say(ctx, lang, graph.LabelOf("StaffBand", string(*g.StaffBand))), nil
	case g.Part.Region == "":
		return say(ctx, lang, graph.SectionLabel(g.Key)), nil
	}
	region, err := load(ctx).Noun(ctx, g.Part.Region)
	if err != nil || region == nil {
		return g.Key, err
	}
	return region.Top().Name, nil
}

// coverageReport counts and tells the coverage of a place on the date.
func coverageReport(ctx context.Context, place graph.Place, inputs []*model.UnitClassInput) (*model.CoverageReport, error) {
	counted, err := reportOn(ctx, place, inputs)
	if err != nil {
		return nil, err
	}
	return tell(ctx, counted), nil
}

// tell makes of a counted report what clients see.
func tell(ctx context.Context, counted *graph.Report) *model.CoverageReport {
	report := &model.CoverageReport{
		Depth: model.DepthSubtree, AsOf: counted.On, Projected: counted.On > requestOf(ctx).today,
		Revision: int(counted.Revision), Units: counted.Units, Counted: counted,
		Classes: []*graph.UnitClass{}, Breakdown: []*model.CoverageCell{}, Excluded: []*model.Exclusion{},
	}
	if counted.Place.Self {
		report.Depth = model.DepthSelf
	}
	classes := counted.Classes
	if classes == nil {
		classes = load(ctx).Ruleset().Scope
	}
	if of := counted.Group; of != nil && of.Class != nil {
		classes = []graph.UnitClass{*of.Class}
	}
	for i := range classes {
		report.Classes = append(report.Classes, &classes[i])
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
	return report
}

// rateOf is a rate of units in a report.
func rateOf(ctx context.Context, report *model.CoverageReport, name graph.RateName) *model.Rate {
	count := report.Counted.Rates[name]
	return &model.Rate{
		Value: share(count), Numerator: count.Numerator, Denominator: count.Denominator,
		Rule: load(ctx).Ruleset().Rule(string(name)), Counted: report.Counted, Statuses: count.Missing,
	}
}

// ledRegions is the rate of regions in a report.
func ledRegions(ctx context.Context, report *model.CoverageReport) *model.RegionRate {
	count := report.Counted.Rates[graph.RateRegionsWithOrganisation]
	return &model.RegionRate{
		Value: share(count), Numerator: count.Numerator, Denominator: count.Denominator,
		Rule: load(ctx).Ruleset().Rule(string(graph.RateRegionsWithOrganisation)), Counted: report.Counted,
	}
}

// share is a rate's value, nil where nothing is counted.
func share(count graph.RateCount) *float64 {
	if count.Denominator == 0 {
		return nil
	}
	value := float64(count.Numerator) / float64(count.Denominator)
	return &value
}

// gapCounts lists the gaps of a report by kind. To those who may not see members
// the kinds that are about members are told even where there are none: left out,
// they would say so.
func gapCounts(ctx context.Context, counted *graph.Report) ([]*model.GapCount, error) {
	ofMembers := map[graph.GapKind]func() (int, error){}
	for _, kind := range graph.GapKinds {
		if kind.Subject() == graph.KindMember && counted.Group == nil {
			ofMembers[kind] = load(ctx).CountGaps(ctx, graph.GapQuery{Place: counted.Place, On: counted.On, Kinds: []graph.GapKind{kind}})
		}
	}
	counts := []*model.GapCount{}
	for _, kind := range graph.GapKinds {
		total := counted.Gaps[kind]
		if count := ofMembers[kind]; count != nil {
			n, err := count()
			if err != nil {
				return nil, err
			}
			if total.Count = n; !seesMembers(ctx) {
				one := &model.GapCount{GapKind: kind, Count: withheld(ctx, n)}
				if one.Count != nil {
					one.Info = &total.Info
				}
				counts = append(counts, one)
				continue
			}
		}
		if total != (graph.GapTotal{}) {
			counts = append(counts, &model.GapCount{GapKind: kind, Count: &total.Count, Info: &total.Info})
		}
	}
	return counts, nil
}

// missingUnits lists the units that keep a rate from being whole. Their number
// is known with the rate.
func missingUnits(ctx context.Context, args pageArgs, rate *model.Rate) (*graph.Connection[*graph.Unit], error) {
	return listOf[*graph.Unit](ctx, args, graph.ListQuery{
		Kind: graph.KindUnit, Place: rate.Counted.Place, Order: graph.Order{By: graph.OrderPlace}, On: rate.Counted.On,
		Unit: &graph.UnitFilter{Codes: rate.Statuses, Classes: rate.Counted.Classes, Group: rate.Counted.Group},
	}, number(rate.Denominator-rate.Numerator))
}

// missingRegions lists the regions that no organisation leads though one
// should. There are none in a group of units.
func missingRegions(ctx context.Context, args pageArgs, rate *model.RegionRate) (*graph.Connection[*graph.Region], error) {
	if rate.Counted.Group != nil {
		return connect(ctx, args, list[*graph.Region]{
			parts: []any{"none"}, on: rate.Counted.On, count: number(0),
			page: held(nil, func(*graph.Region) string { return "" }),
		}, func(_ context.Context, none []*graph.Region) ([]*graph.Region, error) { return none, nil })
	}
	led := false
	return listOf[*graph.Region](ctx, args, graph.ListQuery{
		Kind: graph.KindRegion, Place: rate.Counted.Place, Order: graph.Order{By: graph.OrderPlace}, On: rate.Counted.On,
		Region: &graph.RegionFilter{Led: &led},
	}, number(rate.Denominator-rate.Numerator))
}
