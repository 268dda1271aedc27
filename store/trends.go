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
	region := n.tree.byID[q.Place.Within]
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
	for key, segment := range n.segments {
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

// varying is the regions that lie in a place on some of the days of a trend
// only, or may: all that has moved between the days, and what lies below it.
type varying struct {
	runs  []run32 // their places in the walk of the last day
	spans map[uint32][]tally.Span
}

// run32 is a run of places in a walk: hi is exclusive.
type run32 struct{ lo, hi uint32 }

// has says whether a place in the walk is that of a region that may vary.
func (v *varying) has(at uint32) bool {
	_, in := slices.BinarySearchFunc(v.runs, at, func(r run32, at uint32) int {
		switch {
		case r.hi <= at:
			return -1
		case r.lo > at:
			return 1
		default:
			return 0
		}
	})
	return in
}

// reaches says whether a segment has any of the regions.
func (v *varying) reaches(s *segment, w *walk) bool {
	if v == nil {
		return false
	}
	reach := s.reachIn(w)
	return slices.ContainsFunc(v.runs, func(r run32) bool { return r.lo < reach.hi && reach.lo < r.hi })
}

// varying works out on which of the days regions lie in a place; nil where
// nothing moves between the first and the last, whose walk is w. What does not
// lie below something that moves lies where it does on the last day.
func (t *tree) varying(place *node, w *walk, days []graph.Date) *varying {
	first, last := days[0], days[len(days)-1]
	v := &varying{}
	for _, n := range t.movers {
		if moves := slices.ContainsFunc(n.turns(), func(d graph.Date) bool { return first < d && d <= last }); moves && w.place[n.no] != nowhere {
			v.runs = append(v.runs, run32{w.place[n.no], w.end[n.no]})
		}
	}
	if len(v.runs) == 0 {
		return nil
	}
	slices.SortFunc(v.runs, func(a, b run32) int { return int(a.lo) - int(b.lo) })
	merged := v.runs[:1]
	for _, r := range v.runs[1:] {
		if top := &merged[len(merged)-1]; r.lo < top.hi {
			top.hi = max(top.hi, r.hi)
		} else {
			merged = append(merged, r)
		}
	}
	v.runs, v.spans = merged, map[uint32][]tally.Span{}
	for i := 0; i < len(days); {
		to := i + 1 // days between two changes of parents are alike
		for to < len(days) && t.epoch(days[to]) == t.epoch(days[i]) {
			to++
		}
		inside := &insides{t: t, place: place, w: w, v: v, on: days[i], known: map[uint32]bool{}}
		for _, r := range v.runs {
			for _, no := range w.order[r.lo:r.hi] {
				spans := v.spans[no]
				switch in := inside.holds(t.byNo[no], 0); {
				case in && len(spans) > 0 && spans[len(spans)-1].To == i:
					spans[len(spans)-1].To = to
				case in:
					spans = append(spans, tally.Span{From: i, To: to})
				}
				v.spans[no] = spans
			}
		}
		i = to
	}
	return v
}

// insides says of varying regions whether they lie in a place on a day.
type insides struct {
	t     *tree
	place *node
	w     *walk
	v     *varying
	on    graph.Date
	known map[uint32]bool
}

func (s *insides) holds(n *node, steps int) bool {
	if n == s.place {
		return true
	}
	at := s.w.place[n.no]
	if !s.v.has(at) {
		return at >= s.w.place[s.place.no] && at < s.w.end[s.place.no]
	}
	if in, known := s.known[n.no]; known {
		return in
	}
	parent := s.t.byID[n.parentOn(s.on)]
	in := parent != nil && steps < len(s.t.byNo) && s.holds(parent, steps+1)
	s.known[n.no] = in
	return in
}
