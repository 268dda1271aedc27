package store

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
)

// nation is a tree of three levels, 26 regions in each, read some thousand at a
// time as from a store.
func nation(regions int) *tree {
	id := func(n int) graph.ID { return graph.DerivedID(graph.KindRegion, fmt.Sprint(n)) }
	growing := newTree().plant()
	for first := 1; first <= regions; first += chunk {
		var entries []entry
		for n := first; n < min(first+chunk, regions+1); n++ {
			parent := n / 26
			e := entry{node: node{id: id(n), no: uint32(n), path: fmt.Sprintf("%018d", n), scope: id(parent)}}
			if parent > 0 {
				e.parents = []graph.Link{{Hop: graph.HopParent, From: e.id, To: id(parent)}}
			}
			entries = append(entries, e)
		}
		growing.put(entries)
	}
	return growing.done()
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A nation's territory is held by every process that answers for it: its size is
// a part of the product.
func TestTreeIsSmall(t *testing.T) {
	const regions, mostEach, mostForOne = 100_000, 150, 64 << 10
	before := heap()
	tree := nation(regions)
	if each := (heap() - before) / regions; each > mostEach {
		t.Errorf("a region takes %d bytes, over %d", each, mostEach)
	}
	var was, is runtime.MemStats
	some := entry{node: *tree.at(777), parents: []graph.Link{{To: tree.at(3).id}}}
	runtime.ReadMemStats(&was)
	next := tree.with([]entry{some})
	runtime.ReadMemStats(&is)
	if took := is.TotalAlloc - was.TotalAlloc; took > mostForOne {
		t.Errorf("to change one region takes %d bytes, over %d", took, mostForOne)
	}
	if now := next.parentOn(next.at(777), 1).no; now != 3 || tree.parentOn(tree.at(777), 1).no != 777/26 {
		t.Errorf("the region lies in %d now, and in %d before", now, tree.parentOn(tree.at(777), 1).no)
	}
	runtime.KeepAlive(tree)
}

// A tree changed step by step is that made at once, and no step changes the one
// before.
func TestTreeGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		random := rand.New(rand.NewPCG(seed, 1))
		held := map[graph.ID]entry{}
		trees, copies := []*tree{newTree()}, []map[graph.ID]entry{{}}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			var put []entry
			var gone []graph.ID
			for range random.IntN(40) {
				no := uint32(1 + random.IntN(1_500))
				id := graph.DerivedID(graph.KindRegion, fmt.Sprint(no))
				if random.IntN(4) == 0 {
					if _, there := held[id]; there {
						gone = append(gone, id)
						delete(held, id)
					}
					continue
				}
				e := entry{node: node{id: id, no: no, path: fmt.Sprintf("%06d", random.IntN(999)), scope: id}}
				for since := 0; since < random.IntN(4); since++ {
					other := graph.DerivedID(graph.KindRegion, fmt.Sprint(1+random.IntN(int(no)))) // never in a circle
					e.parents = append(e.parents, graph.Link{To: other, Interval: graph.Interval{Since: graph.Date(100 * since), Until: graph.Date(100 * (since + 1))}})
				}
				if _, leaves := held[id]; leaves || !slices.Contains(gone, id) {
					held[id], put = e, append(put, e)
				}
			}
			for id, e := range held { // one whose parent comes or goes is told again, as a write does
				for _, l := range e.parents {
					if slices.ContainsFunc(put, func(e entry) bool { return e.id == l.To }) && !slices.ContainsFunc(put, func(e entry) bool { return e.id == id }) {
						put = append(put, e)
						break
					}
				}
			}
			put = slices.DeleteFunc(put, func(e entry) bool { _, there := held[e.id]; return !there })
			random.Shuffle(len(put), func(i, j int) { put[i], put[j] = put[j], put[i] })
			last := map[graph.ID]bool{}
			for i := len(put) - 1; i >= 0; i-- { // of one put twice the last holds
				if last[put[i].id] {
					put = slices.Delete(put, i, i+1)
				} else {
					last[put[i].id] = true
					put[i] = held[put[i].id]
				}
			}
			trees = append(trees, trees[len(trees)-1].with(put, gone...))
			now := map[graph.ID]entry{}
			for id, e := range held {
				now[id] = e
			}
			copies = append(copies, now)
		}
		for i, got := range trees {
			var all []entry
			for _, e := range copies[i] {
				all = append(all, e)
			}
			want := newTree().with(all)
			if got.n != len(all) || want.n != len(all) || !slices.Equal(got.turns, want.turns) || !slices.Equal(got.movers, want.movers) {
				t.Fatalf("step %d: %d regions, turns %v, movers %v; should be %d, %v, %v", i, got.n, got.turns, got.movers, len(all), want.turns, want.movers)
			}
			for no := range uint32(1_600) {
				a, b := got.at(no), want.at(no)
				if (a == nil) != (b == nil) {
					t.Fatalf("step %d: region %d is %v, should be %v", i, no, a, b)
				}
				if a == nil {
					continue
				}
				if a.id != b.id || a.path != b.path || a.scope != b.scope || got.of(a.id) != a {
					t.Fatalf("step %d: region %d is %+v, should be %+v", i, no, a, b)
				}
				for _, day := range []graph.Date{1, 150, 250, 350, 450} {
					p, q := got.parentOn(a, day), want.parentOn(b, day)
					if (p == nil) != (q == nil) || p != nil && p.id != q.id {
						t.Fatalf("step %d: region %d lies in %v on %d, should in %v", i, no, p, day, q)
					}
				}
			}
		}
	})
}
