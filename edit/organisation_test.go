package edit

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestOrganisationFound(t *testing.T) {
	w := newTown(t)
	in := func(change func(*OrganisationFoundInput)) OrganisationFoundInput {
		in := OrganisationFoundInput{Name: "新支部", OrganisationKind: graph.OrgBranch, Region: w.township.ID}
		change(&in)
		return in
	}
	must(t, w.facts, OrganisationFound, in(func(in *OrganisationFoundInput) { in.Code, in.Leads, in.Since = "O1", w.village.ID, day("2020-01-01") }))
	unknown := graph.DerivedID(graph.KindOrganisation, "x")
	for name, c := range map[string]struct {
		change func(*OrganisationFoundInput)
		want   []string
	}{
		"a code in use":         {func(in *OrganisationFoundInput) { in.Code = "O1" }, []string{"CONFLICT code"}},
		"a region led":          {func(in *OrganisationFoundInput) { in.Leads, in.Since = w.village.ID, day("2024-01-01") }, []string{"CONFLICT leads"}},
		"a region led later":    {func(in *OrganisationFoundInput) { in.Leads, in.Since = w.village.ID, day("2010-01-01") }, []string{"CONFLICT leads"}},
		"a region gone to lead": {func(in *OrganisationFoundInput) { in.Leads, in.Since = w.gone.ID, day("2024-01-01") }, []string{"INVALID leads"}},
		"an unknown superior":   {func(in *OrganisationFoundInput) { in.Superior = unknown }, []string{"NOT_FOUND superior"}},
		"a superior not there":  {func(in *OrganisationFoundInput) { in.Superior, in.Since = w.late.ID, day("2014-01-01") }, []string{"INVALID superior"}},
		"a superior gone":       {func(in *OrganisationFoundInput) { in.Superior, in.Since = w.dissolved.ID, day("2020-01-01") }, []string{"INVALID superior"}},
		"ids of other kinds": {func(in *OrganisationFoundInput) {
			in.Superior, in.Leads, in.Secretary = w.firm.ID, w.branch.ID, w.branch.ID
		}, []string{"INVALID leads", "INVALID secretary", "INVALID superior"}},
		"an unknown kind":     {func(in *OrganisationFoundInput) { in.OrganisationKind = "CLUB" }, []string{"INVALID organisationKind"}},
		"an unknown strength": {func(in *OrganisationFoundInput) { in.Strength = "SO_SO" }, []string{"INVALID strength"}},
		"an unknown level":    {func(in *OrganisationFoundInput) { in.Level = "CITY" }, []string{"INVALID level"}},
		"a since for nobody":  {func(in *OrganisationFoundInput) { in.SecretarySince = day("2020-01-01") }, []string{"INVALID secretarySince"}},
		"a since too early": {func(in *OrganisationFoundInput) {
			in.Since, in.Secretary, in.SecretarySince = day("2020-01-01"), w.member.ID, day("2019-01-01")
		}, []string{"INVALID secretarySince"}},
		"a secretary not there": {func(in *OrganisationFoundInput) { in.Since, in.Secretary = day("2016-05-31"), w.newcomer.ID }, []string{"INVALID secretary"}},
		"a term too early": {func(in *OrganisationFoundInput) {
			in.Since, in.CommitteeTerm = day("2020-01-01"), &TermInput{Since: day("2019-12-31")}
		}, []string{"INVALID committeeTerm.since"}},
		"a term that ends first": {func(in *OrganisationFoundInput) {
			in.CommitteeTerm = &TermInput{Since: day("2020-01-01"), To: day("2020-01-01")}
		}, []string{"INVALID committeeTerm.to"}},
		"an extension alone": {func(in *OrganisationFoundInput) { in.CommitteeTerm = &TermInput{Extension: day("2020-01-01")} }, []string{"INVALID committeeTerm.extension"}},
		"an extension too early": {func(in *OrganisationFoundInput) {
			in.CommitteeTerm = &TermInput{To: day("2021-01-01"), Extension: day("2021-01-01")}
		}, []string{"INVALID committeeTerm.extension"}},
		"dates past the calendar": {func(in *OrganisationFoundInput) {
			in.Since, in.CommitteeTerm = graph.End, &TermInput{To: graph.End}
		}, []string{"INVALID committeeTerm.to", "INVALID since"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, OrganisationFound, in(c.change), c.want...) })
	}
	says(t, w.facts, OrganisationFound, in(func(in *OrganisationFoundInput) { in.Leads = w.village.ID }), "led by", "新支部", "2020-01-01")

	leader := w.linksTo(w.village.ID, graph.HopLeads)[0].From
	task := newTask(w.begin())
	if err := task.claimRegion(context.Background(), leader, w.village, graph.Always, "leads"); err != nil || task.refused() {
		t.Errorf("the leader stands in its own way: %v, %v", err, task.errs)
	}
	must(t, w.facts, OrganisationDissolve, OrganisationDissolveInput{ID: leader, From: day("2025-01-01")})
	follow := func(since string) OrganisationFoundInput {
		return in(func(in *OrganisationFoundInput) { in.Leads, in.Since = w.village.ID, day(since) })
	}
	refuse(t, w.facts, OrganisationFound, follow("2024-12-31"), "CONFLICT leads")
	must(t, w.facts, OrganisationFound, follow("2025-01-01"))

	o := must(t, w.facts, OrganisationFound, in(func(in *OrganisationFoundInput) {
		in.Superior, in.Leads, in.Secretary = w.late.ID, w.young.ID, w.newcomer.ID
		in.CommitteeTerm = &TermInput{To: day("2026-01-01"), Extension: day("2027-01-01")}
	}))
	if o.Strengths[0].Value != graph.StrengthOrdinary || o.Terms[0].Interval != graph.Always {
		t.Errorf("founded %+v", o)
	}
	if s := w.linksFrom(o.ID, graph.HopSecretary); len(s) != 1 || s[0].Interval != w.newcomer.Interval || s[0].To != w.newcomer.ID {
		t.Errorf("a secretary without since holds the post since both are there: %+v", s)
	}
	if up := w.linksFrom(o.ID, graph.HopSuperior); len(up) != 1 || up[0].Interval != w.late.Interval {
		t.Errorf("without since the line begins with the superior: %v", up)
	}
}

func TestOrganisationDissolve(t *testing.T) {
	w := newTown(t)
	in := func(id graph.ID, from string, withdraw bool) OrganisationDissolveInput {
		return OrganisationDissolveInput{ID: id, From: day(from), WithdrawFuture: withdraw}
	}
	refuse(t, w.facts, OrganisationDissolve, in(graph.DerivedID(graph.KindOrganisation, "x"), "2025-01-01", false), "NOT_FOUND id")
	refuse(t, w.facts, OrganisationDissolve, in(w.firm.ID, "", false), "INVALID from", "INVALID id")
	refuse(t, w.facts, OrganisationDissolve, in(w.late.ID, "2015-01-01", false), "INVALID from")
	refuse(t, w.facts, OrganisationDissolve, in(w.dissolved.ID, "2020-01-01", false), "INVALID from")
	refuse(t, w.facts, OrganisationDissolve, in(w.branch.ID, "", false), "INVALID from")

	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.late.ID, Unit: w.shop.ID, Mode: graph.ModeOwn, From: day("2016-01-01")})
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.late.ID, Unit: w.firm.ID, Mode: graph.ModeJoint, From: day("2027-01-01")})
	must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, Organisation: w.late.ID, From: day("2016-01-01")})
	pairing := must(t, w.facts, PairingAgree, PairingAgreeInput{PairingKind: graph.PairingOther, Since: day("2017-01-01"), Ends: []PairingEndInput{
		{Participant: w.late.ID, Role: graph.RolePeer}, {Participant: w.branch.ID, Role: graph.RolePeer},
	}})
	refuse(t, w.facts, OrganisationDissolve, in(w.late.ID, "2026-01-01", false), "CONFLICT from")
	says(t, w.facts, OrganisationDissolve, in(w.late.ID, "2026-01-01", false), "2027-01-01 COVERS", "柳湾机械厂", "withdrawFuture")
	done := must(t, w.facts, OrganisationDissolve, in(w.late.ID, "2026-01-01", true))
	// Its place, superior, coverage, the affiliation and the end; kind and strength.
	if done.Ended != 7 || done.Withdrawn != 1 || done.Organisation.Until != day("2026-01-01") {
		t.Errorf("dissolved %+v", done)
	}
	for _, l := range w.links {
		if (l.From == w.late.ID || l.To == w.late.ID) && l.End() > day("2026-01-01") {
			t.Errorf("%v outlasts its end", l)
		}
	}
	if ends := w.linksFrom(pairing.ID, graph.HopEnd); len(ends) != 2 || w.nouns[pairing.ID].Top().Until != 0 {
		t.Errorf("the pairing goes on without the end: %v", ends)
	}
}

func TestDissolveThousands(t *testing.T) {
	w := newTown(t)
	const units = 3000
	for i := range units {
		id := graph.DerivedID(graph.KindUnit, fmt.Sprint(i))
		w.nouns[id] = &graph.Unit{Head: graph.Head{ID: id, Name: fmt.Sprintf("第%d厂", i)}, Classes: w.firm.Classes}
		l := graph.Link{ID: graph.DerivedID(graph.KindCoverage, fmt.Sprint(i)), Hop: graph.HopCovers, From: w.branch.ID, To: id, Mode: graph.ModeArea}
		if i >= units/2 {
			l.Since = day("2028-01-01").AddDays(i)
		}
		w.links[l.ID] = l
	}
	in := OrganisationDissolveInput{ID: w.branch.ID, From: day("2026-06-01")}
	_, e, err := run(t, w.facts, func(ctx context.Context, e graph.Edit) (*Dissolution, error) { return OrganisationDissolve(ctx, e, in) })
	if err == nil || e.reads > 6 {
		t.Fatalf("%d reads, %v", e.reads, err)
	}
	if listed := strings.Count(err.Error(), "COVERS"); listed != mostListed || !strings.Contains(err.Error(), "1500 relations") {
		t.Errorf("%d are listed: %v", listed, err)
	}
	in.WithdrawFuture = true
	done, e, err := run(t, w.facts, func(ctx context.Context, e graph.Edit) (*Dissolution, error) { return OrganisationDissolve(ctx, e, in) })
	if err != nil || e.reads > 6 {
		t.Fatalf("%d reads, %v", e.reads, err)
	}
	if done.Withdrawn != units/2 || done.Ended != units/2+4 { // with place, superior, kind and strength
		t.Errorf("dissolved %+v", done)
	}
}

// An organisation never lies below itself, on any day, at any distance.
func TestNoCircleInTheLine(t *testing.T) {
	w := newTown(t)
	above := func(below, above *graph.Organisation, days graph.Interval) []string {
		task := newTask(w.begin())
		if err := task.claimAbove(context.Background(), graph.HopSuperior, below, above, days, "superior"); err != nil {
			t.Fatal(err)
		}
		return codes(t, task.errs.OrNil())
	}
	low := must(t, w.facts, OrganisationFound, OrganisationFoundInput{
		Name: "党小组", OrganisationKind: graph.OrgGroup, Region: w.township.ID, Superior: w.late.ID, Since: day("2020-01-01"),
	})
	head := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "总支", OrganisationKind: graph.OrgGeneralBranch, Region: w.township.ID})
	tail := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "末支部", OrganisationKind: graph.OrgBranch, Region: w.township.ID, Superior: head.ID})
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: head.ID, From: day("2022-01-01"), OrganisationFields: OrganisationFields{Superior: Some(w.committee.ID)}})
	for name, c := range map[string]struct {
		below, above *graph.Organisation
		days         graph.Interval
		circle       bool
	}{
		"itself":                       {w.branch, w.branch, graph.Always, true},
		"its direct subordinate":       {w.committee, w.branch, graph.Always, true},
		"one far below":                {w.committee, low, graph.Always, true},
		"one far below, for a day":     {w.committee, low, between("2020-01-01", "2020-01-02"), true},
		"one that was below later":     {w.committee, low, between("2016-01-01", "2020-01-01"), false},
		"one that was below earlier":   {w.committee, w.dissolved, between("2020-01-01", ""), false},
		"one whose head came later":    {w.committee, tail, between("2016-01-01", "2022-01-01"), false},
		"one whose head has come":      {w.committee, tail, between("2016-01-01", "2022-01-02"), true},
		"one beside it":                {w.branch, w.late, graph.Always, false},
		"one above it":                 {low, w.committee, graph.Always, false},
		"below before, above now only": {w.committee, w.dissolved, between("2019-12-31", "2020-01-01"), true},
	} {
		if got := above(c.below, c.above, c.days); (len(got) > 0) != c.circle {
			t.Errorf("%s: %q", name, got)
		}
	}
}
