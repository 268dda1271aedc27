package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"cobuild/graph"
)

// linksSeen keeps what requests read of the links of nouns lately, as of one
// revision: a write takes out what it is about. The first page of many is kept
// and no other, so that a noun with thousands of links takes no more room than one
// with few.
type linksSeen struct {
	mu       sync.RWMutex
	revision int64
	nouns    map[graph.ID][]seenLinks
	weight   int
}

// sight is what was asked of a noun's links.
type sight struct {
	what      sightKind
	direction graph.Direction
	hops      string
	on        graph.Date
	page      graph.Page
}

type sightKind uint8

const (
	allLinks sightKind = iota
	linkPage
	linkCount
)

// seenLinks is one answer.
type seenLinks struct {
	sight
	answer any
	weight int
}

func (s sight) same(other seenLinks) bool { return s == other.sight }

// mostLinked bounds the links and answers that are kept, at some 300 bytes each.
// mostSights bounds the answers about one noun.
const (
	mostLinked = 100_000
	mostSights = 16
)

func hopsText(hops []graph.Hop) string {
	if len(hops) == 1 {
		return string(hops[0])
	}
	var text strings.Builder
	for _, hop := range hops {
		text.WriteString(string(hop))
		text.WriteByte(' ')
	}
	return text.String()
}

// linksFor answers a question about the links of nouns, for requests from memory
// where it was answered lately. What it gives is to be read only.
func linksFor[A any](ctx context.Context, s *Store, of sight, ids []graph.ID, weight func(A) int, ask func([]graph.ID) (map[graph.ID]A, error)) (map[graph.ID]A, error) {
	if s.steadyOf(ctx, s.engine) == nil || of.page.From != "" {
		return ask(ids)
	}
	state, err := s.stateFor(ctx, s.engine, false)
	if err != nil {
		return nil, err
	}
	found := make(map[graph.ID]A, len(ids))
	rest := s.seen.get(state.Revision, of, ids, func(id graph.ID, answer any) { found[id] = answer.(A) })
	if len(rest) == 0 {
		return found, nil
	}
	read, err := ask(rest)
	if err != nil {
		return nil, err
	}
	s.seen.put(state.Revision, s.landing.Load(), rest, func(id graph.ID) seenLinks { return seenLinks{of, read[id], 1 + weight(read[id])} })
	maps.Copy(found, read)
	return found, nil
}

// get takes what is known at a revision, and gives the ids of the others.
func (c *linksSeen) get(revision int64, of sight, ids []graph.ID, take func(graph.ID, any)) (rest []graph.ID) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.revision != revision {
		return ids
	}
	for _, id := range ids {
		seen := c.nouns[id]
		if at := slices.IndexFunc(seen, of.same); at >= 0 {
			take(id, seen[at].answer)
		} else {
			rest = append(rest, id)
		}
	}
	return rest
}

// put keeps answers read since a revision was seen. They may be later ones, which
// the commit that made them takes out; while one lands, what is kept waits for it.
func (c *linksSeen) put(revision int64, landing bool, ids []graph.ID, answer func(graph.ID) seenLinks) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.nouns == nil || c.revision < revision && !landing {
		c.clear(revision)
	}
	if c.revision != revision {
		return
	}
	for _, id := range ids {
		one, seen := answer(id), c.nouns[id]
		switch {
		case one.weight > mostLinked/100: // one must not push out many
			continue
		case slices.ContainsFunc(seen, one.same): // another request was there first
			continue
		case len(seen) == mostSights:
			c.weight -= seen[0].weight
			seen = slices.Delete(seen, 0, 1)
		}
		c.nouns[id] = append(seen, one)
		c.weight += one.weight
	}
	for id := range c.nouns { // any: there is no time to keep an order
		if c.weight <= mostLinked {
			break
		}
		c.forget(id)
	}
}

func (c *linksSeen) forget(id graph.ID) {
	for _, one := range c.nouns[id] {
		c.weight -= one.weight
	}
	delete(c.nouns, id)
}

func (c *linksSeen) clear(revision int64) {
	c.revision, c.nouns, c.weight = revision, map[graph.ID][]seenLinks{}, 0
}

// change goes on to a revision that this process made, which was about some nouns.
// Where nouns were renamed, they stand elsewhere among the links of others.
func (c *linksSeen) change(began, revision int64, about []graph.ID, renamed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revision != began || renamed {
		c.clear(revision)
	}
	c.revision = revision
	for _, id := range about {
		c.forget(id)
	}
}
