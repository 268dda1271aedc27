package store

import (
	"maps"
	"slices"
	"strings"

	"cobuild/graph"
)

// entry is a region on its way into a tree.
type entry struct {
	node
	parents []graph.Link
}

func entryFor(r *graph.Region, parents []graph.Link) entry {
	return entry{node{
		id: r.ID, no: r.No, path: r.Path, scope: r.Scope, life: r.Interval, rank: uint8(r.Level.Rank()),
	}, parents}
}

func newTree() *tree { return &tree{later: map[uint32][]spell{}, walks: map[int]*walk{}} }

// with is the tree with regions added or replaced, and others gone.
func (t *tree) with(entries []entry, gone ...graph.ID) *tree {
	p := t.plant()
	p.drop(gone)
	p.put(entries)
	return p.done()
}

// planting is a tree in the making. What it shares with the one before is copied
// when it is changed.
type planting struct {
	t        *tree
	own      map[int]bool // pages that are no longer shared
	ownSlots bool
	moved    []uint32 // numbers of those that change their parent
	waiting  []entry  // whose parents have not all come
}

func (t *tree) plant() *planting {
	next := newTree()
	next.pages, next.slots, next.n, next.later = slices.Clone(t.pages), t.slots, t.n, maps.Clone(t.later)
	return &planting{t: next, own: map[int]bool{}, moved: slices.Clone(t.movers)}
}

// node is the place of a number, to be changed.
func (p *planting) node(no uint32) *node {
	i := int(no) / len(page{})
	for i >= len(p.t.pages) {
		p.t.pages = append(p.t.pages, nil)
	}
	if !p.own[i] {
		fresh := new(page)
		if p := p.t.pages[i]; p != nil {
			*fresh = *p
		}
		p.t.pages[i], p.own[i] = fresh, true
	}
	return &p.t.pages[i][int(no)%len(page{})]
}

// drop takes regions out. The hash table is made anew: it knows of no gaps.
func (p *planting) drop(gone []graph.ID) {
	var numbers []uint32
	for _, id := range gone {
		if n := p.t.of(id); n != nil {
			numbers = append(numbers, n.no)
		}
	}
	for _, no := range numbers {
		*p.node(no) = node{}
		delete(p.t.later, no)
	}
	if len(numbers) > 0 {
		p.t.n -= len(numbers)
		p.table(len(p.t.slots))
	}
}

// table makes the hash table anew.
func (p *planting) table(size int) {
	p.t.slots, p.ownSlots = make([]uint32, size), true
	for n := range p.t.all {
		p.t.slots[p.t.slot(n.id)] = n.no
	}
}

// put takes regions in, in the place of those with the same ids. A parent comes
// before them, with them, or in a later call.
func (p *planting) put(entries []entry) {
	var text strings.Builder // of all of them, so that ids and paths are one piece
	for i := range entries {
		e := &entries[i]
		text.WriteString(string(e.id))
		text.WriteString(e.path)
	}
	rest := text.String()
	cut := func(n int) (head string) {
		head, rest = rest[:n], rest[n:]
		return head
	}
	for i := range entries {
		e := &entries[i]
		e.id, e.path = graph.ID(cut(len(e.id))), cut(len(e.path))
		p.number(e)
		*p.node(e.no) = e.node
	}
	for i := range entries {
		e := &entries[i]
		n := p.node(e.no)
		if scope := p.t.of(e.scope); scope != nil {
			n.scope = scope.id // which is there already
		} else {
			n.scope = graph.ID(strings.Clone(string(e.scope)))
		}
		if !p.lie(n, e.parents) {
			p.waiting = append(p.waiting, entry{node: *n, parents: e.parents})
		}
	}
}

// number enters a region's id into the hash table.
func (p *planting) number(e *entry) {
	if p.t.of(e.id) != nil {
		return
	}
	if p.t.n++; 4*p.t.n > 3*len(p.t.slots) {
		p.table(max(2*len(p.t.slots), 16))
	} else if !p.ownSlots {
		p.t.slots, p.ownSlots = slices.Clone(p.t.slots), true
	}
	p.t.slots[p.t.slot(e.id)] = e.no
}

// lie puts a region where its links say. all says that every parent is there.
func (p *planting) lie(n *node, parents []graph.Link) (all bool) {
	all = true
	spells := make([]spell, len(parents))
	for i, l := range parents {
		spells[i].Interval = l.Interval
		if p := p.t.of(l.To); p != nil {
			spells[i].in = p.no
		} else {
			all = false
		}
	}
	slices.SortFunc(spells, func(a, b spell) int { return int(a.Since) - int(b.Since) })
	n.first, n.more = spell{}, len(spells) > 1
	if delete(p.t.later, n.no); n.more {
		p.t.later[n.no] = spells[1:]
	}
	if len(spells) > 0 {
		n.first = spells[0]
	}
	if len(p.t.turnsOf(n)) > 0 {
		p.moved = append(p.moved, n.no)
	}
	return all
}

// done gives the tree, which nobody changes from now on.
func (p *planting) done() *tree {
	for i := range p.waiting {
		p.lie(p.node(p.waiting[i].no), p.waiting[i].parents)
	}
	slices.Sort(p.moved)
	for _, no := range slices.Compact(p.moved) {
		n := p.t.at(no)
		if n == nil {
			continue
		}
		if turns := p.t.turnsOf(n); len(turns) > 0 {
			p.t.movers = append(p.t.movers, no)
			p.t.turns = append(p.t.turns, turns...)
		}
	}
	slices.Sort(p.t.turns)
	p.t.turns = slices.Compact(p.t.turns)
	return p.t
}
