package store

import (
	"context"
	"fmt"

	"cobuild/graph"
)

// loose fails where a noun is withdrawn that a link still refers to: an edit
// that does so is wrong in itself.
func (d *draft) loose(ctx context.Context) error {
	var gone []graph.ID
	for _, id := range d.order {
		if d.nouns[id].dropped {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	for _, direction := range []graph.Direction{graph.Out, graph.In} {
		left, err := d.Links(ctx, graph.LinkQuery{IDs: gone, Direction: direction, Hops: graph.Hops})
		if err != nil {
			return err
		}
		for id, links := range left {
			if len(links) > 0 {
				return fmt.Errorf("store: %s is withdrawn, but %s %s still refers to it", id, links[0].Hop, links[0].ID)
			}
		}
	}
	return nil
}

// replant gives a region that comes back after it was withdrawn another path
// where a new region took its own meanwhile. Its number is never taken.
func (d *draft) replant(ctx context.Context) error {
	var taken map[string]graph.ID
	for _, id := range d.order {
		put, ok := d.nouns[id]
		region, is := put.Noun.(*graph.Region)
		if !ok || !is || put.dropped || d.tree.of(id) != nil || d.fresh[id] != nil {
			continue
		}
		if taken == nil {
			taken = make(map[string]graph.ID, d.tree.n)
			for n := range d.tree.all {
				if !d.nouns[n.id].dropped {
					taken[n.path] = n.id
				}
			}
			for id, n := range d.fresh {
				taken[n.path] = id
			}
		}
		if owner, used := taken[region.Path]; used && owner != id {
			above := abovePath(region.Path)
			n, known := d.child[above]
			if !known {
				n = d.tree.nextChild(above)
			}
			if n >= mostChildren {
				return tooManyChildren(n)
			}
			d.child[above] = n + 1
			region = graph.CopyNoun(region)
			region.Path = childPath(above, n)
			d.nouns[id] = putNoun{Noun: region, correct: put.correct, by: put.by}
		}
		taken[region.Path] = id
	}
	return ctx.Err()
}
