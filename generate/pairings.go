package generate

import (
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// end is a participant of a pairing that is to be made.
type end struct {
	ref
	role   graph.EndRole
	person graph.ID
}

var pairingKinds = []graph.PairingKind{
	graph.PairingVillageVillage, graph.PairingVillageEnterprise, graph.PairingVillageSchool,
	graph.PairingEnterpriseEnterprise, graph.PairingAgencyVillage, graph.PairingFirstSecretary, graph.PairingStationedCadre, graph.PairingAgencyContact,
}

// pairings makes about three for every ten units: half of the weak villages are
// mentored, the rest falls mostly on few villages, firms and agencies.
func (c *county) pairings() {
	var villages, strong []*village
	for _, t := range c.townships {
		villages = append(villages, t.villages...)
	}
	for _, v := range villages {
		if v.strong && !v.leader.none() {
			strong = append(strong, v)
		}
	}
	for _, v := range villages {
		if v.weak && len(strong) > 0 && c.chance(0.5) {
			helper := pickFirst(c, strong)
			ends := []end{{ref: helper.leader, role: graph.RoleHelper}, {ref: v.leader, role: graph.RoleHelped}}
			if c.chance(0.5) { // by their villages rather than by their organisations
				ends[0].ref, ends[1].ref = helper.ref, v.ref
			}
			c.pair(graph.PairingMentor, ends)
		}
	}
	byKind := map[graph.UnitKind][]firm{}
	for _, f := range c.firms {
		byKind[f.kind] = append(byKind[f.kind], f)
	}
	c.Shuffle(len(villages), func(i, j int) { villages[i], villages[j] = villages[j], villages[i] })
	want := c.Units * 3 / 10
	tries := want
	if c.Scale > 0 {
		tries *= 2 // in a small county many fail
	}
	for range tries {
		kind := pairingKinds[c.weighted([]float64{30, 22, 8, 16, 12, 3, 3, 6})]
		ends := c.ends(kind, villages, byKind)
		if ends != nil && c.pair(kind, ends) && c.Scale > 0 {
			if want--; want <= 0 {
				return
			}
		}
	}
}

func (c *county) ends(kind graph.PairingKind, villages []*village, units map[graph.UnitKind][]firm) []end {
	v := pickFirst(c, villages)
	one, other := graph.RolePeer, graph.RolePeer
	if c.chance(0.4) {
		one, other = graph.RoleHelped, graph.RoleHelper
	}
	with := func(kind graph.UnitKind) []end {
		if len(units[kind]) == 0 {
			return nil
		}
		return []end{{ref: v.ref, role: one}, {ref: pickFirst(c, units[kind]).ref, role: other}}
	}
	switch kind {
	case graph.PairingVillageVillage:
		return []end{{ref: v.ref, role: one}, {ref: pick(c, villages).ref, role: other}}
	case graph.PairingVillageEnterprise:
		return with(graph.UnitEnterprise)
	case graph.PairingVillageSchool:
		return with(graph.UnitSchool)
	case graph.PairingEnterpriseEnterprise:
		if len(units[graph.UnitEnterprise]) == 0 {
			return nil
		}
		out := make([]end, 2+c.skewed(0.5, 6))
		for i := range out {
			out[i] = end{ref: pickFirst(c, units[graph.UnitEnterprise]).ref, role: graph.RolePeer}
		}
		return out
	}
	a := pick(c, c.agencies)
	helper, helped := end{ref: a.unit, role: graph.RoleHelper}, end{ref: v.ref, role: graph.RoleHelped}
	switch kind {
	case graph.PairingFirstSecretary, graph.PairingStationedCadre:
		if len(a.cadres) > 0 {
			helper.person = pick(c, a.cadres).id
		}
	case graph.PairingAgencyContact:
		if len(units[graph.UnitEnterprise]) > 0 {
			helped.ref = pickFirst(c, units[graph.UnitEnterprise]).ref
		}
	}
	return []end{helper, helped}
}

// pair makes a pairing, and says so, unless its ends are not two or have the same already at
// that time.
func (c *county) pair(kind graph.PairingKind, ends []end) bool {
	slices.SortFunc(ends, func(a, b end) int { return strings.Compare(string(a.id), string(b.id)) })
	ends = slices.CompactFunc(ends, func(a, b end) bool { return a.id == b.id })
	if len(ends) < 2 {
		return false
	}
	life := graph.Interval{Since: c.past()}
	if c.chance(0.02) {
		life.Since = c.Today.AddDays(1 + c.IntN(300)) // agreed, not begun
	} else if c.chance(0.3) {
		life.Until = c.day(life.Since+1, c.Today.AddMonths(24))
	}
	key := string(kind)
	for _, e := range ends {
		life.Since = max(life.Since, e.life.Since)
		key += string(e.id)
	}
	if life.Until != 0 && life.Until <= life.Since || slices.ContainsFunc(c.busy[key], life.Overlaps) {
		return false
	}
	c.busy[key] = append(c.busy[key], life)
	p := &graph.Pairing{PairingKind: kind}
	p.Head = graph.Head{ID: c.id(graph.KindPairing), Interval: life}
	p.Code = "P" + c.code + "-" + fmt.Sprint(c.serial)
	c.activities(p)
	r := c.add(p)
	for _, e := range ends {
		if l := c.link(graph.HopEnd, r, e.ref, graph.Always); l != nil {
			l.Role, l.Person = string(e.role), e.person
		}
	}
	return true
}

var titles = []string{"联合主题党日", "产业对接", "走访慰问", "技能培训", "专场招聘", "环境整治", "理论宣讲", "议事协商", "志愿服务", "项目推进会"}

func (c *county) activities(p *graph.Pairing) {
	last := min(c.Today, p.End()-1)
	if p.Since > last {
		return
	}
	days := make([]graph.Date, c.skewed(1.5, 40))
	for i := range days {
		days[i] = c.day(p.Since, last)
	}
	slices.Sort(days)
	held := map[string]graph.Date{} // titles, on the last day they had: sheets tell activities of a day apart by them
	for _, d := range days {
		a := graph.Activity{ID: c.id(graph.KindActivity), Pairing: p.ID, Date: d, Title: pick(c, titles)}
		first := slices.Index(titles, a.Title)
		for i := range titles {
			if a.Title = titles[(first+i)%len(titles)]; held[a.Title] != d {
				held[a.Title] = d
				p.Activities = append(p.Activities, a)
				break
			}
		}
	}
}

// alliances makes one for the county, below it one for each township, below
// those one for each zone that is led and some for villages.
func (c *county) alliances() {
	top := c.alliance(c.name+"县党建联盟", graph.AllianceAlliance, c.region, c.committee, ref{}, nil)
	for i, t := range c.townships {
		var here []ref
		for _, f := range c.firms {
			if f.township == i {
				here = append(here, f.ref)
			}
		}
		var villages []ref
		for _, v := range t.villages {
			villages = append(villages, v.ref)
		}
		middle := c.alliance(t.name+"大工委", graph.AllianceWorkingCommittee, t.ref, t.committee, top, append(c.some(villages, 12), c.some(here, 20)...))
		for _, z := range t.zones {
			if z.leader.none() {
				continue
			}
			seats := c.some(here, 5+c.skewed(8, 60))
			for _, v := range z.gathers {
				seats = append(seats, v.ref)
			}
			c.alliance(z.name+"共建理事会", graph.AllianceCouncil, z.ref, z.leader, middle, seats)
		}
		for _, v := range t.villages {
			if !v.leader.none() && c.chance(0.1) {
				c.alliance(v.name+"联席会", graph.AllianceJointMeeting, v.ref, v.leader, middle, c.some(here, 4+c.IntN(6)))
			}
		}
	}
}

// some picks up to n different ones.
func (c *county) some(of []ref, n int) []ref {
	out := slices.Clone(of)
	c.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(n, len(out))]
}

func (c *county) alliance(name string, kind graph.AllianceKind, at, host, parent ref, seats []ref) ref {
	a := &graph.Alliance{AllianceKind: kind}
	a.Head = graph.Head{ID: c.id(graph.KindAlliance), Name: name, Interval: graph.From(c.day(max(c.start, at.life.Since), c.Today))}
	a.Code = "A" + c.code + "-" + fmt.Sprint(c.serial)
	r := c.add(a)
	c.link(graph.HopLocated, r, at, graph.Always)
	c.link(graph.HopHost, r, host, graph.Always)
	if !parent.none() {
		c.link(graph.HopUmbrella, r, parent, graph.Always)
	}
	for i, s := range seats {
		role := graph.SeatMember
		switch {
		case i == 0:
			role = graph.SeatChair
		case i < 4:
			role = graph.SeatDeputy
		}
		during := graph.Always
		if i == 3 { // takes the chair in its turn
			turn := c.Today.AddMonths(6)
			if l := c.link(graph.HopSeat, r, s, graph.From(turn)); l != nil {
				l.Role = string(graph.SeatRotatingChair)
			}
			during.Until = turn
		} else if c.chance(0.1) {
			if cuts := c.cuts(r.life, 1); len(cuts) > 0 {
				during.Until = cuts[0]
			}
		}
		if l := c.link(graph.HopSeat, r, s, during); l != nil {
			l.Role = string(role)
		}
	}
	return r
}
