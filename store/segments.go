package store

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"cobuild/graph"
	"cobuild/tally"
)

// segments are those of a snapshot: of each kind of subject in the order of the
// paths of their scopes, in bundles of neighbours. They are never changed: with
// makes others, which share all bundles but those in which something changes, and
// with them what was counted of these.
type segments struct {
	of    map[graph.Kind][]*bundle
	paths map[graph.ID]string // of scopes, as they were when first met
	n     int
}

// bundled is how many segments a bundle holds, about.
const bundled = 32

type bundle struct {
	tallied
	leaves []leaf
}

type leaf struct {
	path  string
	scope graph.ID
	*segment
}

func (l leaf) compare(other leaf) int {
	return cmp.Or(cmp.Compare(l.path, other.path), cmp.Compare(l.scope, other.scope))
}

// tallied is what is remembered of a segment or a bundle.
type tallied struct {
	look  sync.Once // at regions and codes: most segments are rewritten more often than counted
	codes tally.Codes
	reach atomic.Pointer[reach]
	days  [mostHot]atomic.Pointer[dayCells]
}

// dayCells is what a segment or a bundle comes to on a day.
type dayCells struct {
	on    graph.Date
	cells tally.Cells
}

// with gives the segments with some put in their places; nil takes one away.
// Scopes are regions of the tree.
func (s segments) with(t *tree, some map[SegmentKey]*segment) segments {
	next := segments{maps.Clone(s.of), s.paths, s.n}
	if next.of == nil {
		next.of = map[graph.Kind][]*bundle{}
	}
	own, paths := map[graph.Kind]bool{}, false
	for key, segment := range some {
		path, known := next.paths[key.Scope]
		if !known {
			if n := t.of(key.Scope); n != nil {
				path = n.path
			}
			if !paths {
				next.paths, paths = maps.Clone(next.paths), true
			}
			if next.paths == nil {
				next.paths = map[graph.ID]string{}
			}
			next.paths[key.Scope] = path
		}
		list := next.of[key.Subject]
		if !own[key.Subject] {
			list, own[key.Subject] = slices.Clone(list), true
		}
		var more int
		next.of[key.Subject], more = place(list, leaf{path, key.Scope, segment})
		next.n += more
	}
	return next
}

// bundleOf finds the bundle that reaches as far as a leaf; len(list) where none does.
func bundleOf(list []*bundle, l leaf) int {
	i, _ := slices.BinarySearchFunc(list, l, func(b *bundle, l leaf) int { return b.leaves[len(b.leaves)-1].compare(l) })
	return i
}

// place puts a leaf into a list of bundles, which it may change, or takes away
// the one without a segment; more is by how many leaves the list grows.
func place(list []*bundle, l leaf) (placed []*bundle, more int) {
	i := bundleOf(list, l)
	if i == len(list) {
		if i == 0 {
			list = append(list, &bundle{})
		} else {
			i--
		}
	}
	leaves := slices.Clone(list[i].leaves)
	at, there := slices.BinarySearchFunc(leaves, l, leaf.compare)
	switch {
	case there && l.segment == nil:
		leaves, more = slices.Delete(leaves, at, at+1), -1
	case there:
		leaves[at] = l
	case l.segment != nil:
		leaves, more = slices.Insert(leaves, at, l), 1
	}
	switch n := len(leaves); {
	case n == 0:
		return slices.Delete(list, i, i+1), more
	case n > 2*bundled:
		list[i] = &bundle{leaves: slices.Clip(leaves[:n/2])}
		return slices.Insert(list, i+1, &bundle{leaves: slices.Clone(leaves[n/2:])}), more
	default:
		list[i] = &bundle{leaves: leaves}
		return list, more
	}
}

// get gives one segment, nil where there is none.
func (s segments) get(key SegmentKey) *segment {
	l := leaf{path: s.paths[key.Scope], scope: key.Scope}
	list := s.of[key.Subject]
	i := bundleOf(list, l)
	if i == len(list) {
		return nil
	}
	if at, there := slices.BinarySearchFunc(list[i].leaves, l, leaf.compare); there {
		return list[i].leaves[at].segment
	}
	return nil
}

// all goes through the segments.
func (s segments) all() iter.Seq2[SegmentKey, *segment] {
	return s.reaching(nil, nil)
}

// reaching goes through the segments of bundles that may have regions in a run of
// a walk.
func (s segments) reaching(w *walk, within *tally.Within) iter.Seq2[SegmentKey, *segment] {
	return func(yield func(SegmentKey, *segment) bool) {
		for subject, list := range s.of {
			for _, b := range list {
				if _, in := b.in(w, within); !in {
					continue
				}
				for _, l := range b.leaves {
					if !yield(SegmentKey{Scope: l.scope, Subject: subject}, l.segment) {
						return
					}
				}
			}
		}
	}
}

func (b *bundle) reachIn(w *walk) *reach {
	if r := b.reach.Load(); r != nil && r.walk == w {
		return r
	}
	r := &reach{walk: w, lo: nowhere}
	for _, l := range b.leaves {
		of := l.reachIn(w)
		r.lo, r.hi, r.loose = min(r.lo, of.lo), max(r.hi, of.hi), r.loose || of.loose
	}
	b.reach.Store(r)
	return r
}

// in is segment.in for all of a bundle.
func (b *bundle) in(w *walk, within *tally.Within) (test *tally.Within, in bool) {
	if within == nil {
		return nil, true
	}
	return b.reachIn(w).in(within)
}

// met are the codes of all findings in the bundle.
func (b *bundle) met() tally.Codes {
	b.look.Do(func() {
		for _, l := range b.leaves {
			b.codes.Add(l.seen().codes)
		}
	})
	return b.codes
}

// in says whether what reaches so far may have regions in a run of a walk, and
// what of it is left to test entry by entry: nil = nothing, all of it is in.
func (r *reach) in(within *tally.Within) (test *tally.Within, in bool) {
	switch {
	case r.hi <= within.Lo || r.lo >= within.Hi:
		return nil, false
	case !r.loose && r.lo >= within.Lo && r.hi <= within.Hi:
		return nil, true
	default:
		return within, true
	}
}

// cellsOn gives what a segment or a bundle comes to on a day that has a slot.
func (c *tallied) cellsOn(on graph.Date, slot int, count func() tally.Cells) tally.Cells {
	if known := c.days[slot].Load(); known != nil && known.on == on {
		return known.cells
	}
	cells := count()
	c.days[slot].Store(&dayCells{on, cells})
	return cells
}

func (s *segment) cells(on graph.Date, slot int) tally.Cells {
	return s.cellsOn(on, slot, func() tally.Cells { return s.Cells(on) })
}

func (b *bundle) cells(on graph.Date, slot int) tally.Cells {
	return b.cellsOn(on, slot, func() tally.Cells {
		parts := make([]tally.Cells, len(b.leaves))
		for i, l := range b.leaves {
			parts[i] = l.cells(on, slot)
		}
		return tally.Sum(parts)
	})
}

// mostHot is for how many days counts of segments are remembered.
const mostHot = 4

// hotDays gives slots to days that are asked for again and again, above all
// today; others are counted as they are asked.
type hotDays struct {
	mu     sync.Mutex
	slots  [mostHot]graph.Date
	used   [mostHot]int // when
	clock  int
	lately [2 * mostHot]graph.Date // asked for once
}

// slot gives the slot of a day, ok is false where it has none yet.
func (h *hotDays) slot(on graph.Date) (slot int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock++
	oldest := 0
	for i := range h.slots {
		if h.slots[i] == on && h.used[i] > 0 {
			h.used[i] = h.clock
			return i, true
		}
		if h.used[i] < h.used[oldest] {
			oldest = i
		}
	}
	if slices.Contains(h.lately[:], on) {
		h.slots[oldest], h.used[oldest] = on, h.clock
		return oldest, true
	}
	h.lately[h.clock%len(h.lately)] = on
	return 0, false
}

// remembered says whether a day has a slot, and has it asked for.
func (h *hotDays) remembered(on graph.Date) bool {
	_, hot := h.slot(on)
	return hot
}
