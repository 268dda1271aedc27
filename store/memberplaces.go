package store

import (
	"context"

	"cobuild/graph"
)

// memberShelf is the shelf on which members stand by one of their places.
func memberShelf(place graph.MemberPlace) string {
	if place == "" || place == graph.PlaceAffiliation {
		return placeShelf(graph.KindMember)
	}
	return string(graph.KindMember) + "/" + string(place)
}

// listShelf is the shelf that a list by place is read from.
func listShelf(q *graph.ListQuery) string {
	if q.Member != nil {
		return memberShelf(q.Member.Place)
	}
	return placeShelf(q.Kind)
}

// morePlaces are the places of members beside that by which they are found.
var morePlaces = []graph.MemberPlace{graph.PlaceResidence, graph.PlaceWorkplace}

// nearestDay is today, or the day of a life that is nearest to it.
func nearestDay(life graph.Interval, today graph.Date) graph.Date {
	switch {
	case life.End() <= today:
		return life.Until - 1
	case today < life.Since:
		return life.Since
	default:
		return today
	}
}

// members places members where they are today, those who are not alive today
// on the nearest day of their life: by the region of the organisation of
// affiliation and without one by residence, by residence, and by the region of
// the unit of work. A member without such a place stands in no region.
func (p *placer) members(ctx context.Context, members []graph.Noun, into map[graph.ID][]graph.ID) error {
	if len(members) == 0 {
		return nil
	}
	ids := make([]graph.ID, len(members))
	for i, m := range members {
		ids[i] = m.Top().ID
	}
	links, err := p.facts.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopAffiliated, graph.HopResides, graph.HopWorksAt}})
	if err != nil {
		return err
	}
	held := map[graph.Hop]map[graph.ID]graph.ID{graph.HopAffiliated: {}, graph.HopResides: {}, graph.HopWorksAt: {}}
	var others []graph.ID
	for _, m := range members {
		id, day := m.Top().ID, nearestDay(m.Top().Interval, p.today)
		for _, l := range links[id] {
			if l.Holds(day) {
				held[l.Hop][id] = l.To
				if l.Hop != graph.HopResides {
					others = append(others, l.To)
				}
			}
			p.turn(id, l.Since)
			p.turn(id, l.Until)
		}
	}
	located := map[graph.ID][]graph.ID{}
	if err := p.located(ctx, unique(others), located); err != nil {
		return err
	}
	for _, id := range ids {
		home := held[graph.HopResides][id]
		if home != "" {
			into[id] = []graph.ID{home}
			p.put(id, graph.PlaceResidence, home)
		}
		if at := located[held[graph.HopAffiliated][id]]; len(at) > 0 {
			into[id] = at
			p.inherit(id, held[graph.HopAffiliated][id])
		}
		if at := located[held[graph.HopWorksAt][id]]; len(at) > 0 {
			p.put(id, graph.PlaceWorkplace, at[0])
			p.inherit(id, held[graph.HopWorksAt][id])
		}
	}
	return nil
}

// turn notes a coming day on which a noun's place may change.
func (p *placer) turn(id graph.ID, d graph.Date) {
	if d <= p.today {
		return
	}
	if turn, known := p.turns[id]; !known || d < turn {
		p.turns[id] = d
	}
}

func (p *placer) put(id graph.ID, place graph.MemberPlace, region graph.ID) {
	if p.more[id] == nil {
		p.more[id] = map[graph.MemberPlace]graph.ID{}
	}
	p.more[id][place] = region
}
