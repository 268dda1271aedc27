package loaders

import (
	"context"

	"cobuild/graph"
)

// Paths finds how two participants are linked.
func (l *Loaders) Paths(ctx context.Context, q graph.PathQuery) (graph.Paths, error) {
	return l.paths.Load(ctx, ask(q))
}
