package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"cobuild/export"
	"cobuild/graph"
	"cobuild/httpapi"
)

// pages is an API with one list of so many things.
type pages struct {
	t      *testing.T
	things int
	fails  int              // page at which it fails, from 1; 0 = never
	why    error            // as which
	asked  int              // pages
	sizes  []int            // asked for
	seen   func(page int)   // told of each
	read   httpapi.Question // what comes over HTTP
}

var toy = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { things(first: Int, after: String): ThingConnection! }
	type ThingConnection { nodes: [Thing!]! pageInfo: PageInfo! }
	type PageInfo { hasNextPage: Boolean! endCursor: String }
	type Thing { name: String }`})

func (p *pages) Document(_ *http.Request, query string) (*ast.QueryDocument, error) {
	doc, errs := gqlparser.LoadQueryWithRules(toy, query, rules.NewDefaultRules())
	if errs != nil {
		return nil, errs
	}
	return doc, nil
}

func (p *pages) Read(http.ResponseWriter, *http.Request) (httpapi.Question, func(), error) {
	return p.read, func() {}, nil
}

func (p *pages) Ask(_ context.Context, q httpapi.Question) (json.RawMessage, error) {
	if _, err := p.Document(nil, q.Query); err != nil {
		p.t.Errorf("%v in %s", err, q.Query)
	}
	size, from := 0, 0
	if n, ok := q.Variables["cobuildFirst"].(json.Number); ok {
		_, _ = fmt.Sscan(n.String(), &size)
	}
	if after, ok := q.Variables["cobuildAfter"].(string); ok {
		_, _ = fmt.Sscan(after, &from)
	}
	p.asked++
	p.sizes = append(p.sizes, size)
	if p.asked == p.fails {
		return nil, p.why
	}
	if p.seen != nil {
		p.seen(p.asked)
	}
	to := min(from+size, p.things)
	var out strings.Builder
	out.WriteString(`{"things":{"nodes":[`)
	for i := from; i < to; i++ {
		if i > from {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"name":"thing %d of many, with a name of usual length"}`, i)
	}
	fmt.Fprintf(&out, `],"cobuildMore":{"hasNextPage":%t,"endCursor":"%d"}}}`, to < p.things, to)
	return json.RawMessage(out.String()), nil
}

const things = `{ things { nodes { name } } }`

func question(query string) httpapi.Question {
	return httpapi.Question{Query: query, Asker: httptest.NewRequest(http.MethodPost, "/graphql", nil)}
}

// What an export holds does not grow with its rows.
func TestMemoryIsFlat(t *testing.T) {
	for _, format := range []export.Format{export.CSV, export.JSONL} {
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		var early, most uint64
		api := &pages{t: t, things: 30_000}
		api.seen = func(page int) {
			switch {
			case page == 10:
				early = heap()
			case page%100 == 0:
				most = max(most, heap())
			}
		}
		e, err := export.Prepare(api, question(things), export.Spec{Format: format})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := e.Run(t.Context(), io.Discard, nil)
		if err != nil || rows != 30_000 {
			t.Fatalf("%d rows (%v)", rows, err)
		}
		if most > early+1<<20 {
			t.Errorf("%s: %d bytes at page 10, %d later", format, early, most)
		}
	}
}

// An export that breaks off cannot pass for a whole one.
func TestBrokenOff(t *testing.T) {
	why := &httpapi.Refusal{Status: 500, Errors: gqlerror.List{{Message: "the disk is gone", Extensions: map[string]any{"code": string(graph.CodeInternal)}}}}
	for _, format := range export.Formats {
		api := &pages{t: t, things: 5_000, fails: 30, why: why, read: question(things)}
		handler := export.Handler(api, export.Serving{})
		server := httptest.NewServer(handler)
		answer, err := http.Get(server.URL + "/export?format=" + string(format))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		server.Close()
		switch format {
		case export.XLSX:
			if err != nil || answer.StatusCode != http.StatusInternalServerError || !bytes.Contains(body, []byte("the disk is gone")) {
				t.Errorf("%s: %d %v %s", format, answer.StatusCode, err, body)
			}
		case export.CSV:
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: %d bytes and %v", format, len(body), err)
			}
		case export.JSONL:
			lines := strings.Split(strings.TrimSpace(string(body)), "\n")
			if !errors.Is(err, io.ErrUnexpectedEOF) || lines[len(lines)-1] != `{"error":{"message":"the disk is gone","rows":2900}}` {
				t.Errorf("%s: %v, %s", format, err, lines[len(lines)-1])
			}
		}
	}
}

// Where the server is busy an export waits; where a page is too much it asks for
// less.
func TestPatience(t *testing.T) {
	refusal := func(again bool, code graph.ErrorCode) error {
		return &httpapi.Refusal{Status: 503, Again: again, Errors: gqlerror.List{{Message: "no", Extensions: map[string]any{"code": string(code)}}}}
	}
	for name, c := range map[string]struct {
		why  error
		last int
	}{
		"busy":       {refusal(true, graph.CodeUnavailable), 100},
		"too costly": {refusal(false, graph.CodeTooComplex), 50},
		"too slow":   {refusal(false, graph.CodeUnavailable), 50},
	} {
		api := &pages{t: t, things: 250, fails: 2, why: c.why}
		e, err := export.Prepare(api, question(things), export.Spec{Format: export.JSONL})
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := e.Run(t.Context(), io.Discard, nil); err != nil || rows != 250 || api.sizes[len(api.sizes)-1] != c.last {
			t.Errorf("%s: %d rows, pages of %v (%v)", name, rows, api.sizes, err)
		}
	}
}

// As many exports run at once as there are turns; a client that leaves ends its
// own.
func TestTurns(t *testing.T) {
	running, left := make(chan struct{}), make(chan struct{})
	api := &pages{t: t, things: 1_000, read: question(things)}
	ctx, leave := context.WithCancel(t.Context())
	api.seen = func(page int) {
		if page == 1 {
			close(running)
			<-left
		}
	}
	handler := export.Handler(api, export.Serving{AtOnce: 1})
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // the server cuts the line
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/export", nil))
	}()
	<-running
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/export", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("a second one is answered %d %s", w.Code, w.Body)
	}
	leave()
	close(left)
	<-done
	if api.asked > 2 {
		t.Errorf("%d pages were asked for a client that had left", api.asked)
	}
}
