package store

import (
	"context"
	"maps"
	"sync"

	"cobuild/graph"
)

// Steady gives a context for the reads of one request, which look only once
// which revision the store is at, and again when this process has written. They
// share nouns with those of other requests: what they are given is to be read
// only. A write of another process is seen from the next request on.
func (s *Store) Steady(ctx context.Context) context.Context {
	return context.WithValue(ctx, steadyKey{}, &steady{})
}

type steadyKey struct{}

// steady is the state that a request has seen.
type steady struct {
	mu    sync.Mutex
	seen  bool
	state State
	wrote *State // the last commit of this process that state goes by
}

// stateFor is the state of the store as the request goes by it; fresh has it
// looked up.
func (s *Store) stateFor(ctx context.Context, r Reader, fresh bool) (State, error) {
	m := s.steadyOf(ctx, r)
	if m == nil {
		return r.State(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	wrote := s.wrote.Load()
	if m.seen && !fresh {
		m.follow(wrote)
		if m.state.Set == s.set.Load() {
			return m.state, nil
		}
	}
	state, err := r.State(ctx)
	if err == nil {
		m.state, m.wrote, m.seen = state, wrote, true
	}
	return state, err
}

// follow goes on to what this process has come to since, without a look.
func (m *steady) follow(wrote *State) {
	if wrote != m.wrote && wrote.Revision > m.state.Revision {
		m.state = *wrote
	}
	m.wrote = wrote
}

// written tells a request what its write, or one after it, has come to: it need
// not look.
func (s *Store) written(ctx context.Context) {
	m, wrote := s.steadyOf(ctx, s.engine), s.wrote.Load()
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.seen {
		m.state, m.wrote, m.seen = *wrote, wrote, true
	}
	m.follow(wrote)
}

// steadyOf is what a request has seen; nil for other reads, and in transactions.
func (s *Store) steadyOf(ctx context.Context, r Reader) *steady {
	if r != Reader(s.engine) {
		return nil
	}
	m, _ := ctx.Value(steadyKey{}).(*steady)
	return m
}

// mostRecent bounds the nouns that are kept decoded, at about a kilobyte each.
const mostRecent = 50_000

// recent keeps nouns read lately, as they are at one revision.
type recent struct {
	mu       sync.RWMutex
	revision int64
	nouns    map[graph.ID]graph.Noun
}

// get gives those of the nouns that are known at a revision, and the ids of the
// others.
func (c *recent) get(revision int64, ids []graph.ID) (known map[graph.ID]graph.Noun, rest []graph.ID) {
	known = make(map[graph.ID]graph.Noun, len(ids))
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.revision != revision {
		return known, ids
	}
	for _, id := range ids {
		if noun := c.nouns[id]; noun != nil {
			known[id] = noun
		} else {
			rest = append(rest, id)
		}
	}
	return known, rest
}

// put keeps nouns read since a revision was seen. They may be later ones, which
// the commit that made them takes out. While one lands, what is kept waits for it
// to tell what it changed.
func (c *recent) put(revision int64, landing bool, nouns map[graph.ID]graph.Noun) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nouns == nil || c.revision < revision && !landing {
		c.revision, c.nouns = revision, make(map[graph.ID]graph.Noun, len(nouns))
	}
	if c.revision != revision {
		return
	}
	c.keep(nouns)
}

func (c *recent) keep(nouns map[graph.ID]graph.Noun) {
	for id := range c.nouns { // any: there is no time to keep an order
		if len(c.nouns)+len(nouns) <= mostRecent {
			break
		}
		delete(c.nouns, id)
	}
	if len(nouns) <= mostRecent {
		maps.Copy(c.nouns, nouns)
	}
}

// mostAnswered bounds the nouns of a commit that are kept: who wrote a few is
// about to read them, who imports is not.
const mostAnswered = 2 * mostGrouped

// change replaces what was written between two revisions.
func (c *recent) change(began, revision int64, changed map[graph.ID]*NounRow) {
	written := map[graph.ID]graph.Noun{}
	if len(changed) <= mostAnswered {
		for id, row := range changed {
			if row == nil {
				continue
			}
			if noun, err := graph.UnmarshalNoun(row.Kind, row.Doc); err == nil { // else whoever reads it is told
				written[id] = noun
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revision != began || c.nouns == nil {
		c.nouns = map[graph.ID]graph.Noun{}
	}
	c.revision = revision
	for id := range changed {
		delete(c.nouns, id)
	}
	c.keep(written)
}

// nounsFor reads nouns, of which those read lately are at hand.
func (s *Store) nounsFor(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	if s.steadyOf(ctx, s.engine) == nil {
		return decodeNouns(ctx, s.engine, ids)
	}
	state, err := s.stateFor(ctx, s.engine, false)
	if err != nil {
		return nil, err
	}
	known, rest := s.recent.get(state.Revision, ids)
	if len(rest) == 0 {
		return known, nil
	}
	read, err := decodeNouns(ctx, s.engine, rest)
	if err != nil {
		return nil, err
	}
	s.recent.put(state.Revision, s.landing.Load(), read)
	maps.Copy(known, read)
	return known, nil
}
