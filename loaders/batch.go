package loaders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"cobuild/graph"
)

// fetch answers questions, in their order. Those refused apart are told by a
// graph.Refused beside the answers of the others; any other error is that of all.
type fetch[Q, V any] func(context.Context, []Q) ([]V, error)

// loader gathers questions of one kind. Q is compared by its K.
type loader[Q any, K comparable, V any] struct {
	rounds *rounds
	key    func(Q) K
	fetch  fetch[Q, V]

	// Guarded by rounds.mu.
	known map[K]place[Q, V]
	open  *batch[Q, V] // of the next round; nil where nothing is asked
}

// place is where the answer to a question stands, or will.
type place[Q, V any] struct {
	batch *batch[Q, V]
	index int
}

// batch is what is asked in one call.
type batch[Q, V any] struct {
	rounds    *rounds
	questions []Q
	waiting   int           // fields that wait; guarded by rounds.mu
	done      bool          // guarded by rounds.mu
	ready     chan struct{} // closed when done

	// Written before ready is closed.
	answers []V
	refused graph.Refused
	err     error
}

// enter puts a question into the next round, unless it was put before. The
// caller holds rounds.mu.
func (l *loader[Q, K, V]) enter(ctx context.Context, q Q) place[Q, V] {
	key := l.key(q)
	if at, ok := l.known[key]; ok {
		return at
	}
	if l.open == nil {
		b := &batch[Q, V]{rounds: l.rounds, ready: make(chan struct{})}
		l.open = b
		l.rounds.put(asking[Q, K, V]{TurnOf(ctx).apart(ctx), l, b})
	}
	at := place[Q, V]{l.open, len(l.open.questions)}
	l.open.questions = append(l.open.questions, q)
	if l.known == nil {
		l.known = map[K]place[Q, V]{}
	}
	l.known[key] = at
	return at
}

// asking is the call of a batch, with the context of the first who asked.
type asking[Q any, K comparable, V any] struct {
	ctx    context.Context
	loader *loader[Q, K, V]
	batch  *batch[Q, V]
}

func (a asking[Q, K, V]) close() { a.loader.open = nil }

func (a asking[Q, K, V]) make() {
	l, b := a.loader, a.batch
	b.answers, b.err = guarded(a.ctx, l.fetch, b.questions)
	if errors.As(b.err, &b.refused) && len(b.answers) == len(b.questions) {
		b.err = nil
	}
	if b.err == nil && len(b.answers) != len(b.questions) {
		b.err = fmt.Errorf("loaders: %d answers to %d questions", len(b.answers), len(b.questions))
	}
	l.rounds.mu.Lock()
	b.done = true
	l.rounds.calls--
	waiting := b.waiting
	l.rounds.mu.Unlock()
	l.rounds.expect(waiting)
	close(b.ready)
	l.rounds.pass(1)
}

// guarded turns a panic into the error of those who asked: it would come up in
// no field, and end the server.
func guarded[Q, V any](ctx context.Context, f fetch[Q, V], questions []Q) (answers []V, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("loaders: panic: %v\n%s", value, debug.Stack())
		}
	}()
	return f(ctx, questions)
}

// get waits for the answer, but for those who take turns.
func (p place[Q, V]) get(turn *Turn) (V, error) {
	if turn != nil && !p.batch.answered() {
		var none V
		turn.missing(p.batch)
		return none, ErrLater
	}
	p.batch.settle()
	return p.taken()
}

// taken gives the answer of a batch that is answered.
func (p place[Q, V]) taken() (V, error) {
	var none V
	if p.batch.err != nil {
		return none, p.batch.err
	}
	if err := p.batch.refused[p.index]; err != nil {
		return none, err
	}
	return p.batch.answers[p.index], nil
}

func (b *batch[Q, V]) answered() bool {
	b.rounds.mu.Lock()
	defer b.rounds.mu.Unlock()
	return b.done
}

// settle waits until a batch is answered.
func (b *batch[Q, V]) settle() {
	b.rounds.mu.Lock()
	if b.done {
		b.rounds.mu.Unlock()
		return
	}
	b.waiting++
	b.rounds.mu.Unlock()
	b.rounds.pass(1)
	<-b.ready
}

// load puts a question and waits for its answer.
func (l *loader[Q, K, V]) load(ctx context.Context, q Q) (V, error) {
	l.rounds.mu.Lock()
	at := l.enter(ctx, q)
	l.rounds.mu.Unlock()
	return at.get(TurnOf(ctx))
}

// later puts a question at once; the answer is waited for when the function is
// called.
func (l *loader[Q, K, V]) later(ctx context.Context, q Q) func() (V, error) {
	turn := TurnOf(ctx)
	l.rounds.mu.Lock()
	defer l.rounds.mu.Unlock()
	at := l.enter(ctx, q)
	return func() (V, error) { return at.get(turn) }
}

// all puts many questions and gives their answers in order, or the first error.
func (l *loader[Q, K, V]) all(ctx context.Context, questions []Q) ([]V, error) {
	turn := TurnOf(ctx)
	places := make([]place[Q, V], len(questions))
	l.rounds.mu.Lock()
	for i, q := range questions {
		places[i] = l.enter(ctx, q)
	}
	l.rounds.mu.Unlock()
	answers := make([]V, len(questions))
	var last *batch[Q, V]
	for i, at := range places {
		if at.batch != last {
			if turn != nil && !at.batch.answered() {
				turn.missing(at.batch)
				continue
			}
			at.batch.settle()
			last = at.batch
		}
		answer, err := at.taken()
		if err != nil {
			return nil, err
		}
		answers[i] = answer
	}
	if turn != nil && turn.later {
		return nil, ErrLater
	}
	return answers, nil
}

// prime keeps answers to questions that nobody has put yet.
func (l *loader[Q, K, V]) prime(questions []Q, answers []V) {
	l.rounds.mu.Lock()
	defer l.rounds.mu.Unlock()
	b := &batch[Q, V]{rounds: l.rounds, answers: answers, done: true}
	if l.known == nil {
		l.known = make(map[K]place[Q, V], len(questions))
	}
	for i, q := range questions {
		if key := l.key(q); l.known[key].batch == nil {
			l.known[key] = place[Q, V]{b, i}
		}
	}
}

func (l *loader[Q, K, V]) clear() { l.known = nil }

// grouped answers questions in one call for each group, side by side. The groups
// of a request follow from its text (hops, dates, page arguments), never from its
// data.
func grouped[Q any, G comparable, V any](group func(Q) G, answer func(context.Context, G, []Q) ([]V, error)) fetch[Q, V] {
	return func(ctx context.Context, questions []Q) ([]V, error) {
		groups := map[G][]int{}
		var order []G
		for i, q := range questions {
			g := group(q)
			if groups[g] == nil {
				order = append(order, g)
			}
			groups[g] = append(groups[g], i)
		}
		if len(order) == 1 {
			return answer(ctx, order[0], questions)
		}
		answers := make([]V, len(questions))
		errs := make([]error, len(order))
		var wait sync.WaitGroup
		wait.Add(len(order))
		for n, g := range order {
			one := job(func() {
				defer wait.Done()
				of := groups[g]
				some := make([]Q, len(of))
				for i, index := range of {
					some[i] = questions[index]
				}
				got, err := guarded(ctx, func(ctx context.Context, some []Q) ([]V, error) { return answer(ctx, g, some) }, some)
				errs[n] = err
				for i := range got {
					answers[of[i]] = got[i]
				}
			})
			if n < len(order)-1 {
				hand(one)
			} else {
				one()
			}
		}
		wait.Wait()
		if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
			return nil, errs[i]
		}
		return answers, nil
	}
}

// spelled makes a query comparable: its JSON.
func spelled[Q any](q Q) string {
	text, err := json.Marshal(q)
	if err != nil {
		panic(fmt.Sprintf("loaders: %T is no plain data: %v", q, err))
	}
	return string(text)
}

// apart answers questions of which there are few by a call each.
func apart[Q, V any](read func(context.Context, Q) (V, error)) fetch[Q, V] {
	return func(ctx context.Context, questions []Q) ([]V, error) {
		answers, refused := make([]V, len(questions)), graph.Refused{}
		for i, q := range questions {
			answer, err := read(ctx, q)
			if err != nil {
				refused[i] = err
			}
			answers[i] = answer
		}
		if len(refused) > 0 {
			return answers, refused
		}
		return answers, nil
	}
}

func itself[K comparable](k K) K { return k }

// each puts all queries of a batch to the reader at once. Where some of them are
// refused apart, the others have their answers; where the batch is refused as a
// whole, they are asked one by one, so that none takes the others down.
func each[Q, V any](read func(context.Context, []Q) ([]V, error)) fetch[Q, V] {
	return func(ctx context.Context, queries []Q) ([]V, error) {
		answers, err := read(ctx, queries)
		if apart := (graph.Refused{}); err == nil || errors.As(err, &apart) && len(answers) == len(queries) ||
			len(queries) == 1 || graph.CodeOf(err) != graph.CodeTooComplex {
			return answers, err
		}
		refused := graph.Refused{}
		answers = make([]V, len(queries))
		for i := range queries {
			one, err := read(ctx, queries[i:i+1])
			if err != nil {
				refused[i] = err
				continue
			}
			answers[i] = one[0]
		}
		return answers, refused
	}
}
