package loaders

import (
	"context"
	"errors"
	"slices"
)

// ErrLater is what a question gives that has been put and not been answered, to
// one who takes turns.
var ErrLater = errors.New("loaders: ask again when the turn has waited")

// Turn lets one goroutine answer many fields in turn: a question of theirs does
// not wait for its answer, but gives ErrLater. Its field is tried again when the
// turn has waited for what all of them asked: then the answer is there.
type Turn struct {
	later bool
	waits []waiting
}

// waiting is a batch that somebody waits for.
type waiting interface{ settle() }

type turnKey struct{}

// Take begins turns: questions put with the context are part of them.
func Take(ctx context.Context) (context.Context, *Turn) {
	t := &Turn{}
	return context.WithValue(ctx, turnKey{}, t), t
}

// TurnOf gives the turns that a context is part of, nil for none.
func TurnOf(ctx context.Context) *Turn {
	t, _ := ctx.Value(turnKey{}).(*Turn)
	return t
}

// apart is a context that is part of no turns.
func (t *Turn) apart(ctx context.Context) context.Context {
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, turnKey{}, (*Turn)(nil))
}

// Next begins the turn of another field.
func (t *Turn) Next() { t.later = false }

// Later tells whether an answer was missing in this turn: then what the field gave
// counts for nothing.
func (t *Turn) Later() bool { return t.later }

// Wait waits until all that was asked is answered.
func (t *Turn) Wait() {
	for _, batch := range t.waits {
		batch.settle()
	}
	t.waits = t.waits[:0]
}

// missing notes that an answer is.
func (t *Turn) missing(batch waiting) {
	t.later = true
	if !slices.Contains(t.waits, batch) {
		t.waits = append(t.waits, batch)
	}
}
