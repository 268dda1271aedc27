package store

import (
	"context"

	"cobuild/graph"
)

// settled asks after what is pending has been written.
func settled[Q, A any](ctx context.Context, p *pending, ask func(context.Context, Q) (A, error), q Q) (answer A, err error) {
	if err := ctx.Err(); err != nil {
		return answer, err
	}
	if err := p.flush(ctx); err != nil {
		return answer, err
	}
	return through(ctx, p, ask, q)
}

// What follows is asked by few edits or by none.

// Walk gives nouns in the order of their ids.
func (p *pending) Walk(ctx context.Context, after graph.ID, limit int) ([]NounRow, error) {
	return settled(ctx, p, func(ctx context.Context, after graph.ID) ([]NounRow, error) { return p.tx.Walk(ctx, after, limit) }, after)
}

// Size is how many nouns there are.
func (p *pending) Size(ctx context.Context) (int, error) {
	return settled(ctx, p, func(ctx context.Context, _ struct{}) (int, error) { return p.tx.Size(ctx) }, struct{}{})
}

// LinkPages gives pages of links.
func (p *pending) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]LinkRow, error) {
	return settled(ctx, p, p.tx.LinkPages, q)
}

// CountLinks counts links.
func (p *pending) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	return settled(ctx, p, p.tx.CountLinks, q)
}

// Neighbours gives the links that touch nouns.
func (p *pending) Neighbours(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, more bool, err error) {
	links, err = settled(ctx, p, func(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, err error) {
		links, more, err = p.tx.Neighbours(ctx, q)
		return links, err
	}, q)
	return links, more, err
}

// Findings reads runs of findings.
func (p *pending) Findings(ctx context.Context, ranges []FindingRange) ([][]FindingRow, error) {
	return settled(ctx, p, p.tx.Findings, ranges)
}

// FindingsByID gives findings by id.
func (p *pending) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]FindingRow, error) {
	return settled(ctx, p, p.tx.FindingsByID, ids)
}

// Segments gives those written after a revision.
func (p *pending) Segments(ctx context.Context, after int64) ([]SegmentRow, error) {
	return settled(ctx, p, p.tx.Segments, after)
}

// SegmentsByKey gives some of them.
func (p *pending) SegmentsByKey(ctx context.Context, keys []SegmentKey) (map[SegmentKey]SegmentRow, error) {
	return settled(ctx, p, p.tx.SegmentsByKey, keys)
}

// Search gives nouns by words.
func (p *pending) Search(ctx context.Context, qs []WordQuery) ([]WordHits, error) {
	return settled(ctx, p, p.tx.Search, qs)
}

// WordSums gives the sums of all words.
func (p *pending) WordSums(ctx context.Context) (map[graph.ID]uint64, error) {
	return settled(ctx, p, func(ctx context.Context, _ struct{}) (map[graph.ID]uint64, error) { return p.tx.WordSums(ctx) }, struct{}{})
}
