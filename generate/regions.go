package generate

import (
	"fmt"
	"math"
	"strings"

	"cobuild/graph"
)

type township struct {
	ref
	code, name string
	former     []ref      // the two it was merged from, if any
	merged     graph.Date // when; 0 = never
	committee  ref
	firms      ref // committee of firms and social organisations
	service    ref
	composites []ref
	villages   []*village
	zones      []*zone
	joint      joint
}

type village struct {
	ref
	code, name string
	leader     ref
	branches   []ref // the leader's, and groups, where members belong
	grids      []ref
	weak       bool
	strong     bool
}

type zone struct {
	ref
	code, name string
	kind       graph.RegionKind
	leader     ref
	gathers    []*village
}

// mostVillages of a township have codes of their own: communities from 001,
// villages from 200.
const mostVillages = 199

// addRegion adds a region; its id is that of its code, the same under every seed.
func (c *county) addRegion(r *graph.Region, code, name string, life graph.Interval, above graph.RegionLevel) ref {
	r.Head = graph.Head{ID: graph.DerivedID(graph.KindRegion, code), Code: code, Name: name, Interval: life}
	r.Level = graph.LevelOf(r.RegionKind, code, above)
	return c.add(r)
}

// administrative adds a province, a prefecture or a county.
func (c *county) administrative(code string, kind graph.RegionKind, suffix string, parent ref) ref {
	at := c.addRegion(&graph.Region{RegionKind: kind}, code, c.place()+suffix, graph.Always, "")
	c.link(graph.HopParent, at, parent, graph.Always)
	return at
}

// backbone makes the county, its own organisations, and its townships without
// what lies in them.
func (c *county) backbone(above seat) {
	c.region = c.addRegion(&graph.Region{RegionKind: graph.RegionCounty}, c.code, c.name+"县", graph.Always, "")
	c.link(graph.HopParent, c.region, above.ref, graph.Always)
	c.committee = c.organisation(org{name: "中共" + c.name + "县委员会", kind: graph.OrgLocalCommittee, at: c.region, superior: above.committee, leads: c.region})
	for i := range min(max(c.Units/1000, 1), 10) {
		kind := graph.OrgCommittee
		if i%3 == 1 {
			kind = graph.OrgGeneralBranch
		}
		name := c.name + "县" + trades[i].name + "行业" + kindName(kind)
		c.trades = append(c.trades, c.organisation(org{name: name, kind: kind, at: c.region, superior: c.committee, years: 5, life: graph.From(c.begin(0.5))}))
	}
	c.trades = append(c.trades, above.trades...)
	for i := range min(max(c.Units/250, 1), 60, c.Units) {
		c.agency(i)
	}
	for i := range min(max(int(20*math.Sqrt(float64(c.Units)/10_000)), 2), 90) {
		c.townships = append(c.townships, c.newTownship(i))
	}
}

func (c *county) newTownship(i int) *township {
	t := &township{code: fmt.Sprintf("%s%03d", c.code, i+1), name: c.place() + []string{"街道", "镇", "乡"}[c.weighted([]float64{3, 5, 1})]}
	r := &graph.Region{RegionKind: graph.RegionTownship, AreaKm2: ptr(float64(10 + c.IntN(140)))}
	if i == 1 { // two townships were merged into this one
		t.merged = c.day(c.start+365, c.Today-730)
		for j := range 2 {
			old := &graph.Region{RegionKind: graph.RegionTownship, Successors: []graph.ID{graph.DerivedID(graph.KindRegion, t.code)}}
			at := c.addRegion(old, fmt.Sprintf("%s%03d", c.code, 401+j), c.place()+"乡", graph.Interval{Until: t.merged}, "")
			c.link(graph.HopParent, at, c.region, graph.Always)
			c.organisation(org{name: "中共" + old.Name + "委员会", kind: graph.OrgCommittee, at: at, superior: c.committee, leads: at, life: at.life, years: 5})
			t.former = append(t.former, at)
		}
	}
	t.ref = c.addRegion(r, t.code, t.name, graph.From(t.merged), "")
	c.link(graph.HopParent, t.ref, c.region, graph.Always)
	return t
}

// township makes what lies in a township, with n villages, but for its units.
func (c *county) township(t *township, n int) {
	committee := org{name: "中共" + t.name + "委员会", kind: graph.OrgCommittee, at: t.ref, superior: c.committee, leads: t.ref, life: t.life, years: 5}
	if strings.HasSuffix(t.name, "街道") {
		committee.name, committee.kind = "中共"+t.name+"工作委员会", graph.OrgWorkingCommittee
	}
	if t.code == c.townships[len(c.townships)-1].code {
		committee.leads = ref{} // nobody has been put in charge of the last one
	}
	t.committee = c.organisation(committee)
	under := func(name string, kind graph.OrganisationKind) ref {
		life := graph.From(max(t.life.Since, c.begin(0.5)))
		return c.organisation(org{name: t.name + name + kindName(kind), kind: kind, at: t.ref, superior: t.committee, life: life, years: 3})
	}
	t.firms = under("两新组织", graph.OrgCommittee)
	t.service = under("", graph.OrgServiceCentreBranch)
	under("", graph.OrgMobileMemberBranch)
	for i := range 2 {
		t.composites = append(t.composites, under([]string{"第一", "第二"}[i], graph.OrgCompositeBranch))
	}
	c.zonesOf(t)
	for i := range min(max(n, 2), mostVillages) {
		c.village(t, i)
	}
	for _, z := range t.zones {
		c.leadZone(t, z)
	}
}

var zoneKinds = []struct {
	kind graph.RegionKind
	name string
}{
	{graph.RegionArea, "片区"},
	{graph.RegionPark, "产业园"},
	{graph.RegionMarket, "市场"},
	{graph.RegionBusinessDistrict, "商圈"},
	{graph.RegionOfficeTower, "大厦"},
	{graph.RegionDevelopmentZone, "开发区"},
	{graph.RegionHousingEstate, "小区"},
}

func (c *county) zonesOf(t *township) {
	for i := range 2 + c.IntN(4) {
		k := zoneKinds[0] // the first is an area, which gathers villages
		if i > 0 {
			k = pick(c, zoneKinds[1:])
		}
		z := &zone{kind: k.kind, code: fmt.Sprintf("%s-Z%02d", t.code, i+1), name: c.place() + k.name}
		since := c.day(max(c.start, t.life.Since)+1, c.Today-90)
		r := &graph.Region{RegionKind: k.kind, AreaKm2: ptr(float64(1 + c.IntN(20)))}
		z.ref = c.addRegion(r, z.code, z.name, graph.From(since), graph.LevelTownship)
		c.link(graph.HopParent, z.ref, t.ref, graph.Always)
		t.zones = append(t.zones, z)
	}
}

func (c *county) leadZone(t *township, z *zone) {
	if c.chance(0.3) {
		return
	}
	kind := graph.OrgGeneralBranch
	if z.kind == graph.RegionArea {
		kind = []graph.OrganisationKind{graph.OrgAreaGeneralBranch, graph.OrgRegionalCommittee}[c.IntN(2)]
	}
	since := c.day(z.life.Since, c.Today)
	z.leader = c.organisation(org{name: z.name + kindName(kind), kind: kind, at: z.ref, superior: t.committee, leads: z.ref, life: graph.From(since), years: 3, weak: 0.04})
}

func (c *county) village(t *township, i int) {
	v := &village{code: fmt.Sprintf("%s%03d", t.code, 200+i), name: c.place() + "村"}
	r := &graph.Region{RegionKind: graph.RegionVillage}
	if c.chance(0.25) {
		v.code, v.name, r.RegionKind = fmt.Sprintf("%s%03d", t.code, 1+i), c.place()+"社区", graph.RegionCommunity
	}
	people := 300 + int(900*math.Exp(0.8*c.NormFloat64()))
	r.Population, r.Households, r.MobilePopulation = ptr(people), ptr(people/3), ptr(int(float64(people)*c.ExpFloat64()*0.6))
	v.ref = c.addRegion(r, v.code, v.name, graph.Always, "")
	c.parents(t, v)
	for g := range 2 + c.IntN(28) {
		r := &graph.Region{RegionKind: graph.RegionGrid}
		at := c.addRegion(r, fmt.Sprintf("%s%03d", v.code, g+1), fmt.Sprintf("%s第%d网格", v.name, g+1), graph.From(c.begin(0.6)), "")
		c.link(graph.HopParent, at, v.ref, graph.Always)
		v.grids = append(v.grids, at)
	}
	c.leadVillage(t, v)
	t.villages = append(t.villages, v)
}

// parents puts a village under its township, under what the township was merged
// from before, and some under the township's area since.
func (c *county) parents(t *township, v *village) {
	until := graph.Date(0)
	if area := t.zones[0]; c.chance(0.3) && len(area.gathers) < 8 {
		until = c.day(area.life.Since, c.Today)
		area.gathers = append(area.gathers, v)
		c.link(graph.HopParent, v.ref, area.ref, graph.From(until))
	}
	if len(t.former) > 0 {
		c.link(graph.HopParent, v.ref, pick(c, t.former), graph.Interval{Until: t.merged})
	}
	c.link(graph.HopParent, v.ref, t.ref, graph.Interval{Since: t.merged, Until: until})
}

func ptr[T any](v T) *T { return &v }
