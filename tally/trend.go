package tally

import (
	"encoding/binary"

	"cobuild/graph"
)

// Trend counts for many days in one pass: each entry adds one to the first day
// it holds on and takes one from the first day it does not; the sums over the
// days so far are the counts. An entry costs the same for one day and for 400.
type Trend struct {
	first  graph.Date
	index  []uint16 // by day after first: how many of the days come before it
	counts []Counts // differences; one more than days
}

// NewTrend prepares counts for days, which ascend and are at least one.
func NewTrend(days []graph.Date) *Trend {
	t := &Trend{first: days[0], counts: make([]Counts, len(days)+1)}
	t.index = make([]uint16, int(days[len(days)-1]-days[0])+1)
	n := 0
	for i := range t.index {
		if days[n] < days[0]+graph.Date(i) {
			n++
		}
		t.index[i] = uint16(n)
	}
	return t
}

// at is the index of the first of the days that is not before d.
func (t *Trend) at(d uint16) int {
	switch i := int(d) - int(t.first); {
	case i <= 0:
		return 0
	case i >= len(t.index):
		return len(t.counts) - 1
	default:
		return int(t.index[i])
	}
}

// Span is a run of the days of a trend, by index: From <= i < To.
type Span struct{ From, To int }

// DaysQuery says what a trend counts of a segment.
type DaysQuery struct {
	Within *Within                     // nil = every region, and none
	Vary   map[uint32][]Span           // regions that are in on some of the days only, whatever Within says
	Keep   func(graph.Attributes) bool // nil = all
}

// Add counts a segment.
func (t *Trend) Add(s Segment, q DaysQuery) {
	for i := 0; i+Size <= len(s); i += Size {
		p := s[i : i+Size : i+Size]
		to := t.at(binary.BigEndian.Uint16(p[8:]))
		if to == 0 {
			return // the rest ended before the first day
		}
		from := t.at(binary.BigEndian.Uint16(p[6:]))
		if from >= to {
			continue
		}
		if q.Within != nil || q.Vary != nil {
			no := binary.BigEndian.Uint32(p)
			if spans, varies := q.Vary[no]; varies {
				if q.Keep == nil || q.Keep(graph.Attributes(p[10:16])) {
					t.clipped(p, from, to, spans)
				}
				continue
			}
			if q.Within != nil && !q.Within.holds(no) {
				continue
			}
		}
		if q.Keep == nil || q.Keep(graph.Attributes(p[10:16])) {
			t.counts[from].add(p, 1)
			t.counts[to].add(p, -1)
		}
	}
}

func (t *Trend) clipped(p []byte, from, to int, spans []Span) {
	for _, s := range spans {
		if lo, hi := max(from, s.From), min(to, s.To); lo < hi {
			t.counts[lo].add(p, 1)
			t.counts[hi].add(p, -1)
		}
	}
}

// Counts gives the counts of each day. Nothing can be added after it.
func (t *Trend) Counts() []Counts {
	days := t.counts[:len(t.counts)-1]
	for i := 1; i < len(days); i++ {
		before, c := &days[i-1], &days[i]
		for code := range c.All {
			c.All[code] += before.All[code]
			c.Info[code] += before.Info[code]
		}
	}
	return days
}
