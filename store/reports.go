package store

import (
	"context"
	"errors"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Reports counts the coverage of each region, or line: one pass over the
// segments that reach into it. A region that is not alive on the day has
// nothing.
func (s *Store) Reports(ctx context.Context, qs []graph.ReportQuery) ([]*graph.Report, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	lines, err := s.linesOf(ctx, snap, len(qs), func(i int) (*graph.UnitGroup, graph.Date) { return qs[i].Group, qs[i].On })
	refused := graph.Refused{}
	if err != nil && !errors.As(err, &refused) {
		return nil, err
	}
	reports := make([]*graph.Report, len(qs))
	for i, q := range qs {
		if refused[i] != nil {
			continue
		}
		var counts tally.Counts
		if lines[i] != nil {
			snap.countLine(&counts, lines[i], reportTest(&q))
			reports[i] = makeReport(q, snap.revision, &counts)
			continue
		}
		snap.countInto(&counts, q.Place, q.On, reportTest(&q), graph.KindUnit)
		if q.Group == nil {
			snap.countInto(&counts, q.Place, q.On, nil, graph.KindRegion, graph.KindOrganisation)
		}
		reports[i] = makeReport(q, snap.revision, &counts)
	}
	return reports, refused.OrNil()
}

// reportTest is the test of the units of a report; nil = all count.
func reportTest(q *graph.ReportQuery) func(graph.Attributes) bool {
	return marks{classes: q.Classes, group: q.Group}.test()
}

// count counts the findings of some kinds of subjects in a region.
func (n *snapshot) count(place graph.Place, on graph.Date, keep func(graph.Attributes) bool, subjects ...graph.Kind) (counts tally.Counts) {
	n.countInto(&counts, place, on, keep, subjects...)
	return counts
}

func (n *snapshot) countInto(counts *tally.Counts, place graph.Place, on graph.Date, keep func(graph.Attributes) bool, subjects ...graph.Kind) {
	walk, within, alive := n.tree.within(place, on)
	if !alive {
		return
	}
	q := tally.Query{On: on, Keep: keep}
	for key, segment := range n.segments {
		if !slices.Contains(subjects, key.Subject) {
			continue
		}
		var in bool
		if q.Within, in = segment.in(walk, within); in {
			segment.Count(q, counts)
		}
	}
}

// within gives a place as a run of a walk on a day, nil where it is everywhere;
// alive is false where there is no such place then.
func (t *tree) within(place graph.Place, on graph.Date) (w *walk, within *tally.Within, alive bool) {
	if place.Within == "" {
		return nil, nil, true
	}
	region := t.byID[place.Within]
	if region == nil || !region.life.Holds(on) {
		return nil, nil, false
	}
	w = t.walkOn(on)
	within = &tally.Within{Place: w.place, Lo: w.place[region.no], Hi: w.end[region.no]}
	if place.Self {
		within.Hi = within.Lo + 1
	}
	return w, within, true
}

// in says whether a segment may have regions in a run of a walk, and what of it
// is left to test entry by entry: nil = nothing, all of it is in.
func (s *segment) in(w *walk, within *tally.Within) (test *tally.Within, in bool) {
	if within == nil {
		return nil, true
	}
	reach := s.reachIn(w)
	switch {
	case reach.hi <= within.Lo || reach.lo >= within.Hi:
		return nil, false
	case !reach.loose && reach.lo >= within.Lo && reach.hi <= within.Hi:
		return nil, true
	default:
		return within, true
	}
}

func makeReport(q graph.ReportQuery, revision int64, counts *tally.Counts) *graph.Report {
	r := &graph.Report{
		ReportQuery: q, Revision: revision,
		Excluded: map[graph.ExclusionReason]int{}, Gaps: map[graph.GapKind]graph.GapTotal{},
		Led: int(counts.All[graph.CodeLed]), NotLed: int(counts.All[graph.CodeNotLed]),
	}
	for code := range r.Statuses {
		r.Statuses[code] = int(counts.All[code])
		r.Units += r.Statuses[code]
	}
	for _, reason := range graph.ExclusionReasons {
		if n := counts.All[graph.ExcludedCode(reason)]; n > 0 {
			r.Excluded[reason] = int(n)
		}
	}
	for _, kind := range graph.GapKinds {
		code := kind.Code()
		if total := (graph.GapTotal{Count: int(counts.All[code]), Info: int(counts.Info[code])}); total != (graph.GapTotal{}) {
			r.Gaps[kind] = total
		}
	}
	rules.Rates(r)
	return r
}

var gapSubjects = []graph.Kind{graph.KindRegion, graph.KindOrganisation, graph.KindUnit, graph.KindMember, graph.KindPairing}

func (s *Store) tallyGaps(snap *snapshot, q *graph.GapQuery) int {
	asked := marks{kinds: q.UnitKinds, ownerships: q.Ownerships, industries: q.Industries, group: q.Group}
	total := 0
	for _, subject := range gapSubjects {
		keep := asked
		if subject == graph.KindUnit {
			keep.classes = q.Classes
		}
		counts := snap.count(q.Place, q.On, keep.test(), subject)
		total += s.gapsIn(q, &counts)
	}
	return total
}

// gapsIn adds up the gaps of a query's kinds and severities.
func (s *Store) gapsIn(q *graph.GapQuery, counts *tally.Counts) (total int) {
	for _, code := range s.gapCodesOf(q) {
		kind, _ := code.GapKind()
		if len(q.Severities) == 0 || slices.Contains(q.Severities, s.rules.Severities[kind]) {
			total += int(counts.All[code])
		}
		if slices.Contains(q.Severities, graph.SeverityInfo) {
			total += int(counts.Info[code])
		}
	}
	return total
}

// countByTally counts a list of units by status or gap, or of regions led or
// not, where the findings' attributes decide the filter alone. Kinds of gaps
// may overlap in their subjects, so only one is counted so.
func (n *snapshot) countByTally(q *graph.ListQuery) (count int, ok bool) {
	if len(findingConditions(q)) != 1 || bySet(q) || q.Unit != nil && q.Unit.Group != nil && q.Unit.Group.Line != "" {
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
		keep = marksOf(q.Unit).test()
	}
	counts := n.count(q.Place, q.On, keep, q.Kind)
	for _, code := range sourceCodes(q) {
		count += int(counts.All[code] + counts.Info[code])
	}
	return count, true
}
