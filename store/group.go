package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"cobuild/graph"
)

// Edits that wait for the writer are written together: one transaction, one
// commit, whatever they are. Each is run by its own goroutine when its turn comes,
// on top of those before it; it has its own revision, its own entries of the log,
// or its own refusal. All are told when the commit is done. Nobody waits for
// others to come: who comes while the transaction is open joins it.

const (
	mostGrouped = 64    // edits of one transaction
	fullOfRows  = 5_000 // rows, after which nobody joins
	fullOfFinds = 2_000 // subjects touched, after which nobody joins
)

// queue is the edits that wait for the writer, the first in front.
type queue struct {
	mu      sync.Mutex
	waiting []*waiter
	led     bool // somebody sees to it that they are written
}

// waiter is an edit that waits, or has its turn.
type waiter struct {
	ctx    context.Context
	intent graph.Intent
	edit   func(context.Context, graph.Edit) error
	ids    *memoIDs

	turn chan func() // what to run when the turn has come
	done chan struct{}
	made *revision // set by the last turn
	err  error
	lost bool        // its goroutine never came back from its turn
	stop func() bool // of the watch over ctx
}

// write waits until the edit is written, refused or abandoned.
func (l *queue) write(s *Store, w *waiter) (Outcome, error) {
	w.turn, w.done = make(chan func()), make(chan struct{})
	l.mu.Lock()
	l.waiting = append(l.waiting, w)
	lead := !l.led
	l.led = true
	l.mu.Unlock()
	if lead {
		go s.lead()
	}
	for {
		select {
		case run := <-w.turn:
			run()
		case <-w.done:
			if w.err != nil {
				return Outcome{}, w.err
			}
			return w.made.outcome(), nil
		case <-w.ctx.Done():
			l.leave(w)
			return Outcome{}, w.ctx.Err()
		}
	}
}

func (l *queue) leave(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at := slices.Index(l.waiting, w); at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
	}
}

// lead writes those who wait, until nobody does.
func (s *Store) lead() {
	for s.writeTogether() {
	}
}

func (s *Store) writeTogether() (more bool) {
	s.writing.Lock()
	defer s.writing.Unlock()
	g := &group{s: s}
	if !g.join() {
		s.queue.mu.Lock()
		defer s.queue.mu.Unlock()
		s.queue.led = len(s.queue.waiting) > 0
		return s.queue.led
	}
	if err := g.commit(); err != nil && g.spoilt() && len(g.all) > 1 {
		// One of them may be the cause: each is tried alone.
		for _, w := range g.all {
			w.stop()
			alone := &group{s: s, closed: true}
			alone.admit(w)
			_ = alone.commit() // w is told
			alone.tell()
		}
		g.cancel()
		return true
	}
	g.tell()
	return true
}

// group is the edits of one transaction.
type group struct {
	s      *Store
	all    []*waiter
	p      *pending
	closed bool // nobody joins any more
	ctx    context.Context
	cancel context.CancelFunc

	mu   sync.Mutex
	here int // who has not left; when nobody is here the transaction is given up
}

// join takes the first in line in, if there is one and there is room.
func (g *group) join() bool {
	if g.closed || len(g.all) == mostGrouped {
		return false
	}
	l := &g.s.queue
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) > 0 {
		w := l.waiting[0]
		left := w.ctx.Err() != nil
		if !left && !g.admit(w) {
			return false
		}
		l.waiting = slices.Delete(l.waiting, 0, 1)
		if !left {
			return true
		}
	}
	return false
}

// admit takes an edit in, unless all others have left and the transaction is
// given up.
func (g *group) admit(w *waiter) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case len(g.all) == 0:
		g.ctx, g.cancel = context.WithCancel(lent{context.Background(), w.ctx})
	case g.here == 0:
		return false
	}
	g.all = append(g.all, w)
	g.here++
	w.stop = context.AfterFunc(w.ctx, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.here--; g.here == 0 {
			g.cancel()
		}
	})
	return true
}

// errNothing rolls back a transaction in which nothing is to be kept.
var errNothing = errors.New("store: nothing to keep")

// commit runs all edits, those who join too, in one transaction.
func (g *group) commit() error {
	err := g.update()
	defer g.s.landing.Store(false)
	switch {
	case err == nil:
		g.s.committed(g.p)
	case errors.Is(err, errNothing):
		err = nil
	default:
		for _, w := range g.all {
			w.made, w.err = nil, err
		}
	}
	return err
}

// update is commit without its consequences. No client is there to see what
// panics here.
func (g *group) update() (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("store: a write panicked: %v\n%s", cause, debug.Stack())
		}
	}()
	return g.s.engine.Update(g.ctx, func(ctx context.Context, tx Tx) (err error) {
		if g.p, err = g.s.begin(ctx, tx); err != nil {
			return err
		}
		for i, seen := 0, 0; ; i++ {
			if i == seen {
				for len(g.all) < mostGrouped && g.room() && g.join() {
				}
				if seen = len(g.all); i == seen {
					break
				}
				if err := g.foresee(g.all[i:]); err != nil {
					return err
				}
			}
			g.run(g.all[i])
			if g.p.failed != nil {
				return g.p.failed
			}
		}
		if err := g.p.flush(ctx); err != nil {
			return err
		}
		if g.p.state.Revision == g.p.began.revision {
			return errNothing
		}
		g.s.landing.Store(true)
		return nil
	})
}

// foresee reads for edits together what they will ask for.
func (g *group) foresee(some []*waiter) error {
	intents := make([]graph.Intent, len(some))
	for i, w := range some {
		intents[i] = w.intent
	}
	return g.p.foresee(intents)
}

// room says whether one more may join, by what those here put.
func (g *group) room() bool { return g.p.size < fullOfRows && g.p.touched < fullOfFinds }

// run gives an edit its turn, in the goroutine of its client: there it may panic,
// and there it ends with what it may use. Who has left misses the turn.
func (g *group) run(w *waiter) {
	over := make(chan struct{})
	w.made, w.err = nil, context.Canceled
	turn := func() {
		w.lost = true
		defer close(over)
		w.made, w.err = g.s.revise(w.ctx, g.p, w.intent, w.ids, w.edit, limits{touched: g.s.touched})
		w.lost = false
	}
	if w.lost {
		return
	}
	select {
	case w.turn <- turn:
		<-over
	case <-w.ctx.Done():
		w.err = w.ctx.Err()
	}
}

// spoilt says whether the transaction failed before it was to be kept, for a
// reason that may lie in what one of the edits wrote.
func (g *group) spoilt() bool {
	return g.p != nil && g.p.failed != nil && graph.CodeOf(g.p.failed) == graph.CodeInternal && g.ctx.Err() == nil
}

// tell lets everybody go.
func (g *group) tell() {
	for _, w := range g.all {
		w.stop()
		close(w.done)
	}
	g.cancel()
}
