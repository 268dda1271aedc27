package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// listQueries narrow lists of every noun in every way, alone and together.
func (f *fixture) listQueries(day *plainDay) []graph.ListQuery {
	alliance, participant := f.hub(day, graph.HopSeat)
	_, partner := f.hub(day, graph.HopEnd)
	_, superior := f.hub(day, graph.HopSuperior)
	in := &graph.TakesPart{Alliance: alliance, Participates: true}
	out := &graph.TakesPart{Alliance: alliance}
	yes, no := ptr(true), ptr(false)
	var qs []graph.ListQuery
	for _, kind := range graph.NounKinds {
		qs = append(qs, graph.ListQuery{Kind: kind})
	}
	for _, f := range []graph.RegionFilter{
		{Kinds: []graph.RegionKind{graph.RegionVillage, graph.RegionArea}},
		{Levels: []graph.RegionLevel{graph.LevelTownship}},
		{Led: yes},
		{Led: no},
		{GapKinds: []graph.GapKind{graph.GapNoOrganisation}},
		{Led: no, Levels: []graph.RegionLevel{graph.LevelVillage}},
		{Led: yes, GapKinds: []graph.GapKind{graph.GapNoOrganisation}},
		{Parent: f.busy(day, 0)},
		{Parent: f.busy(day, 0), Led: yes},
		{Text: "村"},
		{Text: "村", Led: yes},
		{Text: "村", Parent: f.busy(day, 0)},
		{Parent: f.busy(day, 2), Kinds: []graph.RegionKind{graph.RegionVillage}, GapKinds: []graph.GapKind{graph.GapNoOrganisation}},
		{Parent: f.busy(day, 0), MaxDepth: 2},
		{Parent: f.above(f.busy(day, 0)), MaxDepth: 3, Levels: []graph.RegionLevel{graph.LevelVillage}},
		{Below: true},
		{Below: true, Led: no},
		{Below: true, Kinds: []graph.RegionKind{graph.RegionVillage}, Paired: &graph.PairedFilter{Active: yes}},
		{Paired: &graph.PairedFilter{}},
		{Paired: &graph.PairedFilter{Not: true}, Levels: []graph.RegionLevel{graph.LevelVillage}},
		{Paired: &graph.PairedFilter{Kinds: graph.PairingKinds[:3], Roles: []graph.EndRole{graph.RolePeer}, Active: yes}},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindRegion, Region: &f})
	}
	for _, f := range []graph.OrganisationFilter{
		{Kinds: []graph.OrganisationKind{graph.OrgBranch, graph.OrgCompositeBranch}},
		{Strengths: []graph.Strength{graph.StrengthWeak}},
		{UnderSuperior: superior},
		{UnderSuperior: superior, Kinds: []graph.OrganisationKind{graph.OrgBranch}},
		{Paired: &graph.PairedFilter{}},
		{Paired: &graph.PairedFilter{Not: true}},
		{Paired: &graph.PairedFilter{Kinds: graph.PairingKinds[:2], Active: yes}},
		{Paired: &graph.PairedFilter{Roles: []graph.EndRole{graph.RoleHelped}}},
		{Paired: &graph.PairedFilter{Roles: []graph.EndRole{graph.RoleHelper}, Not: true}, Strengths: []graph.Strength{graph.StrengthWeak}},
		{GapKinds: []graph.GapKind{graph.GapTermOverdue}},
		{GapKinds: []graph.GapKind{graph.GapSecretaryVacant}},
		{GapKinds: []graph.GapKind{graph.GapTermOverdue, graph.GapWeakUnpaired}},
		{GapKinds: []graph.GapKind{graph.GapTermOverdue}, UnderSuperior: superior},
		{Alliance: in},
		{Alliance: out},
		{Alliance: in, GapKinds: []graph.GapKind{graph.GapTermOverdue}},
		{Alliance: out, UnderSuperior: superior},
		{Alliance: in, UnderSuperior: superior},
		{Text: "dzb"},
		{Text: "支部", UnderSuperior: superior},
		{Text: "党", GapKinds: []graph.GapKind{graph.GapTermOverdue, graph.GapSecretaryVacant}},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindOrganisation, Organisation: &f})
	}
	for _, f := range []graph.UnitFilter{
		{Kinds: []graph.UnitKind{graph.UnitSocialOrganisation}},
		{Ownerships: []graph.Ownership{graph.OwnershipPrivate, graph.OwnershipState}},
		{Classes: []graph.UnitClass{{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}}},
		{Industries: []string{"C", "F51"}},
		{StaffMin: ptr(30)},
		{StaffMin: ptr(0), StaffMax: ptr(60)},
		{States: []graph.UnitState{graph.StateDormant, graph.StateShell}},
		{Establishments: []graph.Establishment{graph.EstablishedNone}},
		{Members: []graph.MembersBand{graph.MembersEnough, graph.MembersFew}},
		{Worked: yes},
		{Worked: no, Establishments: []graph.Establishment{graph.EstablishedOwn}},
		{Codes: []graph.FindingCode{0, 1, 30, 31}},
		{Codes: []graph.FindingCode{0}, Establishments: []graph.Establishment{graph.EstablishedNone}},
		{GapKinds: []graph.GapKind{graph.GapUncovered}},
		{GapKinds: []graph.GapKind{graph.GapUncovered, graph.GapNotEstablished, graph.GapOverlap}},
		{GapKinds: []graph.GapKind{graph.GapUncovered}, Members: []graph.MembersBand{graph.MembersNone}},
		{Alliance: in},
		{Alliance: out},
		{Alliance: in, Establishments: []graph.Establishment{graph.EstablishedNone}},
		{Alliance: out, Establishments: []graph.Establishment{graph.EstablishedNone}},
		{Alliance: in, GapKinds: []graph.GapKind{graph.GapUncovered, graph.GapHatchable}},
		{Alliance: out, Worked: yes, StaffMin: ptr(5)},
		{Text: "公司"},
		{Text: "公司", GapKinds: []graph.GapKind{graph.GapUncovered}, Worked: no},
		{Text: "有限", Establishments: []graph.Establishment{graph.EstablishedNone}},
		{Text: "91", Kinds: []graph.UnitKind{graph.UnitEnterprise}},
		{Establishments: []graph.Establishment{graph.EstablishedNone}, Kinds: []graph.UnitKind{graph.UnitEnterprise}, Industries: []string{"C"}},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindUnit, Unit: &f})
	}
	for _, f := range []graph.MemberFilter{
		{Statuses: []graph.MemberStatus{graph.StatusProbationary}},
		{Away: yes},
		{Away: no, Statuses: []graph.MemberStatus{graph.StatusFull}},
		{Affiliated: yes},
		{Affiliated: no},
		{Registered: yes},
		{Registered: no, Affiliated: yes},
		{Place: graph.PlaceAffiliation},
		{Place: graph.PlaceResidence},
		{Place: graph.PlaceResidence, Affiliated: no},
		{Place: graph.PlaceResidence, Registered: yes, Statuses: []graph.MemberStatus{graph.StatusFull}},
		{Place: graph.PlaceWorkplace},
		{Place: graph.PlaceWorkplace, Statuses: []graph.MemberStatus{graph.StatusFull}},
		{Place: graph.PlaceWorkplace, Away: no, Affiliated: yes},
		{GapKinds: []graph.GapKind{graph.GapNotReported}},
		{GapKinds: []graph.GapKind{graph.GapUnregistered, graph.GapAdrift}},
		{GapKinds: []graph.GapKind{graph.GapNotReported}, Registered: yes},
		{GapKinds: []graph.GapKind{graph.GapNotReported}, Place: graph.PlaceResidence},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindMember, Member: &f})
	}
	for _, f := range []graph.PairingFilter{
		{Kinds: graph.PairingKinds[:2]},
		{Active: yes},
		{Active: no},
		{LevelSpanMin: ptr(1)},
		{LevelSpanMax: ptr(0)},
		{LevelSpanMin: ptr(1), LevelSpanMax: ptr(2)},
		{Participant: partner},
		{Participant: partner, Active: yes},
		{GapKinds: []graph.GapKind{graph.GapPairingIdle}},
		{GapKinds: []graph.GapKind{graph.GapPairingIdle}, Participant: partner},
		{Role: graph.RoleHelped},
		{Role: graph.RoleHelper, Active: yes},
		{Role: graph.RolePeer, Kinds: graph.PairingKinds[:4]},
		{Role: graph.RoleHelper, Participant: partner},
		{Role: graph.RoleHelped, Participant: partner},
		{IdleDays: ptr(180)},
		{IdleDays: ptr(400), Active: yes},
		{LastFrom: day.day.AddMonths(-6)},
		{LastBefore: day.day.AddMonths(-6)},
		{LastFrom: day.day.AddMonths(-12), LastBefore: day.day.AddMonths(-1), Role: graph.RoleHelped},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindPairing, Pairing: &f})
	}
	_, umbrella := f.hub(day, graph.HopUmbrella)
	for _, f := range []graph.AllianceFilter{
		{Kinds: graph.AllianceKinds[:2]},
		{Participant: participant},
		{Text: "联"},
		{Umbrella: umbrella},
		{Umbrella: umbrella, MaxDepth: 1},
		{Umbrella: umbrella, Participant: participant},
	} {
		qs = append(qs, graph.ListQuery{Kind: graph.KindAlliance, Alliance: &f})
	}
	for i := range qs {
		qs[i].On = day.day
	}
	return qs
}

// hub gives the ends of links of a hop that have the most of them on a day.
func (f *fixture) hub(day *plainDay, hop graph.Hop) (from, to graph.ID) {
	n := map[graph.ID]int{}
	more := func(best *graph.ID, id graph.ID) {
		if n[id]++; cmp.Or(cmp.Compare(n[id], n[*best]), cmp.Compare(id, *best)) > 0 {
			*best = id
		}
	}
	for _, l := range f.Links {
		if l.Hop == hop && l.Holds(day.day) {
			more(&from, l.From)
			more(&to, l.To)
		}
	}
	return from, to
}

// testLists compares every filter with a plain one, in one call for all, and the
// counts with the lengths.
func testLists(t *testing.T, f *fixture) {
	filled := map[graph.Kind]int{}
	for n, d := range []graph.Date{today, today.AddMonths(-18), today.AddMonths(14), graph.MustDate("2006-12-31")} {
		day := f.on(d)
		var qs []graph.ListQuery
		// Each filter is asked for in each place, on one or two of the days.
		places := []graph.Place{{}, {Within: f.busy(day, 0)}, {Within: f.busy(day, 1), Self: true}}
		for i, q := range f.listQueries(day) {
			q.Place, q.Page = places[(i+n)%len(places)], graph.Page{Limit: 5_000}
			if q.Place.Within == "" && i%4 == 0 {
				q.Order = graph.Order{By: graph.OrderName}
			}
			qs = append(qs, q)
		}
		counts := must(f.s.CountList(t.Context(), qs))(t)
		lists := must(f.s.List(t.Context(), qs))(t)
		for i := range qs {
			what := fmt.Sprintf("%s: list of %s", d, describe(&qs[i]))
			want := day.list(&qs[i])
			var got []graph.ID
			for _, n := range lists[i].Items {
				got = append(got, n.Top().ID)
			}
			equalSets(t, what, got, want)
			if counts[i] != len(want) {
				t.Errorf("%s: count is %d, want %d", what, counts[i], len(want))
			}
			f.inOrder(t, what, day, &qs[i], got)
			if len(got) > 0 {
				filled[qs[i].Kind]++
			}
		}
	}
	for _, kind := range graph.NounKinds {
		if filled[kind] < 3 {
			t.Errorf("only %d lists of %s have members: this tests too little", filled[kind], kind)
		}
	}
}

func describe(q *graph.ListQuery) string {
	text := fmt.Sprintf("%s in %+v, order %+v", q.Kind, q.Place, q.Order)
	switch {
	case q.Region != nil:
		text += fmt.Sprintf(" %+v %+v", *q.Region, q.Region.Paired)
	case q.Organisation != nil:
		text += fmt.Sprintf(" %+v %+v %+v", *q.Organisation, q.Organisation.Alliance, q.Organisation.Paired)
	case q.Unit != nil:
		text += fmt.Sprintf(" %+v %+v", *q.Unit, q.Unit.Alliance)
	case q.Member != nil:
		text += fmt.Sprintf(" %+v", *q.Member)
	case q.Pairing != nil:
		text += fmt.Sprintf(" %+v", *q.Pairing)
	case q.Alliance != nil:
		text += fmt.Sprintf(" %+v", *q.Alliance)
	}
	return text
}

// inOrder checks the order of a list: by path, sort key and id, or by name.
func (f *fixture) inOrder(t *testing.T, what string, day *plainDay, q *graph.ListQuery, got []graph.ID) {
	t.Helper()
	path := f.paths(t)
	key := func(id graph.ID) string {
		if q.Order.By == graph.OrderName {
			return f.nameKey(id)
		}
		places := []graph.ID{day.place(id)}
		if !byFinding(q) {
			places = f.listed(f.nouns[id], q)
		}
		first := "~"
		for _, at := range places {
			if f.standsIn(at, q.Place) || byFinding(q) {
				first = min(first, path[at]+"!"+f.nameKey(id))
			}
		}
		if len(places) == 0 {
			first = "!" + f.nameKey(id)
		}
		return first
	}
	keys := make([]string, len(got))
	for i, id := range got {
		keys[i] = key(id)
	}
	if q.Order.Desc {
		slices.Reverse(keys)
	}
	if !slices.IsSorted(keys) {
		t.Errorf("%s: not in order: %v", what, keys)
	}
}

// testListOrders walks through lists by pages of several sizes in every order.
func testListOrders(t *testing.T, f *fixture) {
	orders := []graph.Order{{By: graph.OrderPlace}, {By: graph.OrderPlace, Desc: true}, {By: graph.OrderName}, {By: graph.OrderName, Desc: true}}
	for n, d := range []graph.Date{today, today.AddMonths(-18)} {
		day := f.on(d)
		for turn, order := range orders {
			var qs []graph.ListQuery
			var what []string
			var limits []int
			var wants [][]graph.ID
			// Each filter is asked for by place on one day and by name on the other.
			for i, q := range f.listQueries(day) {
				if (i+turn+2*n)%len(orders) != 0 {
					continue
				}
				q.Order = order
				if order.By == graph.OrderPlace {
					q.Place.Within = f.busy(day, 0)
				}
				want := day.list(&q)
				limit := 100
				if i%3 > 0 {
					limit = pageSize(2, len(want))
				}
				qs, what, limits, wants = append(qs, q), append(what, fmt.Sprintf("%s: pages of %s", d, describe(&q))), append(limits, limit), append(wants, want)
			}
			for i, got := range f.listsPages(t, what, qs, limits) {
				equalSets(t, what[i], got, wants[i])
				f.inOrder(t, what[i], day, &qs[i], got)
			}
		}
	}
	_, err := one(t.Context(), f.s.List, graph.ListQuery{Kind: graph.KindUnit, Place: graph.Place{Within: f.busy(f.on(today), 0)}, Order: graph.Order{By: graph.OrderName}, On: today, Page: graph.Page{Limit: 3}})
	if graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("order NAME within a region gives %v", err)
	}
}

// testInsertBetween registers nouns before and after a page's end, some of the
// same name: later pages show what comes after, and nothing twice.
func testInsertBetween(t *testing.T, open func(t *testing.T) store.Engine) {
	f := load(t, open(t), county(t, 30))
	village := f.busy(f.on(today), 1)
	q := graph.ListQuery{Kind: graph.KindUnit, On: today, Place: graph.Place{Within: village, Self: true}, Page: graph.Page{Limit: 2}}
	for _, name := range []string{"bb", "dd", "dd", "dd", "ff"} {
		register(t, f.s, village, name)
	}
	all := f.listPages(t, "before", q, 100)
	first := must(one(t.Context(), f.s.List, q))(t)
	behind := register(t, f.s, village, "aa")
	ahead := register(t, f.s, village, "zz zz")
	tied := register(t, f.s, village, first.Items[1].Top().Name)
	q.Page.From, q.Page.Limit = first.At[1], 100
	var rest []graph.ID
	for _, n := range must(one(t.Context(), f.s.List, q))(t).Items {
		rest = append(rest, n.Top().ID)
	}
	if slices.Contains(rest, behind) && f.nameKey2(t, behind) < f.nameKey2(t, first.Items[1].Top().ID) {
		t.Error("what was put before a page's end comes after it")
	}
	want := append(slices.Clone(all[2:]), ahead)
	if f.nameKey2(t, tied) > f.nameKey2(t, first.Items[1].Top().ID) {
		want = append(want, tied)
	}
	if f.nameKey2(t, behind) > f.nameKey2(t, first.Items[1].Top().ID) {
		want = append(want, behind)
	}
	equalSets(t, "the rest of the list", rest, want)
	clean(t, f.s)
}

// nameKey2 is the name key of a noun that was registered after the load.
func (f *fixture) nameKey2(t *testing.T, id graph.ID) string {
	t.Helper()
	return store.SortKey(must(f.s.Nouns(t.Context(), []graph.ID{id}))(t)[id].Top().Name) + "!" + string(id)
}
