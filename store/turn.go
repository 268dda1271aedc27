package store

import (
	"context"

	"cobuild/graph"
)

// turnIfDue moves nouns whose place changes by the calendar alone, once a day,
// before the first list of the day is read.
func (s *Store) turnIfDue(ctx context.Context) error {
	today := s.Today()
	if graph.Date(s.turned.Load()) >= today {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if graph.Date(s.turned.Load()) >= today {
		return nil
	}
	state, err := s.engine.State(ctx)
	if err != nil {
		return err
	}
	if state.Format != 0 && state.Placed < today {
		if err := s.turn(ctx, today); err != nil {
			return err
		}
	}
	s.turned.Store(uint32(today))
	return nil
}

// turn places anew the nouns on the turn shelf up to today.
func (s *Store) turn(ctx context.Context, today graph.Date) error {
	return s.engine.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil || state.Placed >= today {
			return err
		}
		snap, err := s.latest(ctx, tx)
		if err != nil {
			return err
		}
		due := Range{Shelf: turnShelf, After: " ", Before: dayText(today) + top, Limit: chunk}
		for {
			runs, err := tx.Scan(ctx, []Range{due})
			if err != nil {
				return err
			}
			ids := make([]graph.ID, len(runs[0]))
			for i, row := range runs[0] {
				ids[i] = row.Noun.ID
			}
			found, err := readNouns(ctx, tx, ids)
			if err != nil {
				return err
			}
			nouns := make([]graph.Noun, 0, len(found))
			for _, id := range ids {
				nouns = append(nouns, found[id])
			}
			rows, err := shelve(ctx, &reading{tx}, snap.tree, nouns, today)
			if err != nil {
				return err
			}
			if len(runs[0]) < chunk {
				state.Placed = today
				return tx.Write(ctx, Batch{Nouns: rows, State: &state})
			}
			if err := tx.Write(ctx, Batch{Nouns: rows}); err != nil {
				return err
			}
			due.After = runs[0][len(runs[0])-1].Key
		}
	})
}
