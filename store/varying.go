package store

import (
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// varying is the regions that lie in a place on some of the days of a trend
// only: those that moved into it or out of it between the days, and what lies
// below them.
type varying struct {
	runs  []run32 // their places in the walk of the last day
	spans map[uint32][]tally.Span
}

// run32 is a run of places in a walk: hi is exclusive.
type run32 struct{ lo, hi uint32 }

// reaches says whether a segment has any of the regions.
func (v *varying) reaches(s *segment, w *walk) bool {
	if v == nil {
		return false
	}
	reach := s.reachIn(w)
	return slices.ContainsFunc(v.runs, func(r run32) bool { return r.lo < reach.hi && reach.lo < r.hi })
}

// varying works out on which of the days regions lie in a place; nil where none
// moves into it or out of it between the first and the last, whose walk is w.
// What does not lie below something that moves lies where it does on the last
// day; what does goes with the nearest such region above it.
func (t *tree) varying(place *node, w *walk, days []graph.Date) *varying {
	first, last := days[0], days[len(days)-1]
	m := &moves{t: t, place: place, w: w, index: map[uint32]int{}}
	for _, no := range t.movers {
		n := t.at(no)
		if w.place[no] != nowhere && slices.ContainsFunc(t.turnsOf(n), func(d graph.Date) bool { return first < d && d <= last }) {
			m.index[no] = len(m.movers)
			m.movers = append(m.movers, n)
		}
	}
	if len(m.movers) == 0 {
		return nil
	}
	for _, n := range m.movers {
		m.below = append(m.below, run32{w.place[n.no], w.end[n.no]})
	}
	m.below = joined(m.below)
	spans := m.follow(days)
	v := &varying{spans: map[uint32][]tally.Span{}}
	whole := tally.Span{From: 0, To: len(days)}
	for i, n := range m.movers {
		if len(spans[i]) == 0 || spans[i][0] == whole {
			continue // as on the last day
		}
		v.runs = append(v.runs, run32{w.place[n.no], w.end[n.no]})
	}
	v.runs = joined(v.runs)
	for _, r := range v.runs {
		for _, no := range w.order[r.lo:r.hi] {
			if i, moves := m.index[no]; moves {
				v.spans[no] = spans[i]
			} else if parent := t.parentOn(t.at(no), last); parent != nil { // met before it
				v.spans[no] = v.spans[parent.no]
			}
		}
	}
	if len(v.runs) == 0 {
		return nil
	}
	return v
}

// joined sorts runs and joins those that overlap.
func joined(runs []run32) []run32 {
	slices.SortFunc(runs, func(a, b run32) int { return int(a.lo) - int(b.lo) })
	var out []run32
	for _, r := range runs {
		if n := len(out); n > 0 && r.lo < out[n-1].hi {
			out[n-1].hi = max(out[n-1].hi, r.hi)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// moves follows regions that move over the days of a trend.
type moves struct {
	t      *tree
	place  *node
	w      *walk // of the last day
	movers []*node
	index  map[uint32]int // number of a mover to its index
	below  []run32        // what lies below movers on the last day, with them
	inside []int8         // of each mover on a day: 1 in the place, -1 not, 0 not yet known
	always []int8         // of each mover on all days: 1 in the place, -1 not, 0 to be followed
}

// settle finds the movers that lie in the place, or out of it, on all days: those
// whose parents, of whatever time, do, and do not move themselves. Of a nation's
// movers that is nearly all.
func (m *moves) settle() {
	m.always = make([]int8, len(m.movers))
	for i, n := range m.movers {
		if n == m.place {
			continue
		}
		spells := []spell{n.first}
		if n.more {
			spells = append(spells, m.t.later[n.no]...)
		}
		in, out := 0, 0
		whole := spells[0].Since <= n.life.Since && spells[len(spells)-1].End() >= n.life.End()
		for k, s := range spells {
			whole = whole && (k == 0 || s.Since <= spells[k-1].End())
			switch parent := m.t.at(s.in); {
			case parent == nil:
				out++
			case m.lower(parent): // movers are below themselves
			case m.within(parent):
				in++
			default:
				out++
			}
		}
		switch {
		case out == len(spells): // and between two of them in nothing
			m.always[i] = -1
		case in == len(spells) && whole:
			m.always[i] = 1
		}
	}
}

// within says whether a region lies in the place on the last day.
func (m *moves) within(n *node) bool {
	at := m.w.place[n.no]
	return at >= m.w.place[m.place.no] && at < m.w.end[m.place.no]
}

// follow gives the days on which each mover lies in the place.
func (m *moves) follow(days []graph.Date) [][]tally.Span {
	spans := make([][]tally.Span, len(m.movers))
	m.inside = make([]int8, len(m.movers))
	m.settle()
	for i, always := range m.always {
		if always > 0 {
			spans[i] = []tally.Span{{From: 0, To: len(days)}}
		}
	}
	for from := 0; from < len(days); {
		to := from + 1 // days between two changes of parents are alike
		for to < len(days) && m.t.epoch(days[to]) == m.t.epoch(days[from]) {
			to++
		}
		copy(m.inside, m.always)
		for i, n := range m.movers {
			switch of := spans[i]; {
			case m.always[i] != 0:
			case !m.holds(n, days[from], 0):
			case len(of) > 0 && of[len(of)-1].To == from:
				of[len(of)-1].To = to
			default:
				spans[i] = append(of, tally.Span{From: from, To: to})
			}
		}
		from = to
	}
	return spans
}

// holds says whether a region lies in the place on a day. steps ends a climb in
// a circle, which writes refuse.
func (m *moves) holds(n *node, on graph.Date, steps int) bool {
	if n == m.place {
		return true
	}
	i, moves := m.index[n.no]
	if moves && m.inside[i] != 0 {
		return m.inside[i] > 0
	}
	if !moves && !m.lower(n) {
		return m.within(n)
	}
	parent := m.t.parentOn(n, on)
	in := parent != nil && steps < m.t.n && m.holds(parent, on, steps+1)
	if moves {
		m.inside[i] = -1
		if in {
			m.inside[i] = 1
		}
	}
	return in
}

// lower says whether a region lies below a mover on the last day.
func (m *moves) lower(n *node) bool {
	at := m.w.place[n.no]
	_, in := slices.BinarySearchFunc(m.below, at, func(r run32, at uint32) int {
		switch {
		case r.hi <= at:
			return -1
		case r.lo > at:
			return 1
		default:
			return 0
		}
	})
	return in
}
