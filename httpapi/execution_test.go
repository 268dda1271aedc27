package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// logBook keeps log lines for a test.
type logBook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBook) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBook) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(b, nil)) }

// lines gives the entries with a message.
func (b *logBook) lines(t *testing.T, msg string) []map[string]any {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []map[string]any
	for line := range strings.Lines(b.buf.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		if entry["msg"] == msg {
			out = append(out, entry)
		}
	}
	return out
}

func TestErrorsAreCapped(t *testing.T) {
	book := &logBook{}
	h := newHandler(t, Config{Logger: book.logger()})
	for _, c := range []struct {
		times int
		want  int
		last  string
	}{
		{18, 19, "something went wrong"},
		{19, 20, "something went wrong"},
		{20, 20, "2 further errors were left out"},
		{400, 20, "382 further errors were left out"},
		{900, 20, "more than 481 further errors were left out"},
	} {
		a := serve(t, h, post(ask("query($n: Int!) { fail(times: $n) hello }", map[string]any{"n": c.times})))
		if len(a.Errors) != c.want {
			t.Errorf("%d faults: %d errors, want %d", c.times, len(a.Errors), c.want)
			continue
		}
		if last := a.Errors[c.want-1].Message; !strings.Contains(last, c.last) {
			t.Errorf("%d faults: the last error is %q, want %q", c.times, last, c.last)
		}
		if !strings.Contains(string(a.Data), `"hello":"hello"`) {
			t.Errorf("the rest of the answer is gone: %s", a.Data)
		}
	}
}

func TestErrorsComeInTheOrderOfPaths(t *testing.T) {
	s := &service{lim: DefaultLimits()}
	list := gqlerror.List{
		{Message: "3", Path: ast.Path{ast.PathName("b")}},
		{Message: "1", Path: ast.Path{ast.PathName("a")}},
		{Message: "2", Path: ast.Path{ast.PathName("a"), ast.PathIndex(0)}},
		{Message: "4", Path: ast.Path{ast.PathName("b")}},
	}
	got := ""
	for _, one := range s.finish(&exchange{}, list) {
		got += one.Message
	}
	if got != "1234" {
		t.Errorf("order %s", got)
	}
}

func TestInternalCausesStayInside(t *testing.T) {
	book := &logBook{}
	h := newHandler(t, Config{Logger: book.logger()})
	a := serve(t, h, post(ask("{ fail(times: 0) }")))
	if a.code() != "INTERNAL" || strings.Contains(a.Body.String(), "10.1.2.3") {
		t.Errorf("the client sees %s", a.Body)
	}
	causes := book.lines(t, "internal error")
	if len(causes) != 1 || !strings.Contains(fmt.Sprint(causes[0]["cause"]), "10.1.2.3") || causes[0]["id"] != a.Header().Get("X-Request-Id") {
		t.Errorf("the log says %v", causes)
	}
}

func TestOwnErrorsKeepCodeFieldAndPath(t *testing.T) {
	h := newHandler(t, Config{})
	one := serve(t, h, post(ask("{ again: refuse }"), "Accept-Language", "zh")).Errors[0]
	if one.Extensions.Code != "CONFLICT" || one.Message != "已被占用" ||
		fmt.Sprint(one.Extensions.Field) != "[input name]" || fmt.Sprint(one.Path) != "[again]" {
		t.Errorf("got %+v", one)
	}
}

func TestArgumentsRefusedByAScalarAreInvalid(t *testing.T) {
	h := newHandler(t, Config{})
	one := serve(t, h, post(ask(`{ byDate(date: "never") }`))).Errors[0]
	if one.Extensions.Code != "INVALID" || !strings.Contains(one.Message, "write YYYY-MM-DD") {
		t.Errorf("got %+v", one)
	}
}

func TestPresent(t *testing.T) {
	calls := 0
	h := newHandler(t, Config{Present: func(ctx context.Context, err error) *gqlerror.Error {
		calls++
		if RequestID(ctx) == "" {
			t.Error("no request id in the presenter")
		}
		switch calls {
		case 1:
			return &gqlerror.Error{Message: "told", Extensions: map[string]any{"code": "FORBIDDEN"}}
		case 2:
			return &gqlerror.Error{Message: "SELECT secret"}
		default:
			panic("presenter")
		}
	}})
	for i, want := range []string{"FORBIDDEN", "INTERNAL", "INTERNAL"} {
		a := serve(t, h, post(ask("{ refuse }")))
		if a.code() != want || strings.Contains(a.Body.String(), "SELECT") {
			t.Errorf("call %d: %s", i+1, a.Body)
		}
	}
	assertAlive(t, h)
}

func TestPanicsAreRecovered(t *testing.T) {
	book := &logBook{}
	h := newHandler(t, Config{Logger: book.logger()})
	a := serve(t, h, post(ask("{ boom hello }")))
	if a.Code != http.StatusOK || a.code() != "INTERNAL" || !strings.Contains(string(a.Data), `"hello":"hello"`) {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	if strings.Contains(a.Body.String(), "sky") {
		t.Errorf("the cause came out: %s", a.Body)
	}
	panics := book.lines(t, "panic")
	if len(panics) != 1 || panics[0]["cause"] != "the sky is falling" || !strings.Contains(fmt.Sprint(panics[0]["stack"]), "toy_test.go") {
		t.Errorf("the log says %v", panics)
	}
	if len(book.lines(t, "internal error")) != 0 {
		t.Error("the panic was logged twice")
	}
	assertAlive(t, h)
}

func TestPanicsOutsideResolvers(t *testing.T) {
	book := &logBook{}
	h := newHandler(t, Config{
		Logger:      book.logger(),
		WithRequest: func(context.Context, *http.Request) context.Context { panic("no loaders") },
	})
	a := serve(t, h, post(ask("{ hello }")))
	if a.Code != http.StatusInternalServerError || a.code() != "INTERNAL" {
		t.Errorf("got %d %s", a.Code, a.Body)
	}
	if n := len(book.lines(t, "panic")); n != 1 {
		t.Errorf("%d lines of the panic", n)
	}
}

func TestDeadlines(t *testing.T) {
	h := newHandler(t, Config{Limits: Limits{Query: 30 * time.Millisecond, Mutation: 60 * time.Millisecond}})
	for query, want := range map[string]string{
		"{ hello hang }":         "deadline of 30ms",
		"mutation { hangTouch }": "deadline of 60ms",
	} {
		begun := time.Now()
		a := serve(t, h, post(ask(query), "Accept", typeResponse))
		if a.code() != "UNAVAILABLE" || !strings.Contains(a.Errors[0].Message, want) {
			t.Errorf("%s: %s", query, a.Body)
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%s: stopped after %s", query, took)
		}
	}
	assertAlive(t, h)
}

func TestDeadlineBeforeTheFirstField(t *testing.T) {
	h := newHandler(t, Config{
		Limits: Limits{Query: time.Nanosecond},
		WithRequest: func(ctx context.Context, _ *http.Request) context.Context {
			<-ctx.Done()
			return ctx
		},
	})
	if a := serve(t, h, post(ask("{ hello }"))); a.code() != "UNAVAILABLE" || string(a.Data) != "null" {
		t.Errorf("got %s", a.Body)
	}
}

func TestClientAbortEndsTheOperation(t *testing.T) {
	book := &logBook{}
	started := make(chan struct{})
	server := httptest.NewServer(newHandler(t, Config{Schema: toy{started: started}, Logger: book.logger()}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-started
		cancel()
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/graphql", strings.NewReader(ask("{ hang }")))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if _, err = http.DefaultClient.Do(r); !errors.Is(err, context.Canceled) {
		t.Fatalf("the request ended with %v", err)
	}
	// The handler must end long before its deadline of ten seconds.
	for deadline := time.Now().Add(3 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if lines := book.lines(t, "request"); len(lines) == 1 {
			if lines[0]["status"] != float64(statusGone) {
				t.Errorf("the log says %v", lines[0])
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the operation outlived its client")
		}
	}
}

type shout struct{}

func (shout) ExtensionName() string                   { return "Shout" }
func (shout) Validate(graphql.ExecutableSchema) error { return nil }
func (shout) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	v, err := next(ctx)
	if s, ok := v.(string); ok {
		return strings.ToUpper(s) + fmt.Sprint(ctx.Value(viewerKey{})), err
	}
	return v, err
}

type viewerKey struct{}

func TestExtensionsAndRequestHook(t *testing.T) {
	h := newHandler(t, Config{
		Extensions: []graphql.HandlerExtension{shout{}},
		WithRequest: func(ctx context.Context, r *http.Request) context.Context {
			return context.WithValue(ctx, viewerKey{}, r.Header.Get("X-Viewer"))
		},
	})
	if a := serve(t, h, post(ask("{ hello }"), "X-Viewer", " ada")); string(a.Data) != `{"hello":"HELLO ada"}` {
		t.Errorf("got %s", a.Body)
	}
}

func TestAccessLog(t *testing.T) {
	book := &logBook{}
	h := newHandler(t, Config{Logger: book.logger()})
	a := serve(t, h, post(ask(`query Look($id: ID!) { node(id: $id) { id } refuse }`, map[string]any{"id": "secret-value"}), "X-Request-Id", "abc.1-2_3"))
	lines := book.lines(t, "request")
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	for key, want := range map[string]any{
		"id": "abc.1-2_3", "method": "POST", "path": "/graphql", "status": 200.0,
		"operation": "Look", "errors": 1.0, "bytes": float64(a.Body.Len()), "level": "INFO",
	} {
		if lines[0][key] != want {
			t.Errorf("%s is %v, want %v", key, lines[0][key], want)
		}
	}
	if ms, ok := lines[0]["ms"].(float64); !ok || ms < 0 {
		t.Errorf("ms is %v", lines[0]["ms"])
	}
	if text := book.buf.String(); strings.Contains(text, "secret-value") || strings.Contains(text, "node(") {
		t.Errorf("the log tells of queries or values: %s", text)
	}
}

func TestAccessLogIsQuietAboutProbes(t *testing.T) {
	for path, want := range map[string][2]int{"/healthz": {200, 0}, "/playground/absent.js": {404, 1}} {
		book := &logBook{}
		h := newHandler(t, Config{Logger: book.logger()})
		a := serve(t, h, httptest.NewRequest(http.MethodGet, path, nil))
		if lines := len(book.lines(t, "request")); a.Code != want[0] || lines != want[1] {
			t.Errorf("%s: status %d and %d lines of log, want %v", path, a.Code, lines, want)
		}
	}
}
