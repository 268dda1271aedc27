package store

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Reports counts the coverage of each region: one pass over the segments that
// reach into it. A region that is not alive on the day has nothing.
func (s *Store) Reports(ctx context.Context, qs []graph.ReportQuery) ([]*graph.Report, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	reports := make([]*graph.Report, len(qs))
	for i, q := range qs {
		keep := attributeTest(nil, nil, q.Classes, nil)
		units := snap.count(q.Place, q.On, keep, graph.KindUnit)
		others := snap.count(q.Place, q.On, nil, graph.KindRegion, graph.KindOrganisation)
		reports[i] = makeReport(q, snap.revision, &units, &others)
	}
	return reports, nil
}

// count counts the findings of some kinds of subjects in a region.
func (n *snapshot) count(place graph.Place, on graph.Date, keep func(graph.Attributes) bool, subjects ...graph.Kind) (counts tally.Counts) {
	q := tally.Query{On: on, Keep: keep}
	var within *tally.Within
	var walk *walk
	if place.Within != "" {
		region := n.tree.byID[place.Within]
		if region == nil || !region.life.Holds(on) {
			return counts
		}
		walk = n.tree.walkOn(on)
		within = &tally.Within{Place: walk.place, Lo: walk.place[region.no], Hi: walk.end[region.no]}
		if place.Self {
			within.Hi = within.Lo + 1
		}
	}
	for key, segment := range n.segments {
		if !slices.Contains(subjects, key.Subject) {
			continue
		}
		q.Within = within
		if within != nil {
			reach := segment.reachIn(walk)
			if reach.hi <= within.Lo || reach.lo >= within.Hi {
				continue
			}
			if !reach.loose && reach.lo >= within.Lo && reach.hi <= within.Hi {
				q.Within = nil
			}
		}
		segment.Count(q, &counts)
	}
	return counts
}

func makeReport(q graph.ReportQuery, revision int64, units, others *tally.Counts) *graph.Report {
	r := &graph.Report{
		ReportQuery: q, Revision: revision,
		Excluded: map[graph.ExclusionReason]int{}, Gaps: map[graph.GapKind]graph.GapTotal{},
		Led: others.All[graph.CodeLed], NotLed: others.All[graph.CodeNotLed],
	}
	for code := range r.Statuses {
		r.Statuses[code] = units.All[code]
		r.Units += units.All[code]
	}
	for _, reason := range graph.ExclusionReasons {
		if n := units.All[graph.ExcludedCode(reason)]; n > 0 {
			r.Excluded[reason] = n
		}
	}
	for _, kind := range graph.GapKinds {
		code := kind.Code()
		total := graph.GapTotal{Count: units.All[code] + others.All[code], Info: units.Info[code] + others.Info[code]}
		if total != (graph.GapTotal{}) {
			r.Gaps[kind] = total
		}
	}
	rules.Rates(r)
	return r
}

var gapSubjects = []graph.Kind{graph.KindRegion, graph.KindOrganisation, graph.KindUnit, graph.KindMember, graph.KindPairing}

func (s *Store) tallyGaps(snap *snapshot, q *graph.GapQuery) int {
	asked := attributeTest(q.UnitKinds, q.Ownerships, nil, q.Industries)
	total := 0
	for _, subject := range gapSubjects {
		keep := asked
		if classes := attributeTest(nil, nil, q.Classes, nil); classes != nil && subject == graph.KindUnit {
			keep = func(a graph.Attributes) bool { return (asked == nil || asked(a)) && classes(a) }
		}
		counts := snap.count(q.Place, q.On, keep, subject)
		for _, code := range s.gapCodesOf(q) {
			kind, _ := code.GapKind()
			if len(q.Severities) == 0 || slices.Contains(q.Severities, s.rules.Severities[kind]) {
				total += counts.All[code]
			}
			if slices.Contains(q.Severities, graph.SeverityInfo) {
				total += counts.Info[code]
			}
		}
	}
	return total
}

// countByTally counts a list of units by status or gap, or of regions led or
// not, where the findings' attributes decide the filter alone. Kinds of gaps
// may overlap in their subjects, so only one is counted so.
func (n *snapshot) countByTally(q *graph.ListQuery) (count int, ok bool) {
	if len(findingConditions(q)) != 1 || bySet(q) {
		return 0, false
	}
	switch {
	case q.Unit != nil:
		if !onlyClasses(q.Unit) || len(q.Unit.GapKinds) > 1 {
			return 0, false
		}
	case q.Region != nil:
		if len(q.Region.Kinds)+len(q.Region.Levels) > 0 || q.Region.Parent != "" || len(q.Region.GapKinds) > 1 {
			return 0, false
		}
	default:
		return 0, false
	}
	var keep func(graph.Attributes) bool
	if q.Unit != nil {
		keep = attributeTest(q.Unit.Kinds, q.Unit.Ownerships, q.Unit.Classes, q.Unit.Industries)
	}
	counts := n.count(q.Place, q.On, keep, q.Kind)
	for _, code := range sourceCodes(q) {
		count += counts.All[code] + counts.Info[code]
	}
	return count, true
}
