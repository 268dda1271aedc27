package exchange

import (
	"context"
	"errors"
	"slices"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// TakeBack undoes revisions, of which there may be any number, such as those of
// an import. It does so from the newest on, some thousand changes at a time, each
// a revision of its own: where it is stopped, the same again goes on. Before
// anything is written all of it is tried, so that nothing is taken back where
// something stands in the way.
type TakeBack struct {
	Revisions []graph.RevisionRange // from the oldest to the newest
	DryRun    bool                  // nothing is taken back
	Intent    graph.Intent          // actor and note
	Part      int                   // changes from which a revision is enough; 0 = 2,000
	Tell      func(done, all int)   // revisions, tried and taken back
}

// TakenBack is what was taken back.
type TakenBack struct {
	edit.Undone
	Revisions []graph.RevisionRange // by which it was
}

const defaultPart = 2_000

// Run takes back. An error tells what stands in the way, as revisionUndo does;
// INVALID where nothing is left to undo.
func (t TakeBack) Run(ctx context.Context, s *store.Store) (done TakenBack, err error) {
	if t.Part <= 0 {
		t.Part = defaultPart
	}
	var parts []graph.RevisionRange
	told, count := 0, 0
	for _, r := range slices.Backward(t.Revisions) {
		some, err := t.parts(ctx, s, r)
		if err != nil {
			return done, err
		}
		parts = append(parts, some...)
		count += int(r.Last - r.First + 1)
	}
	p, err := newPile(s)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	passes := []func(context.Context, edit.RevisionUndoInput) (*edit.Undone, error){
		func(ctx context.Context, in edit.RevisionUndoInput) (undone *edit.Undone, err error) {
			err = p.try(ctx, s, t.intent(in), func(ctx context.Context, d *desk) (err error) {
				undone, err = edit.RevisionUndo(ctx, d, in)
				return err
			})
			return undone, err
		},
		func(ctx context.Context, in edit.RevisionUndoInput) (*edit.Undone, error) {
			return t.write(ctx, s, in, &done)
		},
	}
	if t.DryRun {
		passes = passes[:1]
	}
	for _, pass := range passes {
		done.Undone = edit.Undone{}
		var nothing error
		for _, part := range parts {
			undone, err := pass(ctx, edit.RevisionUndoInput{First: part.First, Last: part.Last})
			switch {
			case errors.Is(err, edit.ErrNothingLeft): // by an earlier run that was stopped
				nothing = err
			case err != nil:
				return done, err
			default:
				done.Restored, done.Withdrawn = done.Restored+undone.Restored, done.Withdrawn+undone.Withdrawn
			}
			if told += int(part.Last - part.First + 1); t.Tell != nil {
				t.Tell(told, len(passes)*count)
			}
		}
		if done.Undone == (edit.Undone{}) && nothing != nil {
			return done, nothing
		}
	}
	return done, nil
}

func (t TakeBack) write(ctx context.Context, s *store.Store, in edit.RevisionUndoInput, done *TakenBack) (undone *edit.Undone, err error) {
	outcome, err := s.ApplyAll(ctx, t.intent(in), func(ctx context.Context, e graph.Edit) (err error) {
		undone, err = edit.RevisionUndo(ctx, e, in)
		return err
	}, false)
	if err != nil {
		return undone, err
	}
	done.Revisions = graph.WithRevision(done.Revisions, outcome.Revision)
	return undone, letIn(ctx)
}

func (t TakeBack) intent(in edit.RevisionUndoInput) graph.Intent {
	intent := t.Intent
	intent.Operation, intent.Undoes = "revisionUndo", in.Undoes()
	return intent
}

// parts cuts the revisions into runs that are undone together, the newest first.
func (t TakeBack) parts(ctx context.Context, s *store.Store, r graph.RevisionRange) (parts []graph.RevisionRange, err error) {
	const atOnce = 5_000
	q := graph.LogQuery{After: r.First - 1, Upto: r.Last, Page: graph.Page{Limit: atOnce, Backward: true}}
	last, at, changes := r.Last, r.Last, 0
	for {
		page, err := s.Log(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := len(page.Items) - 1; i >= 0; i-- {
			if now := page.Items[i].Revision; now != at {
				if changes >= t.Part {
					parts = append(parts, graph.RevisionRange{First: at, Last: last})
					last, changes = at-1, 0
				}
				at = now
			}
			changes++
		}
		if !page.More {
			return append(parts, graph.RevisionRange{First: r.First, Last: last}), nil
		}
		q.Page.From = page.At[0]
	}
}
