package httpapi

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// abuse is one hostile request and how it must be refused.
type abuse struct {
	name   string
	r      *http.Request
	status int    // 0 = 200, refused in the body
	code   string // of the first error
	limit  string // the limit named; "" = none
}

const fast = time.Second // generous: most take a few milliseconds, but the race detector and a busy machine multiply them

func rep(text string, n int) string { return strings.Repeat(text, n) }

// doubling gives n fragments that each spread the next one twice.
func doubling(n int, spread string) string {
	var b strings.Builder
	b.WriteString("query { region { ...F0 } } ")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on Region { %s } ", i, strings.ReplaceAll(spread, "NEXT", fmt.Sprintf("...F%d", i+1)))
	}
	fmt.Fprintf(&b, "fragment F%d on Region { id }", n)
	return b.String()
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// documentAbuses are well-formed requests with hostile documents.
func documentAbuses() []abuse {
	q := func(name, query, code, limit string) abuse {
		return abuse{name: name, r: post(ask(query)), code: code, limit: limit}
	}
	complex := "TOO_COMPLEX"
	return []abuse{
		q("deep fields", "{ region "+rep("{ parent ", 25)+"{ id }"+rep("}", 26), complex, "depth"),
		q("one too deep", "{ region "+rep("{ parent ", 19)+"{ id }"+rep("}", 20), complex, "depth"),
		q("very deep fields", "{ region "+rep("{ parent ", 1200)+"{ id }"+rep("}", 1201), complex, "nesting"),
		q("unclosed depth", "{ region "+rep("{ parent ", 1300), complex, "nesting"),
		q("deep by fragments", "{ region { ...F0 } } "+fragmentChain(30), complex, "depth"),
		q("deep inline fragments", "{"+rep("...{", 500)+"hello"+rep("}", 501), complex, "nesting"),
		q("wide", "{ region {"+rep(" id", 5000)+" } }", complex, "tokens"),
		q("comments", rep("#\n", 300_000)+"{ hello }", complex, "tokens"),
		q("one field many times", "{ region {"+rep(" id", 3900)+" } }", complex, "merging"),
		q("many names many times", "{ region {"+rep(" id name", 1900)+" } }", complex, "merging"),
		q("dense inline fragments", "{ region "+rep("{ ... on Region ", 30)+"{"+rep(" id", 200)+"}"+rep("}", 31), complex, "merging"),
		q("repeats over operations", numbered(45, "query Q%d { region { ...F } } ")+"fragment F on Region {"+rep(" id", 400)+" }", complex, "merging"),
		q("root aliases", "{"+numbered(51, " a%d: hello")+"}", complex, "rootFields"),
		q("root typenames", "{"+numbered(51, " a%d: __typename")+"}", complex, "rootFields"),
		q("root aliases in fragments", "{ ...A ...B } fragment A on Query {"+numbered(30, " a%d: hello")+"} fragment B on Query {"+numbered(30, " b%d: hello")+"}", complex, "rootFields"),
		q("root fields inline", "{ ... on Query {"+numbered(60, " a%d: hello")+"} }", complex, "rootFields"),
		q("second operation too wide", "query A { hello } query B {"+numbered(60, " a%d: hello")+"}", complex, "rootFields"),
		q("doubling spreads", doubling(30, "NEXT NEXT id"), complex, "cost"),
		q("doubling aliases", doubling(16, "a: parent { NEXT } b: parent { NEXT }"), complex, "cost"),
		q("doubling 60", doubling(60, "NEXT NEXT id"), complex, "cost"),
		q("doubling with fields", doubling(60, "a: parent { NEXT } b: parent { NEXT }"), complex, "depth"),
		q("doubling tripled", doubling(40, "NEXT ...on Region{ NEXT } id"), complex, "cost"),
		q("self cycle", "{ region { ...F } } fragment F on Region { id ...F }", "INVALID", ""),
		q("cycle of two", "{ region { ...A } } fragment A on Region { ...B } fragment B on Region { ...A }", "INVALID", ""),
		q("cycle through fields", "{ region { ...A } } fragment A on Region { parent { ...A } }", "INVALID", ""),
		q("long cycle", "{ region { ...F0 } } "+ring(150), "INVALID", ""),
		q("unused cycle", "{ hello } fragment A on Region { ...B } fragment B on Region { ...A }", "INVALID", ""),
		q("cycle on introspection", "{ __schema { ...S } } fragment S on __Schema { types { fields { type { ...T } } } } fragment T on __Type { fields { type { ...T } } }", "INVALID", ""),
		q("many fragments", "{ region { ...F0 } } "+numbered(201, "fragment F%d on Region { id } "), complex, "fragments"),
		q("many operations", numbered(51, "query Q%d { hello } "), complex, "operations"),
		q("many variables", "query("+numbered(101, "$v%d: Int ")+") { hello }", complex, "variables"),
		q("many directives", "{ hello"+rep(" @skip(if: false)", 201)+" }", complex, "directives"),
		q("many unknown directives", "{ hello"+rep(" @x", 1900)+" }", complex, "directives"),
		q("repeated directive", "{ hello"+rep(" @skip(if: false)", 150)+" }", "INVALID", ""),
		q("deep list value", "{ regions(filter: {sizes: "+rep("[", 70)+rep("]", 70)+"}) { totalCount } }", complex, "valueDepth"),
		q("very deep list value", "{ regions(filter: {sizes: "+rep("[", 1500)+rep("]", 1500)+"}) { totalCount } }", complex, "nesting"),
		q("deep object value", "{ regions(filter: "+rep("{and: ", 25)+"{}"+rep("}", 25)+") { totalCount } }", complex, "valueDepth"),
		q("deep default value", "query($f: Filter = "+rep("{and: ", 25)+"{}"+rep("}", 25)+") { regions(filter: $f) { totalCount } }", complex, "valueDepth"),
		q("deep list type", "query($v: "+rep("[", 100)+"Int"+rep("]", 100)+") { hello }", complex, "nesting"),
		q("huge int", "{ regions(first: 99999999999999999999) { totalCount } }", "INVALID", ""),
		q("int beyond 32 bits", "{ regions(first: 3000000000) { nodes { id } } }", complex, "cost"),
		q("huge int for a scalar", "{ byDate(date: 99999999999999999999999) }", "INVALID", ""),
		q("huge float for a scalar", "{ byDate(date: 1e999999) }", "INVALID", ""),
		q("long int literal", "{ byDate(date: 1"+rep("0", 100_000)+") }", "INVALID", ""),
		q("costly page", "{ regions(first: 100) { nodes { regions(first: 100) { nodes { id name } } } } }", complex, "cost"),
		q("costly edges", "{ regions(first: 100) { edges { node { regions(last: 100) { edges { node { id } } } } } } }", complex, "cost"),
		q("costly defaults", "{ regions { nodes { regions { nodes { regions { nodes { regions { nodes { id } } } } } } } } }", complex, "cost"),
		q("costly fragment", "{ regions(first: 100) { nodes { ...R } } } fragment R on Region { regions(first: 100) { nodes { id name } } }", complex, "cost"),
		q("costly aliases", "{ regions(first: 100) { nodes {"+numbered(250, " a%d: id")+" } } }", complex, "cost"),
		q("costly limit", "{ links(limit: 1000000) { id } }", complex, "cost"),
		q("costly trend", `{ trend(from: "2020-01-01", to: "2020-12-31", every: "DAY") { `+numbered(60, " a%d: id")+` } }`, complex, "cost"),
		q("costly groups in a trend", `{ trend(from: "2020-01-01", to: "2024-12-31", every: "MONTH") { id regions(first: 30) { nodes { id name a: id } } } groups(dimension: "INDUSTRY") { regions(first: 100) { nodes { `+numbered(10, " a%d: id")+` } } } }`, complex, "cost"),
		q("overflowing cost", "{ regions(first: 2147483647) { nodes { regions(first: 2147483647) { nodes { regions(first: 2147483647) { nodes { id } } } } } } }", complex, "cost"),
		q("costly ids", "{ nodes(ids: ["+numbered(3000, `"%d"`)+"]) { ... on Region { id a: id b: id c: id d: id e: id f: id } } }", complex, "cost"),
		q("introspection aliases", "{"+numbered(40, " a%d: __schema { types { fields { type { fields { name } } } } }")+"}", complex, "introspection"),
		q("introspection depth", "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }", "INVALID", ""),
		q("introspection width", "{ __schema { types {"+numbered(60, " a%d: fields { type { ofType { name } } args { type { name } } }")+" } } }", complex, "introspection"),
		q("introspection below", "{"+numbered(40, " a%d: self { __schema { types { fields { type { fields { name } } } } } }")+"}", complex, "introspection"),
		q("defer", "{ ... @defer { hello } }", "INVALID", ""),
		q("subscription", "subscription { hello }", "INVALID", ""),
		q("unknown fields", "{"+numbered(50, " helo%d")+"}", "INVALID", ""),
		q("unknown fields below", "{ region {"+numbered(3000, " nam%d")+"} }", "INVALID", ""),
		q("unknown types", "{ region {"+numbered(480, " ... on Regiom%[1]d { a%[1]d: id }")+"} }", "INVALID", ""),
		q("unknown arguments", "{ regions("+numbered(900, "firs%d: 1 ")+") { totalCount } }", "INVALID", ""),
		q("long name", "{ "+rep("x", 500_000)+" }", complex, "name"),
		q("long alias", "{ "+rep("x", 129)+": hello }", complex, "name"),
		q("long string", `{ region(id: "`+rep("x", 900_000)+`") { nothing } }`, "INVALID", ""),
		q("long block string", `{ region(id: """`+rep(" \n", 300_000)+`""") { nothing } }`, "INVALID", ""),
		q("unclosed string", `{ region(id: "`+rep("x", 100_000), "INVALID", ""),
		q("conflicting aliases", "{ a: hello a: boom }", "INVALID", ""),
		q("nothing", "", "INVALID", ""),
		q("spaces", rep(" ", 900_000), "INVALID", ""),
		q("only a fragment", "fragment F on Region { id }", "INVALID", ""),
		q("schema text", "type Query { a: Int }", "INVALID", ""),
		q("control characters", "{ hello\u0000 }", "INVALID", ""),
		q("no such field", "{ nothing }", "INVALID", ""),
		q("unclosed", "{", "INVALID", ""),
		q("two anonymous", "{ hello } { hello }", "INVALID", ""),
		q("missing variable", "query($id: ID!) { node(id: $id) { id } }", "INVALID", ""),
		q("undefined variable", "{ node(id: $id) { id } }", "INVALID", ""),
		q("skip without if", "{ hello @skip }", "INVALID", ""),
	}
}

// ring is a chain of n fragments whose last spreads the first.
func ring(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on Region { id ...F%d } ", i, (i+1)%n)
	}
	return b.String()
}

func fragmentChain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on Region { parent { ...F%d } } ", i, i+1)
	}
	fmt.Fprintf(&b, "fragment F%d on Region { id }", n)
	return b.String()
}

// wireAbuses are requests that are wrong before their document is read.
func wireAbuses() []abuse {
	body := func(name, text string, status int, code, limit string, header ...string) abuse {
		return abuse{name, post(text, header...), status, code, limit}
	}
	get := func(name, query string, status int, code, limit string) abuse {
		return abuse{name, httptest.NewRequest(http.MethodGet, "/graphql"+query, nil), status, code, limit}
	}
	method := func(m string) abuse {
		return abuse{m, httptest.NewRequest(m, "/graphql", strings.NewReader("{}")), http.StatusMethodNotAllowed, "INVALID", ""}
	}
	const bad, media, large = http.StatusBadRequest, http.StatusUnsupportedMediaType, http.StatusRequestEntityTooLarge
	vars := func(name, query, variables, code, limit string) abuse {
		return body(name, fmt.Sprintf(`{"query":%q,"variables":%s}`, query, variables), 0, code, limit)
	}
	return []abuse{
		body("broken JSON", `{ "not a JSON`, bad, "INVALID", ""),
		body("empty body", ``, bad, "INVALID", ""),
		body("null", `null`, bad, "INVALID", ""),
		body("number", `1`, bad, "INVALID", ""),
		body("string", `"{ hello }"`, bad, "INVALID", ""),
		body("batch", `[{"query":"{ hello }"}]`, bad, "INVALID", ""),
		body("large batch", `[`+rep(`{"query":"{ hello }"},`, 40_000)+`{}]`, bad, "INVALID", ""),
		body("text after", `{"query":"{ hello }"} x`, bad, "INVALID", ""),
		body("two objects", `{"query":"{ hello }"}{}`, bad, "INVALID", ""),
		body("no query", `{"notquery":"{ hello }"}`, bad, "INVALID", ""),
		body("query twice", `{"query":"{ hello }","query":"mutation { touch }"}`, bad, "INVALID", ""),
		body("variables twice", `{"query":"{ hello }","variables":{},"vari\u0061bles":{"a":1}}`, bad, "INVALID", ""),
		body("query in capitals", `{"QUERY":"{ hello }"}`, bad, "INVALID", ""),
		body("query a number", `{"query":0}`, bad, "INVALID", ""),
		body("query null", `{"query":null}`, bad, "INVALID", ""),
		body("query an object", `{"query":{}}`, bad, "INVALID", ""),
		body("operationName a number", `{"query":"{ hello }","operationName":0}`, bad, "INVALID", ""),
		body("operationName unknown", `{"query":"{ hello }","operationName":"`+rep("x", 100_000)+`"}`, 0, "INVALID", ""),
		body("operationName missing", `{"query":"query A { hello } query B { hello }"}`, 0, "INVALID", ""),
		body("variables a list", `{"query":"{ hello }","variables":[1]}`, bad, "INVALID", ""),
		body("variables a string", `{"query":"{ hello }","variables":"{}"}`, bad, "INVALID", ""),
		body("extensions a number", `{"query":"{ hello }","extensions":1}`, bad, "INVALID", ""),
		body("invalid UTF-8", "{\"query\":\"{ hello \xff\xfe }\"}", bad, "INVALID", ""),
		body("UTF-16", "\xff\xfe{\x00}\x00", bad, "INVALID", ""),
		body("byte order mark", "\xef\xbb\xbf{\"query\":\"{ hello }\"}", bad, "INVALID", ""),
		body("deep JSON", `{"query":"{ hello }","variables":{"v":`+rep("[", 100_000)+rep("]", 100_000)+`}}`, 0, "TOO_COMPLEX", "valueDepth"),
		body("deep broken JSON", rep(`{"a":`, 150_000), 0, "TOO_COMPLEX", "valueDepth"),
		body("deep extensions", `{"query":"{ hello }","extensions":`+rep(`{"a":`, 40)+"1"+rep("}", 40)+`}`, 0, "TOO_COMPLEX", "valueDepth"),
		body("many keys", `{"query":"{ hello }","variables":{`+numbered(200, `"v%d":1,`)+`"v":1}}`, 0, "TOO_COMPLEX", "variables"),
		body("too large", `{"query":"{ hello }`+rep(" ", 1<<20)+`"}`, large, "TOO_COMPLEX", "body"),
		body("much too large", rep("x", 8<<20), large, "TOO_COMPLEX", "body"),
		body("form", `query={hello}`, media, "INVALID", "", "Content-Type", "application/x-www-form-urlencoded"),
		body("multipart", "--x\r\n\r\n--x--", media, "INVALID", "", "Content-Type", "multipart/form-data; boundary=x"),
		body("plain text", `{"query":"{ hello }"}`, media, "INVALID", "", "Content-Type", "text/plain"),
		body("no content type", `{"query":"{ hello }"}`, media, "INVALID", "", "Content-Type", ""),
		body("graphql content type", `{ hello }`, media, "INVALID", "", "Content-Type", "application/graphql"),
		body("other charset", `{"query":"{ hello }"}`, media, "INVALID", "", "Content-Type", "application/json; charset=gbk"),
		body("compressed body", `{"query":"{ hello }"}`, media, "INVALID", "", "Content-Encoding", "gzip"),
		body("broken content type", `{"query":"{ hello }"}`, media, "INVALID", "", "Content-Type", "application/json; ;"),
		body("wants HTML", `{"query":"{ hello }"}`, http.StatusNotAcceptable, "INVALID", "", "Accept", "text/html"),
		body("wants nothing", `{"query":"{ hello }"}`, http.StatusNotAcceptable, "INVALID", "", "Accept", "application/json;q=0"),
		vars("huge number", "query($n: Int!) { text(size: $n) }", `{"n":`+rep("9", 5000)+`}`, "INVALID", ""),
		vars("huge exponent", "query($n: Int!) { text(size: $n) }", `{"n":1e400}`, "INVALID", ""),
		vars("fraction for Int", "query($n: Int!) { text(size: $n) }", `{"n":1.5}`, "INVALID", ""),
		vars("null for non-null", "query($id: ID!) { node(id: $id) { id } }", `{"id":null}`, "INVALID", ""),
		vars("object for ID", "query($id: ID!) { node(id: $id) { id } }", `{"id":{}}`, "INVALID", ""),
		vars("unknown input field", "query($f: Filter) { regions(filter: $f) { totalCount } }", `{"f":{"x":1}}`, "INVALID", ""),
		vars("deep input", "query($f: Filter) { regions(filter: $f) { totalCount } }", `{"f":`+rep(`{"and":[`, 12)+rep("]}", 12)+`}`, "TOO_COMPLEX", "valueDepth"),
		vars("unknown enum value", "query($k: Kind) { byKind(kind: $k) }", `{"k":"`+rep("AJAR", 10_000)+`"}`, "INVALID", ""),
		vars("null for @include", "query($b: Boolean = true) { hello @include(if: $b) }", `{"b":null}`, "INVALID", ""),
		vars("costly page by variable", "query($n: Int) { regions(first: $n) { nodes { id } } }", `{"n":1000000000}`, "TOO_COMPLEX", "cost"),
		vars("costly ids by variable", "query($i: [ID!]!) { nodes(ids: $i) { id a: id } }", `{"i":[`+rep(`"x",`, 20_000)+`"x"]}`, "TOO_COMPLEX", "cost"),
		get("no query", "", bad, "INVALID", ""),
		get("broken escape", "?query=%zz", bad, "INVALID", ""),
		get("invalid UTF-8", "?query=%ff%fe", bad, "INVALID", ""),
		get("mutation", "?query="+url.QueryEscape("mutation { touch }"), http.StatusMethodNotAllowed, "INVALID", ""),
		get("named mutation", "?operationName=M&query="+url.QueryEscape("query Q { hello } mutation M { touch }"), http.StatusMethodNotAllowed, "INVALID", ""),
		get("variables a list", "?query={hello}&variables=[1]", bad, "INVALID", ""),
		get("variables broken", "?query={hello}&variables={", bad, "INVALID", ""),
		get("variables deep", "?query={hello}&variables={%22a%22:"+rep("[", 50)+rep("]", 50)+"}", 0, "TOO_COMPLEX", "valueDepth"),
		get("many keys by GET", "?query={hello}&variables="+url.QueryEscape("{"+numbered(200, `"v%d":1,`)+`"v":1}`), 0, "TOO_COMPLEX", "variables"),
		get("extensions a string", "?query={hello}&extensions=%22x%22", bad, "INVALID", ""),
		get("doubling fragments", "?query="+url.QueryEscape(doubling(30, "NEXT NEXT id")), 0, "TOO_COMPLEX", "cost"),
		method(http.MethodPut), method(http.MethodPatch), method(http.MethodDelete), method("PROPFIND"), method(http.MethodTrace),
	}
}

func TestAbuseIsRefusedFast(t *testing.T) {
	h := newHandler(t, Config{})
	all := append(documentAbuses(), wireAbuses()...)
	if len(all) < 100 {
		t.Fatalf("%d hostile requests, want at least 100", len(all))
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			begun := time.Now()
			a := serve(t, h, c.r)
			took := time.Since(begun)
			want := c.status
			if want == 0 {
				want = http.StatusOK
			}
			if a.Code != want || a.code() != c.code || a.limit() != c.limit {
				t.Errorf("got %d %s limit %q, want %d %s limit %q: %.300s", a.Code, a.code(), a.limit(), want, c.code, c.limit, a.Body)
			}
			if a.Data != nil {
				t.Errorf("data in an answer to a refused request: %.200s", a.Data)
			}
			if took > fast {
				t.Errorf("refused after %s", took)
			}
			if n := a.Body.Len(); n > 20_000 {
				t.Errorf("the refusal has %d bytes", n)
			}
			assertAlive(t, h)
		})
	}
}

// TestLargestDocumentsAreCheap asks the most that the limits allow in each
// direction: what passes the guard must not hold the validator either.
func TestLargestDocumentsAreCheap(t *testing.T) {
	h := newHandler(t, Config{})
	for name, query := range map[string]string{
		"one name":          "{ region {" + rep(" id", 440) + " } }",
		"nested pairs":      "{ region " + rep("{ parent { id } parent ", 18) + "{ id }" + rep("}", 19),
		"inline":            "{ region " + rep("{ ... on Region ", 25) + "{" + rep(" id", 80) + "}" + rep("}", 26),
		"fragments":         "{ region {" + numbered(190, " ...F%d") + " } } " + numbered(190, "fragment F%d on Region { id name } "),
		"chained fragments": "{ region { ...F0 } } " + strings.ReplaceAll(ring(60), "...F0 }", "}"),
		"diamonds":          doubling(13, "id NEXT NEXT"),
		"distinct aliases":  "{ region {" + numbered(1300, " a%d: id") + " } }",
		"operations":        "query Q { hello } " + numbered(49, "query Q%d { region { ...F } } ") + "fragment F on Region {" + numbered(20, " a%d: id") + " }",
		"conflicts":         "{ region {" + rep(" id id: name", 140) + " } }",
		"string":            `{ region(id: "` + rep("云", 300_000) + `") { id } }`,
		"list":              "{ nodes(ids: [" + rep(`"x" `, 3900) + "]) { id } }",
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			a := serve(t, h, with(post(ask(query)), "Content-Type", "application/json; charset=UTF-8"))
			if took := time.Since(begun); took > fast {
				t.Errorf("answered after %s", took)
			}
			if a.limit() != "" {
				t.Errorf("refused by %s: the case no longer reaches the validator", a.limit())
			}
			assertAlive(t, h)
		})
	}
}

// TestDoublingFragmentsAreCheap holds the promise on a 1 KB query.
func TestDoublingFragmentsAreCheap(t *testing.T) {
	h := newHandler(t, Config{})
	query := doubling(24, "NEXT NEXT")
	if len(query) > 1024 {
		t.Fatalf("the query has %d bytes", len(query))
	}
	best := time.Hour
	for range 5 {
		begun := time.Now()
		a := serve(t, h, post(ask(query)))
		best = min(best, time.Since(begun))
		if a.limit() != "cost" {
			t.Fatalf("not refused for its cost: %s", a.Body)
		}
	}
	if best > 50*time.Millisecond {
		t.Errorf("refused after %s", best)
	}
}
