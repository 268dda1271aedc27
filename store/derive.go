package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Derive derives all findings and segments of all time from the facts, beside
// the set in force, and then puts them in force at once: whoever reads sees the
// old whole or the new whole. Meanwhile other writes are UNAVAILABLE. Broken off
// it leaves the old set in force. Differences are told where found is not nil,
// and then places, words and sort keys are mended too. progress and what it takes
// are as of Check.
func (s *Store) Derive(ctx context.Context, found func(Drift), progress func(done, all int)) (Derived, error) {
	if found != nil {
		if err := s.turnIfDue(ctx); err != nil {
			return Derived{}, err
		}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	d := &deriving{s: s, claim: newClaim(), found: found, progress: progress}
	err := d.run(ctx)
	return d.done, err
}

// Derived is what a derivation came to.
type Derived struct {
	Nouns    int
	Findings int // rows
}

type deriving struct {
	s        *Store
	claim    claim
	found    func(Drift)
	progress func(done, all int)
	pass     *pass
	steps    int
	last     time.Time // of them
	done     Derived
}

func (d *deriving) run(ctx context.Context) (err error) {
	claimed, err := d.take(ctx)
	if err != nil || !claimed {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.leave(ctx))
		}
	}()
	tree, err := loadTree(ctx, d.s.base, nil)
	if err != nil {
		return err
	}
	d.pass = newPass(d.s, tree, d.found)
	d.pass.progress, d.pass.alive, d.pass.put = d.progress, d.alive, d.put
	if d.found != nil {
		d.pass.mend = d.write
	}
	if err := inTurn(ctx, d.clear, d.pass.run, d.segments, d.swap); err != nil {
		return err
	}
	return d.s.sweepRest(ctx)
}

// take claims the place beside, when whoever has it is done or dead. claimed is
// false where nothing is to be derived: in an empty store, or because somebody
// else has done it meanwhile.
func (d *deriving) take(ctx context.Context) (claimed bool, err error) {
	for waiting := false; ; {
		busy, needless := false, false
		err := d.s.base.Update(ctx, func(ctx context.Context, tx Tx) error {
			state, err := tx.State(ctx)
			if err != nil {
				return err
			}
			if busy, needless = false, state.Format == 0 || waiting && state.Ruleset == d.s.rules.Fingerprint() && !building(state.Beside); needless {
				return nil
			}
			if state.Loading != "" {
				return loadingFault(state)
			}
			if busy = building(state.Beside) && !d.s.dead(state.Beside); busy {
				return nil
			}
			state.Beside = d.claim.after(0)
			return tx.Write(ctx, Batch{State: &state})
		})
		if err != nil || needless || !busy {
			return err == nil && !needless, err
		}
		if !waiting {
			d.s.log.Warn("another process derives the findings of this store anew: waiting until it is done", "store", d.s.base.Name())
		}
		waiting = true
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// leave gives the claim up after a failure, so that nobody waits for it.
func (d *deriving) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := d.s.base.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil || !d.claim.holds(state.Beside) {
			return err
		}
		state.Beside = besideRest
		return tx.Write(ctx, Batch{State: &state})
	})
	if err != nil {
		d.s.log.Warn("the claim on a derivation that failed was left behind", "store", d.s.base.Name(), "error", err)
	}
	return nil
}

// step does a part under the claim, and shows that there is progress.
func (d *deriving) step(ctx context.Context, do func(context.Context, Tx, *State) error) error {
	d.steps++
	d.last = time.Now()
	return d.s.base.Update(ctx, func(ctx context.Context, tx Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		if !d.claim.holds(state.Beside) {
			return graph.NewError(graph.CodeUnavailable, nil,
				"another process took over to derive the findings of %[1]s anew, for this one was silent for %[2]d seconds: start again when that one is done",
				"本进程超过%[2]d秒无进展，另一进程已接手重新推导%[1]s：请待其完成后重新启动", d.s.base.Name(), int(mostSilent.Seconds()))
		}
		state.Beside = d.claim.after(d.steps)
		return do(ctx, tx, &state)
	})
}

// clear sweeps what somebody else left beside.
func (d *deriving) clear(ctx context.Context) error {
	for done := false; !done; {
		err := d.step(ctx, func(ctx context.Context, tx Tx, state *State) (err error) {
			if done, err = tx.Sweep(ctx); err != nil {
				return err
			}
			return tx.Write(ctx, Batch{State: state})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mostBetween is how long a derivation goes on without a word in the store: much
// less than it may be silent.
const mostBetween = mostSilent / 6

// alive shows that there is progress, where nothing was written for a while.
func (d *deriving) alive(ctx context.Context) error {
	if time.Since(d.last) < d.s.between {
		return nil
	}
	return d.write(ctx, Batch{})
}

func (d *deriving) write(ctx context.Context, b Batch) error {
	return d.step(ctx, func(ctx context.Context, tx Tx, state *State) error {
		b.State = state
		return tx.Write(ctx, b)
	})
}

// put writes the findings of nouns beside.
func (d *deriving) put(ctx context.Context, rows []FindingRow, nouns int) error {
	d.done.Nouns += nouns
	d.done.Findings += len(rows)
	return d.write(ctx, Batch{Beside: true, Findings: rows})
}

// eachOf reads some nouns, a batch at a time in their order. Those that are not
// there are left out.
func eachOf(ctx context.Context, r Reader, ids []graph.ID, do func([]graph.Noun) error) error {
	for some := range slices.Chunk(ids, deriveBatch) {
		found, err := readNouns(ctx, r, some)
		if err != nil {
			return err
		}
		nouns := make([]graph.Noun, 0, len(found))
		for _, id := range some {
			if n := found[id]; n != nil {
				nouns = append(nouns, n)
			}
		}
		if err := do(nouns); err != nil {
			return err
		}
	}
	return nil
}

func withFindings(nouns []graph.Noun) (ids []graph.ID) {
	for _, n := range nouns {
		if rules.HasFindings(n.Kind()) {
			ids = append(ids, n.Top().ID)
		}
	}
	return ids
}

// segmentsAtOnce are written in one transaction; each has up to half a megabyte.
const segmentsAtOnce = 50

func (d *deriving) segments(ctx context.Context) error {
	state, err := d.s.base.State(ctx)
	if err != nil {
		return err
	}
	rows, err := d.pass.counts.rows(state.Revision)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(rows, segmentsAtOnce) {
		if err := d.write(ctx, Batch{Beside: true, Segments: some}); err != nil {
			return err
		}
	}
	return nil
}

// swap puts what is beside in force, and makes what was in force the rest.
func (d *deriving) swap(ctx context.Context) error {
	var now State
	err := d.step(ctx, func(ctx context.Context, tx Tx, state *State) error {
		state.Set++
		state.Ruleset, state.Rules, state.Beside = d.s.rules.Fingerprint(), d.s.rules.JSON(), besideRest
		now = *state
		return tx.Write(ctx, Batch{State: state})
	})
	if err == nil {
		err = d.s.follow(now)
	}
	return err
}

// tallying packs findings into segments as they are derived.
type tallying struct {
	tree   *tree
	packed map[SegmentKey]tally.Segment
	loose  map[SegmentKey][]tally.Entry
	n      int // entries in loose
}

// mostLoose entries are held before they are packed.
const mostLoose = 500_000

func newTallying(t *tree) *tallying {
	return &tallying{tree: t, packed: map[SegmentKey]tally.Segment{}, loose: map[SegmentKey][]tally.Entry{}}
}

func (t *tallying) add(f *graph.Finding) error {
	key, entry := entryOf(t.tree, f)
	t.loose[key] = append(t.loose[key], entry)
	if t.n++; t.n < mostLoose {
		return nil
	}
	_, err := t.pack()
	return err
}

// pack gives the segments of all that was added.
func (t *tallying) pack() (map[SegmentKey]tally.Segment, error) {
	for key, entries := range t.loose {
		segment, err := t.packed[key].Change(nil, entries)
		if err != nil {
			return nil, err
		}
		t.packed[key] = segment
	}
	clear(t.loose)
	t.n = 0
	return t.packed, nil
}

// rows are the segments of all that was added, as a revision writes them.
func (t *tallying) rows(revision int64) ([]SegmentRow, error) {
	packed, err := t.pack()
	if err != nil {
		return nil, err
	}
	rows := make([]SegmentRow, 0, len(packed))
	for key, data := range packed {
		rows = append(rows, SegmentRow{SegmentKey: key, Revision: revision, Data: data})
	}
	slices.SortFunc(rows, func(a, b SegmentRow) int { return compareSegments(a.SegmentKey, b.SegmentKey) })
	return rows, nil
}
