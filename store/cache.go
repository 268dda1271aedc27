package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"cobuild/graph"
	"cobuild/tally"
)

// cache holds the latest snapshot of what every count and every place needs:
// the tree of regions and the segments. Snapshots are replaced, never changed.
type cache struct {
	mu      sync.Mutex // held while refreshing
	current atomic.Pointer[snapshot]
	hot     hotDays
	warming atomic.Bool         // somebody is about to read all, or does
	tell    func(done, all int) // of the regions read by who warms; under mu
}

type snapshot struct {
	revision int64
	set      int64 // of findings that the segments were read from
	tree     *tree
	segments segments
	hot      *hotDays // of all snapshots of a store
	lines    lineMemo
}

// segment is packed findings with what a count needs to pass it over.
type segment struct {
	tally.Segment
	tallied
	packed  int         // bytes, when it was last written whole
	delta   tally.Delta // since then
	regions []uint32
}

// reach is the run of places that a segment's regions take up in a walk.
type reach struct {
	walk   *walk
	lo, hi uint32 // hi is exclusive
	loose  bool   // some region has no place in the walk
}

// seen is the segment with regions and codes looked up.
func (s *segment) seen() *segment {
	s.look.Do(func() { s.regions, s.codes = s.Regions(), s.Codes() })
	return s
}

func (s *segment) reachIn(w *walk) *reach {
	if r := s.reach.Load(); r != nil && r.walk == w {
		return r
	}
	r := &reach{walk: w, lo: nowhere}
	for _, no := range s.seen().regions {
		if int(no) >= len(w.place) || w.place[no] == nowhere {
			r.loose = true
			continue
		}
		r.lo, r.hi = min(r.lo, w.place[no]), max(r.hi, w.place[no]+1)
	}
	s.reach.Store(r)
	return r
}

// latest gives the snapshot of the store's latest revision, read through r: the
// engine, or the transaction that is under way.
func (s *Store) latest(ctx context.Context, r Reader) (*snapshot, error) {
	state, err := s.stateFor(ctx, r, false)
	if err != nil {
		return nil, err
	}
	return s.latestOf(ctx, r, state)
}

// latestOf is latest for one who has just read the store's state.
func (s *Store) latestOf(ctx context.Context, r Reader, state State) (*snapshot, error) {
	for try := 0; ; try++ {
		if err := s.follow(state); err != nil {
			return nil, err
		}
		if current := s.cache.current.Load(); current != nil && current.at(state) {
			s.served.hits.Add(1)
			return current, nil
		}
		fresh, err := s.refresh(ctx, r, state)
		if err != nil {
			return nil, err
		}
		// A write between the reads may have been half seen: look again.
		if state, err = s.stateFor(ctx, r, true); err != nil {
			return nil, err
		}
		const patience = 10
		if fresh.at(state) || try == patience {
			return fresh, nil
		}
	}
}

// at says whether the snapshot shows the store as of a state.
func (n *snapshot) at(state State) bool {
	return n.revision == state.Revision && n.set == state.Set
}

func (s *Store) refresh(ctx context.Context, r Reader, state State) (*snapshot, error) {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	current := s.cache.current.Load()
	if current != nil && current.at(state) {
		return current, nil
	}
	if current != nil && (current.revision > state.Revision || current.set > state.Set) {
		// Another reader got ahead, unless the store itself went back.
		var err error
		if state, err = r.State(ctx); err != nil {
			return nil, err
		}
		if state.Revision >= current.revision && state.Set == current.set {
			return current, nil
		}
	}
	next := &snapshot{revision: state.Revision, set: state.Set, hot: &s.cache.hot}
	var since int64
	var about []graph.ID
	if current == nil || current.revision > state.Revision || current.set != state.Set {
		var tell func(int)
		if s.cache.tell != nil {
			tell = func(done int) { s.cache.tell(done, max(done, int(state.Regions))) }
		}
		t, err := loadTree(ctx, r, tell)
		if err != nil {
			return nil, err
		}
		next.tree = t
		s.served.loads.Add(1)
	} else {
		s.served.refreshes.Add(1)
		var err error
		if about, err = changedSince(ctx, r, current.revision); err != nil {
			return nil, err
		}
		changed := ofKind(about, graph.KindRegion)
		entries, err := readRegions(ctx, r, changed)
		if err != nil {
			return nil, err
		}
		next.tree, next.segments, since = current.tree, current.segments, current.revision
		if len(changed) > 0 {
			next.tree = current.tree.with(entries, missing(changed, entries)...)
		}
	}
	rows, err := r.Segments(ctx, since)
	if err != nil {
		return nil, err
	}
	next.segments = next.segments.with(next.tree, next.segments.read(rows))
	s.near.follow(since, next.revision, about) // since is 0 where all was read anew
	s.cache.current.Store(next)
	return next, nil
}

// missing are the ids that no region has: of those withdrawn.
func missing(ids []graph.ID, entries []entry) (gone []graph.ID) {
	for _, id := range ids {
		if !slices.ContainsFunc(entries, func(e entry) bool { return e.id == id }) {
			gone = append(gone, id)
		}
	}
	return gone
}

// committed brings the snapshot up to what this process has written.
func (s *Store) committed(p *pending) {
	if p.state.Revision == p.began.revision {
		return
	}
	s.recent.change(p.began.revision, p.state.Revision, p.changed)
	today := s.Today()
	s.lately.change(epoch{p.began.revision, p.began.set, today}, epoch{p.state.Revision, p.state.Set, today}, p.changed, p.passed)
	s.seen.change(p.began.revision, p.state.Revision, p.about, p.renamed)
	s.wrote.Store(&p.state)
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	current := s.cache.current.Load()
	if current == nil || current.revision != p.began.revision || current.set != p.began.set || p.state.Set != current.set {
		return // the next read refreshes it
	}
	next := &snapshot{revision: p.state.Revision, set: current.set, tree: p.tree, hot: current.hot}
	next.segments = current.segments.with(p.tree, p.segments)
	s.near.follow(current.revision, next.revision, p.about)
	s.cache.current.Store(next)
}

// Warming announces that the regions and segments, which the first question
// would have to wait for, are about to be read by a call of read: until it has
// ended, Ready fails. progress, if not nil, is told the regions read, and how many
// there are about.
func (s *Store) Warming() (read func(ctx context.Context, progress func(done, all int)) error) {
	s.cache.warming.Store(true)
	return func(ctx context.Context, progress func(done, all int)) error {
		defer s.cache.warming.Store(false)
		tell := func(progress func(done, all int)) {
			s.cache.mu.Lock()
			defer s.cache.mu.Unlock()
			s.cache.tell = progress
		}
		tell(progress)
		defer tell(nil)
		_, err := s.latest(ctx, s.engine)
		return err
	}
}

const chunk = 5_000

// plain strips links of their sort keys.
func plain(rows []LinkRow) []graph.Link {
	links := make([]graph.Link, len(rows))
	for i := range rows {
		links[i] = rows[i].Link
	}
	return links
}

// changedSince lists the nouns that were changed after a revision, or whose links
// were.
func changedSince(ctx context.Context, r Reader, after int64) ([]graph.ID, error) {
	seen := map[graph.ID]bool{}
	var changed []graph.ID
	from := LogRange{AfterRevision: after, AfterIndex: maxIndex, Limit: chunk}
	for {
		rows, err := logRun(ctx, r, from)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			for _, id := range row.Subjects {
				if !seen[id] {
					seen[id] = true
					changed = append(changed, id)
				}
			}
		}
		if len(rows) < chunk {
			return changed, nil
		}
		last := rows[len(rows)-1]
		from.AfterRevision, from.AfterIndex = last.Revision, last.Index
	}
}

// maxIndex is greater than the index of any entry of a revision.
const maxIndex = 1 << 30

func readEntry(row LogRow) (graph.LogEntry, error) {
	var entry graph.LogEntry
	if err := json.Unmarshal(row.Doc, &entry); err != nil {
		return entry, fmt.Errorf("store: log entry %d.%d: %w", row.Revision, row.Index, err)
	}
	return entry, nil
}
