package store

import (
	"context"
	"encoding/json"
	"fmt"

	"cobuild/graph"
)

// loadTree reads every region. While some are read those before are planted.
func loadTree(ctx context.Context, r Reader, progress func(done int)) (*tree, error) {
	ctx, stop := context.WithCancel(ctx)
	read := make(chan regionRows, 1)
	defer func() {
		stop()
		for range read { // until nobody uses the reader any more
			continue
		}
	}()
	go func() {
		defer close(read)
		hand := func(some regionRows) error {
			select {
			case read <- some:
				return some.err
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		err := scanAll(ctx, r, placeShelf(graph.KindRegion), chunk, func(rows []ShelfRow) error { return hand(linked(ctx, r, rowsOf(rows))) })
		if err != nil {
			_ = hand(regionRows{err: err}) // else nobody waits for it any more
		}
	}()
	growing := newTree().plant()
	for some := range read {
		entries, err := some.entries()
		if err != nil {
			return nil, err
		}
		if growing.put(entries); progress != nil {
			progress(growing.t.n)
		}
	}
	return growing.done(), ctx.Err()
}

// regionRows is regions as an engine keeps them, with their links to parents.
type regionRows struct {
	rows    []NounRow
	parents map[graph.ID][]LinkRow
	err     error
}

func linked(ctx context.Context, r Reader, rows []NounRow) (out regionRows) {
	ids := make([]graph.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	out.rows = rows
	out.parents, out.err = r.Links(ctx, graph.LinkQuery{IDs: ids, Direction: graph.Out, Hops: []graph.Hop{graph.HopParent}})
	return out
}

func (some *regionRows) entries() ([]entry, error) {
	entries := make([]entry, len(some.rows))
	for i, row := range some.rows {
		var doc struct { // of what a region says, what a tree needs
			graph.Interval
			No    uint32            `json:"no"`
			Level graph.RegionLevel `json:"level"`
			Path  string            `json:"path"`
			Scope graph.ID          `json:"scope"`
		}
		if err := json.Unmarshal(row.Doc, &doc); err != nil {
			return nil, fmt.Errorf("store: region %s: %w", row.ID, err)
		}
		region := graph.Region{No: doc.No, Level: doc.Level, Path: doc.Path, Scope: doc.Scope}
		region.ID, region.Interval = row.ID, doc.Interval
		entries[i] = entryFor(&region, plain(some.parents[row.ID]))
	}
	return entries, some.err
}

func rowsOf(shelf []ShelfRow) []NounRow {
	rows := make([]NounRow, len(shelf))
	for i := range shelf {
		rows[i] = shelf[i].Noun
	}
	return rows
}

// readRegions reads some regions for a tree.
func readRegions(ctx context.Context, r Reader, ids []graph.ID) ([]entry, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := r.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]NounRow, 0, len(found))
	for _, row := range found {
		rows = append(rows, row)
	}
	some := linked(ctx, r, rows)
	return some.entries()
}
