package storetest

import (
	"cmp"

	"cobuild/graph"
	"cobuild/sample/audit"
	"cobuild/store"
)

// facts is a dataset made ready for plain questions: every answer is found by
// following links one by one.
type facts struct {
	graph.Dataset
	nouns   map[graph.ID]graph.Noun
	out, in map[graph.ID][]graph.Link
}

func newFacts(ds graph.Dataset) *facts {
	f := &facts{Dataset: ds, nouns: map[graph.ID]graph.Noun{}, out: map[graph.ID][]graph.Link{}, in: map[graph.ID][]graph.Link{}}
	for _, n := range ds.Nouns {
		f.nouns[n.Top().ID] = n
	}
	for _, l := range ds.Links {
		f.out[l.From] = append(f.out[l.From], l)
		f.in[l.To] = append(f.in[l.To], l)
	}
	return f
}

// plainDay is a day as a plain reader sees it.
type plainDay struct {
	*facts
	day   graph.Date
	count audit.Count

	reports map[graph.Place]*graph.Report // see plainReports
}

func (f *facts) on(d graph.Date) *plainDay {
	return &plainDay{facts: f, day: d, count: audit.Recount(f.Dataset, d)}
}

// far gives the other ends of links that hold on the day.
func (d *plainDay) far(id graph.ID, dir graph.Direction, hop graph.Hop) (ids []graph.ID) {
	links := d.out[id]
	if dir == graph.In {
		links = d.in[id]
	}
	for i := range links {
		if links[i].Hop == hop && links[i].Holds(d.day) {
			ids = append(ids, links[i].Far(dir))
		}
	}
	return ids
}

func (d *plainDay) single(id graph.ID, hop graph.Hop) graph.ID {
	if ids := d.far(id, graph.Out, hop); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

func (d *plainDay) alive(id graph.ID) bool {
	n := d.nouns[id]
	return n != nil && n.Top().Holds(d.day)
}

// place is the region that a subject of gaps lies in on the day.
func (d *plainDay) place(id graph.ID) graph.ID {
	switch id.Kind() {
	case graph.KindRegion:
		return id
	case graph.KindMember:
		if at := d.single(d.single(id, graph.HopAffiliated), graph.HopLocated); at != "" {
			return at
		}
		return d.single(id, graph.HopResides)
	case graph.KindPairing:
		return d.placeOfPairing(id)
	default:
		return d.single(id, graph.HopLocated)
	}
}

func (d *plainDay) placeOfPairing(id graph.ID) graph.ID {
	first := map[graph.EndRole]graph.ID{} // by id; "" = of any role
	for _, l := range d.out[id] {
		if l.Hop == graph.HopEnd && l.Holds(d.day) {
			for _, role := range []graph.EndRole{graph.EndRole(l.Role), ""} {
				if first[role] == "" || l.To < first[role] {
					first[role] = l.To
				}
			}
		}
	}
	end := cmp.Or(first[graph.RoleHelped], first[""])
	if end == "" {
		return ""
	}
	return d.place(end)
}

// placeOf is the region in which a finding holds on the day.
func (d *plainDay) placeOf(f *graph.Finding) graph.ID {
	if _, gap := f.Code.GapKind(); !gap && f.Subject.Kind() == graph.KindMember {
		return d.single(f.Subject, graph.HopResides)
	}
	return d.place(f.Subject)
}

// lies says whether a region is the place asked for or lies below it.
func (d *plainDay) lies(region graph.ID, p graph.Place) bool {
	if p.Within == "" {
		return true
	}
	if !d.alive(p.Within) {
		return false
	}
	for at := region; at != ""; at = d.single(at, graph.HopParent) {
		if at == p.Within {
			return true
		}
		if p.Self {
			return false
		}
	}
	return false
}

// standsIn says whether a region stands, by the clock, in the place asked for.
func (f *facts) standsIn(region graph.ID, p graph.Place) bool {
	for at := region; at != ""; at = f.above(at) {
		if at == p.Within {
			return true
		}
		if p.Self {
			return false
		}
	}
	return p.Within == ""
}

// above is the region that another lies in today; of one that has ended where it
// lay on its last day, of one to come where it will lie on its first.
func (f *facts) above(id graph.ID) graph.ID {
	day, life := today, f.nouns[id].Top().Life()
	switch {
	case life.End() <= day:
		day = life.End() - 1
	case life.Since > day:
		day = life.Since
	}
	return (&plainDay{facts: f, day: day}).single(id, graph.HopParent)
}

func (d *plainDay) regions() (ids []graph.ID) {
	for _, n := range d.Nouns {
		if n.Kind() == graph.KindRegion && d.alive(n.Top().ID) {
			ids = append(ids, n.Top().ID)
		}
	}
	return ids
}

func (d *plainDay) class(unit graph.ID) graph.UnitClass {
	u, _ := d.nouns[unit].(*graph.Unit)
	if u == nil {
		return graph.UnitClass{}
	}
	return u.ClassOn(d.day)
}

// stands gives the regions that a noun is listed in today: where it is, else
// where it last was, else where it will first be.
func (f *facts) stands(n graph.Noun) []graph.ID {
	id := n.Top().ID
	switch n.Kind() {
	case graph.KindRegion:
		return []graph.ID{id}
	case graph.KindMember:
		return f.standsAt(n, "")
	case graph.KindPairing:
		var at []graph.ID
		for _, l := range f.out[id] {
			if l.Hop == graph.HopEnd && l.To.Kind() == graph.KindRegion {
				at = append(at, l.To)
			} else if l.Hop == graph.HopEnd {
				at = append(at, f.nearest(l.To, graph.HopLocated))
			}
		}
		return at
	default:
		return listOf(f.nearest(id, graph.HopLocated))
	}
}

// standsAt gives the region that a member is listed in today by one of its
// places: where it is, else where it was on the last day of its life, or will be
// on the first.
func (f *facts) standsAt(member graph.Noun, place graph.MemberPlace) []graph.ID {
	head := member.Top()
	d := &plainDay{facts: f, day: min(max(today, head.Since), head.End()-1)}
	home := listOf(d.single(head.ID, graph.HopResides))
	switch place {
	case graph.PlaceResidence:
		return home
	case graph.PlaceWorkplace:
		return listOf(f.nearest(d.single(head.ID, graph.HopWorksAt), graph.HopLocated))
	}
	if at := f.nearest(d.single(head.ID, graph.HopAffiliated), graph.HopLocated); at != "" {
		return []graph.ID{at}
	}
	return home
}

// listed gives the regions that a noun stands in for a list.
func (f *facts) listed(n graph.Noun, q *graph.ListQuery) []graph.ID {
	if q.Member != nil {
		return f.standsAt(n, q.Member.Place)
	}
	return f.stands(n)
}

func listOf(id graph.ID) []graph.ID {
	if id == "" {
		return nil
	}
	return []graph.ID{id}
}

// nearest is the far end of the link of today, else of the last before, else of
// the first after.
func (f *facts) nearest(id graph.ID, hop graph.Hop) graph.ID {
	var past, future *graph.Link
	for i := range f.out[id] {
		l := &f.out[id][i]
		switch {
		case l.Hop != hop:
		case l.Holds(today):
			return l.To
		case l.End() <= today:
			if past == nil || l.End() > past.End() {
				past = l
			}
		case future == nil || l.Since < future.Since:
			future = l
		}
	}
	if near := cmp.Or(past, future); near != nil {
		return near.To
	}
	return ""
}

// nearerLife orders nouns that bear one code by how well they answer for a day.
func nearerLife(a, b graph.Noun, on graph.Date) int {
	rank := func(n graph.Noun) int {
		switch life := n.Top().Life(); {
		case life.Holds(on):
			return 0
		case life.End() <= on:
			return 1 + int(on-life.End())
		default:
			return 1<<20 + int(life.Since-on)
		}
	}
	return cmp.Compare(rank(a), rank(b))
}

// nameKey is what a name is sorted by.
func (f *facts) nameKey(id graph.ID) string {
	head := f.nouns[id].Top()
	return store.SortKey(cmp.Or(head.Name, head.Code)) + "!" + string(id)
}
