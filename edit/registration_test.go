package edit

import (
	"testing"

	"cobuild/graph"
)

func TestRegistrationEnter(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, Organisation: w.late.ID, From: day("2018-01-01")})
	in := func(o graph.ID, since, until string) RegistrationEnterInput {
		return RegistrationEnterInput{Member: w.member.ID, Organisation: o, Since: day(since), Until: day(until)}
	}
	first := must(t, w.facts, RegistrationEnter, in(w.branch.ID, "2020-01-01", "2022-01-01"))
	if first.Interval != between("2020-01-01", "2022-01-01") || first.Hop != graph.HopRegistered || first.From != w.member.ID || first.To != w.branch.ID {
		t.Errorf("entered %+v", first)
	}
	other := must(t, w.facts, RegistrationEnter, in(w.dissolved.ID, "", ""))
	if other.Interval != w.dissolved.Interval {
		t.Errorf("holds in %s, not in %s", other.Interval, w.dissolved.Interval)
	}
	must(t, w.facts, RegistrationEnter, in(w.branch.ID, "2022-01-01", ""))
	must(t, w.facts, RegistrationEnter, in(w.late.ID, "2016-01-01", "2018-01-01"))
	newcomer := in(w.branch.ID, "2016-05-31", "")
	newcomer.Member = w.newcomer.ID
	late := in(w.committee.ID, "", "")
	late.Since, late.Until = graph.End, graph.End
	for name, c := range map[string]struct {
		in   RegistrationEnterInput
		want []string
	}{
		"twice":                     {in(w.branch.ID, "2021-01-01", ""), []string{"CONFLICT organisation"}},
		"at home":                   {in(w.late.ID, "2024-01-01", ""), []string{"CONFLICT organisation"}},
		"nothing in between":        {in(w.committee.ID, "2024-01-01", "2024-01-01"), []string{"INVALID until"}},
		"past the calendar":         {late, []string{"INVALID since"}},
		"before the organisation":   {in(w.late.ID, "2014-01-01", ""), []string{"INVALID organisation"}},
		"beyond the organisation":   {in(w.dissolved.ID, "2019-01-01", "2021-01-01"), []string{"INVALID organisation"}},
		"a member not there yet":    {newcomer, []string{"INVALID organisation"}},
		"nobody, nowhere":           {RegistrationEnterInput{Since: 3, Until: 2}, []string{"INVALID member", "INVALID organisation", "INVALID until"}},
		"unknown ones":              {RegistrationEnterInput{Member: graph.DerivedID(graph.KindMember, "x"), Organisation: graph.DerivedID(graph.KindOrganisation, "x")}, []string{"NOT_FOUND member", "NOT_FOUND organisation"}},
		"ids of each other's kinds": {RegistrationEnterInput{Member: w.branch.ID, Organisation: w.member.ID}, []string{"INVALID member", "INVALID organisation"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegistrationEnter, c.in, c.want...) })
	}
}

func TestRegistrationEnd(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, Organisation: w.late.ID, From: day("2018-01-01")})
	l := must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: w.member.ID, Organisation: w.branch.ID, Since: day("2020-01-01")})
	must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: w.member.ID, Organisation: w.committee.ID, Since: day("2020-01-01")})
	affiliation := w.linksFrom(w.member.ID, graph.HopAffiliated)[0]
	byEnds := RegistrationEndInput{Member: w.member.ID, Organisation: w.committee.ID, From: day("2024-01-01")}
	for name, c := range map[string]struct {
		in   RegistrationEndInput
		want []string
	}{
		"neither way":         {RegistrationEndInput{From: 9}, []string{"INVALID id"}},
		"one end only":        {RegistrationEndInput{Member: w.member.ID}, []string{"INVALID from", "INVALID id"}},
		"unknown ends":        {RegistrationEndInput{Member: graph.DerivedID(graph.KindMember, "x"), Organisation: w.firm.ID, From: 9}, []string{"NOT_FOUND member", "INVALID organisation"}},
		"both ways":           {RegistrationEndInput{ID: l.ID, Member: w.member.ID, From: 9}, []string{"INVALID id"}},
		"an unknown one":      {RegistrationEndInput{ID: graph.DerivedID(graph.KindLink, "x")}, []string{"INVALID from", "NOT_FOUND id"}},
		"an affiliation":      {RegistrationEndInput{ID: affiliation.ID, From: day("2024-01-01")}, []string{"INVALID id"}},
		"a member's id":       {RegistrationEndInput{ID: w.member.ID, From: day("2024-01-01")}, []string{"INVALID id"}},
		"on its first day":    {RegistrationEndInput{ID: l.ID, From: day("2020-01-01")}, []string{"INVALID from"}},
		"when there was none": {RegistrationEndInput{Member: w.member.ID, Organisation: w.branch.ID, From: day("2019-12-31")}, []string{"INVALID from"}},
		"not registered":      {RegistrationEndInput{Member: w.member.ID, Organisation: w.late.ID, From: day("2024-01-01")}, []string{"INVALID from"}},
		"past the calendar":   {RegistrationEndInput{ID: l.ID, From: graph.End}, []string{"INVALID from"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegistrationEnd, c.in, c.want...) })
	}
	if got := must(t, w.facts, RegistrationEnd, RegistrationEndInput{ID: l.ID, From: day("2024-01-01")}); got.Interval != between("2020-01-01", "2024-01-01") {
		t.Errorf("by id: %+v", got)
	}
	if got := must(t, w.facts, RegistrationEnd, byEnds); got.Interval != between("2020-01-01", "2024-01-01") || got.To != w.committee.ID {
		t.Errorf("by ends: %+v", got)
	}
	refuse(t, w.facts, RegistrationEnd, byEnds, "INVALID from")
}

func TestRegistrationCorrect(t *testing.T) {
	w := newTown(t)
	enter := func(since, until string) *graph.Link {
		return must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: w.newcomer.ID, Organisation: w.branch.ID, Since: day(since), Until: day(until)})
	}
	first, second := enter("2017-01-01", "2018-01-01"), enter("2020-01-01", "")
	in := func(change func(*RegistrationCorrectInput)) RegistrationCorrectInput {
		in := RegistrationCorrectInput{ID: first.ID, Correct: true}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		change func(*RegistrationCorrectInput)
		want   []string
	}{
		"nothing":                  {func(*RegistrationCorrectInput) {}, []string{"INVALID"}},
		"not said to be one":       {func(in *RegistrationCorrectInput) { in.Correct, in.Until = false, Some(day("2019-01-01")) }, []string{"INVALID correct"}},
		"into the next":            {func(in *RegistrationCorrectInput) { in.Until = Null[graph.Date]() }, []string{"CONFLICT id"}},
		"the wrong way round":      {func(in *RegistrationCorrectInput) { in.Since = Some(day("2018-01-01")) }, []string{"INVALID until"}},
		"before the member":        {func(in *RegistrationCorrectInput) { in.Since = Some(day("2016-01-01")) }, []string{"INVALID id"}},
		"past the calendar":        {func(in *RegistrationCorrectInput) { in.Since = Some(graph.End) }, []string{"INVALID since"}},
		"withdrawn, with a date":   {func(in *RegistrationCorrectInput) { in.Withdraw, in.Until = true, Some(day("2019-01-01")) }, []string{"INVALID until"}},
		"unknown, not said":        {func(in *RegistrationCorrectInput) { in.ID, in.Correct = graph.DerivedID(graph.KindLink, "x"), false }, []string{"INVALID correct", "NOT_FOUND id"}},
		"something else":           {func(in *RegistrationCorrectInput) { in.ID = w.branch.ID }, []string{"INVALID id"}},
		"the dates it has already": {func(in *RegistrationCorrectInput) { in.Since, in.Until = Some(first.Since), Some(first.Until) }, []string{"INVALID"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegistrationCorrect, in(c.change), c.want...) })
	}
	got := must(t, w.facts, RegistrationCorrect, in(func(in *RegistrationCorrectInput) { in.Since, in.Until = Null[graph.Date](), Some(day("2020-01-01")) }))
	if got.Interval != between("2016-06-01", "2020-01-01") {
		t.Errorf("corrected to %s", got.Interval)
	}
	must(t, w.facts, RegistrationCorrect, RegistrationCorrectInput{ID: second.ID, Correct: true, Withdraw: true})
	if left := w.linksFrom(w.newcomer.ID, graph.HopRegistered); len(left) != 1 || left[0].ID != first.ID {
		t.Errorf("left %+v", left)
	}
	must(t, w.facts, RegistrationCorrect, in(func(in *RegistrationCorrectInput) { in.Until = Null[graph.Date]() }))
	if left := w.linksFrom(w.newcomer.ID, graph.HopRegistered); left[0].Interval != between("2016-06-01", "") {
		t.Errorf("left %+v", left)
	}
}
