package tally

import (
	"encoding/binary"

	"cobuild/graph"
)

// Within restricts a count to regions by their place in a walk of the tree: a
// region with number n is in where Lo <= Place[n] < Hi.
type Within struct {
	Place  []uint32
	Lo, Hi uint32
}

func (w *Within) holds(no uint32) bool {
	return int(no) < len(w.Place) && w.Place[no] >= w.Lo && w.Place[no] < w.Hi
}

// Query says what to count.
type Query struct {
	On     graph.Date
	Within *Within                     // nil = every region, and none
	Keep   func(graph.Attributes) bool // nil = all
}

// Counts is how many entries of each code hold; Info are those for information
// only, and not in All.
type Counts struct {
	All, Info [256]int32
}

// Put counts an entry, whenever it holds.
func (c *Counts) Put(e Entry) {
	p := e.pack()
	c.add(p[:], 1)
}

func (c *Counts) add(p []byte, n int32) {
	if p[10+graph.AttrFlags]&graph.FlagInfo != 0 {
		c.Info[p[5]] += n
	} else {
		c.All[p[5]] += n
	}
}

// Sum adds all entries to the counts, whenever they hold.
func (s Segment) Sum(into *Counts) {
	for i := 0; i+Size <= len(s); i += Size {
		into.add(s[i:i+Size:i+Size], 1)
	}
}

// Count adds the entries that hold on the day to the counts.
func (s Segment) Count(q Query, into *Counts) {
	on := uint16(q.On)
	for i := 0; i+Size <= len(s); i += Size {
		p := s[i : i+Size : i+Size]
		if binary.BigEndian.Uint16(p[8:]) <= on {
			return // the rest ended earlier
		}
		if q.takes(p, on) {
			into.add(p, 1)
		}
	}
}

// takes says whether an entry that has not ended is counted.
func (q *Query) takes(p []byte, on uint16) bool {
	return binary.BigEndian.Uint16(p[6:]) <= on &&
		(q.Within == nil || q.Within.holds(binary.BigEndian.Uint32(p))) &&
		(q.Keep == nil || q.Keep(graph.Attributes(p[10:16])))
}

// CountGroups counts into several counts in one pass: group says which one an
// entry belongs to, nil for none.
func (s Segment) CountGroups(q Query, group func(region uint32, a graph.Attributes) *Counts) {
	on := uint16(q.On)
	for i := 0; i+Size <= len(s); i += Size {
		p := s[i : i+Size : i+Size]
		if binary.BigEndian.Uint16(p[8:]) <= on {
			return
		}
		if !q.takes(p, on) {
			continue
		}
		if into := group(binary.BigEndian.Uint32(p), graph.Attributes(p[10:16])); into != nil {
			into.add(p, 1)
		}
	}
}
