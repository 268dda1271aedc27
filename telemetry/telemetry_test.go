package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
	"cobuild/store/storetest"
)

// TestEngineKeepsTheContract: what is measured answers as what is not.
func TestEngineKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine {
		e := New("test", nil).Engine(storetest.NewModel())
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		return e
	})
}

// scrape gives the samples of /metrics as name{labels} and value.
func scrape(t *testing.T, h http.Handler) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	samples := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), "} "); found && !strings.HasPrefix(line, "#") {
			samples[name+"}"] = value
		} else if name, value, found := strings.Cut(strings.TrimSpace(line), " "); found && !strings.HasPrefix(line, "#") {
			samples[name] = value
		}
	}
	return samples
}

// TestCallsAreCounted asks the model, which runs the function of an Update twice.
func TestCallsAreCounted(t *testing.T) {
	meter := New("test", nil)
	e := meter.Engine(storetest.NewModel())
	ctx, end := meter.Operation(t.Context(), httpapi.Operation{Kind: "mutation", Name: "Add", Started: time.Now()})
	id := graph.DerivedID(graph.KindUnit, "telemetry", "1")
	err := e.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Nouns(ctx, []graph.ID{id}); err != nil {
			return err
		}
		return tx.Write(ctx, store.Batch{Nouns: []store.NounRow{{ID: id, Kind: graph.KindUnit, Doc: []byte("{}")}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Nouns(ctx, []graph.ID{id}); err != nil {
		t.Fatal(err)
	}
	refused := e.Update(ctx, func(context.Context, store.Tx) error { return graph.Invalid(nil, "no", "不") })
	if graph.CodeOf(refused) != graph.CodeInvalid {
		t.Fatal(refused)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := e.State(cancelled); err == nil {
		t.Fatal("a cancelled call was answered")
	}
	end("OK")
	got := scrape(t, meter.Handler())
	for name, want := range map[string]string{
		`cobuild_store_calls_total{outcome="OK",question="Nouns",within="alone"}`:        "1",
		`cobuild_store_calls_total{outcome="OK",question="Nouns",within="transaction"}`:  "2",
		`cobuild_store_calls_total{outcome="OK",question="Write",within="transaction"}`:  "2",
		`cobuild_store_calls_total{outcome="OK",question="Update",within="alone"}`:       "1",
		`cobuild_store_calls_total{outcome="INVALID",question="Update",within="alone"}`:  "1",
		`cobuild_store_calls_total{outcome="CANCELLED",question="State",within="alone"}`: "1",
		`cobuild_store_rows_total{question="Nouns",within="alone"}`:                      "1",
		`cobuild_store_rows_total{question="Nouns",within="transaction"}`:                "0",
		`cobuild_store_rows_total{question="Write",within="transaction"}`:                "2",
		`cobuild_operation_store_calls_sum{kind="mutation"}`:                             "8",
		`cobuild_operations_total{kind="mutation",operation="Add",outcome="OK"}`:         "1",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %s", name, got[name], want)
		}
	}
}

// TestNamesAreBounded: clients choose the names of operations, not how many
// series there are.
func TestNamesAreBounded(t *testing.T) {
	meter := New("test", nil)
	for i := range 5000 {
		_, end := meter.Operation(t.Context(), httpapi.Operation{Kind: "query", Name: fmt.Sprint("Q", i), Started: time.Now()})
		end("OK")
	}
	for _, name := range []string{"", strings.Repeat("x", longest+1), "Q3"} {
		_, end := meter.Operation(t.Context(), httpapi.Operation{Kind: "query", Name: name, Started: time.Now()})
		end("OK")
	}
	n := 0
	samples := scrape(t, meter.Handler())
	for name := range samples {
		if strings.HasPrefix(name, "cobuild_operations_total") {
			n++
		}
	}
	if n != mostNames+2 {
		t.Errorf("%d series, want %d", n, mostNames+2)
	}
	for name, want := range map[string]string{"others": fmt.Sprint(5000 - mostNames + 1), "anonymous": "1", "Q3": "2"} {
		if got := samples[fmt.Sprintf(`cobuild_operations_total{kind="query",operation=%q,outcome="OK"}`, name)]; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func TestTraces(t *testing.T) {
	kept := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(kept))
	meter := New("test", provider.Tracer("test"))
	e := meter.Engine(storetest.NewModel())
	header := http.Header{"Traceparent": {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}}
	ctx, end := meter.Operation(t.Context(), httpapi.Operation{Kind: "query", Name: "Look", ID: "r1", Cost: 7, Started: time.Now(), Header: header})
	if _, err := e.State(ctx); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := e.State(ctx); graph.CodeOf(err) != graph.CodeUnavailable {
		t.Fatal(err)
	}
	end("UNAVAILABLE")
	spans := kept.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans, want 3", len(spans))
	}
	call, failed, operation := spans[0], spans[1], spans[2]
	if operation.Name != "GraphQL query" || operation.SpanContext.TraceID().String() != "0af7651916cd43dd8448eb211c80319c" || operation.Parent.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("the operation's span is %s of %s", operation.Name, operation.SpanContext.TraceID())
	}
	if call.Name != "store State" || call.Parent.SpanID() != operation.SpanContext.SpanID() {
		t.Errorf("the call's span is %s, not within the operation", call.Name)
	}
	if failed.Status.Code.String() != "Error" || operation.Status.Code.String() != "Error" || call.Status.Code.String() == "Error" {
		t.Errorf("status %v, %v, %v", call.Status, failed.Status, operation.Status)
	}
	said := map[string]string{}
	for _, one := range operation.Attributes {
		said[string(one.Key)] = one.Value.Emit()
	}
	for key, want := range map[string]string{"graphql.operation.name": "Look", "graphql.operation.type": "query", "cobuild.request.id": "r1", "cobuild.cost": "7", "cobuild.outcome": "UNAVAILABLE", "cobuild.store.calls": "2"} {
		if said[key] != want {
			t.Errorf("%s is %q, want %q", key, said[key], want)
		}
	}
}

func TestTracesRefuseAddresses(t *testing.T) {
	for _, endpoint := range []string{"localhost:4318", "ftp://host", "http://", "\x00"} {
		_, _, err := Traces(t.Context(), endpoint, "test", nil)
		var told *graph.Error
		if graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), "http://127.0.0.1:4318") {
			t.Errorf("%q: %v (%T)", endpoint, err, told)
		}
	}
}

// TestEveryMetricIsDocumented compares the table of docs/operation.md with what
// is exported: names, types and labels.
func TestEveryMetricIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `(cobuild_\\w+)` \\| (\\w+) \\| (.*?) \\| \\S").FindAllStringSubmatch(string(page), -1) {
		labels := strings.Split(strings.ReplaceAll(strings.TrimSpace(row[3]), "`", ""), ", ")
		slices.Sort(labels)
		documented[row[1]] = row[2] + " " + strings.Join(labels, ",")
	}
	meter := New("test", nil)
	s, err := store.Open(t.Context(), storetest.NewModel(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	meter.Watch(s)
	meter.Lanes([]*httpapi.Lane{{Name: "query"}})
	for name, is := range meter.own {
		if documented[name] != is {
			t.Errorf("docs/operation.md says of %s %q, it is %q", name, documented[name], is)
		}
	}
	for name := range documented {
		if meter.own[name] == "" {
			t.Errorf("docs/operation.md documents %s, which is not exported", name)
		}
	}
	if len(meter.own) < 20 {
		t.Errorf("%d metrics", len(meter.own))
	}
	// What is listed is what is registered.
	families, err := meter.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if name := family.GetName(); strings.HasPrefix(name, namespace) && meter.own[name] == "" {
			t.Errorf("%s is exported and not listed", name)
		}
	}
}

// BenchmarkCall tells what measuring adds to a call.
func BenchmarkCall(b *testing.B) {
	plain := storetest.NewModel()
	for name, e := range map[string]store.Engine{"plain": plain, "measured": New("test", nil).Engine(plain)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.State(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
