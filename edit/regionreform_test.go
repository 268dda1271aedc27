package edit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
)

// two is a town with a second village: both have a unit, an organisation that
// leads them, an alliance that sits there and a resident.
type two struct {
	*town
	other          *graph.Region
	leader         *graph.Organisation
	works, cottage *graph.Unit
	resident       *graph.Member
	pairing        *graph.Pairing
}

func newTwo(t *testing.T) *two {
	t.Helper()
	w := &two{town: newTown(t)}
	w.other = w.region(t, graph.RegionVillage, "330299001203", "石桥村", w.township.ID, "")
	w.leader = must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "柳湾村党总支", OrganisationKind: graph.OrgGeneralBranch, Region: w.village.ID, Leads: w.village.ID})
	unit := func(name string, in graph.ID) *graph.Unit {
		return must(t, w.facts, UnitRegister, UnitRegisterInput{Name: name, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: in, Since: day("2010-01-01")})
	}
	w.works, w.cottage = unit("柳湾面粉厂", w.village.ID), unit("石桥作坊", w.other.ID)
	w.resident = must(t, w.facts, MemberRegister, MemberRegisterInput{Name: "林青", MemberStatus: graph.StatusFull, Residence: w.village.ID})
	w.pairing = must(t, w.facts, PairingAgree, PairingAgreeInput{PairingKind: graph.PairingVillageVillage, Since: day("2020-01-01"), Ends: []PairingEndInput{
		{Participant: w.village.ID, Role: graph.RolePeer}, {Participant: w.other.ID, Role: graph.RolePeer},
	}})
	return w
}

// in is the region that a noun lies in on a day.
func (w *two) in(id graph.ID, hop graph.Hop, on string) graph.ID {
	for _, l := range w.linksFrom(id, hop) {
		if l.Holds(day(on)) {
			return l.To
		}
	}
	return ""
}

func newVillage(parent graph.ID) *RegionRegisterInput {
	return &RegionRegisterInput{Code: "330299001209", Name: "柳桥村", RegionKind: graph.RegionVillage, Parent: parent}
}

func TestRegionMerge(t *testing.T) {
	w := newTwo(t)
	in := func(change func(*RegionMergeInput)) RegionMergeInput {
		in := RegionMergeInput{Regions: []graph.ID{w.village.ID, w.other.ID}, From: day("2026-01-01"), Into: RegionTarget{New: newVillage(w.township.ID)}}
		change(&in)
		return in
	}
	into := func(id graph.ID) func(*RegionMergeInput) {
		return func(in *RegionMergeInput) { in.Into = RegionTarget{Existing: id} }
	}
	fresh := func(change func(*RegionRegisterInput)) func(*RegionMergeInput) {
		return func(in *RegionMergeInput) { change(in.Into.New) }
	}
	unknown := graph.DerivedID(graph.KindRegion, "x")
	for name, c := range map[string]struct {
		change func(*RegionMergeInput)
		want   []string
	}{
		"no date":                  {func(in *RegionMergeInput) { in.From = 0 }, []string{"INVALID from"}},
		"no regions":               {func(in *RegionMergeInput) { in.Regions = nil }, []string{"INVALID regions"}},
		"too many regions":         {func(in *RegionMergeInput) { in.Regions = make([]graph.ID, 101) }, []string{"INVALID regions"}},
		"a region twice":           {func(in *RegionMergeInput) { in.Regions = append(in.Regions, w.village.ID) }, []string{"INVALID regions.2"}},
		"unknown regions":          {func(in *RegionMergeInput) { in.Regions = []graph.ID{unknown, w.firm.ID} }, []string{"INVALID regions.1", "NOT_FOUND regions.0"}},
		"a region not there yet":   {func(in *RegionMergeInput) { in.Regions, in.From = append(in.Regions, w.young.ID), day("2015-01-01") }, []string{"INVALID regions.2"}},
		"a region that ended":      {func(in *RegionMergeInput) { in.Regions = append(in.Regions, w.gone.ID) }, []string{"INVALID regions.2"}},
		"no target":                {func(in *RegionMergeInput) { in.Into = RegionTarget{} }, []string{"INVALID into.existing"}},
		"an unknown target":        {into(unknown), []string{"NOT_FOUND into.existing"}},
		"a unit as target":         {into(w.firm.ID), []string{"INVALID into.existing"}},
		"a target among the ended": {into(w.other.ID), []string{"INVALID into.existing"}},
		"a target that ended":      {into(w.gone.ID), []string{"INVALID into.existing"}},
		"a target inside":          {into(w.grid.ID), []string{"CONFLICT into.existing"}},
		"a target of no higher level": {
			func(in *RegionMergeInput) {
				in.Regions, in.Into = in.Regions[:1], RegionTarget{Existing: w.region(t, graph.RegionGrid, "", "第二网格", w.other.ID, "").ID}
			},
			[]string{"CONFLICT into"},
		},
		"a new region without name": {fresh(func(r *RegionRegisterInput) { r.Name, r.Code = "", "12" }), []string{"INVALID into.new.code", "INVALID into.new.name"}},
		"a new region of a used code": {fresh(func(r *RegionRegisterInput) {
			r.Code, r.RegionKind = "330299001", graph.RegionTownship
			r.Parent = w.county.ID
		}), []string{"CONFLICT into.new.code"}},
		"an unknown parent":            {fresh(func(r *RegionRegisterInput) { r.Parent = unknown }), []string{"NOT_FOUND into.new.parent"}},
		"a parent of no higher level":  {fresh(func(r *RegionRegisterInput) { r.Parent = w.grid.ID }), []string{"CONFLICT into.new.parent", "INVALID into.new.parent"}},
		"a parent that ends":           {fresh(func(r *RegionRegisterInput) { r.Parent = w.other.ID }), []string{"INVALID into.new.parent", "INVALID into.new.parent"}},
		"a name of control characters": {fresh(func(r *RegionRegisterInput) { r.Name = "柳\x00桥" }), []string{"INVALID into.new.name"}},
		"several at once": {
			func(in *RegionMergeInput) { in.Regions[0], in.Into.New.Name, in.Into.New.Parent = "x", " ", "y" },
			[]string{"INVALID into.new.name", "INVALID into.new.parent", "INVALID regions.0"},
		},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionMerge, in(c.change), c.want...) })
	}
	late := must(t, w.facts, OrganisationFound, OrganisationFoundInput{Name: "石桥村党支部", OrganisationKind: graph.OrgBranch, Region: w.other.ID, Leads: w.other.ID, Since: day("2026-06-01")})
	refuse(t, w.facts, RegionMerge, in(func(*RegionMergeInput) {}), "CONFLICT from")
	says(t, w.facts, RegionMerge, in(func(*RegionMergeInput) {}), "2026-06-01 LEADS", "石桥村党支部", "withdrawFuture")

	done := must(t, w.facts, RegionMerge, in(func(in *RegionMergeInput) { in.WithdrawFuture, in.Into.New.Code = true, w.village.Code }))
	target := done.Into[0]
	if done.Moved != 7 || done.Withdrawn != 1 || len(done.Ended) != 2 || target.Code != w.village.Code || target.Since != day("2026-01-01") || target.Level != graph.LevelVillage || target.No == 0 {
		t.Errorf("merged: %+v into %+v", done, target)
	}
	for _, moved := range []struct {
		id  graph.ID
		hop graph.Hop
		was graph.ID
	}{
		{w.grid.ID, graph.HopParent, w.village.ID},
		{w.works.ID, graph.HopLocated, w.village.ID},
		{w.cottage.ID, graph.HopLocated, w.other.ID},
		{w.leader.ID, graph.HopLocated, w.village.ID},
		{w.resident.ID, graph.HopResides, w.village.ID},
	} {
		if was, is := w.in(moved.id, moved.hop, "2025-12-31"), w.in(moved.id, moved.hop, "2026-01-01"); was != moved.was || is != target.ID {
			t.Errorf("%s of %s leads to %s, then to %s", moved.hop, moved.id, was, is)
		}
	}
	if at := w.linksFrom(late.ID, graph.HopLocated); len(at) != 1 || at[0].To != target.ID || at[0].Since != day("2026-06-01") {
		t.Errorf("what comes later comes to %v", at)
	}
	if len(w.linksFrom(late.ID, graph.HopLeads)) != 0 || w.in(w.leader.ID, graph.HopLeads, "2026-01-01") != "" || w.in(w.leader.ID, graph.HopLeads, "2025-12-31") != w.village.ID {
		t.Error("the regions that ended are still led")
	}
	for _, end := range w.linksFrom(w.pairing.ID, graph.HopEnd) {
		if end.Until != day("2026-01-01") {
			t.Errorf("an end of the pairing goes on: %v", end)
		}
	}
	for _, id := range []graph.ID{w.village.ID, w.other.ID} {
		if r := w.nouns[id].(*graph.Region); r.Until != day("2026-01-01") || !slices.Equal(r.Successors, []graph.ID{target.ID}) {
			t.Errorf("ended: %+v", r)
		}
	}
}

// A merger into a region on record: one of those merged lies in another, and a
// zone takes the level it then has.
func TestRegionMergeIntoExisting(t *testing.T) {
	w := newTwo(t)
	market := w.region(t, graph.RegionMarket, "", "东市场", w.zone.ID, "")
	must(t, w.facts, RegionChange, RegionChangeInput{ID: w.village.ID, From: day("2027-01-01"), RegionFields: RegionFields{Parent: Some(w.township.ID)}})
	merge := RegionMergeInput{Regions: []graph.ID{w.zone.ID, w.village.ID}, From: day("2026-01-01"), Into: RegionTarget{Existing: w.township.ID}}
	refuse(t, w.facts, RegionMerge, merge, "CONFLICT from")
	merge.WithdrawFuture = true
	done := must(t, w.facts, RegionMerge, merge)
	if done.Moved != 5 || w.in(market.ID, graph.HopParent, "2026-01-01") != w.township.ID || w.in(w.grid.ID, graph.HopParent, "2026-01-01") != w.township.ID {
		t.Errorf("merged: %+v", done)
	}
	if at := w.linksFrom(w.village.ID, graph.HopParent); len(at) != 1 || at[0].Until != day("2026-01-01") || at[0].To != w.zone.ID {
		t.Errorf("what ended with the other lies in %v", at)
	}
	county := must(t, w.facts, RegionMerge, RegionMergeInput{Regions: []graph.ID{w.young.ID, w.township.ID}, From: day("2026-06-01"), Into: RegionTarget{Existing: w.county.ID}})
	if level := w.nouns[market.ID].(*graph.Region).Level; level != graph.LevelCounty || county.Into[0].ID != w.county.ID {
		t.Errorf("the market has level %s", level)
	}
	lasting := w.region(t, graph.RegionPark, "", "短期园区", w.county.ID, "2020-01-01")
	w.endForTest(lasting, "2028-01-01")
	refuse(t, w.facts, RegionMerge, RegionMergeInput{Regions: []graph.ID{w.other.ID}, From: day("2026-07-01"), Into: RegionTarget{Existing: lasting.ID}}, "INVALID into")
}

// most is an edit that may touch so many nouns.
type most struct {
	graph.Edit
	n int
}

func (m most) Most() int { return m.n }

func TestRegionMergeTooComplex(t *testing.T) {
	w := newTwo(t)
	in := RegionMergeInput{Regions: []graph.ID{w.village.ID, w.other.ID}, From: day("2026-01-01"), Into: RegionTarget{New: newVillage(w.township.ID)}}
	for limit, refused := range map[int]bool{4: true, 5: false, 0: false} {
		e := w.begin()
		_, err := RegionMerge(context.Background(), most{e, limit}, in)
		if (err != nil) != refused || refused && (fmt.Sprint(codes(t, err)) != "[TOO_COMPLEX]" || !strings.Contains(err.Error(), "apply FILE")) {
			t.Errorf("with at most %d: %v", limit, err)
		}
	}
}

func TestRegionSplit(t *testing.T) {
	w := newTwo(t)
	east, west := newVillage(w.township.ID), newVillage(w.township.ID)
	west.Code, west.Name = "330299001208", "西柳湾村"
	in := func(change func(*RegionSplitInput)) RegionSplitInput {
		first, second := *east, *west
		in := RegionSplitInput{Region: w.village.ID, From: day("2026-01-01"), Into: []RegionPart{
			{RegionTarget: RegionTarget{New: &first}, Takes: []graph.ID{w.works.ID, w.resident.ID}}, {RegionTarget: RegionTarget{New: &second}, Rest: true},
		}}
		change(&in)
		return in
	}
	existing := func(i int, id graph.ID) func(*RegionSplitInput) {
		return func(in *RegionSplitInput) { in.Into[i].RegionTarget = RegionTarget{Existing: id} }
	}
	for name, c := range map[string]struct {
		change func(*RegionSplitInput)
		want   []string
	}{
		"no date":             {func(in *RegionSplitInput) { in.From = 0 }, []string{"INVALID from"}},
		"one part":            {func(in *RegionSplitInput) { in.Into = in.Into[:1] }, []string{"INVALID into"}},
		"too many parts":      {func(in *RegionSplitInput) { in.Into = make([]RegionPart, 101) }, []string{"INVALID into"}},
		"an unknown region":   {func(in *RegionSplitInput) { in.Region = graph.DerivedID(graph.KindRegion, "x") }, []string{"NOT_FOUND region"}},
		"another kind":        {func(in *RegionSplitInput) { in.Region = w.firm.ID }, []string{"INVALID region"}},
		"a region that ended": {func(in *RegionSplitInput) { in.Region = w.gone.ID }, []string{"INVALID region"}},
		"itself as a part":    {existing(1, w.village.ID), []string{"INVALID into.1.region.existing"}},
		"a part inside":       {existing(1, w.grid.ID), []string{"CONFLICT into.1.region.existing"}},
		"a part twice":        {func(in *RegionSplitInput) { existing(0, w.other.ID)(in); existing(1, w.other.ID)(in) }, []string{"INVALID into.1.region.existing"}},
		"a code twice":        {func(in *RegionSplitInput) { in.Into[1].New.Code = east.Code }, []string{"INVALID into.1.region.new.code"}},
		"two rests":           {func(in *RegionSplitInput) { in.Into[0].Rest = true }, []string{"INVALID into.1.rest"}},
		"no rest":             {func(in *RegionSplitInput) { in.Into[1].Rest = false }, []string{"CONFLICT into"}},
		"taken twice":         {func(in *RegionSplitInput) { in.Into[1].Takes = []graph.ID{w.works.ID} }, []string{"INVALID into.1.takes.0"}},
		"what lies elsewhere": {func(in *RegionSplitInput) { in.Into[1].Takes = []graph.ID{w.cottage.ID, w.member.ID} }, []string{"INVALID into.1.takes.0", "INVALID into.1.takes.1"}},
		"what is unknown": {func(in *RegionSplitInput) {
			in.Into[1].Takes = []graph.ID{graph.DerivedID(graph.KindUnit, "x"), w.pairing.ID, "x"}
		}, []string{"INVALID into.1.takes.1", "INVALID into.1.takes.2", "NOT_FOUND into.1.takes.0"}},
		"a part of no name":     {func(in *RegionSplitInput) { in.Into[1].New.Name, in.Into[0].New.Parent = "", "" }, []string{"INVALID into.1.region.new.name"}},
		"a part that is a grid": {func(in *RegionSplitInput) { in.Into[1].New.RegionKind, in.Into[1].New.Code = graph.RegionGrid, "" }, []string{"CONFLICT into"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionSplit, in(c.change), c.want...) })
	}
	says(t, w.facts, RegionSplit, in(func(in *RegionSplitInput) { in.Into[1].Rest = false }), "2 things", "第一网格", "柳湾村党总支", "rest: true")

	done := must(t, w.facts, RegionSplit, in(func(in *RegionSplitInput) { in.Into[1].New.Code = w.village.Code }))
	if done.Moved != 4 || done.Relations != 3 || len(done.Into) != 2 || len(done.Ended) != 1 {
		t.Errorf("split: %+v", done)
	}
	for id, want := range map[graph.ID]graph.ID{w.works.ID: done.Into[0].ID, w.leader.ID: done.Into[1].ID} {
		if at := w.in(id, graph.HopLocated, "2026-01-01"); at != want {
			t.Errorf("%s lies in %s, not %s", id, at, want)
		}
	}
	if w.in(w.grid.ID, graph.HopParent, "2026-01-01") != done.Into[1].ID || w.in(w.resident.ID, graph.HopResides, "2026-01-01") != done.Into[0].ID {
		t.Error("the rest does not lie in the second, or the resident in the first")
	}
	if r := w.nouns[w.village.ID].(*graph.Region); len(r.Successors) != 2 || r.Until != day("2026-01-01") {
		t.Errorf("ended: %+v", r)
	}
	// All named: no rest is needed.
	must(t, w.facts, RegionSplit, RegionSplitInput{Region: w.other.ID, From: day("2026-02-01"), Into: []RegionPart{
		{RegionTarget: RegionTarget{Existing: w.township.ID}}, {RegionTarget: RegionTarget{Existing: done.Into[0].ID}, Takes: []graph.ID{w.cottage.ID}},
	}})
}
