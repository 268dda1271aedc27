package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	sheets "cobuild/exchange"
	"cobuild/store"
)

// importTownship posts the sheets of a township that the tests of exchange load
// too, and gives how many rows were new, changed and as on record.
func importTownship(t *testing.T, s *server) (entered, changed, same int) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	paths, err := filepath.Glob("../exchange/testdata/township/*.csv")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		part, err := form.CreateFormFile("file", filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/import?on=2026-06-30", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set(sheets.ImportHeader, "1")
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		RowsWithFaults int
		Tables         []struct{ New, Changed, Same int }
	}
	if err := json.Unmarshal(data, &told); err != nil || answer.StatusCode != http.StatusOK || told.RowsWithFaults > 0 {
		t.Fatalf("%d %s (%v)", answer.StatusCode, data, err)
	}
	for _, table := range told.Tables {
		entered, changed, same = entered+table.New, changed+table.Changed, same+table.Same
	}
	return entered, changed, same
}

// TestImport brings the same sheets into both engines over HTTP. The answers
// are the same bytes, a second time changes nothing, and what was derived holds.
func TestImport(t *testing.T) {
	const query = `query {
		region(by: {code: "330299001"}, asOf: "2026-06-30") { name children(first: 20) { nodes { name kind: label leadingOrganisation { name secretary { name } } gapCounts { gapKind count info } } }
			coverageReport { units organisationCoverage { numerator denominator missing(first: 5) { nodes { name } } } } }
		pairings(first: 10, asOf: "2026-06-30") { totalCount nodes { ends { role participant { ... on Node { id } } } } }
		members(first: 10, asOf: "2026-06-30") { totalCount nodes { name affiliation { name } workplace { name } } }
		gaps(first: 20, asOf: "2026-06-30") { totalCount nodes { id message } }
		changes(first: 5) { totalCount nodes { revision message } }
	}`
	var answers [][]byte
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, false))
		if entered, changed, same := importTownship(t, s); entered != 50 || changed != 0 || same != 3 {
			t.Errorf("%d rows are new, %d changed, %d on record", entered, changed, same)
		}
		if entered, changed, same := importTownship(t, s); entered+changed != 0 || same != 53 {
			t.Errorf("a second time: %d rows are new, %d changed, %d on record", entered, changed, same)
		}
		status, body, err := send(t.Context(), s.url, request{Query: query})
		if err != nil || status != http.StatusOK || bytes.Contains(body, []byte(`"errors"`)) {
			t.Fatalf("%d %s (%v)", status, body, err)
		}
		if answers = append(answers, body); !bytes.Equal(answers[0], body) {
			t.Errorf("%s answers\n%s\nand not\n%s", e.name, body, answers[0])
		}
		if _, err := s.store.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
			t.Error(err)
		}
	})
}
