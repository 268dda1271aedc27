package loaders

import (
	"context"
	"errors"

	"github.com/vikstrous/dataloadgen"

	"cobuild/graph"
)

// History tells what is true of a noun, past and to come, and which changes
// said so; nothing of what is not on record.
func (l *Loaders) History(ctx context.Context, id graph.ID) ([]graph.HistoryItem, error) {
	return l.histories.Load(ctx, id)
}

func (l *Loaders) readHistories(ctx context.Context, ids []graph.ID) (map[graph.ID][]graph.HistoryItem, error) {
	found, err := l.reader.Histories(ctx, ids)
	apart := graph.Refused{}
	if !errors.As(err, &apart) {
		return complete(ids, found, err)
	}
	refused := dataloadgen.MappedFetchError[graph.ID]{}
	for i, err := range apart {
		refused[ids[i]] = err
	}
	whole, _ := complete(ids, found, nil)
	return whole, refused
}
