package exchange_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func posting(t *testing.T, s *store.Store, allowed bool, most int64) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(exchange.Handler(exchange.Posting{
		Store: s, Allowed: allowed, MostBytes: most, Logger: slog.New(slog.DiscardHandler),
		Language: func(*http.Request) graph.Language { return graph.EN },
	}))
	t.Cleanup(server.Close)
	return server
}

func post(t *testing.T, url string, header map[string]string, body []byte) (int, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, got.Bytes()
}

// parts is the township as parts of a form.
func parts(t *testing.T) (kind string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, source := range files(t, township) {
		part, err := w.CreateFormFile("file", source.Name)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(source.Path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func TestPostImports(t *testing.T) {
	s := open(t)
	server := posting(t, s, true, 0)
	kind, body := parts(t)
	header := map[string]string{"Content-Type": kind, exchange.ImportHeader: "1"}
	var answer struct {
		Loaded    bool
		DryRun    bool
		Revisions []graph.RevisionRange
		Tables    []struct{ New, Same, Rows int }
		Ledger    []struct{ Reason, What, Do string }
	}
	ask := func(query string, header map[string]string, body []byte) {
		t.Helper()
		status, got := post(t, server.URL+"/import"+query, header, body)
		answer.Revisions, answer.Tables, answer.Ledger = nil, nil, nil
		if err := json.Unmarshal(got, &answer); err != nil || status != http.StatusOK {
			t.Fatalf("%d %s (%v)", status, got, err)
		}
	}
	ask("?dryRun=true", header, body)
	if answer.Loaded || !answer.DryRun || len(answer.Tables) != 14 {
		t.Errorf("a dry run: %+v", answer)
	}
	ask("", header, body)
	if !answer.Loaded || len(answer.Revisions) != 1 || len(answer.Ledger) != 0 {
		t.Errorf("an import: %+v", answer)
	}
	direct := open(t)
	load(t, direct, exchange.Options{}, files(t, township)...)
	if a, b := outline(t, direct), outline(t, s); a != b {
		t.Errorf("what was posted made another store:\n%s\n\n%s", a, b)
	}
	faulty, err := os.ReadFile("testdata/faulty/单位台账.csv")
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]string{"Content-Type": "text/csv"}
	ask("?name=单位.csv&dryRun=true", raw, faulty)
	if len(answer.Ledger) < 30 || answer.Ledger[1].Reason != "VALUE" || answer.Ledger[1].Do == "" {
		t.Errorf("the ledger has %d entries, such as %+v", len(answer.Ledger), answer.Ledger[:2])
	}
	status, text := post(t, server.URL+"/import?name=units.csv&dryRun=true&format=csv&lang=zh", raw, faulty)
	if status != http.StatusOK || !bytes.HasPrefix(text, []byte("\ufeff文件,")) {
		t.Errorf("as CSV: %d %.60s", status, text)
	}
	status, book := post(t, server.URL+"/import?name=units.csv&dryRun=true&format=xlsx", raw, faulty)
	if status != http.StatusOK || !bytes.HasPrefix(book, []byte("PK")) {
		t.Errorf("as XLSX: %d %.20q", status, book)
	}
}

func TestPostRefuses(t *testing.T) {
	s := open(t)
	open, closed, small := posting(t, s, true, 0), posting(t, s, false, 0), posting(t, s, true, 10)
	kind, body := parts(t)
	csv := []byte("code,name,kind\nCN,全国,NATION\n")
	for name, c := range map[string]struct {
		server *httptest.Server
		query  string
		header map[string]string
		body   []byte
		status int
		says   string
	}{
		"form of another site":    {open, "", map[string]string{"Content-Type": kind}, body, 403, exchange.ImportHeader},
		"plain form":              {open, "", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, csv, 415, "content type"},
		"plain text":              {open, "", map[string]string{"Content-Type": "text/plain"}, csv, 415, "content type"},
		"no type":                 {open, "", nil, csv, 415, "content type"},
		"page of another site":    {open, "", map[string]string{"Content-Type": "text/csv", "Sec-Fetch-Site": "cross-site"}, csv, 403, "another site"},
		"another origin":          {open, "", map[string]string{"Content-Type": "text/csv", "Origin": "https://other.example"}, csv, 403, "another site"},
		"may not":                 {closed, "", map[string]string{"Content-Type": "text/csv"}, csv, 403, "right to write"},
		"too large":               {small, "", map[string]string{"Content-Type": "text/csv"}, csv, 413, "more than 10 bytes"},
		"misspelt parameter":      {open, "?dryrun=true", map[string]string{"Content-Type": "text/csv"}, csv, 400, "dryrun"},
		"flag that is none":       {open, "?dryRun=maybe", map[string]string{"Content-Type": "text/csv"}, csv, 400, "true or false"},
		"date that is none":       {open, "?on=today", map[string]string{"Content-Type": "text/csv"}, csv, 400, "YYYY-MM-DD"},
		"unknown format":          {open, "?format=pdf", map[string]string{"Content-Type": "text/csv"}, csv, 400, "json, csv or xlsx"},
		"workbook that is none":   {open, "", map[string]string{"Content-Type": xlsxType}, csv, 400, "XLSX"},
		"workbook called a CSV":   {open, "", map[string]string{"Content-Type": "text/csv"}, []byte("PK\x03\x04"), 400, "workbook"},
		"parts that are not ones": {open, "", map[string]string{"Content-Type": "multipart/form-data", exchange.ImportHeader: "1"}, csv, 400, "parts"},
	} {
		status, got := post(t, c.server.URL+"/import"+c.query, c.header, c.body)
		if status != c.status || !strings.Contains(string(got), c.says) || !strings.Contains(string(got), `"code"`) {
			t.Errorf("%s: %d %s, want %d and %q", name, status, got, c.status, c.says)
		}
	}
	answer, err := http.Get(open.URL + "/import")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != http.MethodPost {
		t.Errorf("GET: %d, Allow %q", answer.StatusCode, answer.Header.Get("Allow"))
	}
	if empty, err := s.Empty(t.Context()); err != nil || !empty {
		t.Errorf("a refused request wrote (%v)", err)
	}
}

// TestPostOfPartsThatAreNone breaks a body off, and posts two files of one name:
// each is told by a name of its own.
func TestPostOfPartsThatAreNone(t *testing.T) {
	server := posting(t, open(t), true, 0)
	kind, body := parts(t)
	header := map[string]string{"Content-Type": kind, exchange.ImportHeader: "1"}
	for _, cut := range [][]byte{body[:len(body)/2], []byte("--nothing\r\n"), nil} {
		if status, told := post(t, server.URL+"/import", header, cut); status != http.StatusBadRequest || !strings.Contains(string(told), "INVALID") {
			t.Errorf("%d bytes of a body: %d %s", len(cut), status, told)
		}
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, folder := range []string{"东", "西"} {
		part, err := w.CreateFormFile("file", "单位.csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte("编码,名称,类型,所有制,所在地区\n" + folder + ",示例,企业,非公有,没有\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	header["Content-Type"] = w.FormDataContentType()
	status, told := post(t, server.URL+"/import?dryRun=true", header, out.Bytes())
	if status != http.StatusOK || !strings.Contains(string(told), `"file":"单位.csv"`) || !strings.Contains(string(told), `"file":"2/单位.csv"`) {
		t.Errorf("two files of one name: %d %s", status, told)
	}
}
