package store

import "sync/atomic"

// Stats are numbers of a Store for its operators: what its caches hold, and
// how often they served since it was opened.
type Stats struct {
	Revision int64 // that this process last saw
	Regions  int   // in memory
	Segments int   // in memory

	Hits      uint64 // questions answered from regions and segments as they were in memory
	Refreshes uint64 // times what other processes wrote was read in
	Loads     uint64 // times all regions and segments were read
	LineHits  uint64 // lines of organisations found in memory
	LineReads uint64 // lines of organisations that were read
}

// served counts what the caches did.
type served struct {
	hits, refreshes, loads, lineHits, lineReads atomic.Uint64
}

// Stats costs nothing: the engine is not asked.
func (s *Store) Stats() Stats {
	out := Stats{
		Hits: s.served.hits.Load(), Refreshes: s.served.refreshes.Load(), Loads: s.served.loads.Load(),
		LineHits: s.served.lineHits.Load(), LineReads: s.served.lineReads.Load(),
	}
	if current := s.cache.current.Load(); current != nil {
		out.Revision, out.Regions, out.Segments = current.revision, current.tree.n, current.segments.n
	}
	return out
}
