package rules

import (
	"slices"

	"cobuild/graph"
)

// memberView is a member's facts made ready to be asked day by day.
type memberView struct {
	w           *World
	rs          *Ruleset
	m           *graph.Member
	affiliation []graph.Link
	registered  []graph.Link
	homes       []graph.Link
}

func (w *World) memberView(m *graph.Member) *memberView {
	return &memberView{
		w: w, rs: w.rs, m: m, affiliation: w.linksOut(m.ID, graph.HopAffiliated),
		registered: w.linksOut(m.ID, graph.HopRegistered), homes: w.linksOut(m.ID, graph.HopResides),
	}
}

func (v *memberView) cuts() cuts {
	c := cuts{}
	addSpells(c, v.m.Statuses)
	addSpells(c, v.m.Employments)
	for _, away := range v.m.Aways {
		c.add(away.Interval)
		c[v.adriftFrom(away.Since)] = struct{}{}
	}
	for _, links := range [][]graph.Link{v.affiliation, v.registered, v.homes} {
		c.addLinks(links)
	}
	for _, l := range v.affiliation {
		c.addLinks(v.w.linksOut(l.To, graph.HopLocated))
	}
	v.w.cutUp(c, farEnds(v.affiliation, v.registered), graph.HopSuperior, func(graph.ID) {})
	v.w.cutUp(c, farEnds(v.homes), graph.HopParent, func(id graph.ID) { c.addLinks(v.w.linksIn(id, graph.HopLeads)) })
	return c
}

func farEnds(sides ...[]graph.Link) (ids []graph.ID) {
	for _, links := range sides {
		for _, l := range links {
			ids = append(ids, l.To)
		}
	}
	return ids
}

// cutUp adds the days on which anything that was read upwards changes.
func (w *World) cutUp(c cuts, from []graph.ID, hop graph.Hop, also func(graph.ID)) {
	seen := map[graph.ID]bool{}
	for level := from; len(level) > 0; {
		var next []graph.ID
		for _, id := range level {
			if seen[id] {
				continue
			}
			seen[id] = true
			also(id)
			for _, l := range w.linksOut(id, hop) {
				c.add(l.Interval)
				next = append(next, l.To)
			}
		}
		level = next
	}
}

// place is the region of the affiliation, else of residence.
func (v *memberView) place(d graph.Date) graph.ID {
	if o := farOn(v.affiliation, graph.Out, d); o != "" {
		if region := v.w.placeOn(o, d); region != "" {
			return region
		}
	}
	return farOn(v.homes, graph.Out, d)
}

// adriftFrom is the day from which an absence that began on away is too long.
func (v *memberView) adriftFrom(away graph.Date) graph.Date {
	if away == 0 {
		return 0
	}
	return away.AddMonths(v.rs.AwayMonths)
}

// adrift gives the absence at a fixed place that has lasted so long that the
// affiliation in force should have been transferred, and that affiliation; nil
// where there is none, or where it began after the absence did.
func (v *memberView) adrift(d graph.Date) (*graph.Spell[graph.Away], *graph.Link) {
	affiliation := linkOn(v.affiliation, d)
	if affiliation == nil {
		return nil, nil
	}
	for i := range v.m.Aways {
		away := &v.m.Aways[i]
		if away.Holds(d) && away.Value.Fixed && d >= v.adriftFrom(away.Since) && affiliation.Since <= away.Since {
			return away, affiliation
		}
	}
	return nil, nil
}

// community is the region with whose organisation the member should register:
// the one of residence, or the one that the grid or estate of residence lies in.
func (v *memberView) community(d graph.Date) graph.ID {
	for id := farOn(v.homes, graph.Out, d); id != ""; id = farOn(v.w.linksOut(id, graph.HopParent), graph.Out, d) {
		r, ok := v.w.nouns[id].(*graph.Region)
		switch {
		case !ok:
			return ""
		case slices.Contains(v.rs.ReportKinds, r.RegionKind):
			return id
		case !slices.Contains(v.rs.ReportWithinKinds, r.RegionKind):
			return ""
		}
	}
	return ""
}

// reports says whether the member should register where it lives, and with
// whom, and whether it has: with the organisation that leads the community, or
// with one below it in the line.
func (v *memberView) reports(d graph.Date) (with graph.ID, should, done bool) {
	community := v.community(d)
	if community == "" || v.m.EmploymentOn(d) != graph.EmploymentInService {
		return "", false, false
	}
	with = farOn(v.w.linksIn(community, graph.HopLeads), graph.In, d)
	if with == "" {
		return "", false, false
	}
	for _, l := range append(slices.Clone(v.registered), v.affiliation...) {
		if l.Holds(d) && v.w.below(l.To, with, d) {
			return with, true, true
		}
	}
	return with, true, false
}

// below says whether an organisation is another or lies below it on day d.
func (w *World) below(organisation, above graph.ID, d graph.Date) bool {
	for n := 0; organisation != "" && n < 100; n++ {
		if organisation == above {
			return true
		}
		organisation = farOn(w.linksOut(organisation, graph.HopSuperior), graph.Out, d)
	}
	return false
}

func (v *memberView) day(d graph.Date) day {
	found := day{region: v.place(d), home: farOn(v.homes, graph.Out, d)}
	if status := v.m.StatusOn(d); status != graph.StatusFull && status != graph.StatusProbationary {
		return found
	}
	if farOn(v.affiliation, graph.Out, d) == "" {
		found.held = append(found.held, held{code: graph.GapUnregistered.Code()})
	}
	if away, _ := v.adrift(d); away != nil {
		found.held = append(found.held, held{code: graph.GapAdrift.Code()})
	}
	switch _, should, done := v.reports(d); {
	case should && done:
		found.held = append(found.held, held{code: graph.CodeReported, home: true})
	case should:
		found.held = append(found.held, held{code: graph.CodeNotReported, home: true}, held{code: graph.GapNotReported.Code()})
	}
	return found
}

func (w *World) memberFindings(m *graph.Member) []graph.Finding {
	v := w.memberView(m)
	return weave(m.ID, v.cuts().runs(m.Interval), v.day)
}
