package loaders

import (
	"context"

	"cobuild/graph"
)

// Paths finds how two participants are linked.
func (l *Loaders) Paths(ctx context.Context, q graph.PathQuery) (graph.Paths, error) {
	return l.paths.load(ctx, q)
}

// PairingMatrix counts the pairings of a region.
func (l *Loaders) PairingMatrix(ctx context.Context, q graph.PairingMatrixQuery) (graph.PairingMatrix, error) {
	return l.matrices.load(ctx, q)
}
