package store

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"cobuild/graph"
)

// Paths finds how participants are linked, for each query the paths of least
// length.
func (s *Store) Paths(ctx context.Context, qs []graph.PathQuery) ([]graph.Paths, error) {
	answers, errs := make([]graph.Paths, len(qs)), make([]error, len(qs))
	var searching sync.WaitGroup
	turns := make(chan struct{}, mostSearches)
	for i, q := range qs {
		turns <- struct{}{}
		searching.Go(func() {
			defer func() { <-turns }()
			answers[i], errs[i] = s.paths(ctx, q)
		})
	}
	searching.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// mostSearches bounds the searches of one request that run side by side: each
// reads a few nouns at a time, and waits for the answer.
const mostSearches = 4

func (s *Store) paths(ctx context.Context, q graph.PathQuery) (answer graph.Paths, err error) {
	answer.Paths = []graph.Path{}
	if q.From == q.To {
		nouns, err := s.Nouns(ctx, []graph.ID{q.From})
		if noun := nouns[q.From]; noun != nil && noun.Top().Holds(q.On) {
			answer.Paths = append(answer.Paths, graph.Path{})
		}
		return answer, err
	}
	kinds := q.Via
	if len(kinds) == 0 {
		kinds = graph.LinkKinds
	}
	hops, own := hopsOf(kinds)
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return answer, err
	}
	v := viewOf(hops, own, q.On)
	search := newPathSearch(graph.MostVisited, func(ctx context.Context, ids []graph.ID, limit int) ([]graph.Neighbour, bool, error) {
		links, rest, more := s.near.get(v, snap.revision, ids, limit)
		if more || len(rest) == 0 {
			return links, more, ctx.Err()
		}
		read, more, err := s.engine.Neighbours(ctx, graph.NeighbourQuery{IDs: rest, Hops: hops, Own: own, On: q.On, Limit: limit - len(links)})
		if err != nil {
			return nil, false, err
		}
		if more {
			s.near.exceed(v, snap.revision, rest, limit-len(links))
			return nil, true, nil
		}
		s.near.put(v, snap.revision, rest, read)
		return append(links, read...), false, nil
	})
	from, to := search.front(q.From), search.front(q.To)
	met, cut, err := search.between(ctx, from, to, 2*q.MaxHops)
	answer.Visited, answer.Truncated = search.visited, cut
	if err != nil || len(met) == 0 {
		return answer, err
	}
	found := search.paths(from, to, met, q.Limit+1)
	if len(found) > q.Limit {
		found, answer.Truncated = found[:q.Limit], true
	}
	answer.Paths, err = s.tellPaths(ctx, q.From, found, search, kinds)
	return answer, err
}

// tellPaths says of each step of paths from a participant what it goes through. A coverage in mode OWN is
// told as LEADS where that is asked for.
func (s *Store) tellPaths(ctx context.Context, from graph.ID, found [][]graph.ID, search *pathSearch, kinds []graph.LinkKind) ([]graph.Path, error) {
	ownAsked := slices.Contains(kinds, graph.LinkLeads)
	var coverages []graph.ID
	for _, path := range found {
		for i := 0; i < len(path); i += 2 {
			if ownAsked && search.hopOf(path[i]) == graph.HopCovers && search.modeOf(path[i]) == "" {
				coverages = append(coverages, path[i])
			}
		}
	}
	var rows map[graph.ID]LinkRow
	if len(coverages) > 0 {
		var err error
		if rows, err = s.engine.LinksByID(ctx, unique(coverages)); err != nil {
			return nil, err
		}
	}
	kindOf := func(relation graph.ID) graph.LinkKind {
		mode := cmp.Or(search.modeOf(relation), rows[relation].Mode)
		switch hop := search.hopOf(relation); {
		case relation.Kind() == graph.KindPairing:
			return graph.LinkPairing
		case relation.Kind() == graph.KindAlliance:
			return graph.LinkAlliance
		case hop == graph.HopSuperior:
			return graph.LinkSuperior
		case hop == graph.HopCovers && mode != graph.ModeOwn:
			return graph.LinkCoverage
		default:
			return graph.LinkLeads
		}
	}
	paths := make([]graph.Path, len(found))
	for i, path := range found {
		near := from
		for at := 0; at < len(path); at += 2 {
			paths[i].Steps = append(paths[i].Steps, graph.PathStep{Relation: path[at], LinkKind: kindOf(path[at]), From: near, To: path[at+1]})
			near = path[at+1]
		}
	}
	return paths, nil
}
