package store

import (
	"context"
	"slices"

	"cobuild/graph"
)

// reading makes Facts of an engine's rows.
type reading struct{ r Reader }

func (f *reading) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	return readNouns(ctx, f.r, ids)
}

func (f *reading) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	return readLinks(ctx, f.r, q)
}

// placer works out where nouns stand on the shelves by place: where they are
// today, else where they will first be, else where they last were.
type placer struct {
	facts graph.Facts
	tree  *tree
	today graph.Date
	turns map[graph.ID]graph.Date // next day on which a noun's place may change
}

// placeKeys gives the place keys of nouns, in order. All have one but pairings,
// which stand once in each region that an end lies in.
func placeKeys(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) (map[graph.ID][]string, error) {
	keys, _, err := placesAndTurns(ctx, facts, t, nouns, today)
	return keys, err
}

func placesAndTurns(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) (map[graph.ID][]string, map[graph.ID]graph.Date, error) {
	p := &placer{facts: facts, tree: t, today: today, turns: map[graph.ID]graph.Date{}}
	byKind := map[graph.Kind][]graph.ID{}
	for _, n := range nouns {
		byKind[n.Kind()] = append(byKind[n.Kind()], n.Top().ID)
	}
	regions := map[graph.ID][]graph.ID{} // noun to the regions it stands in
	own := slices.Concat(byKind[graph.KindOrganisation], byKind[graph.KindUnit], byKind[graph.KindAlliance])
	if err := p.located(ctx, own, regions); err != nil {
		return nil, nil, err
	}
	if err := p.members(ctx, byKind[graph.KindMember], regions); err != nil {
		return nil, nil, err
	}
	if err := p.pairings(ctx, byKind[graph.KindPairing], regions); err != nil {
		return nil, nil, err
	}
	keys := make(map[graph.ID][]string, len(nouns))
	for _, n := range nouns {
		id, name := n.Top().ID, nameKey(n)
		in := regions[id]
		if n.Kind() == graph.KindRegion {
			in = []graph.ID{id}
		}
		for _, region := range in {
			if at := t.byID[region]; at != nil {
				keys[id] = append(keys[id], placeKey(at.path, name))
			}
		}
		if len(keys[id]) == 0 {
			keys[id] = []string{placeKey("", name)}
		}
		slices.Sort(keys[id])
		keys[id] = slices.Compact(keys[id])
	}
	return keys, p.turns, nil
}

// current is the far end of the link that places its noun, "" without one.
func (p *placer) current(id graph.ID, links []graph.Link) graph.ID {
	var best *graph.Link
	for i := range links {
		l := &links[i]
		if l.Since > p.today {
			if turn, known := p.turns[id]; !known || l.Since < turn {
				p.turns[id] = l.Since
			}
		}
		if best == nil || nearer(l.Interval, best.Interval, p.today) {
			best = l
		}
	}
	if best == nil {
		return ""
	}
	return best.To
}

// located places nouns by their own region.
func (p *placer) located(ctx context.Context, ids []graph.ID, into map[graph.ID][]graph.ID) error {
	if len(ids) == 0 {
		return nil
	}
	links, err := p.facts.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopLocated}})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if region := p.current(id, links[id]); region != "" {
			into[id] = append(into[id], region)
		}
	}
	return nil
}

// members places members by the region of their affiliation, else by residence.
func (p *placer) members(ctx context.Context, ids []graph.ID, into map[graph.ID][]graph.ID) error {
	if len(ids) == 0 {
		return nil
	}
	links, err := p.facts.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopAffiliated, graph.HopResides}})
	if err != nil {
		return err
	}
	affiliation := map[graph.ID]graph.ID{}
	var organisations []graph.ID
	for _, id := range ids {
		if o := p.current(id, ofHop(links[id], graph.HopAffiliated)); o != "" {
			affiliation[id] = o
			organisations = append(organisations, o)
		}
	}
	located := map[graph.ID][]graph.ID{}
	if err := p.located(ctx, unique(organisations), located); err != nil {
		return err
	}
	for _, id := range ids {
		if at := located[affiliation[id]]; len(at) > 0 {
			into[id] = at
			p.inherit(id, affiliation[id])
		} else if home := p.current(id, ofHop(links[id], graph.HopResides)); home != "" {
			into[id] = []graph.ID{home}
		}
	}
	return nil
}

// pairings places pairings in the regions of all their ends.
func (p *placer) pairings(ctx context.Context, ids []graph.ID, into map[graph.ID][]graph.ID) error {
	if len(ids) == 0 {
		return nil
	}
	links, err := p.facts.Links(ctx, graph.LinkQuery{IDs: ids, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	var others []graph.ID
	for _, id := range ids {
		for _, end := range links[id] {
			if end.To.Kind() != graph.KindRegion {
				others = append(others, end.To)
			}
		}
	}
	located := map[graph.ID][]graph.ID{}
	if err := p.located(ctx, unique(others), located); err != nil {
		return err
	}
	for _, id := range ids {
		for _, end := range links[id] {
			if end.To.Kind() == graph.KindRegion {
				into[id] = append(into[id], end.To)
			} else {
				into[id] = append(into[id], located[end.To]...)
				p.inherit(id, end.To)
			}
		}
	}
	return nil
}

// inherit lets a noun turn when what it is placed by turns.
func (p *placer) inherit(id, from graph.ID) {
	if turn, ok := p.turns[from]; ok {
		if own, known := p.turns[id]; !known || turn < own {
			p.turns[id] = turn
		}
	}
}

func ofHop(links []graph.Link, hop graph.Hop) []graph.Link {
	var of []graph.Link
	for _, l := range links {
		if l.Hop == hop {
			of = append(of, l)
		}
	}
	return of
}

func unique(ids []graph.ID) []graph.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// shelve makes the rows of nouns: their document and every shelf they stand on.
func shelve(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) ([]NounRow, error) {
	places, turns, err := placesAndTurns(ctx, facts, t, nouns, today)
	if err != nil {
		return nil, err
	}
	rows := make([]NounRow, len(nouns))
	for i, n := range nouns {
		head := n.Top()
		doc, err := graph.MarshalNoun(n)
		if err != nil {
			return nil, err
		}
		row := NounRow{ID: head.ID, Kind: n.Kind(), Code: head.Code, Name: head.Name, Since: head.Since, End: head.End(), Doc: doc}
		put := func(shelf, key string) { row.Shelves = append(row.Shelves, ShelfKey{shelf, key}) }
		for _, key := range places[head.ID] {
			put(placeShelf(n.Kind()), key)
		}
		put(nameShelf(n.Kind()), nameKey(n))
		if head.Code != "" {
			put(codeShelf(n.Kind(), graph.ByCode), codeText(head.Code)+sep+string(head.ID))
		}
		if u, ok := n.(*graph.Unit); ok {
			shelveUnit(u, put)
		}
		if turn, ok := turns[head.ID]; ok {
			put(turnShelf, dayText(turn)+sep+string(head.ID))
		}
		rows[i] = row
	}
	return rows, nil
}

func shelveUnit(u *graph.Unit, put func(shelf, key string)) {
	if u.CreditCode != "" {
		put(codeShelf(graph.KindUnit, graph.ByCredit), codeText(u.CreditCode)+sep+string(u.ID))
	}
	for _, work := range u.Works {
		put(partShelf, string(work.ID)+sep+string(u.ID))
	}
	for _, headcount := range u.Headcounts {
		put(partShelf, string(headcount.ID)+sep+string(u.ID))
	}
}
