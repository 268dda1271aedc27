package edit

import (
	"testing"

	"cobuild/graph"
)

func TestWithdrawNoun(t *testing.T) {
	w := newTown(t)
	unit := func(id graph.ID, relations bool) UnitCorrectInput {
		return UnitCorrectInput{ID: id, Correct: true, Withdrawing: Withdrawing{Withdraw: true, Relations: relations}}
	}
	before := w.text(t)
	for name, c := range map[string]struct {
		change func(*UnitCorrectInput)
		want   []string
	}{
		"not said":           {func(in *UnitCorrectInput) { in.Correct = false }, []string{"INVALID correct"}},
		"beside a value":     {func(in *UnitCorrectInput) { in.Staff, in.At = Some(3), day("2020-01-01") }, []string{"INVALID at", "INVALID staff"}},
		"beside days":        {func(in *UnitCorrectInput) { in.Since = Null[graph.Date]() }, []string{"INVALID since"}},
		"an unknown unit":    {func(in *UnitCorrectInput) { in.ID = graph.DerivedID(graph.KindUnit, "x") }, []string{"NOT_FOUND id"}},
		"another kind":       {func(in *UnitCorrectInput) { in.ID = w.branch.ID }, []string{"INVALID id"}},
		"nothing to do with": {func(in *UnitCorrectInput) { in.Withdraw, in.Relations, in.Name = false, true, Some("新名") }, []string{"INVALID withdrawRelations"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := unit(w.shop.ID, false)
			c.change(&in)
			refuse(t, w.facts, UnitCorrect, in, c.want...)
		})
	}
	if w.text(t) != before {
		t.Error("what was refused has changed facts")
	}
	done := must(t, w.facts, UnitCorrect, unit(w.shop.ID, false))
	if done.Noun != nil || done.Withdrawn != 0 || w.nouns[w.shop.ID] != nil || len(w.linksFrom(w.shop.ID, graph.HopLocated)) != 0 {
		t.Errorf("withdrawn as %+v", done)
	}
	must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: w.revision()})
	if w.text(t) != before {
		t.Error("undone, it is not as before")
	}
}

func TestWithdrawWithRelations(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.shop.ID, Mode: graph.ModeArea, From: day("2020-01-01")})
	must(t, w.facts, MemberChange, MemberChangeInput{ID: w.member.ID, From: day("2020-01-01"), MemberFields: MemberFields{Workplace: Some(w.shop.ID)}})
	p := twoPeers(t, w, graph.PairingOther, "2021-01-01", "", w.shop.ID, w.branch.ID)
	three := paired(t, w, "2022-01-01", "")
	before := w.text(t)
	in := UnitCorrectInput{ID: w.shop.ID, Correct: true, Withdrawing: Withdrawing{Withdraw: true}}
	refuse(t, w.facts, UnitCorrect, in, "CONFLICT withdraw")
	says(t, w.facts, UnitCorrect, in, "4 relations refer to it", "2020-01-01 COVERS", "WORKS_AT "+string(w.member.ID), "END "+string(p.ID), "withdrawRelations: true")
	in.Relations = true
	done := must(t, w.facts, UnitCorrect, in)
	if done.Withdrawn != 5 { // and the pairing of two
		t.Errorf("%d relations are withdrawn", done.Withdrawn)
	}
	if w.nouns[p.ID] != nil || w.nouns[three.ID] == nil || len(w.linksFrom(three.ID, graph.HopEnd)) != 2 {
		t.Errorf("of the pairings are left %v and %v", w.linksFrom(p.ID, graph.HopEnd), w.linksFrom(three.ID, graph.HopEnd))
	}
	must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: w.revision()})
	if w.text(t) != before {
		t.Error("undone, it is not as before")
	}
}

// Withdrawing tells those who may not see members nothing of them.
func TestWithdrawIsDiscreet(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, Organisation: w.late.ID, From: day("2020-01-01")})
	e := w.begin()
	_, err := OrganisationCorrect(t.Context(), e, OrganisationCorrectInput{ID: w.late.ID, Correct: true, Withdrawing: Withdrawing{Withdraw: true}})
	told := err.(graph.Errors)[0].Told(false)
	if told.EN == "" || contains(told.EN+told.ZH, string(w.member.ID)) || !contains(err.Error(), string(w.member.ID)) {
		t.Errorf("told is %q, and to those who may see %v", told, err)
	}
}

func TestWithdrawMemberAndRegion(t *testing.T) {
	w := newTwo(t)
	in := pair(w.town, "2022-01-01")
	in.Ends[0].Person = w.member.ID
	p := must(t, w.facts, PairingAgree, in)
	member := MemberCorrectInput{ID: w.member.ID, Correct: true, Withdrawing: Withdrawing{Withdraw: true}}
	says(t, w.facts, MemberCorrect, member, "person "+string(p.ID))
	member.Relations = true
	must(t, w.facts, MemberCorrect, member)
	for _, l := range w.linksFrom(p.ID, graph.HopEnd) {
		if l.Person != "" {
			t.Errorf("%+v still names somebody", l)
		}
	}

	region := func(id graph.ID, relations bool) RegionCorrectInput {
		return RegionCorrectInput{ID: id, Correct: true, Withdrawing: Withdrawing{Withdraw: true, Relations: relations}}
	}
	// What lies in it stands in the way in any case.
	refuse(t, w.facts, RegionCorrect, region(w.village.ID, true), "CONFLICT withdraw")
	says(t, w.facts, RegionCorrect, region(w.village.ID, true), "LOCATED", "柳湾面粉厂")
	lone := w.region(t, graph.RegionVillage, "330299001207", "错录村", w.township.ID, "")
	must(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, RegionFields: RegionFields{Successors: Some([]graph.ID{lone.ID})}})
	must(t, w.facts, MemberChange, MemberChangeInput{ID: w.newcomer.ID, From: day("2020-01-01"), MemberFields: MemberFields{Residence: Some(lone.ID)}})
	refuse(t, w.facts, RegionCorrect, region(lone.ID, false), "CONFLICT withdraw")
	says(t, w.facts, RegionCorrect, region(lone.ID, false), "2 relations", "2020-01-01 successor", "RESIDES")
	if done := must(t, w.facts, RegionCorrect, region(lone.ID, true)); done.Withdrawn != 2 || len(w.nouns[w.gone.ID].(*graph.Region).Successors) != 0 {
		t.Errorf("withdrawn with %d, successors %v", done.Withdrawn, w.nouns[w.gone.ID].(*graph.Region).Successors)
	}
}

func TestWithdrawOrganisationAndAlliance(t *testing.T) {
	w := newTwo(t)
	a := must(t, w.facts, AllianceForm, AllianceFormInput{Name: "联盟", AllianceKind: graph.AllianceAlliance, Region: w.village.ID, Host: w.leader.ID, Participants: []SeatInput{{Participant: w.leader.ID, Role: graph.SeatMember}}})
	part := must(t, w.facts, AllianceForm, AllianceFormInput{Name: "分会", AllianceKind: graph.AllianceAlliance, Region: w.village.ID, Parent: a.ID})
	alliance := AllianceCorrectInput{ID: a.ID, Correct: true, Withdrawing: Withdrawing{Withdraw: true}}
	says(t, w.facts, AllianceCorrect, alliance, "UMBRELLA", "分会")
	organisation := OrganisationCorrectInput{ID: w.leader.ID, Correct: true, Withdrawing: Withdrawing{Withdraw: true}}
	says(t, w.facts, OrganisationCorrect, organisation, "2 relations", "HOST", "SEAT")
	organisation.Relations, alliance.Relations = true, true
	must(t, w.facts, OrganisationCorrect, organisation)
	if len(w.linksTo(w.village.ID, graph.HopLeads)) != 0 || len(w.linksFrom(a.ID, graph.HopSeat)) != 0 {
		t.Error("it still leads or takes part")
	}
	must(t, w.facts, AllianceCorrect, alliance)
	if w.nouns[a.ID] != nil || w.nouns[part.ID] == nil || len(w.linksFrom(part.ID, graph.HopUmbrella)) != 0 {
		t.Error("the alliance or what was part of it is not as it should be")
	}
}

// A pairing whose coming end is withdrawn with the participant has only one
// participant over its life: it is withdrawn too.
func TestNoPairingOfOne(t *testing.T) {
	w := newTown(t)
	coming := twoPeers(t, w, graph.PairingOther, "2027-01-01", "", w.firm.ID, w.branch.ID)
	past := twoPeers(t, w, graph.PairingMentor, "2020-01-01", "", w.firm.ID, w.branch.ID)
	in := UnitEndInput{ID: w.firm.ID, From: day("2026-06-01")}
	refuse(t, w.facts, UnitEnd, in, "CONFLICT from")
	in.WithdrawFuture = true
	if done := must(t, w.facts, UnitEnd, in); done.Withdrawn != 2 || w.nouns[coming.ID] != nil || len(w.linksFrom(coming.ID, graph.HopEnd)) != 0 {
		t.Errorf("withdrawn are %d, of the coming pairing is left %v", done.Withdrawn, w.linksFrom(coming.ID, graph.HopEnd))
	}
	if w.nouns[past.ID] == nil || len(w.linksFrom(past.ID, graph.HopEnd)) != 2 {
		t.Errorf("of the pairing before are left %v", w.linksFrom(past.ID, graph.HopEnd))
	}
}

// What stands between two organisations that are merged ends once.
func TestMergeCountsOnce(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.branch.ID, From: day("2021-01-01"), OrganisationFields: OrganisationFields{Superior: Some(w.late.ID)}})
	into := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "新党委", OrganisationKind: graph.OrgCommittee, Region: w.township.ID})
	done := must(t, w.facts, OrganisationMerge, OrganisationMergeInput{Organisations: []graph.ID{w.branch.ID, w.late.ID}, Into: into.ID, From: day("2024-01-01")})
	// The kind and the region of each, their strength, the line between them and the line of one.
	want := 0
	for _, entry := range w.log {
		if entry.Revision == w.revision() && entry.Change.LinkAfter != nil && entry.Change.LinkBefore != nil {
			want++
		}
	}
	values := 0
	for _, id := range []graph.ID{w.branch.ID, w.late.ID} {
		o := w.nouns[id].(*graph.Organisation)
		values += len(o.Kinds) + len(o.Strengths)
	}
	if done.Ended != want+values {
		t.Errorf("%d ended, by the log %d links and %d values", done.Ended, want, values)
	}
}

// What is refused because of members is told to those who may not see them
// without a member's id, and without a number of them.
func TestRefusalsAreDiscreet(t *testing.T) {
	for name, refused := range map[string]func(*two, graph.Edit) error{
		"organisationMerge": func(w *two, e graph.Edit) error {
			_, err := OrganisationMerge(t.Context(), e, OrganisationMergeInput{Organisations: []graph.ID{w.late.ID}, Into: w.branch.ID, From: day("2024-01-01")})
			return err
		},
		"organisationDissolve": func(w *two, e graph.Edit) error {
			_, err := OrganisationDissolve(t.Context(), e, OrganisationDissolveInput{ID: w.late.ID, From: day("2024-01-01")})
			return err
		},
		"organisationCorrect": func(w *two, e graph.Edit) error {
			_, err := OrganisationCorrect(t.Context(), e, OrganisationCorrectInput{ID: w.late.ID, Correct: true, LifeFields: daysFrom("", "2023-01-01")})
			return err
		},
		"unitEnd": func(w *two, e graph.Edit) error {
			_, err := UnitEnd(t.Context(), e, UnitEndInput{ID: w.works.ID, From: day("2024-01-01")})
			return err
		},
		"unitCorrect": func(w *two, e graph.Edit) error {
			_, err := UnitCorrect(t.Context(), e, UnitCorrectInput{ID: w.works.ID, Correct: true, LifeFields: daysFrom("", "2023-01-01")})
			return err
		},
		"regionSplit": func(w *two, e graph.Edit) error {
			_, err := RegionSplit(t.Context(), e, RegionSplitInput{Region: w.village.ID, From: day("2024-01-01"), Into: []RegionPart{
				{RegionTarget: RegionTarget{New: newVillage(w.township.ID)}}, {RegionTarget: RegionTarget{Existing: w.other.ID}},
			}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTwo(t)
			must(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.resident.ID, Organisation: w.late.ID, From: day("2025-01-01")})
			must(t, w.facts, MemberChange, MemberChangeInput{ID: w.resident.ID, From: day("2025-01-01"), MemberFields: MemberFields{Workplace: Some(w.works.ID)}})
			all, ok := refused(w, w.begin()).(graph.Errors)
			if !ok {
				t.Fatal("it was not refused")
			}
			discreet := false
			for _, one := range all {
				told := one.Told(false)
				if contains(told.EN+told.ZH, string(w.resident.ID)) || contains(told.EN, "1 residences") {
					t.Errorf("told is %q", told)
				}
				discreet = discreet || told != one.Told(true)
			}
			if !discreet {
				t.Errorf("nothing is kept from those who may not see members: %v", all)
			}
		})
	}
}
