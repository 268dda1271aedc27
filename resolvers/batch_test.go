package resolvers_test

import (
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

// The calls follow from the text of a query and from what its data has, not from
// how many parents there are, nor from the moments at which they are met.
func TestCallsDoNotGrowWithParents(t *testing.T) {
	w := newWorld(t)
	// The units with most around them first, so that three of them already ask
	// all that any asks.
	units := w.ask(`{ units(first: 90) { nodes { id level members { totalCount } pairings { totalCount } works { totalCount } alliances { totalCount }
		coverages { totalCount nodes { organisation { superior { name } } } } } } }`).list("units", "nodes")
	rich := func(o object) (n int) {
		for _, list := range []string{"members", "pairings", "works", "alliances", "coverages"} {
			n += 100 * min(1, o.int(list, "totalCount"))
		}
		return n + o.int("members", "totalCount")
	}
	slices.SortFunc(units, func(a, b object) int { return rich(b) - rich(a) })
	ask := func(n int) (object, map[string]int) {
		var ids []any
		for _, unit := range units[:n] {
			ids = append(ids, unit.text("id"))
		}
		w.reader.reset()
		answer := w.ask(`query($ids: [ID!]!) { nodes(ids: $ids) { ... on Unit {
			name label level region { name ancestors { name } }
			status { reason message evidence { name value } organisation { name } }
			coverages { totalCount nodes { mode organisation { name superior { name } ancestors { name } region { name } } } }
			headcount { basis full counted { full } }
			members { totalCount nodes { label affiliation { name } } }
			pairings { totalCount nodes { label levels levelSpan active region { name } } }
			alliances { totalCount nodes { name } }
			gaps { totalCount nodes { severity message rule { code } } }
			works { totalCount nodes { holder } }
		} } }`, map[string]any{"ids": ids})
		if got := len(answer.list("nodes")); got != n {
			t.Fatalf("%d units, want %d", got, n)
		}
		return answer, w.reader.reset()
	}
	_, few := ask(3)
	_, many := ask(30)
	if len(few) < 10 {
		t.Fatalf("the query makes only these calls: %v", few)
	}
	// What some of the 30 lack, others have: one kind may be asked for once more.
	for name, n := range many {
		if n > few[name]+1 {
			t.Errorf("%s: %d calls for 30 units, %d for 3", name, n, few[name])
		}
	}
	// Whatever else the machine does.
	var stop atomic.Bool
	defer stop.Store(true)
	for range 2 * runtime.GOMAXPROCS(0) {
		go func() {
			for !stop.Load() {
			}
		}()
	}
	for range 5 {
		if _, again := ask(30); !maps.Equal(many, again) {
			t.Errorf("30 units: %v, again: %v", many, again)
		}
	}
}
