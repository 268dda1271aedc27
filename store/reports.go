package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Reports counts the coverage of each region, or line: one pass over the
// segments that reach into it, for all days on which it is asked for together.
// A region that is not alive on the day has nothing.
func (s *Store) Reports(ctx context.Context, qs []graph.ReportQuery) ([]*graph.Report, error) {
	return memoised(ctx, s, "Reports", qs, light, s.makeReports)
}

func (s *Store) makeReports(ctx context.Context, qs []graph.ReportQuery) ([]*graph.Report, error) {
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
	var places []int
	for i, q := range qs {
		switch {
		case refused[i] != nil:
		case lines[i] != nil:
			var counts tally.Counts
			snap.countLine(&counts, lines[i], reportTest(&q))
			reports[i] = makeReport(q, snap.revision, &counts)
		default:
			places = append(places, i)
		}
	}
	for _, which := range byAllButDay(qs, places) {
		snap.reportDays(qs, which, reports)
	}
	return reports, refused.OrNil()
}

// byAllButDay puts together the queries, given by their indexes, that differ in
// nothing but their day, in order of time: each day's walk of the tree serves
// those that follow.
func byAllButDay(qs []graph.ReportQuery, which []int) [][]int {
	which = slices.SortedStableFunc(slices.Values(which), func(a, b int) int { return cmp.Compare(qs[a].On, qs[b].On) })
	at := map[string]int{}
	var groups [][]int
	for _, i := range which {
		alike := qs[i]
		alike.On = 0
		text, err := json.Marshal(alike)
		if err != nil {
			panic(err) // plain data
		}
		n, known := at[string(text)]
		if !known {
			n = len(groups)
			at[string(text)], groups = n, append(groups, nil)
		}
		groups[n] = append(groups[n], i)
	}
	return groups
}

// reportDays makes the reports of queries that differ in their day only, which
// are in order of time.
func (n *snapshot) reportDays(qs []graph.ReportQuery, which []int, reports []*graph.Report) {
	days := make([]graph.Date, 0, len(which))
	for _, i := range which {
		days = append(days, qs[i].On)
	}
	days = slices.Compact(days)
	if len(days) > 1 {
		counts := n.trend(&graph.TrendQuery{ReportQuery: qs[which[0]], Days: days})
		for _, i := range which {
			at, _ := slices.BinarySearch(days, qs[i].On)
			reports[i] = makeReport(qs[i], n.revision, &counts[at])
		}
		return
	}
	for _, i := range which {
		var counts tally.Counts
		n.countInto(&counts, qs[i].Place, qs[i].On, reportMarks(&qs[i]), graph.KindUnit)
		if qs[i].Group == nil {
			n.countInto(&counts, qs[i].Place, qs[i].On, marks{}, inReports...)
		}
		reports[i] = makeReport(qs[i], n.revision, &counts)
	}
}

// inReports are the subjects that reports count beside units. The gaps of
// members, of whom there are most, are counted where they are asked for.
var inReports = []graph.Kind{graph.KindRegion, graph.KindOrganisation, graph.KindPairing}

// reportTest is the test of the units of a report; nil = all count.
func reportTest(q *graph.ReportQuery) func(graph.Attributes) bool {
	return reportMarks(q).test()
}

func reportMarks(q *graph.ReportQuery) marks { return marks{classes: q.Classes, group: q.Group} }

// count counts the findings of some kinds of subjects in a region.
func (n *snapshot) count(place graph.Place, on graph.Date, of marks, subjects ...graph.Kind) (counts tally.Counts) {
	n.countInto(&counts, place, on, of, subjects...)
	return counts
}

// countInto passes over the segments that reach into a region. Of a day that is
// often asked for it remembers what segments and bundles come to that lie in the
// region as a whole.
func (n *snapshot) countInto(counts *tally.Counts, place graph.Place, on graph.Date, of marks, subjects ...graph.Kind) {
	walk, within, alive := n.tree.within(place, on)
	if !alive {
		return
	}
	keep := of.test()
	slot, hot := n.hot.slot(on)
	hot = hot && of.byClass()
	for _, subject := range subjects {
		for _, b := range n.segments.of[subject] {
			switch test, in := b.in(walk, within); {
			case !in:
				continue
			case hot && test == nil:
				b.cells(on, slot).Count(keep, counts)
				continue
			}
			for _, l := range b.leaves {
				switch test, in := l.in(walk, within); {
				case !in:
				case hot && test == nil:
					l.cells(on, slot).Count(keep, counts)
				default:
					l.Count(tally.Query{On: on, Within: test, Keep: keep}, counts)
				}
			}
		}
	}
}

// met keeps of some codes those that any finding in a region bears, of any time
// and any subject, and maybe others: there is no use in looking for the rest.
func (n *snapshot) met(codes []graph.FindingCode, place graph.Place, on graph.Date) []graph.FindingCode {
	walk, within, alive := n.tree.within(place, on)
	if !alive {
		return nil
	}
	var all tally.Codes
	for _, list := range n.segments.of {
		for _, b := range list {
			switch test, in := b.in(walk, within); {
			case !in:
			case test == nil:
				all.Add(b.met())
			default:
				for _, l := range b.leaves {
					if _, in := l.in(walk, within); in {
						all.Add(l.seen().codes)
					}
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(codes), func(code graph.FindingCode) bool { return !all.Has(code) })
}

// within gives a place as a run of a walk on a day, nil where it is everywhere;
// alive is false where there is no such place then.
func (t *tree) within(place graph.Place, on graph.Date) (w *walk, within *tally.Within, alive bool) {
	if place.Within == "" {
		return nil, nil, true
	}
	region := t.of(place.Within)
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
	return s.reachIn(w).in(within)
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

// gapTally counts gaps for several queries. Where only the kinds differ, it
// passes over the segments once.
type gapTally struct {
	s    *Store
	snap *snapshot
	done map[passed]*tally.Counts
}

// passed is what of the segments was counted without a test of its entries.
type passed struct {
	subject graph.Kind
	place   graph.Place
	on      graph.Date
}

// count counts what one query matches.
func (t *gapTally) count(q *graph.GapQuery) (total int) {
	asked := marks{kinds: q.UnitKinds, ownerships: q.Ownerships, industries: q.Industries, group: q.Group}
	subjects := map[graph.Kind]bool{}
	for _, code := range t.s.gapCodesOf(q) {
		kind, _ := code.GapKind()
		subjects[kind.Subject()] = true
	}
	for subject := range subjects {
		keep := asked
		if subject == graph.KindUnit {
			keep.classes = q.Classes
		}
		total += t.s.gapsIn(q, t.countOf(q, keep, subject))
	}
	return total
}

func (t *gapTally) countOf(q *graph.GapQuery, keep marks, subject graph.Kind) *tally.Counts {
	key, all := passed{subject, q.Place, q.On}, keep.test() == nil
	if counts, ok := t.done[key]; ok && all {
		return counts
	}
	counts := t.snap.count(q.Place, q.On, keep, subject)
	if all {
		t.done[key] = &counts
	}
	return &counts
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
		if len(q.Region.Kinds)+len(q.Region.Levels) > 0 || q.Region.Parent != "" || q.Region.Text != "" || q.Region.Below || q.Region.Paired != nil || len(q.Region.GapKinds) > 1 {
			return 0, false
		}
	case q.Organisation != nil:
		f := *q.Organisation
		f.GapKinds = nil
		if !reflect.DeepEqual(f, graph.OrganisationFilter{}) || len(q.Organisation.GapKinds) > 1 {
			return 0, false
		}
	case q.Member != nil:
		f := *q.Member
		f.GapKinds, f.Codes, f.Place = nil, nil, ""
		if listShelf(q) != placeShelf(q.Kind) {
			return 0, false
		}
		if !reflect.DeepEqual(f, graph.MemberFilter{}) || len(q.Member.GapKinds) > 1 {
			return 0, false
		}
	default:
		return 0, false
	}
	var of marks
	if q.Unit != nil {
		of = marksOf(q.Unit)
	}
	counts := n.count(q.Place, q.On, of, q.Kind)
	for _, code := range sourceCodes(q) {
		count += int(counts.All[code])
	}
	return count, true
}

// countUnits counts a list of units by their statuses, of which each has one on
// every day of its life. A list shows them in the region where they are now, a
// status in that where they were: in a region only today's are counted so, and
// only while none has lost its region.
func (n *snapshot) countUnits(q *graph.ListQuery, today graph.Date) (count int, ok bool) {
	var f graph.UnitFilter
	if q.Unit != nil {
		f = *q.Unit
	}
	if q.Kind != graph.KindUnit || !onlyClasses(&f) || f.Group != nil || len(findingConditions(q)) > 0 || bySet(q) {
		return 0, false
	}
	if q.Place.Within != "" {
		nowhere := n.segments.get(SegmentKey{Subject: graph.KindUnit})
		if q.On != today || nowhere != nil && statuses(func(counts *tally.Counts) { nowhere.Count(tally.Query{On: today}, counts) }) > 0 {
			return 0, false
		}
	}
	return statuses(func(counts *tally.Counts) { n.countInto(counts, q.Place, q.On, marksOf(&f), graph.KindUnit) }), true
}

// statuses is how many there are in what is counted, with those outside the base.
func statuses(count func(*tally.Counts)) (sum int) {
	var counts tally.Counts
	count(&counts)
	for _, code := range graph.StatusCodes(func(graph.Establishment, graph.MembersBand, bool) bool { return true }) {
		sum += int(counts.All[code])
	}
	for _, reason := range graph.ExclusionReasons {
		sum += int(counts.All[graph.ExcludedCode(reason)])
	}
	return sum
}
