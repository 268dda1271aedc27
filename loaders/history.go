package loaders

import (
	"context"
	"errors"

	"cobuild/graph"
)

// History tells what is true of a noun, past and to come, and which changes
// said so; nothing of what is not on record.
func (l *Loaders) History(ctx context.Context, id graph.ID) ([]graph.HistoryItem, error) {
	return l.histories.load(ctx, id)
}

func (l *Loaders) readHistories(ctx context.Context, ids []graph.ID) ([][]graph.HistoryItem, error) {
	found, err := l.reader.Histories(ctx, ids)
	if apart := (graph.Refused{}); err != nil && !errors.As(err, &apart) {
		return nil, err
	}
	items, _ := inOrder(ids, found, nil)
	return items, err
}
