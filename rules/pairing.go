package rules

import (
	"cmp"
	"slices"

	"cobuild/graph"
)

// partners is a pairing's facts made ready to be asked day by day.
type partners struct {
	w    *World
	rs   *Ruleset
	p    *graph.Pairing
	ends []graph.Link // by participant
	days []graph.Date // of activities, in order
}

func (w *World) partners(p *graph.Pairing) *partners {
	v := &partners{w: w, rs: w.rs, p: p, ends: slices.Clone(w.linksOut(p.ID, graph.HopEnd))}
	slices.SortFunc(v.ends, func(a, b graph.Link) int { return cmp.Compare(a.To, b.To) })
	for _, a := range p.Activities {
		v.days = append(v.days, a.Date)
	}
	slices.Sort(v.days)
	return v
}

// active says whether at least two ends are alive on day d.
func (v *partners) active(d graph.Date) bool {
	alive := 0
	for i := range v.ends {
		if v.ends[i].Holds(d) {
			alive++
		}
	}
	return alive >= 2
}

// last is the last activity on or before day d, 0 where there was none.
func (v *partners) last(d graph.Date) (last graph.Date) {
	for _, day := range v.days {
		if day <= d {
			last = day
		}
	}
	return last
}

// idleFrom is the day from which the pairing is idle as seen on day d: so many
// days after the last activity on or before d, else after its since; with
// neither, from before records began.
func (v *partners) idleFrom(d graph.Date) graph.Date {
	last := v.last(d)
	if last == 0 {
		last = v.p.Since
	}
	if last == 0 {
		return 0
	}
	return last.AddDays(v.rs.IdleDays)
}

func (v *partners) cuts() cuts {
	c := cuts{}
	c.addLinks(v.ends)
	for _, end := range v.ends {
		c.addLinks(v.w.linksOut(end.To, graph.HopLocated))
	}
	for _, d := range append([]graph.Date{v.p.Since}, v.days...) {
		c[d] = struct{}{}
		if d != 0 {
			c[d.AddDays(v.rs.IdleDays)] = struct{}{}
		}
	}
	return c
}

// place is the region of the first living helped end by id, else of the first
// living end.
func (v *partners) place(d graph.Date) graph.ID {
	var first graph.ID
	for i := range v.ends {
		end := &v.ends[i]
		if !end.Holds(d) {
			continue
		}
		if graph.EndRole(end.Role) == graph.RoleHelped {
			return v.w.regionOf(end.To, d)
		}
		if first == "" {
			first = end.To
		}
	}
	return v.w.regionOf(first, d)
}

// regionOf is the region a participant is or lies in.
func (w *World) regionOf(participant graph.ID, d graph.Date) graph.ID {
	if participant.Kind() == graph.KindRegion {
		return participant
	}
	return w.placeOn(participant, d)
}

func (w *World) pairingFindings(p *graph.Pairing) []graph.Finding {
	v := w.partners(p)
	unknown := p.Since == 0 && len(p.Activities) == 0
	return weave(p.ID, v.cuts().runs(p.Interval), func(d graph.Date) day {
		found := day{region: v.place(d)}
		if v.active(d) && d >= v.idleFrom(d) {
			found.held = []held{{code: graph.GapPairingIdle.Code(), info: unknown}}
		}
		return found
	})
}
