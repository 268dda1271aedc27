package loaders

import (
	"context"

	"github.com/vikstrous/dataloadgen"

	"cobuild/graph"
)

// Noun gives a noun by id, nil where there is none.
func (l *Loaders) Noun(ctx context.Context, id graph.ID) (graph.Noun, error) {
	return l.nouns.Load(ctx, id)
}

// Nouns gives nouns by id in their order, nil where there is none.
func (l *Loaders) Nouns(ctx context.Context, ids []graph.ID) ([]graph.Noun, error) {
	return all(l.nouns.LoadAll(ctx, ids))
}

func (l *Loaders) readNouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found, err := l.reader.Nouns(ctx, ids)
	return complete(ids, found, err)
}

// keep saves a later question for nouns that a list brought along.
func (l *Loaders) keep(nouns []graph.Noun) {
	for _, noun := range nouns {
		l.nouns.Prime(noun.Top().ID, noun)
	}
}

// Parts gives links, works, headcounts and activities by id in their order; a zero Part
// where there is none.
func (l *Loaders) Parts(ctx context.Context, ids []graph.ID) ([]graph.Part, error) {
	return all(l.parts.LoadAll(ctx, ids))
}

func (l *Loaders) readParts(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Part, error) {
	found, err := l.reader.Parts(ctx, ids)
	return complete(ids, found, err)
}

// ByCode gives the noun that bears a code: of several the one alive on the
// day, else the last to have ended, else the next to begin; nil where none
// does.
func (l *Loaders) ByCode(ctx context.Context, key graph.CodeKey, on graph.Date) (graph.Noun, error) {
	return l.codes.Load(ctx, codeOn{key, on})
}

func (l *Loaders) readCodes(ctx context.Context, on graph.Date, keys []codeOn) (map[codeOn]graph.Noun, error) {
	plain := make([]graph.CodeKey, len(keys))
	for i, key := range keys {
		plain[i] = key.key
	}
	found, err := l.reader.Find(ctx, plain, on)
	if err != nil {
		return nil, err
	}
	nouns := make(map[codeOn]graph.Noun, len(keys))
	for _, key := range keys {
		nouns[key] = found[key.key]
	}
	return nouns, nil
}

// complete gives every id a value, the zero one where it names nothing.
func complete[V any](ids []graph.ID, found map[graph.ID]V, err error) (map[graph.ID]V, error) {
	if err != nil {
		return nil, err
	}
	whole := make(map[graph.ID]V, len(ids))
	for _, id := range ids {
		whole[id] = found[id]
	}
	return whole, nil
}

// completeOn is complete for keys with a date.
func completeOn[V any](keys []idOn, found map[graph.ID]V, err error) (map[idOn]V, error) {
	if err != nil {
		return nil, err
	}
	whole := make(map[idOn]V, len(keys))
	for _, key := range keys {
		whole[key] = found[key.id]
	}
	return whole, nil
}

// all turns the errors of many keys into the first of them.
func all[V any](values []V, err error) ([]V, error) {
	if errs, ok := err.(dataloadgen.ErrorSlice); ok {
		for _, one := range errs {
			if one != nil {
				return nil, one
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return values, nil
}
