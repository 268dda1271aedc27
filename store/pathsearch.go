package store

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

// A search for the shortest paths between two participants goes from both sides
// at once, level by level. Between any two participants stands the relation that
// links them: a pairing or an alliance with all its ends, or a direct link with
// its two. So a hop is two steps, from participant to relation and on to
// participant, both sides may meet at either, and a body of thousands in which
// both take part is never read.

// follow gives the links that touch some nouns, or tells that there are more
// than limit, see Reader.Neighbours.
type follow func(ctx context.Context, ids []graph.ID, limit int) (links []graph.Neighbour, more bool, err error)

// front is one side of a search.
type front struct {
	level   int // steps from the start: even at participants, odd at relations
	at      map[graph.ID]int
	before  map[graph.ID][]graph.ID // what lies one step nearer to the start
	last    []graph.ID              // reached by the last step
	farEnds map[graph.ID][]graph.ID // of direct links in last
	over    int                     // the next step is known to follow more links than this
}

func newFront(start graph.ID) *front {
	return &front{at: map[graph.ID]int{start: 0}, before: map[graph.ID][]graph.ID{}, last: []graph.ID{start}, over: -1}
}

// pathSearch is a search under way.
type pathSearch struct {
	follow  follow
	most    int // links to follow
	visited int
	hops    map[graph.ID]graph.Hop // of the direct links met
}

// firstTry is how many links a step of either side is tried with first, and
// growth by how much more each time that neither does. So the side that grows
// less is found without reading the other to its end.
const (
	firstTry = 256
	growth   = 8
)

// between searches until the sides meet, the steps are used up, or a step would
// follow too many links, which cut tells.
func (s *pathSearch) between(ctx context.Context, from, to *front, steps int) (met []graph.ID, cut bool, err error) {
	for from.level+to.level < steps && len(from.last) > 0 && len(to.last) > 0 {
		side, other, err := s.grow(ctx, from, to)
		if err != nil || side == nil {
			return nil, err == nil, err
		}
		for _, id := range side.last {
			if _, both := other.at[id]; both {
				met = append(met, id)
			}
		}
		if len(met) > 0 {
			return met, false, nil
		}
	}
	return nil, false, nil
}

// grow takes one side a step further, the one whose step follows fewer links as
// far as can be told; nil where both would follow too many.
func (s *pathSearch) grow(ctx context.Context, from, to *front) (side, other *front, err error) {
	sides := [][2]*front{{from, to}, {to, from}}
	if len(to.last) < len(from.last) {
		slices.Reverse(sides)
	}
	for try := firstTry; ; try *= growth {
		limit := min(try, s.most-s.visited)
		for _, pair := range sides {
			side = pair[0]
			if side.over >= limit {
				continue
			}
			more, err := s.step(ctx, side, limit)
			if err != nil {
				return nil, nil, err
			}
			if !more {
				return side, pair[1], nil
			}
			side.over = limit
		}
		if limit == s.most-s.visited {
			return nil, nil, nil
		}
	}
}

// step takes one side a step further unless it would follow more than limit
// links.
func (s *pathSearch) step(ctx context.Context, f *front, limit int) (more bool, err error) {
	read := f.last
	if f.level%2 == 1 {
		read = nil
		for _, id := range f.last {
			if f.farEnds[id] == nil { // a body: who else takes part is to be read
				read = append(read, id)
			}
		}
	}
	var links []graph.Neighbour
	if len(read) > 0 {
		if links, more, err = s.follow(ctx, read, limit); more || err != nil {
			return more, err
		}
	}
	s.visited += len(links)
	next := &front{level: f.level + 1, farEnds: map[graph.ID][]graph.ID{}}
	reach := func(id, from graph.ID) {
		level, known := f.at[id]
		if !known {
			f.at[id] = next.level
			next.last = append(next.last, id)
		}
		if !known || level == next.level {
			f.before[id] = append(f.before[id], from)
		}
	}
	for _, l := range links {
		if f.level%2 == 1 || l.Hop == graph.HopEnd || l.Hop == graph.HopSeat {
			reach(l.Far, l.Near)
			continue
		}
		s.hops[l.Link] = l.Hop
		reach(l.Link, l.Near)
		if f.at[l.Link] == next.level {
			next.farEnds[l.Link] = append(next.farEnds[l.Link], l.Far)
		}
	}
	if f.level%2 == 1 {
		for _, id := range f.last {
			for _, far := range f.farEnds[id] {
				reach(far, id)
			}
		}
	}
	f.level, f.last, f.farEnds, f.over = next.level, next.last, next.farEnds, -1
	return false, nil
}

// route is what the two sides of a search found, as one graph that leads from
// the start to the goal on shortest paths alone.
type route struct {
	from, to *front
	onward   map[graph.ID][]graph.ID // on the side of the start, up to where they met
	ordered  map[graph.ID][]graph.ID // what next gave
}

func newRoute(from, to *front, met []graph.ID) *route {
	r := &route{from: from, to: to, onward: map[graph.ID][]graph.ID{}, ordered: map[graph.ID][]graph.ID{}}
	seen := map[graph.ID]bool{}
	for level := met; len(level) > 0; {
		var nearer []graph.ID
		for _, id := range level {
			for _, before := range from.before[id] {
				r.onward[before] = append(r.onward[before], id)
				if !seen[before] {
					seen[before] = true
					nearer = append(nearer, before)
				}
			}
		}
		level = nearer
	}
	return r
}

// next lists what comes after a step, each once, by id.
func (r *route) next(id graph.ID) []graph.ID {
	list, known := r.ordered[id]
	if !known {
		list = r.to.before[id]
		if level, near := r.from.at[id]; near && level < r.from.level {
			list = r.onward[id]
		}
		list = unique(list)
		r.ordered[id] = list
	}
	return list
}

// paths gives the first of the paths from the start, in the order of relation
// and participant ids: at most so many.
func (r *route) paths(start, goal graph.ID, most int) (paths [][]graph.ID) {
	var steps []graph.ID // relation, participant, relation, participant ...
	var walk func(at graph.ID)
	walk = func(at graph.ID) {
		if at == goal && len(steps) == r.from.level+r.to.level {
			paths = append(paths, slices.Clone(steps))
			return
		}
		for _, next := range r.next(at) {
			if len(paths) == most {
				return
			}
			steps = append(steps, next)
			walk(next)
			steps = steps[:len(steps)-1]
		}
	}
	walk(start)
	return paths
}

// hopsOf are the links between nouns that kinds of links are made of; own tells
// that of coverages the own ones only are meant.
func hopsOf(kinds []graph.LinkKind) (hops []graph.Hop, own bool) {
	own = true
	wanted := map[graph.Hop]bool{}
	for _, kind := range kinds {
		own = own && kind != graph.LinkCoverage
		for _, hop := range kind.Hops() {
			wanted[hop] = true
		}
	}
	return slices.Sorted(maps.Keys(wanted)), own
}
