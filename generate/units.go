package generate

import (
	"fmt"
	"math"

	"cobuild/graph"
)

// joint is the joint branch of a township that still takes units in.
type joint struct {
	ref
	room int
}

// spot is where a unit lies, and where it lay before it moved there.
type spot struct {
	ref
	before  ref
	moved   graph.Date // 0 = never
	village *village
	zone    *zone
}

var (
	unitKinds = []graph.UnitKind{
		graph.UnitEnterprise, graph.UnitSoleTrader, graph.UnitCooperative, graph.UnitSocialOrganisation,
		graph.UnitPrivateNonEnterprise, graph.UnitSchool, graph.UnitHospital, graph.UnitPublicInstitution, graph.UnitFoundation, graph.UnitOther,
	}
	unitWeights = []float64{72, 8, 4, 5, 4, 3, 1, 2.4, 0.3, 0.3}
	creditStart = map[graph.UnitKind]string{
		graph.UnitEnterprise: "91", graph.UnitSoleTrader: "92", graph.UnitCooperative: "93",
		graph.UnitSocialOrganisation: "51", graph.UnitPrivateNonEnterprise: "52", graph.UnitFoundation: "53", graph.UnitOther: "59",
	}
	ownerships = []graph.Ownership{graph.OwnershipPrivate, graph.OwnershipForeign, graph.OwnershipState, graph.OwnershipCollective}
)

// unitsOf makes n units of the i-th township, with coverage, members, reports
// and work.
func (c *county) unitsOf(i int, t *township, n int) {
	for range n {
		at := c.spot(t)
		u := c.unit(&at, t)
		r := ref{u.ID, u.Life()}
		f := firm{ref: r, kind: u.Classes[len(u.Classes)-1].Value.UnitKind, township: i}
		affiliation := c.cover(t, at, u, &f)
		count := c.staffMembers(u, at, t, f.own, affiliation)
		c.headcounts(u, count)
		c.works(u)
		if u.Until == 0 {
			c.firms = append(c.firms, f)
		}
	}
}

func (c *county) spot(t *township) spot {
	v := pickFirst(c, t.villages)
	switch x := c.Float64(); {
	case x < 0.05:
		return spot{ref: t.ref, village: v}
	case x < 0.25:
		z := pickFirst(c, t.zones)
		return spot{ref: z.ref, zone: z, village: v}
	case x < 0.45:
		return spot{ref: pick(c, v.grids), village: v}
	default:
		return spot{ref: v.ref, village: v}
	}
}

// unit makes a unit; one that is older than its place lay elsewhere before.
func (c *county) unit(at *spot, t *township) *graph.Unit {
	kind := unitKinds[c.weighted(unitWeights)]
	trade := pickFirst(c, trades)
	u := &graph.Unit{Industry: trade.code}
	if c.chance(0.1) {
		u.Industry = u.Industry[:1]
	}
	u.Head = graph.Head{ID: c.id(graph.KindUnit), Interval: c.unitLife()}
	u.Code = "U" + c.code + "-" + fmt.Sprint(c.serial)
	c.named(u, kind, trade.name)
	if start, ok := creditStart[kind]; ok {
		u.CreditCode = graph.MakeCreditCode(start + c.code + fmt.Sprintf("%08d", c.serial))
	}
	c.classes(u, kind)
	c.states(u)
	c.staff(u)
	r := c.add(u)
	at.before, at.moved = pick(c, t.villages).ref, at.life.Since
	if at.moved == 0 && c.chance(0.03) {
		if cut := c.cuts(r.life, 1); len(cut) > 0 {
			at.moved = cut[0]
		}
	}
	if at.before.id == at.id {
		at.moved = 0
	}
	c.located(r, *at)
	return u
}

// located places something at a spot, and before that where the spot says.
func (c *county) located(r ref, at spot) {
	if at.moved > 0 {
		c.link(graph.HopLocated, r, at.before, graph.Interval{Until: at.moved})
	}
	c.link(graph.HopLocated, r, at.ref, graph.From(at.moved))
}

func (c *county) unitLife() (life graph.Interval) {
	switch x := c.Float64(); {
	case x < 0.2:
	case x < 0.55:
		life.Since = c.day(c.start.AddMonths(-180), c.start)
	default:
		life.Since = c.past()
	}
	if c.chance(0.12) {
		life.Until = c.day(max(life.Since, c.start)+1, c.Today+1)
	}
	return life
}

func (c *county) named(u *graph.Unit, kind graph.UnitKind, trade string) {
	brand := c.name + c.brand()
	switch kind {
	case graph.UnitEnterprise:
		u.Name = brand + trade + "有限公司"
	case graph.UnitSoleTrader:
		u.Name = brand + trade + "店"
	case graph.UnitCooperative:
		u.Name = brand + "专业合作社"
	case graph.UnitSocialOrganisation:
		u.Name = brand + trade + "协会"
	case graph.UnitSchool:
		u.Name = brand + "学校"
	case graph.UnitHospital:
		u.Name = brand + "医院"
	case graph.UnitFoundation:
		u.Name = brand + "基金会"
	default:
		u.Name = brand + "服务中心"
	}
}

func (c *county) classes(u *graph.Unit, kind graph.UnitKind) {
	now := graph.UnitClass{UnitKind: kind, Ownership: graph.OwnershipPrivate}
	switch kind {
	case graph.UnitEnterprise:
		now.Ownership = ownerships[c.weighted([]float64{88, 4, 5, 3})]
	case graph.UnitCooperative:
		now.Ownership = graph.OwnershipCollective
	case graph.UnitSchool, graph.UnitHospital:
		if c.chance(0.7) {
			now.Ownership = graph.OwnershipState
		}
	case graph.UnitPublicInstitution:
		now.Ownership = graph.OwnershipState
	case graph.UnitSocialOrganisation, graph.UnitFoundation, graph.UnitOther:
		now.Ownership = graph.OwnershipNone
	}
	u.Classes = whole(u.Life(), now)
	if kind == graph.UnitEnterprise && c.chance(0.02) { // it was sold, or turned into a firm
		before := graph.UnitClass{UnitKind: graph.UnitSoleTrader, Ownership: graph.OwnershipPrivate}
		if c.chance(0.5) {
			before = graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipCollective}
		}
		cuts := c.cuts(u.Life(), 1)
		u.Classes = spells(u.Life(), cuts, func(i int) graph.UnitClass {
			if i < len(cuts) {
				return before
			}
			return now
		})
	}
}

func (c *county) states(u *graph.Unit) {
	state := graph.StateDormant
	switch x := c.Float64(); {
	case x < 0.93:
		return
	case x < 0.95:
		state = graph.StateShell
	}
	cuts := c.cuts(u.Life(), 1+c.IntN(2))
	u.States = spells(u.Life(), cuts, func(i int) graph.UnitState {
		if i%2 == 1 {
			return state
		}
		return graph.StateOperating
	})
}

func (c *county) staff(u *graph.Unit) {
	if c.chance(0.08) {
		return // unknown
	}
	n := math.Exp(2.6 + 1.3*c.NormFloat64())
	u.Staffs = spells(u.Life(), c.cuts(u.Life(), c.IntN(3)), func(int) int {
		return min(int(n*(0.7+0.6*c.Float64())), 50_000)
	})
}

// cover decides by whom a unit is covered in its life, and gives the
// organisation where its members are likely to belong.
func (c *county) cover(t *township, at spot, u *graph.Unit, f *firm) (affiliation ref) {
	first := max(u.Since, c.start)
	since := graph.Date(0)
	if c.chance(0.5) && first < c.Today {
		since = c.day(first, min(c.Today, u.End()-1))
	}
	leader := t.firms
	if at.zone != nil && !at.zone.leader.none() {
		leader = at.zone.leader
	}
	composite := pick(c, t.composites)
	during := graph.From(since)
	if c.chance(0.07) { // it lost its coverage
		if cut := c.cuts(u.Life(), 1); len(cut) > 0 && cut[0] > since {
			during.Until = cut[0]
		}
	}
	switch c.weighted([]float64{29, 10, 14, 6, 7, 34}) {
	case 0:
		c.own(u, f, leader, composite, since, at)
		return f.own
	case 1:
		c.join(t, f.ref, during)
		return t.joint.ref
	case 2:
		organisation := leader
		if c.chance(0.5) {
			organisation = composite
		}
		if c.covers(organisation, f.ref, graph.ModeArea, during) && c.chance(0.04) {
			c.covers(pickFirst(c, c.trades), f.ref, graph.ModeTrade, graph.Always)
		}
		return composite
	case 3:
		c.covers(pickFirst(c, c.trades), f.ref, graph.ModeTrade, during)
		return composite
	case 4:
		organisation := at.village.leader
		if organisation.none() || c.chance(0.3) {
			organisation = t.service
		}
		c.covers(organisation, f.ref, graph.ModeAttached, during)
		return organisation
	}
	if c.chance(0.3) {
		return ref{}
	}
	return at.village.leader
}

// own gives a unit its own organisation; before it, some were covered by the
// composite branch it was hatched from, some are covered by its superior too.
func (c *county) own(u *graph.Unit, f *firm, superior, composite ref, since graph.Date, at spot) {
	life := graph.Interval{Since: max(since, u.Since), Until: u.Until}
	kind := []graph.OrganisationKind{graph.OrgBranch, graph.OrgGeneralBranch, graph.OrgCommittee}[c.weighted([]float64{93, 5, 2})]
	if life.Since > 0 && c.chance(0.3) {
		c.covers(composite, f.ref, graph.ModeArea, graph.Interval{Until: life.Since})
	}
	name := u.Name + kindName(kind)
	if life.Since < superior.life.Since && c.chance(0.5) {
		superior = c.committee // it is older than what is there now
	}
	f.own = c.organisation(org{name: name, kind: kind, spot: at, superior: superior, life: life, years: 3, weak: 0.03})
	c.covers(f.own, f.ref, graph.ModeOwn, graph.Always)
	if c.chance(0.01) { // a large one with branches for its parts
		second := c.organisation(org{name: u.Name + "第二党支部", kind: graph.OrgBranch, spot: at, superior: f.own, life: life, years: 3})
		c.covers(second, f.ref, graph.ModeOwn, graph.Always)
	}
	if superior.id != c.committee.id && c.chance(0.06) {
		c.covers(superior, f.ref, graph.ModeArea, graph.Always)
	}
}

// join puts a unit under the joint branch of the township that has room.
func (c *county) join(t *township, u ref, during graph.Interval) {
	if t.joint.room == 0 {
		life := graph.From(max(t.life.Since, c.begin(0.5)))
		t.joint.ref = c.organisation(org{name: c.brand() + "等单位联合党支部", kind: graph.OrgJointBranch, at: t.ref, superior: t.firms, life: life, years: 3, weak: 0.03})
		t.joint.room = 2 + c.skewed(2.5, 12)
	}
	if c.covers(t.joint.ref, u, graph.ModeJoint, during) {
		t.joint.room--
	}
}

// staffMembers makes the members who work at a unit and says how many.
func (c *county) staffMembers(u *graph.Unit, at spot, t *township, own, affiliation ref) (n int) {
	switch {
	case !own.none() && c.chance(0.01):
		n = 30 + c.skewed(40, 300)
	case !own.none() && c.chance(0.9):
		n = 2 + c.skewed(2.5, 300)
	case !own.none():
		n = c.IntN(3)
	default:
		n = []int{0, 1 + c.IntN(2), 3 + c.IntN(6)}[c.weighted([]float64{62, 26, 12})]
	}
	unit := ref{u.ID, u.Life()}
	for range n {
		p := person{affiliation: affiliation, home: at.village.leader, residence: at.village.ref, retired: 0.05}
		if affiliation.none() && c.chance(0.9) {
			p.affiliation = p.home
		}
		if own.none() || c.chance(0.4) {
			p.workplace = unit
		}
		switch x := c.Float64(); {
		case x < 0.08:
			p.earlier = at.village.leader
		case x < 0.12:
			p.registered = at.village.leader
		case x < 0.15:
			p.residence = pick(c, t.villages).ref
		}
		c.worker(p)
	}
	return n
}

// headcounts are on record for a third of all units; most agree with what is
// known of their members.
func (c *county) headcounts(u *graph.Unit, members int) {
	if !c.chance(0.35) {
		return
	}
	full := members
	if c.chance(0.12) {
		full += c.IntN(5)
	}
	days := c.cuts(u.Life(), c.IntN(4))
	if c.chance(0.2) || len(days) == 0 {
		days = append([]graph.Date{0}, days...)
	}
	for _, d := range days {
		h := graph.Headcount{ID: c.id(graph.KindHeadcount), Unit: u.ID, Date: d, Full: full}
		if full > 0 && c.chance(0.3) {
			h.Full, h.Probationary = full-1, 1
		}
		u.Headcounts = append(u.Headcounts, h)
	}
}

func (c *county) works(u *graph.Unit) {
	for _, kind := range graph.WorkKinds {
		if !c.chance(0.12) {
			continue
		}
		w := graph.Work{ID: c.id(graph.KindWork), Unit: u.ID, WorkKind: kind, Interval: u.Life()}
		if kind == graph.WorkInstructor || kind == graph.WorkLiaison {
			w.Holder, _ = c.person()
		}
		if cuts := c.cuts(u.Life(), c.IntN(3)); len(cuts) == 1 {
			w.Since = cuts[0]
		} else if len(cuts) == 2 {
			w.Since, w.Until = cuts[0], cuts[1]
		}
		u.Works = append(u.Works, w)
	}
}
