package edit

import (
	"context"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestMemberRegister(t *testing.T) {
	w := newTown(t)
	in := func(change func(*MemberRegisterInput)) MemberRegisterInput {
		in := MemberRegisterInput{Name: "吴明岚", MemberStatus: graph.StatusProbationary}
		change(&in)
		return in
	}
	must(t, w.facts, MemberRegister, in(func(in *MemberRegisterInput) { in.Code = "M1" }))
	for name, c := range map[string]struct {
		change func(*MemberRegisterInput)
		want   []string
	}{
		"no status":          {func(in *MemberRegisterInput) { in.MemberStatus = "" }, []string{"INVALID memberStatus"}},
		"unknown values":     {func(in *MemberRegisterInput) { in.Sex, in.Employment = "X", "IDLE" }, []string{"INVALID employment", "INVALID sex"}},
		"born in the year 0": {func(in *MemberRegisterInput) { in.BirthYear = ptr(0) }, []string{"INVALID birthYear"}},
		"born in 1899":       {func(in *MemberRegisterInput) { in.BirthYear = ptr(1899) }, []string{"INVALID birthYear"}},
		"born next year":     {func(in *MemberRegisterInput) { in.BirthYear = ptr(2027) }, []string{"INVALID birthYear"}},
		"long texts":         {func(in *MemberRegisterInput) { in.Phone, in.Number = strings.Repeat("1", 41), strings.Repeat("1", 41) }, []string{"INVALID number", "INVALID phone"}},
		"a code in use":      {func(in *MemberRegisterInput) { in.Code = "M1" }, []string{"CONFLICT code"}},
		"relations of no kind": {func(in *MemberRegisterInput) {
			in.Affiliation, in.Workplace, in.Residence = w.firm.ID, w.village.ID, w.branch.ID
		}, []string{"INVALID affiliation", "INVALID residence", "INVALID workplace"}},
		"an unknown workplace": {func(in *MemberRegisterInput) { in.Workplace = graph.DerivedID(graph.KindUnit, "x") }, []string{"NOT_FOUND workplace"}},
		"relations not there": {func(in *MemberRegisterInput) {
			in.Affiliation, in.Residence, in.Since = w.late.ID, w.young.ID, day("2014-12-31")
		}, []string{"INVALID affiliation", "INVALID residence"}},
		"an affiliation gone":   {func(in *MemberRegisterInput) { in.Affiliation, in.Since = w.dissolved.ID, day("2020-01-01") }, []string{"INVALID affiliation"}},
		"since past the last":   {func(in *MemberRegisterInput) { in.Since, in.Affiliation = graph.End, w.branch.ID }, []string{"INVALID since"}},
		"a name out of control": {func(in *MemberRegisterInput) { in.Name = "吴\x07" }, []string{"INVALID name"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, MemberRegister, in(c.change), c.want...) })
	}
	_, _, err := run(t, w.facts, func(ctx context.Context, e graph.Edit) (*graph.Member, error) {
		return MemberRegister(ctx, e, in(func(in *MemberRegisterInput) { in.Code = "M1" }))
	})
	if err == nil || strings.Contains(err.Error(), "吴明岚") {
		t.Errorf("a message tells a member's name: %v", err)
	}

	m := must(t, w.facts, MemberRegister, in(func(in *MemberRegisterInput) {
		in.Affiliation, in.Workplace, in.Residence, in.BirthYear, in.Employment = w.late.ID, w.closed.ID, w.village.ID, ptr(1990), graph.EmploymentRetired
	}))
	for hop, want := range map[graph.Hop]graph.Interval{graph.HopAffiliated: w.late.Interval, graph.HopWorksAt: w.closed.Interval, graph.HopResides: graph.Always} {
		if got := w.linksFrom(m.ID, hop); len(got) != 1 || got[0].Interval != want {
			t.Errorf("%s %v, want it in %s", hop, got, want)
		}
	}
	nameless := must(t, w.facts, MemberRegister, MemberRegisterInput{MemberStatus: graph.StatusFull})
	if nameless.Name != "" || len(nameless.Employments) != 0 {
		t.Errorf("%+v", nameless)
	}
}

func TestMemberAffiliate(t *testing.T) {
	w := newTown(t)
	in := func(o graph.ID, from string) MemberAffiliateInput {
		return MemberAffiliateInput{Member: w.member.ID, Organisation: o, From: day(from)}
	}
	right := func(o graph.ID, at string) MemberAffiliateInput {
		return MemberAffiliateInput{Member: w.member.ID, Organisation: o, Correct: true, At: day(at)}
	}
	refuse(t, w.facts, MemberAffiliate, in("", "2020-01-01"), "INVALID from")
	refuse(t, w.facts, MemberAffiliate, right(w.branch.ID, ""), "INVALID organisation")
	must(t, w.facts, MemberAffiliate, in(w.branch.ID, "2012-01-01"))
	must(t, w.facts, MemberAffiliate, in(w.committee.ID, "2022-01-01"))
	both, late, early := in(w.branch.ID, "2024-01-01"), right(w.branch.ID, ""), in(w.branch.ID, "2024-01-01")
	both.Correct, late.At, early.At = true, graph.End, day("2024-01-01")
	newcomer := in(w.branch.ID, "2016-05-31")
	newcomer.Member = w.newcomer.ID
	for name, c := range map[string]struct {
		in   MemberAffiliateInput
		want []string
	}{
		"neither change nor correction":  {in(w.branch.ID, ""), []string{"INVALID from"}},
		"both":                           {both, []string{"INVALID from"}},
		"an at with a change":            {early, []string{"INVALID at"}},
		"an at past the calendar":        {late, []string{"INVALID at"}},
		"who holds it already":           {in(w.committee.ID, "2024-01-01"), []string{"INVALID organisation"}},
		"who holds it from that day":     {in(w.committee.ID, "2022-01-01"), []string{"INVALID organisation"}},
		"another, that very day":         {in(w.branch.ID, "2022-01-01"), []string{"INVALID from"}},
		"the end on the first day":       {in("", "2022-01-01"), []string{"INVALID from"}},
		"one that overlaps a later":      {in(w.late.ID, "2018-01-01"), []string{"CONFLICT organisation"}},
		"an organisation dissolved":      {in(w.dissolved.ID, "2024-01-01"), []string{"INVALID organisation"}},
		"a member not there yet":         {newcomer, []string{"INVALID member"}},
		"unknown ones":                   {MemberAffiliateInput{Member: graph.DerivedID(graph.KindMember, "x"), Organisation: graph.DerivedID(graph.KindOrganisation, "x"), From: 9}, []string{"NOT_FOUND member", "NOT_FOUND organisation"}},
		"ids of other kinds":             {MemberAffiliateInput{Member: w.branch.ID, Organisation: w.member.ID, From: 9}, []string{"INVALID member", "INVALID organisation"}},
		"no member":                      {MemberAffiliateInput{Organisation: w.branch.ID}, []string{"INVALID from", "INVALID member"}},
		"correct what is right":          {right(w.committee.ID, ""), []string{"INVALID organisation"}},
		"correct where there is none":    {right(w.branch.ID, "2011-12-31"), []string{"INVALID organisation"}},
		"correct beyond the new one":     {right(w.late.ID, "2012-01-01"), []string{"INVALID organisation"}},
		"correct beyond a dissolved one": {right(w.dissolved.ID, ""), []string{"INVALID organisation"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, MemberAffiliate, c.in, c.want...) })
	}
	says(t, w.facts, MemberAffiliate, in(w.dissolved.ID, "2024-01-01"), "the days from 2000-01-01 until 2020-01-01", "2024-01-01")

	want := func(spans ...graph.Interval) {
		t.Helper()
		got := spansOf(w.linksFrom(w.member.ID, graph.HopAffiliated))
		if len(got) != len(spans) {
			t.Fatalf("affiliated in %v, want %v", got, spans)
		}
		for i := range got {
			if got[i] != spans[i] {
				t.Errorf("affiliated in %v, want %v", got, spans)
			}
		}
	}
	want(between("2012-01-01", "2022-01-01"), between("2022-01-01", ""))
	must(t, w.facts, MemberAffiliate, right(w.late.ID, ""))
	want(between("2012-01-01", "2022-01-01"), between("2022-01-01", ""))
	if l := w.linksFrom(w.member.ID, graph.HopAffiliated)[1]; l.To != w.late.ID {
		t.Errorf("corrected to %v", l)
	}
	must(t, w.facts, MemberAffiliate, in("", "2025-01-01"))
	want(between("2012-01-01", "2022-01-01"), between("2022-01-01", "2025-01-01"))
	must(t, w.facts, MemberAffiliate, right("", "2024-01-01"))
	want(between("2012-01-01", "2022-01-01"))
	// Its organisation ends inside the affiliation on record: still an overlap.
	refuse(t, w.facts, MemberAffiliate, in(w.dissolved.ID, "2010-01-01"), "CONFLICT organisation")
}
