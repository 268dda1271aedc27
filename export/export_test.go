package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"cobuild/export"
	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/resolvers"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/storetest"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

// config is that of an API over the sample of Gaotang.
func config(t *testing.T, mayChange ...func(*resolvers.Viewer)) httpapi.Config {
	t.Helper()
	s, err := store.Open(t.Context(), storetest.NewModel(), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	root := resolvers.New(resolvers.Deps{Reader: s, Writer: s, Zone: "Asia/Shanghai"})
	viewer := resolvers.Viewer{SeeMembers: true, Write: true}
	for _, change := range mayChange {
		change(&viewer)
	}
	return httpapi.Config{
		Schema: root.Schema(), Present: resolvers.Present, Logger: slog.New(slog.DiscardHandler),
		WithRequest: func(ctx context.Context, r *http.Request) context.Context {
			return root.Context(ctx, viewer, httpapi.Language(r))
		},
	}
}

func asking(t *testing.T) *httpapi.Asking {
	t.Helper()
	api, err := httpapi.NewAsking(config(t))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func run(t *testing.T, api export.Asked, query string, spec export.Spec) (string, error) {
	t.Helper()
	q := httpapi.Question{Query: query, Asker: httptest.NewRequest(http.MethodPost, "/graphql", nil), Language: graph.EN}
	e, err := export.Prepare(api, q, spec)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	rows, err := e.Run(t.Context(), &out, nil)
	if n := strings.Count(out.String(), "\n"); err == nil && spec.Format == export.JSONL && n != rows {
		t.Errorf("%d lines and %d rows", n, rows)
	}
	return out.String(), err
}

func TestRows(t *testing.T) {
	api := asking(t)
	csvOf := func(lang graph.Language, path string) export.Spec {
		return export.Spec{Format: export.CSV, NoBOM: true, Language: lang, Path: path}
	}
	for name, c := range map[string]struct {
		query string
		spec  export.Spec
		want  string
	}{
		"names of the API": {
			`{ labels(enum: "Sex") { value zh } }`, csvOf("", ""),
			"value,zh\r\nFEMALE,女\r\nMALE,男\r\n",
		},
		"in Chinese": {
			`{ region(by: {code: "330206"}) { gaps(filter: {gapKinds: [UNCOVERED]}, first: 3) { totalCount nodes { gapKind reason projected subject { ... on Unit { code } } } } } }`,
			func() export.Spec { s := csvOf(graph.ZH, ""); s.Limit = 1; return s }(),
			"缺口类型,原因,预计,对象 · 编码\r\n空白点,无党员,否,DW-T1\r\n",
		},
		"in English, with an alias": {
			`query { region(by: {code: "330206"}) { gaps(filter: {gapKinds: [UNCOVERED]}) { edges { node { gapKind begun: since region { name } } } } } }`,
			func() export.Spec { s := csvOf(graph.EN, ""); s.Limit = 1; return s }(),
			"gap kind,begun,region · name\r\nuncovered,2017-10-01,高塘村\r\n",
		},
		"one object is one row": {
			`{ region(by: {code: "330206"}) { name coverageReport { units organisationCoverage { numerator denominator } } } }`, csvOf("", ""),
			"region.name,region.coverageReport.units,region.coverageReport.organisationCoverage.numerator,region.coverageReport.organisationCoverage.denominator\r\n北仑区,87,50,87\r\n",
		},
		"a list of two": {
			`{ viewer { today } a: region(by: {code: "330206"}) { coverageTrend(from: "2024-01-01", to: "2024-06-30", every: QUARTER) { asOf units } } }`, csvOf("", "a.coverageTrend"),
			"asOf,units\r\n2024-03-31,88\r\n2024-06-30,89\r\n",
		},
		"a list within a row in one cell": {
			`{ unit(by: {code: "DW-T1"}) { name aliases coverages { nodes { organisation { name } } } } ruleset { id } }`, csvOf("", "unit.coverages"),
			"organisation.name\r\n",
		},
		"fragments": {
			`query { region(by: {code: "330206"}) { ...r } } fragment r on Region { name units(first: 1, filter: {text: "老渡口"}) { nodes { ...u ... on Unit { staff } } } } fragment u on Unit { code name }`, csvOf("", ""),
			"code,name,staff\r\nDW-T1,高塘老渡口面馆,3\r\n",
		},
	} {
		got, err := run(t, api, c.query, c.spec)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s\nwanted\n%s", name, err, got, c.want)
		}
	}
}

// A list is walked to its end whatever the size of a page, and each row stands
// once.
func TestEveryPage(t *testing.T) {
	api := asking(t)
	var first string
	for _, page := range []string{"", "(first: 7)", "(first: 100)"} {
		got, err := run(t, api, `{ units`+page+` { nodes { id name } } }`, export.Spec{Format: export.JSONL})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(got), "\n")
		seen := map[string]bool{}
		for _, line := range lines {
			seen[line] = true
		}
		if first == "" {
			first = got
		}
		if got != first || len(seen) != len(lines) || len(lines) < 80 {
			t.Errorf("units%s: %d lines, %d of them distinct, the same: %t", page, len(lines), len(seen), got == first)
		}
	}
	var total struct{ Units struct{ TotalCount int } }
	data, err := api.Ask(t.Context(), httpapi.Question{Query: `{ units { totalCount } }`, Asker: httptest.NewRequest(http.MethodPost, "/graphql", nil)})
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &total); err != nil || total.Units.TotalCount != strings.Count(first, "\n") {
		t.Errorf("%d units in all, %d exported (%v)", total.Units.TotalCount, strings.Count(first, "\n"), err)
	}
}

// A page that costs too much at its usual size is asked for in smaller ones.
func TestCostlyPages(t *testing.T) {
	got, err := run(t, asking(t), `{ units { nodes { name coverages(first: 100) { nodes { organisation { name } } } region { name pairings(first: 40) { nodes { id } } } } } }`,
		export.Spec{Format: export.JSONL, Limit: 10})
	if err != nil || strings.Count(got, "\n") != 10 {
		t.Errorf("%v: %s", err, got)
	}
}

func TestListsWithinLists(t *testing.T) {
	const query = `{ organisations(filter: {organisationKinds: [AREA_GENERAL_BRANCH]}) { nodes { name subordinates(first: 100) { totalCount nodes { code name } } } } }`
	api := asking(t)
	got, err := run(t, api, query, export.Spec{Format: export.CSV, NoBOM: true, Path: "organisations.subordinates"})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || len(lines) < 5 || strings.Join(lines[0], ",") != "organisations.no.,organisations.name,code,name" || lines[1][0] != "1" || lines[1][1] != "高塘片区党总支" {
		t.Errorf("%v: %s", err, got)
	}
	rows, err := run(t, api, query, export.Spec{Format: export.JSONL, Path: "organisations.subordinates"})
	var one map[string]map[string]any
	if err != nil || json.Unmarshal([]byte(strings.SplitN(rows, "\n", 2)[0]), &one) != nil || one["organisations"]["name"] != "高塘片区党总支" || one["organisations.subordinates"]["name"] != lines[1][3] || len(one) != 2 || len(one["organisations"]) != 1 {
		t.Errorf("%v: %v", err, one)
	}
	if n := strings.Count(rows, "\n"); n != len(lines)-1 {
		t.Errorf("%d lines of JSON, %d of CSV", n, len(lines)-1)
	}
}

func TestXLSX(t *testing.T) {
	got, err := run(t, asking(t), `query units { units { nodes { code name staff } } }`, export.Spec{Format: export.XLSX, Language: graph.ZH})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("units")
	if err != nil || len(rows) < 80 || strings.Join(rows[0], ",") != "编码,名称,职工人数" {
		t.Fatalf("%v: %d rows, %v", err, len(rows), rows[:1])
	}
	at := 0
	for i, row := range rows {
		if row[0] == "DW-T1" {
			at = i + 1
		}
	}
	cell, err := excelize.CoordinatesToCellName(3, at)
	if err != nil {
		t.Fatal(err)
	}
	if kind, err := book.GetCellType("units", cell); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("a number is kept as %v (%v)", kind, err)
	}
}

func TestRefused(t *testing.T) {
	api := asking(t)
	for name, c := range map[string]struct{ query, path, format, want string }{
		"no field":           {`{ units { nodes { nope } } }`, "", "csv", "Cannot query field"},
		"not GraphQL":        {`{`, "", "csv", "Expected Name"},
		"two lists":          {`{ units { nodes { id } } regions { nodes { id } } }`, "", "csv", "2 lists (units, regions)"},
		"path to nothing":    {`{ units { nodes { id } } }`, "unit", "csv", `as "unit"`},
		"path to an object":  {`{ region(by: {code: "330206"}) { name } }`, "region", "csv", "does not end at a list"},
		"path into a value":  {`{ region(by: {code: "330206"}) { name } }`, "region.name", "csv", "does not end at a list"},
		"after":              {`{ units(after: "x") { nodes { id } } }`, "", "csv", "argument after"},
		"last":               {`{ units(last: 3) { nodes { id } } }`, "", "csv", "argument last"},
		"nodes and edges":    {`{ units { nodes { id } edges { cursor } } }`, "", "csv", "both nodes and edges"},
		"two fields a cell":  {`{ units { nodes { works { nodes { kind: workKind holder } } } } }`, "", "csv", `list "works"`},
		"nothing there":      {`{ region(by: {code: "99"}) { units { nodes { id } } } }`, "", "csv", "region is null"},
		"nothing there, too": {`{ region(by: {code: "99"}) { units { nodes { id } } } }`, "", "jsonl", "region is null"},
		"an error inside":    {`{ units(filter: {text: ""}) { nodes { id } } }`, "", "jsonl", "text"},
		"a mutation":         {`mutation { unitEnd(input: {id: "u", from: "2026-01-01"}) { userErrors { message } } }`, "", "csv", "the operation is a mutation"},
		"cut off":            {`{ regions { nodes { name units(first: 1) { nodes { name } } } } }`, "", "csv", `list "units" of a row`},
		"cut off below":      {`{ regions { nodes { name units(first: 1) { nodes { name } } } } }`, "regions.units", "csv", `list "regions.units" of a row`},
		"too costly":         {`{ units(first: 100) { nodes { coverages(first: 100) { nodes { id organisation { name region { name } } } } } } }`, "", "jsonl", "costs"},
	} {
		got, err := run(t, api, c.query, export.Spec{Format: export.Format(c.format), Path: c.path, NoBOM: true})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
		if !strings.HasPrefix(name, "cut off") && got != "" {
			t.Errorf("%s: something was written before it was refused: %q", name, got)
		}
	}
}

// Over HTTP the same rows come, and no member to whom they are hidden.
func TestHandler(t *testing.T) {
	c := config(t)
	c.Export = func(api *httpapi.Asking) http.Handler { return export.Handler(api, export.Serving{}) }
	handler, err := httpapi.New(c)
	if err != nil {
		t.Fatal(err)
	}
	c = config(t, func(v *resolvers.Viewer) { v.SeeMembers = false })
	c.Export = func(api *httpapi.Asking) http.Handler { return export.Handler(api, export.Serving{}) }
	hidden, err := httpapi.New(c)
	if err != nil {
		t.Fatal(err)
	}
	const members = `{"query": "{ members { nodes { name } } }"}`
	for name, one := range map[string]struct {
		handler                 http.Handler
		method, target, body    string
		status                  int
		contentType, begins, in string
	}{
		"get":          {handler, "GET", "/export?bom=false&query=%7Blabels(enum:%22Sex%22)%7Bvalue%7D%7D", "", 200, "text/csv", "value\r\n", "MALE"},
		"post":         {handler, "POST", "/export?format=jsonl", `{"query": "query q($e: String) { labels(enum: $e) { value } }", "variables": {"e": "Sex"}}`, 200, "application/jsonl", `{"value":"FEMALE"}`, "MALE"},
		"empty":        {handler, "POST", "/export?format=jsonl", `{"query": "{ units(filter: {text: \"无此单位\"}) { nodes { id } } }"}`, 200, "application/jsonl", "", ""},
		"empty sheet":  {handler, "POST", "/export?lang=zh&name=表", `{"query": "{ units(filter: {text: \"无此单位\"}) { nodes { name } } }"}`, 200, "text/csv", "\ufeff名称\r\n", ""},
		"book":         {handler, "POST", "/export?format=xlsx", `{"query": "{ labels(enum: \"Sex\") { value } }"}`, 200, "application/vnd", "PK", ""},
		"members":      {handler, "POST", "/export", members, 200, "text/csv", "\ufeffname", ""},
		"hidden":       {hidden, "POST", "/export", members, 403, "application/json", `{"errors":`, "FORBIDDEN"},
		"unknown":      {handler, "POST", "/export?limits=3", members, 400, "application/json", `{"errors":`, "limits"},
		"format":       {handler, "POST", "/export?format=pdf", members, 400, "application/json", `{"errors":`, "pdf"},
		"limit":        {handler, "POST", "/export?limit=0", members, 400, "application/json", `{"errors":`, "limit"},
		"lang":         {handler, "POST", "/export?lang=fr", members, 400, "application/json", `{"errors":`, "lang"},
		"bom":          {handler, "POST", "/export?bom=perhaps", members, 400, "application/json", `{"errors":`, "bom"},
		"name":         {handler, "POST", "/export?name=../x", members, 400, "application/json", `{"errors":`, "name"},
		"query twice":  {handler, "POST", "/export?query=x", members, 400, "application/json", `{"errors":`, "URL"},
		"no query":     {handler, "GET", "/export", "", 400, "application/json", `{"errors":`, "query"},
		"method":       {handler, "DELETE", "/export", "", 405, "application/json", `{"errors":`, "DELETE"},
		"other path":   {handler, "GET", "/export/x", "", 404, "", "", ""},
		"not there":    {handler, "POST", "/export", `{"query": "{ region(by: {code: \"99\"}) { units { nodes { id } } } }"}`, 404, "application/json", `{"errors":`, "NOT_FOUND"},
		"not valid":    {handler, "POST", "/export", `{"query": "{ nope }"}`, 400, "application/json", `{"errors":`, "nope"},
		"not JSON":     {handler, "POST", "/export", `nope`, 400, "application/json", `{"errors":`, "JSON"},
		"bad variable": {handler, "POST", "/export", `{"query": "query q($e: String!) { labels(enum: $e) { value } }"}`, 400, "application/json", `{"errors":`, "INVALID"},
	} {
		r := httptest.NewRequest(one.method, one.target, strings.NewReader(one.body))
		r.Host = "localhost"
		if one.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		w := httptest.NewRecorder()
		one.handler.ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Body)
		if w.Code != one.status || !strings.HasPrefix(w.Header().Get("Content-Type"), one.contentType) || !strings.HasPrefix(string(body), one.begins) || !strings.Contains(string(body), one.in) {
			t.Errorf("%s: %d %s %s", name, w.Code, w.Header(), body)
		}
	}
}

// A page of another site cannot make the server work, unless it is one of the
// origins; a link can be followed.
func TestForeignPages(t *testing.T) {
	c := config(t)
	c.Origins = []string{"https://screen.example.org"}
	c.Export = func(api *httpapi.Asking) http.Handler { return export.Handler(api, export.Serving{}) }
	handler, err := httpapi.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct {
		site, mode, dest, origin string
		want                     int
	}{
		"a program": {"", "", "", "", 200}, "this site": {"same-origin", "cors", "empty", "", 200}, "an image": {"cross-site", "no-cors", "image", "", 403},
		"a script": {"cross-site", "cors", "empty", "https://evil.example.org", 403}, "an origin": {"cross-site", "cors", "empty", "https://screen.example.org", 200},
		"a link": {"cross-site", "navigate", "document", "", 200}, "a frame": {"cross-site", "navigate", "iframe", "", 403},
	} {
		r := httptest.NewRequest(http.MethodGet, "/export?query=%7Blabels(enum:%22Sex%22)%7Bvalue%7D%7D", nil)
		r.Host = "localhost"
		for header, value := range map[string]string{"Sec-Fetch-Site": one.site, "Sec-Fetch-Mode": one.mode, "Sec-Fetch-Dest": one.dest, "Origin": one.origin} {
			if value != "" {
				r.Header.Set(header, value)
			}
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != one.want {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
