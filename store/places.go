package store

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/search"
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
// today, else where they last were, else where they will first be.
type placer struct {
	facts graph.Facts
	tree  *tree
	today graph.Date
	turns map[graph.ID]graph.Date                     // next day on which a noun's place may change
	more  map[graph.ID]map[graph.MemberPlace]graph.ID // regions of members, beside the first
	named map[graph.ID][]graph.ID                     // members who stand for ends of a pairing
}

// placing is where a noun stands.
type placing struct {
	keys []string   // on the shelf by place of its kind
	more []ShelfKey // on others
	turn graph.Date // next day on which this may change, 0 = none
}

// placeKeys gives the place keys of nouns, in order. All have one but pairings,
// which stand once in each region that an end lies in.
func placeKeys(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) (map[graph.ID][]string, error) {
	placed, err := placings(ctx, facts, t, nouns, today)
	if err != nil {
		return nil, err
	}
	keys := make(map[graph.ID][]string, len(placed))
	for id, p := range placed {
		keys[id] = p.keys
	}
	return keys, nil
}

// placings works out where nouns stand on all shelves by place.
func placings(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) (map[graph.ID]placing, error) {
	p := &placer{facts: facts, tree: t, today: today, turns: map[graph.ID]graph.Date{}, more: map[graph.ID]map[graph.MemberPlace]graph.ID{}, named: map[graph.ID][]graph.ID{}}
	byKind := map[graph.Kind][]graph.ID{}
	var members []graph.Noun
	for _, n := range nouns {
		byKind[n.Kind()] = append(byKind[n.Kind()], n.Top().ID)
		if n.Kind() == graph.KindMember {
			members = append(members, n)
		}
	}
	regions := map[graph.ID][]graph.ID{} // noun to the regions it stands in
	own := slices.Concat(byKind[graph.KindOrganisation], byKind[graph.KindUnit], byKind[graph.KindAlliance])
	if err := p.located(ctx, own, regions); err != nil {
		return nil, err
	}
	if err := p.members(ctx, members, regions); err != nil {
		return nil, err
	}
	if err := p.pairings(ctx, byKind[graph.KindPairing], regions); err != nil {
		return nil, err
	}
	placed := make(map[graph.ID]placing, len(nouns))
	for _, n := range nouns {
		id, name := n.Top().ID, nameKey(n)
		in := regions[id]
		if n.Kind() == graph.KindRegion {
			in = []graph.ID{id}
		}
		at := placing{turn: p.turns[id]}
		for _, region := range in {
			if node := t.of(region); node != nil {
				at.keys = append(at.keys, placeKey(node.path, name))
			}
		}
		if len(at.keys) == 0 {
			at.keys = []string{placeKey("", name)}
		}
		slices.Sort(at.keys)
		at.keys = slices.Compact(at.keys)
		if n.Kind() == graph.KindMember {
			for _, place := range morePlaces {
				path := ""
				if node := t.of(p.more[id][place]); node != nil {
					path = node.path
				}
				at.more = append(at.more, ShelfKey{memberShelf(place), placeKey(path, name)})
			}
		}
		for _, named := range unique(slices.Concat(p.named[id], successorsOf(n))) {
			at.more = append(at.more, ShelfKey{namedShelf, string(named) + sep + string(id)})
		}
		placed[id] = at
	}
	return placed, nil
}

// current is the far end of the link that places its noun, "" without one.
func (p *placer) current(id graph.ID, links []graph.Link) graph.ID {
	var best *graph.Link
	for i := range links {
		l := &links[i]
		p.turn(id, l.Since)
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
			if end.Person != "" {
				p.named[id] = append(p.named[id], end.Person)
			}
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
	p.turn(id, p.turns[from])
}

func unique(ids []graph.ID) []graph.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// shelve makes the rows of nouns: their document and every shelf they stand on.
func shelve(ctx context.Context, facts graph.Facts, t *tree, nouns []graph.Noun, today graph.Date) ([]NounRow, error) {
	places, err := placings(ctx, facts, t, nouns, today)
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
		at := places[head.ID]
		rows[i] = NounRow{ID: head.ID, Kind: n.Kind(), Code: head.Code, Name: head.Name, Since: head.Since, End: head.End(), Doc: doc, Shelves: at.shelves(n), Words: at.words(n)}
	}
	return rows, nil
}

// shelves are all places at which a noun stands.
func (at *placing) shelves(n graph.Noun) (places []ShelfKey) {
	for _, key := range at.keys {
		places = append(places, ShelfKey{placeShelf(n.Kind()), key})
	}
	places = append(append(places, at.more...), ownPlaces(n)...)
	if at.turn != 0 {
		places = append(places, ShelfKey{turnShelf, dayText(at.turn) + sep + string(n.Top().ID)})
	}
	return places
}

// words are those by which a noun is found.
func (at *placing) words(n graph.Noun) []string { return search.Words(n, pathOf(at.keys[0])) }

// ownPlaces are those that a noun has wherever it lies: by name, by code, by its
// parts.
func ownPlaces(n graph.Noun) (places []ShelfKey) {
	head := n.Top()
	put := func(shelf, key string) { places = append(places, ShelfKey{shelf, key}) }
	put(nameShelf(n.Kind()), nameKey(n))
	if head.Code != "" {
		put(codeShelf(n.Kind(), graph.ByCode), codeText(head.Code)+sep+string(head.ID))
	}
	switch n := n.(type) {
	case *graph.Unit:
		shelveUnit(n, put)
	case *graph.Pairing:
		for _, activity := range n.Activities {
			put(partShelf, string(activity.ID)+sep+string(n.ID))
		}
	}
	return places
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
