package loaders

import (
	"context"

	"cobuild/graph"
)

// History tells what is true of a noun, past and to come, and which changes
// said so; nothing of what is not on record.
func (l *Loaders) History(ctx context.Context, id graph.ID) ([]graph.HistoryItem, error) {
	return l.histories.Load(ctx, id)
}

func (l *Loaders) readHistories(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.HistoryItem, error) {
	found, err := l.reader.Histories(ctx, ids)
	return complete(ids, found, err)
}
