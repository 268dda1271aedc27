package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// Groups takes reports apart in one pass each over the segments that the whole
// report would count, so that the parts add up to it.
func (s *Store) Groups(ctx context.Context, qs []graph.GroupQuery) ([][]graph.ReportGroup, error) {
	return memoised(ctx, s, "Groups", qs, manyOf, s.makeGroups)
}

func (s *Store) makeGroups(ctx context.Context, qs []graph.GroupQuery) ([][]graph.ReportGroup, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	groups := make([][]graph.ReportGroup, len(qs))
	refused := graph.Refused{}
	for i := range qs {
		if g := qs[i].Group; g != nil && g.Line != "" {
			return nil, errors.New("store: there are no groups of lines")
		}
		var err error
		if qs[i].By == graph.ByChildRegion {
			groups[i], err = snap.byChild(&qs[i])
		} else {
			groups[i] = snap.byMark(&qs[i])
		}
		if err != nil {
			refused[i] = err
		}
	}
	return groups, refused.OrNil()
}

// byMark groups units by what their findings carry.
func (n *snapshot) byMark(q *graph.GroupQuery) []graph.ReportGroup {
	walk, within, alive := n.tree.within(q.Place, q.On)
	if !alive {
		return []graph.ReportGroup{}
	}
	rank := rankOf(q.By)
	var at [256]*tally.Counts
	group := func(_ uint32, a graph.Attributes) *tally.Counts {
		i := rank(a)
		if at[i] == nil {
			at[i] = &tally.Counts{}
		}
		return at[i]
	}
	ask := tally.Query{On: q.On, Keep: reportTest(&q.ReportQuery)}
	for key, segment := range n.segments.reaching(walk, within) {
		if key.Subject != graph.KindUnit {
			continue
		}
		var in bool
		if ask.Within, in = segment.in(walk, within); in {
			segment.CountGroups(ask, group)
		}
	}
	groups := []graph.ReportGroup{}
	for i, counts := range at {
		if counts != nil {
			of := q.ReportQuery
			of.Group = groupOf(q.By, byte(i), q.Group)
			groups = append(groups, graph.ReportGroup{Report: makeReport(of, n.revision, counts)})
		}
	}
	return groups
}

// rankOf numbers the values of a dimension in their order, unknown last.
func rankOf(by graph.CoverageDimension) func(graph.Attributes) byte {
	switch by {
	case graph.ByClass:
		return func(a graph.Attributes) byte { return a[graph.AttrKind]<<3 | a[graph.AttrOwnership] }
	case graph.ByIndustry:
		return func(a graph.Attributes) byte { return a[graph.AttrSection] - 1 } // 0, unknown, is 255
	default:
		return func(a graph.Attributes) byte { return a[graph.AttrStaff] - 1 }
	}
}

// groupOf is the group of a rank, within another.
func groupOf(by graph.CoverageDimension, rank byte, within *graph.UnitGroup) *graph.UnitGroup {
	g := graph.UnitGroup{}
	if within != nil {
		g = *within
	}
	switch by {
	case graph.ByClass:
		class := graph.Attributes{graph.AttrKind: rank >> 3, graph.AttrOwnership: rank & 7}.Class()
		g.Class = &class
	case graph.ByIndustry:
		section := graph.Attributes{graph.AttrSection: rank + 1}.Section()
		g.Section = &section
	default:
		g.StaffBand = graph.Attributes{graph.AttrStaff: rank + 1}.StaffBand()
	}
	return &g
}

// byChild groups what lies in a region by its children; the region alone comes
// first.
func (n *snapshot) byChild(q *graph.GroupQuery) ([]graph.ReportGroup, error) {
	walk, within, alive := n.tree.within(q.Place, q.On)
	if !alive || within == nil {
		return []graph.ReportGroup{}, nil
	}
	parts := []part{{id: q.Place.Within, lo: within.Lo, hi: within.Lo + 1}}
	if !q.Place.Self {
		for _, child := range n.tree.childrenOn(q.Place.Within, q.On) {
			parts = append(parts, part{id: child.id, path: child.path, lo: walk.place[child.no], hi: walk.end[child.no]})
		}
	}
	if len(parts) > graph.MostReports {
		return nil, graph.NewError(graph.CodeTooComplex, []string{"dimension"},
			"the region has %d children, and at most %d reports are given at once: page through its children and ask each for its coverageReport",
			"该地区有%d个下级地区，一次最多给出%d份报告：请分页查询children，并逐一查询其coverageReport", len(parts)-1, graph.MostReports)
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.lo, b.lo) })
	counts := make([]tally.Counts, len(parts))
	ask := tally.Query{On: q.On}
	keep := reportTest(&q.ReportQuery)
	for key, segment := range n.segments.reaching(walk, within) {
		switch {
		case key.Subject == graph.KindUnit:
			ask.Keep = keep
		case q.Group != nil || !slices.Contains(inReports, key.Subject):
			continue
		default:
			ask.Keep = nil
		}
		var in bool
		if ask.Within, in = segment.in(walk, within); !in {
			continue
		}
		reach := segment.reachIn(walk)
		if i := partAt(parts, reach.lo); ask.Within == nil && i >= 0 && reach.hi <= parts[i].hi {
			segment.Count(ask, &counts[i])
			continue
		}
		segment.CountGroups(ask, func(region uint32, _ graph.Attributes) *tally.Counts {
			if i := partAt(parts, walk.place[region]); i >= 0 {
				return &counts[i]
			}
			return nil
		})
	}
	groups := make([]graph.ReportGroup, len(parts))
	for i, p := range parts {
		of := q.ReportQuery
		of.Place = graph.Place{Within: p.id, Self: p.path == ""}
		groups[i] = graph.ReportGroup{Region: p.id, Report: makeReport(of, n.revision, &counts[i])}
		parts[i].group = &groups[i]
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.path, b.path) })
	ordered := make([]graph.ReportGroup, len(parts))
	for i, p := range parts {
		ordered[i] = *p.group
	}
	return ordered, nil
}

// part is a region's run of places in a walk.
type part struct {
	id     graph.ID
	path   string // "" for the region alone
	lo, hi uint32 // hi is exclusive
	group  *graph.ReportGroup
}

// partAt is the index of the part that a place lies in, -1 for none. Parts are
// in the order of their places.
func partAt(parts []part, at uint32) int {
	i, exact := slices.BinarySearchFunc(parts, at, func(p part, at uint32) int { return cmp.Compare(p.lo, at) })
	if !exact {
		i--
	}
	if i < 0 || at >= parts[i].hi {
		return -1
	}
	return i
}
