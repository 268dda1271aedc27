package edit

import (
	"testing"

	"cobuild/graph"
)

func TestCommitteeTerms(t *testing.T) {
	w := newTown(t)
	unknown := graph.DerivedID(graph.KindOrganisation, "x")
	begin := func(id graph.ID, from, to string) CommitteeTermBeginInput {
		return CommitteeTermBeginInput{Organisation: id, From: day(from), To: day(to)}
	}
	first := must(t, w.facts, CommitteeTermBegin, begin(w.branch.ID, "2018-03-01", "2021-03-01"))
	must(t, w.facts, CommitteeTermBegin, begin(w.branch.ID, "2021-06-01", "2024-06-01"))
	must(t, w.facts, CommitteeTermBegin, begin(w.late.ID, "", ""))
	if o := must(t, w.facts, CommitteeTermExtend, CommitteeTermExtendInput{Organisation: w.branch.ID, At: day("2020-01-01"), Extension: day("2021-06-01")}).Organisation; first.Term.Interval != between("2018-03-01", "") || len(o.Terms) != 2 || o.Terms[0].Interval != between("2018-03-01", "2021-06-01") || o.Terms[0].Extension != day("2021-06-01") {
		t.Errorf("terms %+v", o.Terms)
	}
	for name, c := range map[string]struct {
		in   CommitteeTermBeginInput
		want []string
	}{
		"no day beside a term":     {begin(w.branch.ID, "", ""), []string{"CONFLICT from"}},
		"the day one begins":       {begin(w.branch.ID, "2021-06-01", ""), []string{"INVALID from"}},
		"before one":               {begin(w.branch.ID, "2020-01-01", ""), []string{}},
		"before the first":         {begin(w.branch.ID, "2017-01-01", ""), []string{"CONFLICT from"}},
		"a planned end before":     {begin(w.branch.ID, "2025-01-01", "2024-12-31"), []string{"INVALID to"}},
		"outside its life":         {begin(w.dissolved.ID, "2021-01-01", ""), []string{"INVALID organisation"}},
		"an unknown organisation":  {begin(unknown, "2021-01-01", ""), []string{"NOT_FOUND organisation"}},
		"a unit":                   {begin(w.firm.ID, "2021-01-01", ""), []string{"INVALID organisation"}},
		"a date past the calendar": {CommitteeTermBeginInput{Organisation: w.branch.ID, From: graph.End}, []string{"INVALID from"}},
	} {
		if len(c.want) > 0 {
			t.Run(name, func(t *testing.T) { refuse(t, w.facts, CommitteeTermBegin, c.in, c.want...) })
		}
	}
	for name, c := range map[string]struct {
		in   CommitteeTermExtendInput
		want []string
	}{
		"no day":               {CommitteeTermExtendInput{Organisation: w.branch.ID}, []string{"INVALID extension"}},
		"not after its end":    {CommitteeTermExtendInput{Organisation: w.branch.ID, Extension: day("2024-06-01")}, []string{"INVALID extension"}},
		"without planned end":  {CommitteeTermExtendInput{Organisation: w.late.ID, Extension: day("2030-01-01")}, []string{"INVALID extension"}},
		"as it is":             {CommitteeTermExtendInput{Organisation: w.branch.ID, At: day("2020-01-01"), Extension: day("2021-06-01")}, []string{"INVALID extension"}},
		"no term that day":     {CommitteeTermExtendInput{Organisation: w.branch.ID, At: day("2017-01-01"), Extension: day("2021-06-01")}, []string{"INVALID at"}},
		"no committee at all":  {CommitteeTermExtendInput{Organisation: w.committee.ID, Extension: day("2030-01-01")}, []string{"INVALID at"}},
		"unknown organisation": {CommitteeTermExtendInput{Organisation: unknown, Extension: day("2030-01-01")}, []string{"NOT_FOUND organisation"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, CommitteeTermExtend, c.in, c.want...) })
	}
	for name, c := range map[string]struct {
		in   CommitteeTermEndInput
		want []string
	}{
		"no day":        {CommitteeTermEndInput{Organisation: w.branch.ID}, []string{"INVALID from"}},
		"none in force": {CommitteeTermEndInput{Organisation: w.branch.ID, From: day("2017-01-01")}, []string{"INVALID from"}},
		"its first day": {CommitteeTermEndInput{Organisation: w.branch.ID, From: day("2021-06-01")}, []string{"INVALID from"}},
		"another kind":  {CommitteeTermEndInput{Organisation: w.member.ID, From: day("2021-06-01")}, []string{"INVALID organisation"}},
	} {
		t.Run("end "+name, func(t *testing.T) { refuse(t, w.facts, CommitteeTermEnd, c.in, c.want...) })
	}
	if done := must(t, w.facts, CommitteeTermEnd, CommitteeTermEndInput{Organisation: w.branch.ID, From: day("2024-01-01")}); done.Term.Interval != between("2021-06-01", "2024-01-01") {
		t.Errorf("ended %+v", done.Term)
	}
}

func TestCommitteeTermCorrect(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, CommitteeTermBegin, CommitteeTermBeginInput{Organisation: w.late.ID, From: day("2018-03-01"), To: day("2021-03-01")})
	must(t, w.facts, CommitteeTermBegin, CommitteeTermBeginInput{Organisation: w.late.ID, From: day("2021-06-01")})
	in := func(at string, change func(*CommitteeTermCorrectInput)) CommitteeTermCorrectInput {
		in := CommitteeTermCorrectInput{Organisation: w.late.ID, Correct: true, At: day(at)}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		at     string
		change func(*CommitteeTermCorrectInput)
		want   []string
	}{
		"not said":              {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.Correct, in.To = false, Some(day("2021-01-01")) }, []string{"INVALID correct"}},
		"nothing":               {"2020-01-01", func(*CommitteeTermCorrectInput) {}, []string{"INVALID"}},
		"over the next":         {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.Until = Some(day("2021-06-02")) }, []string{"CONFLICT until"}},
		"over the one before":   {"2022-01-01", func(in *CommitteeTermCorrectInput) { in.Since = Some(day("2021-05-01")) }, []string{"CONFLICT since"}},
		"before its life":       {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.Since = Some(day("2014-12-31")) }, []string{"INVALID since"}},
		"extension without end": {"2022-01-01", func(in *CommitteeTermCorrectInput) { in.Extension = Some(day("2025-01-01")) }, []string{"INVALID extension"}},
		"extension before end":  {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.Extension = Some(day("2021-01-01")) }, []string{"INVALID extension"}},
		"end before start":      {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.To = Some(day("2018-03-01")) }, []string{"INVALID to"}},
		"values of none":        {"2020-01-01", func(in *CommitteeTermCorrectInput) { in.Withdraw, in.To = true, Some(day("2021-01-01")) }, []string{"INVALID to"}},
		"no term that day":      {"2017-01-01", func(in *CommitteeTermCorrectInput) { in.Withdraw = true }, []string{"INVALID at"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, CommitteeTermCorrect, in(c.at, c.change), c.want...) })
	}
	got := must(t, w.facts, CommitteeTermCorrect, in("2020-01-01", func(in *CommitteeTermCorrectInput) {
		in.Since, in.Until, in.To, in.Extension = Null[graph.Date](), Some(day("2021-05-01")), Some(day("2021-01-01")), Some(day("2021-05-01"))
	}))
	if got.Term.Interval != between("2015-01-01", "2021-05-01") || got.Term.Extension != day("2021-05-01") {
		t.Errorf("corrected to %+v", got.Term)
	}
	if gone := must(t, w.facts, CommitteeTermCorrect, in("", func(in *CommitteeTermCorrectInput) { in.Withdraw = true })); gone.Term != nil || len(gone.Organisation.Terms) != 1 {
		t.Errorf("withdrawn %+v", gone)
	}
}
