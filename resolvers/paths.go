package resolvers

import (
	"context"
	"slices"

	"cobuild/graph"
)

// linksBetween answers how two participants are linked.
func linksBetween(ctx context.Context, q graph.PathQuery) (*graph.Paths, error) {
	if err := checkPaths(&q); err != nil {
		return nil, err
	}
	if _, err := load(ctx).Nouns(ctx, []graph.ID{q.From, q.To}); err != nil { // both at once
		return nil, err
	}
	if err := known(ctx, q.From, []string{"from"}, participants...); err != nil {
		return nil, err
	}
	if err := known(ctx, q.To, []string{"to"}, participants...); err != nil {
		return nil, err
	}
	q.On = on(ctx)
	paths, err := load(ctx).Paths(ctx, q)
	if err != nil {
		return nil, err
	}
	return &paths, nil
}

// checkPaths checks the bounds, and writes kinds in one order.
func checkPaths(q *graph.PathQuery) error {
	switch {
	case q.MaxHops < 1 || q.MaxHops > graph.MostHops:
		return graph.Invalid([]string{"maxHops"}, "maxHops %d is not between 1 and %d: correct it", "maxHops的值%d不在1至%d之间：请改正", q.MaxHops, graph.MostHops)
	case q.Limit < 1 || q.Limit > graph.MostPaths:
		return graph.Invalid([]string{"limit"}, "limit %d is not between 1 and %d: correct it", "limit的值%d不在1至%d之间：请改正", q.Limit, graph.MostPaths)
	case q.Via != nil && len(q.Via) == 0:
		return graph.Invalid([]string{"via"}, "via is an empty list: name a kind of link, or leave via out for all", "via为空列表：请至少给出一种关联类型，或省略以包含全部")
	}
	q.Via = slices.DeleteFunc(slices.Clone(graph.LinkKinds), func(k graph.LinkKind) bool { return len(q.Via) > 0 && !slices.Contains(q.Via, k) })
	return nil
}

// or is the value given, else the one meant without.
func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
