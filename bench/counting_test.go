package bench

import (
	"context"
	"testing"

	"cobuild/graph"
)

// counting measures counts alone, without the way from and to a client: a
// report, the same for 60 months one by one and as one trend, groups, a line.
func (f *fixture) counting(b *testing.B) {
	ctx := context.Background()
	today := f.store.Today()
	roots, err := f.store.Roots(ctx, today)
	if err != nil {
		b.Fatal(err)
	}
	of := graph.ReportQuery{Place: graph.Place{Within: roots[0]}, On: today}
	days, _ := graph.StepMonth.Days(today.AddMonths(-59), today, graph.MostReports)
	months := make([]graph.ReportQuery, len(days))
	for i, day := range days {
		months[i] = of
		months[i].On = day
	}
	line := graph.ReportQuery{Group: &graph.UnitGroup{Line: f.variables["line"].(graph.ID)}, On: today}
	reports := func(qs ...graph.ReportQuery) func() error {
		return func() error { _, err := f.store.Reports(ctx, qs); return err }
	}
	groups := func(by graph.CoverageDimension) func() error {
		return func() error {
			_, err := f.store.Groups(ctx, []graph.GroupQuery{{ReportQuery: of, By: by}})
			return err
		}
	}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"count-report", reports(of)},
		{"count-60-reports", reports(months...)},
		{"count-trend-of-60", func() error {
			_, err := f.store.Trends(ctx, []graph.TrendQuery{{ReportQuery: of, Days: days}})
			return err
		}},
		{"count-by-class", groups(graph.ByClass)},
		{"count-by-industry", groups(graph.ByIndustry)},
		{"count-by-child", groups(graph.ByChildRegion)},
		{"count-line", reports(line)},
		{"count-members", func() error {
			_, err := f.store.MemberCounts(ctx, []graph.LineQuery{{Organisation: line.Group.Line, On: today}})
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
