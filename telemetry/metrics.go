package telemetry

import (
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"cobuild/httpapi"
	"cobuild/store"
)

// Telemetry holds the metrics of one server. It is safe for concurrent use.
type Telemetry struct {
	registry *prometheus.Registry
	own      map[string]string // name of each metric of this program to type and labels, for the test of its documentation
	tracer   trace.Tracer
	names    names

	requests       *prometheus.CounterVec
	requestSeconds *prometheus.HistogramVec
	requestsNow    prometheus.Gauge
	operations     *prometheus.CounterVec
	opSeconds      *prometheus.HistogramVec
	opCalls        *prometheus.HistogramVec
	opStore        *prometheus.HistogramVec
	refused        *prometheus.CounterVec
	waited         *prometheus.HistogramVec
	turnedAway     *prometheus.CounterVec
	calls          *prometheus.CounterVec
	callSeconds    *prometheus.HistogramVec
	rows           *prometheus.CounterVec
}

var _ httpapi.Observer = (*Telemetry)(nil)

// Bounds of the histograms, in seconds and in calls.
var (
	seconds      = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	storeSeconds = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}
	numbers      = []float64{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}
)

// New makes the metrics of a server. Without a tracer nothing is traced.
func New(version string, tracer trace.Tracer) *Telemetry {
	if tracer == nil {
		tracer = noop.NewTracerProvider().Tracer("")
	}
	t := &Telemetry{registry: prometheus.NewRegistry(), own: map[string]string{}, tracer: tracer}
	t.requests = t.counter("http_requests_total", "HTTP requests answered.", "route", "status")
	t.requestSeconds = t.histogram("http_request_seconds", "From the head of a request to the end of its answer.", seconds, "route")
	t.requestsNow = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "http_requests_running", Help: "HTTP requests that are being read, run or answered."})
	t.keep(t.requestsNow, "gauge", "http_requests_running")
	t.operations = t.counter("operations_total", "GraphQL operations that ran, by the code of their gravest error.", "kind", "operation", "outcome")
	t.opSeconds = t.histogram("operation_seconds", "From the head of the request to the end of the operation, waiting included.", seconds, "kind", "operation")
	t.opCalls = t.histogram("operation_store_calls", "Calls of the engine that an operation made.", numbers, "kind")
	t.opStore = t.histogram("operation_store_seconds", "Time in the engine of an operation, all its calls added up.", storeSeconds, "kind")
	t.refused = t.counter("refusals_total", "Requests to /graphql turned away before they ran, by the limit they met or the code of the error.", "reason")
	t.waited = t.histogram("lane_wait_seconds", "How long requests waited for their turn.", storeSeconds, "lane")
	t.turnedAway = t.counter("lane_refusals_total", "Requests that got no turn.", "lane")
	t.calls = t.counter("store_calls_total", "Calls of the engine, by question of the contract.", "question", "within", "outcome")
	t.callSeconds = t.histogram("store_call_seconds", "How long calls of the engine took.", storeSeconds, "question", "within")
	t.rows = t.counter("store_rows_total", "Rows that calls of the engine gave or took.", "question", "within")
	build := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "build_info", Help: "Always 1; its labels tell the version.", ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()}})
	build.Set(1)
	t.keep(build, "gauge", "build_info", "version", "go")
	t.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return t
}

const namespace = "cobuild"

func (t *Telemetry) keep(c prometheus.Collector, kind, name string, labels ...string) {
	t.own[namespace+"_"+name] = kind + " " + strings.Join(slices.Sorted(slices.Values(labels)), ",")
	t.registry.MustRegister(c)
}

func (t *Telemetry) counter(name, help string, labels ...string) *prometheus.CounterVec {
	c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	t.keep(c, "counter", name, labels...)
	return c
}

func (t *Telemetry) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
	t.keep(h, "histogram", name, labels...)
	return h
}

// gauge and total read a number when they are asked for.
func (t *Telemetry) gauge(name, help string, labels prometheus.Labels, read func() float64) {
	t.keep(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help, ConstLabels: labels}, read),
		"gauge", name, slices.Collect(maps.Keys(labels))...)
}

func (t *Telemetry) total(name, help string, labels prometheus.Labels, read func() float64) {
	t.keep(prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help, ConstLabels: labels}, read),
		"counter", name, slices.Collect(maps.Keys(labels))...)
}

// Watch exports what a store tells of itself. It is called once.
func (t *Telemetry) Watch(s *store.Store) {
	stat := func(read func(store.Stats) float64) func() float64 { return func() float64 { return read(s.Stats()) } }
	t.gauge("store_revision", "The revision that this process last saw.", nil, stat(func(s store.Stats) float64 { return float64(s.Revision) }))
	t.gauge("store_regions", "Regions in memory.", nil, stat(func(s store.Stats) float64 { return float64(s.Regions) }))
	t.gauge("store_segments", "Packed segments of findings in memory.", nil, stat(func(s store.Stats) float64 { return float64(s.Segments) }))
	const caches = "Questions to what is kept in memory, by how they were answered."
	for _, one := range []struct {
		cache, how string
		read       func(store.Stats) float64
	}{
		{"segments", "hit", func(s store.Stats) float64 { return float64(s.Hits) }},
		{"segments", "refreshed", func(s store.Stats) float64 { return float64(s.Refreshes) }},
		{"segments", "loaded", func(s store.Stats) float64 { return float64(s.Loads) }},
		{"lines", "hit", func(s store.Stats) float64 { return float64(s.LineHits) }},
		{"lines", "loaded", func(s store.Stats) float64 { return float64(s.LineReads) }},
	} {
		t.total("store_cache_total", caches, prometheus.Labels{"cache": one.cache, "result": one.how}, stat(one.read))
	}
}

// Lanes exports the lanes of a handler. It is called once, by the handler.
func (t *Telemetry) Lanes(lanes []*httpapi.Lane) {
	for _, l := range lanes {
		labels := prometheus.Labels{"lane": l.Name}
		t.gauge("lane_slots", "Requests that may run at once.", labels, func() float64 { return float64(l.Slots) })
		t.gauge("lane_running", "Requests that run.", labels, func() float64 { return float64(l.Running()) })
		t.gauge("lane_waiting", "Requests that wait for their turn.", labels, func() float64 { return float64(l.Waiting()) })
	}
}

// Handler answers /metrics in the text format of Prometheus.
func (t *Telemetry) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	return mux
}

// names bounds the labels that clients choose: the first to come have a label
// of their own, all others share one.
type names struct {
	mu    sync.Mutex
	known map[string]bool
}

const (
	mostNames = 100
	longest   = 64 // bytes
	anonymous = "anonymous"
	others    = "others"
)

func (n *names) label(name string) string {
	switch {
	case name == "":
		return anonymous
	case len(name) > longest:
		return others
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known[name] {
		return name
	}
	if len(n.known) >= mostNames {
		return others
	}
	if n.known == nil {
		n.known = map[string]bool{}
	}
	n.known[name] = true
	return name
}

func status(code int) string { return strconv.Itoa(code) }
