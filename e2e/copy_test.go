package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"testing"

	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// copied is asked of a store and of its copy: lists, findings, counts, search,
// history and the log.
const copied = `query {
	units(first: 100) { totalCount nodes { id name aliases status { establishment } coverages { nodes { organisation { name } } } } }
	gaps(first: 100) { totalCount nodes { id message } }
	region(by: {code: "330206"}) { coverageReport { units organisationCoverage { numerator denominator } } members(first: 50) { totalCount nodes { id name affiliation { name } } } }
	search(text: "高塘", first: 20) { nodes { ... on Node { id } } }
	pairings(first: 50) { nodes { id ends { role participant { name } } } }
	changes(first: 50) { totalCount nodes { revision message actor subject { ... on Node { id } } } }
	unit(by: {code: "DW-T1"}) { staff history(first: 20) { nodes { since change { revision } } } }
}`

func (s *server) answerOf(t *testing.T, query string) []byte {
	t.Helper()
	status, body, err := send(t.Context(), s.url, request{Query: query})
	if err != nil || status != http.StatusOK || bytes.Contains(body, []byte(`"errors"`)) {
		t.Fatalf("%d %s (%v)", status, body, err)
	}
	return body
}

// TestCopy copies a store with a history from SQLite to Neo4j and back: all
// three give the same answers, and what they derived holds.
func TestCopy(t *testing.T) {
	first := openSQLite(t, true)
	s := serve(t, first)
	var done struct {
		UnitChange struct{ UserErrors []struct{ Message string } }
	}
	s.ask(`mutation($id: ID!) { unitChange(input: {id: $id, from: "2026-10-01", staff: 9, name: "高塘新渡口面馆", actor: "a", note: "b"}) { userErrors { message } } }`, map[string]any{"id": s.idOfUnit("DW-T1")}, &done)
	if len(done.UnitChange.UserErrors) > 0 {
		t.Fatal(done)
	}
	want := s.answerOf(t, copied)
	second := openNeo4j(t, false)
	third := openSQLite(t, false)
	from := s.store
	for _, to := range []store.Engine{second, third} {
		told := 0
		counts, err := from.CopyTo(t.Context(), to, func(done, all int) { told = all - done })
		if err != nil {
			t.Fatal(err)
		}
		if counts.Nouns[graph.KindUnit] != 96 || counts.Changes != 1 || counts.Revision != 2 || counts.Links < 1000 || counts.Findings < 500 || told != 0 {
			t.Errorf("%+v, %d left", counts, told)
		}
		if _, err := from.CopyTo(t.Context(), to, nil); graph.CodeOf(err) != graph.CodeConflict {
			t.Errorf("a store with data is copied into: %v", err)
		}
		copied2 := serve(t, to)
		if got := copied2.answerOf(t, copied); !bytes.Equal(got, want) {
			t.Errorf("%s answers\n%s\nand not\n%s", to.Name(), got, want)
		}
		if _, err := copied2.store.Check(t.Context(), func(d store.Drift) { t.Errorf("check: %s", d) }, nil); err != nil {
			t.Error(err)
		}
		from = copied2.store
	}
}

func (s *server) idOfUnit(code string) string {
	var out struct{ Unit struct{ ID string } }
	s.ask(`query($code: String!) { unit(by: {code: $code}) { id } }`, map[string]any{"code": code}, &out)
	return out.Unit.ID
}

// A copy that is broken off is refused when it is opened, and so is one of a
// store that was written meanwhile.
func TestCopyBrokenOff(t *testing.T) {
	s := serve(t, openSQLite(t, true))
	path := filepath.Join(t.TempDir(), "copy.db")
	for name, breakOff := range map[string]func(cancel func()){
		"cancelled": func(cancel func()) { cancel() },
		"written": func(func()) {
			var done struct {
				UnitChange struct{ UserErrors []struct{ Message string } }
			}
			s.ask(`mutation($id: ID!) { unitChange(input: {id: $id, from: "2026-10-01", staff: 11}) { userErrors { message } } }`, map[string]any{"id": s.idOfUnit("DW-T1")}, &done)
		},
	} {
		to, err := sqlite.Open(t.Context(), path+name)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		begun := false
		_, err = s.store.CopyTo(ctx, to, func(done, all int) {
			if !begun && done > all/3 {
				begun = true
				breakOff(cancel)
			}
		})
		cancel()
		if err == nil || !begun {
			t.Errorf("%s: it was copied", name)
		}
		var interrupted store.Interrupted
		if _, err := store.Open(t.Context(), to, options); !errors.As(err, &interrupted) || interrupted != store.CopyName {
			t.Errorf("%s: opened with %v", name, err)
		}
		if _, err := s.store.CopyTo(t.Context(), to, nil); graph.CodeOf(err) != graph.CodeConflict {
			t.Errorf("%s: copied into what was broken off: %v", name, err)
		}
		closeEngine(t, to)
	}
}
