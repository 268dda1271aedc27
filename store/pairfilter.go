package store

import (
	"context"

	"cobuild/graph"
)

// testPairing tests pairings by kind, activity and levels, and keeps each at
// the first of its places in the region only: it stands on the shelf once for
// each region that an end lies in.
func (s *Store) testPairing(snap *snapshot, q graph.ListQuery) func(context.Context, []candidate, []bool) error {
	f := q.Pairing
	if f == nil {
		f = &graph.PairingFilter{}
	}
	byPlace := q.Order.By != graph.OrderName && f.Participant == ""
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		nouns := make([]graph.Noun, len(cs))
		for i := range cs {
			nouns[i] = cs[i].noun
		}
		if byPlace {
			places, err := placeKeys(ctx, &reading{s.engine}, snap.tree, nouns, s.Today())
			if err != nil {
				return err
			}
			for i := range cs {
				first, _ := firstIn(cs[i].in.places, places[cs[i].id()])
				kept[i] = kept[i] && first == cs[i].pos
			}
		}
		ends, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: keptIDs(cs, kept), Hops: []graph.Hop{graph.HopEnd}, On: q.On})
		if err != nil {
			return err
		}
		var levels map[graph.ID]graph.RegionLevel
		if f.LevelSpanMin != nil || f.LevelSpanMax != nil {
			if levels, err = s.levels(ctx, snap, ends, q.On); err != nil {
				return err
			}
		}
		for i := range cs {
			if !kept[i] {
				continue
			}
			p := cs[i].noun.(*graph.Pairing)
			kept[i] = oneOf(f.Kinds, p.PairingKind) &&
				(f.Active == nil || *f.Active == (p.Holds(q.On) && len(ends[p.ID]) >= 2)) &&
				(levels == nil || inRange(f.LevelSpanMin, f.LevelSpanMax, levelSpan(ends[p.ID], levels), true)) &&
				activityFits(f, p, q.On)
		}
		return s.testEnds(ctx, snap, &q, ends, cs, kept)
	}
}

// levelSpan is how many levels lie between the highest and the lowest end.
func levelSpan(ends []graph.Link, levels map[graph.ID]graph.RegionLevel) int {
	high, low := len(graph.RegionLevels), -1
	for _, end := range ends {
		if level, known := levels[end.To]; known {
			high, low = min(high, level.Rank()), max(low, level.Rank())
		}
	}
	return max(0, low-high)
}

// levels gives the level of each participant at the far end of links: its own
// where stored, else that of the region it lies in.
func (s *Store) levels(ctx context.Context, snap *snapshot, ends map[graph.ID][]graph.Link, on graph.Date) (map[graph.ID]graph.RegionLevel, error) {
	levels := map[graph.ID]graph.RegionLevel{}
	var others []graph.ID
	for _, links := range ends {
		for _, l := range links {
			if n := snap.tree.of(l.To); n != nil {
				levels[l.To] = n.level()
			} else {
				others = append(others, l.To)
			}
		}
	}
	others = unique(others)
	nouns, err := readNouns(ctx, s.engine, others)
	if err != nil {
		return nil, err
	}
	located, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: others, Hops: []graph.Hop{graph.HopLocated}, On: on})
	if err != nil {
		return nil, err
	}
	for id, noun := range nouns {
		var own graph.RegionLevel
		switch n := noun.(type) {
		case *graph.Organisation:
			own = n.Level
		case *graph.Unit:
			own = n.Level
		}
		if own == "" && len(located[id]) > 0 {
			if n := snap.tree.of(located[id][0].To); n != nil {
				own = n.level()
			}
		}
		if own != "" {
			levels[id] = own
		}
	}
	return levels, nil
}

// testPaired tests whether a pairing counts for an organisation: an end is the
// organisation itself, a region it leads or a unit of its own on the day.
func (s *Store) testPaired(f *graph.PairedFilter, on graph.Date) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		ids := keptIDs(cs, kept)
		stands, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopLeads, graph.HopCovers}, On: on})
		if err != nil {
			return err
		}
		countFor := map[graph.ID][]graph.ID{} // participant to organisations
		for _, id := range ids {
			countFor[id] = append(countFor[id], id)
			for _, l := range stands[id] {
				if l.Hop == graph.HopLeads || l.Mode == graph.ModeOwn {
					countFor[l.To] = append(countFor[l.To], id)
				}
			}
		}
		var participants []graph.ID
		for id := range countFor {
			participants = append(participants, id)
		}
		ends, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: participants, Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}, On: on})
		if err != nil {
			return err
		}
		var pairings []graph.ID
		for _, links := range ends {
			for _, l := range links {
				pairings = append(pairings, l.From)
			}
		}
		nouns, err := readNouns(ctx, s.engine, pairings)
		if err != nil {
			return err
		}
		alive, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: pairings, Hops: []graph.Hop{graph.HopEnd}, On: on})
		if err != nil {
			return err
		}
		paired := map[graph.ID]bool{}
		for participant, links := range ends {
			for _, l := range links {
				p, ok := nouns[l.From].(*graph.Pairing)
				if !ok || !p.Holds(on) || !oneOf(f.Kinds, p.PairingKind) || !oneOf(f.Roles, graph.EndRole(l.Role)) {
					continue
				}
				if f.Active != nil && *f.Active != (len(alive[p.ID]) >= 2) {
					continue
				}
				for _, organisation := range countFor[participant] {
					paired[organisation] = true
				}
			}
		}
		drop(cs, kept, func(id graph.ID) bool { return paired[id] != f.Not })
		return nil
	}
}

// testRegionPaired tests whether a pairing has an end in a region or below it,
// all regions together.
func (s *Store) testRegionPaired(f *graph.PairedFilter, on graph.Date) func(context.Context, []candidate, []bool) error {
	filter := &graph.PairingFilter{Kinds: f.Kinds, Active: f.Active}
	if len(f.Roles) > 0 {
		filter.Role = f.Roles[0]
	}
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		ids := keptIDs(cs, kept)
		lists := make([]graph.ListQuery, len(ids))
		for i, id := range ids {
			lists[i] = graph.ListQuery{Kind: graph.KindPairing, Place: graph.Place{Within: id}, On: on, Pairing: filter}
		}
		harvests, err := s.list(ctx, lists, false)
		if err != nil {
			return err
		}
		paired := map[graph.ID]bool{}
		for i, id := range ids {
			paired[id] = len(harvests[i].got) > 0
		}
		drop(cs, kept, func(id graph.ID) bool { return paired[id] != f.Not })
		return nil
	}
}
