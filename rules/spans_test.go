package rules

import (
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
)

// anySpans draws intervals within the first days of the calendar, some open.
func anySpans(t *rapid.T, label string) spans {
	var all spans
	for _, i := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) graph.Interval {
		since := graph.Date(rapid.Uint16Range(0, 20).Draw(t, "since"))
		days := graph.Date(rapid.Uint16Range(0, 8).Draw(t, "days"))
		if days == 0 {
			return graph.From(since)
		}
		return graph.Interval{Since: since, Until: since + days}
	}), 0, 6).Draw(t, label) {
		all = all.or(spansOf(i))
	}
	return all
}

// Sets of days are what their days are, and are kept sorted, disjoint and not
// adjoining.
func TestSpansAreSetsOfDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anySpans(t, "a"), anySpans(t, "b")
		for name, c := range map[string]struct {
			got  spans
			want func(d graph.Date) bool
		}{
			"and":   {a.and(b), func(d graph.Date) bool { return a.holds(d) && b.holds(d) }},
			"or":    {a.or(b), func(d graph.Date) bool { return a.holds(d) || b.holds(d) }},
			"minus": {a.minus(b), func(d graph.Date) bool { return a.holds(d) && !b.holds(d) }},
		} {
			for d := graph.Date(0); d < 40; d++ {
				if c.got.holds(d) != c.want(d) {
					t.Fatalf("%s of %v and %v is %v, wrong on day %d", name, a, b, c.got, d)
				}
			}
			for i, one := range c.got {
				if one.since >= one.end || i > 0 && c.got[i-1].end >= one.since {
					t.Fatalf("%s of %v and %v is %v: not in order, or not joined", name, a, b, c.got)
				}
			}
		}
	})
}

// Steps count what was added on each day.
func TestStepsCountDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) spans { return anySpans(t, "days") }), 0, 5).Draw(t, "members")
		var s steps
		for i, days := range all {
			s.add(days, count{full: i % 2, probationary: 1 - i%2})
		}
		s.settle()
		for d := graph.Date(0); d < 40; d++ {
			var want count
			for i, days := range all {
				if days.holds(d) {
					want.full += i % 2
					want.probationary += 1 - i%2
				}
			}
			if got := s.at(d); got != want {
				t.Fatalf("%v count %+v on day %d, want %+v", all, got, d, want)
			}
		}
	})
}

// What weave makes says of each day what was found on it, without a seam where
// nothing changed.
func TestWeaveKeepsEachDay(t *testing.T) {
	subject := graph.DerivedID(graph.KindUnit, "subject")
	rapid.Check(t, func(t *rapid.T) {
		gap, elsewhere := anySpans(t, "gap"), anySpans(t, "elsewhere")
		find := func(d graph.Date) day {
			found := day{region: "here"}
			if elsewhere.holds(d) {
				found.region = "elsewhere"
			}
			if gap.holds(d) {
				found.held = []held{{code: graph.GapUncovered.Code()}}
			}
			return found
		}
		c := cuts{}
		c.addSpans(gap)
		c.addSpans(elsewhere)
		pieces := weave(subject, c.runs(graph.Always), find)
		for d := graph.Date(0); d < 40; d++ {
			n := 0
			for _, f := range pieces {
				if f.Piece.Holds(d) {
					n++
					if f.Region != find(d).region || !f.Contains(f.Piece) {
						t.Fatalf("piece %+v is wrong on day %d", f, d)
					}
				}
			}
			if want := len(find(d).held); n != want {
				t.Fatalf("%d pieces on day %d, want %d", n, d, want)
			}
		}
		whole := spans{}
		for _, f := range pieces {
			whole = whole.or(spansOf(f.Interval))
			if f.ID != graph.FindingID(subject, f.Code, f.Related, f.Since) {
				t.Fatalf("%+v bears another id than its subject, code and since give", f)
			}
		}
		if len(whole) != len(gap) {
			t.Fatalf("findings %v for the days %v: not maximal", whole, gap)
		}
	})
}
