package store

import (
	"context"
	"errors"
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// Trends counts each report on all its days in one pass over the segments that
// reach into its region on any of them.
func (s *Store) Trends(ctx context.Context, qs []graph.TrendQuery) ([][]*graph.Report, error) {
	return memoised(ctx, s, "Trends", qs, manyOf, s.makeTrends)
}

func (s *Store) makeTrends(ctx context.Context, qs []graph.TrendQuery) ([][]*graph.Report, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	trends := make([][]*graph.Report, len(qs))
	for i, q := range qs {
		if q.Group != nil && q.Group.Line != "" {
			return nil, errors.New("store: there are no trends of lines")
		}
		trends[i] = make([]*graph.Report, len(q.Days))
		counts := snap.trend(&q)
		for n, day := range q.Days {
			of := q.ReportQuery
			of.On = day
			trends[i][n] = makeReport(of, snap.revision, &counts[n])
		}
	}
	return trends, nil
}

func (n *snapshot) trend(q *graph.TrendQuery) []tally.Counts {
	if len(q.Days) == 0 {
		return nil
	}
	last := q.Days[len(q.Days)-1]
	trend := tally.NewTrend(q.Days)
	var walk *walk
	var within *tally.Within
	var vary *varying
	region := n.tree.of(q.Place.Within)
	if q.Place.Within != "" {
		if region == nil {
			return trend.Counts()
		}
		walk = n.tree.walkOn(last)
		within = &tally.Within{Place: walk.place, Lo: walk.place[region.no], Hi: walk.end[region.no]}
		if q.Place.Self {
			within.Hi = within.Lo + 1
		} else {
			vary = n.tree.varying(region, walk, q.Days)
		}
	}
	keep := reportTest(&q.ReportQuery)
	hull := within
	if vary != nil { // regions elsewhere count on some days
		hull = nil
	}
	for key, segment := range n.segments.reaching(walk, hull) {
		of := tally.DaysQuery{}
		switch {
		case key.Subject == graph.KindUnit:
			of.Keep = keep
		case q.Group != nil || !slices.Contains(inReports, key.Subject):
			continue
		}
		if vary.reaches(segment, walk) {
			of.Within, of.Vary = within, vary.spans
		} else {
			var in bool
			if of.Within, in = segment.in(walk, within); !in {
				continue
			}
		}
		trend.Add(segment.Segment, of)
	}
	counts := trend.Counts()
	for i, day := range q.Days {
		if region != nil && !region.life.Holds(day) {
			counts[i] = tally.Counts{}
		}
	}
	return counts
}
