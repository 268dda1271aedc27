// Package e2e_test asks the whole server over HTTP: the handler that server.go
// serves, over the sample, on every engine, on a day that does not move.
package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/neo4j"
	"cobuild/store/neo4j/neo4jtest"
	"cobuild/store/sqlite"
)

// now is the moment at which all servers of these tests live: noon of
// 2026-11-01 in Shanghai.
var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

// engine is one of the engines that must give the same answers.
type engine struct {
	name string
	// open gives the engine, filled with the sample if asked for, else empty.
	// There is one at a time of those that share a server.
	open func(t testing.TB, withSample bool) store.Engine
}

var engines = []engine{{"sqlite", openSQLite}, {"neo4j", openNeo4j}}

// eachEngine runs a test on every engine.
func eachEngine(t *testing.T, test func(t *testing.T, e engine)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { test(t, e) })
	}
}

var options = store.Options{Now: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler)}

// overEngine opens a store that makes the same ids each time.
func overEngine(t testing.TB, e store.Engine) *store.Store {
	t.Helper()
	return overEngineWithIDs(t, e, graph.SeededIDs("e2e"))
}

func overEngineWithIDs(t testing.TB, e store.Engine, ids graph.IDSource) *store.Store {
	t.Helper()
	o := options
	o.IDs = ids
	s, err := store.Open(t.Context(), e, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// chapters are ids that begin anew with each chapter, however many were made
// in the one before.
type chapters struct{ graph.IDSource }

func (c *chapters) begin(chapter string) { c.IDSource = graph.SeededIDs(chapter) }

func loadSample(t testing.TB, e store.Engine) {
	t.Helper()
	load(t, e, sample.Gaotang())
}

func load(t testing.TB, e store.Engine, data graph.Dataset) {
	t.Helper()
	if err := overEngine(t, e).Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
}

// loaded is a file with the sample in it, made once and copied.
var loaded = struct {
	sync.Once
	data []byte
}{}

func openSQLite(t testing.TB, withSample bool) store.Engine {
	t.Helper()
	path := filepath.Join(t.TempDir(), "e2e.db")
	if withSample {
		loaded.Do(func() {
			first := filepath.Join(t.TempDir(), "first.db")
			e, err := sqlite.Open(t.Context(), first)
			if err != nil {
				t.Fatal(err)
			}
			loadSample(t, e)
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			if loaded.data, err = os.ReadFile(first); err != nil {
				t.Fatal(err)
			}
		})
		if err := os.WriteFile(path, loaded.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeEngine(t, e) })
	return e
}

func openNeo4j(t testing.TB, withSample bool) store.Engine {
	t.Helper()
	uri := neo4jtest.URI(t)
	neo4jtest.Empty(t, uri)
	user, password := neo4jtest.SignIn()
	e, err := neo4j.Open(t.Context(), uri, neo4j.Auth{User: user, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeEngine(t, e) })
	if withSample {
		loadSample(t, e)
	}
	return e
}

func closeEngine(t testing.TB, e store.Engine) {
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// server is a server under test.
type server struct {
	t     testing.TB
	url   string
	store *store.Store
	ids   *chapters
	tape  *tape // where not nil, what ask sends is recorded
}

// serve serves an engine as server.go does. Loaders wait longer than usual
// where a test counts what they ask: a busy machine must not part a batch.
func serve(t testing.TB, e store.Engine, with ...func(*cli.Serving)) *server {
	t.Helper()
	var later []func(*cli.Serving, *server)
	for _, change := range with {
		later = append(later, func(o *cli.Serving, _ *server) { change(o) })
	}
	return serveStore(t, e, later...)
}

// serveStore is serve for what needs the store to be served.
func serveStore(t testing.TB, e store.Engine, with ...func(*cli.Serving, *server)) *server {
	t.Helper()
	ids := &chapters{graph.SeededIDs("e2e")}
	s := overEngineWithIDs(t, e, ids)
	out := &server{t: t, store: s, ids: ids}
	// A field that was announced to the loaders and does not come is a fault. Answers
	// are compared however long an engine takes that has just begun, or a busy machine.
	serving := cli.Serving{Zone: "Asia/Shanghai", Wait: time.Hour, Logger: slog.New(slog.DiscardHandler)}
	serving.Limits.Query = time.Minute
	for _, change := range with {
		change(&serving, out)
	}
	handler, err := cli.Handler(s, serving)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(handler)
	t.Cleanup(listening.Close)
	out.url = listening.URL
	return out
}

var client = &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

// request is a GraphQL request and the headers that matter.
type request struct {
	Query     string          `json:"query"`
	Variables json.RawMessage `json:"variables,omitempty"`
	headers   map[string]string
}

// send posts the request and gives the status and the bytes of the answer.
func send(ctx context.Context, url string, r request) (int, []byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return 0, nil, err
	}
	return sendBody(ctx, url, body, r.headers)
}

func sendBody(ctx context.Context, url string, body []byte, headers map[string]string) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	r.Header.Set("X-Request-Id", "e2e")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return answer.StatusCode, data, err
}

// exchange sends a request and gives the body of the answer.
func (s *server) exchange(r request) []byte {
	s.t.Helper()
	_, body, err := send(s.t.Context(), s.url, r)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.tape != nil {
		s.tape.keep(exchange{request: r, answer: body})
	}
	return body
}

// ask sends a query that must succeed and reads the data into out.
func (s *server) ask(query string, variables map[string]any, out any) {
	s.t.Helper()
	r := request{Query: query}
	if variables != nil {
		text, err := json.Marshal(variables)
		if err != nil {
			s.t.Fatal(err)
		}
		r.Variables = text
	}
	body := s.exchange(r)
	var answer struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		s.t.Fatalf("%v in %s", err, body)
	}
	if len(answer.Errors) > 0 {
		s.t.Fatalf("%s\nanswered with errors: %s", query, answer.Errors)
	}
	if err := json.Unmarshal(answer.Data, out); err != nil {
		s.t.Fatalf("%v in %s", err, answer.Data)
	}
}
