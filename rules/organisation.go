package rules

import (
	"slices"

	"cobuild/graph"
)

// organisationView is an organisation's facts made ready to be asked day by
// day.
type organisationView struct {
	w        *World
	rs       *Ruleset
	o        *graph.Organisation
	leads    []graph.Link
	own      []graph.Link
	units    steps // covered in any mode, as full; counted where a rule is about them
	holders  spans // days with a secretary
	vacant   spans // days on which there has been none for too long
	members  steps // full and probationary, here and below in the line
	pairings []pairingView
}

// pairingView is a pairing that may count for the organisation.
type pairingView struct {
	*graph.Pairing
	ends []graph.Link
}

func (w *World) organisationView(o *graph.Organisation) *organisationView {
	v := &organisationView{
		w: w, rs: w.rs, o: o, leads: w.linksOut(o.ID, graph.HopLeads), own: w.ownLinks(o.ID),
		holders: linkSpans(w.linksOut(o.ID, graph.HopSecretary)),
	}
	for _, spell := range o.Secretaries {
		v.holders = v.holders.or(spansOf(spell.Interval))
	}
	v.vacant = v.vacancies()
	w.countBelow(o.ID, &v.members)
	if everOf(o, w.rs.JointKinds) {
		for _, l := range w.linksOut(o.ID, graph.HopCovers) {
			v.units.add(spansOf(l.Interval), count{full: 1})
		}
		v.units.settle()
	}
	if !everWeak(o) {
		return v
	}
	seen := map[graph.ID]bool{}
	collect := func(participant graph.ID) {
		for _, l := range w.linksIn(participant, graph.HopEnd) {
			if p, ok := w.nouns[l.From].(*graph.Pairing); ok && !seen[l.From] {
				seen[l.From] = true
				v.pairings = append(v.pairings, pairingView{p, w.linksOut(l.From, graph.HopEnd)})
			}
		}
	}
	collect(o.ID)
	for _, l := range append(slices.Clone(v.leads), v.own...) {
		collect(l.To)
	}
	return v
}

func (v *organisationView) cuts() cuts {
	c := cuts{}
	addSpells(c, v.o.Kinds)
	addSpells(c, v.o.Strengths)
	c.addLinks(v.w.linksOut(v.o.ID, graph.HopLocated))
	c.addLinks(v.leads)
	c.addLinks(v.own)
	for _, d := range slices.Concat(v.members.days, v.units.days) {
		c[d] = struct{}{}
	}
	c.addSpans(v.vacant)
	for _, p := range v.pairings {
		c.add(p.Interval)
		c.addLinks(p.ends)
	}
	for i := range v.o.Terms {
		term := &v.o.Terms[i]
		c.add(term.Interval)
		for _, long := range []bool{false, true} {
			if due, ok := v.rs.termDue(term, long); ok {
				c[due] = struct{}{}
			}
		}
	}
	return c
}

// countsFor says whether an end of a pairing counts for the organisation on
// day d: it is the organisation, a region it leads, or a unit of its own.
func (v *organisationView) countsFor(participant graph.ID, d graph.Date) bool {
	if participant == v.o.ID {
		return true
	}
	holds := func(l graph.Link) bool { return l.To == participant && l.Holds(d) }
	return slices.ContainsFunc(v.leads, holds) || slices.ContainsFunc(v.own, holds)
}

// helped says whether an active pairing helps the organisation on day d: it has
// a helped end that counts for it and a helper end that does not. Peers help
// nobody.
func (v *organisationView) helped(d graph.Date) bool {
	return slices.ContainsFunc(v.pairings, func(p pairingView) bool {
		if !p.Holds(d) {
			return false
		}
		helped, helper := false, false
		for _, end := range p.ends {
			if !end.Holds(d) {
				continue
			}
			switch counts := v.countsFor(end.To, d); graph.EndRole(end.Role) {
			case graph.RoleHelped:
				helped = helped || counts
			case graph.RoleHelper:
				helper = helper || !counts
			}
		}
		return helped && helper
	})
}

// leadsVillage says whether the longer term applies on day d.
func (v *organisationView) leadsVillage(d graph.Date) bool {
	return slices.ContainsFunc(v.leads, func(l graph.Link) bool {
		r, ok := v.w.nouns[l.To].(*graph.Region)
		return ok && l.Holds(d) && slices.Contains(v.rs.LongTermKinds, r.RegionKind)
	})
}

// termDue is the day from which a term is overdue: its extension, else its
// planned end, else so many years from its start. ok is false where there is no
// date to count from.
func (rs *Ruleset) termDue(t *graph.Term, long bool) (due graph.Date, ok bool) {
	switch {
	case t.Extension != 0:
		return t.Extension, true
	case t.To != 0:
		return t.To, true
	case t.Since == 0:
		return 0, false
	case long:
		return t.Since.AddMonths(12 * rs.TermYearsLong), true
	default:
		return t.Since.AddMonths(12 * rs.TermYears), true
	}
}

// overdue gives the day since which the term in force is overdue on day d.
func (v *organisationView) overdue(d graph.Date) (due graph.Date, ok bool) {
	term := v.o.TermOn(d)
	if term == nil || !slices.Contains(v.rs.TermKinds, v.o.KindOn(d)) {
		return 0, false
	}
	due, ok = v.rs.termDue(term, v.leadsVillage(d))
	return due, ok && d >= due
}

func (v *organisationView) weakAlone(d graph.Date) bool {
	strength, _ := graph.At(v.o.Strengths, d)
	return strength == graph.StrengthWeak && !v.helped(d)
}

// mostMembers is how many members an organisation of a kind may have.
func (v *organisationView) mostMembers(kind graph.OrganisationKind) (most int, bounded bool) {
	switch {
	case slices.Contains(v.rs.BranchKinds, kind):
		return v.rs.BranchMost, true
	case slices.Contains(v.rs.GeneralBranchKinds, kind):
		return v.rs.GeneralBranchMost, true
	default:
		return 0, false
	}
}

// vacancies are the days without a secretary on which that has lasted for
// VacantMonths: since the last holder's end, else since the founding. A holder
// on record holds no longer than both are alive, so one who dies vacates.
func (v *organisationView) vacancies() spans {
	var late spans
	for _, vacant := range spansOf(v.o.Interval).minus(v.holders) {
		if vacant.since != 0 {
			vacant.since = vacant.since.AddMonths(v.rs.VacantMonths)
		}
		if vacant.since < vacant.end {
			late = append(late, vacant)
		}
	}
	return late
}

func (v *organisationView) day(d graph.Date) day {
	found := day{region: v.w.placeOn(v.o.ID, d)}
	if v.weakAlone(d) {
		found.held = append(found.held, held{code: graph.GapWeakUnpaired.Code()})
	}
	if _, overdue := v.overdue(d); overdue {
		found.held = append(found.held, held{code: graph.GapTermOverdue.Code()})
	}
	kind := v.o.KindOn(d)
	if most, bounded := v.mostMembers(kind); bounded && v.members.at(d).sum() > most {
		found.held = append(found.held, held{code: graph.GapOversize.Code()})
	}
	if slices.Contains(v.rs.JointKinds, kind) && v.units.at(d).full > v.rs.JointMost {
		found.held = append(found.held, held{code: graph.GapTooManyUnits.Code()})
	}
	if slices.Contains(v.rs.SecretaryKinds, kind) && v.vacant.holds(d) {
		found.held = append(found.held, held{code: graph.GapSecretaryVacant.Code(), info: len(v.holders) == 0})
	}
	if slices.Contains(v.rs.CommitteeKinds, kind) && v.members.at(d).full >= v.rs.CommitteeFull && v.o.TermOn(d) == nil {
		found.held = append(found.held, held{code: graph.GapCommitteeMissing.Code(), info: len(v.o.Terms) == 0})
	}
	return found
}

func (w *World) organisationFindings(o *graph.Organisation) []graph.Finding {
	v := w.organisationView(o)
	return weave(o.ID, v.cuts().runs(o.Interval), v.day)
}
