package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func form(w *town, since string, seats ...SeatInput) AllianceFormInput {
	return AllianceFormInput{Name: "理事会", AllianceKind: graph.AllianceCouncil, Region: w.township.ID, Since: day(since), Participants: seats}
}

func seatOf(id graph.ID, role graph.AllianceRole, since, until string) SeatInput {
	return SeatInput{Participant: id, Role: role, Since: day(since), Until: day(until)}
}

// seats tells who sits in an alliance: role and days of one participant.
func seats(w *town, alliance, participant graph.ID) string {
	var told []string
	for _, l := range w.linksFrom(alliance, graph.HopSeat) {
		if l.To == participant {
			told = append(told, l.Role+l.Interval.String())
		}
	}
	return strings.Join(told, " ")
}

func TestAllianceForm(t *testing.T) {
	w := newTown(t)
	with := func(in AllianceFormInput, change func(*AllianceFormInput)) AllianceFormInput {
		change(&in)
		return in
	}
	top := must(t, w.facts, AllianceForm, with(form(w, ""), func(in *AllianceFormInput) { in.Code, in.Host = "L", w.committee.ID }))
	a := must(t, w.facts, AllianceForm, with(form(w, "2012-01-01",
		seatOf(w.firm.ID, graph.SeatChair, "", ""), seatOf(w.shop.ID, graph.SeatMember, "", "2014-01-01"), seatOf(w.shop.ID, graph.SeatRotatingChair, "2027-01-01", "2028-01-01"),
	), func(in *AllianceFormInput) { in.Parent, in.Host = top.ID, w.branch.ID }))
	for hop, want := range map[graph.Hop]graph.Interval{graph.HopLocated: between("2012-01-01", ""), graph.HopUmbrella: between("2012-01-01", "")} {
		if got := w.linksFrom(a.ID, hop); len(got) != 1 || got[0].Interval != want {
			t.Errorf("%s %v", hop, got)
		}
	}
	if got := seats(w, a.ID, w.shop.ID); got != "MEMBER[2012-01-01, 2014-01-01) ROTATING_CHAIR[2027-01-01, 2028-01-01)" {
		t.Errorf("the shop is %s", got)
	}
	for name, c := range map[string]struct {
		in   AllianceFormInput
		want []string
	}{
		"no name":             {with(form(w, ""), func(in *AllianceFormInput) { in.Name = " " }), []string{"INVALID name"}},
		"no kind":             {with(form(w, ""), func(in *AllianceFormInput) { in.AllianceKind = "X" }), []string{"INVALID allianceKind"}},
		"a code in use":       {with(form(w, ""), func(in *AllianceFormInput) { in.Code = "L" }), []string{"CONFLICT code"}},
		"a region gone":       {with(form(w, "2021-01-01"), func(in *AllianceFormInput) { in.Region = w.gone.ID }), []string{"INVALID region"}},
		"a host gone":         {with(form(w, "2021-01-01"), func(in *AllianceFormInput) { in.Host = w.dissolved.ID }), []string{"INVALID host"}},
		"a host not there":    {with(form(w, "2014-12-31"), func(in *AllianceFormInput) { in.Host = w.late.ID }), []string{"INVALID host"}},
		"a parent not there":  {with(form(w, "2011-12-31"), func(in *AllianceFormInput) { in.Parent = a.ID }), []string{"INVALID parent"}},
		"nobody":              {with(form(w, ""), func(in *AllianceFormInput) { in.Participants = []SeatInput{} }), []string{"INVALID participants"}},
		"too many":            {form(w, "", make([]SeatInput, mostSeats+1)...), []string{"INVALID participants"}},
		"two roles a day":     {form(w, "", seatOf(w.firm.ID, graph.SeatMember, "", ""), seatOf(w.firm.ID, graph.SeatDeputy, "2020-01-01", "")), []string{"CONFLICT participants.1.participant"}},
		"two chairs a day":    {form(w, "", seatOf(w.firm.ID, graph.SeatChair, "", ""), seatOf(w.shop.ID, graph.SeatChair, "2020-01-01", "")), []string{"CONFLICT participants.1.role"}},
		"two turns a day":     {form(w, "", seatOf(w.firm.ID, graph.SeatRotatingChair, "", "2020-01-02"), seatOf(w.shop.ID, graph.SeatRotatingChair, "2020-01-01", "")), []string{"CONFLICT participants.1.role"}},
		"before its life":     {form(w, "", seatOf(w.shop.ID, graph.SeatMember, "2009-12-31", "")), []string{"INVALID participants.0.participant"}},
		"longer than a life":  {form(w, "", seatOf(w.closed.ID, graph.SeatMember, "2010-01-01", "2018-01-02")), []string{"INVALID participants.0.participant"}},
		"dates the wrong way": {form(w, "", seatOf(w.closed.ID, graph.SeatMember, "2010-01-01", "2010-01-01")), []string{"INVALID participants.0.until"}},
		"past the calendar":   {form(w, "", SeatInput{Participant: w.firm.ID, Role: "X", Since: graph.End}), []string{"INVALID participants.0.role", "INVALID participants.0.since"}},
		"other kinds": {
			AllianceFormInput{Name: "会\x00", AllianceKind: graph.AllianceCouncil, Region: w.firm.ID, Host: w.firm.ID, Parent: graph.DerivedID(graph.KindAlliance, "x"), Since: graph.End, Participants: []SeatInput{{Participant: w.member.ID, Role: graph.SeatMember}}},
			[]string{"INVALID host", "INVALID name", "INVALID participants.0.participant", "INVALID region", "INVALID since", "NOT_FOUND parent"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, AllianceForm, c.in, c.want...) })
	}
}

func TestAllianceJoinAndLeave(t *testing.T) {
	w := newTown(t)
	a := must(t, w.facts, AllianceForm, form(w, "2012-01-01", seatOf(w.firm.ID, graph.SeatChair, "", ""), seatOf(w.shop.ID, graph.SeatMember, "", "")))
	join := func(id graph.ID, role graph.AllianceRole, from, until string) AllianceJoinInput {
		return AllianceJoinInput{Alliance: a.ID, Participant: id, Role: role, From: day(from), Until: day(until)}
	}
	must(t, w.facts, AllianceJoin, join(w.late.ID, graph.SeatRotatingChair, "2027-01-01", "2028-01-01"))
	must(t, w.facts, AllianceJoin, join(w.shop.ID, graph.SeatDeputy, "2020-01-01", ""))
	if got := seats(w, a.ID, w.shop.ID); got != "MEMBER[2012-01-01, 2020-01-01) DEPUTY[2020-01-01, )" {
		t.Errorf("the shop is %s", got)
	}
	refuse(t, w.facts, AllianceJoin, join(w.shop.ID, graph.SeatDeputy, "2021-01-01", ""), "INVALID role")
	refuse(t, w.facts, AllianceJoin, join(w.shop.ID, graph.SeatMember, "2020-01-01", ""), "INVALID from")
	refuse(t, w.facts, AllianceJoin, join(w.shop.ID, graph.SeatMember, "2011-01-01", ""), "INVALID from")
	refuse(t, w.facts, AllianceJoin, join(w.late.ID, graph.SeatMember, "2026-01-01", ""), "CONFLICT role")
	refuse(t, w.facts, AllianceJoin, join(w.branch.ID, graph.SeatChair, "2026-01-01", ""), "CONFLICT role")
	refuse(t, w.facts, AllianceJoin, join(w.branch.ID, graph.SeatRotatingChair, "2026-01-01", "2027-01-02"), "CONFLICT role")
	refuse(t, w.facts, AllianceJoin, join(w.closed.ID, graph.SeatMember, "2018-01-01", ""), "INVALID participant")
	refuse(t, w.facts, AllianceJoin, join(w.branch.ID, graph.SeatMember, "2018-01-01", "2018-01-01"), "INVALID until")
	refuse(t, w.facts, AllianceJoin, AllianceJoinInput{Alliance: w.firm.ID, Participant: w.member.ID, Role: "X", Until: graph.End},
		"INVALID alliance", "INVALID from", "INVALID participant", "INVALID role", "INVALID until")
	refuse(t, w.facts, AllianceJoin, AllianceJoinInput{Alliance: graph.DerivedID(graph.KindAlliance, "x"), Participant: graph.DerivedID(graph.KindUnit, "x"), Role: graph.SeatMember, From: day("2020-01-01")},
		"NOT_FOUND alliance", "NOT_FOUND participant")
	must(t, w.facts, AllianceJoin, join(w.branch.ID, graph.SeatRotatingChair, "2026-01-01", "2027-01-01"))
	must(t, w.facts, AllianceJoin, join(w.late.ID, graph.SeatMember, "2026-01-01", "2026-06-01"))

	leave := func(id graph.ID, from string, withdraw bool) AllianceLeaveInput {
		return AllianceLeaveInput{Alliance: a.ID, Participant: id, From: day(from), WithdrawFuture: withdraw}
	}
	refuse(t, w.facts, AllianceLeave, leave(w.late.ID, "2026-02-01", false), "CONFLICT from")
	says(t, w.facts, AllianceLeave, leave(w.late.ID, "2026-02-01", false), "2027-01-01 ROTATING_CHAIR", "withdrawFuture")
	refuse(t, w.facts, AllianceLeave, leave(w.late.ID, "2028-01-01", true), "INVALID participant")
	refuse(t, w.facts, AllianceLeave, leave(w.committee.ID, "2020-01-01", false), "INVALID participant")
	refuse(t, w.facts, AllianceLeave, AllianceLeaveInput{Alliance: w.firm.ID, Participant: w.member.ID}, "INVALID alliance", "INVALID from", "INVALID participant")
	done := must(t, w.facts, AllianceLeave, leave(w.late.ID, "2026-02-01", true))
	if got := seats(w, a.ID, w.late.ID); done.Ended != 1 || done.Withdrawn != 1 || got != "MEMBER[2026-01-01, 2026-02-01)" {
		t.Errorf("left %+v: %s", done, got)
	}
}

func TestAllianceRotate(t *testing.T) {
	w := newTown(t)
	a := must(t, w.facts, AllianceForm, form(w, "2012-01-01",
		seatOf(w.committee.ID, graph.SeatChair, "", ""), seatOf(w.firm.ID, graph.SeatDeputy, "", ""), seatOf(w.shop.ID, graph.SeatMember, "", "")))
	rotate := func(id graph.ID, from, until string) AllianceRotateInput {
		return AllianceRotateInput{Alliance: a.ID, Chair: id, From: day(from), Until: day(until)}
	}
	first := must(t, w.facts, AllianceRotate, rotate(w.firm.ID, "2020-01-01", ""))
	if first.Former != nil || first.Chair.Interval != between("2020-01-01", "") {
		t.Errorf("rotated %+v", first)
	}
	second := must(t, w.facts, AllianceRotate, rotate(w.shop.ID, "2021-01-01", "2022-01-01"))
	if second.Former == nil || second.Former.To != w.firm.ID {
		t.Errorf("rotated %+v", second)
	}
	must(t, w.facts, AllianceRotate, rotate(w.branch.ID, "2023-01-01", "")) // took no part before
	must(t, w.facts, AllianceRotate, rotate(w.firm.ID, "2024-01-01", "2027-01-01"))
	for id, want := range map[graph.ID]string{
		w.firm.ID:      "DEPUTY[2012-01-01, 2020-01-01) ROTATING_CHAIR[2020-01-01, 2021-01-01) DEPUTY[2021-01-01, 2024-01-01) ROTATING_CHAIR[2024-01-01, 2027-01-01) DEPUTY[2027-01-01, )",
		w.shop.ID:      "MEMBER[2012-01-01, 2021-01-01) ROTATING_CHAIR[2021-01-01, 2022-01-01) MEMBER[2022-01-01, )",
		w.branch.ID:    "ROTATING_CHAIR[2023-01-01, 2024-01-01) MEMBER[2024-01-01, )",
		w.committee.ID: "CHAIR[2012-01-01, )",
	} {
		if got := seats(w, a.ID, id); got != want {
			t.Errorf("%s is %s\nwant %s", id, got, want)
		}
	}
	early := must(t, w.facts, AllianceRotate, rotate(w.shop.ID, "2026-01-01", ""))
	if got := seats(w, a.ID, w.firm.ID); !strings.HasSuffix(got, "ROTATING_CHAIR[2024-01-01, 2026-01-01) DEPUTY[2026-01-01, 2027-01-01) DEPUTY[2027-01-01, )") || early.Former.Role != "DEPUTY" {
		t.Errorf("the firm is %s", got)
	}
	refuse(t, w.facts, AllianceRotate, rotate(w.shop.ID, "2026-06-01", ""), "INVALID chair")
	refuse(t, w.facts, AllianceRotate, rotate(w.firm.ID, "2026-01-01", ""), "INVALID from")
	refuse(t, w.facts, AllianceRotate, rotate(w.late.ID, "2025-01-01", ""), "CONFLICT chair")
	refuse(t, w.facts, AllianceRotate, rotate(w.late.ID, "2014-01-01", ""), "INVALID chair")
	refuse(t, w.facts, AllianceRotate, rotate(w.late.ID, "2026-06-01", "2026-06-01"), "INVALID until")
	refuse(t, w.facts, AllianceRotate, rotate(w.late.ID, "2011-06-01", ""), "INVALID from")
	refuse(t, w.facts, AllianceRotate, AllianceRotateInput{Alliance: w.firm.ID, Chair: w.member.ID}, "INVALID alliance", "INVALID chair", "INVALID from")
}

func TestAllianceChangeCorrectEnd(t *testing.T) {
	w := newTown(t)
	top := must(t, w.facts, AllianceForm, form(w, ""))
	mid := must(t, w.facts, AllianceForm, form(w, ""))
	a := must(t, w.facts, AllianceForm, form(w, "2012-01-01", seatOf(w.firm.ID, graph.SeatChair, "", ""), seatOf(w.shop.ID, graph.SeatMember, "2020-01-01", "")))
	change := func(id graph.ID, from string, f AllianceFields) AllianceChangeInput {
		return AllianceChangeInput{ID: id, From: day(from), AllianceFields: f}
	}
	got := must(t, w.facts, AllianceChange, change(a.ID, "2020-01-01", AllianceFields{
		Name: Some(" 联盟 "), Code: Some("A"), Region: Some(w.village.ID), Host: Some(w.committee.ID), Parent: Some(mid.ID),
	}))
	if got.Name != "联盟" || got.Code != "A" || len(w.linksFrom(a.ID, graph.HopLocated)) != 2 || len(w.linksFrom(a.ID, graph.HopHost)) != 1 {
		t.Errorf("changed %+v", got)
	}
	must(t, w.facts, AllianceChange, change(mid.ID, "2021-01-01", AllianceFields{Parent: Some(top.ID)}))
	refuse(t, w.facts, AllianceChange, change(top.ID, "2019-01-01", AllianceFields{Parent: Some(a.ID)}), "CONFLICT parent")
	refuse(t, w.facts, AllianceChange, change(top.ID, "2019-01-01", AllianceFields{Parent: Some(top.ID)}), "CONFLICT parent")
	refuse(t, w.facts, AllianceChange, change(a.ID, "2021-01-01", AllianceFields{Host: Some(w.committee.ID)}), "INVALID host")
	refuse(t, w.facts, AllianceChange, change(a.ID, "2020-01-01", AllianceFields{Host: Some(w.late.ID)}), "INVALID from")
	refuse(t, w.facts, AllianceChange, change(a.ID, "2021-01-01", AllianceFields{}), "INVALID")
	refuse(t, w.facts, AllianceChange, change(a.ID, "2011-01-01", AllianceFields{Host: Null[graph.ID]()}), "INVALID from")
	refuse(t, w.facts, AllianceChange, change(a.ID, "2021-01-01", AllianceFields{Region: Some(w.gone.ID)}), "INVALID region")
	refuse(t, w.facts, AllianceChange, change(top.ID, "2021-01-01", AllianceFields{Code: Some("A")}), "CONFLICT code")
	refuse(t, w.facts, AllianceChange, change(a.ID, "", AllianceFields{Name: Null[string](), Region: Null[graph.ID](), Host: Some(w.firm.ID), Parent: Some(graph.DerivedID(graph.KindAlliance, "x"))}),
		"INVALID from", "INVALID host", "INVALID name", "INVALID region", "NOT_FOUND parent")
	must(t, w.facts, AllianceChange, change(a.ID, "2022-01-01", AllianceFields{Parent: Null[graph.ID](), Host: Null[graph.ID]()}))

	correct := func(change func(*AllianceCorrectInput)) AllianceCorrectInput {
		in := AllianceCorrectInput{ID: a.ID, Correct: true, At: day("2021-01-01")}
		change(&in)
		return in
	}
	seat := func(c ...SeatCorrection) AllianceCorrectInput {
		return correct(func(in *AllianceCorrectInput) { in.Participants = c })
	}
	for name, c := range map[string]struct {
		in   AllianceCorrectInput
		want []string
	}{
		"nothing":          {correct(func(*AllianceCorrectInput) {}), []string{"INVALID"}},
		"the same":         {correct(func(in *AllianceCorrectInput) { in.Host, in.Name = Some(w.committee.ID), Some("联盟") }), []string{"INVALID"}},
		"not said":         {correct(func(in *AllianceCorrectInput) { in.Correct, in.AllianceKind = false, Null[graph.AllianceKind]() }), []string{"INVALID allianceKind", "INVALID correct"}},
		"outside its life": {correct(func(in *AllianceCorrectInput) { in.At, in.Host = day("2011-01-01"), Null[graph.ID]() }), []string{"INVALID at"}},
		"a circle":         {correct(func(in *AllianceCorrectInput) { in.ID, in.Parent = mid.ID, Some(a.ID) }), []string{"CONFLICT parent"}},
		"nobody":           {seat([]SeatCorrection{}...), []string{"INVALID participants"}},
		"two chairs":       {seat(SeatCorrection{Participant: w.shop.ID, Role: Some(graph.SeatChair)}), []string{"CONFLICT participants.0.role"}},
		"not on the day":   {seat(SeatCorrection{Participant: w.shop.ID, At: day("2019-01-01"), Withdraw: true}), []string{"INVALID participants.0.participant"}},
		"both":             {seat(SeatCorrection{Participant: w.shop.ID, Withdraw: true, Role: Some(graph.SeatDeputy)}), []string{"INVALID participants.0.role"}},
		"an unknown role":  {seat(SeatCorrection{Participant: w.shop.ID, Role: Some(graph.AllianceRole("X"))}), []string{"INVALID participants.0.role"}},
		"no role":          {seat(SeatCorrection{Participant: w.member.ID, Role: Null[graph.AllianceRole]()}), []string{"INVALID participants.0.participant", "INVALID participants.0.role"}},
		"unknown":          {AllianceCorrectInput{ID: graph.DerivedID(graph.KindAlliance, "x"), Correct: true}, []string{"NOT_FOUND id"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, AllianceCorrect, c.in, c.want...) })
	}
	corrected(t, w.facts, AllianceCorrect, correct(func(in *AllianceCorrectInput) {
		in.AllianceKind, in.Region, in.Host = Some(graph.AllianceAlliance), Some(w.township.ID), Some(w.late.ID)
		in.Participants = []SeatCorrection{{Participant: w.shop.ID, Role: Some(graph.SeatChair)}, {Participant: w.firm.ID, Role: Some(graph.SeatMember)}}
	}))
	if host := w.linksFrom(a.ID, graph.HopHost); len(host) != 1 || host[0].To != w.late.ID || host[0].Interval != between("2020-01-01", "2022-01-01") {
		t.Errorf("hosts %+v", host)
	}
	if seats(w, a.ID, w.shop.ID) != "CHAIR[2020-01-01, )" || seats(w, a.ID, w.firm.ID) != "MEMBER[2012-01-01, )" {
		t.Errorf("the shop is %s, the firm %s", seats(w, a.ID, w.shop.ID), seats(w, a.ID, w.firm.ID))
	}
	corrected(t, w.facts, AllianceCorrect, seat(SeatCorrection{Participant: w.shop.ID, Role: Some(graph.SeatDeputy)}, SeatCorrection{Participant: w.shop.ID, Withdraw: true}))
	if got := seats(w, a.ID, w.shop.ID); got != "" {
		t.Errorf("the shop is %s", got)
	}

	end := func(from string, withdraw bool) AllianceEndInput {
		return AllianceEndInput{ID: a.ID, From: day(from), WithdrawFuture: withdraw}
	}
	must(t, w.facts, AllianceJoin, AllianceJoinInput{Alliance: a.ID, Participant: w.late.ID, Role: graph.SeatRotatingChair, From: day("2027-01-01")})
	refuse(t, w.facts, AllianceEnd, end("2026-01-01", false), "CONFLICT from")
	refuse(t, w.facts, AllianceEnd, end("2012-01-01", true), "INVALID from")
	refuse(t, w.facts, AllianceEnd, AllianceEndInput{ID: w.firm.ID}, "INVALID from", "INVALID id")
	refuse(t, w.facts, AllianceEnd, AllianceEndInput{ID: graph.DerivedID(graph.KindAlliance, "x"), From: day("2026-01-01")}, "NOT_FOUND id")
	done := must(t, w.facts, AllianceEnd, end("2026-01-01", true))
	if done.Noun.Until != day("2026-01-01") || done.Ended != 2 || done.Withdrawn != 1 {
		t.Errorf("ended %+v", done)
	}
}
