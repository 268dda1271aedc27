package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cobuild/graph"
	"cobuild/tally"
)

// mostTouched bounds the subjects whose findings one edit may alter.
const mostTouched = 20_000

// mostChanged bounds what an edit of any size may put, for all of it is held in
// memory until it is written: some 12 KB for a change, with what follows from it.
const mostChanged = 150_000

// Apply makes one revision: runs the edit, derives what follows from it, and
// writes facts, findings, segments and log in one transaction, which it may share
// with other edits that wait for the writer, see group. A refused edit writes
// nothing. An edit that changes nothing makes no revision. When ctx is done Apply
// returns its error; then the edit is kept only if it shared a transaction that
// was about to be kept.
func (s *Store) Apply(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error) (graph.Receipt, error) {
	if err := s.turnIfDue(ctx); err != nil {
		return graph.Receipt{}, err
	}
	outcome, err := s.queue.write(s, &waiter{ctx: ctx, intent: intent, edit: edit, ids: &memoIDs{source: s.ids}})
	if err == nil && outcome.Changes > 0 {
		s.written(ctx)
	}
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

// apply makes one revision in a transaction of its own.
func (s *Store) apply(ctx context.Context, intent graph.Intent, edit func(context.Context, graph.Edit) error, most limits, dry bool) (Outcome, error) {
	if err := s.turnIfDue(ctx); err != nil {
		return Outcome{}, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	ids := &memoIDs{source: s.ids}
	var p *pending
	var done *revision
	err := s.engine.Update(ctx, func(ctx context.Context, tx Tx) (err error) {
		if p, err = s.begin(ctx, tx); err != nil {
			return err
		}
		if done, err = s.revise(ctx, p, intent, ids, edit, most); err != nil {
			return err
		}
		if err = p.flush(ctx); err == nil && dry {
			err = errDry
		}
		s.landing.Store(err == nil)
		return err
	})
	defer s.landing.Store(false)
	if err != nil && !(dry && errors.Is(err, errDry)) {
		return Outcome{}, err
	}
	if !dry {
		s.committed(p)
	}
	return done.outcome(), nil
}

// revision is what one edit comes to.
type revision struct {
	batch   Batch // without segments
	gone    map[SegmentKey][]tally.Entry
	come    map[SegmentKey][]tally.Entry
	tree    *tree // with its regions
	touched int   // subjects
	changes []graph.Change
	lost    []FindingRow // those of batch.DropFindings
}

func (r *revision) outcome() Outcome {
	return Outcome{
		Receipt: graph.Receipt{Revision: r.batch.State.Revision, Changes: len(r.batch.Log)},
		Made:    r.changes, Findings: len(r.batch.Findings), Dropped: len(r.batch.DropFindings),
	}
}

// revise runs an edit on what is pending and, where it is accepted, adds to it.
func (s *Store) revise(ctx context.Context, p *pending, intent graph.Intent, ids *memoIDs, edit func(context.Context, graph.Edit) error, most limits) (*revision, error) {
	ids.rewind()
	p.lay()
	if err := checkExpected(ctx, p, intent, p.state); err != nil {
		return nil, err
	}
	d := newDraft(p, p.tree, p.state, s.Today(), ids)
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
	out := &revision{batch: Batch{State: &d.state}, tree: p.tree, changes: changes}
	if len(changes) == 0 {
		return out, nil // d.state is that of the edit before
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
	w := &writer{s: s, tx: p, draft: d, changes: changes, out: out}
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	if err := w.log(intent); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.accept(out)
	return out, nil
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
