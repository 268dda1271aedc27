package store

import (
	"context"
	"slices"

	"cobuild/graph"
)

// memory is facts held in memory: a dataset before it is stored.
type memory struct {
	nouns   map[graph.ID]graph.Noun
	out, in map[graph.ID][]graph.Link
}

func newMemory(data *graph.Dataset) *memory {
	m := &memory{
		nouns: make(map[graph.ID]graph.Noun, len(data.Nouns)),
		out:   make(map[graph.ID][]graph.Link), in: make(map[graph.ID][]graph.Link),
	}
	for _, n := range data.Nouns {
		m.nouns[n.Top().ID] = n
	}
	for _, l := range data.Links {
		m.out[l.From] = append(m.out[l.From], l)
		m.in[l.To] = append(m.in[l.To], l)
	}
	return m
}

func (m *memory) Nouns(_ context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	found := make(map[graph.ID]graph.Noun, len(ids))
	for _, id := range ids {
		if n, ok := m.nouns[id]; ok {
			found[id] = n
		}
	}
	return found, nil
}

func (m *memory) Links(_ context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	side := m.out
	if q.Direction == graph.In {
		side = m.in
	}
	found := make(map[graph.ID][]graph.Link, len(q.IDs))
	for _, id := range q.IDs {
		for _, l := range side[id] {
			if slices.Contains(q.Hops, l.Hop) && (q.On == 0 || l.Holds(q.On)) {
				found[id] = append(found[id], l)
			}
		}
	}
	return found, nil
}
