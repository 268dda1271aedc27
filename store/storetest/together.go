package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
)

// gate counts the transactions of an engine, and fails one when it is to be kept.
type gate struct {
	store.Engine
	updates atomic.Int32
	fail    atomic.Bool
}

var errGate = errors.New("the gate is closed")

func (g *gate) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	g.updates.Add(1)
	return g.Engine.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		err := fn(ctx, tx)
		if err == nil && g.fail.Load() {
			err = errGate
		}
		return err
	})
}

// answered is what an Apply answered.
type answered struct {
	graph.Receipt
	err      error
	panicked any
}

// together applies edits at the same time: the first holds the writer until the
// others have had time to come. Each names itself in the note of its entries.
func together(ctx context.Context, s *store.Store, name string, intents []graph.Intent, edits []func(context.Context, graph.Edit) error) []answered {
	all := make([]answered, len(edits))
	open := make(chan struct{})
	var once sync.Once
	var done sync.WaitGroup
	for i, do := range edits {
		intent := intents[i]
		intent.Operation, intent.Note = "together", fmt.Sprintf("%s.%d", name, i)
		if i == 0 {
			first := do
			do = func(ctx context.Context, e graph.Edit) error {
				once.Do(func() {
					close(open)
					time.Sleep(30 * time.Millisecond)
				})
				return first(ctx, e)
			}
		}
		done.Go(func() {
			defer func() { all[i].panicked = recover() }()
			if i > 0 {
				<-open
			}
			all[i].Receipt, all[i].err = s.Apply(ctx, intent, do)
		})
	}
	done.Wait()
	return all
}

// testTogether lets many random edits wait for the writer at once: each is
// accepted or refused for itself, on top of those before it.
func testTogether(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 24)
	g := &gate{Engine: open(t)}
	f := load(t, g, ds)
	r := newReplay(ds)
	u := &editor{Rand: rand.New(rand.NewPCG(6, 26)), replay: r, did: map[string][2]int{}}
	const rounds, each = 3, 16
	named := someIDs(ds, 3)
	ahead(t, g.Engine, named)
	g.updates.Store(0)
	accepted := 0
	for round := range rounds {
		before := must(g.State(t.Context()))(t)
		intents := make([]graph.Intent, each)
		edits := make([]func(context.Context, graph.Edit) error, each)
		for i := range edits {
			steps := u.steps(1 + u.IntN(2))
			intents[i].Subjects = []graph.ID{named[u.IntN(len(named))], named[u.IntN(len(named))]} // what is read ahead may help or not
			edits[i] = func(ctx context.Context, e graph.Edit) error {
				for _, step := range steps {
					if err := step.do(ctx, e); err != nil {
						return err
					}
				}
				return nil
			}
		}
		edits[5] = func(context.Context, graph.Edit) error { panic(round) }
		all := together(t.Context(), f.s, fmt.Sprint(round), intents, edits)
		entries := map[string]int{}
		last := map[string]int64{}
		for _, e := range must(f.s.Log(t.Context(), graph.LogQuery{After: before.Revision, Page: graph.Page{Limit: 1000}}))(t).Items {
			entries[e.Note]++
			if seen := last[e.Note]; seen != 0 && seen != e.Revision {
				t.Errorf("edit %s has entries of revisions %d and %d", e.Note, seen, e.Revision)
			}
			last[e.Note] = e.Revision
		}
		steps := int64(0)
		for i, one := range all {
			note := fmt.Sprintf("%d.%d", round, i)
			switch code := graph.CodeOf(one.err); {
			case i == 5:
				same(t, "what comes of a panic", one.panicked, any(round))
			case one.panicked != nil:
				t.Fatalf("edit %s: %v", note, one.panicked)
			case one.err != nil && (code == graph.CodeInternal || code == graph.CodeUnavailable):
				t.Fatalf("edit %s: %v", note, one.err)
			case one.err == nil && one.Changes > 0:
				same(t, "receipt of "+note, one.Receipt, graph.Receipt{Revision: last[note], Changes: entries[note]})
				steps++
				continue
			}
			same(t, "entries of refused "+note, entries[note], 0)
		}
		accepted += int(steps)
		same(t, "revision", must(g.State(t.Context()))(t).Revision, before.Revision+steps)
		r.follow(t, f.s)
		if t.Failed() {
			return
		}
	}
	r.holds(t, f.s)
	if n := int(g.updates.Load()); accepted < rounds*each/3 || n > rounds*each/2 {
		t.Errorf("of %d edits %d were accepted, in %d transactions: this tests too little", rounds*each, accepted, n)
	}
}

// testTogetherRefused looks at edits that stand in each other's way, leave or
// fail while they wait together.
func testTogetherRefused(t *testing.T, open func(t *testing.T) store.Engine) {
	g := &gate{Engine: open(t)}
	f := load(t, g, county(t, 12))
	village := f.busy(f.on(today), 1)
	unit := register(t, f.s, village, "共事企业")
	state := func() store.State { t.Helper(); return must(g.State(t.Context()))(t) }
	change := func(staff int) func(context.Context, graph.Edit) error {
		return func(ctx context.Context, e graph.Edit) error {
			_, err := edit.UnitChange(ctx, e, edit.UnitChangeInput{ID: unit, From: today.AddDays(staff), UnitFields: edit.UnitFields{Staff: edit.Some(staff)}})
			return err
		}
	}
	enter := func(code string) func(context.Context, graph.Edit) error {
		return func(ctx context.Context, e graph.Edit) error {
			_, err := edit.UnitRegister(ctx, e, edit.UnitRegisterInput{Name: "同码企业", Code: code, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: village, Since: today})
			return err
		}
	}
	expected := graph.Intent{Expected: state().Revision, Subjects: []graph.ID{unit}}
	count := func(all []answered, want map[graph.ErrorCode]int) {
		t.Helper()
		got := map[graph.ErrorCode]int{}
		for _, one := range all {
			if one.err == nil {
				got[""]++
			} else {
				got[graph.CodeOf(one.err)]++
			}
		}
		same(t, "answers by code", got, want)
	}
	before := state()
	count(together(t.Context(), f.s, "expected", []graph.Intent{expected, expected, expected}, []func(context.Context, graph.Edit) error{change(11), change(12), change(13)}),
		map[graph.ErrorCode]int{"": 1, graph.CodeConflict: 2})
	count(together(t.Context(), f.s, "code", make([]graph.Intent, 4), []func(context.Context, graph.Edit) error{enter("GX-1"), enter("GX-1"), enter("GX-2"), enter("GX-1")}),
		map[graph.ErrorCode]int{"": 2, graph.CodeConflict: 2})
	same(t, "revisions", state().Revision, before.Revision+3)

	// Who leaves while the writer is busy writes nothing, and stops nobody.
	before = state()
	leaving, leave := context.WithCancel(t.Context())
	var left error
	var gone sync.WaitGroup
	count(together(t.Context(), f.s, "leaving", make([]graph.Intent, 2), []func(context.Context, graph.Edit) error{func(ctx context.Context, e graph.Edit) error {
		gone.Go(func() { _, left = f.s.Apply(leaving, graph.Intent{Operation: "leaving"}, enter("GX-9")) })
		time.Sleep(10 * time.Millisecond)
		leave()
		gone.Wait()
		return change(21)(ctx, e)
	}, change(22)}), map[graph.ErrorCode]int{"": 2})
	if !errors.Is(left, context.Canceled) {
		t.Errorf("who left is told %v", left)
	}
	same(t, "revisions", state().Revision, before.Revision+2)

	// What is not kept is told to all, and nothing of it is there.
	before = state()
	g.fail.Store(true)
	for i, one := range together(t.Context(), f.s, "failing", make([]graph.Intent, 3), []func(context.Context, graph.Edit) error{change(31), enter("GX-3"), change(32)}) {
		if !errors.Is(one.err, errGate) {
			t.Errorf("edit %d of a transaction that failed is told %v", i, one.err)
		}
	}
	g.fail.Store(false)
	same(t, "state after a failed transaction", state(), before)
	count(together(t.Context(), f.s, "after", make([]graph.Intent, 2), []func(context.Context, graph.Edit) error{change(41), change(42)}), map[graph.ErrorCode]int{"": 2})
	clean(t, f.s)
}
