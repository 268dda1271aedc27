package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// setRows are rows of findings and segments that tell which set they are of.
func setRows(x thing, set int64) store.Batch {
	var b store.Batch
	mark := graph.DerivedID(graph.KindOrganisation, "set", fmt.Sprint(set))
	for i := range 6 {
		row := finding(x, 70, fmt.Sprintf("sets/%s/%d", x.sort, i), graph.From(days[i]))
		row.Related = mark
		b.Findings = append(b.Findings, row)
	}
	b.Segments = []store.SegmentRow{
		{SegmentKey: store.SegmentKey{Scope: x.id, Subject: graph.KindUnit}, Revision: 1, Data: fmt.Appendf(nil, "set %d", set)},
		{SegmentKey: store.SegmentKey{Scope: x.id, Subject: graph.KindMember}, Revision: 1, Data: fmt.Appendf(nil, "set %d", set)},
	}
	return b
}

// seesSet asks every question about findings and segments of x and fails where
// an answer is not that of a set; -1 = of one that is empty.
func seesSet(ctx context.Context, t *testing.T, what string, r store.Reader, x thing, set int64) {
	t.Helper()
	var want store.Batch
	if set >= 0 {
		want = setRows(x, set)
	}
	ids := make([]graph.ID, 0, len(want.Findings))
	byID, segments := map[graph.ID][]store.FindingRow{}, map[store.SegmentKey]store.SegmentRow{}
	for _, row := range want.Findings {
		byID[row.ID] = append(byID[row.ID], row)
	}
	for _, row := range setRows(x, 0).Findings {
		ids = append(ids, row.ID)
	}
	for _, row := range want.Segments {
		segments[row.SegmentKey] = row
	}
	of := map[graph.ID][]store.FindingRow{}
	if len(want.Findings) > 0 {
		of[x.id] = want.Findings
	}
	run := store.FindingRange{Code: 70, After: "sets/" + x.sort + "/", Before: "sets/" + x.sort + "0", Limit: 99}
	desc := run
	desc.Desc = true
	ask := func(name string, want any, got any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %s: %v", what, name, err)
		}
		same(t, what+": "+name, got, want)
	}
	runs, err := r.Findings(ctx, []store.FindingRange{run, desc})
	if err == nil {
		same(t, what+": as many up as down", len(runs[0]), len(runs[1]))
		runs = runs[:1]
	}
	ask("Findings", [][]store.FindingRow{want.Findings}, runs, err)
	alone, err := r.Findings(ctx, []store.FindingRange{run})
	ask("Findings of one range", [][]store.FindingRow{want.Findings}, alone, err)
	got, err := r.FindingsOf(ctx, []graph.ID{x.id})
	ask("FindingsOf", of, got, err)
	got, err = r.FindingsByID(ctx, ids)
	ask("FindingsByID", byID, got, err)
	keyed, err := r.SegmentsByKey(ctx, []store.SegmentKey{{Scope: x.id, Subject: graph.KindUnit}, {Scope: x.id, Subject: graph.KindMember}})
	ask("SegmentsByKey", segments, keyed, err)
	all, err := r.Segments(ctx, 0)
	found := map[store.SegmentKey]store.SegmentRow{}
	for _, row := range all {
		if row.Scope == x.id {
			found[row.SegmentKey] = row
		}
	}
	ask("Segments", segments, found, err)
}

// otherSet asks a set that is not in force.
func otherSet(t *testing.T, what string, r store.Reader, x thing) {
	t.Helper()
	for _, q := range everyQuestion(x) {
		if _, err := q.ask(t.Context(), r); q.ofSet != errors.Is(err, store.ErrSet) {
			t.Errorf("%s: %s gives %v", what, q.name, err)
		}
	}
}

// putSet writes a set beside the one in force, and puts it in force.
func putSet(t *testing.T, e store.Engine, x thing, set int64) {
	t.Helper()
	sweep(t, e)
	rows := setRows(x, set)
	rows.Beside = true
	write(t, e, rows)
	write(t, e, store.Batch{State: &store.State{Set: set}})
}

func sweep(t *testing.T, e store.Engine) {
	t.Helper()
	for done := false; !done; {
		err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			done, err = tx.Sweep(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func testBeside(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "beside", "b")
	rows := setRows(x, 0)
	rows.Nouns = rowsOf(x)
	write(t, e, rows)
	seesSet(t.Context(), t, "the first set", e, x, 0)
	seesSet(t.Context(), t, "the first set by number", e.Of(0), x, 0)
	otherSet(t, "the next set", e.Of(1), x)
	next := setRows(x, 1)
	next.Beside = true
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.Write(ctx, next); err != nil {
			return err
		}
		seesSet(ctx, t, "within, with the next beside", tx, x, 0)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seesSet(t.Context(), t, "with the next beside", e, x, 0)

	swap := store.Batch{State: &store.State{Set: 1, Rules: `{"a": "规则 'x'"}`, Beside: "k 1"}}
	refused := errors.New("refused")
	err = e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := tx.Write(ctx, swap); err != nil {
			return err
		}
		seesSet(ctx, t, "within a swap", tx, x, 1)
		return refused
	})
	if !errors.Is(err, refused) {
		t.Fatalf("Update gives %v", err)
	}
	seesSet(t.Context(), t, "after a swap that failed", e, x, 0)

	write(t, e, swap)
	same(t, "State", answer(t, e, stateOf, struct{}{}), *swap.State)
	seesSet(t.Context(), t, "after the swap", e, x, 1)
	seesSet(t.Context(), t, "the set in force by number", e.Of(1), x, 1)
	otherSet(t, "the set before", e.Of(0), x)

	// Writes go to the set in force, and what is beside stays as it is.
	extra := finding(x, 71, "sets/extra", graph.Always)
	write(t, e, store.Batch{Findings: []store.FindingRow{extra}, DropFindings: []string{next.Findings[0].Pos}})
	same(t, "after a write", len(answer(t, e, store.Reader.FindingsOf, []graph.ID{x.id})[x.id]), len(next.Findings))
	write(t, e, store.Batch{Findings: next.Findings[:1], DropFindings: []string{extra.Pos}})
	seesSet(t.Context(), t, "after it was undone", e, x, 1)
	write(t, e, store.Batch{State: &store.State{Set: 2}})
	seesSet(t.Context(), t, "the set before, put in force under another number", e, x, 0)
	write(t, e, store.Batch{State: &store.State{}})
}

func testSweep(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "sweep", "s")
	write(t, e, store.Batch{Nouns: rowsOf(x), State: &store.State{}})
	putSet(t, e, x, 1)
	rows := setRows(x, 2)
	rows.Beside = true
	write(t, e, rows)
	failed := errors.New("failed")
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Sweep(ctx); err != nil {
			return err
		}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Fatalf("Update gives %v", err)
	}
	write(t, e, store.Batch{State: &store.State{Set: 2}})
	seesSet(t.Context(), t, "after a sweep that failed", e, x, 2)
	sweep(t, e)
	seesSet(t.Context(), t, "after a sweep of the set before", e, x, 2)
	write(t, e, store.Batch{State: &store.State{Set: 3}})
	seesSet(t.Context(), t, "what was swept", e, x, -1)
	sweep(t, e)
	write(t, e, store.Batch{State: &store.State{}})
	seesSet(t.Context(), t, "both swept", e, x, -1)
}

// testWholeSets swaps sets while others read: who reads sees one set whole, or
// is told that another is in force.
func testWholeSets(t *testing.T, e store.Engine) {
	x := aThing(graph.KindUnit, "whole sets", "w")
	write(t, e, store.Batch{Nouns: rowsOf(x), State: &store.State{}})
	putSet(t, e, x, 1)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var readers sync.WaitGroup
	whole := func(rows []store.FindingRow, what string) {
		if len(rows) != 6 {
			t.Errorf("%s: %d rows of a set of 6", what, len(rows))
			return
		}
		for _, row := range rows {
			if row.Related != rows[0].Related {
				t.Errorf("%s: rows of two sets", what)
			}
		}
	}
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				of, err := e.FindingsOf(t.Context(), []graph.ID{x.id})
				if err != nil {
					t.Errorf("the set in force: %v", err)
					return
				}
				whole(of[x.id], "the set in force")
				state, err := e.State(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				pinned := e.Of(state.Set)
				for range 3 {
					runs, err := pinned.Findings(t.Context(), []store.FindingRange{{Code: 70, After: "sets/w/", Before: "sets/w0", Limit: 99}})
					if errors.Is(err, store.ErrSet) {
						break
					}
					if err != nil {
						t.Error(err)
						return
					}
					whole(runs[0], "one set")
				}
			}
		})
	}
	for set := int64(2); set < 12; set++ {
		putSet(t, e, x, set)
	}
	stop()
	readers.Wait()
	write(t, e, store.Batch{State: &store.State{}})
}

func testWalk(t *testing.T, e store.Engine) {
	before := must(e.Size(t.Context()))(t)
	var ids []graph.ID
	var batch store.Batch
	for _, kind := range []graph.Kind{graph.KindUnit, graph.KindAlliance, graph.KindRegion} {
		for i := range 3 {
			x := aThing(kind, fmt.Sprint("walk ", i), "w")
			ids = append(ids, x.id)
			if i == 0 {
				batch.Nouns = append(batch.Nouns, x.row(x.on("walk", "a"), x.on("walk more", "b")))
			} else {
				batch.Nouns = append(batch.Nouns, x.row())
			}
		}
	}
	dropped, referred := aThing(graph.KindMember, "walk dropped", "w"), aThing(graph.KindMember, "walk referred to", "w")
	batch.Nouns = append(batch.Nouns, dropped.row())
	batch.Links = []store.LinkRow{tie("walk", graph.HopAffiliated, referred, aThing(graph.KindUnit, "walk 0", "w"), graph.Always)}
	write(t, e, batch)
	write(t, e, store.Batch{DropNouns: []graph.ID{dropped.id}})
	same(t, "Size", must(e.Size(t.Context()))(t), before+len(ids))
	seen := map[graph.ID]bool{}
	last := graph.ID("")
	for {
		rows, err := e.Walk(t.Context(), last, 4)
		if err != nil {
			t.Fatal(err)
		}
		full := answer(t, e, store.Reader.Nouns, nounIDs(rows))
		for _, row := range rows {
			if row.ID <= last || seen[row.ID] {
				t.Fatalf("%s comes after %s", row.ID, last)
			}
			seen[row.ID], last = true, row.ID
			same(t, "a row", plainNoun(row), plainNoun(full[row.ID]))
		}
		if len(rows) < 4 {
			break
		}
	}
	same(t, "nouns met", len(seen), before+len(ids))
	for _, id := range ids {
		if !seen[id] {
			t.Errorf("%s is not met", id)
		}
	}
	if seen[dropped.id] || seen[referred.id] {
		t.Error("a noun is met that is none")
	}
	rows, err := e.Walk(t.Context(), "", 0)
	if err != nil || len(rows) > 0 {
		t.Errorf("none asked for: %v, %v", rows, err)
	}
}

func nounIDs(rows []store.NounRow) []graph.ID {
	ids := make([]graph.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

func testDropPlaces(t *testing.T, e store.Engine) {
	x, y := aThing(graph.KindUnit, "drop places x", "x"), aThing(graph.KindUnit, "drop places y", "y")
	names := book{x.id: "x", y.id: "y"}
	first, second := store.ShelfKey{Shelf: "emptied", Key: "a"}, store.ShelfKey{Shelf: "emptied", Key: "b"}
	shelf := func(what, want string) {
		t.Helper()
		got := answer(t, e, store.Reader.Scan, []store.Range{{Shelf: "emptied", After: lowest, Before: highest, Limit: 9}})
		same(t, what, names.shelf(got[0]), want)
	}
	write(t, e, store.Batch{Nouns: []store.NounRow{x.row(first, second), y.row()}})
	shelf("before", "x x")
	write(t, e, store.Batch{DropPlaces: []store.ShelfKey{second, {Shelf: "emptied", Key: "none"}}})
	shelf("one place emptied", "x")
	write(t, e, store.Batch{DropPlaces: []store.ShelfKey{first, second}, Nouns: []store.NounRow{x.row(first, second)}})
	shelf("a noun put again where it stood", "x x")
	write(t, e, store.Batch{DropPlaces: []store.ShelfKey{first}, Nouns: []store.NounRow{y.row(first)}})
	shelf("another noun put in its place", "y x")
}
