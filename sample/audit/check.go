// Package audit examines a dataset from the outside: whether its facts keep the
// rules of form that every writer keeps, and which statuses and gaps a plain
// reading of the rules finds in them on a day. It shares no code with the rules
// it is held against, and takes the slow and obvious way throughout.
package audit

import (
	"fmt"
	"slices"

	"cobuild/graph"
)

// ends tells which kinds of noun a hop may join.
var ends = map[graph.Hop]struct{ from, to []graph.Kind }{
	graph.HopParent:     {[]graph.Kind{graph.KindRegion}, []graph.Kind{graph.KindRegion}},
	graph.HopLocated:    {[]graph.Kind{graph.KindOrganisation, graph.KindUnit, graph.KindAlliance}, []graph.Kind{graph.KindRegion}},
	graph.HopSuperior:   {[]graph.Kind{graph.KindOrganisation}, []graph.Kind{graph.KindOrganisation}},
	graph.HopLeads:      {[]graph.Kind{graph.KindOrganisation}, []graph.Kind{graph.KindRegion}},
	graph.HopCovers:     {[]graph.Kind{graph.KindOrganisation}, []graph.Kind{graph.KindUnit}},
	graph.HopAffiliated: {[]graph.Kind{graph.KindMember}, []graph.Kind{graph.KindOrganisation}},
	graph.HopWorksAt:    {[]graph.Kind{graph.KindMember}, []graph.Kind{graph.KindUnit}},
	graph.HopResides:    {[]graph.Kind{graph.KindMember}, []graph.Kind{graph.KindRegion}},
	graph.HopRegistered: {[]graph.Kind{graph.KindMember}, []graph.Kind{graph.KindOrganisation}},
	graph.HopEnd:        {[]graph.Kind{graph.KindPairing}, participants},
	graph.HopSeat:       {[]graph.Kind{graph.KindAlliance}, participants},
	graph.HopHost:       {[]graph.Kind{graph.KindAlliance}, []graph.Kind{graph.KindOrganisation}},
	graph.HopUmbrella:   {[]graph.Kind{graph.KindAlliance}, []graph.Kind{graph.KindAlliance}},
	graph.HopSecretary:  {[]graph.Kind{graph.KindOrganisation}, []graph.Kind{graph.KindMember}},
}

var participants = []graph.Kind{graph.KindOrganisation, graph.KindUnit, graph.KindRegion}

// Check lists every breach of form: nouns that do not validate, ids and codes
// used twice, ends that are missing or of the wrong kind, links outside the
// lives of their ends, two values of one thing on one day, cycles.
func Check(ds graph.Dataset) []error {
	c := &checker{byID: make(map[graph.ID]graph.Noun, len(ds.Nouns)), ids: map[graph.ID]bool{}}
	c.nouns(ds.Nouns)
	c.holders()
	for i := range ds.Links {
		c.link(&ds.Links[i])
	}
	c.apart(ds.Links)
	c.trees(ds.Links)
	return c.errs
}

type checker struct {
	byID map[graph.ID]graph.Noun
	ids  map[graph.ID]bool
	errs []error
}

func (c *checker) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// take claims an id for one thing of a kind.
func (c *checker) take(id graph.ID, kind graph.Kind) {
	if id.Kind() != kind {
		c.fail("id %q is not of kind %s", id, kind)
	}
	if c.ids[id] {
		c.fail("id %s is used twice", id)
	}
	c.ids[id] = true
}

func (c *checker) nouns(nouns []graph.Noun) {
	type key struct {
		kind  graph.Kind
		field graph.CodeField
		code  string
	}
	lives := map[key][]graph.Interval{}
	claim := func(k key, life graph.Interval) {
		if k.code == "" {
			return
		}
		for _, other := range lives[k] {
			if other.Overlaps(life) {
				c.fail("%s %s %q is borne by two at a time", k.kind, k.field, k.code)
			}
		}
		lives[k] = append(lives[k], life)
	}
	for _, n := range nouns {
		top := n.Top()
		c.take(top.ID, n.Kind())
		c.byID[top.ID] = n
		claim(key{n.Kind(), graph.ByCode, top.Code}, top.Life())
		if err := n.Validate(); err != nil {
			c.fail("%s %q: %w", n.Kind(), top.Code, err)
		}
		switch n := n.(type) {
		case *graph.Unit:
			claim(key{graph.KindUnit, graph.ByCredit, n.CreditCode}, n.Life())
			for _, h := range n.Headcounts {
				c.take(h.ID, graph.KindHeadcount)
				c.belongs(h.Unit, n)
			}
			for _, w := range n.Works {
				c.take(w.ID, graph.KindWork)
				c.belongs(w.Unit, n)
			}
			if !covers(n.Classes, n.Life()) {
				c.fail("unit %q has days without a class", n.Code)
			}
		case *graph.Organisation:
			if !covers(n.Kinds, n.Life()) {
				c.fail("organisation %q has days without a kind", n.Code)
			}
		case *graph.Member:
			if !covers(n.Statuses, n.Life()) {
				c.fail("member %q has days without a status", n.Code)
			}
		case *graph.Pairing:
			for _, a := range n.Activities {
				c.take(a.ID, graph.KindActivity)
				c.belongs(a.Pairing, n)
			}
		}
	}
}

// holders looks for secretaries without a name.
func (c *checker) holders() {
	for _, n := range c.byID {
		o, ok := n.(*graph.Organisation)
		if !ok {
			continue
		}
		for _, s := range o.Secretaries {
			if s.Value == "" {
				c.fail("organisation %q has a secretary without a name", o.Code)
			}
		}
	}
}

func (c *checker) belongs(owner graph.ID, n graph.Noun) {
	if owner != n.Top().ID {
		c.fail("a part of %s names %s as its owner", n.Top().ID, owner)
	}
}

// covers says whether spells, in order, leave no day of a life out.
func covers[T any](spells []graph.Spell[T], life graph.Interval) bool {
	at := life.Since
	for _, s := range spells {
		if s.Since != at {
			return false
		}
		at = s.End()
	}
	return at == life.End()
}

func (c *checker) link(l *graph.Link) {
	kind := graph.KindLink
	if l.Hop == graph.HopCovers {
		kind = graph.KindCoverage
	}
	c.take(l.ID, kind)
	from, to := c.byID[l.From], c.byID[l.To]
	may, known := ends[l.Hop]
	switch {
	case !known:
		c.fail("link %s has unknown hop %q", l.ID, l.Hop)
		return
	case from == nil || to == nil:
		c.fail("%s %s -> %s: an end is missing", l.Hop, l.From, l.To)
		return
	case !slices.Contains(may.from, from.Kind()) || !slices.Contains(may.to, to.Kind()):
		c.fail("%s joins %s and %s", l.Hop, from.Kind(), to.Kind())
	}
	name := fmt.Sprintf("%s %s%s -> %s%s", l.Hop, from.Top().Code, from.Top().Name, to.Top().Code, to.Top().Name)
	if err := l.Interval.Validate(); err != nil {
		c.fail("%s: %w", name, err)
	}
	for _, end := range []graph.Noun{from, to} {
		if !end.Top().Contains(l.Interval) {
			c.fail("%s %s lies outside the life %s of an end", name, l.Interval, end.Top().Life())
		}
	}
	if (l.Hop == graph.HopCovers) != (l.Mode != "") || l.Mode != "" && !slices.Contains(graph.CoverageModes, l.Mode) {
		c.fail("%s has mode %q", name, l.Mode)
	}
	switch l.Hop {
	case graph.HopEnd:
		if !slices.Contains(graph.EndRoles, graph.EndRole(l.Role)) {
			c.fail("%s has role %q", name, l.Role)
		}
	case graph.HopSeat:
		if !slices.Contains(graph.AllianceRoles, graph.AllianceRole(l.Role)) {
			c.fail("%s has role %q", name, l.Role)
		}
	default:
		if l.Role != "" {
			c.fail("%s has role %q", name, l.Role)
		}
	}
	if l.Person != "" {
		if _, ok := c.byID[l.Person].(*graph.Member); !ok || l.Hop != graph.HopEnd {
			c.fail("%s names %s, who is no member", name, l.Person)
		}
	}
}

// apart looks for values that hold on the same days as others of which only one
// may hold.
func (c *checker) apart(links []graph.Link) {
	type slot struct {
		what string
		a, b graph.ID
	}
	held := map[slot][]graph.Interval{}
	put := func(s slot, l *graph.Link) {
		for _, other := range held[s] {
			if other.Overlaps(l.Interval) {
				c.fail("%s of %s: two on the same days, %s and %s", s.what, s.a, other, l.Interval)
			}
		}
		held[s] = append(held[s], l.Interval)
	}
	for i := range links {
		l := &links[i]
		if l.Hop.Single() {
			put(slot{what: string(l.Hop), a: l.From}, l)
		} else {
			put(slot{what: string(l.Hop), a: l.From, b: l.To}, l)
		}
		if l.Hop == graph.HopLeads {
			put(slot{what: "leader", a: l.To}, l)
		}
		if l.Mode == graph.ModeOwn {
			put(slot{what: "own unit", a: l.From}, l)
		}
	}
	for id, n := range c.byID {
		placed := held[slot{what: string(graph.HopLocated), a: id}]
		switch n.(type) {
		case *graph.Region:
			if placed = held[slot{what: string(graph.HopParent), a: id}]; len(placed) == 0 {
				continue // a root
			}
		case *graph.Organisation, *graph.Unit, *graph.Alliance:
		default:
			continue
		}
		if !fills(placed, n.Top().Life()) {
			c.fail("%s %q has days without a place", n.Kind(), n.Top().Code)
		}
	}
	c.pairings(links)
}

// fills says whether intervals that lie apart leave no day of a life out.
func fills(parts []graph.Interval, life graph.Interval) bool {
	slices.SortFunc(parts, func(a, b graph.Interval) int { return int(a.Since) - int(b.Since) })
	at := life.Since
	for _, p := range parts {
		if p.Since != at {
			return false
		}
		at = p.End()
	}
	return at == life.End()
}

// pairings looks for two of the same kind between the same ends at one time,
// and for those with fewer than two ends.
func (c *checker) pairings(links []graph.Link) {
	sets := map[graph.ID][]string{}
	for i := range links {
		if links[i].Hop == graph.HopEnd {
			sets[links[i].From] = append(sets[links[i].From], string(links[i].To))
		}
	}
	held := map[string][]graph.Interval{}
	for id, n := range c.byID {
		p, ok := n.(*graph.Pairing)
		if !ok {
			continue
		}
		set := slices.Compact(slices.Sorted(slices.Values(sets[id])))
		if len(set) < 2 {
			c.fail("pairing %q has %d ends", p.Code, len(set))
		}
		key := fmt.Sprint(p.PairingKind, set)
		for _, other := range held[key] {
			if other.Overlaps(p.Life()) {
				c.fail("pairing %q repeats another between the same ends", p.Code)
			}
		}
		held[key] = append(held[key], p.Life())
	}
}

// trees looks for cycles in the territory and in the line, on every day on
// which one could come to be.
func (c *checker) trees(links []graph.Link) {
	for _, hop := range []graph.Hop{graph.HopParent, graph.HopSuperior} {
		up := map[graph.ID][]*graph.Link{}
		for i := range links {
			if l := &links[i]; l.Hop == hop {
				up[l.From] = append(up[l.From], l)
			}
		}
		// A cycle begins on the day on which its youngest link does.
		for start, ls := range up {
			for _, l := range ls {
				c.climb(hop, up, start, l.Since)
			}
		}
	}
}

// climb follows links upwards from start on a day and must not come back to it.
func (c *checker) climb(hop graph.Hop, up map[graph.ID][]*graph.Link, start graph.ID, day graph.Date) {
	for id, steps := start, 0; id != ""; steps++ {
		next := graph.ID("")
		for _, l := range up[id] {
			if l.Holds(day) {
				next = l.To
			}
		}
		if id = next; id == start {
			c.fail("%s runs in a circle at %s on %s", hop, start, day)
			return
		}
		if steps > len(up) {
			return // a circle above, told of at its own links
		}
	}
}
