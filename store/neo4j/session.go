package neo4j

import (
	"context"
	"math/rand/v2"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

const (
	// A broken connection is tried again at once, for the pool may hold more
	// that broke with it; a server that is away is told of soon.
	mostLost = 3
	// A server that changes its leader takes this long.
	mostWait = 15 * time.Second
	// How long tidying up may take after the caller has gone.
	tidyTime = 2 * time.Second
	// How long an acknowledgement of a commit is waited for.
	commitTime = time.Minute
)

// rows are the answer to a statement.
type rows []*driver.Record

// session opens a session whose reads see all earlier writes of the engine.
func (e *Engine) session(ctx context.Context, mode driver.AccessMode) driver.SessionWithContext {
	return e.driver.NewSession(ctx, driver.SessionConfig{
		AccessMode: mode, BookmarkManager: e.bookmarks, DatabaseName: e.database, FetchSize: driver.FetchAll,
	})
}

// tidy gives a context for closing what a caller used who may have gone.
func tidy(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), tidyTime)
}

// timeout tells the server when nobody waits any more. The second is for the
// caller's own deadline to strike first.
func timeout(ctx context.Context) func(*driver.TransactionConfig) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return func(*driver.TransactionConfig) {}
	}
	return driver.WithTxTimeout(max(time.Until(deadline), 0) + time.Second)
}

// read runs one statement outside a write, apart from any commit.
func (e *Engine) read(ctx context.Context, text string, params map[string]any) (answer rows, err error) {
	if err := e.enter(ctx); err != nil {
		return nil, err
	}
	defer e.leave()
	if err := e.gate.Acquire(ctx, 1); err != nil {
		return nil, ctx.Err()
	}
	defer e.gate.Release(1)
	for again := (retry{}); ; {
		if answer, err = e.once(ctx, driver.AccessModeRead, text, params); err == nil {
			return answer, nil
		}
		if !again.wait(ctx, err) {
			return nil, e.fault(ctx, err)
		}
	}
}

// once runs a statement in a transaction of its own.
func (e *Engine) once(ctx context.Context, mode driver.AccessMode, text string, params map[string]any) (rows, error) {
	session := e.session(ctx, mode)
	defer func() {
		ctx, cancel := tidy(ctx)
		defer cancel()
		_ = session.Close(ctx) // the answer is complete, or the error known
	}()
	result, err := session.Run(ctx, text, params, timeout(ctx))
	if err != nil {
		return nil, err
	}
	found, err := result.Collect(ctx)
	return unpack(found), err
}

// retry counts what was tried.
type retry struct {
	started  time.Time
	failures int
	lost     int
}

// wait says whether to try again after err, and waits until then.
func (r *retry) wait(ctx context.Context, err error) bool {
	if r.started.IsZero() {
		r.started = time.Now()
	}
	r.failures++
	switch {
	case ctx.Err() != nil:
		return false
	case lost(err):
		r.lost++
		if r.lost >= mostLost {
			return false
		}
	case !passing(err) || time.Since(r.started) > mostWait:
		return false
	}
	pause := min(20*time.Millisecond<<min(r.failures, 6), time.Second)
	select {
	case <-time.After(pause/2 + rand.N(pause/2)):
		return true
	case <-ctx.Done():
		return false
	}
}
