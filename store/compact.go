package store

import (
	"strings"

	"cobuild/graph"
)

// many is a list that grows without being copied.
type many[T any] struct {
	parts [][]T
	n     int
}

const manyPart = 1 << 16

func (m *many[T]) add(v T) {
	if m.n%manyPart == 0 {
		m.parts = append(m.parts, make([]T, 0, manyPart))
	}
	last := len(m.parts) - 1
	m.parts[last] = append(m.parts[last], v)
	m.n++
}

func (m *many[T]) at(i uint32) *T { return &m.parts[i/manyPart][i%manyPart] }

// idNumbers numbers ids from 0 as they come: 24 bytes of text each, in large
// pieces that the collector need not look into, and two places of a hash table.
type idNumbers struct {
	texts []*strings.Builder // of manyPart ids each
	slots []uint32           // number + 1, 0 = free; a power of two
	n     uint32
}

const idLength = 24 // prefix, _ and body

// id gives the id with a number, without a copy.
func (t *idNumbers) id(no uint32) graph.ID {
	at := int(no%manyPart) * idLength
	return graph.ID(t.texts[no/manyPart].String()[at : at+idLength])
}

// find gives the number of an id.
func (t *idNumbers) find(id graph.ID) (no uint32, known bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	at := t.slot(id)
	return t.slots[at] - 1, t.slots[at] != 0
}

// number gives the number of an id, a new one where it has none.
func (t *idNumbers) number(id graph.ID) uint32 {
	if int(t.n)*2 >= len(t.slots) {
		t.grow()
	}
	at := t.slot(id)
	if t.slots[at] == 0 {
		if t.n%manyPart == 0 {
			text := &strings.Builder{}
			text.Grow(manyPart * idLength)
			t.texts = append(t.texts, text)
		}
		t.texts[t.n/manyPart].WriteString(string(id))
		t.n++
		t.slots[at] = t.n
	}
	return t.slots[at] - 1
}

func (t *idNumbers) grow() {
	t.slots = make([]uint32, max(2*len(t.slots), 1<<10))
	for no := range t.n {
		t.slots[t.slot(t.id(no))] = no + 1
	}
}

// slot is where an id stands in the table, or would.
func (t *idNumbers) slot(id graph.ID) int {
	mask := len(t.slots) - 1
	for at := int(hashID(id)) & mask; ; at = (at + 1) & mask {
		if no := t.slots[at]; no == 0 || t.id(no-1) == id {
			return at
		}
	}
}

// hashID is FNV-1a, mixed so that its low bits depend on all others.
func hashID(id graph.ID) uint32 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(id); i++ {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return uint32(h ^ h>>32)
}

// linkColumns is a link without its id and person, of 16 bytes.
type linkColumns struct {
	from, to     uint32 // numbers
	since, until graph.Date
	word         uint16 // of mode and role
	hop          uint8  // index into graph.Hops
	dropped      bool   // put and withdrawn again: no link
}

func (c *linkColumns) holds(on graph.Date) bool {
	return graph.Interval{Since: c.since, Until: c.until}.Holds(on)
}

// words numbers texts of which there are few.
type words struct {
	texts   [][2]string
	numbers map[[2]string]uint16
}

func (w *words) number(mode graph.CoverageMode, role string) (uint16, bool) {
	text := [2]string{string(mode), role}
	no, known := w.numbers[text]
	if !known {
		if len(w.texts) > 1<<16-1 {
			return 0, false
		}
		if w.numbers == nil {
			w.numbers = map[[2]string]uint16{}
		}
		no = uint16(len(w.texts))
		w.numbers[text] = no
		w.texts = append(w.texts, text)
	}
	return no, true
}

// adjacency lists the links at each noun, in the order in which they came.
type adjacency struct {
	first []uint32 // by noun, and one more: where its links begin in list
	list  []uint32
}

// adjacent sorts links by one of their ends, by counting.
func adjacent(nouns uint32, links *many[linkColumns], end func(*linkColumns) uint32) adjacency {
	a := adjacency{first: make([]uint32, nouns+2), list: make([]uint32, links.n)}
	for _, part := range links.parts {
		for i := range part {
			if !part[i].dropped {
				a.first[end(&part[i])+2]++
			}
		}
	}
	for i := 2; i < len(a.first); i++ {
		a.first[i] += a.first[i-1]
	}
	no := uint32(0)
	for _, part := range links.parts {
		for i := range part {
			if at := &a.first[end(&part[i])+1]; !part[i].dropped {
				a.list[*at] = no
				*at++
			}
			no++
		}
	}
	a.first = a.first[:nouns+1]
	return a
}

func (a *adjacency) of(noun uint32) []uint32 { return a.list[a.first[noun]:a.first[noun+1]] }
