package generate

import (
	"fmt"
	"math"

	"cobuild/graph"
)

// person is a member to be made.
type person struct {
	affiliation ref
	earlier     ref // affiliation before
	home        ref // affiliation of those without another
	workplace   ref
	residence   ref
	registered  ref
	retired     float64 // probability of not being in service
}

// skewed is a number from 0 to most, half of them below median, few very large.
func (c *county) skewed(median float64, most int) int {
	return min(int(median*math.Exp(0.9*c.NormFloat64())), most)
}

// worker makes a member and gives who it is.
func (c *county) worker(p person) ref {
	m := &graph.Member{}
	m.ID = c.id(graph.KindMember)
	m.Code = "M" + c.code + "-" + fmt.Sprint(c.serial)
	m.Number = fmt.Sprintf("%s%08d", c.code, c.serial)
	m.Phone = fmt.Sprintf("000-%04d-%04d", c.serial/10_000%10_000, c.serial%10_000)
	m.Name, m.Sex = c.person()
	m.BirthYear = c.Today.Time().Year() - 22 - c.IntN(55)
	c.life(m)
	c.employment(m, p.retired)
	if first := max(m.Since, c.start); c.chance(0.06) && first < c.Today && m.End() > c.Today {
		c.away(m, c.day(max(first, c.Today.AddMonths(-96)), c.Today))
	}
	r := c.add(m)
	c.people[p.affiliation.id] = append(c.people[p.affiliation.id], r)
	if !p.earlier.none() && p.earlier.id != p.affiliation.id {
		if cut := c.cuts(r.life, 1); len(cut) > 0 && p.affiliation.life.Holds(cut[0]) {
			c.link(graph.HopAffiliated, r, p.earlier, graph.Interval{Until: cut[0]})
			c.link(graph.HopAffiliated, r, p.affiliation, graph.From(cut[0]))
			p.affiliation = ref{}
		}
	}
	if !p.affiliation.none() && p.affiliation.life.Since > r.life.Since && c.chance(0.9) { // before it was founded
		c.link(graph.HopAffiliated, r, p.home, graph.Interval{Until: p.affiliation.life.Since})
	}
	for _, l := range []struct {
		hop graph.Hop
		to  ref
	}{{graph.HopAffiliated, p.affiliation}, {graph.HopWorksAt, p.workplace}, {graph.HopResides, p.residence}, {graph.HopRegistered, p.registered}} {
		if !l.to.none() {
			c.link(l.hop, r, l.to, graph.Always)
		}
	}
	return r
}

// away sends a member elsewhere; half of them have come back.
func (c *county) away(m *graph.Member, since graph.Date) {
	away := graph.Spell[graph.Away]{
		Value:    graph.Away{Place: c.place() + "市", Fixed: c.chance(0.7), Certificate: c.chance(0.3)},
		Interval: graph.Interval{Since: since, Until: m.Until},
	}
	if back := since.AddDays(30 + c.IntN(900)); c.chance(0.5) && back < m.End() {
		away.Until = back
	}
	m.Aways = []graph.Spell[graph.Away]{away}
}

// life gives a member its dates and its status: most were members before
// records, some joined with a year of probation, a few have died or left, a few
// are no members yet.
func (c *county) life(m *graph.Member) {
	switch x := c.Float64(); {
	case x < 0.70:
	case x < 0.78:
		m.Until = c.past() + 1
	case x < 0.82:
		m.Since = c.past()
		status := graph.StatusDevelopmentCandidate
		if x < 0.81 {
			status = graph.StatusActivistApplicant
		}
		m.Statuses = whole(m.Life(), status)
		return
	default:
		m.Since = c.past()
		if full := m.Since.AddMonths(12); full <= c.Today {
			m.Statuses = spells(m.Life(), []graph.Date{full}, func(i int) graph.MemberStatus {
				return []graph.MemberStatus{graph.StatusProbationary, graph.StatusFull}[i]
			})
			return
		}
		m.Statuses = whole(m.Life(), graph.StatusProbationary)
		return
	}
	m.Statuses = whole(m.Life(), graph.StatusFull)
}

func (c *county) employment(m *graph.Member, retired float64) {
	switch {
	case c.chance(retired):
		m.Employments = whole(m.Life(), []graph.Employment{graph.EmploymentRetired, graph.EmploymentNone, graph.EmploymentStudent}[c.weighted([]float64{6, 4, 1})])
	case c.chance(0.04):
		cuts := c.cuts(m.Life(), 1)
		m.Employments = spells(m.Life(), cuts, func(i int) graph.Employment {
			return []graph.Employment{graph.EmploymentInService, graph.EmploymentRetired}[i]
		})
	case c.chance(0.5):
		m.Employments = whole(m.Life(), graph.EmploymentInService)
	}
}

// villager makes a member of a village's organisations.
func (c *county) villager(v *village) {
	p := person{affiliation: pick(c, v.branches), home: v.leader, residence: v.ref, retired: 0.6}
	if c.chance(0.5) {
		p.residence = pick(c, v.grids)
	}
	switch {
	case c.chance(0.02):
		p.affiliation = ref{}
	case c.chance(0.1):
		p.earlier = pick(c, v.branches)
	}
	c.worker(p)
}
