package storetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/store"
)

// otherRules are rules by which much is found otherwise.
func otherRules() *rules.Ruleset {
	rs := rules.Default()
	rs.ID, rs.Version, rs.EnoughFull, rs.IdleDays = "other", "7", 2, 60
	rs.Scope.Kinds = slices.DeleteFunc(slices.Clone(rs.Scope.Kinds), func(k graph.UnitKind) bool { return k == graph.UnitSoleTrader })
	rs.Severities[graph.GapUncovered] = graph.SeverityHigh
	return rs
}

func byRules(name string, rs *rules.Ruleset) store.Options {
	o := options(name)
	o.Rules, o.Logger = rs, slog.New(slog.DiscardHandler)
	return o
}

// sameDerived compares all findings and segments of two engines.
func sameDerived(t *testing.T, what string, got, want store.Engine) {
	t.Helper()
	rows := 0
	for after := graph.ID(""); ; {
		nouns := must(want.Walk(t.Context(), after, 500))(t)
		if len(nouns) == 0 {
			break
		}
		after = nouns[len(nouns)-1].ID
		of := answer(t, want, store.Reader.FindingsOf, nounIDs(nouns))
		rows += len(of)
		same(t, what+": findings", answer(t, got, store.Reader.FindingsOf, nounIDs(nouns)), of)
	}
	if rows == 0 {
		t.Errorf("%s: there is nothing to compare", what)
	}
	unnumbered := func(e store.Engine) (all []store.SegmentRow) {
		for _, row := range answer(t, e, store.Reader.Segments, int64(0)) {
			row.Revision = 0
			all = append(all, row)
		}
		return all
	}
	same(t, what+": segments", unnumbered(got), unnumbered(want))
}

func stateIn(t *testing.T, e store.Engine) store.State {
	t.Helper()
	return must(e.State(t.Context()))(t)
}

// unavailable fails where a call gives anything but UNAVAILABLE.
func unavailable(t *testing.T, what string, err error) {
	t.Helper()
	if graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("%s gives %v", what, err)
	}
}

// testDeriveAnew opens a store by other rules: it holds what one holds that was
// loaded by them, and who goes on by the old rules is told.
func testDeriveAnew(t *testing.T, open func(t *testing.T) store.Engine) {
	ds := county(t, 30)
	f := load(t, open(t), ds)
	old := f.s
	before := must(one(t.Context(), old.Reports, graph.ReportQuery{On: today}))(t)
	first := stateIn(t, f.engine)

	told, of := 0, 0
	o := byRules("anew", otherRules())
	o.Progress = func(done, all int) {
		if done < told || done > all {
			t.Errorf("%d of %d done, after %d", done, all, told)
		}
		told, of = done, all
	}
	s := openStore(t, f.engine, o)
	if told == 0 || told != of {
		t.Errorf("%d of %d done in the end", told, of)
	}
	state := stateIn(t, f.engine)
	want := first
	want.Ruleset, want.Rules, want.Set = otherRules().Fingerprint(), otherRules().JSON(), first.Set+1
	same(t, "State", state, want)

	scratch := NewModel()
	if err := openStore(t, scratch, byRules("scratch", otherRules())).Load(t.Context(), &ds, nil); err != nil {
		t.Fatal(err)
	}
	sameDerived(t, "derived anew", f.engine, scratch)
	clean(t, s)
	after := must(one(t.Context(), s.Reports, graph.ReportQuery{On: today}))(t)
	if fmt.Sprint(after.Rates) == fmt.Sprint(before.Rates) {
		t.Error("the other rules give the same rates: they prove nothing")
	}
	same(t, "revision", after.Revision, before.Revision)

	unit := ds.Nouns[slices.IndexFunc(ds.Nouns, func(n graph.Noun) bool { return n.Kind() == graph.KindUnit })].Top().ID
	_, err := old.Reports(t.Context(), []graph.ReportQuery{{On: today}})
	unavailable(t, "a report by the old rules", err)
	_, err = old.Gaps(t.Context(), []graph.GapQuery{{On: today, Page: graph.Page{Limit: 5}}})
	unavailable(t, "a list of gaps by the old rules", err)
	_, err = old.FindingsOf(t.Context(), []graph.ID{unit}, today)
	unavailable(t, "findings by the old rules", err)
	_, err = old.Apply(t.Context(), graph.Intent{Operation: "test"}, func(context.Context, graph.Edit) error { return nil })
	unavailable(t, "a write by the old rules", err)
	unavailable(t, "Ready by the old rules", old.Ready(t.Context()))

	next := openStore(t, f.engine, options("recorded"))
	same(t, "the ruleset without one given", next.Ruleset().Fingerprint, otherRules().Fingerprint())
	register(t, next, f.busy(f.on(today), 1), "规则集企业")
	clean(t, next)
	clean(t, s)

	back := openStore(t, f.engine, byRules("back", rules.Default()))
	clean(t, back)
	same(t, "set", stateIn(t, f.engine).Set, first.Set+2)
	unavailable(t, "Ready by rules that were in force for a while", s.Ready(t.Context()))
}

// interfering lets something happen before a write of the engine.
type interfering struct {
	store.Engine
	before func(n int) error // n is the number of the write
	n      int
}

func (e *interfering) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	e.n++
	if err := e.before(e.n); err != nil {
		return err
	}
	return e.Engine.Update(ctx, fn)
}

// testDeriveBroken breaks a derivation off at each of its writes: what was in
// force stays so, and who opens the store next begins anew.
func testDeriveBroken(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 6))
	broke := errors.New("broke")
	set := stateIn(t, f.engine).Set
	for at := 1; ; at++ {
		engine := &interfering{Engine: f.engine, before: func(n int) error {
			if n == at {
				return broke
			}
			return nil
		}}
		_, err := store.Open(t.Context(), engine, byRules("broken", otherRules()))
		state := stateIn(t, f.engine)
		if state.Set != set || err == nil {
			if at < 6 {
				t.Errorf("all was done in %d writes", at)
			}
			break
		}
		if !errors.Is(err, broke) {
			t.Fatalf("broken off at write %d: %v", at, err)
		}
		if at == 5 {
			clean(t, f.s) // by the old rules, with a part of the new beside
		}
		if at%2 == 0 {
			openStore(t, f.engine, options("sweeps"))
			same(t, "beside, after the next start", stateIn(t, f.engine).Beside, "")
		}
	}
	s := openStore(t, f.engine, byRules("whole", otherRules()))
	same(t, "beside", stateIn(t, f.engine).Beside, "")
	clean(t, s)
}

// testDeriveClaims meets derivations of others: alive, dead, and taking over.
func testDeriveClaims(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 6))
	village := f.busy(f.on(today), 1)
	beside := func(text string) {
		t.Helper()
		state := stateIn(t, f.engine)
		state.Beside = text
		write(t, f.engine, store.Batch{State: &state})
	}
	nothing := func(context.Context, graph.Edit) error { return nil }

	alive := "elsewhere/1/abc 17"
	beside(alive)
	_, err := f.s.Apply(t.Context(), graph.Intent{Operation: "test"}, nothing)
	unavailable(t, "a write while another process derives", err)
	clean(t, f.s)
	openStore(t, f.engine, options("reads meanwhile"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.s.Derive(ctx, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a derivation nobody waits for gives %v", err)
	}
	same(t, "beside", stateIn(t, f.engine).Beside, alive)

	host := must(os.Hostname())(t)
	const noProcess = 99_999_999
	dead := fmt.Sprintf("%s/%d/abc 17", host, noProcess)
	beside(dead)
	register(t, f.s, village, "续写企业")
	same(t, "beside, after a write took a dead derivation away", stateIn(t, f.engine).Beside, "rest")
	beside(dead)
	s := openStore(t, f.engine, options("after the dead"))
	same(t, "beside, after a start took a dead derivation away", stateIn(t, f.engine).Beside, "")
	clean(t, s)

	set := stateIn(t, f.engine).Set
	engine := &interfering{Engine: f.engine, before: func(n int) error {
		if n == 4 {
			beside(alive)
		}
		return nil
	}}
	_, err = store.Open(t.Context(), engine, byRules("taken over", otherRules()))
	unavailable(t, "a derivation that was taken over", err)
	state := stateIn(t, f.engine)
	same(t, "set", state.Set, set)
	same(t, "beside", state.Beside, alive)
	beside("")
	clean(t, s)
}

// testDeriveSlow derives all anew where each step takes long: it shows that it
// goes on while it only reads.
func testDeriveSlow(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 6))
	writes := func(o store.Options) int {
		engine := &interfering{Engine: f.engine, before: func(int) error { return nil }}
		clean(t, openStore(t, engine, o))
		return engine.n
	}
	slow := byRules("slow", otherRules())
	slow.Between = 1
	if slow, fast := writes(slow), writes(byRules("fast", rules.Default())); slow < fast+len(graph.NounKinds) {
		t.Errorf("%d writes where each step takes long, %d else", slow, fast)
	}
}

// testDeriveReaders derives all again while others read and write.
func testDeriveReaders(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 6))
	a, b := f.s, openStore(t, f.engine, options("b"))
	village := f.busy(f.on(today), 1)
	total := func(s *store.Store) (int, error) {
		report, err := one(t.Context(), s.Reports, graph.ReportQuery{On: today})
		return report.Units, err
	}
	var mu sync.Mutex
	units := must(total(a))(t)
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	defer others.Wait()
	defer stop()
	for _, s := range []*store.Store{a, b} {
		others.Go(func() {
			for ctx.Err() == nil {
				mu.Lock()
				least := units
				mu.Unlock()
				if n, err := total(s); err != nil || n < least {
					t.Errorf("%d units are counted, there were %d: %v", n, least, err)
					return
				}
			}
		})
	}
	others.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			_, err := tryRegister(ctx, b, village, fmt.Sprintf("并行企业%d", n))
			switch {
			case err == nil:
				mu.Lock()
				units++
				mu.Unlock()
			case graph.CodeOf(err) != graph.CodeUnavailable && ctx.Err() == nil:
				t.Errorf("a write meanwhile: %v", err)
			}
		}
	})
	for range 2 {
		done, err := a.Derive(t.Context(), nil, nil)
		if err != nil || done.Nouns == 0 || done.Findings == 0 {
			t.Errorf("Derive gives %+v, %v", done, err)
		}
	}
	stop()
	others.Wait()
	clean(t, a)
	clean(t, b)
	if set := stateIn(t, f.engine).Set; set != 2 {
		t.Errorf("set %d is in force after 2 derivations", set)
	}
}
