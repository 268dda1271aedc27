package storetest

import (
	"slices"
	"strings"

	"cobuild/graph"
)

func among[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

// unitMatches tests what a unit itself tells, statuses and gaps of the day, and
// who takes part.
func (d *plainDay) unitMatches(u *graph.Unit, f *graph.UnitFilter) bool {
	class := u.ClassOn(d.day)
	staff, known := graph.At(u.Staffs, d.day)
	industry := len(f.Industries) == 0
	for _, i := range f.Industries {
		industry = industry || strings.HasPrefix(u.Industry, i)
	}
	if !among(f.Kinds, class.UnitKind) || !among(f.Ownerships, class.Ownership) || !among(f.Classes, class) || !industry ||
		!among(f.States, u.StateOn(d.day)) || f.StaffMin != nil && (!known || staff < *f.StaffMin) || f.StaffMax != nil && (!known || staff > *f.StaffMax) {
		return false
	}
	code := d.count.Units[u.ID]
	e, m, worked, base := code.Status()
	byStatus := len(f.Codes)+len(f.Establishments)+len(f.Members) > 0 || f.Worked != nil
	if byStatus && (!base || !among(f.Codes, code) || !among(f.Establishments, e) || !among(f.Members, m) || f.Worked != nil && *f.Worked != worked) {
		return false
	}
	return d.hasGap(u.ID, f.GapKinds) && d.takesPart(u.ID, f.Alliance)
}

func (d *plainDay) hasGap(id graph.ID, kinds []graph.GapKind) bool {
	return len(kinds) == 0 || slices.ContainsFunc(kinds, func(k graph.GapKind) bool { return slices.Contains(d.count.Gaps[k], id) })
}

func (d *plainDay) takesPart(id graph.ID, f *graph.TakesPart) bool {
	return f == nil || slices.Contains(d.far(f.Alliance, graph.Out, graph.HopSeat), id) == f.Participates
}

// matches tests a noun that is alive on the day against the filter of its kind.
func (d *plainDay) matches(n graph.Noun, q *graph.ListQuery) bool {
	id := n.Top().ID
	if text := q.Text(); text != "" {
		if _, found := finds(text, n); !found {
			return false
		}
	}
	switch n := n.(type) {
	case *graph.Region:
		f := q.Region
		return f == nil || among(f.Kinds, n.RegionKind) && among(f.Levels, n.Level) && d.hasGap(id, f.GapKinds) &&
			(f.Led == nil || d.count.Regions[id] == map[bool]graph.FindingCode{true: graph.CodeLed, false: graph.CodeNotLed}[*f.Led]) &&
			(f.Parent == "" || d.below(id, f.Parent, max(1, f.MaxDepth))) && (!f.Below || id != q.Place.Within) &&
			(f.Paired == nil || d.regionPaired(id, f.Paired) != f.Paired.Not)
	case *graph.Organisation:
		f := q.Organisation
		if f == nil {
			return true
		}
		strength, _ := graph.At(n.Strengths, d.day)
		return among(f.Kinds, n.KindOn(d.day)) && among(f.Strengths, strength) && d.hasGap(id, f.GapKinds) && d.takesPart(id, f.Alliance) &&
			(f.UnderSuperior == "" || d.under(id, f.UnderSuperior)) && (f.Paired == nil || d.paired(id, f.Paired) != f.Paired.Not)
	case *graph.Unit:
		return q.Unit == nil || d.unitMatches(n, q.Unit)
	case *graph.Member:
		f := q.Member
		if f == nil {
			return true
		}
		_, away := graph.At(n.Aways, d.day)
		return among(f.Statuses, n.StatusOn(d.day)) && (f.Away == nil || *f.Away == away) &&
			(f.Affiliated == nil || *f.Affiliated == (d.single(id, graph.HopAffiliated) != "")) &&
			(f.Registered == nil || *f.Registered == (d.single(id, graph.HopRegistered) != "")) && d.hasGap(id, f.GapKinds)
	case *graph.Pairing:
		f := q.Pairing
		if f == nil {
			return true
		}
		ends := d.far(id, graph.Out, graph.HopEnd)
		span := d.levelSpan(ends)
		return among(f.Kinds, n.PairingKind) && (f.Active == nil || *f.Active == (len(ends) >= 2)) &&
			(f.LevelSpanMin == nil || span >= *f.LevelSpanMin) && (f.LevelSpanMax == nil || span <= *f.LevelSpanMax) &&
			(f.Participant == "" || slices.Contains(ends, f.Participant)) && d.hasGap(id, f.GapKinds) &&
			d.pairingFits(n, q)
	case *graph.Alliance:
		f := q.Alliance
		return f == nil || among(f.Kinds, n.AllianceKind) &&
			(f.Participant == "" || slices.Contains(d.far(id, graph.Out, graph.HopSeat), f.Participant)) &&
			(f.Umbrella == "" || d.partOf(id, f.Umbrella, f.MaxDepth))
	}
	return false
}

func (d *plainDay) under(id, superior graph.ID) bool {
	for at := id; at != ""; at = d.single(at, graph.HopSuperior) {
		if at == superior {
			return true
		}
	}
	return false
}

// paired looks for a pairing with an end that counts for the organisation.
func (d *plainDay) paired(id graph.ID, f *graph.PairedFilter) bool {
	stands := append([]graph.ID{id}, d.far(id, graph.Out, graph.HopLeads)...)
	for _, l := range d.out[id] {
		if l.Mode == graph.ModeOwn && l.Holds(d.day) {
			stands = append(stands, l.To)
		}
	}
	for _, participant := range stands {
		for _, l := range d.in[participant] {
			p, ok := d.nouns[l.From].(*graph.Pairing)
			if ok && l.Hop == graph.HopEnd && l.Holds(d.day) && p.Holds(d.day) && among(f.Kinds, p.PairingKind) && among(f.Roles, graph.EndRole(l.Role)) &&
				(f.Active == nil || *f.Active == (len(d.far(p.ID, graph.Out, graph.HopEnd)) >= 2)) {
				return true
			}
		}
	}
	return false
}

func (d *plainDay) levelSpan(ends []graph.ID) int {
	var ranks []int
	for _, id := range ends {
		level := graph.RegionLevel("")
		switch n := d.nouns[id].(type) {
		case *graph.Region:
			level = n.Level
		case *graph.Organisation:
			level = n.Level
		case *graph.Unit:
			level = n.Level
		}
		if r, ok := d.nouns[d.place(id)].(*graph.Region); ok && level == "" {
			level = r.Level
		}
		if level != "" {
			ranks = append(ranks, level.Rank())
		}
	}
	if len(ranks) == 0 {
		return 0
	}
	return slices.Max(ranks) - slices.Min(ranks)
}

// byFinding says whether a list is of what was found of its nouns: then they
// are placed where they were on the day.
func byFinding(q *graph.ListQuery) bool {
	switch {
	case q.Region != nil:
		return q.Region.Led != nil || len(q.Region.GapKinds) > 0 || q.Region.Below
	case q.Organisation != nil:
		return len(q.Organisation.GapKinds) > 0
	case q.Member != nil:
		return len(q.Member.GapKinds) > 0 && (q.Member.Place == "" || q.Member.Place == graph.PlaceAffiliation)
	case q.Unit != nil:
		f := q.Unit
		return len(f.GapKinds)+len(f.Codes)+len(f.Establishments)+len(f.Members) > 0 || f.Worked != nil
	}
	return false
}

// list filters the nouns of a day one by one.
func (d *plainDay) list(q *graph.ListQuery) (ids []graph.ID) {
	for _, n := range d.Nouns {
		id := n.Top().ID
		if n.Kind() != q.Kind || !n.Top().Holds(d.day) || !d.matches(n, q) || q.Place.Within != "" && !d.alive(q.Place.Within) {
			continue
		}
		within := q.Place.Within == ""
		if byFinding(q) {
			within = d.lies(d.place(id), q.Place)
		} else {
			for _, at := range d.listed(n, q) {
				within = within || d.standsIn(at, q.Place)
			}
		}
		if within {
			ids = append(ids, id)
		}
	}
	return ids
}
