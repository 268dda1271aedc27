package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cobuild/graph"
)

// mostTouched bounds the subjects whose findings one edit may alter.
const mostTouched = 20_000

// mostChanged bounds what an edit of any size may put, for all of it is held in
// memory until it is written: some 12 KB for a change, with what follows from it.
const mostChanged = 150_000

// Apply makes one revision: runs the edit, derives what follows from it, and
// writes facts, findings, segments and log in one transaction. A refused edit
// writes nothing. An edit that changes nothing makes no revision.
func (s *Store) Apply(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error) (graph.Receipt, error) {
	outcome, err := s.apply(ctx, intent, edit, limits{touched: s.touched}, false)
	return outcome.Receipt, err
}

// Outcome is what an edit did, or would do.
type Outcome struct {
	graph.Receipt
	Made     []graph.Change
	Findings int // rows of findings written
	Dropped  int // rows of findings taken away
}

// limits bound an edit; 0 is none.
type limits struct {
	touched int // subjects whose findings it alters
	changed int // nouns and links it puts
}

// ApplyAll is Apply for edits of any size: without a limit of the nouns that are
// touched. A dry one does everything but keep it.
func (s *Store) ApplyAll(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error, dry bool) (Outcome, error) {
	return s.apply(ctx, intent, edit, limits{}, dry)
}

// ApplyMany is ApplyAll for edits of people's files: beyond Options.Changed
// nouns and links they are TOO_COMPLEX.
func (s *Store) ApplyMany(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error, dry bool) (Outcome, error) {
	return s.apply(ctx, intent, edit, limits{changed: s.changed}, dry)
}

// errDry rolls a dry edit back.
var errDry = errors.New("store: nothing is to be kept")

func (s *Store) apply(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error, most limits, dry bool) (Outcome, error) {
	if err := s.turnIfDue(ctx); err != nil {
		return Outcome{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	ids := &memoIDs{source: s.ids}
	var done *revision
	err := s.engine.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
		ids.rewind()
		done, err = s.revise(ctx, tx, intent, ids, edit, most)
		if err == nil && dry {
			err = errDry
		}
		return err
	})
	if err != nil && !(dry && errors.Is(err, errDry)) {
		return Outcome{}, err
	}
	if len(done.batch.Log) > 0 && !dry {
		s.committed(done)
	}
	return Outcome{
		Receipt: graph.Receipt{Revision: done.batch.State.Revision, Changes: len(done.batch.Log)},
		Made:    done.changes, Findings: len(done.batch.Findings), Dropped: len(done.batch.DropFindings),
	}, nil
}

// revision is what one edit comes to.
type revision struct {
	batch Batch
	nodes []*node    // regions new or changed
	gone  []graph.ID // regions withdrawn

	changes []graph.Change
}

func (s *Store) revise(ctx context.Context, tx Tx, intent graph.Intent, ids *memoIDs, edit func(context.Context, graph.Edit) error, most limits) (*revision, error) {
	state, err := tx.State(ctx)
	if err != nil {
		return nil, err
	}
	if state.Loading != "" {
		return nil, loadingFault(state)
	}
	if err := s.vacate(&state); err != nil {
		return nil, err
	}
	snap, err := s.latest(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := checkExpected(ctx, tx, intent, state); err != nil {
		return nil, err
	}
	known := recalled(tx)
	d := newDraft(known, snap.tree, state, s.Today(), ids)
	d.most, d.full = most.touched, most.changed
	if err := edit(ctx, d); err != nil {
		return nil, err
	}
	if err := d.fits(); err != nil {
		return nil, err
	}
	if err := d.replant(ctx); err != nil {
		return nil, err
	}
	changes, err := d.changes(ctx)
	if err != nil {
		return nil, err
	}
	out := &revision{batch: Batch{State: &state}, changes: changes}
	if len(changes) == 0 {
		return out, nil
	}
	for _, c := range changes {
		if c.NounAfter != nil {
			if err := c.NounAfter.Validate(); err != nil {
				return nil, err
			}
		}
	}
	if err := d.loose(ctx); err != nil {
		return nil, err
	}
	d.state.Revision++
	if d.state.Format == 0 {
		d.state.Format, d.state.Ruleset, d.state.Rules, d.state.Placed = Format, s.rules.Fingerprint(), s.rules.JSON(), s.Today()
	}
	out.batch.State = &d.state
	w := &writer{s: s, tx: known, draft: d, changes: changes, out: out}
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	if err := w.log(intent); err != nil {
		return nil, err
	}
	return out, tx.Write(ctx, out.batch)
}

func loadingFault(state State) error {
	return graph.NewError(graph.CodeUnavailable, nil, "%s is being loaded: wait until it is done", "正在载入%s：请等待完成", state.Loading)
}

// checkExpected refuses an edit whose subjects changed after the revision that
// its author saw.
func checkExpected(ctx context.Context, tx Reader, intent graph.Intent, state State) error {
	if intent.Expected == 0 {
		return nil
	}
	if intent.Expected < 0 || intent.Expected > state.Revision {
		return graph.Invalid([]string{"expectedRevision"}, "expectedRevision %d has not been reached, the store is at %d: give the revision of the answer you edit",
			"expectedRevision %d尚未达到，当前为%d：请给出所编辑结果的修订号", intent.Expected, state.Revision)
	}
	subjects := unique(intent.Subjects)
	ranges := make([]LogRange, len(subjects))
	for i, id := range subjects {
		ranges[i] = LogRange{Subject: id, AfterRevision: intent.Expected, AfterIndex: maxIndex, Limit: 1}
	}
	runs, err := tx.Log(ctx, ranges)
	if err != nil {
		return err
	}
	var errs graph.Errors
	for i, rows := range runs {
		if len(rows) == 0 {
			continue
		}
		id := subjects[i]
		entry, err := readEntry(rows[0])
		if err != nil {
			return err
		}
		changed := graph.Conflict([]string{"expectedRevision"},
			"%[1]s changed in revision %[2]d (%[3]s), after %[4]d: read it again and repeat what still holds",
			"%[1]s在修订%[2]d（%[3]s）中已变更，晚于%[4]d：请重新读取后再提交", id, rows[0].Revision, entry.Operation, intent.Expected)
		if id.Kind() == graph.KindMember {
			changed = changed.Guarded()
		}
		errs = append(errs, changed)
	}
	return errs.OrNil()
}

// log records the changes.
func (w *writer) log(intent graph.Intent) error {
	at := w.s.now().UTC().Format(time.RFC3339)
	for i, c := range w.changes {
		intent := intent
		if by := w.draft.spoke[i]; by != nil {
			intent = *by
		}
		entry := graph.LogEntry{
			Revision: w.draft.state.Revision, Index: i, RecordedAt: at,
			Actor: intent.Actor, Operation: intent.Operation, Note: intent.Note, Undoes: intent.Undoes, Change: c,
		}
		doc, err := json.Marshal(entry)
		if err != nil {
			return fmt.Errorf("store: log %s: %w", intent.Operation, err)
		}
		w.out.batch.Log = append(w.out.batch.Log, LogRow{
			Revision: entry.Revision, Index: i, Subjects: unique(c.Subjects()), Doc: doc,
		})
	}
	return nil
}

// driftFault says that segments and findings no longer agree. Nothing is written.
func driftFault(cause error) error {
	fault := graph.NewError(graph.CodeInternal, nil,
		"counts and findings of this store have drifted apart: nothing was written; run `check` to see where, and `check --repair` to derive them anew",
		"本库的计数与推导结果不一致：未写入任何内容；请运行check查看，并用check --repair重新推导")
	fault.Cause = cause
	return fault
}
