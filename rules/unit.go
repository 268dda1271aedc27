package rules

import (
	"slices"

	"cobuild/graph"
)

// unitView is a unit's facts made ready to be asked day by day.
type unitView struct {
	w        *World
	rs       *Ruleset
	unit     *graph.Unit
	covers   []graph.Link
	counted  steps // members on record who count for the unit
	worked   spans
	superior map[graph.ID][]graph.Link
}

func (w *World) unitView(u *graph.Unit) *unitView {
	v := &unitView{w: w, rs: w.rs, unit: u, covers: w.linksIn(u.ID, graph.HopCovers), superior: map[graph.ID][]graph.Link{}}
	for _, l := range v.covers {
		v.superior[l.From] = w.linksOut(l.From, graph.HopSuperior)
	}
	for _, work := range u.Works {
		v.worked = v.worked.or(spansOf(work.Interval))
	}
	w.countMembers(u.ID, &v.counted)
	return v
}

// countMembers adds the members who count for a unit: full or probationary, in
// service, and working there; without a workplace, affiliated to the unit's own
// organisation or to one below it for which no nearer own unit decides.
func (w *World) countMembers(unit graph.ID, into *steps) {
	for _, l := range w.linksIn(unit, graph.HopWorksAt) {
		if m, ok := w.nouns[l.From].(*graph.Member); ok {
			addMember(into, m, spansOf(l.Interval))
		}
	}
	for organisation, days := range w.under[unit] {
		for _, l := range w.linksIn(organisation, graph.HopAffiliated) {
			if m, ok := w.nouns[l.From].(*graph.Member); ok {
				elsewhere := linkSpans(w.linksOut(l.From, graph.HopWorksAt))
				addMember(into, m, days.and(spansOf(l.Interval)).minus(elsewhere))
			}
		}
	}
	into.settle()
}

func addMember(into *steps, m *graph.Member, days spans) {
	addStatus(into, m, days.minus(spellSpans(m.Employments, func(e graph.Employment) bool { return e != graph.EmploymentInService })))
}

// addStatus counts a member on those of the days on which it is a full or a
// probationary one.
func addStatus(into *steps, m *graph.Member, days spans) {
	days = days.and(spansOf(m.Interval))
	for status, delta := range map[graph.MemberStatus]count{graph.StatusFull: {full: 1}, graph.StatusProbationary: {probationary: 1}} {
		held := spellSpans(m.Statuses, func(s graph.MemberStatus) bool { return s == status })
		into.add(days.and(held), delta)
	}
}

// cuts are the days on which anything about the unit may change.
func (v *unitView) cuts() cuts {
	c := cuts{}
	addSpells(c, v.unit.Classes)
	addSpells(c, v.unit.States)
	addSpells(c, v.unit.Staffs)
	for _, h := range v.unit.Headcounts {
		c[h.Date] = struct{}{}
	}
	c.addSpans(v.worked)
	c.addLinks(v.covers)
	c.addLinks(v.w.linksOut(v.unit.ID, graph.HopLocated))
	for _, l := range v.covers {
		c.addLinks(v.superior[l.From])
		if o, ok := v.w.nouns[l.From].(*graph.Organisation); ok {
			addSpells(c, o.Kinds)
		}
	}
	for _, d := range v.counted.days {
		c[d] = struct{}{}
	}
	return c
}

// members is the count in force: the reported one, else that of members on
// record.
func (v *unitView) members(d graph.Date) (c count, report *graph.Headcount) {
	if report = v.unit.HeadcountOn(d); report != nil {
		return count{report.Full, report.Probationary}, report
	}
	return v.counted.at(d), nil
}

func (v *unitView) band(d graph.Date) graph.MembersBand {
	c, _ := v.members(d)
	switch {
	case c.full >= v.rs.EnoughFull:
		return graph.MembersEnough
	case c.sum() > 0:
		return graph.MembersFew
	default:
		return graph.MembersNone
	}
}

// establishment is the strongest coverage in force and the organisation that
// gives it; of several, the one with the smallest id.
func (v *unitView) establishment(d graph.Date) (e graph.Establishment, by graph.ID) {
	best := len(graph.CoverageModes)
	for i := range v.covers {
		l := &v.covers[i]
		if !l.Holds(d) {
			continue
		}
		if rank := slices.Index(graph.CoverageModes, l.Mode); rank < best || rank == best && l.From < by {
			best, by = rank, l.From
		}
	}
	return graph.Establishments[best], by
}

// excluded is the first reason for which the unit is outside the base.
func (v *unitView) excluded(d graph.Date) (reason graph.ExclusionReason, out bool) {
	class := v.unit.ClassOn(d)
	least, bounded := v.rs.Scope.LeastStaff[class.UnitKind]
	staff, known := graph.At(v.unit.Staffs, d)
	switch state := v.unit.StateOn(d); {
	case state == graph.StateShell:
		return graph.ExcludedShell, true
	case state == graph.StateDormant:
		return graph.ExcludedDormant, true
	case !slices.Contains(v.rs.Scope.Kinds, class.UnitKind):
		return graph.ExcludedKind, true
	case !slices.Contains(v.rs.Scope.Ownerships, class.Ownership):
		return graph.ExcludedOwnership, true
	case bounded && known && staff < least:
		return graph.ExcludedStaff, true
	case bounded && !known:
		return graph.ExcludedStaffUnknown, true
	default:
		return "", false
	}
}

// overlaps finds two organisations that cover the unit of which neither is the
// direct superior of the other.
func (v *unitView) overlaps(d graph.Date) (a, b graph.ID, ok bool) {
	var by []graph.ID
	for i := range v.covers {
		if v.covers[i].Holds(d) {
			by = append(by, v.covers[i].From)
		}
	}
	slices.Sort(by)
	for i, one := range by {
		for _, other := range by[i+1:] {
			if farOn(v.superior[one], graph.Out, d) != other && farOn(v.superior[other], graph.Out, d) != one {
				return one, other, true
			}
		}
	}
	return "", "", false
}

func (v *unitView) differs(d graph.Date) bool {
	counted := v.counted.at(d)
	reported, report := v.members(d)
	return report != nil && counted.sum() >= 1 && counted.sum() != reported.sum()
}

func (v *unitView) hatches(by graph.ID, d graph.Date) bool {
	o, ok := v.w.nouns[by].(*graph.Organisation)
	return ok && slices.Contains(v.rs.HatchingKinds, o.KindOn(d))
}

// day is everything found of the unit on day d.
func (v *unitView) day(d graph.Date) day {
	staff, known := graph.At(v.unit.Staffs, d)
	found := day{
		region:     v.w.placeOn(v.unit.ID, d),
		attributes: graph.UnitAttributes(v.unit.ClassOn(d), v.unit.Industry, staff, known),
	}
	add := func(code graph.FindingCode, related graph.ID) {
		found.held = append(found.held, held{code: code, related: related})
	}
	if reason, out := v.excluded(d); out {
		add(graph.ExcludedCode(reason), "")
	} else {
		establishment, by := v.establishment(d)
		members, worked := v.band(d), v.worked.holds(d)
		add(graph.StatusCode(establishment, members, worked), by)
		switch enough := members == graph.MembersEnough; {
		case establishment == graph.EstablishedNone:
			if !worked {
				add(graph.GapUncovered.Code(), "")
			}
			if enough {
				add(graph.GapNotEstablished.Code(), "")
			}
		case enough && establishment != graph.EstablishedOwn && v.hatches(by, d):
			add(graph.GapHatchable.Code(), by)
		case enough && establishment != graph.EstablishedOwn:
			add(graph.GapShouldSplit.Code(), by)
		}
	}
	if _, _, ok := v.overlaps(d); ok {
		add(graph.GapOverlap.Code(), "")
	}
	if v.differs(d) {
		add(graph.GapHeadcountDiffers.Code(), "")
	}
	return found
}

func (w *World) unitFindings(u *graph.Unit) []graph.Finding {
	v := w.unitView(u)
	return weave(u.ID, v.cuts().runs(u.Interval), v.day)
}
