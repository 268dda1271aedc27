package tally

import (
	"encoding/binary"

	"cobuild/graph"
)

// Cell is how many entries of a code and a class of units hold on a day.
type Cell struct {
	of cellKey
	n  int32
}

type cellKey struct {
	code, kind, ownership byte
	info                  bool
}

// Cells are what a segment comes to on a day, in no order: enough for any count
// of all of it that looks at no more than code and class.
type Cells []Cell

func (k cellKey) attributes() (a graph.Attributes) {
	a[graph.AttrKind], a[graph.AttrOwnership] = k.kind, k.ownership
	return a
}

// Cells counts the entries that hold on a day by code and class.
func (s Segment) Cells(day graph.Date) Cells {
	on, sums := uint16(day), map[cellKey]int32{}
	for i := 0; i+Size <= len(s); i += Size {
		p := s[i : i+Size : i+Size]
		if binary.BigEndian.Uint16(p[8:]) <= on {
			break // the rest ended earlier
		}
		if binary.BigEndian.Uint16(p[6:]) <= on {
			sums[cellKey{p[5], p[10+graph.AttrKind], p[10+graph.AttrOwnership], p[10+graph.AttrFlags]&graph.FlagInfo != 0}]++
		}
	}
	return cellsOf(sums)
}

// Sum is the cells of several segments together.
func Sum(parts []Cells) Cells {
	sums := map[cellKey]int32{}
	for _, part := range parts {
		for _, cell := range part {
			sums[cell.of] += cell.n
		}
	}
	return cellsOf(sums)
}

func cellsOf(sums map[cellKey]int32) Cells {
	cells := make(Cells, 0, len(sums))
	for key, n := range sums {
		cells = append(cells, Cell{key, n})
	}
	return cells
}

// Count adds cells to the counts; keep looks at the class alone, nil = all.
func (c Cells) Count(keep func(graph.Attributes) bool, into *Counts) {
	for _, cell := range c {
		switch {
		case keep != nil && !keep(cell.of.attributes()):
		case cell.of.info:
			into.Info[cell.of.code] += cell.n
		default:
			into.All[cell.of.code] += cell.n
		}
	}
}
