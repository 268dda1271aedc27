package cli_test

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cobuild/cli"
	"cobuild/edit"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// More than one mutation may touch without a limit of the test's own:
//
//	go test ./cli -run AnySize -many 20500 -v
var many = flag.Int("many", 250, "how many units the large changes of TestApplyOfAnySize touch")

// covering is a county with two villages, and an organisation that covers all
// units of the one.
func covering(units int) (data graph.Dataset, id func(kind graph.Kind, n int) graph.ID) {
	data.Name = "many"
	id = func(kind graph.Kind, n int) graph.ID { return graph.DerivedID(kind, "many", fmt.Sprint(n)) }
	links := 0
	link := func(hop graph.Hop, from, to graph.ID) {
		links++
		data.Links = append(data.Links, graph.Link{ID: id(graph.KindLink, links), Hop: hop, From: from, To: to})
	}
	for n, name := range []string{"县", "甲村", "乙村"} {
		r := &graph.Region{Head: graph.Head{ID: id(graph.KindRegion, n), Name: name}, RegionKind: graph.RegionVillage, Level: graph.LevelVillage}
		if n == 0 {
			r.RegionKind, r.Level = graph.RegionCounty, graph.LevelCounty
		} else {
			link(graph.HopParent, r.ID, id(graph.KindRegion, 0))
		}
		data.Nouns = append(data.Nouns, r)
	}
	branch := &graph.Organisation{Head: graph.Head{ID: id(graph.KindOrganisation, 0), Name: "支部"}, Kinds: []graph.Spell[graph.OrganisationKind]{{Value: graph.OrgBranch}}}
	data.Nouns = append(data.Nouns, branch)
	link(graph.HopLocated, branch.ID, id(graph.KindRegion, 0))
	for n := range units {
		class := graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}
		u := &graph.Unit{Head: graph.Head{ID: id(graph.KindUnit, n), Name: fmt.Sprint("厂", n)}, Classes: []graph.Spell[graph.UnitClass]{{Value: class}}}
		data.Nouns = append(data.Nouns, u)
		link(graph.HopLocated, u.ID, id(graph.KindRegion, 1))
		data.Links = append(data.Links, graph.Link{ID: id(graph.KindCoverage, n), Hop: graph.HopCovers, From: branch.ID, To: u.ID, Mode: graph.ModeArea})
	}
	return data, id
}

// TestApplyOfAnySize makes changes that touch more than one mutation may:
// dissolves an organisation, merges its village into another, splits it again,
// and takes all of it back. What follows from the facts is right after each.
func TestApplyOfAnySize(t *testing.T) {
	data, id := covering(*many)
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "many.db"))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC) }
	s, err := store.Open(t.Context(), engine, store.Options{Now: now, Touched: *many / 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	small, err := store.Open(t.Context(), engine, store.Options{Now: now, Changed: *many / 2})
	if err != nil {
		t.Fatal(err)
	}
	branch, from := id(graph.KindOrganisation, 0), graph.MustDate("2020-01-01")
	_, err = s.Apply(t.Context(), graph.Intent{Operation: "organisationDissolve"}, func(ctx context.Context, e graph.Edit) error {
		_, err := edit.OrganisationDissolve(ctx, e, edit.OrganisationDissolveInput{ID: branch, From: from})
		return err
	})
	if graph.CodeOf(err) != graph.CodeTooComplex {
		t.Fatalf("one mutation that touches %d units: %v, want TOO_COMPLEX", *many, err)
	}
	dissolve := fmt.Sprintf(`{"operation": "organisationDissolve", "input": {"id": %q, "from": "2020-01-01"}}`, branch)
	if _, told, err := (cli.Apply{}).ApplyLines(t.Context(), small, "", graph.EN, strings.NewReader(dissolve)); err != nil || len(told) != 1 || !strings.Contains(told[0], "split the file") {
		t.Fatalf("%d changes where %d fit: %q, %v, want one refusal", *many+2, *many/2, told, err)
	}
	if revision, err := s.Revision(t.Context()); err != nil || revision != 1 {
		t.Fatalf("refusals lead to revision %d, %v", revision, err)
	}
	units := func(village int, on graph.Date) int {
		reports, err := s.Reports(t.Context(), []graph.ReportQuery{{Place: graph.Place{Within: id(graph.KindRegion, village)}, On: on}})
		if err != nil {
			t.Fatal(err)
		}
		return reports[0].Units
	}
	var half []string
	for n := range *many / 2 {
		half = append(half, fmt.Sprintf("%q", id(graph.KindUnit, n)))
	}
	for _, step := range []struct {
		line  string
		least int // changes
		units int // of the second village afterwards
	}{
		{dissolve, *many + 1, 0},
		{fmt.Sprintf(`{"operation": "regionMerge", "input": {"regions": [%q], "from": "2021-01-01", "into": {"existing": %q}}}`, id(graph.KindRegion, 1), id(graph.KindRegion, 2)), *many + 1, *many},
		{fmt.Sprintf(`{"operation": "regionSplit", "input": {"region": %q, "from": "2022-01-01", "into": [{"region": {"new": {"name": "丙村", "code": "330299001003", "regionKind": "VILLAGE", "parent": %q}}, "takes": [%s]}, {"region": {"new": {"name": "丁村", "code": "330299001004", "regionKind": "VILLAGE", "parent": %[2]q}}, "rest": true}]}}`,
			id(graph.KindRegion, 2), id(graph.KindRegion, 0), strings.Join(half, ", ")), *many + 3, 0},
		{`{"operation": "revisionUndo", "input": {"first": 2, "last": 4}}`, *many + 3, 0},
	} {
		begun := time.Now()
		outcome, told, err := cli.Apply{}.ApplyLines(t.Context(), s, "", graph.EN, strings.NewReader(step.line))
		if err != nil || len(told) > 0 || outcome.Changes < step.least {
			t.Fatalf("%.200s: %+v, %q, %v", step.line, outcome.Receipt, told, err)
		}
		t.Logf("%.40s: %d changes, %d findings in %s", step.line, outcome.Changes, outcome.Findings, time.Since(begun))
		if n := units(2, graph.MustDate("2026-01-01")); n != step.units {
			t.Errorf("%.200s: the second village has %d units, want %d", step.line, n, step.units)
		}
		if _, err := s.Check(t.Context(), func(d store.Drift) { t.Errorf("%.200s: %s", step.line, d) }, nil); err != nil {
			t.Error(err)
		}
	}
	if n := units(1, graph.MustDate("2026-01-01")); n != *many {
		t.Errorf("after all is taken back the first village has %d units, want %d", n, *many)
	}
}
