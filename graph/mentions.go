package graph

import (
	"context"
	"slices"
)

// MentionsAmong looks which nouns of some name others beside the links between
// them, see Edit.Mentions.
func MentionsAmong(ctx context.Context, facts Facts, ids, namers []ID) (map[ID][]ID, error) {
	namers = slices.Compact(slices.Sorted(slices.Values(namers)))
	nouns, err := facts.Nouns(ctx, namers)
	if err != nil {
		return nil, err
	}
	var pairings []ID
	for _, id := range namers {
		if id.Kind() == KindPairing {
			pairings = append(pairings, id)
		}
	}
	ends, err := facts.Links(ctx, LinkQuery{IDs: pairings, Hops: []Hop{HopEnd}})
	if err != nil {
		return nil, err
	}
	found := map[ID][]ID{}
	for _, by := range namers {
		var named []ID
		for _, l := range ends[by] {
			named = append(named, l.Person)
		}
		if r, ok := nouns[by].(*Region); ok {
			named = append(append(named, r.Successors...), r.Scope)
		}
		slices.Sort(named)
		for _, id := range slices.Compact(named) {
			if id != by && nouns[by] != nil && slices.Contains(ids, id) {
				found[id] = append(found[id], by)
			}
		}
	}
	return found, nil
}
