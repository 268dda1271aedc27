package storetest

import (
	"context"
	"sync"

	"cobuild/graph"
	"cobuild/store"
)

// NewModel gives the naive engine: rows in maps, every answer found by looking
// at all of them. It keeps nothing beyond the process. Update runs its function
// twice, as the contract allows, and keeps what the second run did.
func NewModel() store.Engine {
	m := &model{writer: make(chan struct{}, 1), now: newTables()}
	m.reader = reader{tables: m.read}
	return m
}

type model struct {
	reader
	writer chan struct{} // holds the writer

	mu     sync.Mutex
	closed bool
	now    *tables // never changed, only replaced
}

func (m *model) read(ctx context.Context) (*tables, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, graph.NewError(graph.CodeUnavailable, nil, "the store is closed: start Cobuild again", "存储已关闭：请重新启动Cobuild")
	}
	return m.now, nil
}

func (m *model) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	if _, err := m.read(ctx); err != nil {
		return err
	}
	select {
	case m.writer <- struct{}{}:
		defer func() { <-m.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var next *tables
	for range 2 {
		before, err := m.read(ctx)
		if err != nil {
			return err
		}
		next = before.copy()
		if err := fn(ctx, newModelTx(next)); err != nil {
			return err
		}
	}
	if _, err := m.read(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = next
	return nil
}

// Fill keeps each batch as it comes.
func (m *model) Fill(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error) error {
	return fn(ctx, func(ctx context.Context, b store.Batch) error {
		return m.Update(ctx, func(ctx context.Context, tx store.Tx) error { return tx.Write(ctx, b) })
	})
}

func (m *model) Of(set int64) store.Reader { return reader{m.read, &set} }

func (m *model) Ready(ctx context.Context) error { _, err := m.read(ctx); return err }

func (m *model) Name() string { return "model in memory" }

func (m *model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

type modelTx struct {
	reader
	tables *tables
}

func newModelTx(t *tables) *modelTx {
	return &modelTx{tables: t, reader: reader{tables: func(ctx context.Context) (*tables, error) { return t, ctx.Err() }}}
}

func (tx *modelTx) Write(ctx context.Context, b store.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx.tables.apply(b)
	return nil
}

// Ahead tells more than an engine would: all links of the nouns.
func (tx *modelTx) Ahead(ctx context.Context, ids []graph.ID) (*store.Ahead, error) {
	a := &store.Ahead{Nouns: store.Foreseen[store.NounRow]{IDs: ids}, Findings: store.Foreseen[[]store.FindingRow]{IDs: ids}}
	var err error
	if a.Nouns.Rows, err = tx.Nouns(ctx, ids); err != nil {
		return nil, err
	}
	if a.Findings.Rows, err = tx.FindingsOf(ctx, ids); err != nil {
		return nil, err
	}
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		q := graph.LinkQuery{IDs: ids, Direction: d, Hops: graph.Hops}
		rows, err := tx.Links(ctx, q)
		if err != nil {
			return nil, err
		}
		a.Links = append(a.Links, store.AheadLinks{LinkQuery: q, Rows: rows})
	}
	return a, nil
}

func (tx *modelTx) Sweep(ctx context.Context) (done bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	*tx.tables.beside() = newSet()
	return true, nil
}
