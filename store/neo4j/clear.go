package neo4j

import (
	"context"

	"cobuild/store"
)

// Clear takes away all that the store holds, and its record last: if it is
// broken off, what is left is still a load that has not ended, and can be cleared
// again. Then it makes what is missing of the schema. It is for stores that
// store.HalfLoaded tells of. What the load was writing when its process died may
// be kept by the server after that: it is waited for, and takes no further part.
func (e *Engine) Clear(ctx context.Context) error {
	if err := e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		state, err := tx.State(ctx)
		if err != nil {
			return err
		}
		state.Beside = "" // which the load asks for with each of its transactions
		return tx.Write(ctx, store.Batch{State: &state})
	}); err != nil {
		return err
	}
	if _, err := e.ask(ctx, cypher("clear", variant{}), nil); err != nil {
		return err
	}
	if err := e.makeSchema(ctx); err != nil {
		return err
	}
	return e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.Write(ctx, store.Batch{State: &store.State{}})
	})
}
