package neo4j

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"cobuild/store"
)

// commits is the weight of a commit in the gate: no read passes meanwhile.
const commits = 1 << 30

// Update runs fn in one write transaction. Its first statement changes the
// Writer, whose lock the server keeps until all of the commit can be read:
// writers of all processes stand in line there, and cannot deadlock.
//
// fn runs again when a connection is lost or a leader changes before the
// commit. When the connection is lost during the commit, nobody knows whether
// it was kept. Each attempt therefore leaves a mark of its own in the Writer;
// a new transaction takes the lock, by which the one before is over either
// way, and looks for the mark. Only without it fn runs again, so that no write
// is applied twice. If the server does not come back meanwhile, the error is
// UNAVAILABLE and the write may have been kept.
func (e *Engine) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	if err := e.enter(ctx); err != nil {
		return err
	}
	defer e.leave()
	for again := (retry{}); ; {
		err := e.attempt(ctx, fn)
		var failed *attemptError
		if err == nil || !errors.As(err, &failed) {
			return err
		}
		if failed.mark != "" {
			kept, err := e.settle(ctx, failed.mark)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return e.unsettled(errors.Join(failed.cause, err))
			case kept:
				return nil
			}
		}
		if !again.wait(ctx, failed.cause) {
			return e.fault(ctx, failed.cause)
		}
	}
}

func (e *Engine) unsettled(cause error) error {
	return unavailable(cause, "the connection to Neo4j at %s broke while a write was being kept, and the server has not come back: look whether the change is there before you repeat it",
		"保存更改时与%s的Neo4j的连接中断，服务器尚未恢复：重试之前请先确认更改是否已保存", e.address)
}

// attemptError is a failure of the driver rather than of fn.
type attemptError struct {
	cause error
	mark  string // set where the commit may have been kept
}

func (a *attemptError) Error() string { return a.cause.Error() }

// attempt runs fn once. A failure of the driver is an *attemptError, whatever
// fn made of it.
func (e *Engine) attempt(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	session := e.session(ctx, driver.AccessModeWrite)
	over := func() {
		ctx, cancel := tidy(ctx)
		defer cancel()
		_ = session.Close(ctx) // rolls back what is not committed
	}
	owned := true
	defer func() {
		if owned {
			over()
		}
	}()
	begun, err := session.BeginTransaction(ctx, timeout(ctx))
	if err != nil {
		return &attemptError{cause: err}
	}
	mark := rand.Text()[:16]
	t := &tx{engine: e, tx: begun}
	t.reads = reads{run: t.run, set: &t.state.Set, within: true}
	found, err := t.run(ctx, cypher("begin", variant{}), map[string]any{"mark": mark})
	switch {
	case t.failure != nil:
		return &attemptError{cause: t.failure}
	case err != nil:
		return err
	case len(found) == 0:
		return e.noWriter()
	}
	t.state = stateOf(found[0].Values)
	err = fn(ctx, t)
	t.end()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case t.failure != nil:
		return &attemptError{cause: t.failure}
	case err != nil:
		return err
	}
	owned = false
	return e.commit(ctx, begun, mark, over)
}

// commit keeps reads of this process away while the server makes the write
// visible. A commit that was sent is waited for even when the caller goes.
func (e *Engine) commit(ctx context.Context, begun driver.ExplicitTransaction, mark string, over func()) error {
	if err := e.gate.Acquire(ctx, commits); err != nil {
		over()
		return ctx.Err()
	}
	e.calls.Add(1)
	done := make(chan error, 1)
	go func() {
		defer e.calls.Done()
		defer over()
		defer e.gate.Release(commits)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
		defer cancel()
		done <- begun.Commit(ctx)
	}()
	select {
	case err := <-done:
		switch {
		case err == nil:
			return nil
		case answered(err):
			return &attemptError{cause: err}
		default:
			return &attemptError{cause: err, mark: mark}
		}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answered says whether an error is the server's own: then nothing was kept.
func answered(err error) bool {
	var told *driver.Neo4jError
	return errors.As(err, &told)
}

// settle says whether the write with a mark was kept.
func (e *Engine) settle(ctx context.Context, mark string) (kept bool, err error) {
	for again := (retry{}); ; {
		kept, err = e.settleOnce(ctx, mark)
		if err == nil || !again.wait(ctx, err) {
			return kept, err
		}
	}
}

func (e *Engine) settleOnce(ctx context.Context, mark string) (bool, error) {
	session := e.session(ctx, driver.AccessModeWrite)
	defer func() {
		ctx, cancel := tidy(ctx)
		defer cancel()
		_ = session.Close(ctx) // rolls back, as it should
	}()
	begun, err := session.BeginTransaction(ctx, timeout(ctx))
	if err != nil {
		return false, err
	}
	result, err := begun.Run(ctx, cypher("settle", variant{}), map[string]any{"mark": mark})
	if err != nil {
		return false, err
	}
	found, err := result.Collect(ctx)
	if err != nil {
		return false, err
	}
	if len(found) == 0 {
		return false, e.noWriter()
	}
	kept, _ := found[0].Values[0].(bool)
	return kept, nil
}

// tx is the write transaction that fn gets.
type tx struct {
	reads
	engine *Engine
	state  store.State // as of what was written: nobody else changes it meanwhile

	mu      sync.Mutex // the driver wants one statement at a time
	tx      driver.ExplicitTransaction
	ended   bool
	failure error // the first of the driver: it ends the transaction
}

var _ store.Tx = (*tx)(nil)

// State is the store's record of itself, which came with the lock.
func (t *tx) State(ctx context.Context) (store.State, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return store.State{}, ctx.Err()
	case t.ended:
		return store.State{}, errEnded()
	case t.failure != nil:
		return store.State{}, t.engine.fault(ctx, t.failure)
	}
	return t.state, nil
}

func errEnded() error {
	return internal(nil, "a transaction was used after its end", "事务结束后仍被使用")
}

func (t *tx) run(ctx context.Context, text string, params map[string]any) (rows, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if t.ended {
		return nil, errEnded()
	}
	if t.failure != nil {
		return nil, t.engine.fault(ctx, t.failure)
	}
	result, err := t.tx.Run(ctx, text, params)
	var found []*driver.Record
	if err == nil {
		found, err = result.Collect(ctx)
	}
	if err != nil {
		t.failure = err
		return nil, t.engine.fault(ctx, err)
	}
	return unpack(found), nil
}

func (t *tx) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}

// most rows that one step of a sweep takes away; segments are large.
const (
	sweepFindings = 20_000
	sweepSegments = 500
)

// Sweep takes away what one transaction can of the set beside the one in force.
func (t *tx) Sweep(ctx context.Context) (done bool, err error) {
	for name, limit := range map[string]int{"sweep_findings": sweepFindings, "sweep_segments": sweepSegments} {
		found, err := t.run(ctx, cypher(name, ofSet(t.state.Set+1)), map[string]any{"limit": limit})
		if err != nil {
			return false, err
		}
		if n, _ := found[0].Values[0].(int64); n == int64(limit) {
			return false, nil
		}
	}
	return true, nil
}
