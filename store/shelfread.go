package store

import "context"

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
