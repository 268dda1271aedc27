package edit

import (
	"slices"
	"testing"

	"cobuild/graph"
)

func TestStretch(t *testing.T) {
	w := newTown(t)
	for name, c := range map[string]struct {
		given   graph.Interval
		to      graph.Noun
		want    graph.Interval
		refused []string
	}{
		"nothing given":            {graph.Always, w.closed, w.closed.Interval, nil},
		"a since":                  {between("2006-01-01", ""), w.closed, between("2006-01-01", "2018-01-01"), nil},
		"an until":                 {between("", "2006-01-01"), w.closed, between("2005-01-01", "2006-01-01"), nil},
		"both":                     {between("2005-01-01", "2018-01-01"), w.closed, w.closed.Interval, nil},
		"a since before its life":  {between("2004-12-31", ""), w.closed, graph.Interval{}, []string{"INVALID unit"}},
		"a since after its life":   {between("2018-01-01", ""), w.closed, graph.Interval{}, []string{"INVALID unit"}},
		"an until before its life": {between("", "2005-01-01"), w.closed, graph.Interval{}, []string{"INVALID unit"}},
		"an until after its life":  {between("", "2018-01-02"), w.closed, graph.Interval{}, []string{"INVALID unit"}},
		"no days, told elsewhere":  {between("2010-01-01", "2010-01-01"), w.closed, graph.Interval{}, nil},
		"no date, told elsewhere":  {graph.From(graph.End), w.closed, graph.Interval{}, nil},
	} {
		task := newTask(w.begin())
		got, ok := task.stretch(c.given, w.committee, c.to, "from", "unit")
		if list := codes(t, task.errs.OrNil()); got != c.want || ok != (c.want != graph.Interval{}) || !slices.Equal(list, append([]string{}, c.refused...)) {
			t.Errorf("%s: %s, %v, refused with %q", name, got, ok, list)
		}
	}
}
