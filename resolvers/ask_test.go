package resolvers_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"cobuild/graph"
	"cobuild/resolvers"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/storetest"
)

// world is a store with the sample, on a fixed day, and the schema over it.
type world struct {
	t      *testing.T
	store  *store.Store
	reader *counting
	root   *resolvers.Resolver
	exec   *executor.Executor

	viewer   resolvers.Viewer
	language graph.Language
}

var today = time.Date(2026, 1, 15, 9, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, sample.Gaotang())
}

// newWorldOf is a world with other data. Its loaders wait for good for fields that
// were announced and do not come.
func newWorldOf(t *testing.T, data graph.Dataset) *world {
	t.Helper()
	s, err := store.Open(context.Background(), storetest.NewModel(), store.Options{Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(context.Background(), &data, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, store: s, reader: &counting{Reader: s}, viewer: resolvers.Viewer{SeeMembers: true, Write: true}, language: graph.EN}
	w.root = resolvers.New(resolvers.Deps{Reader: w.reader, Writer: s, Zone: "Asia/Shanghai", Wait: time.Hour})
	w.exec = executor.New(w.root.Schema())
	w.exec.Use(resolvers.Fields{})
	w.exec.SetErrorPresenter(resolvers.Present)
	return w
}

// object is a JSON object of an answer, to be walked by keys and indices.
type object struct{ value any }

func (o object) at(path ...any) object {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := o.value.(map[string]any)
			o.value = m[s]
		case int:
			l, _ := o.value.([]any)
			if s >= len(l) {
				return object{}
			}
			o.value = l[s]
		}
	}
	return o
}

func (o object) text(path ...any) string { s, _ := o.at(path...).value.(string); return s }

func (o object) int(path ...any) int {
	n, _ := o.at(path...).value.(json.Number).Int64()
	return int(n)
}

func (o object) list(path ...any) (items []object) {
	l, _ := o.at(path...).value.([]any)
	for _, v := range l {
		items = append(items, object{v})
	}
	return items
}

// try runs an operation in a request of its own.
func (w *world) try(query string, variables map[string]any) (object, gqlerror.List) {
	w.t.Helper()
	ctx := graphql.StartOperationTrace(w.root.Context(context.Background(), w.viewer, w.language))
	oc, errs := w.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if errs != nil {
		return object{}, errs
	}
	responses, ctx := w.exec.DispatchOperation(ctx, oc)
	answer := responses(ctx)
	var data any
	decoder := json.NewDecoder(strings.NewReader(string(answer.Data)))
	decoder.UseNumber()
	if err := decoder.Decode(&data); err != nil {
		w.t.Fatalf("%v in %s", err, answer.Data)
	}
	return object{data}, answer.Errors
}

// ask runs an operation that must not fail.
func (w *world) ask(query string, variables ...map[string]any) object {
	w.t.Helper()
	var vars map[string]any
	if len(variables) > 0 {
		vars = variables[0]
	}
	data, errs := w.try(query, vars)
	if errs != nil {
		w.t.Fatalf("%s\nfails: %v", query, errs)
	}
	return data
}

// refused runs a query that must fail once with a code, and gives the error.
func (w *world) refused(code graph.ErrorCode, query string, variables map[string]any) *gqlerror.Error {
	w.t.Helper()
	_, errs := w.try(query, variables)
	if len(errs) != 1 || errs[0].Extensions["code"] != string(code) {
		w.t.Fatalf("%s\ngives %v, want one error %s", query, errs, code)
	}
	return errs[0]
}

// counting counts the calls that reach the reader.
type counting struct {
	graph.Reader
	mu    sync.Mutex
	calls map[string]int
}

func (c *counting) count(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = map[string]int{}
	}
	c.calls[name]++
}

func (c *counting) reset() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

func (c *counting) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	c.count("Nouns")
	return c.Reader.Nouns(ctx, ids)
}

func (c *counting) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	c.count("Links " + string(q.Hops[0]) + q.On.String())
	return c.Reader.Links(ctx, q)
}

func (c *counting) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID]graph.PageOf[graph.Link], error) {
	c.count("LinkPages " + string(q.Hop))
	return c.Reader.LinkPages(ctx, q)
}

func (c *counting) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	c.count("CountLinks " + string(q.Hops[0]))
	return c.Reader.CountLinks(ctx, q)
}

func (c *counting) List(ctx context.Context, qs []graph.ListQuery) ([]graph.PageOf[graph.Noun], error) {
	c.count("List")
	return c.Reader.List(ctx, qs)
}

func (c *counting) CountList(ctx context.Context, qs []graph.ListQuery) ([]int, error) {
	c.count("CountList")
	return c.Reader.CountList(ctx, qs)
}

func (c *counting) Gaps(ctx context.Context, qs []graph.GapQuery) ([]graph.PageOf[graph.Finding], error) {
	c.count("Gaps")
	return c.Reader.Gaps(ctx, qs)
}

func (c *counting) CountGaps(ctx context.Context, qs []graph.GapQuery) ([]int, error) {
	c.count("CountGaps")
	return c.Reader.CountGaps(ctx, qs)
}

func (c *counting) FindingsOf(ctx context.Context, ids []graph.ID, on graph.Date) (map[graph.ID][]graph.Finding, error) {
	c.count("FindingsOf")
	return c.Reader.FindingsOf(ctx, ids, on)
}

func (c *counting) Explain(ctx context.Context, fs []graph.Finding, on graph.Date) ([]graph.Explanation, error) {
	c.count("Explain")
	return c.Reader.Explain(ctx, fs, on)
}

func (c *counting) Reports(ctx context.Context, qs []graph.ReportQuery) ([]*graph.Report, error) {
	c.count("Reports")
	return c.Reader.Reports(ctx, qs)
}

func (c *counting) Trends(ctx context.Context, qs []graph.TrendQuery) ([][]*graph.Report, error) {
	c.count("Trends")
	return c.Reader.Trends(ctx, qs)
}

func (c *counting) Groups(ctx context.Context, qs []graph.GroupQuery) ([][]graph.ReportGroup, error) {
	c.count("Groups")
	return c.Reader.Groups(ctx, qs)
}

func (c *counting) MemberCounts(ctx context.Context, qs []graph.LineQuery) ([]graph.Members, error) {
	c.count("MemberCounts")
	return c.Reader.MemberCounts(ctx, qs)
}

func (c *counting) Reporting(ctx context.Context, qs []graph.ReportingQuery) ([]graph.RateCount, error) {
	c.count("Reporting")
	return c.Reader.Reporting(ctx, qs)
}

func (c *counting) Ancestors(ctx context.Context, ids []graph.ID, on graph.Date) (map[graph.ID][]graph.ID, error) {
	c.count("Ancestors")
	return c.Reader.Ancestors(ctx, ids, on)
}

func (c *counting) Headcounts(ctx context.Context, ids []graph.ID, on graph.Date) (map[graph.ID]graph.HeadcountView, error) {
	c.count("Headcounts")
	return c.Reader.Headcounts(ctx, ids, on)
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) }
