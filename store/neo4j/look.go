package neo4j

import (
	"context"
	"sync"

	"cobuild/store"
)

// looks shares the record of the store between those who ask for it at the same
// moment: every request does, to see whether somebody has written. Who comes
// while one looks waits for the next look, which begins after he came and so
// sees all that was acknowledged before.
type looks struct {
	mu   sync.Mutex
	next *look
	turn chan struct{} // of one, held while one looks
}

type look struct {
	done  chan struct{}
	state store.State
	err   error
	left  bool // by who was to look
}

func (l *looks) at(ctx context.Context, ask func(context.Context) (store.State, error)) (store.State, error) {
	for {
		l.mu.Lock()
		mine, lead := l.next, l.next == nil
		if lead {
			mine = &look{done: make(chan struct{})}
			l.next = mine
		}
		l.mu.Unlock()
		if lead {
			l.lead(ctx, mine, ask)
			return mine.state, mine.err
		}
		select {
		case <-ctx.Done():
			return store.State{}, ctx.Err()
		case <-mine.done:
		}
		if !mine.left {
			return mine.state, mine.err
		}
	}
}

// lead looks when it is the turn of a look, for all who wait for it by then.
func (l *looks) lead(ctx context.Context, mine *look, ask func(context.Context) (store.State, error)) {
	defer close(mine.done)
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
	}
	l.mu.Lock()
	l.next = nil
	l.mu.Unlock()
	if mine.err = ctx.Err(); mine.err == nil {
		mine.state, mine.err = ask(ctx)
	}
	mine.left = mine.err != nil && ctx.Err() != nil
}

// State is the store's record of itself.
func (e *Engine) State(ctx context.Context) (store.State, error) {
	return e.looks.at(ctx, e.reads.State)
}
