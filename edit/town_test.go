package edit

import (
	"context"
	"testing"

	"cobuild/graph"
)

// town is a small world: a township with a village, an organisation, a unit and
// a member, each known since before records, and others with bounded lives.
type town struct {
	*facts
	nation, county, township, village, grid, zone *graph.Region
	young, gone                                   *graph.Region // since 2015; until 2020
	committee, branch, late, dissolved            *graph.Organisation
	firm, shop, closed                            *graph.Unit
	member, newcomer                              *graph.Member
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{facts: newFacts()}
	region := func(kind graph.RegionKind, code, name string, parent *graph.Region, since string) *graph.Region {
		in := RegionRegisterInput{Code: code, Name: name, RegionKind: kind, Since: day(since)}
		if parent != nil {
			in.Parent = parent.ID
		}
		return must(t, w.facts, RegionRegister, in)
	}
	w.nation = region(graph.RegionNation, "CN", "全国", nil, "")
	w.county = region(graph.RegionCounty, "330299", "山海区", w.nation, "")
	w.township = region(graph.RegionTownship, "330299001", "清溪镇", w.county, "")
	w.zone = region(graph.RegionArea, "QX-1", "东片区", w.township, "")
	w.village = region(graph.RegionVillage, "330299001201", "柳湾村", w.zone, "")
	w.grid = region(graph.RegionGrid, "", "第一网格", w.village, "")
	w.young = region(graph.RegionPark, "QX-2", "新园区", w.township, "2015-01-01")
	gone := region(graph.RegionVillage, "330299001202", "旧村", w.township, "")
	w.gone = w.endForTest(gone, "2020-01-01").(*graph.Region)
	organisation := func(name, since string, superior graph.ID) *graph.Organisation {
		return must(t, w.facts, OrganisationFound, OrganisationFoundInput{
			Name: name, OrganisationKind: graph.OrgBranch, Region: w.township.ID, Superior: superior, Since: day(since),
		})
	}
	w.committee = organisation("清溪镇党委", "", "")
	w.branch = organisation("柳湾村党支部", "", w.committee.ID)
	w.late = organisation("园区党支部", "2015-01-01", w.committee.ID)
	w.dissolved = must(t, w.facts, OrganisationDissolve, OrganisationDissolveInput{
		ID: organisation("旧村党支部", "2000-01-01", w.committee.ID).ID, From: day("2020-01-01"),
	}).Organisation
	unit := func(name, since string) *graph.Unit {
		return must(t, w.facts, UnitRegister, UnitRegisterInput{
			Name: name, UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate, Region: w.township.ID, Since: day(since),
		})
	}
	w.firm, w.shop = unit("柳湾机械厂", ""), unit("清溪商店", "2010-01-01")
	w.closed = w.endForTest(unit("旧厂", "2005-01-01"), "2018-01-01").(*graph.Unit)
	person := func(name, since string) *graph.Member {
		return must(t, w.facts, MemberRegister, MemberRegisterInput{Name: name, MemberStatus: graph.StatusFull, Since: day(since)})
	}
	w.member, w.newcomer = person("林青禾", ""), person("周远山", "2016-06-01")
	return w
}

// endForTest ends a noun by the piece that every ending mutation is made of.
func (w *town) endForTest(n graph.Noun, from string) graph.Noun {
	e := w.begin()
	n = graph.CopyNoun(e.nouns[n.Top().ID])
	task := newTask(e)
	if _, err := task.endNoun(context.Background(), n, day(from), false, graph.Text{}); err != nil {
		panic(err)
	}
	if err := task.done(); err != nil {
		panic(err)
	}
	w.commit(e)
	return n
}
