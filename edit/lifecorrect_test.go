package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func daysFrom(since, until string) LifeFields {
	f := LifeFields{}
	if since != "" {
		f.Since = Some(day(since))
	}
	if until != "" {
		f.Until = Some(day(until))
	}
	return f
}

func TestCorrectLifeOfUnit(t *testing.T) {
	w := newTown(t)
	covers := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.shop.ID, Mode: graph.ModeArea})
	must(t, w.facts, WorkStart, WorkStartInput{Unit: w.shop.ID, WorkKind: graph.WorkKinds[0], Since: day("2012-01-01"), Until: day("2013-01-01")})
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.shop.ID, Date: day("2011-01-01"), Full: 2})
	correct := func(id graph.ID, life LifeFields, relations bool) UnitCorrectInput {
		return UnitCorrectInput{ID: id, Correct: true, LifeFields: life, Withdrawing: Withdrawing{Relations: relations}}
	}
	before := w.text(t)
	for name, c := range map[string]struct {
		in   UnitCorrectInput
		want []string
	}{
		"no days":                 {correct(w.shop.ID, daysFrom("2012-01-01", "2012-01-01"), false), []string{"INVALID until"}},
		"as it is":                {correct(w.shop.ID, daysFrom("2010-01-01", ""), false), []string{"INVALID"}},
		"past the calendar":       {correct(w.shop.ID, LifeFields{Until: Some(graph.End)}, false), []string{"INVALID until"}},
		"beside a value":          {UnitCorrectInput{ID: w.shop.ID, Correct: true, LifeFields: daysFrom("2009-01-01", ""), UnitFields: UnitFields{Staff: Some(2)}}, []string{"INVALID since"}},
		"without a day for a few": {correct(w.shop.ID, daysFrom("2013-06-01", ""), false), []string{"CONFLICT since"}},
		"an unknown unit":         {correct(graph.DerivedID(graph.KindUnit, "x"), daysFrom("2013-06-01", ""), false), []string{"NOT_FOUND id"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitCorrect, c.in, c.want...) })
	}
	says(t, w.facts, UnitCorrect, correct(w.shop.ID, daysFrom("2013-06-01", ""), false), "2 relations or values", "2012-01-01 work", "2011-01-01 headcount")
	if w.text(t) != before {
		t.Error("what was refused has changed facts")
	}

	// Earlier: what began with it begins with it again.
	u := corrected(t, w.facts, UnitCorrect, correct(w.shop.ID, daysFrom("2008-01-01", ""), false))
	if u.Since != day("2008-01-01") || u.Classes[0].Since != u.Since || w.linksFrom(u.ID, graph.HopLocated)[0].Since != u.Since || w.links[covers.ID].Since != u.Since {
		t.Errorf("corrected to %+v, covered in %s", u, w.links[covers.ID].Interval)
	}
	if u.Works[0].Since != day("2012-01-01") {
		t.Errorf("the work holds in %s", u.Works[0].Interval)
	}
	// Shorter: the rest is withdrawn where that is said.
	done := must(t, w.facts, UnitCorrect, correct(w.shop.ID, daysFrom("2013-06-01", "2025-01-01"), true))
	if u := done.Noun; done.Withdrawn != 2 || len(u.Works)+len(u.Headcounts) != 0 || w.links[covers.ID].Interval != u.Interval {
		t.Errorf("withdrawn %d, left %+v", done.Withdrawn, u)
	}
	for range 2 {
		must(t, w.facts, RevisionUndo, RevisionUndoInput{Revision: w.revision()})
	}
}

// A firm that never closed: what ended with it goes on, but where another took
// its place.
func TestReopen(t *testing.T) {
	w := newTown(t)
	own := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn})
	joint := must(t, w.facts, assign, CoverageAssignInput{Organisation: w.late.ID, Unit: w.firm.ID, Mode: graph.ModeJoint, From: day("2020-01-01")})
	work := func(id, at graph.ID, from string) {
		must(t, w.facts, MemberChange, MemberChangeInput{ID: id, From: day(from), MemberFields: MemberFields{Workplace: Some(at)}})
	}
	work(w.member.ID, w.firm.ID, "2020-01-01")
	work(w.newcomer.ID, w.firm.ID, "2020-01-01")
	must(t, w.facts, UnitEnd, UnitEndInput{ID: w.firm.ID, From: day("2024-01-01")})
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.shop.ID, Mode: graph.ModeOwn, From: day("2024-03-01")})
	work(w.member.ID, w.shop.ID, "2024-01-01")
	u := corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.firm.ID, Correct: true, LifeFields: LifeFields{Until: Null[graph.Date]()}})
	if u.Until != 0 || u.Classes[0].Until != 0 || w.links[joint.ID].Until != 0 {
		t.Errorf("reopened is %+v, joint %s", u, w.links[joint.ID].Interval)
	}
	if w.links[own.ID].Until != day("2024-03-01") {
		t.Errorf("its own organisation is so in %s, though it has another unit", w.links[own.ID].Interval)
	}
	if l := w.linksFrom(w.member.ID, graph.HopWorksAt)[0]; l.Until != day("2024-01-01") {
		t.Errorf("who went elsewhere worked there in %s", l.Interval)
	}
	if l := w.linksFrom(w.newcomer.ID, graph.HopWorksAt)[0]; l.Until != 0 {
		t.Errorf("who stayed worked there in %s", l.Interval)
	}
}

func TestCorrectLifeOfOthers(t *testing.T) {
	w := newTwo(t)
	// A unit cannot be older than the region it lies in.
	park := must(t, w.facts, UnitRegister, UnitRegisterInput{Name: "园区厂", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.young.ID, Since: day("2016-01-01")})
	refuse(t, w.facts, UnitCorrect, UnitCorrectInput{ID: park.ID, Correct: true, LifeFields: daysFrom("2014-01-01", "")}, "INVALID since")
	// A region loses no days on which something lies in it.
	region := func(life LifeFields) RegionCorrectInput {
		return RegionCorrectInput{ID: w.young.ID, Correct: true, LifeFields: life}
	}
	refuse(t, w.facts, RegionCorrect, region(daysFrom("2017-01-01", "")), "CONFLICT since")
	says(t, w.facts, RegionCorrect, region(daysFrom("", "2024-01-01")), "until: still lying in it on days that it would lose (1 in all)", "园区厂")
	if r := corrected(t, w.facts, RegionCorrect, region(daysFrom("2013-01-01", ""))); w.linksFrom(r.ID, graph.HopParent)[0].Since != day("2013-01-01") {
		t.Errorf("the region lies in another %v", w.linksFrom(r.ID, graph.HopParent))
	}
	// Successors ask for an end.
	must(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, RegionFields: RegionFields{Successors: Some([]graph.ID{w.young.ID})}})
	refuse(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, LifeFields: LifeFields{Until: Null[graph.Date]()}}, "INVALID until")
	refuse(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, LifeFields: daysFrom("", "2012-01-01")}, "CONFLICT until")
	must(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, LifeFields: LifeFields{Until: Null[graph.Date]()}, RegionFields: RegionFields{Successors: Null[[]graph.ID]()}})
	// An organisation founded earlier, with its term and its line.
	must(t, w.facts, CommitteeTermBegin, CommitteeTermBeginInput{Organisation: w.late.ID})
	o := corrected(t, w.facts, OrganisationCorrect, OrganisationCorrectInput{ID: w.late.ID, Correct: true, LifeFields: daysFrom("2014-01-01", "")})
	if o.Terms[0].Since != day("2014-01-01") || w.linksFrom(o.ID, graph.HopSuperior)[0].Since != o.Since {
		t.Errorf("the term began on %s", o.Terms[0].Since)
	}
	// A member and an alliance.
	m := corrected(t, w.facts, MemberCorrect, MemberCorrectInput{ID: w.newcomer.ID, Correct: true, LifeFields: LifeFields{Since: Null[graph.Date]()}})
	if m.Since != 0 || m.Statuses[0].Since != 0 {
		t.Errorf("the member is %+v", m)
	}
	a := must(t, w.facts, AllianceForm, AllianceFormInput{Name: "联盟", AllianceKind: graph.AllianceAlliance, Region: w.village.ID, Since: day("2020-01-01"), Participants: []SeatInput{{Participant: w.shop.ID, Role: graph.SeatChair}}})
	a = corrected(t, w.facts, AllianceCorrect, AllianceCorrectInput{ID: a.ID, Correct: true, LifeFields: daysFrom("2005-01-01", "2025-01-01")})
	if l := w.linksFrom(a.ID, graph.HopSeat)[0]; l.Interval != between("2010-01-01", "2025-01-01") {
		t.Errorf("the chair is held in %s", l.Interval)
	}
}

// Codes stay with one on each day.
func TestCorrectLifeKeepsCodes(t *testing.T) {
	w := newTown(t)
	enter := func(since string) *graph.Unit {
		return must(t, w.facts, UnitRegister, UnitRegisterInput{Code: "K", Name: "厂", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.village.ID, Since: day(since)})
	}
	old := enter("2010-01-01")
	must(t, w.facts, UnitEnd, UnitEndInput{ID: old.ID, From: day("2020-01-01")})
	enter("2022-01-01")
	in := UnitCorrectInput{ID: old.ID, Correct: true, LifeFields: daysFrom("", "2022-06-01")}
	refuse(t, w.facts, UnitCorrect, in, "CONFLICT until")
	says(t, w.facts, UnitCorrect, in, `the code "K"`)
	in.LifeFields = daysFrom("", "2022-01-01")
	must(t, w.facts, UnitCorrect, in)
}

// An alliance from before records, whose region was drawn later, is never left
// with days none of which has a region.
func TestCorrectLifeKeepsARegion(t *testing.T) {
	w := newTown(t)
	zone := must(t, w.facts, RegionRegister, RegionRegisterInput{Name: "片区", RegionKind: graph.RegionArea, Parent: w.township.ID, Since: day("2015-01-01")})
	in := form(w, "")
	in.Region = zone.ID
	a := must(t, w.facts, AllianceForm, in)
	for _, relations := range []bool{false, true} {
		early := AllianceCorrectInput{ID: a.ID, Correct: true, LifeFields: daysFrom("", "2010-01-01"), Withdrawing: Withdrawing{Relations: relations}}
		refuse(t, w.facts, AllianceCorrect, early, "INVALID until")
	}
	late := AllianceCorrectInput{ID: a.ID, Correct: true, LifeFields: daysFrom("", "2020-01-01")}
	if got := corrected(t, w.facts, AllianceCorrect, late); len(w.linksFrom(a.ID, graph.HopLocated)) != 1 {
		t.Errorf("%s lies nowhere", got.Life())
	}
}
