package store

import (
	"context"

	"cobuild/graph"
)

// eachRun reads a whole shelf in its order, run by run of so many rows: read
// gives the rows of a run.
func eachRun(shelf string, most int, read func(Range) ([]ShelfRow, error)) error {
	after, before := treeBounds("")
	for {
		rows, err := read(Range{Shelf: shelf, After: after, Before: before, Limit: most})
		if err != nil || len(rows) < most {
			return err
		}
		after = rows[len(rows)-1].Key
	}
}

// scanAll is eachRun of what a reader has.
func scanAll(ctx context.Context, r Reader, shelf string, most int, do func([]ShelfRow) error) error {
	return eachRun(shelf, most, func(run Range) ([]ShelfRow, error) {
		runs, err := r.Scan(ctx, []Range{run})
		if err != nil {
			return nil, err
		}
		return runs[0], do(runs[0])
	})
}

// EachByPlace hands on all nouns of a kind, each once, up to so many at a time, in
// the order of places: engines keep together what lies together. Regions come
// after those in which they lie.
func (s *Store) EachByPlace(ctx context.Context, kind graph.Kind, most int, do func([]NounRow) error) error {
	met := map[graph.ID]struct{}{} // of pairings, which stand at several places
	return scanAll(ctx, s.engine, placeShelf(kind), most, func(rows []ShelfRow) error {
		some := make([]NounRow, 0, len(rows))
		for i := range rows {
			row := &rows[i].Noun
			if kind == graph.KindPairing {
				if _, again := met[row.ID]; again {
					continue
				}
				met[row.ID] = struct{}{}
			}
			some = append(some, *row)
		}
		return do(some)
	})
}
