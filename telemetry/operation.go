package telemetry

import (
	"context"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"cobuild/httpapi"
)

// Request counts an HTTP request.
func (t *Telemetry) Request(route string) func(int) {
	begun := time.Now()
	t.requestsNow.Inc()
	return func(code int) {
		t.requestsNow.Dec()
		t.requests.WithLabelValues(route, status(code)).Inc()
		t.requestSeconds.WithLabelValues(route).Observe(time.Since(begun).Seconds())
	}
}

// Waited counts a wait in a lane.
func (t *Telemetry) Waited(lane string, d time.Duration, admitted bool) {
	t.waited.WithLabelValues(lane).Observe(d.Seconds())
	if !admitted {
		t.turnedAway.WithLabelValues(lane).Inc()
	}
}

// Refused counts a request turned away.
func (t *Telemetry) Refused(reason string) { t.refused.WithLabelValues(reason).Inc() }

// spent adds up what an operation asks of the engine.
type spent struct {
	calls, rows, nanos atomic.Int64
}

type spentKey struct{}

// Operation measures and traces an operation. Its span belongs to the trace that
// the client names by the header traceparent, where it does.
func (t *Telemetry) Operation(ctx context.Context, op httpapi.Operation) (context.Context, func(string)) {
	sum := &spent{}
	ctx = context.WithValue(ctx, spentKey{}, sum)
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(op.Header))
	ctx, span := t.tracer.Start(ctx, "GraphQL "+op.Kind, trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(op.Started))
	begun := time.Now()
	return ctx, func(outcome string) {
		name := t.names.label(op.Name)
		t.operations.WithLabelValues(op.Kind, name, outcome).Inc()
		t.opSeconds.WithLabelValues(op.Kind, name).Observe(time.Since(op.Started).Seconds())
		t.opCalls.WithLabelValues(op.Kind).Observe(float64(sum.calls.Load()))
		t.opStore.WithLabelValues(op.Kind).Observe(time.Duration(sum.nanos.Load()).Seconds())
		if !span.IsRecording() {
			return
		}
		span.SetAttributes(
			attribute.String("graphql.operation.type", op.Kind),
			attribute.String("graphql.operation.name", op.Name),
			attribute.String("cobuild.request.id", op.ID),
			attribute.Int("cobuild.cost", op.Cost),
			attribute.String("cobuild.outcome", outcome),
			attribute.Float64("cobuild.wait.ms", milliseconds(begun.Sub(op.Started))),
			attribute.Int64("cobuild.store.calls", sum.calls.Load()),
			attribute.Int64("cobuild.store.rows", sum.rows.Load()),
			attribute.Float64("cobuild.store.ms", milliseconds(time.Duration(sum.nanos.Load()))),
		)
		if outcome == "INTERNAL" || outcome == "UNAVAILABLE" {
			span.SetStatus(codes.Error, outcome)
		}
		span.End()
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
