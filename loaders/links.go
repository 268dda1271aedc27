package loaders

import (
	"context"
	"slices"

	"cobuild/graph"
)

// mostSteps bounds a walk up the line: a tree of organisations is never that
// deep, and a cycle, which writes refuse, must not hang a read.
const mostSteps = 64

// Links gives all links of a noun by one hop, those in force on a day, or of
// any time for the zero Date. Not for hops that may lead to thousands.
func (l *Loaders) Links(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) ([]graph.Link, error) {
	return l.links.load(ctx, linksOf{id, way{hop, d, on}})
}

// LinksOf is Links for many nouns, in their order.
func (l *Loaders) LinksOf(ctx context.Context, ids []graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) ([][]graph.Link, error) {
	keys := make([]linksOf, len(ids))
	for i, id := range ids {
		keys[i] = linksOf{id, way{hop, d, on}}
	}
	return l.links.all(ctx, keys)
}

// One gives the single link of a noun by a hop in force on a day, nil where
// there is none.
func (l *Loaders) One(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) (*graph.Link, error) {
	links, err := l.Links(ctx, id, d, hop, on)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	return &links[0], nil
}

// Across gives the noun at the far end of the single link of a noun by a hop,
// nil where there is none.
func (l *Loaders) Across(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) (graph.Noun, error) {
	link, err := l.One(ctx, id, d, hop, on)
	if err != nil || link == nil {
		return nil, err
	}
	return l.Noun(ctx, link.Far(d))
}

// together is what the links of one call have in common. Few links go out of a
// noun, so all hops out are followed in one call; into one there may come
// thousands by hops that were not asked of it.
func (k linksOf) together() way {
	if k.direction == graph.Out {
		k.hop = ""
	}
	return k.way
}

func (l *Loaders) readLinks(ctx context.Context, w way, keys []linksOf) ([][]graph.Link, error) {
	q := graph.LinkQuery{Direction: w.direction, On: w.on}
	seen := make(map[graph.ID]bool, len(keys))
	for _, key := range keys {
		if !seen[key.id] {
			seen[key.id] = true
			q.IDs = append(q.IDs, key.id)
		}
		if !slices.Contains(q.Hops, key.hop) {
			q.Hops = append(q.Hops, key.hop)
		}
	}
	slices.Sort(q.Hops)
	found, err := l.reader.Links(ctx, q)
	if err != nil {
		return nil, err
	}
	links := make([][]graph.Link, len(keys))
	for i, key := range keys {
		if links[i] = found[key.id]; len(q.Hops) > 1 {
			links[i] = byHop(links[i], key.hop)
		}
	}
	return links, nil
}

func byHop(links []graph.Link, hop graph.Hop) (of []graph.Link) {
	for _, link := range links {
		if link.Hop == hop {
			of = append(of, link)
		}
	}
	return of
}

// CountLinks counts what Links would give, see CountList.
func (l *Loaders) CountLinks(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) func() (int, error) {
	return l.linkCounts.later(ctx, linksOf{id, way{hop, d, on}})
}

func (l *Loaders) readLinkCounts(ctx context.Context, w way, keys []linksOf) ([]int, error) {
	q := graph.LinkQuery{IDs: make([]graph.ID, len(keys)), Direction: w.direction, Hops: []graph.Hop{w.hop}, On: w.on}
	for i, key := range keys {
		q.IDs[i] = key.id
	}
	found, err := l.reader.CountLinks(ctx, q)
	return inOrder(q.IDs, found, err)
}

// LinkPage gives one page of the links of a noun by a hop, by the far end's
// name.
func (l *Loaders) LinkPage(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date, page graph.Page) (graph.PageOf[graph.Link], error) {
	return l.linkPages.load(ctx, pageOfLinks{id, wayPage{way{hop, d, on}, page}})
}

func (l *Loaders) readLinkPages(ctx context.Context, w wayPage, keys []pageOfLinks) ([]graph.PageOf[graph.Link], error) {
	q := graph.LinkPageQuery{Direction: w.direction, Hop: w.hop, On: w.on, Page: w.page}
	for _, key := range keys {
		q.IDs = append(q.IDs, key.id)
	}
	found, err := l.reader.LinkPages(ctx, q)
	return inOrder(q.IDs, found, err)
}

// Line gives the nouns above one by a hop on a day, from the top down: by
// HopSuperior organisations in the line, by HopUmbrella alliances.
func (l *Loaders) Line(ctx context.Context, id graph.ID, hop graph.Hop, on graph.Date) ([]graph.ID, error) {
	return l.lines.load(ctx, linksOf{id, way{hop, graph.Out, on}})
}

// readLines climbs from all nouns at once: one call per step of the longest
// line.
func (l *Loaders) readLines(ctx context.Context, w way, keys []linksOf) ([][]graph.ID, error) {
	superior := map[graph.ID]graph.ID{}
	frontier := make([]graph.ID, len(keys))
	for i, key := range keys {
		frontier[i] = key.id
	}
	for range mostSteps {
		if len(frontier) == 0 {
			break
		}
		links, err := l.reader.Links(ctx, graph.LinkQuery{IDs: frontier, Direction: graph.Out, Hops: []graph.Hop{w.hop}, On: w.on})
		if err != nil {
			return nil, err
		}
		var next []graph.ID
		for _, id := range frontier {
			superior[id] = ""
			if len(links[id]) == 0 {
				continue
			}
			above := links[id][0].To
			superior[id] = above
			if _, seen := superior[above]; !seen {
				superior[above] = ""
				next = append(next, above)
			}
		}
		frontier = next
	}
	lines := make([][]graph.ID, len(keys))
	for i, key := range keys {
		line := []graph.ID{}
		for above := superior[key.id]; above != "" && len(line) < mostSteps; above = superior[above] {
			line = append([]graph.ID{above}, line...)
		}
		lines[i] = line
	}
	return lines, nil
}

// Ancestors gives the regions above one on a day, root first.
func (l *Loaders) Ancestors(ctx context.Context, region graph.ID, on graph.Date) ([]graph.ID, error) {
	return l.ancestors.load(ctx, idOn{region, on})
}

func (l *Loaders) readAncestors(ctx context.Context, on graph.Date, keys []idOn) ([][]graph.ID, error) {
	ids := idsOf(keys)
	found, err := l.reader.Ancestors(ctx, ids, on)
	return inOrder(ids, found, err)
}

func idsOf(keys []idOn) []graph.ID {
	ids := make([]graph.ID, len(keys))
	for i, key := range keys {
		ids[i] = key.id
	}
	return ids
}
