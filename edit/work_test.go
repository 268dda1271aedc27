package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func TestWorkStart(t *testing.T) {
	w := newTown(t)
	start := func(unit graph.ID, holder, since, until string) WorkStartInput {
		return WorkStartInput{Unit: unit, WorkKind: graph.WorkInstructor, Holder: holder, Since: day(since), Until: day(until)}
	}
	first := must(t, w.facts, WorkStart, start(w.shop.ID, " 林指导 ", "2012-01-01", "2014-01-01"))
	if first.Holder != "林指导" || first.ID.Kind() != graph.KindWork || first.Unit != w.shop.ID {
		t.Errorf("started %+v", first)
	}
	whole := must(t, w.facts, WorkStart, start(w.closed.ID, "", "", ""))
	if whole.Interval != w.closed.Interval {
		t.Errorf("without dates it holds in %s, the unit lives in %s", whole.Interval, w.closed.Interval)
	}
	for name, c := range map[string]struct {
		in   WorkStartInput
		want []string
	}{
		"an unknown unit":         {start(graph.DerivedID(graph.KindUnit, "x"), "", "", ""), []string{"NOT_FOUND unit"}},
		"another kind":            {start(w.branch.ID, "", "2014-01-01", "2014-01-01"), []string{"INVALID unit", "INVALID until"}},
		"an unknown kind of work": {WorkStartInput{Unit: w.firm.ID, WorkKind: "PARTY"}, []string{"INVALID workKind"}},
		"before the unit":         {start(w.shop.ID, "", "2009-12-31", ""), []string{"INVALID since"}},
		"after the unit":          {start(w.closed.ID, "", "2018-01-01", ""), []string{"INVALID since"}},
		"until after the unit":    {start(w.closed.ID, "甲", "", "2018-01-02"), []string{"INVALID until"}},
		"until before since":      {start(w.shop.ID, "", "2014-01-01", "2014-01-01"), []string{"INVALID until"}},
		"until before the unit":   {start(w.shop.ID, "", "", "2010-01-01"), []string{"INVALID until"}},
		"dates past the calendar": {WorkStartInput{Unit: w.firm.ID, WorkKind: graph.WorkLiaison, Since: graph.End, Until: graph.End}, []string{"INVALID since", "INVALID until"}},
		"twice on the same days":  {start(w.shop.ID, "林指导", "2013-12-31", ""), []string{"CONFLICT workKind"}},
		"a control character":     {start(w.shop.ID, "林\x00", "", ""), []string{"INVALID holder"}},
		"a long holder":           {start(w.shop.ID, strings.Repeat("林", 201), "", ""), []string{"INVALID holder"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, WorkStart, c.in, c.want...) })
	}
	must(t, w.facts, WorkStart, start(w.shop.ID, "周指导", "2013-12-31", ""))
	must(t, w.facts, WorkStart, start(w.shop.ID, "林指导", "2014-01-01", ""))
}

func TestWorkEnd(t *testing.T) {
	w := newTown(t)
	work := must(t, w.facts, WorkStart, WorkStartInput{Unit: w.shop.ID, WorkKind: graph.WorkTradeUnion, Since: day("2012-01-01"), Until: day("2014-01-01")})
	for name, c := range map[string]struct {
		in   WorkEndInput
		want []string
	}{
		"no date":         {WorkEndInput{ID: work.ID}, []string{"INVALID from"}},
		"unknown":         {WorkEndInput{ID: graph.DerivedID(graph.KindWork, "x"), From: day("2013-01-01")}, []string{"NOT_FOUND id"}},
		"another kind":    {WorkEndInput{ID: w.shop.ID}, []string{"INVALID from", "INVALID id"}},
		"its first day":   {WorkEndInput{ID: work.ID, From: day("2012-01-01")}, []string{"INVALID from"}},
		"not before then": {WorkEndInput{ID: work.ID, From: day("2014-01-01")}, []string{"INVALID from"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, WorkEnd, c.in, c.want...) })
	}
	if got := must(t, w.facts, WorkEnd, WorkEndInput{ID: work.ID, From: day("2013-01-01")}); got.Interval != between("2012-01-01", "2013-01-01") {
		t.Errorf("ended %+v", got)
	}
}

func TestWorkCorrect(t *testing.T) {
	w := newTown(t)
	work := must(t, w.facts, WorkStart, WorkStartInput{Unit: w.shop.ID, WorkKind: graph.WorkInstructor, Holder: "林指导", Since: day("2012-01-01"), Until: day("2014-01-01")})
	must(t, w.facts, WorkStart, WorkStartInput{Unit: w.shop.ID, WorkKind: graph.WorkLiaison, Holder: "林指导", Since: day("2013-01-01")})
	in := func(change func(*WorkCorrectInput)) WorkCorrectInput {
		in := WorkCorrectInput{ID: work.ID, Correct: true}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		change func(*WorkCorrectInput)
		want   []string
	}{
		"not a correction":        {func(in *WorkCorrectInput) { in.Correct, in.Holder = false, Some("甲") }, []string{"INVALID correct"}},
		"nothing":                 {func(*WorkCorrectInput) {}, []string{"INVALID"}},
		"what is so already":      {func(in *WorkCorrectInput) { in.Holder, in.Since = Some("林指导"), Some(day("2012-01-01")) }, []string{"INVALID"}},
		"no kind":                 {func(in *WorkCorrectInput) { in.WorkKind = Null[graph.WorkKind]() }, []string{"INVALID workKind"}},
		"withdrawn with values":   {func(in *WorkCorrectInput) { in.Withdraw, in.Holder, in.Since = true, Some("甲"), Null[graph.Date]() }, []string{"INVALID holder", "INVALID since"}},
		"unknown":                 {func(in *WorkCorrectInput) { in.ID, in.Withdraw = graph.DerivedID(graph.KindWork, "x"), true }, []string{"NOT_FOUND id"}},
		"another kind of thing":   {func(in *WorkCorrectInput) { in.ID, in.Withdraw = w.shop.ID, true }, []string{"INVALID id"}},
		"before the unit":         {func(in *WorkCorrectInput) { in.Since = Some(day("2009-12-31")) }, []string{"INVALID since"}},
		"until before since":      {func(in *WorkCorrectInput) { in.Until = Some(day("2012-01-01")) }, []string{"INVALID until"}},
		"what is on record twice": {func(in *WorkCorrectInput) { in.WorkKind = Some(graph.WorkLiaison) }, []string{"CONFLICT workKind"}},
		"a control character":     {func(in *WorkCorrectInput) { in.Holder = Some("林\u2028指导") }, []string{"INVALID holder"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, WorkCorrect, in(c.change), c.want...) })
	}
	got := must(t, w.facts, WorkCorrect, in(func(in *WorkCorrectInput) {
		in.WorkKind, in.Holder, in.Since, in.Until = Some(graph.WorkYouthLeague), Null[string](), Null[graph.Date](), Null[graph.Date]()
	})).Work
	if got.ID != work.ID || got.Holder != "" || got.WorkKind != graph.WorkYouthLeague || got.Interval != w.shop.Interval {
		t.Errorf("corrected to %+v", got)
	}
	done := must(t, w.facts, WorkCorrect, in(func(in *WorkCorrectInput) { in.Withdraw = true }))
	if kept := w.nouns[w.shop.ID].(*graph.Unit).Works; done.Work != nil || len(kept) != 1 || kept[0].ID == work.ID {
		t.Errorf("withdrawn: %+v, kept %+v", done, kept)
	}
}

func TestHeadcountWithdraw(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Full: 2})
	wrong := must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Date: day("2024-06-30"), Full: 20})
	refuse(t, w.facts, HeadcountWithdraw, HeadcountWithdrawInput{ID: graph.DerivedID(graph.KindHeadcount, "x")}, "NOT_FOUND id")
	refuse(t, w.facts, HeadcountWithdraw, HeadcountWithdrawInput{ID: w.firm.ID}, "INVALID id")
	refuse(t, w.facts, HeadcountWithdraw, HeadcountWithdrawInput{ID: "x"}, "INVALID id")
	if u := must(t, w.facts, HeadcountWithdraw, HeadcountWithdrawInput{ID: wrong.ID}); len(u.Headcounts) != 1 || u.HeadcountOn(today).Full != 2 {
		t.Errorf("kept %+v", u.Headcounts)
	}
	refuse(t, w.facts, HeadcountWithdraw, HeadcountWithdrawInput{ID: wrong.ID}, "NOT_FOUND id")
}
