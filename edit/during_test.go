package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

func dates(since, until string) *graph.Interval {
	days := between(since, until)
	return &days
}

func spells[T any](list []graph.Spell[T]) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = fmt.Sprintf("%v%s", s.Value, s.Interval)
	}
	return strings.Join(texts, " ")
}

func TestCorrectDuringOfUnit(t *testing.T) {
	w := newTown(t)
	staff := func(n int, from string) {
		must(t, w.facts, UnitChange, UnitChangeInput{ID: w.shop.ID, From: day(from), UnitFields: UnitFields{Staff: Some(n)}})
	}
	staff(5, "2024-01-01")
	staff(9, "2024-05-05")
	in := func(days *graph.Interval, fields UnitFields) UnitCorrectInput {
		return UnitCorrectInput{ID: w.shop.ID, Correct: true, During: days, UnitFields: fields}
	}
	for name, c := range map[string]struct {
		in   UnitCorrectInput
		want []string
	}{
		"beside at":          {UnitCorrectInput{ID: w.shop.ID, Correct: true, At: day("2024-02-01"), During: dates("", ""), UnitFields: UnitFields{Staff: Some(2)}}, []string{"INVALID during"}},
		"without a value":    {in(dates("2024-01-01", ""), UnitFields{Name: Some("新名")}), []string{"INVALID during"}},
		"no days":            {in(dates("2024-01-01", "2024-01-01"), UnitFields{Staff: Some(2)}), []string{"INVALID during.until"}},
		"before it began":    {in(dates("2009-01-01", "2024-01-01"), UnitFields{Staff: Some(2)}), []string{"INVALID during.since"}},
		"past the calendar":  {in(&graph.Interval{Until: graph.End}, UnitFields{Staff: Some(2)}), []string{"INVALID during.until"}},
		"as it is":           {in(dates("2024-02-01", "2024-03-01"), UnitFields{Staff: Some(5)}), []string{"INVALID"}},
		"no such region":     {in(dates("2024-02-01", "2024-03-01"), UnitFields{Region: Some(graph.DerivedID(graph.KindRegion, "x"))}), []string{"NOT_FOUND region"}},
		"a region not there": {in(dates("2012-02-01", "2024-03-01"), UnitFields{Region: Some(w.young.ID)}), []string{"INVALID region"}},
		"in nothing":         {in(dates("2024-02-01", "2024-03-01"), UnitFields{UnitKind: Null[graph.UnitKind]()}), []string{"INVALID unitKind"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitCorrect, c.in, c.want...) })
	}
	correct := func(days *graph.Interval, fields UnitFields) *graph.Unit {
		return corrected(t, w.facts, UnitCorrect, in(days, fields))
	}
	for _, c := range []struct {
		what  string
		days  *graph.Interval
		value Opt[int]
		want  string
	}{
		{"the change was two days earlier", dates("2024-05-03", "2024-05-05"), Some(9), "5[2024-01-01, 2024-05-03) 9[2024-05-03, )"},
		{"the change was later", dates("2024-05-03", "2024-05-10"), Some(5), "5[2024-01-01, 2024-05-10) 9[2024-05-10, )"},
		{"a spell between that was not entered", dates("2024-02-01", "2024-03-01"), Some(7), "5[2024-01-01, 2024-02-01) 7[2024-02-01, 2024-03-01) 5[2024-03-01, 2024-05-10) 9[2024-05-10, )"},
		{"which never was", dates("2024-02-01", "2024-03-01"), Some(5), "5[2024-01-01, 2024-05-10) 9[2024-05-10, )"},
		{"a spell of the past", dates("", "2015-01-01"), Some(3), "3[2010-01-01, 2015-01-01) 5[2024-01-01, 2024-05-10) 9[2024-05-10, )"},
		{"not known over several", dates("2014-01-01", "2024-05-10"), Null[int](), "3[2010-01-01, 2014-01-01) 9[2024-05-10, )"},
		{"all of it", dates("", ""), Some(4), "4[2010-01-01, )"},
	} {
		if got := spells(correct(c.days, UnitFields{Staff: c.value}).Staffs); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	// Kind and ownership go together, each corrected by itself.
	correct(dates("2015-01-01", "2020-01-01"), UnitFields{UnitKind: Some(graph.UnitSchool)})
	u := correct(dates("2018-01-01", "2022-01-01"), UnitFields{Ownership: Some(graph.OwnershipState)})
	if want := "{ENTERPRISE PRIVATE}[2010-01-01, 2015-01-01) {SCHOOL PRIVATE}[2015-01-01, 2018-01-01) {SCHOOL STATE}[2018-01-01, 2020-01-01) {ENTERPRISE STATE}[2020-01-01, 2022-01-01) {ENTERPRISE PRIVATE}[2022-01-01, )"; spells(u.Classes) != want {
		t.Errorf("classes %s", spells(u.Classes))
	}
	correct(dates("2016-01-01", "2017-01-01"), UnitFields{Region: Some(w.young.ID), UnitState: Some(graph.StateDormant)})
	links := w.linksFrom(w.shop.ID, graph.HopLocated)
	if len(links) != 3 || links[1].To != w.young.ID || links[1].Interval != between("2016-01-01", "2017-01-01") || links[2].Since != day("2017-01-01") {
		t.Errorf("it lies in %v", links)
	}
	correct(dates("2017-01-01", "2018-01-01"), UnitFields{Region: Some(w.young.ID)})
	correct(dates("2016-01-01", "2018-01-01"), UnitFields{Region: Some(w.township.ID)})
	if links := w.linksFrom(w.shop.ID, graph.HopLocated); len(links) != 1 || links[0].Interval != between("2010-01-01", "") {
		t.Errorf("it lies in %v", links)
	}
}

func TestCorrectDuringOfOthers(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, OrganisationChange, OrganisationChangeInput{ID: w.late.ID, From: day("2020-05-05"), OrganisationFields: OrganisationFields{
		Superior: Some(w.branch.ID), Leads: Some(w.village.ID), Secretary: Some(w.member.ID),
	}})
	organisation := func(days *graph.Interval, f OrganisationFields) OrganisationCorrectInput {
		return OrganisationCorrectInput{ID: w.late.ID, Correct: true, During: days, OrganisationFields: f}
	}
	must(t, w.facts, OrganisationCorrect, organisation(dates("2020-05-03", "2020-05-05"), OrganisationFields{Superior: Some(w.branch.ID), Leads: Some(w.village.ID), Secretary: Some(w.member.ID)}))
	for _, hop := range []graph.Hop{graph.HopSuperior, graph.HopLeads, graph.HopSecretary} {
		links := w.linksFrom(w.late.ID, hop)
		if last := links[len(links)-1]; last.Since != day("2020-05-03") || last.Until != 0 {
			t.Errorf("%s holds in %v", hop, links)
		}
	}
	o := corrected(t, w.facts, OrganisationCorrect, organisation(dates("2021-01-01", "2022-01-01"), OrganisationFields{
		SecretaryName: Some("林"), Strength: Some(graph.StrengthWeak), OrganisationKind: Some(graph.OrgGeneralBranch), Superior: Null[graph.ID](),
	}))
	if links := w.linksFrom(o.ID, graph.HopSecretary); len(links) != 2 || spells(o.Secretaries) != "林[2021-01-01, 2022-01-01)" || len(o.Kinds) != 3 || len(w.linksFrom(o.ID, graph.HopSuperior)) != 3 {
		t.Errorf("%+v with the secretaries %v", o, links)
	}
	must(t, w.facts, OrganisationCorrect, organisation(dates("2021-01-01", "2022-01-01"), OrganisationFields{Secretary: Some(w.member.ID)}))
	if links := w.linksFrom(o.ID, graph.HopSecretary); len(links) != 1 {
		t.Errorf("the secretaries are %v", links)
	}
	refuse(t, w.facts, OrganisationCorrect, OrganisationCorrectInput{ID: w.branch.ID, Correct: true, During: dates("2023-01-01", "2024-01-01"), OrganisationFields: OrganisationFields{
		Superior: Some(w.late.ID), Leads: Some(w.village.ID),
	}}, "CONFLICT leads", "CONFLICT superior")

	member := MemberCorrectInput{ID: w.member.ID, Correct: true, During: dates("2020-01-01", "2021-01-01"), MemberFields: MemberFields{
		Away: Some(graph.Away{Place: "沪"}), MemberStatus: Some(graph.StatusProbationary), Employment: Some(graph.EmploymentStudent), Workplace: Some(w.firm.ID), Residence: Some(w.village.ID),
	}}
	m := corrected(t, w.facts, MemberCorrect, member)
	if len(m.Aways) != 1 || m.StatusOn(day("2021-01-01")) != graph.StatusFull || m.EmploymentOn(day("2020-06-01")) != graph.EmploymentStudent || w.linksFrom(m.ID, graph.HopWorksAt)[0].Interval != *member.During {
		t.Errorf("%+v", m)
	}
	affiliate := func(o graph.ID, since, until string) MemberAffiliateInput {
		return MemberAffiliateInput{Member: w.member.ID, Organisation: o, Correct: true, During: dates(since, until)}
	}
	must(t, w.facts, RegistrationEnter, RegistrationEnterInput{Member: w.member.ID, Organisation: w.branch.ID, Since: day("2019-01-01")})
	must(t, w.facts, MemberAffiliate, affiliate(w.branch.ID, "2020-01-01", "2021-01-01"))
	if l := w.linksFrom(w.member.ID, graph.HopRegistered); len(l) != 2 || l[0].Until != day("2020-01-01") {
		t.Errorf("registered at the same organisation in %v", l)
	}
	refuse(t, w.facts, MemberAffiliate, affiliate(w.branch.ID, "2020-03-01", "2020-04-01"), "INVALID organisation")
	refuse(t, w.facts, MemberAffiliate, affiliate("", "2022-03-01", "2022-04-01"), "INVALID organisation")
	refuse(t, w.facts, MemberAffiliate, MemberAffiliateInput{Member: w.member.ID, From: day("2020-01-01"), During: dates("", "")}, "INVALID during")
	must(t, w.facts, MemberAffiliate, affiliate("", "2020-03-01", "2020-04-01"))
	if l := w.linksFrom(w.member.ID, graph.HopAffiliated); len(l) != 2 {
		t.Errorf("affiliated in %v", l)
	}
}

func TestCorrectDuringOfRegionAndAlliance(t *testing.T) {
	w := newTown(t)
	region := func(days *graph.Interval, parent Opt[graph.ID]) RegionCorrectInput {
		return RegionCorrectInput{ID: w.village.ID, Correct: true, During: days, RegionFields: RegionFields{Parent: parent}}
	}
	refuse(t, w.facts, RegionCorrect, region(dates("2016-01-01", "2018-01-01"), Some(w.grid.ID)), "CONFLICT parent")
	must(t, w.facts, RegionCorrect, region(dates("2016-01-01", "2018-01-01"), Some(w.young.ID)))
	if l := w.linksFrom(w.village.ID, graph.HopParent); len(l) != 3 || l[1].To != w.young.ID {
		t.Errorf("the village lies in %v", l)
	}
	refuse(t, w.facts, RegionCorrect, region(dates("2016-01-01", "2018-01-01"), Some(w.young.ID)), "INVALID")
	must(t, w.facts, RegionCorrect, region(dates("2016-01-01", "2018-01-01"), Some(w.zone.ID)))
	if l := w.linksFrom(w.village.ID, graph.HopParent); len(l) != 1 {
		t.Errorf("the village lies in %v", l)
	}
	a := must(t, w.facts, AllianceForm, AllianceFormInput{Name: "联盟", AllianceKind: graph.AllianceAlliance, Region: w.village.ID, Host: w.branch.ID})
	must(t, w.facts, AllianceCorrect, AllianceCorrectInput{ID: a.ID, Correct: true, During: dates("2020-01-01", "2021-01-01"), AllianceFields: AllianceFields{Host: Some(w.late.ID), Region: Some(w.township.ID)}})
	hosts := w.linksFrom(a.ID, graph.HopHost)
	if len(hosts) != 3 || !slices.ContainsFunc(hosts, func(l graph.Link) bool { return l.To == w.late.ID && l.Interval == between("2020-01-01", "2021-01-01") }) {
		t.Errorf("hosted by %v", hosts)
	}
}

func TestCorrectEndsAndSeats(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2020-01-01")
	end := func(change func(*PairingEndCorrection)) PairingCorrectInput {
		one := PairingEndCorrection{Participant: w.branch.ID}
		change(&one)
		return PairingCorrectInput{ID: p.ID, Correct: true, Ends: []PairingEndCorrection{one}}
	}
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.LifeFields = daysFrom("2014-01-01", "2014-01-01") }), "INVALID ends.0.until")
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.LifeFields = daysFrom("2011-01-01", "") }), "INVALID ends.0.since")
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.Withdraw, e.Role = true, Some(graph.RolePeer) }), "INVALID ends.0.role")
	both := end(func(e *PairingEndCorrection) { e.LifeFields = daysFrom("2014-01-01", "") })
	both.Since = Some(day("2013-01-01"))
	refuse(t, w.facts, PairingCorrect, both, "INVALID ends.0.since")
	must(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.LifeFields = daysFrom("2014-01-01", "2015-01-01") }))
	if l := endOf(t, w, p.ID, w.branch.ID); l.Interval != between("2014-01-01", "2015-01-01") {
		t.Errorf("the end holds in %s", l.Interval)
	}
	must(t, w.facts, PairingJoin, PairingJoinInput{Pairing: p.ID, Participant: w.branch.ID, Role: graph.RolePeer, From: day("2017-01-01")})
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.LifeFields = daysFrom("2013-01-01", "") }), "INVALID ends.0.since")
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.At, e.LifeFields = day("2017-02-01"), daysFrom("2014-06-01", "") }), "CONFLICT ends.0.since")
	must(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.At, e.Withdraw = day("2017-02-01"), true }))
	if l := endOf(t, w, p.ID, w.branch.ID); l.Interval != between("2014-01-01", "2015-01-01") {
		t.Errorf("the end that is left holds in %s", l.Interval)
	}
	must(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.Withdraw = true }))
	refuse(t, w.facts, PairingCorrect, end(func(e *PairingEndCorrection) { e.Participant, e.Withdraw = w.shop.ID, true }), "CONFLICT id")

	a := must(t, w.facts, AllianceForm, AllianceFormInput{Name: "联盟", AllianceKind: graph.AllianceAlliance, Region: w.village.ID, Participants: []SeatInput{
		{Participant: w.shop.ID, Role: graph.SeatChair, Since: day("2012-01-01"), Until: day("2015-01-01")}, {Participant: w.firm.ID, Role: graph.SeatChair, Since: day("2015-01-01")},
	}})
	seat := func(at string, life LifeFields, withdraw bool) AllianceCorrectInput {
		return AllianceCorrectInput{ID: a.ID, Correct: true, Participants: []SeatCorrection{{Participant: w.shop.ID, At: day(at), LifeFields: life, Withdraw: withdraw}}}
	}
	refuse(t, w.facts, AllianceCorrect, seat("2013-01-01", daysFrom("2009-01-01", ""), false), "INVALID participants.0.since")
	refuse(t, w.facts, AllianceCorrect, seat("2013-01-01", daysFrom("", "2015-01-02"), false), "CONFLICT participants.0.role")
	refuse(t, w.facts, AllianceCorrect, seat("2013-01-01", daysFrom("2016-01-01", ""), false), "INVALID participants.0.until")
	refuse(t, w.facts, AllianceCorrect, seat("2013-01-01", daysFrom("2013-01-01", ""), true), "INVALID participants.0.since")
	must(t, w.facts, AllianceCorrect, seat("2013-01-01", daysFrom("2011-01-01", "2014-01-01"), false))
	if l := w.linksFrom(a.ID, graph.HopSeat)[0]; l.Interval != between("2011-01-01", "2014-01-01") {
		t.Errorf("the chair was held in %s", l.Interval)
	}
	must(t, w.facts, AllianceCorrect, seat("2013-01-01", LifeFields{Since: Null[graph.Date]()}, false))
	if l := w.linksFrom(a.ID, graph.HopSeat)[0]; l.Since != w.shop.Since {
		t.Errorf("the chair was held in %s", l.Interval)
	}
}

// Terms and coverages of the past are entered with their end.
func TestEnterThePast(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, CommitteeTermBegin, CommitteeTermBeginInput{Organisation: w.branch.ID, From: day("2020-01-01")})
	in := CommitteeTermBeginInput{Organisation: w.branch.ID, From: day("2015-01-01"), Until: day("2020-01-02")}
	refuse(t, w.facts, CommitteeTermBegin, in, "CONFLICT from")
	in.Until = day("2015-01-01")
	refuse(t, w.facts, CommitteeTermBegin, in, "INVALID until")
	in.Until = day("2019-12-31")
	if done := must(t, w.facts, CommitteeTermBegin, in); done.Term.Interval != between("2015-01-01", "2019-12-31") || len(done.Organisation.Terms) != 2 {
		t.Errorf("the terms are %+v", done.Organisation.Terms)
	}
	refuse(t, w.facts, CommitteeTermBegin, CommitteeTermBeginInput{Organisation: w.dissolved.ID, From: day("2010-01-01"), Until: day("2020-06-01")}, "INVALID until")
	cover := func(from, until string) CoverageAssignInput {
		return CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeArea, From: day(from), Until: day(until)}
	}
	must(t, w.facts, assign, cover("2020-01-01", ""))
	refuse(t, w.facts, assign, cover("2015-01-01", "2020-02-01"), "CONFLICT mode")
	refuse(t, w.facts, assign, cover("2015-01-01", "2014-02-01"), "INVALID until")
	if l := must(t, w.facts, assign, cover("2015-01-01", "2020-01-01")); l.Interval != between("2015-01-01", "2020-01-01") {
		t.Errorf("covered in %s", l.Interval)
	}
}
