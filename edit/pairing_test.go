package edit

import (
	"fmt"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestPairingAgree(t *testing.T) {
	w := newTown(t)
	end := func(id graph.ID, role graph.EndRole) PairingEndInput {
		return PairingEndInput{Participant: id, Role: role}
	}
	peers := func(since, until string, ids ...graph.ID) PairingAgreeInput {
		in := PairingAgreeInput{PairingKind: graph.PairingOther, Since: day(since), Until: day(until)}
		for _, id := range ids {
			in.Ends = append(in.Ends, end(id, graph.RolePeer))
		}
		return in
	}
	with := func(in PairingAgreeInput, change func(*PairingAgreeInput)) PairingAgreeInput {
		change(&in)
		return in
	}
	first := must(t, w.facts, PairingAgree, with(peers("2020-01-01", "2024-01-01", w.village.ID, w.firm.ID, w.branch.ID), func(in *PairingAgreeInput) { in.Code = "P1" }))
	var crowd []graph.ID
	for i := range mostEnds + 1 {
		crowd = append(crowd, graph.DerivedID(graph.KindUnit, fmt.Sprint(i)))
	}
	helped := peers("", "", w.firm.ID, w.shop.ID)
	helped.Ends[0].Role = graph.RoleHelped
	for name, c := range map[string]struct {
		in   PairingAgreeInput
		want []string
	}{
		"no ends":                     {peers("", ""), []string{"INVALID ends"}},
		"one end":                     {peers("", "", w.firm.ID), []string{"INVALID ends"}},
		"too many ends":               {peers("", "", crowd...), []string{"INVALID ends"}},
		"with itself":                 {peers("", "", w.firm.ID, w.firm.ID), []string{"INVALID ends.1.participant"}},
		"an end twice":                {peers("", "", w.firm.ID, w.shop.ID, w.firm.ID), []string{"INVALID ends.2.participant"}},
		"helped by nobody":            {helped, []string{"INVALID ends"}},
		"an unknown role":             {with(peers("", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Ends[1].Role = "FRIEND" }), []string{"INVALID ends.1.role"}},
		"an unknown kind":             {with(peers("", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.PairingKind = "" }), []string{"INVALID pairingKind"}},
		"a member as end":             {peers("", "", w.firm.ID, w.member.ID), []string{"INVALID ends.1.participant"}},
		"unknown ends":                {peers("", "", crowd[0], "x"), []string{"INVALID ends.1.participant", "NOT_FOUND ends.0.participant"}},
		"no days":                     {peers("2020-01-01", "2020-01-01", w.firm.ID, w.shop.ID), []string{"INVALID until"}},
		"days the wrong way round":    {peers("2020-01-01", "2019-01-01", w.firm.ID, w.shop.ID), []string{"INVALID until"}},
		"ends not there yet":          {peers("2009-12-31", "", w.shop.ID, w.young.ID), []string{"INVALID ends.0.participant", "INVALID ends.1.participant"}},
		"an end gone":                 {peers("2018-01-01", "", w.closed.ID, w.firm.ID), []string{"INVALID ends.0.participant"}},
		"an end gone before until":    {peers("2017-01-01", "2018-01-02", w.closed.ID, w.firm.ID), []string{"INVALID ends.0.participant"}},
		"an end only after until":     {peers("", "2009-12-31", w.shop.ID, w.firm.ID), []string{"INVALID ends.0.participant"}},
		"ends never there together":   {peers("", "", w.closed.ID, unitSince(t, w, "2019-01-01")), []string{"INVALID ends.1.participant"}},
		"a unit as person":            {with(peers("", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Ends[0].Person = w.shop.ID }), []string{"INVALID ends.0.person"}},
		"an unknown person":           {with(peers("", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Ends[1].Person = graph.DerivedID(graph.KindMember, "x") }), []string{"NOT_FOUND ends.1.person"}},
		"a person not there yet":      {with(peers("2016-05-31", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Ends[1].Person = w.newcomer.ID }), []string{"INVALID ends.1.person"}},
		"a person never there":        {with(peers("", "", w.firm.ID, w.dissolved.ID), func(in *PairingAgreeInput) { in.Ends[1].Person = personSince(t, w, "2021-01-01") }), []string{"INVALID ends.1.person"}},
		"a code in use":               {with(peers("2023-12-31", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Code = "P1" }), []string{"CONFLICT code"}},
		"a long agreement":            {with(peers("", "", w.firm.ID, w.shop.ID), func(in *PairingAgreeInput) { in.Agreement = strings.Repeat("约", 4001) }), []string{"INVALID agreement"}},
		"the same ends, other order":  {peers("2023-12-31", "", w.branch.ID, w.village.ID, w.firm.ID), []string{"CONFLICT ends"}},
		"the same ends, undated":      {peers("", "", w.firm.ID, w.branch.ID, w.village.ID), []string{"CONFLICT ends"}},
		"the same ends, until inside": {peers("", "2020-01-02", w.firm.ID, w.branch.ID, w.village.ID), []string{"CONFLICT ends"}},
		"several at once": {
			with(peers("2020-01-01", "2019-01-01", w.firm.ID, w.firm.ID), func(in *PairingAgreeInput) { in.Ends[1].Role, in.Agreement = graph.RoleHelped, "\x01" }),
			[]string{"INVALID agreement", "INVALID ends", "INVALID ends.1.participant", "INVALID until"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, PairingAgree, c.in, c.want...) })
	}
	says(t, w.facts, PairingAgree, peers("2023-12-31", "", w.branch.ID, w.village.ID, w.firm.ID), string(first.ID), "the days from 2020-01-01 until 2024-01-01")

	must(t, w.facts, PairingAgree, with(peers("2024-01-01", "", w.village.ID, w.firm.ID, w.branch.ID), func(in *PairingAgreeInput) { in.Code = "P1" }))
	must(t, w.facts, PairingAgree, peers("2021-01-01", "", w.village.ID, w.firm.ID))
	must(t, w.facts, PairingAgree, peers("2021-01-01", "", w.village.ID, w.firm.ID, w.branch.ID, w.shop.ID))
	must(t, w.facts, PairingAgree, with(peers("2021-01-01", "", w.village.ID, w.firm.ID, w.branch.ID), func(in *PairingAgreeInput) { in.PairingKind = graph.PairingVillageEnterprise }))

	aid := with(peers("", "", w.committee.ID, w.closed.ID, w.young.ID), func(in *PairingAgreeInput) {
		in.Ends[0].Role, in.Ends[1].Role, in.Ends[0].Person, in.Agreement = graph.RoleHelper, graph.RoleHelped, w.member.ID, " 互助 "
	})
	p := must(t, w.facts, PairingAgree, aid)
	if p.Interval != graph.Always || p.Agreement != "互助" {
		t.Errorf("agreed %+v", p)
	}
	for _, l := range w.linksFrom(p.ID, graph.HopEnd) {
		if l.Interval != w.nouns[l.To].Top().Interval || (l.To == w.committee.ID) != (l.Person == w.member.ID) {
			t.Errorf("end %+v", l)
		}
	}
}

func personSince(t *testing.T, w *town, since string) graph.ID {
	return must(t, w.facts, MemberRegister, MemberRegisterInput{MemberStatus: graph.StatusFull, Since: day(since)}).ID
}

func TestPairingEnd(t *testing.T) {
	w := newTown(t)
	p := must(t, w.facts, PairingAgree, PairingAgreeInput{PairingKind: graph.PairingOther, Since: day("2012-01-01"), Until: day("2025-01-01"), Ends: []PairingEndInput{
		{Participant: w.firm.ID, Role: graph.RolePeer}, {Participant: w.shop.ID, Role: graph.RolePeer},
	}})
	end := func(id graph.ID, from string) PairingEndingInput { return PairingEndingInput{ID: id, From: day(from)} }
	refuse(t, w.facts, PairingEnd, end(p.ID, ""), "INVALID from")
	refuse(t, w.facts, PairingEnd, end(p.ID, "2012-01-01"), "INVALID from")
	refuse(t, w.facts, PairingEnd, end(p.ID, "2025-01-01"), "INVALID from")
	refuse(t, w.facts, PairingEnd, end(w.firm.ID, ""), "INVALID from", "INVALID id")
	refuse(t, w.facts, PairingEnd, end(graph.DerivedID(graph.KindPairing, "x"), "2020-01-01"), "NOT_FOUND id")

	held := graph.CopyNoun(p)
	held.Activities = []graph.Activity{{ID: graph.DerivedID(graph.KindActivity, "x"), Pairing: p.ID, Date: day("2023-05-01"), Title: "联合主题党日"}}
	w.nouns[p.ID] = held
	refuse(t, w.facts, PairingEnd, end(p.ID, "2023-05-01"), "CONFLICT from")
	says(t, w.facts, PairingEnd, end(p.ID, "2023-05-01"), "2023-05-01 activity")
	if got := must(t, w.facts, PairingEnd, end(p.ID, "2023-05-02")); got.Until != day("2023-05-02") {
		t.Errorf("ended %+v", got)
	}
	for _, l := range w.linksFrom(p.ID, graph.HopEnd) {
		if l.Until != day("2023-05-02") {
			t.Errorf("an end outlasts the pairing: %v", l)
		}
	}
}
