package edit

import (
	"math"
	"strings"
	"testing"

	"cobuild/graph"
)

func (w *town) region(t *testing.T, kind graph.RegionKind, code, name string, parent graph.ID, since string) *graph.Region {
	t.Helper()
	return must(t, w.facts, RegionRegister, RegionRegisterInput{Code: code, Name: name, RegionKind: kind, Parent: parent, Since: day(since)})
}

func TestRegionChange(t *testing.T) {
	w := newTown(t)
	second := w.region(t, graph.RegionTownship, "330299002", "白石镇", w.county.ID, "")
	in := func(change func(*RegionChangeInput)) RegionChangeInput {
		in := RegionChangeInput{ID: w.village.ID, From: day("2024-01-01")}
		change(&in)
		return in
	}
	to := func(id graph.ID, from string) RegionChangeInput {
		return in(func(in *RegionChangeInput) { in.Parent, in.From = Some(id), day(from) })
	}
	for name, c := range map[string]struct {
		in   RegionChangeInput
		want []string
	}{
		"no date":                  {to(second.ID, ""), []string{"INVALID from"}},
		"a date past the calendar": {in(func(in *RegionChangeInput) { in.Parent, in.From = Some(second.ID), graph.End }), []string{"INVALID from"}},
		"nothing":                  {in(func(*RegionChangeInput) {}), []string{"INVALID"}},
		"what is so already": {in(func(in *RegionChangeInput) {
			in.Name, in.Code, in.Population = Some("柳湾村"), Some("330299001201"), Null[int]()
		}), []string{"INVALID"}},
		"the parent it has": {to(w.zone.ID, "2024-01-01"), []string{"INVALID parent"}},
		"an unknown region": {in(func(in *RegionChangeInput) {
			in.ID, in.Parent = graph.DerivedID(graph.KindRegion, "x"), Some(second.ID)
		}), []string{"NOT_FOUND id"}},
		"another kind":              {in(func(in *RegionChangeInput) { in.ID, in.Parent = w.firm.ID, Some(second.ID) }), []string{"INVALID id"}},
		"an unknown parent":         {to(graph.DerivedID(graph.KindRegion, "x"), "2024-01-01"), []string{"NOT_FOUND parent"}},
		"a unit as parent":          {to(w.firm.ID, "2024-01-01"), []string{"INVALID parent"}},
		"itself as parent":          {to(w.village.ID, "2024-01-01"), []string{"CONFLICT parent"}},
		"what lies below it":        {in(func(in *RegionChangeInput) { in.ID, in.Parent = w.township.ID, Some(w.village.ID) }), []string{"CONFLICT parent"}},
		"a zone below its own zone": {in(func(in *RegionChangeInput) { in.ID, in.Parent = w.zone.ID, Some(w.village.ID) }), []string{"CONFLICT parent"}},
		"a parent of its own level": {to(w.region(t, graph.RegionVillage, "330299002201", "石桥村", second.ID, "").ID, "2024-01-01"), []string{"INVALID parent"}},
		"a parent that ended":       {to(w.gone.ID, "2024-01-01"), []string{"INVALID parent"}},
		"a parent not there yet":    {to(w.young.ID, "2014-01-01"), []string{"INVALID parent"}},
		"no parent for a zone":      {in(func(in *RegionChangeInput) { in.ID, in.Parent = w.zone.ID, Null[graph.ID]() }), []string{"INVALID parent"}},
		"before its life": {in(func(in *RegionChangeInput) {
			in.ID, in.From, in.Parent = w.young.ID, day("2014-12-31"), Some(second.ID)
		}), []string{"INVALID from"}},
		"after its life":                {in(func(in *RegionChangeInput) { in.ID, in.From, in.Name = w.gone.ID, day("2020-01-01"), Some("甲") }), []string{"INVALID from"}},
		"nulls":                         {in(func(in *RegionChangeInput) { in.Name, in.RegionKind = Null[string](), Null[graph.RegionKind]() }), []string{"INVALID name", "INVALID regionKind"}},
		"a code in use":                 {in(func(in *RegionChangeInput) { in.Code = Some("330299002201") }), []string{"CONFLICT code"}},
		"no code":                       {in(func(in *RegionChangeInput) { in.Code = Null[string]() }), []string{"INVALID code"}},
		"a code of another level":       {in(func(in *RegionChangeInput) { in.Code = Some("330299003") }), []string{"INVALID code"}},
		"texts that break a rule":       {in(func(in *RegionChangeInput) { in.Name = Some("柳" + strings.Repeat("湾", 200)) }), []string{"INVALID name"}},
		"a control character":           {in(func(in *RegionChangeInput) { in.Name = Some("柳\x1b湾") }), []string{"INVALID name"}},
		"figures below zero":            {in(func(in *RegionChangeInput) { in.Population, in.Households, in.AreaKm2 = Some(-1), Some(-1), Some(-0.5) }), []string{"INVALID areaKm2", "INVALID households", "INVALID population"}},
		"no area":                       {in(func(in *RegionChangeInput) { in.AreaKm2 = Some(math.Inf(1)) }), []string{"INVALID areaKm2"}},
		"a kind that parents forbid":    {in(func(in *RegionChangeInput) { in.RegionKind, in.Code = Some(graph.RegionTownship), Some("330299003") }), []string{"INVALID regionKind"}},
		"a kind that the code forbids":  {in(func(in *RegionChangeInput) { in.ID, in.RegionKind = w.township.ID, Some(graph.RegionCounty) }), []string{"INVALID code", "INVALID regionKind"}},
		"a kind that children forbid":   {in(func(in *RegionChangeInput) { in.RegionKind, in.Code = Some(graph.RegionGrid), Null[string]() }), []string{"CONFLICT regionKind"}},
		"a zone of what children allow": {in(func(in *RegionChangeInput) { in.RegionKind = Some[graph.RegionKind]("CITY") }), []string{"INVALID regionKind"}},
		"successors of what goes on":    {in(func(in *RegionChangeInput) { in.Successors = Some([]graph.ID{second.ID}) }), []string{"INVALID successors"}},
		"an unknown successor":          {in(func(in *RegionChangeInput) { in.Successors = Some([]graph.ID{"x"}) }), []string{"INVALID successors", "INVALID successors.0"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionChange, c.in, c.want...) })
	}

	moved := must(t, w.facts, RegionChange, in(func(in *RegionChangeInput) {
		in.Parent, in.Name, in.Code, in.Population, in.AreaKm2 = Some(second.ID), Some("新柳湾村"), Some("330299002202"), Some(120), Some(3.5)
	}))
	if moved.Name != "新柳湾村" || *moved.Population != 120 || moved.Level != graph.LevelVillage || moved.Path != w.village.Path {
		t.Errorf("changed to %+v", moved)
	}
	if at := w.linksFrom(w.village.ID, graph.HopParent); len(at) != 2 || at[0].Until != day("2024-01-01") || at[1].To != second.ID {
		t.Errorf("it lies in %v", at)
	}
	refuse(t, w.facts, RegionChange, to(w.township.ID, "2024-01-01"), "INVALID from")
	refuse(t, w.facts, RegionChange, to(w.township.ID, "2023-01-01"), "CONFLICT parent")
	refuse(t, w.facts, RegionChange, in(func(in *RegionChangeInput) { in.ID, in.Parent = second.ID, Some(w.village.ID) }), "CONFLICT parent")
	root := must(t, w.facts, RegionChange, in(func(in *RegionChangeInput) { in.ID, in.Parent = w.county.ID, Null[graph.ID]() }))
	if at := w.linksFrom(root.ID, graph.HopParent); len(at) != 1 || at[0].Until != day("2024-01-01") {
		t.Errorf("the root lies in %v", at)
	}
	refuse(t, w.facts, RegionChange, in(func(in *RegionChangeInput) { in.ID, in.Parent = w.county.ID, Null[graph.ID]() }), "INVALID from")
	left := must(t, w.facts, RegionChange, RegionChangeInput{ID: w.gone.ID, From: day("2019-06-01"), RegionFields: RegionFields{Successors: Some([]graph.ID{w.village.ID})}})
	if len(left.Successors) != 1 || left.Until != day("2020-01-01") {
		t.Errorf("left %+v", left)
	}
}

// A zone has the level of the region it lies in, and so have the zones in it:
// what lies in them must be of a lower level.
func TestLevelsOfZones(t *testing.T) {
	w := newTown(t)
	inner := w.region(t, graph.RegionMarket, "", "东市场", w.zone.ID, "")
	in := func(id, parent graph.ID) RegionChangeInput {
		return RegionChangeInput{ID: id, From: day("2024-01-01"), RegionFields: RegionFields{Parent: Some(parent)}}
	}
	level := func(r *graph.Region) graph.RegionLevel { return w.nouns[r.ID].(*graph.Region).Level }
	must(t, w.facts, RegionChange, in(w.zone.ID, w.county.ID))
	if level(w.zone) != graph.LevelCounty || level(inner) != graph.LevelCounty || level(w.village) != graph.LevelVillage {
		t.Errorf("in the county the zone has level %s, that in it %s", level(w.zone), level(inner))
	}
	other := w.region(t, graph.RegionVillage, "330299001203", "石桥村", w.township.ID, "")
	refuse(t, w.facts, RegionChange, RegionChangeInput{ID: w.zone.ID, From: day("2025-01-01"), RegionFields: RegionFields{Parent: Some(other.ID)}}, "CONFLICT parent")
	says(t, w.facts, RegionChange, RegionChangeInput{ID: w.zone.ID, From: day("2025-01-01"), RegionFields: RegionFields{Parent: Some(other.ID)}}, "柳湾村", "VILLAGE")
	must(t, w.facts, RegionChange, in(w.village.ID, w.township.ID))
	refuse(t, w.facts, RegionChange, RegionChangeInput{ID: w.zone.ID, From: day("2024-01-02"), RegionFields: RegionFields{Parent: Some(w.village.ID)}}, []string{}...)
	if level(w.zone) != graph.LevelVillage || level(inner) != graph.LevelVillage {
		t.Errorf("in the village the zone has level %s, that in it %s", level(w.zone), level(inner))
	}
	// A market that is to leave keeps the level it will have.
	must(t, w.facts, RegionChange, RegionChangeInput{ID: inner.ID, From: day("2030-01-01"), RegionFields: RegionFields{Parent: Some(w.county.ID)}})
	must(t, w.facts, RegionChange, RegionChangeInput{ID: w.zone.ID, From: day("2025-01-01"), RegionFields: RegionFields{Parent: Some(w.township.ID)}})
	if level(w.zone) != graph.LevelTownship || level(inner) != graph.LevelCounty {
		t.Errorf("the zone has level %s, the market %s", level(w.zone), level(inner))
	}
	// The kind decides of what is no zone.
	grown := must(t, w.facts, RegionChange, RegionChangeInput{ID: w.zone.ID, From: day("2026-01-01"), RegionFields: RegionFields{RegionKind: Some(graph.RegionCommunity), Code: Some("330299001009")}})
	if grown.Level != graph.LevelVillage {
		t.Errorf("as a community it has level %s", grown.Level)
	}
}

func TestRegionCorrect(t *testing.T) {
	w := newTown(t)
	second := w.region(t, graph.RegionTownship, "330299002", "白石镇", w.county.ID, "")
	must(t, w.facts, RegionChange, RegionChangeInput{ID: w.village.ID, From: day("2024-01-01"), RegionFields: RegionFields{Parent: Some(second.ID)}})
	in := func(at string, fields RegionFields) RegionCorrectInput {
		return RegionCorrectInput{ID: w.village.ID, Correct: true, At: day(at), RegionFields: fields}
	}
	to := func(id graph.ID) RegionFields { return RegionFields{Parent: Some(id)} }
	for name, c := range map[string]struct {
		in   RegionCorrectInput
		want []string
	}{
		"not a correction":          {RegionCorrectInput{ID: w.village.ID, RegionFields: to(w.township.ID)}, []string{"INVALID correct"}},
		"nothing":                   {in("", RegionFields{}), []string{"INVALID"}},
		"what is so already":        {in("", RegionFields{Parent: Some(second.ID), Name: Some("柳湾村")}), []string{"INVALID"}},
		"an unknown region":         {RegionCorrectInput{ID: graph.DerivedID(graph.KindRegion, "x"), Correct: true}, []string{"NOT_FOUND id"}},
		"another kind":              {RegionCorrectInput{ID: w.firm.ID, Correct: true}, []string{"INVALID id"}},
		"an unknown parent":         {in("", to(graph.DerivedID(graph.KindRegion, "x"))), []string{"NOT_FOUND parent"}},
		"itself":                    {in("", to(w.village.ID)), []string{"CONFLICT parent"}},
		"what lies below it":        {in("", to(w.grid.ID)), []string{"CONFLICT parent"}},
		"a parent not there":        {in("2020-01-01", to(w.young.ID)), []string{"INVALID parent"}},
		"a date past the calendar":  {RegionCorrectInput{ID: w.village.ID, Correct: true, At: graph.End, RegionFields: to(w.township.ID)}, []string{"INVALID at"}},
		"a day before its life":     {RegionCorrectInput{ID: w.young.ID, Correct: true, At: day("2014-01-01"), RegionFields: to(second.ID)}, []string{"INVALID at"}},
		"no parent of a grid":       {RegionCorrectInput{ID: w.grid.ID, Correct: true, RegionFields: RegionFields{Parent: Null[graph.ID]()}}, []string{"INVALID parent"}},
		"a parent of what has none": {RegionCorrectInput{ID: w.nation.ID, Correct: true, RegionFields: to(w.county.ID)}, []string{"INVALID parent"}},
		"several at once": {
			in("", RegionFields{Name: Some(""), Code: Some("330299002"), Population: Some(-1), Successors: Some([]graph.ID{w.township.ID})}),
			[]string{"INVALID code", "INVALID name", "INVALID population", "INVALID successors"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionCorrect, c.in, c.want...) })
	}
	then := corrected(t, w.facts, RegionCorrect, in("2020-01-01", RegionFields{Parent: Some(w.township.ID), Name: Some("柳湾"), Households: Some(40)}))
	at := w.linksFrom(w.village.ID, graph.HopParent)
	if len(at) != 2 || at[0].To != w.township.ID || at[0].Interval != between("", "2024-01-01") || at[1].To != second.ID || then.Name != "柳湾" {
		t.Errorf("corrected to %+v, which lies in %v", then, at)
	}
	now := corrected(t, w.facts, RegionCorrect, in("", to(w.young.ID)))
	if at := w.linksFrom(now.ID, graph.HopParent); at[1].To != w.young.ID || at[1].Interval != between("2024-01-01", "") {
		t.Errorf("corrected today it lies in %v", at)
	}
	old := corrected(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, RegionFields: RegionFields{Successors: Some([]graph.ID{w.village.ID, second.ID})}})
	if len(old.Successors) != 2 {
		t.Errorf("successors %v", old.Successors)
	}
	refuse(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, RegionFields: RegionFields{Successors: Some([]graph.ID{w.village.ID, w.village.ID, w.gone.ID})}},
		"INVALID successors.1", "INVALID successors.2")
	if bare := corrected(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.gone.ID, Correct: true, RegionFields: RegionFields{Successors: Null[[]graph.ID]()}}); bare.Successors != nil {
		t.Errorf("null leaves %v", bare.Successors)
	}
}

// A zone takes the level of its parent by a correction of the last spell only.
func TestCorrectedLevels(t *testing.T) {
	w := newTown(t)
	must(t, w.facts, RegionChange, RegionChangeInput{ID: w.young.ID, From: day("2024-01-01"), RegionFields: RegionFields{Parent: Some(w.village.ID)}})
	past := corrected(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.young.ID, Correct: true, At: day("2016-01-01"), RegionFields: RegionFields{Parent: Some(w.county.ID)}})
	if past.Level != graph.LevelVillage {
		t.Errorf("the past gives it level %s", past.Level)
	}
	now := corrected(t, w.facts, RegionCorrect, RegionCorrectInput{ID: w.young.ID, Correct: true, At: day("2024-01-01"), RegionFields: RegionFields{Parent: Some(w.township.ID)}})
	if now.Level != graph.LevelTownship {
		t.Errorf("the present gives it level %s", now.Level)
	}
}

func TestRegionEnd(t *testing.T) {
	w := newTown(t)
	leader := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "园区党总支", OrganisationKind: graph.OrgGeneralBranch, Region: w.township.ID, Leads: w.young.ID, Since: day("2016-01-01")})
	resident := must(t, w.facts, MemberRegister, MemberRegisterInput{Name: "林青", MemberStatus: graph.StatusFull, Residence: w.young.ID, Since: day("2020-01-01")})
	in := func(id graph.ID, from string, successors ...graph.ID) RegionEndInput {
		return RegionEndInput{ID: id, From: day(from), Successors: successors}
	}
	for name, c := range map[string]struct {
		in   RegionEndInput
		want []string
	}{
		"no date":                    {in(w.young.ID, ""), []string{"INVALID from"}},
		"an unknown region":          {in(graph.DerivedID(graph.KindRegion, "x"), ""), []string{"INVALID from", "NOT_FOUND id"}},
		"another kind":               {in(w.firm.ID, "2025-01-01"), []string{"INVALID id"}},
		"its first day":              {in(w.young.ID, "2015-01-01"), []string{"INVALID from"}},
		"after its end":              {in(w.gone.ID, "2020-01-01"), []string{"INVALID from"}},
		"what still lies in it":      {in(w.township.ID, "2025-01-01"), []string{"CONFLICT from"}},
		"what begins later":          {in(w.young.ID, "2019-01-01"), []string{"CONFLICT from"}},
		"an unknown successor":       {in(w.young.ID, "2025-01-01", w.zone.ID, graph.DerivedID(graph.KindRegion, "x")), []string{"NOT_FOUND successors.1"}},
		"itself as successor":        {in(w.young.ID, "2025-01-01", w.young.ID), []string{"INVALID successors.0"}},
		"a successor twice":          {in(w.young.ID, "2025-01-01", w.zone.ID, w.zone.ID), []string{"INVALID successors.1"}},
		"a successor that was ended": {in(w.young.ID, "2025-01-01", w.gone.ID), []string{"INVALID successors.0"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionEnd, c.in, c.want...) })
	}
	says(t, w.facts, RegionEnd, in(w.zone.ID, "2025-01-01"), "柳湾村", "Move or end them first")
	done := must(t, w.facts, RegionEnd, in(w.young.ID, "2025-01-01", w.zone.ID))
	if r := done.Noun; r.Until != day("2025-01-01") || len(r.Successors) != 1 || done.Ended != 3 {
		t.Errorf("ended %+v", done)
	}
	for _, l := range append(w.linksFrom(leader.ID, graph.HopLeads), w.linksFrom(resident.ID, graph.HopResides)...) {
		if l.Until != day("2025-01-01") {
			t.Errorf("%s goes on to %s", l.Hop, l.Until)
		}
	}
	must(t, w.facts, RegionEnd, in(w.grid.ID, "2025-01-01"))
	must(t, w.facts, RegionEnd, in(w.village.ID, "2025-01-01"))
	must(t, w.facts, RegionEnd, in(w.zone.ID, "2025-01-02"))
}
