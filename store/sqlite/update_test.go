package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// A long statement is interrupted, and its connection serves the next call.
func TestCancelledStatement(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), WithReaders(1))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n`
	run := map[string]func(context.Context) error{
		"read": func(ctx context.Context) error {
			return e.read(ctx, 2, func(s *session) error { return s.each(ctx, endless, func(row) error { return nil }) })
		},
		"update": func(ctx context.Context) error {
			return e.Update(ctx, func(ctx context.Context, given store.Tx) error {
				if err := given.Write(ctx, bulk(0, 1, graph.SeededIDs("cancelled"))); err != nil {
					return err
				}
				return given.(*tx).do(ctx, 1, func(s *session) error { return s.exec(ctx, endless) })
			})
		},
	}
	for name, run := range run {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		begun := time.Now()
		err := run(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v; want the context's error", name, err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: returned after %v", name, took)
		}
		if rows, err := e.Nouns(t.Context(), []graph.ID{bulk(0, 1, graph.SeededIDs("cancelled")).Nouns[0].ID}); err != nil || len(rows) != 0 {
			t.Errorf("%s: afterwards %d nouns, %v; want none", name, len(rows), err)
		}
	}
	if revision, err := next(t.Context(), e); err != nil || revision != 1 {
		t.Errorf("a write afterwards gives revision %d, %v", revision, err)
	}
}

// A function that hides the failure of a call must not commit half of it.
func TestFailedCallSpoilsUpdate(t *testing.T) {
	e := openTemp(t)
	twice := []store.LogRow{{Revision: 1, Doc: []byte("{}")}, {Revision: 1, Doc: []byte("{}")}}
	var kept store.Tx
	err := e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
		kept = tx
		if err := tx.Write(ctx, store.Batch{State: &store.State{Revision: 7}}); err != nil {
			return err
		}
		if err := tx.Write(ctx, store.Batch{Log: twice}); graph.CodeOf(err) != graph.CodeInternal {
			t.Errorf("an entry written twice: %v; want INTERNAL", err)
		}
		if _, err := tx.State(ctx); err == nil {
			t.Error("a spoilt transaction still answers")
		}
		return nil
	})
	if graph.CodeOf(err) != graph.CodeInternal || err == nil {
		t.Errorf("Update: %v; want the failure that was hidden", err)
	}
	if state, err := e.State(t.Context()); err != nil || state != (store.State{}) {
		t.Errorf("state = %+v, %v; want none of it", state, err)
	}
	if _, err := kept.State(t.Context()); graph.CodeOf(err) != graph.CodeInternal || err == nil {
		t.Errorf("a transaction that is over answers: %v", err)
	}
}

// Close waits for the calls that run.
func TestCloseWaits(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	inside, written := make(chan struct{}), make(chan error)
	go func() {
		written <- e.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			close(inside)
			<-e.closed
			return tx.Write(ctx, store.Batch{State: &store.State{Revision: 1}})
		})
	}()
	<-inside
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if err := <-written; err != nil {
		t.Errorf("the update that ran: %v", err)
	}
	if err := e.Ready(t.Context()); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Errorf("Ready after Close: %v", err)
	}
}

// A batch of few rows and one of many use insertions of different sizes.
func TestEverySizeOfBatch(t *testing.T) {
	e := openTemp(t)
	for _, n := range []int{1, 7, 8, 9, 63, 64, 65, 137, 201} {
		rows := bulk(0, n, graph.SeededIDs(fmt.Sprint("size ", n)))
		rows.Findings = findingsFor(rows)
		for range 2 { // the second replaces the first
			if err := write(t.Context(), e, rows); err != nil {
				t.Fatal(err)
			}
		}
		ids := make([]graph.ID, n)
		for i := range rows.Nouns {
			ids[i] = rows.Nouns[i].ID
		}
		nouns, err1 := e.Nouns(t.Context(), ids)
		findings, err2 := e.FindingsOf(t.Context(), ids)
		links, err3 := e.CountLinks(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops})
		covered, err4 := e.CountLinks(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops, Direction: graph.In})
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if len(nouns[id].Doc) == 0 || len(findings[id]) != 2 || links[id] != 1 || covered[id] != 1 {
				t.Fatalf("batch of %d: %s has %d findings, %d and %d links", n, id, len(findings[id]), links[id], covered[id])
			}
		}
	}
}

// Who waits for another process gets its turn in the gaps that one leaves which
// writes again and again, however short they are beside its transactions.
func TestTurnsBetweenProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	open := func() *Engine {
		t.Helper()
		e, err := Open(t.Context(), path, WithReaders(1))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = e.Close() })
		return e
	}
	busy, other := open(), open() // locks of two connections, as of two processes
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		held := 0
		for ; ctx.Err() == nil; held++ {
			_ = busy.Update(ctx, func(ctx context.Context, _ store.Tx) error {
				time.Sleep(150 * time.Millisecond)
				return nil
			})
			time.Sleep(8 * time.Millisecond)
		}
		ended <- held
	}()
	const writes = 6
	for range writes {
		time.Sleep(10 * time.Millisecond)
		if err := other.Update(t.Context(), func(context.Context, store.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	}
	stop()
	if held := <-ended; held > 3*writes {
		t.Errorf("%d writes had to wait for %d others", writes, held)
	}
}
