package store

import (
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"cobuild/graph"
)

// nearby keeps the links that searches for paths have followed, as of the
// revision of the latest snapshot: what a write is about is forgotten with it.
type nearby struct {
	mu       sync.RWMutex
	revision int64
	views    map[view]map[graph.ID][]graph.Neighbour
	kept     int // links, and nouns
	over     map[uint64]crowd
	crowded  int // nouns of over
}

// crowd is nouns, sorted, that have more links together than a search asked for.
type crowd struct {
	view
	ids   []graph.ID
	limit int
}

// crowdSeed is of this process.
var crowdSeed = maphash.MakeSeed()

func crowdKey(v view, ids []graph.ID) uint64 {
	var h maphash.Hash
	h.SetSeed(crowdSeed)
	maphash.WriteComparable(&h, v)
	for _, id := range ids {
		_, _ = h.WriteString(string(id)) // never fails
	}
	return h.Sum64()
}

// view is what a search follows: some hops on some day.
type view struct {
	hops string
	own  bool
	on   graph.Date
}

func viewOf(hops []graph.Hop, own bool, on graph.Date) view {
	var names strings.Builder
	for _, hop := range hops { // sorted
		names.WriteString(string(hop))
	}
	return view{names.String(), own, on}
}

// mostNearby bounds what is kept: some 100 bytes each. mostViews days and choices
// of hops are kept apart.
const (
	mostNearby = 500_000
	mostViews  = 8
)

// get gives what is kept of the links of nouns as of a revision, unless they are
// more than limit, and the nouns of which nothing is kept.
func (n *nearby) get(v view, revision int64, ids []graph.ID, limit int) (links []graph.Neighbour, rest []graph.ID, more bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.revision != revision {
		return nil, ids, false
	}
	count := 0
	for _, id := range ids {
		count += len(n.views[v][id])
	}
	if count > limit {
		return nil, nil, true
	}
	links = make([]graph.Neighbour, 0, count)
	for _, id := range ids {
		if kept, known := n.views[v][id]; known {
			links = append(links, kept...)
		} else {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return links, nil, false
	}
	known := n.over[crowdKey(v, rest)]
	if known.view == v && known.limit >= limit-count && slices.Equal(known.ids, rest) {
		return nil, nil, true
	}
	return links, rest, false
}

// exceed keeps that nouns have more links than a limit.
func (n *nearby) exceed(v view, revision int64, ids []graph.ID, limit int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.revision != revision {
		return
	}
	if n.over == nil || n.crowded+len(ids) > mostNearby {
		n.over, n.crowded = map[uint64]crowd{}, 0
	}
	key := crowdKey(v, ids)
	n.crowded += len(ids) - len(n.over[key].ids)
	n.over[key] = crowd{v, ids, limit}
}

// put keeps the links of nouns, read when a revision was the latest.
func (n *nearby) put(v view, revision int64, ids []graph.ID, links []graph.Neighbour) {
	by := make(map[graph.ID][]graph.Neighbour, len(ids))
	for i := range links {
		by[links[i].Near] = append(by[links[i].Near], links[i])
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.revision != revision {
		return // it may have been read before a write that is known by now
	}
	for n.kept > mostNearby || n.views[v] == nil && len(n.views) >= mostViews {
		n.drop(v)
	}
	if n.views == nil {
		n.views = map[view]map[graph.ID][]graph.Neighbour{}
	}
	if n.views[v] == nil {
		n.views[v] = map[graph.ID][]graph.Neighbour{}
	}
	for _, id := range ids {
		n.forgetOne(v, id)
		n.views[v][id] = slices.Clip(by[id])
		n.kept += 1 + len(by[id])
	}
}

// drop makes room: it forgets another view, else half of this one.
func (n *nearby) drop(v view) {
	for other := range n.views {
		if other != v {
			for id := range n.views[other] {
				n.forgetOne(other, id)
			}
			delete(n.views, other)
			return
		}
	}
	for id := range n.views[v] {
		if n.forgetOne(v, id); n.kept <= mostNearby/2 {
			return
		}
	}
}

func (n *nearby) forgetOne(v view, id graph.ID) {
	if links, known := n.views[v][id]; known {
		n.kept -= 1 + len(links)
		delete(n.views[v], id)
	}
}

// follow goes from one revision on to another, whose writes were about some nouns.
func (n *nearby) follow(from, to int64, about []graph.ID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.revision != from {
		n.views, n.kept, n.over, n.crowded = nil, 0, nil, 0
	}
	for key, c := range n.over {
		if slices.ContainsFunc(about, func(id graph.ID) bool { _, found := slices.BinarySearch(c.ids, id); return found }) {
			n.crowded -= len(c.ids)
			delete(n.over, key)
		}
	}
	for v := range n.views {
		for _, id := range about {
			n.forgetOne(v, id)
		}
	}
	n.revision = to
}
