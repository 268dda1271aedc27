package audit

import (
	"slices"

	"cobuild/graph"
)

var (
	branches = []graph.OrganisationKind{
		graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgMobileMemberBranch,
		graph.OrgTemporaryBranch, graph.OrgServiceCentreBranch,
	}
	withCommittees  = []graph.OrganisationKind{graph.OrgBranch, graph.OrgJointBranch, graph.OrgCompositeBranch, graph.OrgServiceCentreBranch}
	withSecretaries = append([]graph.OrganisationKind{
		graph.OrgLocalCommittee, graph.OrgWorkingCommittee, graph.OrgMobileMemberBranch, graph.OrgTemporaryBranch,
	}, withTerms...)
)

// countInLine counts a member for the organisation of affiliation and all above.
func (d *day) countInLine(m *graph.Member) {
	if !counts(m, d.on) {
		return
	}
	i := slices.Index([]graph.MemberStatus{graph.StatusFull, graph.StatusProbationary}, m.StatusOn(d.on))
	for o := d.one(graph.HopAffiliated, m.ID); o != ""; o = d.one(graph.HopSuperior, o) {
		n := d.members[o]
		n[i]++
		d.members[o] = n
	}
}

func (d *day) oversize(o *graph.Organisation) bool {
	all := d.members[o.ID][0] + d.members[o.ID][1]
	switch kind := o.KindOn(d.on); {
	case slices.Contains(branches, kind):
		return all > 50
	case kind == graph.OrgGeneralBranch || kind == graph.OrgAreaGeneralBranch:
		return all > 100
	default:
		return false
	}
}

func (d *day) secretaryVacant(o *graph.Organisation) bool {
	since := o.Since
	for _, held := range d.holders[o.ID] {
		if held.Holds(d.on) {
			return false
		}
		if held.End() <= d.on {
			since = max(since, held.End())
		}
	}
	return slices.Contains(withSecretaries, o.KindOn(d.on)) && (since == 0 || d.on >= since.AddMonths(3))
}

func (d *day) committeeMissing(o *graph.Organisation) bool {
	return slices.Contains(withCommittees, o.KindOn(d.on)) && d.members[o.ID][0] >= 7 && o.TermOn(d.on) == nil
}

func (d *day) idle(p *graph.Pairing) bool {
	last := p.Since
	for _, a := range p.Activities {
		if a.Date <= d.on {
			last = max(last, a.Date)
		}
	}
	return len(d.out[graph.HopEnd][p.ID]) >= 2 && (last == 0 || d.on >= last.AddDays(180))
}

func (d *day) adrift(m *graph.Member) bool {
	links := d.out[graph.HopAffiliated][m.ID]
	if len(links) == 0 {
		return false
	}
	for _, away := range m.Aways {
		if away.Holds(d.on) && away.Value.Fixed && links[0].Since <= away.Since && (away.Since == 0 || d.on >= away.Since.AddMonths(6)) {
			return true
		}
	}
	return false
}

// reports says whether a member should be registered where it lives, and
// whether it is.
func (d *day) reports(m *graph.Member) (should, done bool) {
	home, _ := d.alive[d.one(graph.HopResides, m.ID)].(*graph.Region)
	for home != nil && (home.RegionKind == graph.RegionGrid || home.RegionKind == graph.RegionHousingEstate) {
		home, _ = d.alive[d.one(graph.HopParent, home.ID)].(*graph.Region)
	}
	if home == nil || home.RegionKind != graph.RegionCommunity || m.EmploymentOn(d.on) != graph.EmploymentInService {
		return false, false
	}
	leading := d.in[graph.HopLeads][home.ID]
	if len(leading) == 0 {
		return false, false
	}
	at := []graph.ID{d.one(graph.HopAffiliated, m.ID)}
	for _, l := range d.out[graph.HopRegistered][m.ID] {
		at = append(at, l.To)
	}
	for _, o := range at {
		for ; o != ""; o = d.one(graph.HopSuperior, o) {
			if o == leading[0].From {
				return true, true
			}
		}
	}
	return true, false
}
