package audit

import (
	"slices"

	"cobuild/graph"
)

// Count is what a plain reading of the default rules finds on a day.
type Count struct {
	Units   map[graph.ID]graph.FindingCode // status of each living unit
	Regions map[graph.ID]graph.FindingCode // led or not, of regions that should be led
	Members map[graph.ID]graph.FindingCode // registered where they live or not, of members who should be
	Gaps    map[graph.GapKind][]graph.ID   // subjects, by id
	Info    map[graph.GapKind][]graph.ID   // the same of gaps for information only, not in Gaps
}

// Status is the status of a unit, a region or a member on the day; ok is false
// where it has none.
func (c *Count) Status(id graph.ID) (code graph.FindingCode, ok bool) {
	switch id.Kind() {
	case graph.KindUnit:
		code, ok = c.Units[id]
	case graph.KindRegion:
		code, ok = c.Regions[id]
	case graph.KindMember:
		code, ok = c.Members[id]
	}
	return code, ok
}

// Recount derives statuses and gaps from the facts of one day.
func Recount(ds graph.Dataset, on graph.Date) Count {
	d := newDay(ds, on)
	out := Count{
		map[graph.ID]graph.FindingCode{},
		map[graph.ID]graph.FindingCode{},
		map[graph.ID]graph.FindingCode{},
		map[graph.GapKind][]graph.ID{},
		map[graph.GapKind][]graph.ID{},
	}
	gap := func(kind graph.GapKind, id graph.ID, holds bool) {
		if holds {
			out.Gaps[kind] = append(out.Gaps[kind], id)
		}
	}
	// known says whether the facts to judge by were ever recorded.
	either := func(kind graph.GapKind, id graph.ID, holds, known bool) {
		if holds && !known {
			out.Info[kind] = append(out.Info[kind], id)
		}
		gap(kind, id, holds && known)
	}
	for id, n := range d.alive {
		switch n := n.(type) {
		case *graph.Unit:
			code, covering := d.status(n)
			out.Units[id] = code
			if e, m, worked, base := code.Status(); base {
				enough := m == graph.MembersEnough
				none, own := e == graph.EstablishedNone, e == graph.EstablishedOwn
				reservoir := slices.Contains(reservoirs, d.kind(covering))
				gap(graph.GapUncovered, id, none && !worked)
				gap(graph.GapNotEstablished, id, none && enough)
				gap(graph.GapHatchable, id, enough && !none && !own && reservoir)
				gap(graph.GapShouldSplit, id, enough && !none && !own && !reservoir)
			}
			gap(graph.GapOverlap, id, d.overlap(id))
			gap(graph.GapHeadcountDiffers, id, d.differs(n))
		case *graph.Organisation:
			gap(graph.GapWeakUnpaired, id, d.weakUnpaired(n))
			gap(graph.GapTermOverdue, id, d.termOverdue(n))
			gap(graph.GapOversize, id, d.oversize(n))
			gap(graph.GapTooManyUnits, id, n.KindOn(on) == graph.OrgJointBranch && len(d.out[graph.HopCovers][id]) > 5)
			either(graph.GapSecretaryVacant, id, d.secretaryVacant(n), len(d.holders[id]) > 0)
			either(graph.GapCommitteeMissing, id, d.committeeMissing(n), len(n.Terms) > 0)
		case *graph.Region:
			if shouldBeLed(n.RegionKind) {
				led := len(d.in[graph.HopLeads][id]) > 0
				out.Regions[id] = graph.CodeNotLed
				if led {
					out.Regions[id] = graph.CodeLed
				}
				gap(graph.GapNoOrganisation, id, !led)
			}
		case *graph.Pairing:
			either(graph.GapPairingIdle, id, d.idle(n), n.Since != 0 || len(n.Activities) > 0)
		case *graph.Member:
			if !counts(n, on) {
				continue
			}
			gap(graph.GapUnregistered, id, d.one(graph.HopAffiliated, id) == "")
			gap(graph.GapAdrift, id, d.adrift(n))
			if should, done := d.reports(n); should {
				out.Members[id] = graph.CodeReported
				if !done {
					out.Members[id] = graph.CodeNotReported
				}
				gap(graph.GapNotReported, id, !done)
			}
		}
	}
	for _, gaps := range []map[graph.GapKind][]graph.ID{out.Gaps, out.Info} {
		for _, ids := range gaps {
			slices.Sort(ids)
		}
	}
	return out
}

var (
	reservoirs = []graph.OrganisationKind{graph.OrgCompositeBranch, graph.OrgJointBranch, graph.OrgServiceCentreBranch}
	withTerms  = append([]graph.OrganisationKind{
		graph.OrgCommittee, graph.OrgRegionalCommittee, graph.OrgGeneralBranch,
		graph.OrgAreaGeneralBranch, graph.OrgBranch,
	}, reservoirs...)
)

func shouldBeLed(k graph.RegionKind) bool {
	return k.Zone() || k == graph.RegionTownship || k == graph.RegionVillage || k == graph.RegionCommunity
}

// day is the graph as it stands on one day.
type day struct {
	on      graph.Date
	alive   map[graph.ID]graph.Noun
	out, in map[graph.Hop]map[graph.ID][]*graph.Link
	counted map[graph.ID][2]int           // unit: full, probationary members counted for it
	helped  map[graph.ID]bool             // organisations helped by another
	members map[graph.ID][2]int           // organisation: full, probationary members, here and below
	holders map[graph.ID][]graph.Interval // secretaries of any time
}

func newDay(ds graph.Dataset, on graph.Date) *day {
	d := &day{
		on: on, alive: map[graph.ID]graph.Noun{}, counted: map[graph.ID][2]int{}, helped: map[graph.ID]bool{},
		members: map[graph.ID][2]int{}, holders: map[graph.ID][]graph.Interval{},
		out: map[graph.Hop]map[graph.ID][]*graph.Link{}, in: map[graph.Hop]map[graph.ID][]*graph.Link{},
	}
	for _, n := range ds.Nouns {
		if n.Top().Holds(on) {
			d.alive[n.Top().ID] = n
		}
	}
	for _, hop := range graph.Hops {
		d.out[hop], d.in[hop] = map[graph.ID][]*graph.Link{}, map[graph.ID][]*graph.Link{}
	}
	for i := range ds.Links {
		l := &ds.Links[i]
		if l.Hop == graph.HopSecretary {
			d.holders[l.From] = append(d.holders[l.From], l.Interval)
		}
		if l.Holds(on) && d.alive[l.From] != nil && d.alive[l.To] != nil {
			d.out[l.Hop][l.From] = append(d.out[l.Hop][l.From], l)
			d.in[l.Hop][l.To] = append(d.in[l.Hop][l.To], l)
		}
	}
	for _, n := range d.alive {
		switch n := n.(type) {
		case *graph.Member:
			d.countMember(n)
			d.countInLine(n)
		case *graph.Organisation:
			for _, s := range n.Secretaries {
				d.holders[n.ID] = append(d.holders[n.ID], s.Interval)
			}
		case *graph.Pairing:
			d.help(n)
		}
	}
	return d
}

func (d *day) one(hop graph.Hop, from graph.ID) graph.ID {
	if ls := d.out[hop][from]; len(ls) > 0 {
		return ls[0].To
	}
	return ""
}

func (d *day) kind(organisation graph.ID) graph.OrganisationKind {
	if o, ok := d.alive[organisation].(*graph.Organisation); ok {
		return o.KindOn(d.on)
	}
	return ""
}

func (d *day) ownUnit(organisation graph.ID) graph.ID {
	for _, l := range d.out[graph.HopCovers][organisation] {
		if l.Mode == graph.ModeOwn {
			return l.To
		}
	}
	return ""
}

// counts says whether somebody is a full or a probationary member.
func counts(m *graph.Member, on graph.Date) bool {
	return m.StatusOn(on) == graph.StatusFull || m.StatusOn(on) == graph.StatusProbationary
}

func (d *day) countMember(m *graph.Member) {
	if !counts(m, d.on) || m.EmploymentOn(d.on) != graph.EmploymentInService {
		return
	}
	unit := d.one(graph.HopWorksAt, m.ID)
	for o := d.one(graph.HopAffiliated, m.ID); unit == "" && o != ""; o = d.one(graph.HopSuperior, o) {
		unit = d.ownUnit(o)
	}
	if unit == "" {
		return
	}
	n := d.counted[unit]
	if m.StatusOn(d.on) == graph.StatusFull {
		n[0]++
	} else {
		n[1]++
	}
	d.counted[unit] = n
}

// countsFor gives the organisations an end of a pairing stands for.
func (d *day) countsFor(end graph.ID) (ids []graph.ID) {
	switch end.Kind() {
	case graph.KindOrganisation:
		return []graph.ID{end}
	case graph.KindRegion:
		for _, l := range d.in[graph.HopLeads][end] {
			ids = append(ids, l.From)
		}
	case graph.KindUnit:
		for _, l := range d.in[graph.HopCovers][end] {
			if l.Mode == graph.ModeOwn {
				ids = append(ids, l.From)
			}
		}
	}
	return ids
}

func (d *day) help(p *graph.Pairing) {
	ends := d.out[graph.HopEnd][p.ID]
	if len(ends) < 2 {
		return
	}
	for _, helped := range ends {
		for _, id := range d.countsFor(helped.To) {
			for _, helper := range ends {
				if helped.Role == string(graph.RoleHelped) && helper.Role == string(graph.RoleHelper) && !slices.Contains(d.countsFor(helper.To), id) {
					d.helped[id] = true
				}
			}
		}
	}
}

func (d *day) status(u *graph.Unit) (code graph.FindingCode, covering graph.ID) {
	switch u.StateOn(d.on) {
	case graph.StateShell:
		return graph.ExcludedCode(graph.ExcludedShell), ""
	case graph.StateDormant:
		return graph.ExcludedCode(graph.ExcludedDormant), ""
	}
	best := len(graph.CoverageModes)
	for _, l := range d.in[graph.HopCovers][u.ID] {
		if rank := slices.Index(graph.CoverageModes, l.Mode); rank < best || rank == best && l.From < covering {
			best, covering = rank, l.From
		}
	}
	n := d.counted[u.ID]
	if h := u.HeadcountOn(d.on); h != nil {
		n = [2]int{h.Full, h.Probationary}
	}
	band := graph.MembersNone
	if n[0] >= 3 {
		band = graph.MembersEnough
	} else if n[0]+n[1] > 0 {
		band = graph.MembersFew
	}
	worked := slices.ContainsFunc(u.Works, func(w graph.Work) bool { return w.Holds(d.on) })
	return graph.StatusCode(graph.Establishments[best], band, worked), covering
}

func (d *day) overlap(unit graph.ID) bool {
	covering := d.in[graph.HopCovers][unit]
	for i, a := range covering {
		for _, b := range covering[:i] {
			if d.one(graph.HopSuperior, a.From) != b.From && d.one(graph.HopSuperior, b.From) != a.From {
				return true
			}
		}
	}
	return false
}

func (d *day) differs(u *graph.Unit) bool {
	h, n := u.HeadcountOn(d.on), d.counted[u.ID]
	return h != nil && n[0]+n[1] > 0 && h.Full+h.Probationary != n[0]+n[1]
}

func (d *day) weakUnpaired(o *graph.Organisation) bool {
	strength, _ := graph.At(o.Strengths, d.on)
	return strength == graph.StrengthWeak && !d.helped[o.ID]
}

func (d *day) termOverdue(o *graph.Organisation) bool {
	term := o.TermOn(d.on)
	if term == nil || !slices.Contains(withTerms, o.KindOn(d.on)) {
		return false
	}
	end := max(term.To, term.Extension)
	if end == 0 {
		if term.Since == 0 {
			return false
		}
		years := 3
		if r, ok := d.alive[d.one(graph.HopLeads, o.ID)].(*graph.Region); ok && (r.RegionKind == graph.RegionVillage || r.RegionKind == graph.RegionCommunity) {
			years = 5
		}
		end = term.Since.AddMonths(12 * years)
	}
	return d.on >= end
}
