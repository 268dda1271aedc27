package telemetry

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"cobuild/graph"
	"cobuild/store"
)

// Engine measures an engine, whichever it is: every question of the contract,
// and the questions and writes of each transaction.
func (t *Telemetry) Engine(inner store.Engine) store.Engine {
	return &engine{reader: reader{inner: inner, t: t, within: alone}, inner: inner}
}

// Where a question is put.
const (
	alone       = "alone"
	transaction = "transaction"
)

type engine struct {
	reader
	inner store.Engine
}

func (e *engine) Ready(ctx context.Context) error { return e.inner.Ready(ctx) }
func (e *engine) Name() string                    { return e.inner.Name() }
func (e *engine) Close() error                    { return e.inner.Close() }

func (e *engine) Of(set int64) store.Reader {
	return &reader{inner: e.inner.Of(set), t: e.t, within: alone}
}

func (e *engine) Update(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	_, err := asked(ctx, &e.reader, "Update", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, e.inner.Update(ctx, func(ctx context.Context, inner store.Tx) error {
			return fn(ctx, &tx{inner: inner, reader: reader{inner: inner, t: e.t, within: transaction}})
		})
	}, none)
	return err
}

func (e *engine) Fill(ctx context.Context, fn func(context.Context, func(context.Context, store.Batch) error) error) error {
	_, err := asked(ctx, &e.reader, "Fill", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, e.inner.Fill(ctx, fn)
	}, none)
	return err
}

// tx measures a transaction; the whole of it is measured as Update.
type tx struct {
	reader
	inner store.Tx
}

func (x *tx) Write(ctx context.Context, b store.Batch) error {
	_, err := asked(ctx, &x.reader, "Write", func(ctx context.Context) (int, error) {
		return len(b.Nouns) + len(b.DropNouns) + len(b.Links) + len(b.DropLinks) + len(b.Findings) + len(b.DropFindings) + len(b.Segments) + len(b.Log),
			x.inner.Write(ctx, b)
	}, func(n int) int { return n })
	return err
}

func (x *tx) Ahead(ctx context.Context, ids []graph.ID) (*store.Ahead, error) {
	return asked(ctx, &x.reader, "Ahead", func(ctx context.Context) (*store.Ahead, error) { return x.inner.Ahead(ctx, ids) }, (*store.Ahead).Size)
}

func (x *tx) Sweep(ctx context.Context) (done bool, err error) {
	return asked(ctx, &x.reader, "Sweep", x.inner.Sweep, none)
}

// reader measures questions.
type reader struct {
	inner  store.Reader
	t      *Telemetry
	within string // alone or transaction
}

// asked puts a question and measures it.
func asked[T any](ctx context.Context, r *reader, question string, ask func(context.Context) (T, error), rows func(T) int) (T, error) {
	ctx, span := r.t.tracer.Start(ctx, "store "+question, trace.WithSpanKind(trace.SpanKindClient))
	begun := time.Now()
	answer, err := ask(ctx)
	took := time.Since(begun)
	n := 0
	if err == nil {
		n = rows(answer)
	}
	outcome := outcomeOf(err)
	r.t.calls.WithLabelValues(question, r.within, outcome).Inc()
	r.t.callSeconds.WithLabelValues(question, r.within).Observe(took.Seconds())
	r.t.rows.WithLabelValues(question, r.within).Add(float64(n))
	// What is asked within a write is part of the time of its Update.
	if sum, _ := ctx.Value(spentKey{}).(*spent); sum != nil {
		sum.calls.Add(1)
		sum.rows.Add(int64(n))
		if r.within == alone {
			sum.nanos.Add(took.Nanoseconds())
		}
	}
	if span.IsRecording() {
		span.SetAttributes(attribute.Int("cobuild.rows", n), attribute.String("cobuild.within", r.within), attribute.String("cobuild.outcome", outcome))
		if outcome == string(graph.CodeInternal) || outcome == string(graph.CodeUnavailable) {
			span.SetStatus(codes.Error, outcome)
		}
	}
	span.End()
	return answer, err
}

// outcomeOf names an error by its code. Errors of a context are no fault of the
// engine.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "OK"
	case errors.Is(err, context.Canceled):
		return "CANCELLED"
	case errors.Is(err, context.DeadlineExceeded):
		return "DEADLINE"
	case errors.Is(err, store.ErrSet):
		return "OTHER_SET" // asked again of the set in force
	}
	var many graph.Errors
	if errors.As(err, &many) && len(many) > 0 {
		return string(many[0].Code)
	}
	return string(graph.CodeOf(err))
}

func none[T any](T) int { return 0 }

func one[T any](T) int { return 1 }

func keys[K comparable, V any](m map[K]V) int { return len(m) }

func lists[K comparable, V any](m map[K][]V) (n int) {
	for _, list := range m {
		n += len(list)
	}
	return n
}

func runs[V any](all [][]V) (n int) {
	for _, run := range all {
		n += len(run)
	}
	return n
}

func (r *reader) State(ctx context.Context) (store.State, error) {
	return asked(ctx, r, "State", r.inner.State, one)
}

func (r *reader) Walk(ctx context.Context, after graph.ID, limit int) ([]store.NounRow, error) {
	return asked(ctx, r, "Walk", func(ctx context.Context) ([]store.NounRow, error) { return r.inner.Walk(ctx, after, limit) },
		func(rows []store.NounRow) int { return len(rows) })
}

func (r *reader) Size(ctx context.Context) (int, error) {
	return asked(ctx, r, "Size", r.inner.Size, one)
}

func (r *reader) Census(ctx context.Context) (store.Census, error) {
	return asked(ctx, r, "Census", r.inner.Census, one)
}

func (r *reader) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	return asked(ctx, r, "Nouns", with(r.inner.Nouns, ids), keys)
}

func (r *reader) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	return asked(ctx, r, "Links", with(r.inner.Links, q), lists)
}

func (r *reader) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	return asked(ctx, r, "LinksByID", with(r.inner.LinksByID, ids), keys)
}

func (r *reader) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	return asked(ctx, r, "LinkPages", with(r.inner.LinkPages, q), lists)
}

func (r *reader) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	return asked(ctx, r, "CountLinks", with(r.inner.CountLinks, q), keys)
}

func (r *reader) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	return asked(ctx, r, "Scan", with(r.inner.Scan, ranges), runs)
}

func (r *reader) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	return asked(ctx, r, "Findings", with(r.inner.Findings, ranges), runs)
}

func (r *reader) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return asked(ctx, r, "FindingsOf", with(r.inner.FindingsOf, subjects), lists)
}

func (r *reader) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return asked(ctx, r, "FindingsByID", with(r.inner.FindingsByID, ids), lists)
}

func (r *reader) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	return asked(ctx, r, "Segments", with(r.inner.Segments, after), func(rows []store.SegmentRow) int { return len(rows) })
}

func (r *reader) SegmentsByKey(ctx context.Context, wanted []store.SegmentKey) (map[store.SegmentKey]store.SegmentRow, error) {
	return asked(ctx, r, "SegmentsByKey", with(r.inner.SegmentsByKey, wanted), keys)
}

func (r *reader) Log(ctx context.Context, ranges []store.LogRange) ([][]store.LogRow, error) {
	return asked(ctx, r, "Log", with(r.inner.Log, ranges), runs)
}

// with binds the argument of a question.
func with[Q, A any](ask func(context.Context, Q) (A, error), q Q) func(context.Context) (A, error) {
	return func(ctx context.Context) (A, error) { return ask(ctx, q) }
}

func (r *reader) Neighbours(ctx context.Context, q graph.NeighbourQuery) (links []graph.Neighbour, more bool, err error) {
	links, err = asked(ctx, r, "Neighbours", func(ctx context.Context) ([]graph.Neighbour, error) {
		links, over, err := r.inner.Neighbours(ctx, q)
		more = over
		return links, err
	}, func(links []graph.Neighbour) int { return len(links) })
	return links, more, err
}

func (r *reader) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	return asked(ctx, r, "Search", with(r.inner.Search, qs), func(all []store.WordHits) (n int) {
		for i := range all {
			n += len(all[i].Nouns)
		}
		return n
	})
}

func (r *reader) WordSums(ctx context.Context, each func(graph.ID, uint64) error) error {
	_, err := asked(ctx, r, "WordSums", func(ctx context.Context) (n int, err error) {
		err = r.inner.WordSums(ctx, func(id graph.ID, sum uint64) error {
			n++
			return each(id, sum)
		})
		return n, err
	}, func(n int) int { return n })
	return err
}
