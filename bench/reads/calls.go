package main

import (
	"context"
	"sync/atomic"

	"cobuild/graph"
	"cobuild/store"
)

// calls counts the questions put to an engine.
type calls struct{ n atomic.Int64 }

func (c *calls) around(e store.Engine) store.Engine {
	return &counted{Engine: e, reader: &reader{e, c}}
}

type counted struct {
	store.Engine
	reader *reader
}

func (c *counted) Of(set int64) store.Reader {
	return &reader{c.Engine.Of(set), c.reader.calls}
}

func (c *counted) State(ctx context.Context) (store.State, error) { return c.reader.State(ctx) }

func (c *counted) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	return c.reader.Nouns(ctx, ids)
}

func (c *counted) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	return c.reader.Links(ctx, q)
}

func (c *counted) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	return c.reader.LinkPages(ctx, q)
}

func (c *counted) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	return c.reader.CountLinks(ctx, q)
}

func (c *counted) Neighbours(ctx context.Context, q graph.NeighbourQuery) ([]graph.Neighbour, bool, error) {
	return c.reader.Neighbours(ctx, q)
}

func (c *counted) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	return c.reader.Scan(ctx, ranges)
}

func (c *counted) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	return c.reader.Findings(ctx, ranges)
}

func (c *counted) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return c.reader.FindingsOf(ctx, subjects)
}

func (c *counted) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	return c.reader.Search(ctx, qs)
}

// reader counts those questions that reads put. The record of the store is one,
// too, though it is a row.
type reader struct {
	store.Reader
	calls *calls
}

func (r *reader) State(ctx context.Context) (store.State, error) {
	r.calls.n.Add(1)
	return r.Reader.State(ctx)
}

func (r *reader) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	r.calls.n.Add(1)
	return r.Reader.Nouns(ctx, ids)
}

func (r *reader) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	r.calls.n.Add(1)
	return r.Reader.Links(ctx, q)
}

func (r *reader) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	r.calls.n.Add(1)
	return r.Reader.LinkPages(ctx, q)
}

func (r *reader) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	r.calls.n.Add(1)
	return r.Reader.CountLinks(ctx, q)
}

func (r *reader) Neighbours(ctx context.Context, q graph.NeighbourQuery) ([]graph.Neighbour, bool, error) {
	r.calls.n.Add(1)
	return r.Reader.Neighbours(ctx, q)
}

func (r *reader) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	r.calls.n.Add(1)
	return r.Reader.Scan(ctx, ranges)
}

func (r *reader) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	r.calls.n.Add(1)
	return r.Reader.Findings(ctx, ranges)
}

func (r *reader) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	r.calls.n.Add(1)
	return r.Reader.FindingsOf(ctx, subjects)
}

func (r *reader) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	r.calls.n.Add(1)
	return r.Reader.Search(ctx, qs)
}
