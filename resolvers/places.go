package resolvers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/graph/model"
)

// placeOf is the region an organisation, unit or alliance lies in on the date;
// nil outside its life.
func placeOf(ctx context.Context, id graph.ID) (*graph.Region, error) {
	return as[*graph.Region](load(ctx).Across(ctx, id, graph.Out, graph.HopLocated, on(ctx)))
}

// placeOfAny is placeOf for participants: a region is its own place.
func placeOfAny(ctx context.Context, id graph.ID) (*graph.Region, error) {
	if id.Kind() == graph.KindRegion {
		return as[*graph.Region](load(ctx).Noun(ctx, id))
	}
	return placeOf(ctx, id)
}

// levelOf is the level of a participant on the date.
func levelOf(ctx context.Context, noun graph.Noun) (graph.RegionLevel, error) {
	levels, err := levelsOf(ctx, []graph.Noun{noun})
	if err != nil {
		return "", err
	}
	return levels[0], nil
}

// levelsOf gives the levels of participants in their order: their own, else
// that of the region they lie in nearest to the date.
func levelsOf(ctx context.Context, nouns []graph.Noun) ([]graph.RegionLevel, error) {
	levels := make([]graph.RegionLevel, len(nouns))
	var without []int
	var ids []graph.ID
	for i, noun := range nouns {
		switch n := noun.(type) {
		case *graph.Region:
			levels[i] = n.Level
		case *graph.Organisation:
			levels[i] = n.Level
		case *graph.Unit:
			levels[i] = n.Level
		}
		if levels[i] == "" && noun != nil {
			without, ids = append(without, i), append(ids, noun.Top().ID)
		}
	}
	links, err := load(ctx).LinksOf(ctx, ids, graph.Out, graph.HopLocated, 0)
	if err != nil {
		return nil, err
	}
	regions := make([]graph.ID, len(ids))
	for i, places := range links {
		best := graph.Link{}
		for j, link := range places {
			if j == 0 || nearer(link.Interval, best.Interval, on(ctx)) {
				best = link
			}
		}
		regions[i] = best.To
	}
	found, err := load(ctx).Nouns(ctx, regions)
	if err != nil {
		return nil, err
	}
	for i, at := range without {
		region, ok := found[i].(*graph.Region)
		if !ok {
			return nil, fmt.Errorf("resolvers: %s lies in no region", ids[i])
		}
		levels[at] = region.Level
	}
	return levels, nil
}

// memberPlace is where a member belongs on the date: the region of the
// organisation of affiliation, else the residence.
func memberPlace(ctx context.Context, id graph.ID) (*graph.Region, error) {
	affiliation, err := load(ctx).One(ctx, id, graph.Out, graph.HopAffiliated, on(ctx))
	if err != nil {
		return nil, err
	}
	if affiliation != nil {
		if region, err := placeOf(ctx, affiliation.To); err != nil || region != nil {
			return region, err
		}
	}
	return as[*graph.Region](load(ctx).Across(ctx, id, graph.Out, graph.HopResides, on(ctx)))
}

// endsOf gives all ends of a pairing: helpers, helped, peers, each by
// participant.
func endsOf(ctx context.Context, id graph.ID) ([]graph.Link, error) {
	links, err := load(ctx).Links(ctx, id, graph.Out, graph.HopEnd, 0)
	if err != nil {
		return nil, err
	}
	ends := slices.Clone(links)
	slices.SortFunc(ends, func(a, b graph.Link) int { return strings.Compare(endKey(a), endKey(b)) })
	return ends, nil
}

func endKey(l graph.Link) string {
	return string(byRank(graph.EndRoles, graph.EndRole(l.Role))) + string(l.To) + l.Since.String() + string(l.ID)
}

// livingEnds gives the ends of a pairing that are in force on the date and
// whose participant lives on it.
func livingEnds(ctx context.Context, id graph.ID) ([]graph.Link, error) {
	ends, err := endsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	nouns, err := farNouns(ctx, ends)
	if err != nil {
		return nil, err
	}
	living := []graph.Link{}
	for i, end := range ends {
		if end.Holds(on(ctx)) && nouns[i] != nil && nouns[i].Top().Holds(on(ctx)) {
			living = append(living, end)
		}
	}
	return living, nil
}

// pairingPlace is the region of the first living helped end by id, else of the
// first living end; nil where no end is alive.
func pairingPlace(ctx context.Context, id graph.ID) (*graph.Region, error) {
	ends, err := livingEnds(ctx, id)
	if err != nil || len(ends) == 0 {
		return nil, err
	}
	first := slices.MinFunc(ends, func(a, b graph.Link) int {
		helped := func(l graph.Link) int {
			if l.Role == string(graph.RoleHelped) {
				return 0
			}
			return 1
		}
		if d := helped(a) - helped(b); d != 0 {
			return d
		}
		return strings.Compare(string(a.To), string(b.To))
	})
	return placeOfAny(ctx, first.To)
}

// levelsOfEnds gives the levels of a pairing's ends in force on the date, of all
// its ends where none is, each once, from the highest.
func levelsOfEnds(ctx context.Context, id graph.ID) ([]graph.RegionLevel, error) {
	ends, err := endsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	var inForce []graph.Link
	for _, end := range ends {
		if end.Holds(on(ctx)) {
			inForce = append(inForce, end)
		}
	}
	if inForce != nil {
		ends = inForce
	}
	nouns, err := farNouns(ctx, ends)
	if err != nil {
		return nil, err
	}
	levels, err := levelsOf(ctx, nouns)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(levels, func(a, b graph.RegionLevel) int { return a.Rank() - b.Rank() })
	return slices.Compact(levels), nil
}

// farNouns gives the nouns that links lead to, in their order.
func farNouns(ctx context.Context, links []graph.Link) ([]graph.Noun, error) {
	ids := make([]graph.ID, len(links))
	for i, link := range links {
		ids[i] = link.To
	}
	return load(ctx).Nouns(ctx, ids)
}

// pairingLabel names a pairing by its kind and its ends, for it has no name.
func pairingLabel(ctx context.Context, p *graph.Pairing, lang *graph.Language) (string, error) {
	ends, err := endsOf(ctx, p.ID)
	if err != nil {
		return "", err
	}
	nouns, err := farNouns(ctx, ends)
	if err != nil {
		return "", err
	}
	var names []string
	for _, noun := range nouns {
		if noun != nil && !slices.Contains(names, noun.Top().Name) {
			names = append(names, noun.Top().Name)
		}
	}
	kind := graph.LabelOf("PairingKind", string(p.PairingKind))
	return say(ctx, lang, graph.Text{
		EN: kind.EN + ": " + strings.Join(names, " – "),
		ZH: kind.ZH + "：" + strings.Join(names, "－"),
	}), nil
}

// memberLabel is the name of a member, or what may be said instead.
func memberLabel(ctx context.Context, m *graph.Member, lang *graph.Language) string {
	if m.Name != "" && seesMembers(ctx) {
		return m.Name
	}
	return say(ctx, lang, graph.LabelOf("MemberStatus", string(near(m.Statuses, on(ctx)))))
}

// registrationsOf gives the further registrations of a member on the date, by
// organisation.
func registrationsOf(ctx context.Context, id graph.ID) ([]*graph.Link, error) {
	links, err := load(ctx).Links(ctx, id, graph.Out, graph.HopRegistered, on(ctx))
	if err != nil {
		return nil, err
	}
	links = slices.Clone(links)
	slices.SortFunc(links, func(a, b graph.Link) int { return strings.Compare(string(a.To), string(b.To)) })
	return same(ctx, links)
}

// secretaryOf is who is secretary on the date: a member on record, else a name.
func secretaryOf(ctx context.Context, o *graph.Organisation) (*model.Secretary, error) {
	link, err := load(ctx).One(ctx, o.ID, graph.Out, graph.HopSecretary, on(ctx))
	if err != nil {
		return nil, err
	}
	if link != nil {
		return &model.Secretary{Since: day(link.Since), Until: day(link.Until), Held: graph.Holder{Member: link.To}}, nil
	}
	if spell := spellOn(o.Secretaries, on(ctx)); spell != nil {
		return &model.Secretary{Since: day(spell.Since), Until: day(spell.Until), Held: graph.Holder{Name: spell.Value}}, nil
	}
	return nil, nil
}

// secretaryName is the name of who holds the post: that of the member on
// record, else the one written down.
func secretaryName(ctx context.Context, held graph.Holder) (*string, error) {
	if held.Member == "" || !seesMembers(ctx) {
		return restricted(ctx, held.Name), nil
	}
	member, err := as[*graph.Member](load(ctx).Noun(ctx, held.Member))
	if err != nil || member == nil {
		return nil, err
	}
	return restricted(ctx, member.Name), nil
}
