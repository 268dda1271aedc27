package store

import (
	"cmp"
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

// spot is a participant or a relation met, by its number in the search.
type spot int32

// step leads from a spot to one a step further from the start.
type step struct{ from, to spot }

// pathSearch is a search under way.
type pathSearch struct {
	follow  follow
	most    int // links to follow
	visited int
	ids     []graph.ID // by spot
	spots   map[graph.ID]spot
	hops    map[spot]graph.Hop          // of the direct links met
	modes   map[spot]graph.CoverageMode // of those of which it was told
}

func newPathSearch(most int, follow follow) *pathSearch {
	return &pathSearch{follow: follow, most: most, spots: map[graph.ID]spot{}, hops: map[spot]graph.Hop{}, modes: map[spot]graph.CoverageMode{}}
}

func (s *pathSearch) spot(id graph.ID) spot {
	at, known := s.spots[id]
	if !known {
		at = spot(len(s.ids))
		s.ids, s.spots[id] = append(s.ids, id), at
	}
	return at
}

// hopOf is the hop of a direct link met, "" of a body.
func (s *pathSearch) hopOf(relation graph.ID) graph.Hop { return s.hops[s.spots[relation]] }

// modeOf is the mode of a coverage met, "" where it was not told.
func (s *pathSearch) modeOf(relation graph.ID) graph.CoverageMode { return s.modes[s.spots[relation]] }

// front is one side of a search.
type front struct {
	level  int    // steps from the start: even at participants, odd at relations
	at     []int8 // by spot: level + 1 at which it was reached, 0 = not yet
	last   []spot // reached by the last step
	steps  []step // all taken, level by level
	direct []step // from direct links in last to their other ends

	// What the next step follows, as far as it was read: it is taken whole.
	unread []graph.ID
	links  []graph.Neighbour
	over   int // it is known to follow more links than this
}

func (s *pathSearch) front(start graph.ID) *front {
	f := &front{}
	f.reach(s.spot(start), 0)
	f.ready(s)
	return f
}

func (f *front) levelOf(at spot) (level int, reached bool) {
	if int(at) >= len(f.at) || f.at[at] == 0 {
		return 0, false
	}
	return int(f.at[at]) - 1, true
}

// reach marks a spot, unless it was reached before.
func (f *front) reach(at spot, level int) (on int) {
	if known, reached := f.levelOf(at); reached {
		return known
	}
	if int(at) >= len(f.at) {
		f.at = append(f.at, make([]int8, int(at)+1-len(f.at)+len(f.at)/2)...)
	}
	f.at[at] = int8(level + 1)
	f.last = append(f.last, at)
	return level
}

// ready says what must be read for the next step: of relations only bodies, for
// the other end of a direct link is known.
func (f *front) ready(s *pathSearch) {
	f.unread, f.links, f.over = nil, nil, -1
	for _, at := range f.last {
		if _, direct := s.hops[at]; !direct {
			f.unread = append(f.unread, s.ids[at])
		}
	}
	slices.Sort(f.unread) // so that every engine is asked for the same
}

// firstTry is how many links the next step of either side is tried with first,
// and growth by how much more each time that neither stays within. So the side
// that follows less is found without reading the other to its end.
const (
	firstTry = 256
	growth   = 8

	// A level is read in portions of so many nouns, or of the limit parted so
	// often, so that little of a large one is read twice, and in few ways to the
	// engine.
	leastPortion = 256
	portions     = 4
)

// between searches until the sides meet, the steps are used up, or the next one
// would follow too many links, which cut tells.
func (s *pathSearch) between(ctx context.Context, from, to *front, steps int) (met []spot, cut bool, err error) {
	for from.level+to.level < steps && len(from.last) > 0 && len(to.last) > 0 {
		side, other, err := s.lesser(ctx, from, to)
		if err != nil || side == nil {
			return nil, err == nil, err
		}
		s.take(side)
		for _, at := range side.last {
			if _, both := other.levelOf(at); both {
				met = append(met, at)
			}
		}
		if len(met) > 0 {
			return met, false, nil
		}
	}
	return nil, false, nil
}

// lesser reads what the next step of one side follows, of the one that follows
// fewer links as far as can be told; nil where both follow too many.
func (s *pathSearch) lesser(ctx context.Context, from, to *front) (side, other *front, err error) {
	sides := [][2]*front{{from, to}, {to, from}}
	if len(to.last) < len(from.last) {
		slices.Reverse(sides)
	}
	for try := firstTry; ; try *= growth {
		limit := min(try, s.most-s.visited)
		for _, pair := range sides {
			if pair[0].over >= limit {
				continue
			}
			if whole, err := s.read(ctx, pair[0], limit); err != nil || whole {
				return pair[0], pair[1], err
			}
		}
		if limit == s.most-s.visited {
			return nil, nil, nil
		}
	}
}

// read goes on reading what a side's next step follows, up to limit links.
func (s *pathSearch) read(ctx context.Context, f *front, limit int) (whole bool, err error) {
	for len(f.unread) > 0 {
		portion := f.unread[:min(len(f.unread), max(leastPortion, limit/portions))]
		links, more, err := s.follow(ctx, portion, limit-len(f.links))
		if err != nil {
			return false, err
		}
		if more {
			f.over = limit
			return false, nil
		}
		f.links, f.unread = append(f.links, links...), f.unread[len(portion):]
	}
	if len(f.links) > limit {
		f.over = limit
		return false, nil
	}
	return true, nil
}

// take takes a step whose links are read.
func (s *pathSearch) take(f *front) {
	links, direct, relations := f.links, f.direct, f.level%2 == 0
	s.visited += len(links)
	f.level++
	f.last, f.direct = nil, nil
	reach := func(from, to spot) bool {
		if f.reach(to, f.level) != f.level {
			return false
		}
		f.steps = append(f.steps, step{from, to})
		return true
	}
	for _, l := range links {
		near := s.spots[l.Near]
		if !relations || l.Hop == graph.HopEnd || l.Hop == graph.HopSeat {
			reach(near, s.spot(l.Far))
			continue
		}
		at := s.spot(l.Link)
		s.hops[at] = l.Hop
		if l.Mode != "" {
			s.modes[at] = l.Mode
		}
		if reach(near, at) {
			f.direct = append(f.direct, step{at, s.spot(l.Far)})
		}
	}
	for _, one := range direct {
		reach(one.from, one.to)
	}
	f.ready(s)
}

// onward is the graph of the shortest paths from the start to the goal, given
// where the sides met.
func (s *pathSearch) onward(from, to *front, met []spot) map[spot][]spot {
	onward := map[spot][]spot{}
	used := make([]bool, len(s.ids))
	mark := func() {
		clear(used)
		for _, at := range met {
			used[at] = true
		}
	}
	mark()
	for _, one := range slices.Backward(from.steps) {
		if used[one.to] {
			used[one.from] = true
			onward[one.from] = append(onward[one.from], one.to)
		}
	}
	mark()
	for _, one := range slices.Backward(to.steps) {
		if used[one.to] {
			used[one.from] = true
			onward[one.to] = append(onward[one.to], one.from)
		}
	}
	for at, next := range onward {
		slices.SortFunc(next, func(a, b spot) int { return cmp.Compare(s.ids[a], s.ids[b]) })
		onward[at] = slices.Compact(next)
	}
	return onward
}

// paths gives the first of the paths from the start in the order of relation and
// participant ids, at most so many: relation, participant, relation, participant
// and so on.
func (s *pathSearch) paths(from, to *front, met []spot, most int) (paths [][]graph.ID) {
	onward := s.onward(from, to, met)
	length := from.level + to.level
	steps := make([]graph.ID, 0, length)
	var walk func(at spot)
	walk = func(at spot) {
		if len(steps) == length {
			paths = append(paths, slices.Clone(steps))
			return
		}
		for _, next := range onward[at] {
			if len(paths) == most {
				return
			}
			steps = append(steps, s.ids[next])
			walk(next)
			steps = steps[:len(steps)-1]
		}
	}
	walk(0) // the start was met first
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
