package resolvers_test

import (
	"slices"
	"testing"
	"time"
)

// The number of calls follows from the text of a query, not from how many
// parents its data has.
func TestCallsDoNotGrowWithParents(t *testing.T) {
	w := newWorldWaiting(t, 150*time.Millisecond)
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
	// Two fields that ask alike meet in one call or in two, as the moments at
	// which their parents arrive have it, on a busy machine more often: the
	// numbers may differ, but never by the number of parents, which is tenfold.
	for name, n := range many {
		if n > 2*few[name]+2 {
			t.Errorf("%s: %d calls for 30 units, %d for 3", name, n, few[name])
		}
	}
	if a, b := sum(few), sum(many); b > 2*a {
		t.Errorf("%d calls for 30 units, %d for 3: %v, %v", b, a, many, few)
	}
}

func sum(calls map[string]int) (n int) {
	for _, c := range calls {
		n += c
	}
	return n
}
