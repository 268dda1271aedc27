package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"cobuild/cli"
	sheets "cobuild/exchange"
)

// export posts a query to /export and gives the body of the answer.
func (s *server) export(params, query string) []byte {
	s.t.Helper()
	body, err := json.Marshal(request{Query: query})
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/export"+params, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s (%v)", answer.StatusCode, data, err)
	}
	return data
}

// TestExport exports the same from both engines: the uncovered units of a
// district with their reasons, the units, members and pairings of the sample, a
// report by parts, a path.
func TestExport(t *testing.T) {
	exports := []struct {
		params, query string
		rows          int
		in            string
	}{
		{"?lang=zh", `{ region(by: {code: "330206"}) { gaps(filter: {gapKinds: [UNCOVERED]}) { nodes { gapKind severity since reason message subject { ... on Unit { code label unitKind staff } } region { name } evidence { value } } } } }`, 28, "空白点,中,2017-10-01,无党员,高塘老渡口面馆名册上没有党员"},
		{"?format=jsonl", `{ units(asOf: "2020-01-01") { nodes { id name region { name } coverages { nodes { organisation { name } } } } } }`, 70, `"name":"高塘老渡口面馆"`},
		{"?bom=false", `{ members(first: 50) { nodes { name sex affiliation { name } } } }`, 150, "name,sex,affiliation.name"},
		{"?lang=en", `{ pairings { nodes { pairingKind since ends { participant { name } } lastActivity } } }`, 3, "pairing kind"},
		{"?lang=zh", `{ region(by: {code: "330206"}) { coverageBy(dimension: STAFF_BAND) { staffBand report { units organisationCoverage { numerator denominator } } } } }`, 5, "职工人数档"},
	}
	wholes := []string{"facts", "graphml", "graphml?within=330206"}
	var first [][]byte
	var tables string
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, true))
		for i, one := range exports {
			got := s.export(one.params, one.query)
			if n := bytes.Count(got, []byte("\n")); n < one.rows || !strings.Contains(string(got), one.in) {
				t.Errorf("%s %s\ngives %d lines: %s", one.params, one.query, n, got)
			}
			if len(first) <= i {
				first = append(first, got)
			}
			if !bytes.Equal(got, first[i]) {
				t.Errorf("%s exports\n%s\nand not\n%s", e.name, got, first[i])
			}
		}
		if status, book := s.get("/export/sheets.xlsx?lang=zh&within=330206"); status != http.StatusOK || !bytes.HasPrefix(book, []byte("PK")) {
			t.Errorf("%s: a workbook with status %d: %.200s", e.name, status, book)
		}
		if got := s.sheets(); tables == "" {
			tables = got
		} else if got != tables {
			t.Errorf("%s writes other sheets", e.name)
		}
		for i, path := range wholes {
			status, got := s.get("/export/" + path)
			if i += len(exports); len(first) <= i {
				first = append(first, got)
			}
			if status != http.StatusOK || len(got) < 10_000 || !bytes.Equal(got, first[i]) {
				t.Errorf("%s exports %s of %d bytes with status %d, and not the %d of the other", e.name, path, len(got), status, len(first[i]))
			}
		}
	})
}

// sheets are all sheets of the store, one after another.
func (s *server) sheets() string {
	s.t.Helper()
	var out strings.Builder
	writing := sheets.NewCSV(&out, false)
	_, err := (&sheets.Whole{Store: s.store}).WriteSheets(s.t.Context(), func(table string) (sheets.SheetWriter, error) {
		if err := writing.Close(); err != nil {
			return nil, err
		}
		out.WriteString(table + "\n")
		writing = sheets.NewCSV(&out, false)
		return writing, nil
	})
	if err = errors.Join(err, writing.Close()); err != nil || out.Len() < 50_000 {
		s.t.Fatalf("%d bytes of sheets (%v)", out.Len(), err)
	}
	return out.String()
}

func (s *server) get(path string) (status int, body []byte) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, body
}

// What holds members is exported to nobody who may not see them, and what is
// asked wrongly is refused.
func TestExportRefused(t *testing.T) {
	e := openSQLite(t, true)
	hidden := serve(t, e, func(o *cli.Serving) { o.HideMembers = true })
	s := serve(t, e)
	for path, want := range map[string]int{
		"/export/graphml?within=99": http.StatusNotFound, "/export/graphml?in=330206": http.StatusBadRequest, "/export/facts?within=330206": http.StatusBadRequest,
		"/export/graphml?on=soon": http.StatusBadRequest, "/export/what": http.StatusNotFound,
	} {
		if status, body := s.get(path); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	for _, path := range []string{"/export/facts", "/export/graphml", "/export/sheets.xlsx"} {
		if status, body := hidden.get(path); status != http.StatusForbidden || bytes.Contains(body, []byte("mem_")) {
			t.Errorf("%s where members are hidden: %d %s", path, status, body)
		}
	}
}
