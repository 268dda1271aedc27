package store

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"cobuild/graph"
)

// tree is the territory in memory: every region with its parents over time. It
// is never changed; with makes another, which shares with it what is the same.
type tree struct {
	pages  []*page            // by number; nil where no region bears any of its numbers
	slots  []uint32           // hash table from ids to numbers, 0 = free; a power of two
	n      int                // regions
	later  map[uint32][]spell // parents after the first, of the few regions that have more
	movers []uint32           // numbers of the regions that change their parent
	turns  []graph.Date       // days on which any does

	mu     sync.Mutex
	walks  map[int]*walk // by epoch
	recent []int         // epochs of the walks, that used last at the end
	paths  *walk         // the tour by paths, nil until needed
}

// page is regions with neighbouring numbers: a nation has 700,000 regions, of
// which a collector must not look at each.
type page [1 << 9]node

// node is what lists and counts need of a region.
type node struct {
	id    graph.ID
	path  string
	scope graph.ID
	no    uint32
	first spell // the first parent; of no region where it has none
	life  graph.Interval
	rank  uint8 // of its level
	more  bool  // it has later parents
}

// spell is the days that a region lies in another.
type spell struct {
	in uint32 // number, 0 = a region that is not there
	graph.Interval
}

// at is the region that bears a number, nil where none does.
func (t *tree) at(no uint32) *node {
	if i := int(no) / len(page{}); i < len(t.pages) && t.pages[i] != nil {
		if n := &t.pages[i][int(no)%len(page{})]; n.id != "" {
			return n
		}
	}
	return nil
}

// of is the region with an id, nil where there is none.
func (t *tree) of(id graph.ID) *node {
	if len(t.slots) == 0 {
		return nil
	}
	return t.at(t.slots[t.slot(id)])
}

// slot is where an id stands in the hash table, or would.
func (t *tree) slot(id graph.ID) int {
	mask := len(t.slots) - 1
	for at := int(hashID(id)) & mask; ; at = (at + 1) & mask {
		if no := t.slots[at]; no == 0 || t.at(no).id == id {
			return at
		}
	}
}

// all goes over the regions by their numbers.
func (t *tree) all(yield func(*node) bool) {
	for _, p := range t.pages {
		for i := 0; p != nil && i < len(p); i++ {
			if p[i].id != "" && !yield(&p[i]) {
				return
			}
		}
	}
}

// most is a number that no region reaches.
func (t *tree) most() int { return len(t.pages) * len(page{}) }

// level is that of the region.
func (n *node) level() graph.RegionLevel { return graph.RegionLevels[n.rank] }

// parentOn is the parent in force on a day, nil where there is none. A region
// that has ended keeps the last, one that is yet to begin has the first.
func (t *tree) parentOn(n *node, d graph.Date) *node {
	d = max(min(d, n.life.End()-1), n.life.Since)
	if n.first.Holds(d) {
		return t.at(n.first.in)
	}
	if n.more {
		for _, s := range t.later[n.no] {
			if s.Holds(d) {
				return t.at(s.in)
			}
		}
	}
	return nil
}

// turnsOf are the days of its life on which a region comes to lie elsewhere.
func (t *tree) turnsOf(n *node) (days []graph.Date) {
	turn := func(s spell) {
		if s.Since > n.life.Since {
			days = append(days, s.Since)
		}
		if s.End() < n.life.End() {
			days = append(days, s.Until)
		}
	}
	turn(n.first)
	if n.more {
		for _, s := range t.later[n.no] {
			turn(s)
		}
	}
	return days
}

// walk is one tour through the tree as it stood during an epoch, parents before
// children: what lies in a region is a run of places.
type walk struct {
	place []uint32 // by region number
	end   []uint32 // by region number: place after the last one below
	order []uint32 // region numbers by place
	moved bool     // some region does not lie where its path says
}

const nowhere = ^uint32(0)

// epoch numbers the times between two changes of parents.
func (t *tree) epoch(d graph.Date) int {
	epoch, exact := slices.BinarySearch(t.turns, d)
	if exact {
		epoch++
	}
	return epoch
}

// mostWalked bounds the memory of the tours that are kept beside the one in use:
// one of a nation of 700,000 regions takes 8 MB, one of a county a few KB.
const mostWalked = 96 << 20

// walkOn gives the tour for a day. Days between two changes of parents share it.
func (t *tree) walkOn(d graph.Date) *walk {
	epoch := t.epoch(d)
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.walks[epoch]
	if w != nil {
		if at := slices.Index(t.recent, epoch); at < len(t.recent)-1 {
			t.recent = append(slices.Delete(t.recent, at, at+1), epoch)
		}
		return w
	}
	w = t.tour(func(n *node) *node { return t.parentOn(n, d) })
	for len(t.recent) > 0 && (len(t.recent)+1)*w.size() > mostWalked {
		delete(t.walks, t.recent[0])
		t.recent = t.recent[1:]
	}
	t.walks[epoch], t.recent = w, append(t.recent, epoch)
	return w
}

// size is the memory of a walk; all of a tree have about the same.
func (w *walk) size() int { return 4 * (len(w.place) + len(w.end) + cap(w.order)) }

// byPaths gives the tour through the tree as paths have it: the order of keys.
func (t *tree) byPaths() *walk {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.paths == nil {
		at := make(map[string]*node, t.n)
		for n := range t.all {
			at[n.path] = n
		}
		t.paths = t.tour(func(n *node) *node { return at[abovePath(n.path)] })
	}
	return t.paths
}

func (t *tree) tour(above func(*node) *node) *walk {
	w := &walk{place: make([]uint32, t.most()), end: make([]uint32, t.most()), order: make([]uint32, 0, t.n)}
	first := make([]uint32, t.most()) // first child, 0 = none: numbers start at 1
	next := make([]uint32, t.most())  // next sibling
	var roots []uint32
	for no := t.most() - 1; no >= 0; no-- {
		w.place[no], w.end[no] = nowhere, nowhere
		n := t.at(uint32(no))
		if n == nil {
			continue
		}
		parent, path := above(n), ""
		if parent != nil {
			path = parent.path
		}
		w.moved = w.moved || path != abovePath(n.path)
		if parent != nil {
			next[no], first[parent.no] = first[parent.no], uint32(no)
		} else {
			roots = append(roots, uint32(no))
		}
	}
	slices.Reverse(roots)
	for _, root := range roots {
		for stack := []uint32{root}; len(stack) > 0; {
			no := stack[len(stack)-1]
			if w.place[no] != nowhere { // met on the way back: all below is done
				w.end[no] = uint32(len(w.order))
				stack = stack[:len(stack)-1]
				continue
			}
			w.place[no] = uint32(len(w.order))
			w.order = append(w.order, no)
			for child := first[no]; child != 0; child = next[child] {
				stack = append(stack, child)
			}
		}
	}
	return w
}

// ancestors are the regions above one on a day, root first.
func (t *tree) ancestors(id graph.ID, d graph.Date) []graph.ID {
	up := []graph.ID{}
	for n := t.of(id); n != nil; {
		parent := t.parentOn(n, d)
		if parent == nil || len(up) > t.n {
			break
		}
		up = append(up, parent.id)
		n = parent
	}
	slices.Reverse(up)
	return up
}

// stretch is a run of keys: bounds, both exclusive.
type stretch struct{ after, before string }

// stretches gives the runs of paths that make up a region as it stands on day d:
// one, unless something in the tree lies elsewhere than its path says. A path is
// where the region lay when it was entered. A region not alive on the day asked
// about has none.
func (t *tree) stretches(place graph.Place, d, asked graph.Date) []stretch {
	if place.Within == "" {
		after, before := treeBounds("")
		return []stretch{{after, before}}
	}
	n := t.of(place.Within)
	if n == nil || !n.life.Holds(asked) {
		return nil
	}
	if place.Self {
		after, before := selfBounds(n.path)
		return []stretch{{after, before}}
	}
	then := t.walkOn(d)
	if !then.moved {
		after, before := treeBounds(n.path)
		return []stretch{{after, before}}
	}
	// All that lay in the region then, by path: where a whole subtree is among
	// them, one run serves.
	paths := t.byPaths()
	members := slices.Clone(then.order[then.place[n.no]:then.end[n.no]])
	slices.SortFunc(members, func(a, b uint32) int { return cmp.Compare(paths.place[a], paths.place[b]) })
	var runs []stretch
	for i := 0; i < len(members); {
		no := members[i]
		last := i + int(paths.end[no]-paths.place[no]) - 1
		after, before := selfBounds(t.at(no).path)
		i++
		if last < len(members) && paths.place[members[last]] == paths.end[no]-1 {
			after, before = treeBounds(t.at(no).path)
			i = last + 1
		}
		runs = append(runs, stretch{after, before})
	}
	slices.SortFunc(runs, func(a, b stretch) int { return strings.Compare(a.after, b.after) })
	return runs
}

// childrenOn are the regions directly below one and alive on a day.
func (t *tree) childrenOn(parent graph.ID, d graph.Date) []*node {
	p := t.of(parent)
	if p == nil {
		return nil
	}
	w := t.walkOn(d)
	var children []*node
	for at := w.place[p.no] + 1; at < w.end[p.no]; {
		n := t.at(w.order[at])
		if n.life.Holds(d) {
			children = append(children, n)
		}
		at = w.end[n.no]
	}
	return children
}

// below lists the regions at most so many steps below one and alive on a day, by
// id; over graph.MostSorted TOO_COMPLEX.
func (t *tree) below(parent graph.ID, steps int, d graph.Date) (ids []graph.ID, err error) {
	for level := []graph.ID{parent}; steps > 0 && len(level) > 0; steps-- {
		var next []graph.ID
		for _, id := range level {
			for _, n := range t.childrenOn(id, d) {
				next = append(next, n.id)
			}
		}
		if ids = append(ids, next...); len(ids) > graph.MostSorted {
			return nil, tooMany()
		}
		level = next
	}
	slices.Sort(ids)
	return ids, nil
}

const pathDigits = "0123456789abcdefghijklmnopqrstuvwxyz"

// mostChildren is how many regions may ever be registered under one parent.
const mostChildren = 36 * 36 * 36

// childPath is the path of a parent's child number n.
func childPath(parent string, n int) string {
	return parent + string([]byte{pathDigits[n/1296], pathDigits[n/36%36], pathDigits[n%36]})
}

// abovePath is the path of what lies above by a path.
func abovePath(path string) string { return path[:len(path)-3] }

// childNumber is the number of a child from its path.
func childNumber(path string) int {
	n := 0
	for _, c := range path[len(path)-3:] {
		n = n*36 + strings.IndexRune(pathDigits, c)
	}
	return n
}

// nextChild is the first number not yet used under a parent's path.
func (t *tree) nextChild(parentPath string) int {
	next := 0
	for n := range t.all {
		if len(n.path) == len(parentPath)+3 && strings.HasPrefix(n.path, parentPath) {
			next = max(next, childNumber(n.path)+1)
		}
	}
	return next
}

// scopeFor is the region whose segment counts what lies in a new region: the
// county it is or lies in; without one the township; above both the region
// itself. It never changes, so that entries never move.
func scopeFor(r *graph.Region, parent *node) graph.ID {
	if r.Level.Rank() <= graph.LevelCounty.Rank() || parent == nil || int(parent.rank) < graph.LevelCounty.Rank() {
		return r.ID
	}
	return parent.scope
}
