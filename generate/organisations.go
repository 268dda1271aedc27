package generate

import (
	"fmt"
	"slices"

	"cobuild/graph"
)

// org is an organisation to be made.
type org struct {
	name     string
	kind     graph.OrganisationKind
	at       ref
	spot     spot // instead of at, for the organisation of a unit
	superior ref
	leads    ref
	life     graph.Interval
	level    graph.RegionLevel
	years    int     // of a committee term; 0 = it has none
	weak     float64 // probability that it is weak today
	strength *graph.Strength
}

var kindNames = map[graph.OrganisationKind]string{
	graph.OrgCommittee: "党委", graph.OrgRegionalCommittee: "区域党委", graph.OrgGeneralBranch: "党总支", graph.OrgAreaGeneralBranch: "党总支",
	graph.OrgBranch: "党支部", graph.OrgJointBranch: "联合党支部", graph.OrgCompositeBranch: "综合党支部", graph.OrgGroup: "党小组",
	graph.OrgMobileMemberBranch: "流动党员党支部", graph.OrgServiceCentreBranch: "党员服务中心党支部",
}

func kindName(k graph.OrganisationKind) string { return kindNames[k] }

func (c *county) organisation(o org) ref {
	n := &graph.Organisation{Level: o.level}
	n.Head = graph.Head{ID: c.id(graph.KindOrganisation), Name: o.name, Interval: o.life}
	n.Code = "D" + c.code + "-" + fmt.Sprint(c.serial)
	n.Kinds = c.kinds(o)
	if o.years > 0 {
		n.Secretaries = c.secretaries(o.life)
		n.Terms = c.terms(o.life, o.years)
	}
	if o.weak > 0 {
		n.Strengths = c.strengths(o)
	}
	at := c.add(n)
	if len(n.Secretaries) > 0 {
		c.posts = append(c.posts, post{n, at})
	}
	if o.spot.none() {
		o.spot.ref = o.at
	}
	c.located(at, o.spot)
	if !o.superior.none() {
		c.link(graph.HopSuperior, at, o.superior, graph.Always)
	}
	if !o.leads.none() {
		c.link(graph.HopLeads, at, o.leads, graph.Always)
	}
	return at
}

// kinds lets some general branches have begun as branches.
func (c *county) kinds(o org) []graph.Spell[graph.OrganisationKind] {
	if o.kind != graph.OrgGeneralBranch || !c.chance(0.15) {
		return whole(o.life, o.kind)
	}
	cuts := c.cuts(o.life, 1)
	return spells(o.life, cuts, func(i int) graph.OrganisationKind {
		if i < len(cuts) {
			return graph.OrgBranch
		}
		return o.kind
	})
}

func (c *county) secretaries(life graph.Interval) []graph.Spell[string] {
	if c.chance(0.1) {
		return nil
	}
	out := spells(life, c.cuts(life, c.IntN(3)), func(int) string {
		name, _ := c.person()
		return name
	})
	if last := &out[len(out)-1]; c.chance(0.08) {
		if cut := c.cuts(last.Interval, 1); len(cut) > 0 {
			last.Until = cut[0] // nobody has followed
		}
	}
	return out
}

// post is an organisation that has secretaries.
type post struct {
	*graph.Organisation
	at ref
}

// appoint gives some of the posts to members of the organisation itself, for as
// long as they are alive.
func (c *county) appoint() {
	for _, p := range c.posts {
		people := c.people[p.ID]
		p.Secretaries = slices.DeleteFunc(p.Secretaries, func(s graph.Spell[string]) bool {
			return len(people) > 0 && c.chance(0.4) && c.link(graph.HopSecretary, p.at, pick(c, people), s.Interval) != nil
		})
	}
	c.posts = nil
	clear(c.people)
}

func (c *county) strengths(o org) []graph.Spell[graph.Strength] {
	now := []graph.Strength{graph.StrengthStrong, graph.StrengthOrdinary, graph.StrengthWeak}[c.weighted([]float64{0.2, 0.8 - o.weak, o.weak})]
	if o.strength != nil {
		*o.strength = now
	}
	cuts := c.cuts(o.life, c.IntN(3))
	return spells(o.life, cuts, func(i int) graph.Strength {
		if i == len(cuts) {
			return now
		}
		return graph.Strengths[c.weighted([]float64{0.2, 0.7, 0.1})]
	})
}

// terms follow one another, with some extended, some late, and some never
// renewed; a part of all organisations has none on record.
func (c *county) terms(life graph.Interval, years int) (out []graph.Term) {
	if c.chance(0.12) {
		return nil
	}
	since := life.Since
	if since == 0 {
		since = c.day(c.start.AddMonths(-12*years), c.start)
	}
	for {
		t := graph.Term{Interval: graph.Interval{Since: since, Until: life.Until}, To: since.AddMonths(12 * years)}
		end := t.To
		if c.chance(0.03) {
			t.Extension = t.To.AddMonths(3 + c.IntN(9))
			end = t.Extension
		}
		next := end.AddDays(c.IntN(60) - 30) // renewed early or late
		if c.chance(0.06) && next > since && next <= c.Today && next < life.End() {
			t.Until = next // dissolved, and none followed
			return append(out, t)
		}
		if next <= since || next > c.Today || next >= life.End() || c.chance(0.04) {
			return append(out, t)
		}
		t.Until = next
		out, since = append(out, t), next
	}
}

func (c *county) leadVillage(t *township, v *village) {
	if c.chance(0.06) {
		return // nobody leads it
	}
	kind := []graph.OrganisationKind{graph.OrgGeneralBranch, graph.OrgBranch, graph.OrgCommittee}[c.weighted([]float64{5, 3, 1})]
	strength := graph.StrengthOrdinary
	o := org{name: v.name + kindName(kind), kind: kind, at: v.ref, superior: t.committee, leads: v.ref, years: 5, weak: 0.12, strength: &strength}
	if c.chance(0.03) { // an older organisation led it before
		o.life.Since = c.past()
		old := o
		old.name, old.life, old.strength, old.weak = v.name+"老党支部", graph.Interval{Until: o.life.Since}, nil, 0
		old.kind = graph.OrgBranch
		c.organisation(old)
	}
	v.leader = c.organisation(o)
	v.weak, v.strong = strength == graph.StrengthWeak, strength == graph.StrengthStrong
	v.branches = append(v.branches, v.leader)
	for i := range c.IntN(5) {
		at := v.ref
		if c.chance(0.5) {
			at = pick(c, v.grids)
		}
		name := fmt.Sprintf("%s第%d党支部", v.name, i+1)
		life := graph.From(max(v.leader.life.Since, at.life.Since))
		v.branches = append(v.branches, c.organisation(org{name: name, kind: graph.OrgBranch, at: at, superior: v.leader, life: life, years: 3, weak: 0.05}))
	}
	above := v.branches
	for i, g := range v.grids {
		if c.chance(0.12) {
			continue
		}
		superior := pick(c, above)
		life := graph.From(max(superior.life.Since, g.life.Since))
		group := org{name: fmt.Sprintf("%s第%d党小组", v.name, i+1), kind: graph.OrgGroup, at: g, superior: superior, life: life}
		v.branches = append(v.branches, c.organisation(group))
	}
	people := 4 + c.skewed(11, 150)
	for range people {
		c.villager(v)
	}
}

// agency makes a county agency with its own branch and some of its people.
func (c *county) agency(i int) {
	name := c.name + "县" + agencies[i%len(agencies)]
	if i >= len(agencies) {
		name += "第" + fmt.Sprint(i/len(agencies)) + "分局"
	}
	u := &graph.Unit{Industry: "S92", Level: graph.LevelCounty}
	u.Head = graph.Head{ID: c.id(graph.KindUnit), Name: name}
	u.Code = "U" + c.code + "-" + fmt.Sprint(c.serial)
	u.Classes = whole(u.Life(), graph.UnitClass{UnitKind: graph.UnitAgency, Ownership: graph.OwnershipState})
	u.Staffs = whole(u.Life(), 15+c.IntN(120))
	a := agency{unit: c.add(u)}
	c.link(graph.HopLocated, a.unit, c.region, graph.Always)
	a.branch = c.organisation(org{name: name + "机关党支部", kind: graph.OrgBranch, at: c.region, superior: c.committee, level: graph.LevelCounty, years: 3, weak: 0.02})
	c.covers(a.branch, a.unit, graph.ModeOwn, graph.Always)
	for range 5 + c.IntN(15) {
		who := c.worker(person{affiliation: a.branch, workplace: a.unit, residence: c.region})
		if who.life == graph.Always {
			a.cadres = append(a.cadres, who)
		}
	}
	c.agencies = append(c.agencies, a)
}

var agencies = []string{"农业农村局", "教育局", "经济和信息化局", "民政局", "财政局", "交通运输局", "水利局", "卫生健康局", "人力资源和社会保障局", "自然资源局", "住房和城乡建设局", "文化和旅游局", "应急管理局", "审计局", "市场监督管理局", "统计局", "司法局", "档案馆", "总工会", "团委"}
