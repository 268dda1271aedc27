package store

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

func successorsOf(n graph.Noun) []graph.ID {
	if region, ok := n.(*graph.Region); ok {
		return region.Successors
	}
	return nil
}

// Mentions gives the nouns that name others beside the links between them, as
// they are with what was put so far.
func (d *draft) Mentions(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.ID, error) {
	namers, err := readNamers(ctx, d.r, ids)
	if err != nil {
		return nil, err
	}
	for id := range d.nouns { // what was put may name them since
		namers = append(namers, id)
	}
	for _, l := range d.links {
		namers = append(namers, l.From)
	}
	return graph.MentionsAmong(ctx, d, ids, append(namers, d.counted(ids)...))
}

// counted gives the regions that are counted with others.
func (d *draft) counted(ids []graph.ID) (counted []graph.ID) {
	if !slices.ContainsFunc(ids, func(id graph.ID) bool { return id.Kind() == graph.KindRegion }) {
		return nil
	}
	with := func(n *node) {
		if n.scope != n.id && slices.Contains(ids, n.scope) {
			counted = append(counted, n.id)
		}
	}
	for n := range d.tree.all {
		with(n)
	}
	for _, n := range d.fresh {
		with(n)
	}
	return counted
}

// readNamers reads which nouns name others, all of them.
func readNamers(ctx context.Context, r Reader, ids []graph.ID) (namers []graph.ID, err error) {
	const page = 1_000
	after := make(map[graph.ID]string, len(ids))
	for _, id := range ids {
		after[id] = string(id) + sep
	}
	for len(after) > 0 {
		asked := slices.Sorted(maps.Keys(after))
		ranges := make([]Range, len(asked))
		for i, id := range asked {
			ranges[i] = Range{Shelf: namedShelf, After: after[id], Before: string(id) + sep + top, Limit: page}
		}
		runs, err := r.Scan(ctx, ranges)
		if err != nil {
			return nil, err
		}
		for i, id := range asked {
			for _, row := range runs[i] {
				namers = append(namers, row.Noun.ID)
				after[id] = row.Key
			}
			if len(runs[i]) < page {
				delete(after, id)
			}
		}
	}
	return namers, nil
}
