package edit

import (
	"strings"
	"testing"

	"cobuild/graph"
)

func TestUnitChange(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, UnitRegister, UnitRegisterInput{
		Name: "别厂", Code: "U1", CreditCode: creditOne, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID,
	})
	in := func(change func(*UnitChangeInput)) UnitChangeInput {
		in := UnitChangeInput{ID: w.firm.ID, From: day("2024-01-01")}
		change(&in)
		return in
	}
	moved := must(t, w.facts, UnitChange, in(func(in *UnitChangeInput) {
		in.Region, in.Ownership, in.UnitState, in.Staff, in.Name = Some(w.village.ID), Some(graph.OwnershipState), Some(graph.StateDormant), Some(8), Some("柳湾机械")
	}))
	if c := moved.Classes; len(c) != 2 || c[0].Interval != between("", "2024-01-01") || c[1].Value != (graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipState}) || c[1].Interval != between("2024-01-01", "") {
		t.Errorf("classes %+v", c)
	}
	if moved.StateOn(day("2023-12-31")) != graph.StateOperating || moved.StateOn(day("2024-01-01")) != graph.StateDormant || len(moved.Staffs) != 1 || moved.Staffs[0].Since != day("2024-01-01") || moved.Name != "柳湾机械" {
		t.Errorf("changed to %+v", moved)
	}
	if at := w.linksFrom(w.firm.ID, graph.HopLocated); len(at) != 2 || at[0].Until != day("2024-01-01") || at[1].To != w.village.ID || at[1].Interval != between("2024-01-01", "") {
		t.Errorf("located %v", at)
	}
	for name, c := range map[string]struct {
		change func(*UnitChangeInput)
		want   []string
	}{
		"no date":                    {func(in *UnitChangeInput) { in.From, in.Staff = 0, Some(3) }, []string{"INVALID from"}},
		"a date past the calendar":   {func(in *UnitChangeInput) { in.From, in.Staff = graph.End, Some(3) }, []string{"INVALID from"}},
		"nothing":                    {func(*UnitChangeInput) {}, []string{"INVALID"}},
		"what is current already":    {func(in *UnitChangeInput) { in.Name = Some(" 柳湾机械 ") }, []string{"INVALID"}},
		"what is in force already":   {func(in *UnitChangeInput) { in.From, in.Ownership = day("2025-01-01"), Some(graph.OwnershipState) }, []string{"INVALID ownership"}},
		"the same state":             {func(in *UnitChangeInput) { in.From, in.UnitState = day("2025-01-01"), Some(graph.StateDormant) }, []string{"INVALID unitState"}},
		"the same region":            {func(in *UnitChangeInput) { in.From, in.Region = day("2025-01-01"), Some(w.village.ID) }, []string{"INVALID region"}},
		"the day a spell begins":     {func(in *UnitChangeInput) { in.Ownership = Some(graph.OwnershipForeign) }, []string{"INVALID from"}},
		"the day a region begins":    {func(in *UnitChangeInput) { in.Region = Some(w.township.ID) }, []string{"INVALID from"}},
		"before a spell on record":   {func(in *UnitChangeInput) { in.From, in.UnitKind = day("2023-01-01"), Some(graph.UnitSchool) }, []string{"CONFLICT unitKind"}},
		"before a move on record":    {func(in *UnitChangeInput) { in.From, in.Region = day("2023-01-01"), Some(w.zone.ID) }, []string{"CONFLICT region"}},
		"before staff on record":     {func(in *UnitChangeInput) { in.From, in.Staff = day("2023-01-01"), Some(3) }, []string{"CONFLICT staff"}},
		"unknown staff, unknown yet": {func(in *UnitChangeInput) { in.From, in.Staff = day("2023-01-01"), Null[int]() }, []string{"INVALID staff"}},
		"unknown staff from the day": {func(in *UnitChangeInput) { in.Staff = Null[int]() }, []string{"INVALID from"}},
		"nulls": {func(in *UnitChangeInput) {
			in.Name, in.UnitKind, in.Ownership, in.UnitState, in.Region = Null[string](), Null[graph.UnitKind](), Null[graph.Ownership](), Null[graph.UnitState](), Null[graph.ID]()
		}, []string{"INVALID name", "INVALID unitKind", "INVALID ownership", "INVALID unitState", "INVALID region"}},
		"an unknown unit":         {func(in *UnitChangeInput) { in.ID, in.Staff = graph.DerivedID(graph.KindUnit, "x"), Some(3) }, []string{"NOT_FOUND id"}},
		"another kind":            {func(in *UnitChangeInput) { in.ID, in.Staff = w.member.ID, Some(3) }, []string{"INVALID id"}},
		"an unknown region":       {func(in *UnitChangeInput) { in.Region = Some(graph.DerivedID(graph.KindRegion, "x")) }, []string{"NOT_FOUND region"}},
		"a unit as region":        {func(in *UnitChangeInput) { in.Region = Some(w.shop.ID) }, []string{"INVALID region"}},
		"a region that ends":      {func(in *UnitChangeInput) { in.From, in.Region = day("2019-01-01"), Some(w.gone.ID) }, []string{"INVALID region"}},
		"a region not there yet":  {func(in *UnitChangeInput) { in.From, in.Region = day("2014-01-01"), Some(w.young.ID) }, []string{"INVALID region"}},
		"before its life":         {func(in *UnitChangeInput) { in.ID, in.From, in.Staff = w.shop.ID, day("2009-12-31"), Some(3) }, []string{"INVALID from"}},
		"after its life":          {func(in *UnitChangeInput) { in.ID, in.From, in.Staff = w.closed.ID, day("2018-01-01"), Some(3) }, []string{"INVALID from"}},
		"a code in use":           {func(in *UnitChangeInput) { in.Code, in.CreditCode = Some("U1"), Some(creditOne) }, []string{"CONFLICT code", "CONFLICT creditCode"}},
		"texts that break a rule": {func(in *UnitChangeInput) { in.Name, in.Code = Some("柳\x07湾"), Some(strings.Repeat("1", 65)) }, []string{"INVALID code", "INVALID name"}},
		"unknown values": {func(in *UnitChangeInput) {
			in.From, in.UnitKind, in.UnitState, in.Staff = day("2025-01-01"), Some[graph.UnitKind]("FIRM"), Some[graph.UnitState]("CLOSED"), Some(-1)
		}, []string{"INVALID unitKind", "INVALID unitState", "INVALID staff"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitChange, in(c.change), c.want...) })
	}
	says(t, w.facts, UnitChange, in(func(in *UnitChangeInput) { in.From, in.Ownership = day("2025-01-01"), Some(graph.OwnershipState) }), "ENTERPRISE STATE", "the days from 2024-01-01 on")

	unknown := must(t, w.facts, UnitChange, in(func(in *UnitChangeInput) { in.From, in.Staff = day("2025-01-01"), Null[int]() }))
	if s := unknown.Staffs; len(s) != 1 || s[0].Interval != between("2024-01-01", "2025-01-01") {
		t.Errorf("staff %+v", s)
	}
}

// Where no state is on record the unit is operating: to say so is no change.
func TestUnitChangeWithoutState(t *testing.T) {
	w := newTown(t)
	bare := graph.CopyNoun(w.firm)
	bare.States = nil
	w.nouns[bare.ID] = bare
	refuse(t, w.facts, UnitChange, UnitChangeInput{ID: bare.ID, From: day("2024-01-01"), UnitFields: UnitFields{UnitState: Some(graph.StateOperating)}}, "INVALID unitState")
	got := must(t, w.facts, UnitChange, UnitChangeInput{ID: bare.ID, From: day("2024-01-01"), UnitFields: UnitFields{UnitState: Some(graph.StateShell)}})
	if got.StateOn(day("2023-12-31")) != graph.StateOperating || got.StateOn(day("2024-01-01")) != graph.StateShell {
		t.Errorf("states %+v", got.States)
	}
}

func TestUnitEnd(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, assign, CoverageAssignInput{Organisation: w.branch.ID, Unit: w.firm.ID, Mode: graph.ModeOwn})
	must(t, w.facts, HeadcountReport, HeadcountReportInput{Unit: w.firm.ID, Date: day("2025-06-30"), Full: 3})
	must(t, w.facts, WorkStart, WorkStartInput{Unit: w.firm.ID, WorkKind: graph.WorkLiaison, Until: day("2020-01-01")})
	early := must(t, w.facts, UnitRegister, UnitRegisterInput{
		Name: "早厂", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.young.ID, // since 2015
	})
	end := func(id graph.ID, from string, withdraw bool) UnitEndInput {
		return UnitEndInput{ID: id, From: day(from), WithdrawFuture: withdraw}
	}
	for name, c := range map[string]struct {
		in   UnitEndInput
		want []string
	}{
		"no date":                {end(w.firm.ID, "", false), []string{"INVALID from"}},
		"an unknown unit":        {end(graph.DerivedID(graph.KindUnit, "x"), "2025-01-01", false), []string{"NOT_FOUND id"}},
		"another kind":           {end(w.member.ID, "", false), []string{"INVALID id", "INVALID from"}},
		"its first day":          {end(w.shop.ID, "2010-01-01", false), []string{"INVALID from"}},
		"after its end":          {end(w.closed.ID, "2018-01-01", false), []string{"INVALID from"}},
		"what begins later":      {end(w.firm.ID, "2025-01-01", false), []string{"CONFLICT from"}},
		"what begins that day":   {end(w.firm.ID, "2025-06-30", false), []string{"CONFLICT from"}},
		"before its first place": {end(early.ID, "2015-01-01", true), []string{"CONFLICT from"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitEnd, c.in, c.want...) })
	}
	must(t, w.facts, UnitEnd, end(early.ID, "2015-01-02", true))
	says(t, w.facts, UnitEnd, end(w.firm.ID, "2025-01-01", false), "2025-06-30 headcount", "withdrawFuture")
	done := must(t, w.facts, UnitEnd, end(w.firm.ID, "2025-01-01", true))
	if u := done.Noun; u.Until != day("2025-01-01") || len(u.Headcounts) != 0 || u.Works[0].Until != day("2020-01-01") || done.Ended != 4 || done.Withdrawn != 1 {
		t.Errorf("ended %+v", done)
	}
	for _, l := range append(w.linksTo(w.firm.ID, graph.HopCovers), w.linksFrom(w.firm.ID, graph.HopLocated)...) {
		if l.Until != day("2025-01-01") {
			t.Errorf("%s goes on to %s", l.Hop, l.Until)
		}
	}
}
