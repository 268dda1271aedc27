package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"cobuild/graph"
	"cobuild/tally"
)

// Counts remembered of bundles and segments are those of a pass over all entries,
// whatever was written between, for any region, day and class; regions move.
func TestSegmentsCountAsTheirEntries(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	const regions, day = 700, graph.Date(46_000)
	id := func(n int) graph.ID { return graph.DerivedID(graph.KindRegion, fmt.Sprint(n)) }
	var entries []entry
	for n := 1; n <= regions; n++ { // 1 has 2 to 9 below it, 2 has 16 to 23, and so on
		e := entry{node: node{id: id(n), no: uint32(n), path: fmt.Sprintf("%04d", n)}}
		if parent := n / 8; parent > 0 {
			e.parents = []graph.Link{{To: id(parent)}}
			if n > 600 && n%5 == 0 { // lies elsewhere from some day on
				e.parents = []graph.Link{{To: id(parent), Interval: graph.Interval{Until: day - 10}}, {To: id(n - 590), Interval: graph.From(day - 10)}}
			}
		}
		entries = append(entries, e)
	}
	tree := newTree().with(entries)
	kinds := []graph.Kind{graph.KindUnit, graph.KindRegion, graph.KindMember}
	codes := []graph.FindingCode{0, 7, 30, 35, graph.CodeLed, graph.GapUncovered.Code(), graph.GapOverlap.Code()}
	entryOf := func(scope int, kind graph.Kind) tally.Entry {
		e := tally.Entry{Subject: kind, Code: codes[random.IntN(len(codes))], Since: day - graph.Date(random.IntN(40)), End: graph.End}
		if random.IntN(2) == 0 {
			e.End = day + graph.Date(random.IntN(40)) - 20
		}
		if e.Region = uint32(min(regions, scope*8+random.IntN(8))); random.IntN(9) == 0 {
			e.Region = uint32(random.IntN(regions + 9)) // anywhere, and nowhere
		}
		class := graph.UnitClass{UnitKind: graph.UnitKinds[random.IntN(len(graph.UnitKinds))], Ownership: graph.Ownerships[random.IntN(len(graph.Ownerships))]}
		e.Attributes = graph.UnitAttributes(class, "C13", random.IntN(60), true)
		if random.IntN(6) == 0 {
			e.Attributes[graph.AttrFlags] = graph.FlagInfo
		}
		return e
	}
	known := map[SegmentKey][]tally.Entry{}
	snap := &snapshot{tree: tree, hot: &hotDays{}}
	choices := []marks{{}, {kinds: graph.UnitKinds[:1]}, {classes: []graph.UnitClass{{UnitKind: graph.UnitKinds[1], Ownership: graph.Ownerships[0]}}}, {industries: []string{"C"}}}
	for step := range 60 {
		old, before := snap, maps.Clone(known)
		var rows []SegmentRow
		for range 1 + random.IntN(30) {
			scope := 1 + random.IntN(regions/8)
			row := SegmentRow{SegmentKey: SegmentKey{Scope: id(scope), Subject: kinds[random.IntN(len(kinds))]}}
			delete(known, row.SegmentKey)
			if random.IntN(5) > 0 {
				for range 1 + random.IntN(20) {
					known[row.SegmentKey] = append(known[row.SegmentKey], entryOf(scope, row.Subject))
				}
				row.Data = tally.Build(known[row.SegmentKey])
			}
			rows = slices.DeleteFunc(rows, func(r SegmentRow) bool { return r.SegmentKey == row.SegmentKey })
			rows = append(rows, row)
		}
		snap = &snapshot{tree: tree, hot: snap.hot, segments: snap.segments.with(tree, snap.segments.read(rows))}
		if snap.segments.n != len(known) || len(maps.Collect(snap.segments.all())) != len(known) {
			t.Fatalf("step %d: %d segments, %d are met, and should be %d", step, snap.segments.n, len(maps.Collect(snap.segments.all())), len(known))
		}
		for range 30 {
			of, entries := snap, known
			if random.IntN(4) == 0 { // one that somebody still reads
				of, entries = old, before
			}
			place := graph.Place{Within: id(1 + random.IntN(120)), Self: random.IntN(6) == 0}
			if random.IntN(5) == 0 {
				place = graph.Place{}
			}
			on, m := day-graph.Date(random.IntN(3)*9), choices[random.IntN(len(choices))]
			asked := kinds[:1+random.IntN(len(kinds))]
			if got, want := of.count(place, on, m, asked...), counted1by1(of.tree, entries, place, on, m, asked); got != want {
				t.Fatalf("step %d: %v in %+v on %d by %+v: counted\n%v\nnot\n%v", step, asked, place, on, m, got, want)
			}
			for key := range known {
				if snap.segments.get(key) == nil {
					t.Fatalf("step %d: no segment %v", step, key)
				}
			}
		}
	}
	if _, hot := snap.hot.slot(day); !hot {
		t.Error("the day most asked for is not remembered")
	}
}

func counted1by1(tree *tree, known map[SegmentKey][]tally.Entry, place graph.Place, on graph.Date, m marks, kinds []graph.Kind) (counts tally.Counts) {
	walk, within, alive := tree.within(place, on)
	if !alive {
		return counts
	}
	keep := m.test()
	for key, entries := range known {
		for _, e := range entries {
			in := within == nil || int(e.Region) < len(walk.place) && walk.place[e.Region] >= within.Lo && walk.place[e.Region] < within.Hi
			if slices.Contains(kinds, key.Subject) && e.Since <= on && on < e.End && in && (keep == nil || keep(e.Attributes)) {
				counts.Put(e)
			}
		}
	}
	return counts
}
