package storetest

import (
	"context"
	"fmt"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// topic is a question that requests put again and again while facts change.
type topic struct {
	name string
	ask  func(context.Context, *store.Store) (any, error)
}

// topics are questions of today about lists of nouns and of gaps.
func topics(u *editor) (all []topic) {
	places := []graph.Place{{}, {Within: u.one(graph.KindRegion)}, {Within: u.one(graph.KindRegion)}}
	for n, place := range places {
		backward := n == 1
		list := func(q graph.ListQuery) {
			q.On, q.Place, q.Page = today, place, graph.Page{Limit: 20 + 60*n, Backward: backward}
			all = append(all, topic{fmt.Sprintf("list %+v", q), func(ctx context.Context, s *store.Store) (any, error) { return s.List(ctx, []graph.ListQuery{q}) }})
		}
		for _, kind := range []graph.Kind{graph.KindUnit, graph.KindOrganisation, graph.KindPairing} {
			list(graph.ListQuery{Kind: kind})
		}
		list(graph.ListQuery{Kind: graph.KindUnit, Unit: &graph.UnitFilter{Establishments: []graph.Establishment{graph.EstablishedNone}}})
		gaps := graph.GapQuery{On: today, Place: place, Page: graph.Page{Limit: 20 + 60*n, Backward: backward}}
		all = append(all, topic{fmt.Sprintf("gaps %+v", gaps), func(ctx context.Context, s *store.Store) (any, error) { return s.Gaps(ctx, []graph.GapQuery{gaps}) }})
	}
	return all
}

// told asks some of the questions in a request, which goes by what others have
// read, and outside of one, which reads all.
func (u *editor) told(t *testing.T, s *store.Store, all []topic) {
	t.Helper()
	request := s.Steady(t.Context())
	for range 4 {
		q := choose(u, all)
		same(t, "a request asks "+q.name, must(q.ask(request, s))(t), must(q.ask(t.Context(), s))(t))
	}
}
