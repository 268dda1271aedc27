package store

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// State is that after the edits so far.
func (p *pending) State(ctx context.Context) (State, error) { return p.state, ctx.Err() }

// Nouns by id.
func (p *pending) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]NounRow, error) {
	rows, err := through(ctx, p, p.base.Nouns, ids)
	if err != nil || len(p.nouns) == 0 {
		return rows, err
	}
	for _, id := range ids {
		switch row, put := p.nouns[id]; {
		case row != nil:
			rows[id] = *row
		case put:
			delete(rows, id)
		}
	}
	return rows, nil
}

// Links of the nouns, ordered by position.
func (p *pending) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]LinkRow, error) {
	found, err := through(ctx, p, p.base.Links, q)
	if err != nil || len(p.links)+len(p.resort) == 0 {
		return found, err
	}
	for _, id := range unique(q.IDs) {
		rows := slices.DeleteFunc(found[id], func(l LinkRow) bool { _, put := p.links[l.ID]; return put })
		altered := len(rows) != len(found[id])
		for _, link := range unique(p.near[q.Direction][id]) {
			l := p.links[link]
			if l != nil && l.Near(q.Direction) == id && slices.Contains(q.Hops, l.Hop) && (q.On == 0 || l.Holds(q.On)) {
				rows, altered = append(rows, *l), true
			}
		}
		altered = p.resorted(rows) || altered
		switch {
		case len(rows) == 0:
			delete(found, id)
		case altered:
			slices.SortFunc(rows, func(a, b LinkRow) int { return cmp.Compare(a.Position(q.Direction), b.Position(q.Direction)) })
			found[id] = rows
		}
	}
	return found, nil
}

// resorted gives links the new sort keys of their ends.
func (p *pending) resorted(rows []LinkRow) (any bool) {
	if len(p.resort) == 0 {
		return false
	}
	for i := range rows {
		if key, renamed := p.resort[rows[i].From]; renamed {
			rows[i].FromKey, any = key, true
		}
		if key, renamed := p.resort[rows[i].To]; renamed {
			rows[i].ToKey, any = key, true
		}
	}
	return any
}

// LinksByID gives links by their own id.
func (p *pending) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]LinkRow, error) {
	rest := slices.DeleteFunc(p.base.stored(ids), func(id graph.ID) bool { _, put := p.links[id]; return put })
	found := map[graph.ID]LinkRow{}
	if len(rest) > 0 {
		var err error
		if found, err = through(ctx, p, p.tx.LinksByID, rest); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if row := p.links[id]; row != nil {
			found[id] = *row
		}
	}
	for id, row := range found {
		one := []LinkRow{row}
		if p.resorted(one) {
			found[id] = one[0]
		}
	}
	return found, ctx.Err()
}

// Scan reads shelves as they are written, where nothing pending stands or stood
// in what is asked for.
func (p *pending) Scan(ctx context.Context, ranges []Range) ([][]ShelfRow, error) {
	runs, err := through(ctx, p, p.tx.Scan, ranges)
	if err != nil || len(p.nouns) == 0 || !p.stands(ranges, runs) {
		return runs, err
	}
	return settled(ctx, p, p.tx.Scan, ranges)
}

func (p *pending) stands(ranges []Range, runs [][]ShelfRow) bool {
	for _, run := range runs {
		if slices.ContainsFunc(run, func(row ShelfRow) bool { _, put := p.nouns[row.Noun.ID]; return put }) {
			return true
		}
	}
	for place := range p.listed {
		if slices.ContainsFunc(ranges, func(r Range) bool { return r.Shelf == place.Shelf && r.After < place.Key && place.Key < r.Before }) {
			return true
		}
	}
	return false
}

// FindingsOf gives all findings of the subjects, ordered by code, position.
func (p *pending) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]FindingRow, error) {
	found := map[graph.ID][]FindingRow{}
	rest := slices.DeleteFunc(p.base.stored(subjects), func(id graph.ID) bool { _, known := p.foreseen[id]; return known })
	if len(rest) > 0 {
		var err error
		if found, err = through(ctx, p, p.tx.FindingsOf, rest); err != nil {
			return nil, err
		}
	}
	for _, id := range subjects {
		if rows := p.foreseen[id]; len(rows) > 0 {
			found[id] = slices.Clone(rows)
		}
	}
	if len(p.findings) == 0 {
		return found, ctx.Err()
	}
	for _, id := range unique(subjects) {
		rows := slices.DeleteFunc(found[id], func(f FindingRow) bool { _, put := p.findings[f.Pos]; return put })
		for _, pos := range slices.Compact(slices.Sorted(slices.Values(p.found[id]))) {
			if row := p.findings[pos]; row != nil {
				rows = append(rows, *row)
			}
		}
		slices.SortFunc(rows, func(a, b FindingRow) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Pos, b.Pos)) })
		if found[id] = rows; len(rows) == 0 {
			delete(found, id)
		}
	}
	return found, nil
}

// Log reads the log as it is written, where nothing pending is asked for.
func (p *pending) Log(ctx context.Context, ranges []LogRange) ([][]LogRow, error) {
	if slices.ContainsFunc(ranges, func(r LogRange) bool { return r.Subject == "" || p.heard[r.Subject] }) {
		return settled(ctx, p, p.tx.Log, ranges)
	}
	return through(ctx, p, p.tx.Log, ranges)
}

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

// Census counts all there is.
func (p *pending) Census(ctx context.Context) (Census, error) {
	return settled(ctx, p, func(ctx context.Context, _ struct{}) (Census, error) { return p.tx.Census(ctx) }, struct{}{})
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

// WordSums tells the sums of all words.
func (p *pending) WordSums(ctx context.Context, each func(graph.ID, uint64) error) error {
	_, err := settled(ctx, p, func(ctx context.Context, _ struct{}) (struct{}, error) { return struct{}{}, p.tx.WordSums(ctx, each) }, struct{}{})
	return err
}
