package exchange

import (
	"slices"

	"cobuild/graph"
)

// Snapshot takes from facts what sheets say that speak of one day: the nouns
// alive on it with the values and places they have then, held for all their life,
// and what has days of its own, such as coverages and headcounts. A noun begins
// no earlier than what it lies in or belongs to. The zero day is none.
type Snapshot struct {
	On    graph.Date
	known map[graph.ID]taken
}

// taken is a noun that was taken.
type taken struct {
	code string
	life graph.Interval
}

// whole are the relations that a sheet gives a noun for all its life, and those
// among them that it cannot be without.
var whole = map[graph.Kind]struct{ all, needed []graph.Hop }{
	graph.KindRegion:       {[]graph.Hop{graph.HopParent}, nil},
	graph.KindOrganisation: {[]graph.Hop{graph.HopLocated, graph.HopSuperior, graph.HopLeads}, []graph.Hop{graph.HopLocated}},
	graph.KindUnit:         {[]graph.Hop{graph.HopLocated}, []graph.Hop{graph.HopLocated}},
	graph.KindMember:       {[]graph.Hop{graph.HopAffiliated, graph.HopWorksAt, graph.HopResides}, nil},
	graph.KindAlliance:     {[]graph.Hop{graph.HopLocated, graph.HopHost, graph.HopUmbrella}, []graph.Hop{graph.HopLocated}},
}

// Take gives what is said of nouns and links. A batch holds with a noun the links
// that leave it, but coverages and secretaries may come later; what they lead to
// is in the same batch or an earlier one, and before the noun.
func (s *Snapshot) Take(nouns []graph.Noun, links []graph.Link) (said []graph.Noun, relations []graph.Link) {
	if s.known == nil {
		s.known = map[graph.ID]taken{}
	}
	from := map[graph.ID][]graph.Link{}
	for _, l := range links {
		from[l.From] = append(from[l.From], l)
	}
	home := map[graph.ID]graph.Link{} // of members, where they register no more
	for _, n := range nouns {
		if n, held := s.noun(n, from[n.Top().ID]); n != nil {
			said = append(said, n)
			relations = append(relations, held...)
			for _, l := range held {
				if l.Hop == graph.HopAffiliated {
					home[l.From] = l
				}
			}
		}
	}
	led := map[graph.ID]bool{}
	for _, l := range links {
		if slices.Contains(whole[l.From.Kind()].all, l.Hop) || l.Hop == graph.HopRegistered && l.To == home[l.From].To && l.Overlaps(home[l.From].Interval) {
			continue
		}
		if l, ok := s.dated(l); ok {
			relations = append(relations, l)
			led[l.From] = led[l.From] || l.Hop == graph.HopSecretary
		}
	}
	for _, n := range said { // one of both can be said
		if o, ok := n.(*graph.Organisation); ok && led[o.ID] {
			o.Secretaries = nil
		}
	}
	return said, relations
}

// noun is what is said of a noun; nil where nothing is.
func (s *Snapshot) noun(n graph.Noun, links []graph.Link) (graph.Noun, []graph.Link) {
	n = graph.CopyNoun(n)
	head := n.Top()
	if !head.Interval.Holds(s.On) || head.Code == "" {
		return nil, nil
	}
	hops := whole[n.Kind()]
	var held []graph.Link
	has := map[graph.Hop]bool{}
	ends := 0
	for _, l := range links {
		to, known := s.known[l.To]
		switch {
		case !known:
			continue
		case slices.Contains(hops.all, l.Hop) && l.Holds(s.On):
			held = append(held, l)
			has[l.Hop] = true
		case l.Hop == graph.HopEnd:
			ends++
		default:
			continue
		}
		head.Since = max(head.Since, to.life.Since)
	}
	if slices.ContainsFunc(hops.needed, func(h graph.Hop) bool { return !has[h] }) || n.Kind() == graph.KindPairing && ends < len(links) {
		return nil, nil
	}
	s.known[head.ID] = taken{head.Code, head.Interval}
	for i := range held {
		l := &held[i]
		life, _ := head.Intersect(s.known[l.To].life)
		if l.Hop == graph.HopAffiliated { // of which a sheet says the first day
			life.Since = max(life.Since, l.Since)
		}
		l.Interval = life
	}
	s.flatten(n)
	return n, held
}

// dated is a relation with its own days, as far as both ends are there.
func (s *Snapshot) dated(l graph.Link) (graph.Link, bool) {
	from, there := s.known[l.From]
	to, known := s.known[l.To]
	both, meet := from.life.Intersect(to.life)
	if !there || !known || !meet {
		return l, false
	}
	if _, known := s.known[l.Person]; !known {
		l.Person = ""
	}
	if l.Hop == graph.HopSecretary { // goes on, as far as a sheet can say
		if !l.Holds(s.On) {
			return l, false
		}
		l.Until = 0
	}
	days, ok := l.Intersect(both)
	l.Interval = days
	return l, ok
}

// always is the value of the day for a whole life.
func always[T any](spells []graph.Spell[T], on graph.Date, life graph.Interval) []graph.Spell[T] {
	value, ok := graph.At(spells, on)
	if !ok {
		return nil
	}
	return []graph.Spell[T]{{Value: value, Interval: life}}
}

// since is the value of the day from its first day on.
func since[T any](spells []graph.Spell[T], on graph.Date, life graph.Interval) []graph.Spell[T] {
	for _, spell := range spells {
		if spell.Holds(on) {
			return []graph.Spell[T]{{Value: spell.Value, Interval: graph.Interval{Since: max(spell.Since, life.Since), Until: life.Until}}}
		}
	}
	return nil
}

// flatten leaves of a noun what is said.
func (s *Snapshot) flatten(n graph.Noun) {
	n.Top().Aliases = nil
	life := n.Top().Life()
	switch n := n.(type) {
	case *graph.Region:
		n.Successors = nil
	case *graph.Organisation:
		n.Kinds = always(n.Kinds, s.On, life)
		if n.Strengths = always(n.Strengths, s.On, life); n.Strengths == nil {
			n.Strengths = []graph.Spell[graph.Strength]{{Value: graph.StrengthOrdinary, Interval: life}}
		}
		n.Secretaries = since(n.Secretaries, s.On, life)
		n.Terms = slices.DeleteFunc(n.Terms, func(t graph.Term) bool { return t.Since < life.Since })
	case *graph.Unit:
		n.Classes = always(n.Classes, s.On, life)
		n.States = []graph.Spell[graph.UnitState]{{Value: n.StateOn(s.On), Interval: life}}
		n.Staffs = always(n.Staffs, s.On, life)
		n.Headcounts = slices.DeleteFunc(n.Headcounts, func(h graph.Headcount) bool { return h.Date < life.Since })
		var works []graph.Work
		for _, w := range n.Works {
			if days, ok := w.Intersect(life); ok {
				w.Interval = days
				works = append(works, w)
			}
		}
		n.Works = works
	case *graph.Member:
		n.Statuses = always(n.Statuses, s.On, life)
		n.Employments = always(n.Employments, s.On, life)
		n.Aways = since(n.Aways, s.On, life)
	case *graph.Pairing:
		n.Activities = slices.DeleteFunc(n.Activities, func(a graph.Activity) bool { return a.Date < life.Since })
	}
}
