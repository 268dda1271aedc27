package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"cobuild/graph"
	"cobuild/graph/model"
	"cobuild/search"
)

// searchList answers what a text finds.
func searchList(ctx context.Context, args pageArgs, q graph.SearchQuery) (*graph.Connection[*graph.SearchHit], error) {
	if _, err := search.Parse(q.Text, "text"); err != nil {
		return nil, err
	}
	if q.Kinds != nil && len(q.Kinds) == 0 {
		return nil, graph.Invalid([]string{"types"}, "types is empty: name at least one type, or leave it out for all", "types为空：请至少给出一种类型，或去掉该参数以搜索全部")
	}
	what := q
	q.On = on(ctx)
	return connect(ctx, args, list[graph.SearchHit]{
		parts: []any{"search", what}, on: q.On,
		page: func(ctx context.Context, p graph.Page) (graph.PageOf[graph.SearchHit], error) {
			q := q
			q.Page = p
			return load(ctx).Search(ctx, q)
		},
		count: func(ctx context.Context) func() (int, error) { return load(ctx).CountSearch(ctx, q) },
	}, same[graph.SearchHit])
}

// textIn checks the text of a filter.
func textIn(in graphql.Omittable[*string]) (string, error) {
	text := in.Value()
	if text == nil {
		return "", nil
	}
	_, err := search.Parse(*text, "filter", "text")
	return *text, err
}

// participant gives what was found as the schema has it.
func participant(h *graph.SearchHit) model.Participant { return h.Noun.(model.Participant) }
