package edit

import (
	"testing"

	"cobuild/graph"
)

func TestCoverageCorrect(t *testing.T) {
	w := newTown(t)
	cover := func(o *graph.Organisation, u *graph.Unit, mode graph.CoverageMode, from string) *graph.Link {
		return must(t, w.facts, assign, CoverageAssignInput{Organisation: o.ID, Unit: u.ID, Mode: mode, From: day(from)})
	}
	old := cover(w.branch, w.firm, graph.ModeJoint, "2015-01-01")
	now := cover(w.branch, w.firm, graph.ModeArea, "2020-01-01")
	cover(w.branch, w.shop, graph.ModeOwn, "")
	in := func(id graph.ID, change func(*CoverageCorrectInput)) CoverageCorrectInput {
		in := CoverageCorrectInput{ID: id, Correct: true}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		id     graph.ID
		change func(*CoverageCorrectInput)
		want   []string
	}{
		"not said":            {now.ID, func(in *CoverageCorrectInput) { in.Correct, in.Mode = false, Some(graph.ModeTrade) }, []string{"INVALID correct"}},
		"nothing":             {now.ID, func(*CoverageCorrectInput) {}, []string{"INVALID"}},
		"as it is":            {now.ID, func(in *CoverageCorrectInput) { in.Mode, in.Until = Some(graph.ModeArea), Null[graph.Date]() }, []string{"INVALID"}},
		"an unknown mode":     {now.ID, func(in *CoverageCorrectInput) { in.Mode = Some[graph.CoverageMode]("ALL") }, []string{"INVALID mode"}},
		"a second own unit":   {now.ID, func(in *CoverageCorrectInput) { in.Mode = Some(graph.ModeOwn) }, []string{"CONFLICT mode"}},
		"over the one before": {now.ID, func(in *CoverageCorrectInput) { in.Since = Some(day("2019-12-31")) }, []string{"CONFLICT since"}},
		"over the other unit": {now.ID, func(in *CoverageCorrectInput) { in.Unit = Some(w.shop.ID) }, []string{"CONFLICT since"}},
		"no days":             {old.ID, func(in *CoverageCorrectInput) { in.Until = Some(day("2015-01-01")) }, []string{"INVALID until"}},
		"before both":         {now.ID, func(in *CoverageCorrectInput) { in.Organisation, in.Since = Some(w.late.ID), Some(day("2014-01-01")) }, []string{"INVALID since"}},
		"a closed unit":       {now.ID, func(in *CoverageCorrectInput) { in.Unit = Some(w.closed.ID) }, []string{"INVALID until"}},
		"values of none":      {now.ID, func(in *CoverageCorrectInput) { in.Withdraw, in.Mode = true, Some(graph.ModeTrade) }, []string{"INVALID mode"}},
		"nulls": {now.ID, func(in *CoverageCorrectInput) {
			in.Organisation, in.Unit, in.Mode = Null[graph.ID](), Null[graph.ID](), Null[graph.CoverageMode]()
		}, []string{"INVALID mode", "INVALID organisation", "INVALID unit"}},
		"an unknown coverage":      {graph.DerivedID(graph.KindCoverage, "x"), func(in *CoverageCorrectInput) { in.Withdraw = true }, []string{"NOT_FOUND id"}},
		"another kind":             {w.firm.ID, func(in *CoverageCorrectInput) { in.Withdraw = true }, []string{"INVALID id"}},
		"an unknown organisation":  {now.ID, func(in *CoverageCorrectInput) { in.Organisation = Some(graph.DerivedID(graph.KindOrganisation, "x")) }, []string{"NOT_FOUND organisation"}},
		"a date past the calendar": {now.ID, func(in *CoverageCorrectInput) { in.Until = Some(graph.End) }, []string{"INVALID until"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, CoverageCorrect, in(c.id, c.change), c.want...) })
	}
	days := must(t, w.facts, CoverageCorrect, in(old.ID, func(in *CoverageCorrectInput) {
		in.Mode, in.Since, in.Until = Some(graph.ModeTrade), Null[graph.Date](), Some(day("2019-01-01"))
	}))
	if l := days.After; l.ID != old.ID || l.Mode != graph.ModeTrade || l.Interval != between("", "2019-01-01") {
		t.Errorf("corrected to %+v", l)
	}
	other := must(t, w.facts, CoverageCorrect, in(now.ID, func(in *CoverageCorrectInput) { in.Organisation = Some(w.late.ID) }))
	if l := w.linksTo(w.firm.ID, graph.HopCovers); len(l) != 2 || other.After.ID == now.ID || other.After.From != w.late.ID || other.After.Interval != between("2020-01-01", "") {
		t.Errorf("covered by %v", l)
	}
	must(t, w.facts, CoverageCorrect, in(other.After.ID, func(in *CoverageCorrectInput) { in.Withdraw = true }))
	if l := w.linksTo(w.firm.ID, graph.HopCovers); len(l) != 1 {
		t.Errorf("covered by %v", l)
	}
}
