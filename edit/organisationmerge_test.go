package edit

import (
	"slices"
	"testing"

	"cobuild/graph"
)

func TestOrganisationMerge(t *testing.T) {
	w := newTown(t)
	cover := func(o *graph.Organisation, u *graph.Unit, mode graph.CoverageMode, from string) {
		must(t, w.facts, assign, CoverageAssignInput{Organisation: o.ID, Unit: u.ID, Mode: mode, From: day(from)})
	}
	third := must(t, w.facts, UnitRegister, UnitRegisterInput{Name: "三厂", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID})
	cover(w.branch, w.firm, graph.ModeOwn, "")
	cover(w.branch, third, graph.ModeArea, "2020-01-01")
	cover(w.late, w.shop, graph.ModeOwn, "")
	cover(w.late, third, graph.ModeTrade, "2019-01-01")
	must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, Organisation: w.branch.ID, From: day("2019-01-01")})
	group := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "一组", OrganisationKind: graph.OrgGroup, Region: w.township.ID, Superior: w.branch.ID})
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.branch.ID, From: day("2018-01-01"), OrganisationFields: OrganisationFields{Leads: Some(w.village.ID), Secretary: Some(w.member.ID)}})
	pair := func(a, b graph.ID) *graph.Pairing {
		return must(t, w.facts, PairingAgree, PairingAgreeInput{PairingKind: graph.PairingMentor, Since: day("2020-01-01"), Ends: []PairingEndInput{
			{Participant: a, Role: graph.RoleHelper, Person: w.newcomer.ID}, {Participant: b, Role: graph.RoleHelped},
		}})
	}
	moved, twin := pair(w.branch.ID, group.ID), pair(w.branch.ID, w.village.ID)
	pair(w.late.ID, w.village.ID)

	in := func(into graph.ID, from string, gone ...graph.ID) OrganisationMergeInput {
		return OrganisationMergeInput{Organisations: gone, Into: into, From: day(from)}
	}
	for name, c := range map[string]struct {
		in   OrganisationMergeInput
		want []string
	}{
		"none":            {in(w.late.ID, "2024-01-01"), []string{"INVALID organisations"}},
		"itself":          {in(w.late.ID, "2024-01-01", w.late.ID), []string{"INVALID organisations.0"}},
		"twice":           {in(w.late.ID, "2024-01-01", w.branch.ID, w.branch.ID), []string{"INVALID organisations.1"}},
		"no day":          {in(w.late.ID, "", w.branch.ID), []string{"INVALID from"}},
		"not there yet":   {in(w.late.ID, "2014-01-01", w.branch.ID), []string{"INVALID into"}},
		"ended already":   {in(w.late.ID, "2024-01-01", w.dissolved.ID), []string{"INVALID from"}},
		"what is coming":  {in(w.late.ID, "2019-06-01", w.branch.ID), []string{"CONFLICT from"}},
		"unknown, a unit": {in(graph.DerivedID(graph.KindOrganisation, "x"), "2024-01-01", w.firm.ID), []string{"INVALID organisations.0", "NOT_FOUND into"}},
		"into its group":  {in(group.ID, "2024-01-01", w.committee.ID), []string{"CONFLICT into"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, OrganisationMerge, c.in, c.want...) })
	}
	done := must(t, w.facts, OrganisationMerge, in(w.late.ID, "2024-01-01", w.branch.ID))
	if done.Moved != 5 || w.nouns[w.branch.ID].Top().Until != day("2024-01-01") {
		t.Errorf("merged %+v", done)
	}
	last := func(links []graph.Link, id graph.ID, far func(graph.Link) graph.ID) *graph.Link {
		for i := range links {
			if far(links[i]) == id && links[i].Since == day("2024-01-01") {
				return &links[i]
			}
		}
		return nil
	}
	to := func(l graph.Link) graph.ID { return l.To }
	from := func(l graph.Link) graph.ID { return l.From }
	covers := w.linksFrom(w.late.ID, graph.HopCovers)
	if l := last(covers, w.firm.ID, to); l == nil || l.Mode != graph.ModeJoint || l.Until != 0 {
		t.Errorf("the firm is covered by %+v", l)
	}
	if last(covers, third.ID, to) != nil {
		t.Error("what it covers already was covered again")
	}
	if l := last(w.linksTo(w.late.ID, graph.HopAffiliated), w.member.ID, from); l == nil {
		t.Error("the member did not go over")
	}
	if l := last(w.linksTo(w.late.ID, graph.HopSuperior), group.ID, from); l == nil {
		t.Error("the group did not go over")
	}
	if l := last(w.linksFrom(w.late.ID, graph.HopLeads), w.village.ID, to); l == nil {
		t.Error("the village is not led")
	}
	if l := last(w.linksTo(w.late.ID, graph.HopEnd), moved.ID, from); l == nil || l.Role != string(graph.RoleHelper) || l.Person != w.newcomer.ID {
		t.Errorf("the pairing went over as %+v", l)
	}
	if last(w.linksTo(w.late.ID, graph.HopEnd), twin.ID, from) != nil {
		t.Error("two pairings became the same")
	}
	if len(w.linksFrom(w.late.ID, graph.HopSecretary)) != 0 {
		t.Error("the secretary went over")
	}
}

// One that goes up hands its place in the line to its own subordinate.
func TestOrganisationMergeUpwards(t *testing.T) {
	w := newTown(t)
	top := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "县委", OrganisationKind: graph.OrgLocalCommittee, Region: w.county.ID})
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.committee.ID, From: day("2018-01-01"), OrganisationFields: OrganisationFields{Superior: Some(top.ID)}})
	must(t, w.facts, OrganisationMerge, OrganisationMergeInput{Organisations: []graph.ID{w.committee.ID}, Into: w.late.ID, From: day("2024-01-01")})
	if l := w.linksFrom(w.late.ID, graph.HopSuperior); len(l) != 2 || l[1].To != top.ID || l[1].Since != day("2024-01-01") {
		t.Errorf("above it %v", l)
	}
	if l := w.linksFrom(w.branch.ID, graph.HopSuperior); len(l) != 2 || l[1].To != w.late.ID {
		t.Errorf("the branch lies under %v", l)
	}
}

// What it has for a while is filled up with what goes over; affiliation with it
// excludes registration there.
func TestOrganisationMergeFillsGaps(t *testing.T) {
	w := newTown(t)
	link := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.late.ID, Unit: w.firm.ID, Mode: graph.ModeArea, From: day("2020-01-01")})
	must(t, w.facts, CoverageEnd, CoverageEndInput{ID: link.ID, From: day("2027-01-01")})
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeJoint})
	register := func(m *graph.Member, o *graph.Organisation) {
		must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: m.ID, Organisation: o.ID, Since: day("2021-01-01")})
	}
	affiliate := func(m *graph.Member, o *graph.Organisation) {
		must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: m.ID, Organisation: o.ID, From: day("2019-01-01")})
	}
	affiliate(w.member, w.late)
	register(w.member, w.branch)
	affiliate(w.newcomer, w.branch)
	register(w.newcomer, w.late)
	must(t, w.facts, OrganisationMerge, OrganisationMergeInput{Organisations: []graph.ID{w.branch.ID}, Into: w.late.ID, From: day("2026-06-01")})
	if l := w.linksTo(w.firm.ID, graph.HopCovers); len(l) != 3 || l[2].From != w.late.ID || l[2].Mode != graph.ModeJoint || l[2].Interval != between("2027-01-01", "") {
		t.Errorf("covered by %v", l)
	}
	for _, l := range w.linksTo(w.late.ID, graph.HopRegistered) {
		if l.End() > day("2026-06-01") {
			t.Errorf("registered with its own organisation: %v", l)
		}
	}
	if l := w.linksFrom(w.newcomer.ID, graph.HopAffiliated); len(l) != 2 || l[1].To != w.late.ID {
		t.Errorf("affiliated %v", l)
	}
}

func TestWithout(t *testing.T) {
	for name, c := range map[string]struct{ taken, want []graph.Interval }{
		"nothing":   {nil, []graph.Interval{between("2020-01-01", "2024-01-01")}},
		"beside":    {[]graph.Interval{between("2024-01-01", "")}, []graph.Interval{between("2020-01-01", "2024-01-01")}},
		"all":       {[]graph.Interval{between("", "")}, nil},
		"two holes": {[]graph.Interval{between("2022-01-01", "2023-01-01"), between("2020-06-01", "2021-01-01")}, []graph.Interval{between("2020-01-01", "2020-06-01"), between("2021-01-01", "2022-01-01"), between("2023-01-01", "2024-01-01")}},
		"the start": {[]graph.Interval{between("", "2021-01-01"), between("2020-06-01", "2022-01-01")}, []graph.Interval{between("2022-01-01", "2024-01-01")}},
	} {
		if got := without(between("2020-01-01", "2024-01-01"), c.taken); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
