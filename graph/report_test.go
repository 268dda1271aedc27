package graph_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func TestDaysOfTrends(t *testing.T) {
	for _, c := range []struct {
		step     graph.TimeStep
		from, to string
		want     []string
	}{
		{graph.StepMonth, "2026-01-15", "2026-04-10", []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-10"}},
		{graph.StepMonth, "2024-02-01", "2024-02-29", []string{"2024-02-29"}},
		{graph.StepMonth, "2024-02-29", "2024-02-29", []string{"2024-02-29"}},
		{graph.StepMonth, "1900-01-15", "1900-02-28", []string{"1900-01-31", "1900-02-28"}},
		{graph.StepDay, "2025-12-30", "2026-01-02", []string{"2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"}},
		{graph.StepWeek, "2026-11-01", "2026-11-16", []string{"2026-11-01", "2026-11-08", "2026-11-15", "2026-11-16"}},
		{graph.StepQuarter, "2025-08-01", "2026-06-30", []string{"2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30"}},
		{graph.StepYear, "2024-06-01", "2026-06-30", []string{"2024-12-31", "2025-12-31", "2026-06-30"}},
		{graph.StepYear, "2078-06-01", "2079-06-04", []string{"2078-12-31", "2079-06-04"}},
		{graph.StepWeek, "2079-06-04", "2079-06-04", []string{"2079-06-04"}},
		{graph.StepDay, "2026-01-02", "2026-01-01", nil},
	} {
		days, more := c.step.Days(graph.MustDate(c.from), graph.MustDate(c.to), 10)
		var got []string
		for _, d := range days {
			got = append(got, d.String())
		}
		if !slices.Equal(got, c.want) || more {
			t.Errorf("%s from %s to %s: %v (%t), not %v", c.step, c.from, c.to, got, more, c.want)
		}
	}
	if days, more := graph.StepDay.Days(graph.MustDate("2026-01-01"), graph.MustDate("2026-01-05"), 4); len(days) != 4 || !more {
		t.Errorf("%d days, more: %t", len(days), more)
	}
	if days, more := graph.StepDay.Days(graph.MustDate("2026-01-01"), graph.MustDate("2026-01-04"), 4); len(days) != 4 || more {
		t.Errorf("%d days, more: %t", len(days), more)
	}
}

// Every step that from and to touch has one day, its last but for the one that
// to cuts short.
func TestDaysOfTrendsCoverEachStepOnce(t *testing.T) {
	name := map[graph.TimeStep]func(time.Time) string{
		graph.StepDay:     func(at time.Time) string { return at.Format("2006-01-02") },
		graph.StepWeek:    func(at time.Time) string { y, w := at.ISOWeek(); return fmt.Sprint(y, w) },
		graph.StepMonth:   func(at time.Time) string { return at.Format("2006-01") },
		graph.StepQuarter: func(at time.Time) string { return fmt.Sprint(at.Year(), (at.Month()-1)/3) },
		graph.StepYear:    func(at time.Time) string { return at.Format("2006") },
	}
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.SampledFrom(graph.TimeSteps).Draw(t, "step")
		from := graph.Date(rapid.Uint16Range(1, 65534).Draw(t, "from"))
		to := min(graph.End-1, from+graph.Date(rapid.Uint16Range(0, min(uint16(graph.End-1-from), 900)).Draw(t, "days")))
		want := map[string]graph.Date{}
		var order []string
		for d := from; d <= to; d++ {
			n := name[step](d.Time())
			if want[n] == 0 {
				order = append(order, n)
			}
			want[n] = d
			if d == graph.End-1 {
				break
			}
		}
		days, more := step.Days(from, to, 1000)
		if more || len(days) != len(order) {
			t.Fatalf("%d days, not %d", len(days), len(order))
		}
		for i, d := range days {
			if d != want[order[i]] {
				t.Fatalf("day %d is %s, not %s", i, d, want[order[i]])
			}
		}
	})
}
