package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

// paired is a pairing of the town's firm, shop and branch: the firm helps.
func paired(t *testing.T, w *town, since, until string) *graph.Pairing {
	t.Helper()
	return must(t, w.facts, PairingAgree, PairingAgreeInput{Code: "P", PairingKind: graph.PairingMentor, Since: day(since), Until: day(until), Ends: []PairingEndInput{
		{Participant: w.firm.ID, Role: graph.RoleHelper}, {Participant: w.shop.ID, Role: graph.RoleHelped}, {Participant: w.branch.ID, Role: graph.RolePeer},
	}})
}

// twoPeers is a pairing of two peers.
func twoPeers(t *testing.T, w *town, kind graph.PairingKind, since, until string, a, b graph.ID) *graph.Pairing {
	t.Helper()
	return must(t, w.facts, PairingAgree, PairingAgreeInput{PairingKind: kind, Since: day(since), Until: day(until), Ends: []PairingEndInput{
		{Participant: a, Role: graph.RolePeer}, {Participant: b, Role: graph.RolePeer},
	}})
}

// endOf is the only end of a pairing that a participant is.
func endOf(t *testing.T, w *town, p, participant graph.ID) graph.Link {
	t.Helper()
	var found []graph.Link
	for _, l := range w.linksFrom(p, graph.HopEnd) {
		if l.To == participant {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s is an end %d times: %v", participant, len(found), found)
	}
	return found[0]
}

func TestPairingExtend(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2014-01-01")
	must(t, w.facts, PairingLeave, PairingLeaveInput{Pairing: p.ID, Participant: w.branch.ID, From: day("2013-01-01")})
	extend := func(until string) PairingExtendInput { return PairingExtendInput{ID: p.ID, Until: day(until)} }
	refuse(t, w.facts, PairingExtend, extend("2014-01-01"), "INVALID until")
	refuse(t, w.facts, PairingExtend, extend("2013-06-01"), "INVALID until")
	refuse(t, w.facts, PairingExtend, PairingExtendInput{ID: p.ID, Until: graph.End}, "INVALID until")
	refuse(t, w.facts, PairingExtend, PairingExtendInput{ID: w.firm.ID, Until: graph.End}, "INVALID id", "INVALID until")
	refuse(t, w.facts, PairingExtend, PairingExtendInput{ID: graph.DerivedID(graph.KindPairing, "x")}, "NOT_FOUND id")

	done := must(t, w.facts, PairingExtend, extend("2015-01-01"))
	if done.From != day("2014-01-01") || done.Pairing.Until != day("2015-01-01") {
		t.Errorf("extended %+v from %s", done.Pairing.Interval, done.From)
	}
	for id, until := range map[graph.ID]string{w.firm.ID: "2015-01-01", w.shop.ID: "2015-01-01", w.branch.ID: "2013-01-01"} {
		if l := endOf(t, w, p.ID, id); l.Until != day(until) {
			t.Errorf("the end %+v does not end on %s", l, until)
		}
	}

	again := twoPeers(t, w, graph.PairingMentor, "2016-01-01", "2017-01-01", w.firm.ID, w.shop.ID)
	refuse(t, w.facts, PairingExtend, extend("2016-01-02"), "CONFLICT until")
	says(t, w.facts, PairingExtend, extend(""), string(again.ID), "from 2016-01-01 on")
	must(t, w.facts, PairingExtend, extend("2016-01-01"))
	must(t, w.facts, PairingCorrect, PairingCorrectInput{ID: again.ID, Correct: true, Withdraw: true})
	must(t, w.facts, PairingAgree, PairingAgreeInput{Code: "P", PairingKind: graph.PairingOther, Since: day("2020-01-01"), Ends: []PairingEndInput{
		{Participant: w.firm.ID, Role: graph.RolePeer}, {Participant: w.late.ID, Role: graph.RolePeer},
	}})
	refuse(t, w.facts, PairingExtend, extend(""), "CONFLICT code")
	must(t, w.facts, PairingChange, PairingChangeInput{ID: p.ID, From: day("2015-01-01"), Code: Null[string]()})
	must(t, w.facts, PairingExtend, extend(""))
	refuse(t, w.facts, PairingExtend, extend("2030-01-01"), "INVALID until")

	closing := twoPeers(t, w, graph.PairingMentor, "2012-01-01", "2013-01-01", w.closed.ID, w.shop.ID)
	refuse(t, w.facts, PairingExtend, PairingExtendInput{ID: closing.ID, Until: day("2018-01-02")}, "INVALID until")
	must(t, w.facts, PairingExtend, PairingExtendInput{ID: closing.ID})
	if l := endOf(t, w, closing.ID, w.closed.ID); l.Until != day("2018-01-01") {
		t.Errorf("an end outlasts its participant: %+v", l)
	}
}

func TestPairingChange(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2014-01-01")
	change := func(from string, agreement Opt[string]) PairingChangeInput {
		return PairingChangeInput{ID: p.ID, From: day(from), Agreement: agreement}
	}
	got := must(t, w.facts, PairingChange, change("2013-01-01", Some(" 共建 ")))
	if got.Agreement != "共建" || got.Code != "P" {
		t.Errorf("changed %+v", got)
	}
	refuse(t, w.facts, PairingChange, change("2013-01-01", Some("共建")), "INVALID")
	refuse(t, w.facts, PairingChange, change("2013-01-01", Opt[string]{}), "INVALID")
	refuse(t, w.facts, PairingChange, change("2014-01-01", Null[string]()), "INVALID from")
	refuse(t, w.facts, PairingChange, change("", Some("a\x00")), "INVALID agreement", "INVALID from")
	refuse(t, w.facts, PairingChange, change("2013-01-01", Some(strings.Repeat("长", 4001))), "INVALID agreement")
	refuse(t, w.facts, PairingChange, PairingChangeInput{ID: w.firm.ID, From: day("2013-01-01")}, "INVALID id")
	refuse(t, w.facts, PairingChange, PairingChangeInput{ID: graph.DerivedID(graph.KindPairing, "x")}, "INVALID from", "NOT_FOUND id")
	must(t, w.facts, PairingAgree, PairingAgreeInput{Code: "Q", PairingKind: graph.PairingVillageSchool, Since: day("2013-06-01"), Ends: []PairingEndInput{
		{Participant: w.firm.ID, Role: graph.RolePeer}, {Participant: w.shop.ID, Role: graph.RolePeer},
	}})
	refuse(t, w.facts, PairingChange, PairingChangeInput{ID: p.ID, From: day("2013-01-01"), Code: Some("Q")}, "CONFLICT code")
	if got := must(t, w.facts, PairingChange, change("2013-01-01", Null[string]())); got.Agreement != "" {
		t.Errorf("the agreement is %q", got.Agreement)
	}
}

func TestPairingJoin(t *testing.T) {
	w := newTown(t)
	p := twoPeers(t, w, graph.PairingMentor, "2012-01-01", "2024-01-01", w.firm.ID, w.shop.ID)
	other := paired(t, w, "2016-01-01", "2018-01-01")
	join := func(id graph.ID, from, until string) PairingJoinInput {
		return PairingJoinInput{Pairing: p.ID, Participant: id, Role: graph.RolePeer, From: day(from), Until: day(until)}
	}
	with := func(in PairingJoinInput, change func(*PairingJoinInput)) PairingJoinInput {
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		in   PairingJoinInput
		want []string
	}{
		"before the pairing":      {join(w.branch.ID, "2011-12-31", ""), []string{"INVALID from"}},
		"after the pairing":       {join(w.branch.ID, "2024-01-01", ""), []string{"INVALID from"}},
		"longer than the pairing": {join(w.branch.ID, "2014-01-01", "2024-01-02"), []string{"INVALID participant"}},
		"before its life":         {join(w.late.ID, "2014-12-31", ""), []string{"INVALID participant"}},
		"longer than its life":    {join(w.closed.ID, "2014-12-31", "2018-01-02"), []string{"INVALID participant"}},
		"days the wrong way":      {join(w.branch.ID, "2014-12-31", "2014-12-31"), []string{"INVALID until"}},
		"an end already":          {join(w.firm.ID, "2014-12-31", ""), []string{"CONFLICT participant"}},
		"as another pairing":      {join(w.branch.ID, "2014-01-01", ""), []string{"CONFLICT participant"}},
		"as another for a day":    {join(w.branch.ID, "2017-12-31", ""), []string{"CONFLICT participant"}},
		"helped by nobody":        {with(join(w.late.ID, "2015-01-01", ""), func(in *PairingJoinInput) { in.Role = graph.RoleHelped }), []string{"CONFLICT participant"}},
		"person not there yet":    {with(join(w.late.ID, "2016-05-31", ""), func(in *PairingJoinInput) { in.Person = w.newcomer.ID }), []string{"INVALID person"}},
		"several at once": {
			PairingJoinInput{Pairing: w.firm.ID, Participant: w.member.ID, Role: "FRIEND", Person: w.firm.ID, Until: graph.End},
			[]string{"INVALID from", "INVALID pairing", "INVALID participant", "INVALID person", "INVALID role", "INVALID until"},
		},
		"unknown": {
			PairingJoinInput{Pairing: graph.DerivedID(graph.KindPairing, "x"), Participant: graph.DerivedID(graph.KindUnit, "x"), Role: graph.RolePeer, Person: graph.DerivedID(graph.KindMember, "x"), From: day("2014-01-01")},
			[]string{"NOT_FOUND pairing", "NOT_FOUND participant", "NOT_FOUND person"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, PairingJoin, c.in, c.want...) })
	}
	says(t, w.facts, PairingJoin, join(w.branch.ID, "2014-01-01", ""), "from 2016-01-01 on", string(other.ID))

	must(t, w.facts, PairingJoin, join(w.branch.ID, "2014-01-01", "2016-01-01"))
	must(t, w.facts, PairingJoin, with(join(w.branch.ID, "2018-01-01", ""), func(in *PairingJoinInput) { in.Person = w.newcomer.ID }))
	links := w.linksFrom(p.ID, graph.HopEnd)
	last := links[len(links)-1]
	if len(links) != 4 || last.Interval != between("2018-01-01", "2024-01-01") || last.Person != w.newcomer.ID || last.Role != "PEER" {
		t.Errorf("ends %+v", links)
	}
}

func TestPairingHasAtMostSoManyEnds(t *testing.T) {
	w := newTown(t)
	in := PairingAgreeInput{PairingKind: graph.PairingOther, Since: day("2012-01-01")}
	for range mostEnds {
		in.Ends = append(in.Ends, PairingEndInput{Participant: unitSince(t, w, "2010-01-01"), Role: graph.RolePeer})
	}
	p := must(t, w.facts, PairingAgree, in)
	join := PairingJoinInput{Pairing: p.ID, Participant: w.firm.ID, Role: graph.RolePeer, From: day("2014-01-01")}
	refuse(t, w.facts, PairingJoin, join, "CONFLICT participant")
	must(t, w.facts, PairingLeave, PairingLeaveInput{Pairing: p.ID, Participant: in.Ends[0].Participant, From: day("2014-01-01")})
	must(t, w.facts, PairingJoin, join)
}

func TestPairingLeave(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2024-01-01")
	leave := func(id graph.ID, from string) PairingLeaveInput {
		return PairingLeaveInput{Pairing: p.ID, Participant: id, From: day(from)}
	}
	refuse(t, w.facts, PairingLeave, leave(w.branch.ID, "2012-01-01"), "INVALID from")
	refuse(t, w.facts, PairingLeave, leave(w.branch.ID, "2024-01-01"), "INVALID from")
	refuse(t, w.facts, PairingLeave, leave(w.branch.ID, "2011-01-01"), "INVALID participant")
	refuse(t, w.facts, PairingLeave, leave(w.late.ID, "2016-01-01"), "INVALID participant")
	refuse(t, w.facts, PairingLeave, leave(w.firm.ID, "2016-01-01"), "CONFLICT participant")
	says(t, w.facts, PairingLeave, leave(w.firm.ID, "2016-01-01"), "HELPED", "from 2016-01-01 on")
	refuse(t, w.facts, PairingLeave, PairingLeaveInput{Pairing: w.firm.ID, Participant: w.member.ID}, "INVALID from", "INVALID pairing", "INVALID participant")
	refuse(t, w.facts, PairingLeave, PairingLeaveInput{Pairing: graph.DerivedID(graph.KindPairing, "x"), Participant: graph.DerivedID(graph.KindUnit, "x"), From: day("2014-01-01")},
		"NOT_FOUND pairing", "NOT_FOUND participant")

	other := twoPeers(t, w, graph.PairingMentor, "2018-01-01", "2019-01-01", w.firm.ID, w.shop.ID)
	refuse(t, w.facts, PairingLeave, leave(w.branch.ID, "2016-01-01"), "CONFLICT participant")
	says(t, w.facts, PairingLeave, leave(w.branch.ID, "2018-12-31"), "from 2018-12-31 on", string(other.ID))
	must(t, w.facts, PairingLeave, leave(w.branch.ID, "2019-01-01"))
	if l := endOf(t, w, p.ID, w.branch.ID); l.Interval != between("2012-01-01", "2019-01-01") {
		t.Errorf("left %+v", l)
	}
	refuse(t, w.facts, PairingLeave, leave(w.shop.ID, "2020-01-01"), "CONFLICT participant")
	says(t, w.facts, PairingLeave, leave(w.shop.ID, "2020-01-01"), "fewer than two")
	must(t, w.facts, PairingCorrect, PairingCorrectInput{ID: other.ID, Correct: true, Withdraw: true})
	must(t, w.facts, PairingLeave, leave(w.branch.ID, "2015-01-01")) // earlier than said before
	must(t, w.facts, PairingJoin, PairingJoinInput{Pairing: p.ID, Participant: w.branch.ID, Role: graph.RoleHelper, From: day("2021-01-01")})
	must(t, w.facts, PairingLeave, leave(w.firm.ID, "2021-01-01"))
}

func TestPairingCorrect(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2024-01-01")
	must(t, w.facts, PairingLeave, PairingLeaveInput{Pairing: p.ID, Participant: w.branch.ID, From: day("2020-01-01")})
	correct := func(change func(*PairingCorrectInput)) PairingCorrectInput {
		in := PairingCorrectInput{ID: p.ID, Correct: true}
		change(&in)
		return in
	}
	dates := func(since, until Opt[graph.Date]) PairingCorrectInput {
		return correct(func(in *PairingCorrectInput) { in.Since, in.Until = since, until })
	}
	end := func(c PairingEndCorrection) PairingCorrectInput {
		return correct(func(in *PairingCorrectInput) { in.Ends = []PairingEndCorrection{c} })
	}
	none := Opt[graph.Date]{}
	for name, c := range map[string]struct {
		in   PairingCorrectInput
		want []string
	}{
		"nothing":              {correct(func(*PairingCorrectInput) {}), []string{"INVALID"}},
		"the same":             {dates(Some(day("2012-01-01")), Some(day("2024-01-01"))), []string{"INVALID"}},
		"not said":             {correct(func(in *PairingCorrectInput) { in.Correct, in.PairingKind = false, Null[graph.PairingKind]() }), []string{"INVALID correct", "INVALID pairingKind"}},
		"withdrawn with dates": {correct(func(in *PairingCorrectInput) { in.Withdraw, in.Until = true, Null[graph.Date]() }), []string{"INVALID until"}},
		"dates the wrong way":  {dates(Some(day("2024-01-01")), none), []string{"INVALID until"}},
		"before an end's life": {dates(Some(day("2009-12-31")), none), []string{"INVALID since"}},
		"past the calendar":    {dates(Some(graph.End), none), []string{"INVALID since"}},
		"after an end left":    {dates(Some(day("2020-01-01")), none), []string{"CONFLICT since"}},
		"an unknown kind":      {correct(func(in *PairingCorrectInput) { in.PairingKind = Some(graph.PairingKind("X")) }), []string{"INVALID pairingKind"}},
		"an agreement":         {correct(func(in *PairingCorrectInput) { in.Agreement = Some("a\x01") }), []string{"INVALID agreement"}},
		"no ends":              {correct(func(in *PairingCorrectInput) { in.Ends = []PairingEndCorrection{} }), []string{"INVALID ends"}},
		"no such end":          {end(PairingEndCorrection{Participant: w.late.ID, Role: Some(graph.RolePeer)}), []string{"INVALID ends.0.participant"}},
		"no end on the day":    {end(PairingEndCorrection{Participant: w.branch.ID, At: day("2020-01-01"), Role: Some(graph.RoleHelper)}), []string{"INVALID ends.0.participant"}},
		"no role":              {end(PairingEndCorrection{Participant: w.branch.ID, Role: Null[graph.EndRole]()}), []string{"INVALID ends.0.role"}},
		"an unknown role":      {end(PairingEndCorrection{Participant: w.branch.ID, Role: Some(graph.EndRole("X"))}), []string{"INVALID ends.0.role"}},
		"helped by nobody":     {end(PairingEndCorrection{Participant: w.firm.ID, Role: Some(graph.RolePeer)}), []string{"CONFLICT id"}},
		"person not there yet": {end(PairingEndCorrection{Participant: w.firm.ID, Person: Some(w.newcomer.ID)}), []string{"INVALID ends.0.person"}},
		"a unit as person":     {end(PairingEndCorrection{Participant: w.firm.ID, Person: Some(w.firm.ID)}), []string{"INVALID ends.0.person"}},
		"unknown": {
			PairingCorrectInput{ID: graph.DerivedID(graph.KindPairing, "x"), Correct: true, Ends: []PairingEndCorrection{{Participant: w.member.ID}}},
			[]string{"INVALID ends.0.participant", "NOT_FOUND id"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, PairingCorrect, c.in, c.want...) })
	}

	must(t, w.facts, PairingCorrect, end(PairingEndCorrection{Participant: w.firm.ID, Person: Some(w.member.ID)}))
	if l := endOf(t, w, p.ID, w.firm.ID); l.Person != w.member.ID || l.Role != "HELPER" {
		t.Errorf("corrected %+v", l)
	}
	got := must(t, w.facts, PairingCorrect, dates(Some(day("2013-01-01")), Null[graph.Date]()))
	if got.Interval != between("2013-01-01", "") {
		t.Errorf("corrected %+v", got)
	}
	for id, days := range map[graph.ID]graph.Interval{w.firm.ID: between("2013-01-01", ""), w.shop.ID: between("2013-01-01", ""), w.branch.ID: between("2013-01-01", "2020-01-01")} {
		if l := endOf(t, w, p.ID, id); l.Interval != days {
			t.Errorf("the end %+v is not in %s", l, days)
		}
	}
	must(t, w.facts, PairingCorrect, dates(Null[graph.Date](), none))
	if l := endOf(t, w, p.ID, w.shop.ID); l.Since != day("2010-01-01") {
		t.Errorf("the shop's end %+v does not begin with the shop", l)
	}
	must(t, w.facts, PairingCorrect, dates(Some(day("2013-01-01")), none))

	must(t, w.facts, PairingCorrect, correct(func(in *PairingCorrectInput) {
		in.Ends = []PairingEndCorrection{
			{Participant: w.firm.ID, Role: Some(graph.RoleHelped), Person: Null[graph.ID]()}, {Participant: w.shop.ID, At: day("2015-01-01"), Role: Some(graph.RoleHelper)},
		}
	}))
	if l := endOf(t, w, p.ID, w.firm.ID); l.Person != "" || l.Role != "HELPED" {
		t.Errorf("corrected %+v", l)
	}
	refuse(t, w.facts, PairingCorrect, dates(Null[graph.Date](), none), "CONFLICT id") // helped before the helper was there

	other := twoPeers(t, w, graph.PairingOther, "2020-01-01", "", w.firm.ID, w.shop.ID)
	refuse(t, w.facts, PairingCorrect, PairingCorrectInput{ID: other.ID, Correct: true, PairingKind: Some(graph.PairingMentor)}, "CONFLICT id")
	a := must(t, w.facts, ActivityRecord, ActivityRecordInput{Pairing: p.ID, Date: day("2013-05-01"), Title: "会"})
	refuse(t, w.facts, PairingCorrect, dates(Some(day("2013-05-02")), none), "CONFLICT since")
	refuse(t, w.facts, PairingCorrect, dates(none, Some(day("2013-05-01"))), "CONFLICT until")
	says(t, w.facts, PairingCorrect, dates(none, Some(day("2013-05-01"))), string(a.ID))

	if gone := must(t, w.facts, PairingCorrect, correct(func(in *PairingCorrectInput) { in.Withdraw = true })); gone != nil {
		t.Errorf("withdrawn, but there is %+v", gone)
	}
	if w.nouns[p.ID] != nil || len(w.linksFrom(p.ID, graph.HopEnd)) > 0 {
		t.Errorf("a withdrawn pairing is left: %v %v", w.nouns[p.ID], w.linksFrom(p.ID, graph.HopEnd))
	}
	must(t, w.facts, PairingCorrect, PairingCorrectInput{ID: other.ID, Correct: true, PairingKind: Some(graph.PairingMentor)})
}

func TestActivities(t *testing.T) {
	w := newTown(t)
	p := paired(t, w, "2012-01-01", "2024-01-01")
	record := func(date, title string) ActivityRecordInput {
		return ActivityRecordInput{Pairing: p.ID, Date: day(date), Title: title}
	}
	late := must(t, w.facts, ActivityRecord, record("2015-01-01", " 座谈 "))
	early := must(t, w.facts, ActivityRecord, record("2012-01-01", "座谈"))
	refuse(t, w.facts, ActivityRecord, record("2012-01-01", "座谈"), "CONFLICT title")
	refuse(t, w.facts, ActivityRecord, record("2024-01-01", "座谈"), "INVALID date")
	refuse(t, w.facts, ActivityRecord, record("2011-12-31", strings.Repeat("长", 201)), "INVALID date", "INVALID title")
	refuse(t, w.facts, ActivityRecord, record("", " "), "INVALID date", "INVALID title")
	refuse(t, w.facts, ActivityRecord, record("2013-01-01", "a\x07"), "INVALID title")
	refuse(t, w.facts, ActivityRecord, ActivityRecordInput{Pairing: w.firm.ID}, "INVALID date", "INVALID pairing", "INVALID title")
	refuse(t, w.facts, ActivityRecord, ActivityRecordInput{Pairing: graph.DerivedID(graph.KindPairing, "x"), Date: day("2013-01-01"), Title: "会"}, "NOT_FOUND pairing")
	if got := w.nouns[p.ID].(*graph.Pairing).Activities; len(got) != 2 || got[0] != *early || got[1] != *late || late.Title != "座谈" {
		t.Errorf("activities %+v", got)
	}

	fix := func(change func(*ActivityCorrectInput)) ActivityCorrectInput {
		in := ActivityCorrectInput{ID: late.ID, Correct: true}
		change(&in)
		return in
	}
	refuse(t, w.facts, ActivityCorrect, fix(func(*ActivityCorrectInput) {}), "INVALID")
	refuse(t, w.facts, ActivityCorrect, fix(func(in *ActivityCorrectInput) { in.Date = Some(day("2012-01-01")) }), "CONFLICT title")
	refuse(t, w.facts, ActivityCorrect, fix(func(in *ActivityCorrectInput) { in.Date, in.Title = Some(day("2024-01-01")), Some(" ") }), "INVALID date", "INVALID title")
	refuse(t, w.facts, ActivityCorrect, fix(func(in *ActivityCorrectInput) {
		in.Correct, in.Date, in.Title = false, Null[graph.Date](), Null[string]()
	}), "INVALID correct", "INVALID date", "INVALID title")
	refuse(t, w.facts, ActivityCorrect, fix(func(in *ActivityCorrectInput) { in.Withdraw, in.Title = true, Some("会") }), "INVALID title")
	refuse(t, w.facts, ActivityCorrect, ActivityCorrectInput{ID: p.ID, Correct: true}, "INVALID id")
	refuse(t, w.facts, ActivityCorrect, ActivityCorrectInput{ID: graph.DerivedID(graph.KindActivity, "x"), Correct: true}, "NOT_FOUND id")

	done := must(t, w.facts, ActivityCorrect, fix(func(in *ActivityCorrectInput) { in.Date, in.Title = Some(day("2012-01-01")), Some("清淤") }))
	if done.Activity.Title != "清淤" || done.Activity.Date != day("2012-01-01") || len(done.Pairing.Activities) != 2 {
		t.Errorf("corrected %+v", done)
	}
	done = must(t, w.facts, ActivityCorrect, ActivityCorrectInput{ID: early.ID, Correct: true, Withdraw: true})
	if done.Activity != nil || len(done.Pairing.Activities) != 1 || done.Pairing.Activities[0].ID != late.ID {
		t.Errorf("withdrawn %+v", done)
	}
	refuse(t, w.facts, ActivityCorrect, ActivityCorrectInput{ID: early.ID, Correct: true, Withdraw: true}, "NOT_FOUND id")
}
