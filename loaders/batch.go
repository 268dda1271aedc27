package loaders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/vikstrous/dataloadgen"

	"cobuild/graph"
)

func dateOf(k idOn) graph.Date { return k.on }

// grouped answers keys in one call for each group. The groups of a request
// follow from its text (hops, dates, page arguments), never from its data.
func grouped[K, G comparable, V any](group func(K) G, fetch func(context.Context, G, []K) (map[K]V, error)) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) {
		groups := map[G][]K{}
		var order []G
		for _, key := range keys {
			g := group(key)
			if groups[g] == nil {
				order = append(order, g)
			}
			groups[g] = append(groups[g], key)
		}
		answers := make(map[K]V, len(keys))
		for _, g := range order {
			some, err := fetch(ctx, g, groups[g])
			if err != nil {
				return nil, err
			}
			for key, value := range some {
				answers[key] = value
			}
		}
		return answers, nil
	}
}

// question is a query as a comparable key: its JSON.
type question string

func ask[Q any](q Q) question {
	text, err := json.Marshal(q)
	if err != nil {
		panic(fmt.Sprintf("loaders: %T is no plain data: %v", q, err))
	}
	return question(text)
}

// each puts all queries of a batch to the reader at once. Where some of them are
// refused apart, the others have their answers; where the batch is refused as a
// whole, they are asked one by one, so that none takes the others down.
func each[Q, V any](read func(context.Context, []Q) ([]V, error)) func(context.Context, []question) (map[question]V, error) {
	return func(ctx context.Context, keys []question) (map[question]V, error) {
		queries := make([]Q, len(keys))
		for i, key := range keys {
			if err := json.Unmarshal([]byte(key), &queries[i]); err != nil {
				return nil, err
			}
		}
		answers := make(map[question]V, len(keys))
		got, err := read(ctx, queries)
		if err == nil {
			for i, key := range keys {
				answers[key] = got[i]
			}
			return answers, nil
		}
		refused := dataloadgen.MappedFetchError[question]{}
		if apart := (graph.Refused{}); errors.As(err, &apart) && len(got) == len(keys) {
			for i, key := range keys {
				if err := apart[i]; err != nil {
					refused[key] = err
				} else {
					answers[key] = got[i]
				}
			}
			return answers, refused
		}
		if len(keys) == 1 || graph.CodeOf(err) != graph.CodeTooComplex {
			return nil, err
		}
		for i, key := range keys {
			one, err := read(ctx, queries[i:i+1])
			if err != nil {
				refused[key] = err
				continue
			}
			answers[key] = one[0]
		}
		return answers, refused
	}
}
