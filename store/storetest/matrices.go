package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"cobuild/graph"
)

// below says whether a region lies at most so many steps below another.
func (d *plainDay) below(id, above graph.ID, steps int) bool {
	for ; steps > 0 && id != ""; steps-- {
		if id = d.single(id, graph.HopParent); id == above {
			return true
		}
	}
	return false
}

// partOf says whether an alliance is part of another, so many steps below it; 0 =
// at any distance.
func (d *plainDay) partOf(id, umbrella graph.ID, most int) bool {
	for steps := 1; id != "" && (most == 0 || steps <= most); steps++ {
		if id = d.single(id, graph.HopUmbrella); id == umbrella {
			return true
		}
	}
	return false
}

// regionPaired looks for a pairing with an end in a region or below it.
func (d *plainDay) regionPaired(id graph.ID, f *graph.PairedFilter) bool {
	q := &graph.ListQuery{Kind: graph.KindPairing, Place: graph.Place{Within: id}, Pairing: &graph.PairingFilter{Kinds: f.Kinds, Active: f.Active}}
	if len(f.Roles) > 0 {
		q.Pairing.Role = f.Roles[0]
	}
	return len(d.list(q)) > 0
}

// pairingFits tests a pairing's activities, the role of an end, and the cell of
// a matrix in which it stands.
func (d *plainDay) pairingFits(p *graph.Pairing, q *graph.ListQuery) bool {
	f, last := q.Pairing, graph.Date(0)
	for _, a := range p.Activities {
		if a.Date <= d.day && a.Date > last {
			last = a.Date
		}
	}
	if f.IdleDays != nil {
		quiet := cmp.Or(last, p.Since)
		if quiet != 0 && d.day < quiet.AddDays(*f.IdleDays) {
			return false
		}
	}
	if f.LastFrom != 0 && (last == 0 || last < f.LastFrom) || f.LastBefore != 0 && last >= f.LastBefore {
		return false
	}
	role := f.Role == ""
	for _, l := range d.out[p.ID] {
		if l.Hop != graph.HopEnd || !l.Holds(d.day) || l.Role != string(f.Role) {
			continue
		}
		if f.Participant != "" {
			role = role || l.To == f.Participant
		} else {
			role = role || q.Place.Within == "" || slices.ContainsFunc(d.stands(d.nouns[l.To]), func(at graph.ID) bool { return d.standsIn(at, q.Place) })
		}
	}
	return role && (f.Cell == nil || slices.Contains(d.cells(p.ID, q.Place.Within, f.Cell.By), [2]string{f.Cell.Row, f.Cell.Column}))
}

// cells gives the pairs of what the ends of a pairing are to a region, each in
// both orders.
func (d *plainDay) cells(pairing, region graph.ID, by graph.MatrixAxis) (pairs [][2]string) {
	ends := d.far(pairing, graph.Out, graph.HopEnd)
	for _, a := range ends {
		for _, b := range ends {
			one, other := d.part(a, region, by), d.part(b, region, by)
			if a != b && (one != graph.Outside || other != graph.Outside) {
				pairs = append(pairs, [2]string{one, other})
			}
		}
	}
	return pairs
}

func (d *plainDay) part(end, region graph.ID, by graph.MatrixAxis) string {
	at := d.stands(d.nouns[end])
	if len(at) == 0 || !d.standsIn(at[0], graph.Place{Within: region}) {
		return graph.Outside
	}
	switch by {
	case graph.AxisLevel:
		for rank, level := range graph.RegionLevels {
			if d.levelSpan([]graph.ID{end, d.root()}) == rank {
				return string(level)
			}
		}
		return "none"
	case graph.AxisParticipantKind:
		return string(end.Kind())
	default:
		child := at[0]
		for child != region && d.above(child) != region {
			child = d.above(child)
		}
		return string(child)
	}
}

// root is a region of the highest level there is.
func (d *plainDay) root() graph.ID {
	for _, n := range d.Nouns {
		if r, ok := n.(*graph.Region); ok && r.Level == graph.RegionLevels[0] {
			return r.ID
		}
	}
	return ""
}

// testMatrices holds matrices of some regions against a plain count, and the
// lists behind their cells.
func testMatrices(t *testing.T, f *fixture) {
	cells := 0
	for _, on := range []graph.Date{today, today.AddMonths(-18)} {
		day := f.on(on)
		var qs []graph.PairingMatrixQuery
		for i := range 3 {
			for _, by := range []graph.MatrixAxis{graph.AxisLevel, graph.AxisParticipantKind, graph.AxisChildRegion} {
				qs = append(qs, graph.PairingMatrixQuery{Region: f.busy(day, i), By: by, On: on})
			}
		}
		qs = append(qs, graph.PairingMatrixQuery{Region: must(f.s.Roots(t.Context(), on))(t)[0], By: graph.AxisLevel, On: on})
		var lists []graph.ListQuery
		var counts []int
		for i, m := range must(f.s.PairingMatrices(t.Context(), qs))(t) {
			q := qs[i]
			what := fmt.Sprintf("%+v", q)
			pairings := day.list(&graph.ListQuery{Kind: graph.KindPairing, Place: graph.Place{Within: q.Region}})
			same(t, what+": pairings", m.Pairings, len(pairings))
			kinds, active := map[graph.PairingKind]int{}, map[graph.PairingKind]int{}
			want := map[[2]string]int{}
			for _, id := range pairings {
				p := day.nouns[id].(*graph.Pairing)
				kinds[p.PairingKind]++
				if len(day.far(id, graph.Out, graph.HopEnd)) >= 2 {
					active[p.PairingKind]++
				}
				met := map[[2]string]bool{}
				for _, pair := range day.cells(id, q.Region, q.By) {
					if !met[pair] {
						met[pair] = true
						want[pair]++
					}
				}
			}
			same(t, what+": kinds", len(m.Kinds), len(kinds))
			for _, n := range m.Kinds {
				same(t, what+": "+string(n.PairingKind), [2]int{n.Count, n.Active}, [2]int{kinds[n.PairingKind], active[n.PairingKind]})
			}
			told := map[[2]string]int{}
			for _, c := range m.Cells {
				told[[2]string{c.Row.Key, c.Column.Key}], told[[2]string{c.Column.Key, c.Row.Key}] = c.Count, c.Count
				lists = append(lists, graph.ListQuery{
					Kind: graph.KindPairing, Place: graph.Place{Within: q.Region}, On: on,
					Pairing: &graph.PairingFilter{Cell: &graph.CellFilter{By: q.By, Row: c.Row.Key, Column: c.Column.Key}},
				})
				counts = append(counts, c.Count)
			}
			same(t, what+": cells", told, want)
		}
		if cells += len(lists); len(lists) > 60 {
			lists, counts = lists[:60], counts[:60]
		}
		same(t, "numbers of the lists behind cells", must(f.s.CountList(t.Context(), lists))(t), counts)
	}
	if cells < 20 {
		t.Errorf("only %d cells were met", cells)
	}
}
