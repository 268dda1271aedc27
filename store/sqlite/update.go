package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cobuild/store"
)

// Update runs fn in one immediate transaction. fn runs once: who waits for the
// lock waits before it begins. Whatever fn returns, or panics with, comes back
// as it is.
func (e *Engine) Update(ctx context.Context, fn func(context.Context, store.Tx) error) (err error) {
	s, err := e.take(ctx, e.writer)
	if err != nil {
		return err
	}
	defer func() { e.writer.idle <- s }()
	if err := e.present(); err != nil {
		return err
	}
	if err := e.begin(ctx, s); err != nil {
		s.discard() // it may have begun nevertheless
		return e.fault(ctx, err)
	}
	s.writes, s.set = true, nil
	defer func() { s.writes, s.set = false, nil }()
	t := &tx{engine: e, session: s}
	t.reads = reads{run: t.do}
	defer func() {
		if !t.over {
			t.rollback()
		}
	}()
	if err := fn(ctx, t); err != nil {
		return err
	}
	return t.commit(ctx)
}

// mostPause is how long who waits for another process looks away at most.
const mostPause = 5 * time.Millisecond

// begin opens a transaction once no other process has one. SQLite would look every
// 0.1 s, and never find the gaps that a process leaves which writes again and again.
func (e *Engine) begin(ctx context.Context, s *session) error {
	if !s.eager {
		if err := s.patience(ctx, 0); err != nil {
			return err
		}
		s.eager = true
	}
	begun := time.Now()
	for pause := mostPause / 8; ; pause = min(2*pause, mostPause) {
		err := s.exec(ctx, "BEGIN IMMEDIATE")
		if !locked(err) || time.Since(begun) >= e.busy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// tx is a write transaction. A call that fails spoils it, for SQLite may have
// ended it then: no later call works, and it is rolled back even if fn hides
// the failure.
type tx struct {
	reads
	engine  *Engine
	session *session
	over    bool
	failed  error
}

var errOver = errors.New("the transaction is over")

// do runs one call of fn.
func (t *tx) do(ctx context.Context, _ int, do func(*session) error) error {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	switch {
	case t.over:
		return internal(t.engine.path, errOver)
	case t.failed != nil:
		return t.failed
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if err := do(t.session); err != nil {
		t.failed = t.engine.fault(ctx, err)
	}
	return t.failed
}

func (t *tx) rollback() {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	t.over = true
	_ = t.session.end("ROLLBACK") // a connection that cannot is dropped, which does the same
}

func (t *tx) commit(ctx context.Context) error {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if t.failed != nil {
		return t.failed // Update rolls back
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if err := t.engine.present(); err != nil {
		return err // Update rolls back
	}
	t.over = true
	return t.engine.fault(context.WithoutCancel(ctx), t.session.end("COMMIT"))
}
