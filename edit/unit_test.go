package edit

import (
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

const (
	creditOne = "91330206MAG100373F"
	creditTwo = "91330206MAG1007446"
)

func TestUnitRegister(t *testing.T) {
	w := newTown(t)
	in := func(change func(*UnitRegisterInput)) UnitRegisterInput {
		in := UnitRegisterInput{Name: "新厂", UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID}
		change(&in)
		return in
	}
	must(t, w.facts, UnitRegister, in(func(in *UnitRegisterInput) { in.Code, in.CreditCode = "U1", creditOne }))
	for name, c := range map[string]struct {
		change func(*UnitRegisterInput)
		want   []string
	}{
		"no region":                {func(in *UnitRegisterInput) { in.Region = "" }, []string{"INVALID region"}},
		"an unknown region":        {func(in *UnitRegisterInput) { in.Region = graph.DerivedID(graph.KindRegion, "x") }, []string{"NOT_FOUND region"}},
		"a unit as region":         {func(in *UnitRegisterInput) { in.Region = w.firm.ID }, []string{"INVALID region"}},
		"a region that ended":      {func(in *UnitRegisterInput) { in.Region = w.gone.ID }, []string{"INVALID region"}},
		"a region not there yet":   {func(in *UnitRegisterInput) { in.Region, in.Since = w.young.ID, day("2014-12-31") }, []string{"INVALID region"}},
		"a region that was there":  {func(in *UnitRegisterInput) { in.Region, in.Since = w.gone.ID, day("2010-01-01") }, []string{"INVALID region"}},
		"a code in use":            {func(in *UnitRegisterInput) { in.Code = "U1" }, []string{"CONFLICT code"}},
		"a credit code in use":     {func(in *UnitRegisterInput) { in.CreditCode = creditOne }, []string{"CONFLICT creditCode"}},
		"a wrong last check":       {func(in *UnitRegisterInput) { in.CreditCode = creditOne[:17] + "G" }, []string{"INVALID creditCode"}},
		"two digits swapped":       {func(in *UnitRegisterInput) { in.CreditCode = "91330206MAG103073F" }, []string{"INVALID creditCode"}},
		"a short credit code":      {func(in *UnitRegisterInput) { in.CreditCode = "9133" }, []string{"INVALID creditCode"}},
		"an unknown kind":          {func(in *UnitRegisterInput) { in.UnitKind = "FIRM" }, []string{"INVALID unitKind"}},
		"an unknown ownership":     {func(in *UnitRegisterInput) { in.Ownership = "" }, []string{"INVALID ownership"}},
		"an unknown state":         {func(in *UnitRegisterInput) { in.UnitState = "CLOSED" }, []string{"INVALID unitState"}},
		"an unknown industry":      {func(in *UnitRegisterInput) { in.Industry = "Z99" }, []string{"INVALID industry"}},
		"an unknown level":         {func(in *UnitRegisterInput) { in.Level = "CITY" }, []string{"INVALID level"}},
		"staff below zero":         {func(in *UnitRegisterInput) { in.Staff = ptr(-1) }, []string{"INVALID staff"}},
		"a name of 201 characters": {func(in *UnitRegisterInput) { in.Name = strings.Repeat("厂", 201) }, []string{"INVALID name"}},
		"several at once": {
			func(in *UnitRegisterInput) { in.Name, in.Code, in.Region, in.Staff = "", "U1", "x", ptr(-1) },
			[]string{"CONFLICT code", "INVALID name", "INVALID region", "INVALID staff"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitRegister, in(c.change), c.want...) })
	}
	says(t, w.facts, UnitRegister, in(func(in *UnitRegisterInput) { in.Code = "U1" }), `"U1"`, "新厂")
	says(t, w.facts, UnitRegister, in(func(in *UnitRegisterInput) { in.Region, in.Since = w.young.ID, day("2014-12-31") }), "the days from 2015-01-01 on", "2014-12-31")

	u := must(t, w.facts, UnitRegister, in(func(in *UnitRegisterInput) {
		in.CreditCode, in.Industry, in.Staff, in.Since, in.Region = creditTwo, "C35", ptr(0), day("2016-01-01"), w.young.ID
	}))
	if got := w.linksFrom(u.ID, graph.HopLocated); len(got) != 1 || got[0].To != w.young.ID || got[0].Since != u.Since {
		t.Errorf("located %v", got)
	}
	if s := u.States; len(s) != 1 || s[0].Value != graph.StateOperating || s[0].Since != u.Since || u.Staffs[0].Since != u.Since {
		t.Errorf("values do not begin with the unit: %+v", u)
	}
}

func TestUnitCorrect(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, UnitRegister, UnitRegisterInput{
		Name: "别厂", Code: "U1", CreditCode: creditOne, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID,
	})
	in := func(change func(*UnitCorrectInput)) UnitCorrectInput {
		in := UnitCorrectInput{ID: w.firm.ID, Correct: true}
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		change func(*UnitCorrectInput)
		want   []string
	}{
		"not a correction":      {func(in *UnitCorrectInput) { in.Correct, in.Name = false, Some("甲") }, []string{"INVALID correct"}},
		"nothing":               {func(*UnitCorrectInput) {}, []string{"INVALID"}},
		"what is so already":    {func(in *UnitCorrectInput) { in.Name, in.Staff = Some(w.firm.Name), Null[int]() }, []string{"INVALID"}},
		"an unknown unit":       {func(in *UnitCorrectInput) { in.ID, in.Name = graph.DerivedID(graph.KindUnit, "x"), Some("甲") }, []string{"NOT_FOUND id"}},
		"another kind":          {func(in *UnitCorrectInput) { in.ID, in.Name = w.member.ID, Some("甲") }, []string{"INVALID id"}},
		"nulls":                 {func(in *UnitCorrectInput) { in.Name, in.Region = Null[string](), Null[graph.ID]() }, []string{"INVALID name", "INVALID region"}},
		"an empty name":         {func(in *UnitCorrectInput) { in.Name = Some("  ") }, []string{"INVALID name"}},
		"a code in use":         {func(in *UnitCorrectInput) { in.Code = Some("U1") }, []string{"CONFLICT code"}},
		"a credit code in use":  {func(in *UnitCorrectInput) { in.CreditCode = Some(creditOne) }, []string{"CONFLICT creditCode"}},
		"a bad credit code":     {func(in *UnitCorrectInput) { in.CreditCode = Some("1") }, []string{"INVALID creditCode"}},
		"a region not there":    {func(in *UnitCorrectInput) { in.Region = Some(w.young.ID) }, []string{"INVALID region"}},
		"an unknown region":     {func(in *UnitCorrectInput) { in.Region = Some(graph.DerivedID(graph.KindRegion, "x")) }, []string{"NOT_FOUND region"}},
		"an unknown state":      {func(in *UnitCorrectInput) { in.UnitState = Some[graph.UnitState]("CLOSED") }, []string{"INVALID unitState"}},
		"an at before its life": {func(in *UnitCorrectInput) { in.ID, in.At, in.Staff = w.shop.ID, day("2009-12-31"), Some(3) }, []string{"INVALID at"}},
		"today after its life":  {func(in *UnitCorrectInput) { in.ID, in.Staff = w.closed.ID, Some(3) }, []string{"INVALID at"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitCorrect, in(c.change), c.want...) })
	}

	u := corrected(t, w.facts, UnitCorrect, in(func(in *UnitCorrectInput) {
		in.Name, in.Code, in.Level, in.UnitKind, in.Region = Some("柳湾机械"), Some("U2"), Some(graph.LevelCounty), Some(graph.UnitCooperative), Some(w.village.ID)
		in.UnitState, in.Staff = Some(graph.StateDormant), Some(12)
	}))
	if u.Name != "柳湾机械" || u.ClassOn(today) != (graph.UnitClass{UnitKind: graph.UnitCooperative, Ownership: graph.OwnershipPrivate}) || u.StateOn(1) != graph.StateDormant || u.Staffs[0].Value != 12 {
		t.Errorf("corrected to %+v", u)
	}
	if at := w.linksFrom(u.ID, graph.HopLocated); len(at) != 1 || at[0].To != w.village.ID || at[0].Interval != graph.Always {
		t.Errorf("located %v", at)
	}
	refuse(t, w.facts, UnitCorrect, in(func(in *UnitCorrectInput) {
		in.Code, in.UnitState, in.Staff, in.Region = Some("U2"), Some(graph.StateDormant), Some(12), Some(w.village.ID)
	}), "INVALID")
	shop := corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.shop.ID, Correct: true, UnitFields: UnitFields{Staff: Some(3)}})
	if shop.Staffs[0].Interval != w.shop.Interval {
		t.Errorf("without at the spell of today is corrected: %+v", shop.Staffs)
	}
	u = corrected(t, w.facts, UnitCorrect, in(func(in *UnitCorrectInput) {
		in.Code, in.Level, in.Staff = Null[string](), Null[graph.RegionLevel](), Null[int]()
	}))
	if u.Code != "" || u.Level != "" || len(u.Staffs) != 0 {
		t.Errorf("null does not clear: %+v", u)
	}
	old := corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.closed.ID, Correct: true, UnitFields: UnitFields{Name: Some("旧机械厂")}})
	if old.Name != "旧机械厂" {
		t.Errorf("what is current only can be corrected of a unit that ended: %+v", old)
	}
}

func TestHeadcountReport(t *testing.T) {
	w := newTown(t)
	report := func(unit graph.ID, date string, full, probationary int, correct bool) HeadcountReportInput {
		return HeadcountReportInput{Unit: unit, Date: day(date), Full: full, Probationary: probationary, Correct: correct}
	}
	first := must(t, w.facts, HeadcountReport, report(w.firm.ID, "2024-06-30", 4, 1, false))
	must(t, w.facts, HeadcountReport, report(w.firm.ID, "", 2, 0, false))
	for name, c := range map[string]struct {
		in   HeadcountReportInput
		want []string
	}{
		"a second of a date":       {report(w.firm.ID, "2024-06-30", 5, 1, false), []string{"CONFLICT date"}},
		"a second without date":    {report(w.firm.ID, "", 5, 1, false), []string{"CONFLICT date"}},
		"nothing to correct":       {report(w.firm.ID, "2023-06-30", 5, 1, true), []string{"NOT_FOUND date"}},
		"the same numbers":         {report(w.firm.ID, "2024-06-30", 4, 1, true), []string{"INVALID full"}},
		"numbers below zero":       {report(w.firm.ID, "2025-06-30", -1, -2, false), []string{"INVALID full", "INVALID probationary"}},
		"a date before the unit's": {report(w.shop.ID, "2009-12-31", 1, 1, false), []string{"INVALID date"}},
		"a date after the unit's":  {report(w.closed.ID, "2018-01-01", 1, 1, false), []string{"INVALID date"}},
		"an unknown unit":          {report(graph.DerivedID(graph.KindUnit, "x"), "", 1, 1, false), []string{"NOT_FOUND unit"}},
		"another kind":             {report(w.village.ID, "", 1, 1, false), []string{"INVALID unit"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, HeadcountReport, c.in, c.want...) })
	}
	corrected := must(t, w.facts, HeadcountReport, report(w.firm.ID, "2024-06-30", 0, 0, true))
	u := w.nouns[w.firm.ID].(*graph.Unit)
	if corrected.ID != first.ID || len(u.Headcounts) != 2 || u.Headcounts[0].Date != 0 || u.Headcounts[1].Full != 0 {
		t.Errorf("corrected %+v to %+v", first, u.Headcounts)
	}
}

func TestAliases(t *testing.T) {
	w := newTown(t)
	in := func(aliases ...string) UnitCorrectInput {
		return UnitCorrectInput{ID: w.shop.ID, Correct: true, UnitFields: UnitFields{Aliases: Some(aliases)}}
	}
	long := make([]string, 21)
	for i := range long {
		long[i] = strings.Repeat("甲", i+1)
	}
	for name, aliases := range map[string][]string{
		"an empty one": {"旧店", " "}, "one twice": {"旧店", "旧店"}, "too many": long,
		"too long": {strings.Repeat("长", 201)}, "a control character": {"旧\x07店"},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, UnitCorrect, in(aliases...), "INVALID aliases") })
	}
	if u := corrected(t, w.facts, UnitCorrect, in(" 旧店 ", "清溪")); !slices.Equal(u.Aliases, []string{"旧店", "清溪"}) {
		t.Errorf("aliases %q", u.Aliases)
	}
	refuse(t, w.facts, UnitCorrect, in("旧店", "清溪"), "INVALID")
	if u := corrected(t, w.facts, UnitCorrect, UnitCorrectInput{ID: w.shop.ID, Correct: true, UnitFields: UnitFields{Aliases: Null[[]string]()}}); u.Aliases != nil {
		t.Errorf("aliases %q", u.Aliases)
	}
}
