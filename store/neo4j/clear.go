package neo4j

import (
	"context"

	"cobuild/store"
)

// Clear takes away all that the store holds, and its record last: if it is
// broken off, what is left is still a load that has not ended, and can be cleared
// again. Then it makes what is missing of the schema. It is for stores that
// store.HalfLoaded tells of.
func (e *Engine) Clear(ctx context.Context) error {
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
