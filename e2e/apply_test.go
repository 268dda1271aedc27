package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/store"
)

// applied applies lines to a store; ${…} is filled in as in golden cases.
func applied(t *testing.T, s *store.Store, a cli.Apply, lang graph.Language, lines ...string) (store.Outcome, []string) {
	t.Helper()
	outcome, told, err := a.ApplyLines(t.Context(), s, "Asia/Shanghai", lang, strings.NewReader(fill(t, strings.Join(lines, "\n"), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return outcome, told
}

// TestApply makes the changes of a file: in one revision, by labels, each line
// told in the log as what it is; or none of them.
func TestApply(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		s := overEngine(t, e.open(t, true))
		before := facts(t, s)
		good := []string{
			`# a village founds a branch for a new firm`,
			`{"operation": "organisationFound", "input": {"name": "新支部", "organisationKind": "BRANCH", "region": "${region 330206-GT}", "superior": "${organisation DZ-GT}", "since": "2026-01-01"}, "as": "branch"}`,
			``,
			`{"operation": "unitRegister", "input": {"name": "$branch", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": "${region 330206-GT}", "staff": 12, "since": "2026-01-01", "actor": "张文书"}, "as": "firm"}`,
			`{"operation": "coverageAssign", "variables": {"input": {"organisation": "$branch", "unit": "$firm", "mode": "OWN", "from": "2026-02-01"}}, "as": "cover"}`,
			`{"operation": "headcountReport", "input": {"unit": "$firm", "date": "2026-03-01", "full": 4, "probationary": 0}}`,
			`{"operation": "coverageEnd", "input": {"id": "$cover", "from": "2026-10-01"}}`,
			`{"operation": "pairingAgree", "input": {"pairingKind": "OTHER", "since": "2026-05-01", "ends": [{"participant": "$firm", "role": "PEER"}, {"participant": "$branch", "role": "PEER"}]}}`,
		}
		dry, told := applied(t, s, cli.Apply{DryRun: true}, graph.EN, good...)
		if len(told) > 0 || dry.Revision != 2 || dry.Changes < 9 || facts(t, s) != before {
			t.Fatalf("a dry run: %+v, %q", dry, told)
		}
		outcome, told := applied(t, s, cli.Apply{Note: "表三"}, graph.EN, good...)
		if len(told) > 0 || outcome.Receipt != dry.Receipt || outcome.Findings != dry.Findings || outcome.Findings == 0 {
			t.Fatalf("%+v, dry %+v, %q", outcome, dry, told)
		}
		log, err := s.Log(t.Context(), graph.LogQuery{After: 1, Page: graph.Page{Limit: 100}})
		if err != nil {
			t.Fatal(err)
		}
		var operations []string
		for _, entry := range log.Items {
			operations = append(operations, entry.Operation)
			if entry.Revision != 2 || entry.Note != "表三" || (entry.Actor == "张文书") != (entry.Operation == "unitRegister") {
				t.Errorf("%+v", entry)
			}
		}
		for _, name := range []string{"organisationFound", "unitRegister", "coverageEnd", "pairingAgree"} {
			if !slices.Contains(operations, name) {
				t.Errorf("the log tells of %v, not of %s", operations, name)
			}
		}
		after := facts(t, s)
		_, told = applied(t, s, cli.Apply{}, graph.EN,
			`{"operation": "unitRegister", "input": {"name": "好", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": "${region 330206-GT}"}, "as": "ok"}`,
			`{"operation": "unitRegister", "input": {"name": "", "unitKind": "ENTERPRISE", "ownership": "PRIVATE", "region": "reg_00000000000000000000"}, "as": "bad"}`,
			`{"operation": "coverageAssign", "input": {"organisation": "${organisation DZ-GT}", "unit": "$bad", "mode": "AREA", "from": "2026-02-01"}}`,
			`{"operation": "coverageAssign", "input": {"organisation": "${organisation DZ-GT}", "unit": "$nobody", "mode": "AREA", "from": "2026-02-01"}}`,
			`{"operation": "unitDestroy", "input": {}}`,
			`{"operation": "unitCorrect", "input": {"id": "$ok", "staff": "many"}}`,
			`{"operation": "unitCorrect"}`,
			`not JSON`,
			`{"operation": "unitRegister", "input": {}, "kind": 1}`,
			`{"operation": "unitCorrect", "input": {"id": "$ok", "correct": true, "staff": 3}, "as": "ok"}`,
		)
		for i, want := range []string{
			"line 8:", "line 9:", "line 2 unitRegister region:", "line 2 unitRegister name:", "line 3 coverageAssign unit: \"$bad\" is what line 2",
			"line 4 coverageAssign unit: \"$nobody\" is no label", "line 5: operation \"unitDestroy\"", "line 6 unitCorrect staff:", "line 7:", "line 10: as \"ok\"",
		} {
			if i >= len(told) || !strings.HasPrefix(told[i], want) {
				t.Errorf("refusal %d is %q, want %s…", i, told[min(i, len(told)-1)], want)
			}
		}
		if facts(t, s) != after {
			t.Error("a refused file was written")
		}
		if _, told := applied(t, s, cli.Apply{}, graph.ZH, `{"operation": "unitEnd", "input": {"id": "unt_00000000000000000000", "from": "2026-01-01"}}`); len(told) != 1 || !strings.HasPrefix(told[0], "第1行 unitEnd id: id的unt_") {
			t.Errorf("%q", told)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := (cli.Apply{}).ApplyLines(ctx, s, "", graph.EN, strings.NewReader(fill(t, good[1], nil))); !errors.Is(err, context.Canceled) || facts(t, s) != after {
			t.Errorf("interrupted: %v", err)
		}
		if _, told := applied(t, s, cli.Apply{}, graph.EN, `{"operation": "revisionUndo", "input": {"revision": 2}}`); len(told) > 0 || facts(t, s) != before {
			t.Errorf("undone: %q", told)
		}
		if _, err := s.Check(t.Context(), func(d store.Drift) { t.Error(d) }, nil); err != nil {
			t.Error(err)
		}
	})
}

// facts is everything that the lists of a store hold, as text.
func facts(t *testing.T, s *store.Store) string {
	t.Helper()
	var out strings.Builder
	for _, kind := range graph.NounKinds {
		page, err := s.List(t.Context(), []graph.ListQuery{{Kind: kind, Order: graph.Order{By: graph.OrderPlace}, On: s.Today(), Page: graph.Page{Limit: 10_000}}})
		if err != nil {
			t.Fatal(err)
		}
		var ids []graph.ID
		for _, n := range page[0].Items {
			data, err := graph.MarshalNoun(n)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, n.Top().ID)
			out.Write(data)
		}
		links, err := s.Links(t.Context(), graph.LinkQuery{IDs: ids, Hops: graph.Hops})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			fmt.Fprintln(&out, links[id])
		}
	}
	return out.String()
}
