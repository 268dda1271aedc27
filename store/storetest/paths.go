package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/store"
)

// testNeighbours asks for links from either end, by hop, day and mode, and for
// fewer than there are.
func testNeighbours(t *testing.T, e store.Engine) {
	org, above := aThing(graph.KindOrganisation, "near", "near"), aThing(graph.KindOrganisation, "near above", "!above!")
	unit, region := aThing(graph.KindUnit, "near", "unit"), aThing(graph.KindRegion, "near", "region")
	pairing, member := aThing(graph.KindPairing, "near", "pairing"), aThing(graph.KindMember, "near", "member")
	batch := store.Batch{Nouns: rowsOf(org, above, unit, region, pairing, member)}
	names := book{}
	add := func(name string, hop graph.Hop, from, to thing, life graph.Interval, mode graph.CoverageMode) {
		row := tie("near "+name, hop, from, to, life)
		row.Mode = mode
		names[row.ID], batch.Links = name, append(batch.Links, row)
	}
	add("superior", graph.HopSuperior, org, above, graph.Always, "")
	add("leads", graph.HopLeads, org, region, between(days[1], days[3]), "")
	add("joint", graph.HopCovers, org, unit, between(0, days[2]), graph.ModeJoint)
	add("own", graph.HopCovers, org, unit, graph.From(days[2]), graph.ModeOwn)
	add("covered", graph.HopCovers, above, unit, graph.Always, graph.ModeArea)
	add("end", graph.HopEnd, pairing, org, graph.Always, "")
	add("ended", graph.HopEnd, pairing, unit, between(0, days[1]), "")
	add("member", graph.HopAffiliated, member, org, graph.Always, "")
	write(t, e, batch)

	ends := map[graph.ID]string{org.id: "org", above.id: "above", unit.id: "unit", region.id: "region", pairing.id: "pairing"}
	hops := []graph.Hop{graph.HopEnd, graph.HopSuperior, graph.HopLeads, graph.HopCovers}
	for _, c := range []struct {
		of    []thing
		hops  []graph.Hop
		on    graph.Date
		own   bool
		limit int
		want  string
	}{
		{[]thing{org}, hops, days[1], false, 9, "end:org-pairing joint:org-unit leads:org-region superior:org-above"},
		{[]thing{org}, hops, days[2], false, 4, "end:org-pairing leads:org-region own:org-unit superior:org-above"},
		{[]thing{org}, hops, days[3], true, 9, "end:org-pairing own:org-unit superior:org-above"},
		{[]thing{org}, hops, days[2], false, 3, "more"},
		{[]thing{org}, hops, days[2], false, 0, "more"},
		{[]thing{org}, hops[:1], days[2], false, 9, "end:org-pairing"},
		{[]thing{org}, nil, days[2], false, 9, ""},
		{nil, hops, days[2], false, 9, ""},
		{[]thing{member}, hops, days[2], false, 0, ""},
		{[]thing{unit}, hops, days[0], false, 9, "covered:unit-above ended:unit-pairing joint:unit-org"},
		{[]thing{unit}, hops, days[2], true, 9, "own:unit-org"},
		{[]thing{region, pairing}, hops, days[1], false, 9, "end:pairing-org leads:region-org"},
		{[]thing{above, org, unit, above}, hops[1:], days[3], false, 9, "covered:above-unit covered:unit-above own:org-unit own:unit-org superior:above-org superior:org-above"},
	} {
		q := graph.NeighbourQuery{Hops: c.hops, Own: c.own, On: c.on, Limit: c.limit}
		for _, x := range c.of {
			q.IDs = append(q.IDs, x.id)
		}
		links, more, err := e.Neighbours(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, l := range links {
			told = append(told, fmt.Sprintf("%s:%s-%s", names[l.Link], ends[l.Near], ends[l.Far]))
		}
		slices.Sort(told)
		if more {
			told = append(told, "more")
		}
		same(t, fmt.Sprintf("%+v", q), strings.Join(told, " "), c.want)
	}
}

// reach is what a plain search from a participant finds: how far the others are
// and by how many shortest paths.
type reach struct {
	hops  map[graph.ID]int
	paths map[graph.ID]int
}

// relation is one way from a participant to another.
type relation struct {
	id   graph.ID
	kind graph.LinkKind
	to   graph.ID
}

// relations lists all ways from a participant by kinds of links, each once.
func (d *plainDay) relations(id graph.ID, via []graph.LinkKind) (ways []relation) {
	add := func(id graph.ID, kind graph.LinkKind, to graph.ID) {
		if way := (relation{id, kind, to}); (len(via) == 0 || slices.Contains(via, kind)) && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	for _, dir := range []graph.Direction{graph.Out, graph.In} {
		links := d.out[id]
		if dir == graph.In {
			links = d.in[id]
		}
		for _, l := range links {
			if !l.Holds(d.day) {
				continue
			}
			switch l.Hop {
			case graph.HopSuperior:
				add(l.ID, graph.LinkSuperior, l.Far(dir))
			case graph.HopLeads:
				add(l.ID, graph.LinkLeads, l.Far(dir))
			case graph.HopCovers:
				if l.Mode != graph.ModeOwn || len(via) > 0 && !slices.Contains(via, graph.LinkLeads) {
					add(l.ID, graph.LinkCoverage, l.Far(dir))
				} else {
					add(l.ID, graph.LinkLeads, l.Far(dir))
				}
			case graph.HopEnd, graph.HopSeat:
				kind := map[graph.Hop]graph.LinkKind{graph.HopEnd: graph.LinkPairing, graph.HopSeat: graph.LinkAlliance}[l.Hop]
				for _, other := range d.far(l.From, graph.Out, l.Hop) {
					if other != id {
						add(l.From, kind, other)
					}
				}
			}
		}
	}
	return ways
}

func (d *plainDay) reach(from graph.ID, via []graph.LinkKind) reach {
	r := reach{hops: map[graph.ID]int{from: 0}, paths: map[graph.ID]int{from: 1}}
	for level := []graph.ID{from}; len(level) > 0; {
		var next []graph.ID
		for _, id := range level {
			for _, way := range d.relations(id, via) {
				if _, known := r.hops[way.to]; !known {
					r.hops[way.to] = r.hops[id] + 1
					next = append(next, way.to)
				}
				if r.hops[way.to] == r.hops[id]+1 {
					r.paths[way.to] += r.paths[id]
				}
			}
		}
		level = next
	}
	return r
}

// one gives somebody so many hops away, "" for nobody.
func (r reach) one(hops int) (id graph.ID) {
	for other, n := range r.hops {
		if n == hops && (id == "" || r.paths[other] > r.paths[id] || r.paths[other] == r.paths[id] && other < id) {
			id = other
		}
	}
	return id
}

// testPaths holds the paths between some participants against a plain search:
// their length, their number, their order, and that each step is there.
func testPaths(t *testing.T, f *fixture) {
	participants := slices.Concat(f.some(graph.KindRegion)[:4], f.some(graph.KindOrganisation)[:5], f.some(graph.KindUnit)[:5])
	vias := [][]graph.LinkKind{nil, nil, {graph.LinkSuperior, graph.LinkLeads}, nil, {graph.LinkPairing, graph.LinkAlliance, graph.LinkCoverage}, nil, {graph.LinkSuperior, graph.LinkCoverage}}
	lengths := map[int]int{}
	for i, from := range participants {
		on := []graph.Date{today, today.AddMonths(-30)}[i%2]
		day, via := f.on(on), vias[i%len(vias)]
		reached := day.reach(from, via)
		for n, to := range []graph.ID{reached.one(1 + i%6), reached.one(1 + (i+2)%6), reached.one(1 + (i+3)%6), participants[(i*5+3)%len(participants)], from} {
			if to == "" {
				continue
			}
			q := graph.PathQuery{From: from, To: to, MaxHops: 6 - n, Via: via, Limit: 1 + i*7, On: on}
			got := must(one(t.Context(), f.s.Paths, q))(t)
			hops, linked := reached.hops[to]
			want := 0
			if linked && hops <= q.MaxHops && day.alive(from) {
				want = min(reached.paths[to], q.Limit)
				lengths[hops]++
			}
			what := fmt.Sprintf("%+v", q)
			same(t, what+": number of paths", len(got.Paths), want)
			same(t, what+": truncated", got.Truncated, want > 0 && reached.paths[to] > q.Limit)
			for n, path := range got.Paths {
				same(t, what+": hops", path.Hops(), hops)
				at := from
				for _, step := range path.Steps {
					if !slices.Contains(day.relations(at, via), relation{step.Relation, step.LinkKind, step.To}) {
						t.Errorf("%s: %+v does not lead on from %s", what, step, at)
					}
					at = step.To
				}
				same(t, what+": arrives", at, to)
				if n > 0 && comparePaths(got.Paths[n-1], path) >= 0 {
					t.Errorf("%s: path %d is not after the one before", what, n)
				}
			}
		}
	}
	if len(lengths) < 5 {
		t.Errorf("paths of few lengths were met: %v", lengths)
	}
}

func comparePaths(a, b graph.Path) int {
	return slices.CompareFunc(a.Steps, b.Steps, func(a, b graph.PathStep) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.To, b.To))
	})
}

// testCancelledPaths gives up a search between two of its reads.
func testCancelledPaths(t *testing.T, f *fixture) {
	regions := f.some(graph.KindRegion)
	q := graph.PathQuery{From: regions[0], To: graph.DerivedID(graph.KindUnit, "nowhere"), MaxHops: graph.MostHops, Limit: 1, On: today}
	for i := range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		engine := &counting{Engine: f.engine, each: func() {
			if calls++; calls > i {
				cancel()
			}
		}}
		if _, err := openStore(t, engine, options("cancelled paths")).Paths(ctx, []graph.PathQuery{q}); i > 0 && !errors.Is(err, context.Canceled) {
			t.Errorf("a search cancelled after %d reads gives %v", i, err)
		}
		cancel()
	}
	must(one(t.Context(), f.s.Paths, q))(t)
}
