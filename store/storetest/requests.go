package storetest

import (
	"maps"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testRequests compares what requests are told of the links of all nouns, some of
// it kept since revisions before this one, with what the engine holds.
func testRequests(t *testing.T, s *store.Store, r *replay) {
	ids, day := slices.Sorted(maps.Keys(r.nouns)), s.Today()
	request := s.Steady(t.Context())
	for _, q := range []graph.LinkQuery{
		{IDs: ids, Direction: graph.Out, Hops: graph.Hops},
		{IDs: ids, Direction: graph.Out, Hops: []graph.Hop{graph.HopEnd}, On: day},
	} {
		same(t, "links told to a request", must(s.Links(request, q))(t), must(s.Links(t.Context(), q))(t))
	}
	for _, q := range []graph.LinkPageQuery{
		{IDs: ids, Direction: graph.Out, Hop: graph.HopCovers, On: day, Page: graph.Page{Limit: 3}},
		{IDs: ids, Direction: graph.In, Hop: graph.HopEnd, On: day, Page: graph.Page{Limit: 2, Backward: true}},
	} {
		same(t, "a page of links told to a request", must(s.LinkPages(request, q))(t), must(s.LinkPages(t.Context(), q))(t))
	}
	counted := graph.LinkQuery{IDs: ids, Direction: graph.In, Hops: []graph.Hop{graph.HopCovers}, On: day}
	told, held := must(s.CountLinks(request, counted))(t), must(s.CountLinks(t.Context(), counted))(t)
	maps.DeleteFunc(told, func(_ graph.ID, n int) bool { return n == 0 })
	same(t, "links counted for a request", told, held)
}
