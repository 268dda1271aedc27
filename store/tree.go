package store

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"cobuild/graph"
)

// tree is the territory in memory: every region with its parents over time. It
// is never changed; with makes another.
type tree struct {
	byID map[graph.ID]*node
	byNo []*node // index is Region.No; nil where no region bears the number

	mu     sync.Mutex
	walks  map[int]*walk // by epoch
	recent []int         // epochs of the walks, that used last at the end
	paths  *walk         // the tour by paths, nil until needed
	turns  []graph.Date  // days on which any region changes its parent
	movers []*node       // those that do
}

// node is what lists and counts need of a region.
type node struct {
	id      graph.ID
	no      uint32
	path    string
	kind    graph.RegionKind
	level   graph.RegionLevel
	scope   graph.ID
	life    graph.Interval
	parents []graph.Link // in order of time
}

func newTree() *tree { return &tree{byID: map[graph.ID]*node{}, walks: map[int]*walk{}} }

func nodeOf(r *graph.Region, parents []graph.Link) *node {
	parents = slices.Clone(parents)
	slices.SortFunc(parents, func(a, b graph.Link) int { return int(a.Since) - int(b.Since) })
	return &node{
		id: r.ID, no: r.No, path: r.Path, kind: r.RegionKind, level: r.Level, scope: r.Scope, life: r.Interval, parents: parents,
	}
}

// with is the tree with regions added or replaced, and others gone.
func (t *tree) with(nodes []*node, gone ...graph.ID) *tree {
	next := newTree()
	next.byNo = slices.Clone(t.byNo)
	next.byID = make(map[graph.ID]*node, len(t.byID)+len(nodes))
	for id, n := range t.byID {
		next.byID[id] = n
	}
	for _, id := range gone {
		if n := next.byID[id]; n != nil {
			delete(next.byID, id)
			next.byNo[n.no] = nil
		}
	}
	for _, n := range nodes {
		next.byID[n.id] = n
		for int(n.no) >= len(next.byNo) {
			next.byNo = append(next.byNo, nil)
		}
		next.byNo[n.no] = n
	}
	for _, n := range next.byNo {
		if n == nil {
			continue
		}
		if turns := n.turns(); len(turns) > 0 {
			next.movers = append(next.movers, n)
			next.turns = append(next.turns, turns...)
		}
	}
	slices.Sort(next.turns)
	next.turns = slices.Compact(next.turns)
	return next
}

// parentOn is the parent in force on a day. A region that has ended keeps the
// last, one that is yet to begin has the first.
func (n *node) parentOn(d graph.Date) graph.ID {
	d = max(min(d, n.life.End()-1), n.life.Since)
	for _, p := range n.parents {
		if p.Holds(d) {
			return p.To
		}
	}
	return ""
}

// turns are the days of its life on which the region comes to lie elsewhere.
func (n *node) turns() (days []graph.Date) {
	for _, p := range n.parents {
		if p.Since > n.life.Since {
			days = append(days, p.Since)
		}
		if p.End() < n.life.End() {
			days = append(days, p.Until)
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
	w = t.tour(func(n *node) *node { return t.byID[n.parentOn(d)] })
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
		at := make(map[string]*node, len(t.byID))
		for _, n := range t.byID {
			at[n.path] = n
		}
		t.paths = t.tour(func(n *node) *node { return at[abovePath(n.path)] })
	}
	return t.paths
}

func (t *tree) tour(above func(*node) *node) *walk {
	w := &walk{place: make([]uint32, len(t.byNo)), end: make([]uint32, len(t.byNo)), order: make([]uint32, 0, len(t.byID))}
	first := make([]uint32, len(t.byNo)) // first child, 0 = none: numbers start at 1
	next := make([]uint32, len(t.byNo))  // next sibling
	var roots []uint32
	for no := len(t.byNo) - 1; no >= 0; no-- {
		w.place[no], w.end[no] = nowhere, nowhere
		n := t.byNo[no]
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
	for n := t.byID[id]; n != nil; {
		parent := t.byID[n.parentOn(d)]
		if parent == nil || len(up) > len(t.byID) {
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
	n := t.byID[place.Within]
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
		after, before := selfBounds(t.byNo[no].path)
		i++
		if last < len(members) && paths.place[members[last]] == paths.end[no]-1 {
			after, before = treeBounds(t.byNo[no].path)
			i = last + 1
		}
		runs = append(runs, stretch{after, before})
	}
	slices.SortFunc(runs, func(a, b stretch) int { return strings.Compare(a.after, b.after) })
	return runs
}

// childrenOn are the regions directly below one and alive on a day.
func (t *tree) childrenOn(parent graph.ID, d graph.Date) []*node {
	p := t.byID[parent]
	if p == nil {
		return nil
	}
	w := t.walkOn(d)
	var children []*node
	for at := w.place[p.no] + 1; at < w.end[p.no]; {
		n := t.byNo[w.order[at]]
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
	for _, n := range t.byNo {
		if n != nil && len(n.path) == len(parentPath)+3 && strings.HasPrefix(n.path, parentPath) {
			next = max(next, childNumber(n.path)+1)
		}
	}
	return next
}

// scopeFor is the region whose segment counts what lies in a new region: the
// county it is or lies in; without one the township; above both the region
// itself. It never changes, so that entries never move.
func scopeFor(r *graph.Region, parent *node) graph.ID {
	if r.Level.Rank() <= graph.LevelCounty.Rank() || parent == nil || parent.level.Rank() < graph.LevelCounty.Rank() {
		return r.ID
	}
	return parent.scope
}
