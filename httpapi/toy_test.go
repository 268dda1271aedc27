package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// toySchema has one of each shape that the limits know: connections, lists by
// ids, lists by limit, plain lists, scalars and enums that refuse, and fields
// that panic, hang and fail.
var toySchema = gqlparser.MustLoadSchema(&ast.Source{Name: "toy.graphqls", Input: `
scalar Date
enum Kind { OPEN CLOSED }
input Filter { text: String, and: [Filter!], sizes: [[Int!]!] }
interface Node { id: ID! }
type Region implements Node {
  id: ID!  name: String!  parent: Region  ancestors: [Region!]!
  regions(first: Int, after: String, last: Int, before: String): RegionConnection!
}
type RegionConnection { edges: [RegionEdge!]!  nodes: [Region!]!  totalCount: Int  pageInfo: PageInfo! }
type RegionEdge { cursor: String!  node: Region! }
type PageInfo { hasNextPage: Boolean! }
type Query {
  hello: String
  self: Query
  region(id: ID): Region
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  regions(first: Int, after: String, last: Int, before: String, filter: Filter): RegionConnection
  links(limit: Int = 10): [Region!]
  trend(from: String!, to: String!, every: String!): [Region!]
  groups(dimension: String!): [Region!]
  text(size: Int!): String
  fail(times: Int!): String
  refuse: String
  boom: String
  hang: String
  byDate(date: Date): String
  byKind(kind: Kind): String
}
type Mutation { touch(input: Filter): String  hangTouch: String }
`})

// toy executes the toy schema: enough of what generated code does for the
// package to be tested on its own.
type toy struct {
	started chan struct{} // tells that a hanging field was entered; nil = nobody waits
	entered chan struct{} // the same for many
}

func (toy) Schema() *ast.Schema { return toySchema }

func (toy) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (t toy) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	var once sync.Once
	return func(ctx context.Context) (resp *graphql.Response) {
		once.Do(func() {
			root := "Query"
			if op.Operation.Operation == ast.Mutation {
				root = "Mutation"
			}
			resp = &graphql.Response{Data: t.object(ctx, root, op.Operation.SelectionSet)}
		})
		return resp
	}
}

func (t toy) object(ctx context.Context, typ string, set ast.SelectionSet) json.RawMessage {
	satisfies := []string{typ}
	if typ == "Region" {
		satisfies = append(satisfies, "Node")
	}
	var out bytes.Buffer
	out.WriteByte('{')
	for i, field := range graphql.CollectFields(graphql.GetOperationContext(ctx), set, satisfies) {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, "%q:%s", field.Alias, t.field(ctx, typ, field))
	}
	out.WriteByte('}')
	return out.Bytes()
}

func (t toy) field(ctx context.Context, typ string, f graphql.CollectedField) (out json.RawMessage) {
	op := graphql.GetOperationContext(ctx)
	fc := &graphql.FieldContext{Object: typ, Field: f}
	ctx = graphql.WithFieldContext(ctx, fc)
	defer func() {
		if value := recover(); value != nil {
			graphql.AddError(ctx, op.Recover(ctx, value))
			out = json.RawMessage("null")
		}
	}()
	args := f.ArgumentMap(op.Variables)
	if date, _ := args["date"].(string); date == "never" {
		graphql.AddError(ctx, errors.New(`"never" is no date: write YYYY-MM-DD`))
		return json.RawMessage("null")
	}
	fc.Args = args
	value, err := op.ResolverMiddleware(ctx, func(ctx context.Context) (any, error) { return t.resolve(ctx, f.Name, args) })
	if err != nil {
		graphql.AddError(ctx, err)
		return json.RawMessage("null")
	}
	if n, ok := value.(items); ok {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = string(t.object(ctx, f.Definition.Type.Name(), f.Selections))
		}
		return json.RawMessage("[" + strings.Join(parts, ",") + "]")
	}
	if len(f.Selections) > 0 {
		name := f.Definition.Type.Name()
		if name == "Node" {
			name = "Region"
		}
		return t.object(ctx, name, f.Selections)
	}
	out, _ = json.Marshal(value)
	return out
}

type items int

func (t toy) resolve(ctx context.Context, name string, args map[string]any) (any, error) {
	switch name {
	case "nodes", "edges", "ancestors", "links", "fields", "types", "directives", "args":
		return items(1), nil
	case "hang", "hangTouch":
		if t.started != nil {
			close(t.started)
		}
		if t.entered != nil {
			t.entered <- struct{}{}
		}
		<-ctx.Done()
		return nil, fmt.Errorf("store: %w", ctx.Err())
	case "boom":
		panic("the sky is falling")
	case "refuse":
		return nil, graph.Conflict([]string{"input", "name"}, "taken", "已被占用")
	case "text":
		return strings.Repeat("云", toInt(args["size"])), nil
	case "fail":
		for i := range toInt(args["times"]) {
			graphql.AddError(ctx, graph.Invalid(nil, "fault %d", "错误 %d", i))
		}
		return nil, errors.New("dial tcp 10.1.2.3:7687: refused")
	}
	return name, nil
}

func toInt(v any) int {
	n, _ := number(v)
	return n
}

// quiet drops log lines.
var quiet = slog.New(slog.DiscardHandler)

func newHandler(t *testing.T, c Config) http.Handler {
	t.Helper()
	if c.Schema == nil {
		c.Schema = toy{}
	}
	if c.Logger == nil {
		c.Logger = quiet
	}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// answer is a GraphQL answer as a test reads it.
type answer struct {
	*httptest.ResponseRecorder
	Errors []struct {
		Message    string
		Path       []any
		Extensions struct {
			Code, RequestID string
			Field           []string
			Limit           *struct {
				Name       string
				Value, Max int64
			}
		}
	}
	Data json.RawMessage
}

func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

func (a answer) limit() string {
	if len(a.Errors) == 0 || a.Errors[0].Extensions.Limit == nil {
		return ""
	}
	return a.Errors[0].Extensions.Limit.Name
}

func serve(t *testing.T, h http.Handler, r *http.Request) answer {
	t.Helper()
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(a.ResponseRecorder, r)
	if body := a.Body.Bytes(); len(body) > 0 && a.Header().Get("Content-Encoding") == "" {
		if err := json.Unmarshal(body, &a); err != nil && strings.Contains(a.Header().Get("Content-Type"), "json") {
			t.Fatalf("the answer is no JSON: %v: %.200s", err, body)
		}
	}
	for _, one := range a.Errors {
		if one.Message == "" || one.Extensions.Code == "" || one.Extensions.RequestID != a.Header().Get("X-Request-Id") {
			t.Errorf("error without message, code or request id: %+v", one)
		}
	}
	return a
}

func post(body string, header ...string) *http.Request {
	return with(httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body)),
		append([]string{"Content-Type", "application/json"}, header...)...)
}

func with(r *http.Request, header ...string) *http.Request {
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// ask is the body of a request.
func ask(query string, variables ...any) string {
	body := map[string]any{"query": query}
	if len(variables) > 0 {
		body["variables"] = variables[0]
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// assertAlive asks a good query.
func assertAlive(t *testing.T, h http.Handler) {
	t.Helper()
	begun := time.Now()
	a := serve(t, h, post(ask("{ hello }")))
	if a.Code != http.StatusOK || string(a.Data) != `{"hello":"hello"}` {
		t.Fatalf("a good query no longer works: %d %s", a.Code, a.Body)
	}
	if took := time.Since(begun); took > time.Second {
		t.Fatalf("a good query took %s", took)
	}
}

func readAll(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
