package edit

import (
	"context"
	"testing"

	"cobuild/graph"
)

func TestCoverageAssign(t *testing.T) {
	w := newTown(t)
	in := func(o, u graph.ID, mode graph.CoverageMode, from string) CoverageAssignInput {
		return CoverageAssignInput{Organisation: o, Unit: u, Mode: mode, From: day(from)}
	}
	first := must(t, w.facts, assign, in(w.branch.ID, w.firm.ID, graph.ModeJoint, "2020-01-01"))
	must(t, w.facts, assign, in(w.branch.ID, w.shop.ID, graph.ModeArea, "2028-01-01"))
	must(t, w.facts, assign, in(w.committee.ID, w.shop.ID, graph.ModeOwn, ""))
	for name, c := range map[string]struct {
		in   CoverageAssignInput
		want []string
	}{
		"the same mode":               {in(w.branch.ID, w.firm.ID, graph.ModeJoint, "2024-01-01"), []string{"INVALID mode"}},
		"the same mode, the same day": {in(w.branch.ID, w.firm.ID, graph.ModeJoint, "2020-01-01"), []string{"INVALID mode"}},
		"another, the same day":       {in(w.branch.ID, w.firm.ID, graph.ModeArea, "2020-01-01"), []string{"INVALID from"}},
		"one that overlaps a later":   {in(w.branch.ID, w.firm.ID, graph.ModeJoint, "2019-01-01"), []string{"CONFLICT mode"}},
		"one before a coming one":     {in(w.branch.ID, w.shop.ID, graph.ModeJoint, "2026-01-01"), []string{"CONFLICT mode"}},
		"no day where there is one":   {in(w.branch.ID, w.firm.ID, graph.ModeArea, ""), []string{"CONFLICT from"}},
		"the same own unit again":     {in(w.committee.ID, w.shop.ID, graph.ModeOwn, "2024-01-01"), []string{"INVALID mode"}},
		"a second own unit":           {in(w.committee.ID, w.firm.ID, graph.ModeOwn, "2024-01-01"), []string{"CONFLICT mode"}},
		"a second own unit, undated":  {in(w.committee.ID, w.firm.ID, graph.ModeOwn, ""), []string{"CONFLICT mode"}},
		"a unit not there yet":        {in(w.branch.ID, w.shop.ID, graph.ModeJoint, "2009-12-31"), []string{"INVALID unit"}},
		"a unit closed":               {in(w.branch.ID, w.closed.ID, graph.ModeJoint, "2018-01-01"), []string{"INVALID unit"}},
		"an organisation dissolved":   {in(w.dissolved.ID, w.firm.ID, graph.ModeJoint, "2020-01-01"), []string{"INVALID organisation"}},
		"lives that never meet":       {in(w.dissolved.ID, w.nouns[unitSince(t, w, "2021-01-01")].Top().ID, graph.ModeJoint, ""), []string{"INVALID unit"}},
		"unknown ends":                {in(graph.DerivedID(graph.KindOrganisation, "x"), graph.DerivedID(graph.KindUnit, "x"), graph.ModeOwn, ""), []string{"NOT_FOUND organisation", "NOT_FOUND unit"}},
		"ends the wrong way round":    {in(w.firm.ID, w.branch.ID, graph.ModeOwn, ""), []string{"INVALID organisation", "INVALID unit"}},
		"an unknown mode":             {in(w.branch.ID, w.closed.ID, "HALF", ""), []string{"INVALID mode"}},
		"a day past the calendar":     {CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn, From: graph.End}, []string{"INVALID from"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, assign, c.in, c.want...) })
	}
	says(t, w.facts, assign, in(w.committee.ID, w.firm.ID, graph.ModeOwn, "2024-01-01"), "清溪商店", "one own unit")

	_, _, err := run(t, w.facts, func(ctx context.Context, e graph.Edit) (*graph.Link, error) {
		now, replaced, err := CoverageAssign(ctx, e, in(w.branch.ID, w.firm.ID, graph.ModeOwn, "2024-01-01"))
		if err == nil && (replaced == nil || replaced.ID != first.ID || replaced.Until != now.Since || now.Mode != graph.ModeOwn || now.ID.Kind() != graph.KindCoverage) {
			t.Errorf("%+v replaced by %+v", replaced, now)
		}
		return now, err
	})
	if err != nil {
		t.Fatal(err)
	}
	bounded := must(t, w.facts, assign, in(w.committee.ID, w.closed.ID, graph.ModeArea, ""))
	if bounded.Interval != w.closed.Interval {
		t.Errorf("without a day it holds as long as both are there: %v", bounded)
	}
	until := must(t, w.facts, assign, in(w.branch.ID, w.closed.ID, graph.ModeArea, "2010-01-01"))
	if until.Until != w.closed.Until {
		t.Errorf("it ends with the unit: %v", until)
	}
}

func unitSince(t *testing.T, w *town, since string) graph.ID {
	return must(t, w.facts, UnitRegister, UnitRegisterInput{
		Name: "新店", UnitKind: graph.UnitSoleTrader, Ownership: graph.OwnershipPrivate, Region: w.township.ID, Since: day(since),
	}).ID
}

func TestCoverageEnd(t *testing.T) {
	w := newTown(t)
	l := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn, From: day("2020-01-01")})
	end := func(id graph.ID, from string) CoverageEndInput { return CoverageEndInput{ID: id, From: day(from)} }
	refuse(t, w.facts, CoverageEnd, end(l.ID, ""), "INVALID from")
	refuse(t, w.facts, CoverageEnd, end(l.ID, "2020-01-01"), "INVALID from")
	refuse(t, w.facts, CoverageEnd, end(l.ID, "2019-01-01"), "INVALID from")
	refuse(t, w.facts, CoverageEnd, end(w.firm.ID, "2021-01-01"), "INVALID id")
	refuse(t, w.facts, CoverageEnd, end(graph.DerivedID(graph.KindCoverage, "x"), ""), "INVALID from", "NOT_FOUND id")
	if got := must(t, w.facts, CoverageEnd, end(l.ID, "2025-01-01")); got.Until != day("2025-01-01") || w.links[l.ID] != *got {
		t.Errorf("ended %v", got)
	}
	refuse(t, w.facts, CoverageEnd, end(l.ID, "2025-01-01"), "INVALID from")
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.shop.ID, Mode: graph.ModeOwn, From: day("2025-01-01")})
	must(t, w.facts, CoverageEnd, end(l.ID, "2024-01-01"))
	again := CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn, From: day("2024-01-01")}
	refuse(t, w.facts, assign, again, "CONFLICT mode")
	again.Mode = graph.ModeArea
	must(t, w.facts, assign, again)
}
