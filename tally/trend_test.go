package tally_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cobuild/graph"
	"cobuild/tally"
)

func counted(es []tally.Entry, on graph.Date, in func(tally.Entry) bool) (c tally.Counts) {
	for _, e := range es {
		if e.Since <= on && on < e.End && in(e) {
			if e.Attributes[graph.AttrFlags] == 1 {
				c.Info[e.Code]++
			} else {
				c.All[e.Code]++
			}
		}
	}
	return c
}

// A trend is a count for each of its days, though it looks at each entry once.
func TestTrendEqualsNaiveCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "entries")
		var days []graph.Date
		for _, d := range rapid.SliceOfNDistinct(rapid.Uint16Range(1, 120), 1, 12, rapid.ID).Draw(t, "days") {
			days = append(days, graph.Date(d))
		}
		slices.Sort(days)
		place := []uint32{4, 5, 9, 14, 15, 20, 7, 6}
		vary := map[uint32][]tally.Span{}
		for _, no := range rapid.SliceOfDistinct(rapid.Uint32Range(0, 7), rapid.ID).Draw(t, "vary") {
			from := rapid.IntRange(0, len(days)).Draw(t, "from")
			vary[no] = []tally.Span{{From: from, To: rapid.IntRange(from, len(days)).Draw(t, "to")}}
		}
		if len(vary) == 0 {
			vary = nil
		}
		kind := rapid.Uint8Range(0, 2).Draw(t, "kind")
		keep := func(a graph.Attributes) bool { return a[graph.AttrKind] == kind }
		trend := tally.NewTrend(days)
		half := len(entries) / 2
		for _, some := range [][]tally.Entry{entries[:half], entries[half:]} {
			trend.Add(tally.Build(some), tally.DaysQuery{Within: &tally.Within{Place: place, Lo: 5, Hi: 15}, Vary: vary, Keep: keep})
		}
		got := trend.Counts()
		if len(got) != len(days) {
			t.Fatalf("%d counts for %d days", len(got), len(days))
		}
		for i, day := range days {
			want := counted(entries, day, func(e tally.Entry) bool {
				if spans, varies := vary[e.Region]; varies {
					return keep(e.Attributes) && i >= spans[0].From && i < spans[0].To
				}
				return keep(e.Attributes) && int(e.Region) < len(place) && place[e.Region] >= 5 && place[e.Region] < 15
			})
			if got[i] != want {
				t.Fatalf("day %d: counted %v, want %v", day, got[i], want)
			}
		}
	})
}

// Groups share out what is counted without them.
func TestGroupsEqualNaiveCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(rapid.Custom(entry)).Draw(t, "entries")
		on := graph.Date(rapid.Uint16Range(0, 120).Draw(t, "on"))
		groups := map[[2]uint32]*tally.Counts{}
		key := func(region uint32, a graph.Attributes) [2]uint32 {
			return [2]uint32{region % 3, uint32(a[graph.AttrKind])}
		}
		tally.Build(entries).CountGroups(tally.Query{On: on}, func(region uint32, a graph.Attributes) *tally.Counts {
			k := key(region, a)
			if k[0] == 2 {
				return nil
			}
			if groups[k] == nil {
				groups[k] = &tally.Counts{}
			}
			return groups[k]
		})
		for region := range uint32(2) {
			for kind := range uint32(3) {
				k := [2]uint32{region, kind}
				want := counted(entries, on, func(e tally.Entry) bool { return key(e.Region, e.Attributes) == k })
				if got := groups[k]; got == nil && want != (tally.Counts{}) || got != nil && *got != want {
					t.Fatalf("group %v: counted %v, want %v", k, got, want)
				}
			}
		}
	})
}
