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
	"cobuild/graph"
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

// TestImportIsTakenBack takes an import of several revisions back, in parts: the
// facts are then what they were.
func TestImportIsTakenBack(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		s := serve(t, e.open(t, false))
		importTownship(t, s)
		before := factsWritten(t, s)
		bring := sheets.Options{On: graph.MustDate("2026-07-01"), Batch: 4}
		r, err := sheets.Import(t.Context(), s.store, []sheets.Source{
			{Name: "units.csv", Data: []byte("code,name,kind,ownership,region,staff\nDW-001,改名的企业,企业,非公有,330299001201,17\n" +
				"DW-91,新一,企业,非公有,330299001201,1\nDW-92,新二,企业,非公有,330299001201,2\nDW-93,新三,企业,非公有,330299001201,3\nDW-94,新四,企业,非公有,330299001201,4\n")},
			{Name: "organisations.csv", Data: []byte("code,name,kind,region\nDZ-91,组织一,党支部,330299001201\n")},
			{Name: "coverages.csv", Data: []byte("organisation,unit,mode,since\nDZ-91,DW-91,JOINT,2024-01-01\nDZ-91,DW-92,JOINT,2024-01-01\n")},
		}, bring)
		if err != nil || r.Ledger.Rows > 0 || len(r.Revisions) != 1 || r.Revisions[0].Last-r.Revisions[0].First < 3 {
			t.Fatalf("imported: %+v, %v", r, err)
		}
		if bytes.Equal(before, factsWritten(t, s)) {
			t.Fatal("the import changed nothing")
		}
		done, err := sheets.TakeBack{Revisions: r.Revisions, Part: 3}.Run(t.Context(), s.store)
		if err != nil || done.Withdrawn < 7 || done.Restored != 1 || done.Revisions[0].Last-done.Revisions[0].First < 1 {
			t.Errorf("taken back: %+v, %v", done, err)
		}
		if after := factsWritten(t, s); !bytes.Equal(before, after) {
			t.Errorf("%s\nand before\n%s", after, before)
		}
		checkStore(t, s)
	})
}

// factsWritten are all facts of a store, without the line that names its revision.
func factsWritten(t *testing.T, s *server) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := (&sheets.Whole{Store: s.store}).WriteFacts(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	_, facts, _ := bytes.Cut(out.Bytes(), []byte("\n"))
	return facts
}
