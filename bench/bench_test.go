package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cobuild/cli"
	"cobuild/generate"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// fixture is a loaded engine behind the handler that a server would use.
type fixture struct {
	store     *store.Store
	handler   http.Handler
	variables map[string]any
	commits   *commits // nil where they are not counted
}

var county = sync.OnceValues(func() (graph.Dataset, error) {
	units := 10_000
	if text := os.Getenv("COBUILD_BENCH_UNITS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return graph.Dataset{}, fmt.Errorf("COBUILD_BENCH_UNITS: %w", err)
		}
		units = n
	}
	return generate.Dataset(generate.Options{Seed: 1, Units: units})
})

func load(b *testing.B, engine store.Engine) *fixture {
	b.Helper()
	ctx := context.Background()
	data, err := county()
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(ctx, engine, store.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if err := s.Load(ctx, &data, nil); err != nil {
		b.Fatal(err)
	}
	handler, err := cli.Handler(s, cli.Serving{Zone: "Asia/Shanghai", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	f := &fixture{store: s, handler: handler, variables: known(data)}
	for i := range 20 { // a load leaves no entry in the change log
		f.report(b, graph.MustDate("2025-01-01").AddDays(i))
	}
	return f
}

// known picks what the queries ask for: the county, the organisation that leads
// its first township, one with many members, a unit; for searches the beginning
// of a name, a credit code and initials.
func known(data graph.Dataset) map[string]any {
	v := map[string]any{"initials": "kjfw"} // 科技服务
	links := map[graph.ID]int{}
	for _, l := range data.Links {
		if l.Hop == graph.HopAffiliated {
			links[l.To]++
		}
	}
	var hub graph.ID
	for id, n := range links {
		if n > links[hub] || n == links[hub] && id < hub {
			hub = id
		}
	}
	v["hub"] = hub
	townships := map[graph.ID]string{}
	for _, n := range data.Nouns {
		if r, ok := n.(*graph.Region); ok && r.RegionKind == graph.RegionTownship && r.Until == 0 {
			townships[r.ID] = r.Code
		}
	}
	first := ""
	for _, l := range data.Links {
		if code := townships[l.To]; l.Hop == graph.HopLeads && l.Until == 0 && code != "" && (first == "" || code < first) {
			first, v["line"], v["township"] = code, l.From, code
		}
	}
	for _, n := range data.Nouns {
		switch n := n.(type) {
		case *graph.Region:
			if n.RegionKind == graph.RegionCounty && v["county"] == nil {
				v["county"] = n.Code
			}
		case *graph.Unit:
			if v["unit"] == nil && n.Until == 0 {
				v["unit"] = n.ID
			}
			if name := []rune(n.Name); v["credit"] == nil && n.Until == 0 && n.CreditCode != "" && len(name) > 3 {
				v["credit"], v["name"] = n.CreditCode, string(name[:min(len(name), 4)])
			}
		}
	}
	return v
}

// ask runs a query through the handler and fails on any error in its answer.
func (f *fixture) ask(b *testing.B, query string, variables map[string]any) map[string]json.RawMessage {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	var answer struct {
		Data   map[string]json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Errors) > 0 || len(answer.Data) == 0 {
		b.Fatalf("%s\n%.2000s", query, w.Body)
	}
	return answer.Data
}

// fileSQLite opens a file, which is made where it is missing.
func fileSQLite(b *testing.B, path string) *sqlite.Engine {
	b.Helper()
	engine, err := sqlite.Open(context.Background(), path)
	if err != nil {
		b.Fatal(err)
	}
	return engine
}

func BenchmarkSQLite(b *testing.B) {
	engine := fileSQLite(b, filepath.Join(b.TempDir(), "bench.db"))
	measure(b, load(b, engine))
}

func BenchmarkNeo4j(b *testing.B) {
	engine := emptyNeo4j(b)
	measure(b, load(b, engine))
}

// measure runs each query of queries/, then a page far down a list, then
// writes.
func measure(b *testing.B, f *fixture) {
	files, err := filepath.Glob("queries/*.graphql")
	if err != nil || len(files) == 0 {
		b.Fatalf("no queries: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		query, variables := string(text), f.known(string(text))
		if strings.Contains(query, "$after:") {
			variables["after"] = f.deep(b, query, variables)
		}
		b.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(b *testing.B) {
			for b.Loop() {
				f.ask(b, query, variables)
			}
		})
	}
	f.counting(b)
	b.Run("write-headcount", func(b *testing.B) { f.write(b) })
}

// known gives the variables that a query declares, of those that are known.
func (f *fixture) known(query string) map[string]any {
	variables := map[string]any{}
	for name, value := range f.variables {
		if strings.Contains(query, "$"+name+":") {
			variables[name] = value
		}
	}
	return variables
}

// deep pages 40 pages of 100 down a list, whose query must alias it as page,
// and gives the cursor.
func (f *fixture) deep(b *testing.B, query string, variables map[string]any) any {
	b.Helper()
	page := map[string]any{}
	for name, value := range variables {
		page[name] = value
	}
	var cursor any
	for range 40 {
		page["after"], page["first"] = cursor, 100
		var region struct {
			Page struct {
				PageInfo struct {
					EndCursor   *string
					HasNextPage bool
				}
			}
		}
		if err := json.Unmarshal(f.ask(b, query, page)["region"], &region); err != nil {
			b.Fatal(err)
		}
		if !region.Page.PageInfo.HasNextPage {
			break
		}
		cursor = region.Page.PageInfo.EndCursor
	}
	return cursor
}

// write reports headcounts of one unit on days that follow each other: each is
// one revision with derivation, durable when it is answered.
func (f *fixture) write(b *testing.B) {
	day := graph.MustDate("2027-01-01")
	for b.Loop() {
		f.report(b, day)
		day = day.AddDays(1)
	}
}

// report reports a headcount.
func (f *fixture) report(b *testing.B, day graph.Date) {
	const mutation = `mutation($unit: ID!, $date: Date!, $full: Int!) {
  headcountReport(input: { unit: $unit, date: $date, full: $full, probationary: 0 }) { revision userErrors { message } }
}`
	var payload struct {
		Revision   *int
		UserErrors []any
	}
	data := f.ask(b, mutation, map[string]any{"unit": f.variables["unit"], "date": day.String(), "full": int(day) % 7})
	if err := json.Unmarshal(data["headcountReport"], &payload); err != nil || len(payload.UserErrors) > 0 {
		b.Fatalf("%s (%v)", data["headcountReport"], err)
	}
}
