package httpapi

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

func TestStatusAndMediaType(t *testing.T) {
	h := newHandler(t, Config{})
	good, invalid := ask("{ hello }"), ask("{ nothing }")
	coercion := ask("query($id: ID!) { node(id: $id) { id } }", map[string]any{"id": nil})
	for _, c := range []struct {
		name, body, accept string
		status             int
		media              string
		data               bool
	}{
		{"no accept", good, "", 200, typeJSON, true},
		{"any", good, "*/*", 200, typeJSON, true},
		{"any application", good, "application/*", 200, typeJSON, true},
		{"json", good, typeJSON, 200, typeJSON, true},
		{"json utf-8", good, typeJSON + "; charset=utf-8", 200, typeJSON, true},
		{"response", good, typeResponse, 200, typeResponse, true},
		{"first of equals", good, typeResponse + ", " + typeJSON, 200, typeResponse, true},
		{"weights", good, typeResponse + ";q=0.5, " + typeJSON + ";q=0.9", 200, typeJSON, true},
		{"named before wildcard", good, "*/*, " + typeResponse, 200, typeResponse, true},
		{"wildcard weighs more", good, typeResponse + ";q=0.1, */*;q=0.8", 200, typeJSON, true},
		{"wildcard without json", good, typeJSON + ";q=0, */*", 200, typeResponse, true},
		{"browser", good, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", 200, typeJSON, true},
		{"other charset only", good, typeJSON + "; charset=gbk", 406, typeJSON, false},
		{"html only", good, "text/html", 406, typeJSON, false},
		{"invalid json", invalid, typeJSON, 200, typeJSON, false},
		{"invalid response", invalid, typeResponse, 400, typeResponse, false},
		{"unparsable json", ask("{"), typeJSON, 200, typeJSON, false},
		{"unparsable response", ask("{"), typeResponse, 400, typeResponse, false},
		{"coercion json", coercion, typeJSON, 200, typeJSON, false},
		{"coercion response", coercion, typeResponse, 400, typeResponse, false},
		{"too costly response", ask("{ links(limit: 90000) { id } }"), typeResponse, 400, typeResponse, false},
		{"no query response", "{}", typeResponse, 400, typeResponse, false},
		{"field error response", ask("{ refuse }"), typeResponse, 200, typeResponse, true},
		{"null members", `{"query":"{ hello }","variables":null,"operationName":null,"extensions":null}`, typeResponse, 200, typeResponse, true},
		{"extra members", `{"query":"{ hello }","id":"x","extensions":{"a":1}}`, typeJSON, 200, typeJSON, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := post(c.body)
			if c.accept != "" {
				r.Header.Set("Accept", c.accept)
			}
			a := serve(t, h, r)
			if a.Code != c.status {
				t.Errorf("status %d, want %d: %s", a.Code, c.status, a.Body)
			}
			if got := a.Header().Get("Content-Type"); got != c.media+"; charset=utf-8" {
				t.Errorf("content type %q, want %s in UTF-8", got, c.media)
			}
			if (a.Data != nil) != c.data {
				t.Errorf("data present: %t, want %t: %s", a.Data != nil, c.data, a.Body)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	h := newHandler(t, Config{})
	get := func(method, query string) *http.Request {
		return httptest.NewRequest(method, "/graphql?"+query, nil)
	}
	full := url.Values{
		"query":         {"query A($id: ID!) { node(id: $id) { id } } query B { hello }"},
		"operationName": {"A"}, "variables": {`{"id":"x"}`}, "extensions": {`{}`},
	}.Encode()
	for _, c := range []struct {
		name   string
		r      *http.Request
		status int
		allow  string
	}{
		{"GET", get(http.MethodGet, "query={hello}"), 200, ""},
		{"GET with all parameters", get(http.MethodGet, full), 200, ""},
		{"HEAD", get(http.MethodHead, "query={hello}"), 200, ""},
		{"OPTIONS", get(http.MethodOptions, ""), 204, allowedMethods},
		{"mutation by POST", post(ask("mutation { touch }")), 200, ""},
		{"mutation by GET", get(http.MethodGet, "query=mutation{touch}"), 405, "POST"},
		{"mutation by HEAD", get(http.MethodHead, "query=mutation{touch}"), 405, "POST"},
		{"query of a document with a mutation", get(http.MethodGet, "operationName=Q&query="+url.QueryEscape("query Q { hello } mutation M { touch }")), 200, ""},
		{"PUT", get(http.MethodPut, ""), 405, allowedMethods},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := serve(t, h, c.r)
			if a.Code != c.status || a.Header().Get("Allow") != c.allow {
				t.Errorf("got %d, Allow %q; want %d, %q: %s", a.Code, a.Header().Get("Allow"), c.status, c.allow, a.Body)
			}
		})
	}
}

func TestBrokenBodyIsNotEchoed(t *testing.T) {
	h := newHandler(t, Config{})
	for _, body := range []string{`{"query": "hunter2`, `hunter2`, `{"query":"{ hello }","variables":"hunter2"}`} {
		if a := serve(t, h, post(body)); strings.Contains(a.Body.String(), "hunter2") {
			t.Errorf("%q came back: %s", body, a.Body)
		}
	}
	// What must be echoed to be understood is cut short.
	a := serve(t, h, post(ask(`query($k: Kind) { byKind(kind: $k) }`, map[string]any{"k": strings.Repeat("x", 100_000)})))
	if n := len(a.Errors[0].Message); n > maxMessage+len("…") {
		t.Errorf("a message of %d bytes", n)
	}
}

func TestLanguage(t *testing.T) {
	for header, want := range map[string]graph.Language{
		"":                           graph.EN,
		"zh":                         graph.ZH,
		"zh-CN,zh;q=0.9,en;q=0.8":    graph.ZH,
		"en-GB,en;q=0.9,zh-CN;q=0.8": graph.EN,
		"zh;q=0.1, en;q=0.2":         graph.EN,
		"fr, zh;q=0.3":               graph.ZH,
		"fr, de":                     graph.EN,
		"zh;q=0":                     graph.EN,
		"zh;q=nonsense":              graph.EN,
		"zh;q=7":                     graph.EN,
		"ZH-Hant-TW":                 graph.ZH,
		"zhx":                        graph.EN,
		"en;q=0.5, zh;q=0.5":         graph.EN,
		"*":                          graph.EN,
		",;,=;q":                     graph.EN,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := Language(r); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestMessagesFollowTheLanguage(t *testing.T) {
	h := newHandler(t, Config{})
	query := ask("{ links(limit: 90000) { id } }")
	en := serve(t, h, post(query)).Errors[0]
	zh := serve(t, h, post(query, "Accept-Language", "zh-CN")).Errors[0]
	if !strings.Contains(en.Message, "the query costs 90400") || !strings.Contains(en.Message, "the limit is 20000") || !strings.Contains(en.Message, "lower `first`") {
		t.Errorf("the English message lacks value, limit or remedy: %s", en.Message)
	}
	if !strings.Contains(zh.Message, "查询代价为 90400") || !strings.Contains(zh.Message, "上限为 20000") {
		t.Errorf("the Chinese message lacks value or limit: %s", zh.Message)
	}
	if l := en.Extensions.Limit; l == nil || l.Name != "cost" || l.Value != 90400 || l.Max != 20000 {
		t.Errorf("extensions.limit is %+v", l)
	}
}

func TestCostFollowsPageSizes(t *testing.T) {
	for _, c := range []struct {
		query string
		vars  map[string]any
		want  int
	}{
		{"{ hello }", nil, 1},
		{"{ a: hello b: hello }", nil, 2},
		{"{ region { id name } }", nil, 3},
		{"{ regions { totalCount } }", nil, 2},
		{"{ regions { nodes { id } } }", nil, 1 + 20*2},
		{"{ regions(first: 100) { totalCount pageInfo { hasNextPage } nodes { id } } }", nil, 1 + 1 + 2 + 100*2},
		{"{ regions(last: 5) { edges { node { id } } } }", nil, 1 + 5*3},
		{"{ regions(first: 0) { nodes { id } } }", nil, 1},
		{"query($n: Int) { regions(first: $n) { nodes { id } } }", map[string]any{"n": int64(7)}, 1 + 7*2},
		{"query($n: Int = 3) { regions(first: $n) { nodes { id } } }", map[string]any{"n": int64(3)}, 1 + 3*2},
		{"query($n: Int) { regions(first: $n) { nodes { id } } }", nil, 1 + 20*2},
		{"{ regions(first: 10) { nodes { regions(first: 5) { nodes { id } } } } }", nil, 1 + 10*(1+1+5*2)},
		{"{ regions(first: 10) { ...C } } fragment C on RegionConnection { totalCount nodes { ...R } } fragment R on Region { id name }", nil, 1 + 1 + 10*3},
		{"{ regions(first: 10) { ... on RegionConnection { nodes { id } } } }", nil, 1 + 10*2},
		{"{ links { id } }", nil, 400 + 10},
		{"{ links(limit: 4) { id } }", nil, 400 + 4},
		{`{ nodes(ids: ["a", "b", "c"]) { id } }`, nil, 1 + 3},
		{"query($i: [ID!]!) { nodes(ids: $i) { id } }", map[string]any{"i": []any{"a", "b"}}, 1 + 2},
		{"query($b: Boolean!) { regions(first: 100) @include(if: $b) { nodes { id } } hello }", map[string]any{"b": false}, 1},
		{"query($b: Boolean!) { regions(first: 100) @skip(if: $b) { nodes { id } } hello }", map[string]any{"b": false}, 1 + 200 + 1},
		{"{ region { ancestors { id name } } }", nil, 1 + 1 + 2},
	} {
		doc, _, refused := parseAndValidate(toySchema, c.query, DefaultLimits())
		if refused != nil {
			t.Fatalf("%s: %v", c.query, refused.causes)
		}
		got, meta, err := costOf(doc.Operations[0], c.vars, introspectionSizes(toySchema))
		if err != nil || got != c.want || meta != 0 {
			t.Errorf("%s costs %d (introspection %d, error %v), want %d", c.query, got, meta, err, c.want)
		}
	}
}

func TestMergeWorkCountsEachFragmentOnce(t *testing.T) {
	for query, want := range map[string]int{
		"{ hello }":             1,
		"{ a: hello a: hello }": 4,
		"{ region { id } self { region { id } } }":                                                              4 + 4 + 1,
		"{ ...A ...A } fragment A on Query { hello ...B ...B } fragment B on Query { hello }":                   4 + 4 + 1,
		"{ ...A ...B } fragment A on Query { ...C } fragment B on Query { ...C } fragment C on Query { hello }": 1 + 1 + 1 + 1,
		"query Q { ...A } query R { ...A } fragment A on Query { hello }":                                       1 + 1 + 1,
	} {
		doc, _, refused := parseAndValidate(toySchema, query, DefaultLimits())
		if refused != nil {
			t.Fatalf("%s: %v", query, refused.causes)
		}
		fragments := map[string]*ast.FragmentDefinition{}
		for _, fragment := range doc.Fragments {
			fragments[fragment.Name] = fragment
		}
		for factor := 1; factor <= 3; factor++ {
			if got := mergeWork(doc, fragments, factor); got != factor*want {
				t.Errorf("%s, factor %d: %d, want %d", query, factor, got, factor*want)
			}
		}
	}
}

func TestIntrospectionPassesTheLimits(t *testing.T) {
	h := newHandler(t, Config{})
	for name, query := range map[string]string{
		"usual":         introspectionQuery,
		"one type":      `{ __type(name: "Region") { name fields { name type { name } } } }`,
		"with typename": `{ __typename __schema { queryType { name } } hello }`,
	} {
		if a := serve(t, h, post(ask(query), "Accept", typeResponse)); a.Code != http.StatusOK || len(a.Errors) > 0 {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
}
