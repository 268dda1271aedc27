package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"unicode/utf8"

	"cobuild/graph"
)

// params is one GraphQL request as it came over the wire.
type params struct {
	query      string
	operation  string
	variables  map[string]any
	extensions map[string]any
}

// readURL takes a request from the query string of a GET.
func readURL(r *http.Request, lim Limits) (params, *refusal) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return params{}, malformed("the query string is not well-formed: percent-encode it",
			"查询字符串格式有误：请进行百分号编码")
	}
	var p params
	if !values.Has("query") {
		return p, missingQuery()
	}
	p.query, p.operation = values.Get("query"), values.Get("operationName")
	if !utf8.ValidString(p.query) || !utf8.ValidString(p.operation) {
		return p, notUTF8()
	}
	for _, object := range []struct {
		name string
		into *map[string]any
	}{{"variables", &p.variables}, {"extensions", &p.extensions}} {
		text := []byte(values.Get(object.name))
		if len(text) == 0 {
			continue
		}
		if refused := checkJSON(text, lim.Depth, 0); refused != nil {
			return p, refused
		}
		if *object.into, err = decodeObject(text); err != nil {
			return p, notAnObject(object.name)
		}
		if refused := countKeys(*object.into); refused != nil {
			return p, refused
		}
	}
	return p, nil
}

// readBody takes the JSON body of a POST in; held meters its bytes.
func readBody(w http.ResponseWriter, r *http.Request, lim Limits, held *metered) ([]byte, *refusal) {
	if r.ContentLength > lim.Body {
		// The rest is not read: the connection closes after the answer.
		w.Header().Set("Connection", "close")
		return nil, bodyTooLarge(lim.Body)
	}
	held.Reader = http.MaxBytesReader(w, r.Body, lim.Body)
	body, err := io.ReadAll(held)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return body, nil
	case errors.As(err, &tooLarge):
		return nil, bodyTooLarge(lim.Body)
	case errors.Is(err, errBudget):
		w.Header().Set("Connection", "close")
		return nil, noRoom()
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		return nil, slowBody()
	}
	return nil, malformed("the body ended too early: send it again", "请求体不完整：请重新发送")
}

// readJSON takes a request from the body of a POST.
func readJSON(body []byte, lim Limits) (params, *refusal) {
	if refused := checkJSON(body, lim.Depth, 1); refused != nil {
		return params{}, refused
	}
	return decodeBody(body)
}

// decodeBody reads the names of the request exactly as they are written:
// encoding/json alone would take "Query" for "query".
func decodeBody(body []byte) (params, *refusal) {
	var p params
	if first := bytes.TrimLeft(body, " \t\r\n"); len(first) > 0 && first[0] == '[' {
		return p, malformed("batches are not offered: send one operation as a JSON object",
			"不支持批量请求：请以 JSON 对象发送一个操作")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return p, brokenJSON(err)
	}
	if name, twice := repeatedName(body); twice {
		return p, malformed("`%s` stands twice in the request: which one is meant? Send it once", "请求中%s出现两次，无法确定以哪个为准：请只发送一次", graph.Clip(name))
	}
	raw, present := fields["query"]
	if !present {
		return p, missingQuery()
	}
	if !decodeString(raw, &p.query) || isNull(raw) {
		return p, malformed("`query` must be a string", "query 必须为字符串")
	}
	if raw, present = fields["operationName"]; present && !decodeString(raw, &p.operation) {
		return p, malformed("`operationName` must be a string or null", "operationName 必须为字符串或 null")
	}
	for _, object := range []struct {
		name string
		into *map[string]any
	}{{"variables", &p.variables}, {"extensions", &p.extensions}} {
		raw, present := fields[object.name]
		if !present {
			continue
		}
		var err error
		if *object.into, err = decodeObject(raw); err != nil {
			return p, notAnObject(object.name)
		}
		if refused := countKeys(*object.into); refused != nil {
			return p, refused
		}
	}
	return p, nil
}

// checkJSON refuses what is not UTF-8 (encoding/json would silently replace
// it) and what nests deeper than most, levels around the variables not counted.
func checkJSON(text []byte, most, around int) *refusal {
	if !utf8.Valid(text) {
		return notUTF8()
	}
	if depth := nesting(text) - around; depth > most {
		return refuse(0, tooDeepValue(depth, most))
	}
	return nil
}

func countKeys(object map[string]any) *refusal {
	if n := len(object); n > maxVariables {
		return refuse(0, tooMany("variables", n, maxVariables, "variables", "变量"))
	}
	return nil
}

// nesting is how deep lists and objects of a JSON text lie within each other.
func nesting(text []byte) int {
	depth, deepest := 0, 0
	quoted, escaped := false, false
	for _, c := range text {
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// decodeObject gives nil for null. Numbers stay as written.
func decodeObject(raw []byte) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("text after the object")
	}
	return object, nil
}

// repeatedName gives a name that stands twice in an object that is valid JSON: a
// proxy might judge the one and the server run the other.
func repeatedName(body []byte) (string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	if _, err := decoder.Token(); err != nil {
		return "", false
	}
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		name, _ := token.(string)
		var value json.RawMessage
		if err != nil || decoder.Decode(&value) != nil {
			return "", false
		}
		if seen[name] {
			return name, true
		}
		seen[name] = true
	}
	return "", false
}

func decodeString(raw json.RawMessage, into *string) bool {
	return json.Unmarshal(raw, into) == nil
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

func missingQuery() *refusal {
	return malformed("the request has no `query`: put the GraphQL document there", "请求缺少 query：请在其中提供 GraphQL 文档")
}

func notAnObject(name string) *refusal {
	return malformed("`%s` must be a JSON object or null", "%s 必须为 JSON 对象或 null", name)
}

func notUTF8() *refusal {
	return malformed("the request is not valid UTF-8", "请求不是有效的 UTF-8")
}

// brokenJSON says where the JSON breaks, never what stood there.
func brokenJSON(err error) *refusal {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return refuse(http.StatusBadRequest, graph.Invalid(nil,
			"the body is not valid JSON (near byte %d): send one JSON object", "请求体不是有效的 JSON（第 %d 字节附近）：请发送一个 JSON 对象", syntax.Offset))
	}
	return malformed("the body must be one JSON object with `query`", "请求体必须为含 query 的 JSON 对象")
}
