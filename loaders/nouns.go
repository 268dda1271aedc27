package loaders

import (
	"context"

	"cobuild/graph"
)

// Noun gives a noun by id, nil where there is none.
func (l *Loaders) Noun(ctx context.Context, id graph.ID) (graph.Noun, error) {
	return l.nouns.load(ctx, id)
}

// Nouns gives nouns by id in their order, nil where there is none.
func (l *Loaders) Nouns(ctx context.Context, ids []graph.ID) ([]graph.Noun, error) {
	return l.nouns.all(ctx, ids)
}

func (l *Loaders) readNouns(ctx context.Context, ids []graph.ID) ([]graph.Noun, error) {
	found, err := l.reader.Nouns(ctx, ids)
	return inOrder(ids, found, err)
}

// keep saves a later question for nouns that a list brought along.
func (l *Loaders) keep(nouns []graph.Noun) {
	ids := make([]graph.ID, len(nouns))
	for i, noun := range nouns {
		ids[i] = noun.Top().ID
	}
	l.nouns.prime(ids, nouns)
}

// Parts gives links, works, headcounts and activities by id in their order; a zero Part
// where there is none.
func (l *Loaders) Parts(ctx context.Context, ids []graph.ID) ([]graph.Part, error) {
	return l.parts.all(ctx, ids)
}

func (l *Loaders) readParts(ctx context.Context, ids []graph.ID) ([]graph.Part, error) {
	found, err := l.reader.Parts(ctx, ids)
	return inOrder(ids, found, err)
}

// ByCode gives the noun that bears a code: of several the one alive on the
// day, else the last to have ended, else the next to begin; nil where none
// does.
func (l *Loaders) ByCode(ctx context.Context, key graph.CodeKey, on graph.Date) (graph.Noun, error) {
	return l.codes.load(ctx, codeOn{key, on})
}

func (l *Loaders) readCodes(ctx context.Context, on graph.Date, keys []codeOn) ([]graph.Noun, error) {
	plain := make([]graph.CodeKey, len(keys))
	for i, key := range keys {
		plain[i] = key.key
	}
	found, err := l.reader.Find(ctx, plain, on)
	if err != nil {
		return nil, err
	}
	nouns := make([]graph.Noun, len(keys))
	for i, key := range plain {
		nouns[i] = found[key]
	}
	return nouns, nil
}

// inOrder gives what was found for each id, the zero value where it names
// nothing.
func inOrder[V any](ids []graph.ID, found map[graph.ID]V, err error) ([]V, error) {
	if err != nil {
		return nil, err
	}
	values := make([]V, len(ids))
	for i, id := range ids {
		values[i] = found[id]
	}
	return values, nil
}

// pointersInOrder is inOrder with nil where an id names nothing.
func pointersInOrder[V any](ids []graph.ID, found map[graph.ID]V, err error) ([]*V, error) {
	if err != nil {
		return nil, err
	}
	values := make([]*V, len(ids))
	for i, id := range ids {
		if value, ok := found[id]; ok {
			values[i] = &value
		}
	}
	return values, nil
}
