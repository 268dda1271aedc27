package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func TestOrganisationChange(t *testing.T) {
	w := newTown(t)
	in := func(change func(*OrganisationChangeInput)) OrganisationChangeInput {
		in := OrganisationChangeInput{ID: w.branch.ID, From: day("2024-01-01")}
		change(&in)
		return in
	}
	must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "村总支", Code: "O1", OrganisationKind: graph.OrgGeneralBranch, Region: w.village.ID, Leads: w.village.ID})
	got := must(t, w.facts, OrganisationChange, in(func(in *OrganisationChangeInput) {
		in.Name, in.OrganisationKind, in.Strength = Some("柳湾联合党支部"), Some(graph.OrgJointBranch), Some(graph.StrengthWeak)
		in.Region, in.Superior, in.Leads, in.Secretary = Some(w.village.ID), Some(w.late.ID), Some(w.zone.ID), Some(w.member.ID)
	}))
	if got.KindOn(day("2023-12-31")) != graph.OrgBranch || got.KindOn(day("2024-01-01")) != graph.OrgJointBranch || got.Name != "柳湾联合党支部" || len(got.Strengths) != 2 {
		t.Errorf("changed to %+v", got)
	}
	for hop, want := range map[graph.Hop]graph.ID{graph.HopLocated: w.village.ID, graph.HopSuperior: w.late.ID, graph.HopLeads: w.zone.ID, graph.HopSecretary: w.member.ID} {
		links := w.linksFrom(w.branch.ID, hop)
		if l := links[len(links)-1]; l.To != want || l.Interval != between("2024-01-01", "") {
			t.Errorf("%s %v", hop, links)
		}
	}
	for name, c := range map[string]struct {
		change func(*OrganisationChangeInput)
		want   []string
	}{
		"no date":         {func(in *OrganisationChangeInput) { in.From, in.Strength = 0, Some(graph.StrengthStrong) }, []string{"INVALID from"}},
		"nothing":         {func(*OrganisationChangeInput) {}, []string{"INVALID"}},
		"the name it has": {func(in *OrganisationChangeInput) { in.Name = Some(" 柳湾联合党支部") }, []string{"INVALID"}},
		"the kind in force": {func(in *OrganisationChangeInput) {
			in.From, in.OrganisationKind = day("2025-01-01"), Some(graph.OrgJointBranch)
		}, []string{"INVALID organisationKind"}},
		"the secretary":      {func(in *OrganisationChangeInput) { in.From, in.Secretary = day("2025-01-01"), Some(w.member.ID) }, []string{"INVALID secretary"}},
		"the day one begins": {func(in *OrganisationChangeInput) { in.SecretaryName = Some("林") }, []string{"INVALID from"}},
		"vacant that day":    {func(in *OrganisationChangeInput) { in.Secretary = Null[graph.ID]() }, []string{"INVALID from"}},
		"vacant before":      {func(in *OrganisationChangeInput) { in.From, in.SecretaryName = day("2023-01-01"), Null[string]() }, []string{"INVALID secretary"}},
		"a later secretary":  {func(in *OrganisationChangeInput) { in.From, in.SecretaryName = day("2023-01-01"), Some("林") }, []string{"CONFLICT secretaryName"}},
		"two secretaries": {func(in *OrganisationChangeInput) {
			in.From, in.Secretary, in.SecretaryName = day("2025-01-01"), Some(w.newcomer.ID), Some("林")
		}, []string{"INVALID secretaryName"}},
		"an empty name":      {func(in *OrganisationChangeInput) { in.From, in.SecretaryName = day("2025-01-01"), Some(" ") }, []string{"INVALID secretaryName"}},
		"not born yet":       {func(in *OrganisationChangeInput) { in.From, in.Secretary = day("2016-01-01"), Some(w.newcomer.ID) }, []string{"INVALID secretary"}},
		"no superior to end": {func(in *OrganisationChangeInput) { in.ID, in.Superior = w.committee.ID, Null[graph.ID]() }, []string{"INVALID from"}},
		"below itself":       {func(in *OrganisationChangeInput) { in.ID, in.Superior = w.committee.ID, Some(w.branch.ID) }, []string{"CONFLICT superior"}},
		"above itself":       {func(in *OrganisationChangeInput) { in.From, in.Superior = day("2025-01-01"), Some(w.branch.ID) }, []string{"CONFLICT superior"}},
		"a led region":       {func(in *OrganisationChangeInput) { in.From, in.Leads = day("2025-01-01"), Some(w.village.ID) }, []string{"CONFLICT leads"}},
		"a region that ends": {func(in *OrganisationChangeInput) { in.From, in.Region = day("2019-01-01"), Some(w.gone.ID) }, []string{"INVALID region"}},
		"outside its life": {func(in *OrganisationChangeInput) {
			in.ID, in.From, in.Strength = w.dissolved.ID, day("2021-01-01"), Some(graph.StrengthWeak)
		}, []string{"INVALID id"}},
		"a code in use": {func(in *OrganisationChangeInput) { in.Code = Some("O1") }, []string{"CONFLICT code"}},
		"texts": {func(in *OrganisationChangeInput) {
			in.Name, in.Code = Some("支\x07部"), Some(strings.Repeat("1", 65))
		}, []string{"INVALID code", "INVALID name"}},
		"an unknown one": {func(in *OrganisationChangeInput) {
			in.ID, in.Name = graph.DerivedID(graph.KindOrganisation, "x"), Some("x")
		}, []string{"NOT_FOUND id"}},
		"another kind":         {func(in *OrganisationChangeInput) { in.ID, in.Name = w.firm.ID, Some("x") }, []string{"INVALID id"}},
		"a unit for superior":  {func(in *OrganisationChangeInput) { in.Superior = Some(w.firm.ID) }, []string{"INVALID superior"}},
		"an unknown secretary": {func(in *OrganisationChangeInput) { in.Secretary = Some(graph.DerivedID(graph.KindMember, "x")) }, []string{"NOT_FOUND secretary"}},
		"nulls": {func(in *OrganisationChangeInput) {
			in.Name, in.OrganisationKind, in.Region = Null[string](), Null[graph.OrganisationKind](), Null[graph.ID]()
		}, []string{"INVALID name", "INVALID organisationKind", "INVALID region"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, OrganisationChange, in(c.change), c.want...) })
	}
	next := must(t, w.facts, OrganisationChange, in(func(in *OrganisationChangeInput) { in.From, in.SecretaryName = day("2025-01-01"), Some("林") }))
	if l := w.linksFrom(w.branch.ID, graph.HopSecretary); l[0].Until != day("2025-01-01") || len(next.Secretaries) != 1 || next.Secretaries[0].Interval != between("2025-01-01", "") {
		t.Errorf("secretaries %v, %+v", l, next.Secretaries)
	}
	vacant := must(t, w.facts, OrganisationChange, in(func(in *OrganisationChangeInput) {
		in.From, in.Secretary, in.Superior, in.Strength, in.Leads = day("2026-01-01"), Null[graph.ID](), Null[graph.ID](), Null[graph.Strength](), Null[graph.ID]()
	}))
	if vacant.Secretaries[0].Until != day("2026-01-01") || vacant.Strengths[1].Until != day("2026-01-01") {
		t.Errorf("vacant %+v", vacant)
	}
	for _, hop := range []graph.Hop{graph.HopSuperior, graph.HopLeads} {
		if l := w.linksFrom(w.branch.ID, hop); l[len(l)-1].Until != day("2026-01-01") {
			t.Errorf("%s %v", hop, l)
		}
	}
}

func TestOrganisationCorrect(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.branch.ID, From: day("2024-01-01"), OrganisationFields: OrganisationFields{
		OrganisationKind: Some(graph.OrgJointBranch), SecretaryName: Some("林"),
	}})
	in := func(at string, change func(*OrganisationCorrectInput)) OrganisationCorrectInput {
		in := OrganisationCorrectInput{ID: w.branch.ID, Correct: true, At: day(at)}
		change(&in)
		return in
	}
	got := corrected(t, w.facts, OrganisationCorrect, in("2023-01-01", func(in *OrganisationCorrectInput) {
		in.OrganisationKind, in.Strength, in.Region, in.Leads = Some(graph.OrgCompositeBranch), Null[graph.Strength](), Some(w.village.ID), Some(w.village.ID)
	}))
	if got.KindOn(day("2023-12-31")) != graph.OrgCompositeBranch || got.KindOn(day("2024-01-01")) != graph.OrgJointBranch || len(got.Strengths) != 0 {
		t.Errorf("corrected to %+v", got)
	}
	// It lay under one at all times, which the other did not live.
	refuse(t, w.facts, OrganisationCorrect, in("2023-01-01", func(in *OrganisationCorrectInput) { in.Superior = Some(w.late.ID) }), "INVALID superior")
	if l := w.linksFrom(w.branch.ID, graph.HopLeads); len(l) != 1 || l[0].Interval != between("", "") {
		t.Errorf("leads %v", l)
	}
	named := corrected(t, w.facts, OrganisationCorrect, in("2025-01-01", func(in *OrganisationCorrectInput) { in.Secretary = Some(w.member.ID) }))
	if l := w.linksFrom(w.branch.ID, graph.HopSecretary); len(named.Secretaries) != 0 || len(l) != 1 || l[0].Interval != between("2024-01-01", "") {
		t.Errorf("secretary %v %+v", l, named.Secretaries)
	}
	before := corrected(t, w.facts, OrganisationCorrect, in("2023-01-01", func(in *OrganisationCorrectInput) { in.Secretary = Some(w.newcomer.ID) }))
	if l := w.linksFrom(w.branch.ID, graph.HopSecretary); len(before.Secretaries) != 0 || len(l) != 2 || l[0].Interval != between("2016-06-01", "2024-01-01") {
		t.Errorf("secretary %v", l)
	}
	for name, c := range map[string]struct {
		at     string
		change func(*OrganisationCorrectInput)
		want   []string
	}{
		"not said": {"", func(in *OrganisationCorrectInput) { in.Correct, in.Name = false, Some("x") }, []string{"INVALID correct"}},
		"nothing":  {"", func(*OrganisationCorrectInput) {}, []string{"INVALID"}},
		"as it is": {"2025-01-01", func(in *OrganisationCorrectInput) {
			in.Secretary, in.OrganisationKind = Some(w.member.ID), Some(graph.OrgJointBranch)
		}, []string{"INVALID"}},
		"nobody as it is":     {"2010-01-01", func(in *OrganisationCorrectInput) { in.Secretary = Null[graph.ID]() }, []string{"INVALID"}},
		"born too late":       {"2010-01-01", func(in *OrganisationCorrectInput) { in.Secretary = Some(w.newcomer.ID) }, []string{"INVALID secretary"}},
		"lives too short":     {"2025-01-01", func(in *OrganisationCorrectInput) { in.Region = Some(w.gone.ID) }, []string{"INVALID region"}},
		"below itself":        {"2025-01-01", func(in *OrganisationCorrectInput) { in.ID, in.Superior = w.committee.ID, Some(w.branch.ID) }, []string{"CONFLICT superior"}},
		"a led region":        {"2025-01-01", func(in *OrganisationCorrectInput) { in.ID, in.Leads = w.late.ID, Some(w.village.ID) }, []string{"CONFLICT leads"}},
		"a day outside":       {"2024-01-01", func(in *OrganisationCorrectInput) { in.ID, in.Strength = w.dissolved.ID, Some(graph.StrengthWeak) }, []string{"INVALID at"}},
		"a unit for a region": {"", func(in *OrganisationCorrectInput) { in.Leads = Some(w.firm.ID) }, []string{"INVALID leads"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, OrganisationCorrect, in(c.at, c.change), c.want...) })
	}
	corrected(t, w.facts, OrganisationCorrect, in("2025-01-01", func(in *OrganisationCorrectInput) { in.Secretary, in.Leads = Null[graph.ID](), Null[graph.ID]() }))
	if l, leads := w.linksFrom(w.branch.ID, graph.HopSecretary), w.linksFrom(w.branch.ID, graph.HopLeads); len(l) != 1 || len(leads) != 0 {
		t.Errorf("withdrawn %v %v", l, leads)
	}
}
