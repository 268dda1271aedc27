package store

import (
	"context"

	"cobuild/graph"
	"cobuild/search"
)

// upgrade brings a store up to date. Since format 3 what segments have lost and
// gained is kept beside them, of which an older store has nothing yet.
func (s *Store) upgrade(ctx context.Context, from int) error {
	if from < 2 {
		if err := s.wordsAndMentions(ctx); err != nil {
			return err
		}
	}
	return s.engine.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil || state.Format >= Format {
			return err
		}
		state.Format = Format
		return tx.Write(ctx, Batch{State: &state})
	})
}

// wordsAndMentions brings a store of format 1 up to format 2, in which nouns have
// words by which they are found, and regions and pairings are found by whom they
// name beside their links. It writes in steps, each of which leaves a store of
// format 1, and may be interrupted and begun again.
func (s *Store) wordsAndMentions(ctx context.Context) error {
	s.log.Info("indexing names and codes for search: the store was written by an earlier version", "store", s.engine.Name())
	done := 0
	for _, kind := range append([]graph.Kind{graph.KindPairing}, search.Searchable...) {
		err := eachRun(placeShelf(kind), chunk, func(run Range) (rows []ShelfRow, err error) {
			err = s.engine.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
				rows, err = s.shelveAgain(ctx, tx, run)
				return err
			})
			done += len(rows)
			s.log.Info("indexing names and codes for search", "done", done)
			return rows, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// shelveAgain writes anew the nouns of a run of a shelf, and gives it.
func (s *Store) shelveAgain(ctx context.Context, tx Tx, run Range) ([]ShelfRow, error) {
	snap, err := s.latest(ctx, tx)
	if err != nil {
		return nil, err
	}
	runs, err := tx.Scan(ctx, []Range{run})
	if err != nil || len(runs[0]) == 0 {
		return nil, err
	}
	nouns := make([]graph.Noun, len(runs[0]))
	for i, row := range runs[0] {
		if nouns[i], err = graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc); err != nil {
			return nil, err
		}
	}
	rows, err := shelve(ctx, &reading{tx}, snap.tree, nouns, s.Today())
	if err != nil {
		return nil, err
	}
	return runs[0], tx.Write(ctx, Batch{Nouns: rows})
}
