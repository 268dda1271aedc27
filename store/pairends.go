package store

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

// ground is a region as it stands today, by which the ends of pairings are
// parted. Lists of nouns on a past day show them where they are now, and so do
// counts of these lists.
type ground struct {
	tree  *tree
	walk  *walk
	node  *node
	self  bool
	today graph.Date
	below map[graph.ID]graph.ID // child of the region that another lies in
}

// ground is nil for no region, and for one unknown.
func (t *tree) ground(p graph.Place, today graph.Date) *ground {
	n := t.of(p.Within)
	if n == nil {
		return nil
	}
	return &ground{tree: t, walk: t.walkOn(today), node: n, self: p.Self, today: today, below: map[graph.ID]graph.ID{}}
}

// holds says whether a region lies in this one or is it.
func (g *ground) holds(region graph.ID) bool {
	n := g.tree.of(region)
	if n == nil || g.self {
		return n == g.node
	}
	at := g.walk.place[n.no]
	return at >= g.walk.place[g.node.no] && at < g.walk.end[g.node.no]
}

// child is the child of the region that one in it is or lies in; the region
// itself for itself.
func (g *ground) child(region graph.ID) graph.ID {
	if region == g.node.id {
		return region
	}
	child, known := g.below[region]
	if !known {
		above := append(g.tree.ancestors(region, g.today), region)
		child = above[slices.Index(above, g.node.id)+1]
		g.below[region] = child
	}
	return child
}

// parted is what the ends of some pairings stand for on an axis of a matrix.
type parted struct {
	ground  *ground
	by      graph.MatrixAxis
	regions map[graph.ID]graph.ID
	levels  map[graph.ID]graph.RegionLevel
}

// value is what an end stands for.
func (p *parted) value(participant graph.ID) string {
	region := p.regions[participant]
	switch {
	case !p.ground.holds(region):
		return graph.Outside
	case p.by == graph.AxisLevel:
		return string(p.levels[participant])
	case p.by == graph.AxisParticipantKind:
		return string(participant.Kind())
	default:
		return string(p.ground.child(region))
	}
}

// rank orders values: levels and kinds as the vocabulary has them, the region
// before its children by place, what lies outside last.
func (p *parted) rank(value string) string {
	switch {
	case value == graph.Outside:
		return top
	case p.by == graph.AxisLevel:
		return dayText(graph.Date(graph.RegionLevel(value).Rank()))
	case p.by == graph.AxisParticipantKind:
		return dayText(graph.Date(slices.Index(graph.Participants, graph.Kind(value))))
	case value == string(p.ground.node.id):
		return ""
	default:
		return p.ground.tree.of(graph.ID(value)).path
	}
}

// cells gives the pairs of values among the ends of a pairing, each pair once,
// the value of lower rank first. Two ends outside make none.
func (p *parted) cells(ends []graph.Link) [][2]string {
	met := map[[2]string]bool{}
	for i := range ends {
		for _, other := range ends[:i] {
			if ends[i].To == other.To {
				continue
			}
			a, b := p.value(ends[i].To), p.value(other.To)
			if p.rank(a) > p.rank(b) {
				a, b = b, a
			}
			if a != graph.Outside {
				met[[2]string{a, b}] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(met), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
}

// endRegions gives the region of each end of some pairings: where it is today.
func (s *Store) endRegions(ctx context.Context, snap *snapshot, ends map[graph.ID][]graph.Link) (map[graph.ID]graph.ID, error) {
	regions := map[graph.ID]graph.ID{}
	var others []graph.ID
	for _, links := range ends {
		for _, l := range links {
			if l.To.Kind() == graph.KindRegion {
				regions[l.To] = l.To
			} else {
				others = append(others, l.To)
			}
		}
	}
	located := map[graph.ID][]graph.ID{}
	p := &placer{facts: &reading{s.engine}, tree: snap.tree, today: s.Today(), turns: map[graph.ID]graph.Date{}}
	if err := p.located(ctx, unique(others), located); err != nil {
		return nil, err
	}
	for id, in := range located {
		regions[id] = in[0]
	}
	return regions, nil
}

// part prepares what the ends of pairings are parted by.
func (s *Store) part(ctx context.Context, snap *snapshot, by graph.MatrixAxis, ends map[graph.ID][]graph.Link, on graph.Date) (p parted, err error) {
	p.by = by
	if p.regions, err = s.endRegions(ctx, snap, ends); err != nil || by != graph.AxisLevel {
		return p, err
	}
	p.levels, err = s.levels(ctx, snap, ends, on)
	return p, err
}

// testEnds tests pairings by the role of an end and by a cell of a matrix.
func (s *Store) testEnds(ctx context.Context, snap *snapshot, q *graph.ListQuery, ends map[graph.ID][]graph.Link, cs []candidate, kept []bool) error {
	f := q.Pairing
	if f == nil || f.Role == "" && f.Cell == nil {
		return nil
	}
	by := graph.MatrixAxis("")
	if f.Cell != nil {
		by = f.Cell.By
	}
	parts, err := s.part(ctx, snap, by, ends, q.On)
	if err != nil {
		return err
	}
	grounds := map[graph.Place]*ground{}
	for i := range cs {
		if !kept[i] {
			continue
		}
		in := cs[i].in
		if _, known := grounds[in.place]; !known {
			grounds[in.place] = snap.tree.ground(in.place, s.Today())
		}
		parts.ground = grounds[in.place]
		of := ends[cs[i].id()]
		kept[i] = (f.Role == "" || slices.ContainsFunc(of, func(end graph.Link) bool {
			return end.Role == string(f.Role) && (in.participant == "" || end.To == in.participant) &&
				(in.participant != "" || parts.ground == nil || parts.ground.holds(parts.regions[end.To]))
		})) && (f.Cell == nil || parts.ground != nil && slices.Contains(parts.cells(of), [2]string{f.Cell.Row, f.Cell.Column}))
	}
	return nil
}

// lastActivity is the day of a pairing's last activity on or before a day, 0
// where there is none.
func lastActivity(p *graph.Pairing, on graph.Date) (last graph.Date) {
	for _, a := range p.Activities {
		if a.Date <= on {
			last = max(last, a.Date)
		}
	}
	return last
}

// activityFits tests the activities of a pairing up to a day. Days without any
// are counted from its first day; where neither is known, they are without end.
func activityFits(f *graph.PairingFilter, p *graph.Pairing, on graph.Date) bool {
	last := lastActivity(p, on)
	quiet := last
	if quiet == 0 {
		quiet = p.Since
	}
	if f.IdleDays != nil && quiet != 0 && int(on)-int(quiet) < *f.IdleDays {
		return false
	}
	return (f.LastFrom == 0 || last >= f.LastFrom && last != 0) && (f.LastBefore == 0 || last < f.LastBefore)
}
