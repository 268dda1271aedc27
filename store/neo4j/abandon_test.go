package neo4j_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
)

// endless takes minutes.
const endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS endless"

// working counts statements like endless that the server works on.
func working(t *testing.T, uri string) int {
	t.Helper()
	n := 0
	for _, row := range neo4jtest.Run(t, uri, "SHOW TRANSACTIONS YIELD currentQuery, status RETURN currentQuery, status", nil) {
		if text, _ := row[0].(string); strings.Contains(text, "AS endless") {
			n++
		}
	}
	return n
}

// TestAbandonedWorkEnds: the server stops within a second when a caller leaves
// or its deadline is over, in reads and in writes, and the engine goes on.
func TestAbandonedWorkEnds(t *testing.T) {
	uri := neo4jtest.URI(t)
	e := open(t)
	read := func(ctx context.Context) error { return e.Read(ctx, endless) }
	update := func(ctx context.Context) error {
		return e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
			if err := tx.Write(ctx, store.Batch{State: &store.State{Revision: 99}}); err != nil {
				return err
			}
			return neo4j.RunIn(ctx, tx, endless)
		})
	}
	for _, test := range []struct {
		name     string
		run      func(context.Context) error
		deadline bool
	}{
		{"a read whose caller leaves", read, false},
		{"a read at its deadline", read, true},
		{"a write whose caller leaves", update, false},
		{"a write at its deadline", update, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			want := context.Canceled
			if test.deadline {
				ctx, cancel = context.WithTimeout(t.Context(), 700*time.Millisecond)
				defer cancel()
				want = context.DeadlineExceeded
			}
			done := make(chan error, 1)
			go func() { done <- test.run(ctx) }()
			for begun := time.Now(); working(t, uri) == 0; time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > 5*time.Second {
					t.Fatal("the statement is not seen to run")
				}
			}
			if !test.deadline {
				cancel()
			}
			<-ctx.Done()
			left := time.Now()
			if err := <-done; !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			if took := time.Since(left); took > time.Second {
				t.Errorf("the caller was kept for %s", took)
			}
			for working(t, uri) > 0 {
				if time.Since(left) > 3*time.Second {
					t.Fatal("the server still works")
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Logf("the server stopped %s after the caller left", time.Since(left).Round(time.Millisecond))
			if state, err := e.State(t.Context()); err != nil || state.Revision != 0 {
				t.Errorf("afterwards %+v, %v", state, err)
			}
		})
	}
	if err := addRevision(t.Context(), e); err != nil {
		t.Errorf("a write afterwards: %v", err)
	}
}
