package store

import (
	"cmp"
	"context"
	"encoding/json"
	"sync"

	"cobuild/graph"
)

// mostWeight bounds the answers that are kept, by their items: a noun of a page
// or a count of a report.
const mostWeight = 200_000

// memo keeps answers to questions of requests as long as the store is as they saw
// it: the same is asked again and again, by dashboards and pages that many open.
type memo struct {
	mu     sync.RWMutex
	at     epoch
	known  map[question]kept
	weight int
}

// epoch is what answers depend on beside the question.
type epoch struct {
	revision, set int64
	today         graph.Date
}

func (e epoch) before(other epoch) bool {
	return cmp.Or(cmp.Compare(e.revision, other.revision), cmp.Compare(e.set, other.set), cmp.Compare(e.today, other.today)) < 0
}

type question struct{ kind, text string }

type kept struct {
	answer any
	weight int
}

func (m *memo) get(at epoch, q question) (any, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.at != at {
		return nil, false
	}
	found, ok := m.known[q]
	return found.answer, ok
}

func (m *memo) put(at epoch, q question, answer any, weight int) {
	if weight > mostWeight/100 {
		return // one must not push out many
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || m.at.before(at) {
		m.at, m.known, m.weight = at, map[question]kept{}, 0
	}
	if m.at != at {
		return
	}
	m.weight += weight - m.known[q].weight
	for other, old := range m.known { // any: there is no time to keep an order
		if m.weight <= mostWeight {
			break
		}
		if other != q {
			m.weight -= old.weight
			delete(m.known, other)
		}
	}
	m.known[q] = kept{answer, weight}
}

// memoised answers questions of a request, those from memory that were answered
// at this revision. What it gives is to be read only.
func memoised[Q, A any](ctx context.Context, s *Store, kind string, qs []Q, weight func(*A) int, ask func(context.Context, []Q) ([]A, error)) ([]A, error) {
	if len(qs) == 0 || s.steadyOf(ctx, s.engine) == nil {
		return ask(ctx, qs)
	}
	state, err := s.stateFor(ctx, s.engine, false)
	if err != nil {
		return nil, err
	}
	at := epoch{state.Revision, state.Set, s.Today()}
	answers := make([]A, len(qs))
	texts := make([]question, len(qs))
	var rest []Q
	var where []int
	for i := range qs {
		text, err := json.Marshal(qs[i])
		if err != nil {
			return nil, err
		}
		texts[i] = question{kind, string(text)}
		if known, ok := s.memo.get(at, texts[i]); ok {
			answers[i] = known.(A)
			continue
		}
		rest, where = append(rest, qs[i]), append(where, i)
	}
	if len(rest) == 0 {
		return answers, nil
	}
	got, err := ask(ctx, rest)
	if err != nil {
		if len(rest) < len(qs) { // what is refused is told by its place among all
			return ask(ctx, qs)
		}
		return got, err
	}
	for n, i := range where {
		answers[i] = got[n]
		s.memo.put(at, texts[i], got[n], weight(&got[n]))
	}
	return answers, nil
}

// single makes a question of its own of one that is not put with others.
func single[Q, A any](ask func(context.Context, Q) (A, error)) func(context.Context, []Q) ([]A, error) {
	return func(ctx context.Context, qs []Q) ([]A, error) {
		answer, err := ask(ctx, qs[0])
		return []A{answer}, err
	}
}

// first gives the answer of a question that was put alone.
func first[A any](answers []A, err error) (A, error) {
	if len(answers) == 0 {
		var none A
		return none, err
	}
	return answers[0], err
}

func itemsOf[T any](page *graph.PageOf[T]) int { return 1 + len(page.Items) }

func light[A any](*A) int { return 1 }

func manyOf[A any](many *[]A) int { return 1 + len(*many) }
