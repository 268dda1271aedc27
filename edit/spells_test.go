package edit

import (
	"reflect"
	"strings"
	"testing"

	"cobuild/graph"
)

func spell(value, since, until string) graph.Spell[string] {
	return graph.Spell[string]{Value: value, Interval: between(since, until)}
}

func TestSetFrom(t *testing.T) {
	type spells = []graph.Spell[string]
	life := between("2010-01-01", "2030-01-01")
	held := spells{spell("a", "2010-01-01", "2020-01-01"), spell("b", "2025-01-01", "2030-01-01")}
	for name, c := range map[string]struct {
		held    spells
		from    string
		value   string
		want    spells
		refused []string
	}{
		"the first":               {nil, "2015-01-01", "a", spells{spell("a", "2015-01-01", "2030-01-01")}, nil},
		"on the last":             {held, "2026-01-01", "a", append(spells{held[0]}, spell("b", "2025-01-01", "2026-01-01"), spell("a", "2026-01-01", "2030-01-01")), nil},
		"the same":                {held, "2026-01-01", "b", held, []string{"INVALID state"}},
		"the same, that day":      {held, "2025-01-01", "b", held, []string{"INVALID state"}},
		"another, that day":       {held, "2025-01-01", "a", held, []string{"INVALID from"}},
		"before a coming one":     {held, "2022-01-01", "c", held, []string{"CONFLICT state"}},
		"inside with a later one": {held, "2015-01-01", "c", held, []string{"CONFLICT state"}},
		"before the life":         {held, "2009-12-31", "c", held, []string{"INVALID from"}},
		"after the life":          {held, "2030-01-01", "c", held, []string{"INVALID from"}},
	} {
		t.Run(name, func(t *testing.T) {
			task := newTask(newFacts().begin())
			got := setFrom(task, c.held, life, day(c.from), c.value, func(s string) string { return s }, "state")
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if list := codes(t, task.errs.OrNil()); strings.Join(list, ",") != strings.Join(c.refused, ",") {
				t.Errorf("refused with %q, want %q", list, c.refused)
			}
		})
	}
	if !reflect.DeepEqual(held, spells{spell("a", "2010-01-01", "2020-01-01"), spell("b", "2025-01-01", "2030-01-01")}) {
		t.Errorf("what was given is changed: %v", held)
	}
}

func TestMeet(t *testing.T) {
	held := []graph.Interval{between("2026-01-01", ""), between("2024-01-01", "2025-01-01"), between("", "2021-01-01")}
	if ended, inWay, why := meet(held, between("2020-01-01", "")); ended != 2 || inWay != 1 || why != later {
		t.Errorf("it meets %d, %d, %d: want the first that begins later", ended, inWay, why)
	}
	if ended, inWay, why := meet(held, between("2021-01-01", "2024-01-01")); ended != -1 || inWay != -1 || why != free {
		t.Errorf("it meets %d, %d, %d: want nothing", ended, inWay, why)
	}
	if _, inWay, why := meet(held, between("", "2020-01-01")); inWay != 2 || why != later {
		t.Errorf("it meets %d, %d: want what began before records too", inWay, why)
	}
}

func TestCorrectAt(t *testing.T) {
	type spells = []graph.Spell[string]
	life := between("2010-01-01", "")
	held := spells{spell("a", "2012-01-01", "2014-01-01"), spell("b", "2016-01-01", "2018-01-01")}
	for name, c := range map[string]struct {
		held  spells
		life  graph.Interval
		at    string
		value *string
		want  spells
	}{
		"the value in force":   {held, life, "2013-01-01", ptr("c"), spells{spell("c", "2012-01-01", "2014-01-01"), held[1]}},
		"on its first day":     {held, life, "2016-01-01", ptr("c"), spells{held[0], spell("c", "2016-01-01", "2018-01-01")}},
		"between two":          {held, life, "2014-01-01", ptr("c"), spells{held[0], spell("c", "2014-01-01", "2016-01-01"), held[1]}},
		"before the first":     {held, life, "2010-01-01", ptr("c"), spells{spell("c", "2010-01-01", "2012-01-01"), held[0], held[1]}},
		"after the last":       {held, life, "2020-01-01", ptr("c"), spells{held[0], held[1], spell("c", "2018-01-01", "")}},
		"after it, in a life":  {held, between("", "2021-01-01"), "2020-01-01", ptr("c"), spells{held[0], held[1], spell("c", "2018-01-01", "2021-01-01")}},
		"where there was none": {nil, graph.Always, "2020-01-01", ptr("c"), spells{spell("c", "", "")}},
		"whatever their order": {spells{held[1], held[0]}, life, "2020-01-01", ptr("c"), spells{held[0], held[1], spell("c", "2018-01-01", "")}},
		"away":                 {held, life, "2013-01-01", nil, spells{held[1]}},
		"what is so already":   {held, life, "2013-01-01", ptr("a"), held},
		"nothing away":         {held, life, "2015-01-01", nil, held},
		"outside the life":     {held, life, "2009-01-01", ptr("c"), held},
	} {
		t.Run(name, func(t *testing.T) {
			got, changed := correctAt(c.held, c.life, day(c.at), c.value)
			if !reflect.DeepEqual(got, c.want) || changed != !reflect.DeepEqual(c.want, c.held) {
				t.Errorf("got %v (changed: %v), want %v", got, changed, c.want)
			}
		})
	}
}

func TestEndAt(t *testing.T) {
	held := []graph.Spell[string]{spell("a", "", "2012-01-01"), spell("b", "2012-01-01", ""), spell("c", "2020-01-01", "")}
	kept, later, ended := endAt(held, daysOf, day("2020-01-01"))
	if want := []graph.Spell[string]{held[0], spell("b", "2012-01-01", "2020-01-01")}; !reflect.DeepEqual(kept, want) || ended != 1 {
		t.Errorf("kept %v, ended %d", kept, ended)
	}
	if !reflect.DeepEqual(later, held[2:]) || held[1].Until != 0 {
		t.Errorf("later %v, given %v", later, held)
	}
}

func TestOpt(t *testing.T) {
	if Some(1).or(2) != 1 || Null[int]().or(2) != 0 || (Opt[int]{}).or(2) != 2 {
		t.Error("a value replaces, null clears, nothing leaves as it is")
	}
}

func TestCheckSaid(t *testing.T) {
	if err := CheckSaid("", strings.Repeat("注", 500)); err != nil {
		t.Error(err)
	}
	if got := strings.Join(codes(t, CheckSaid(strings.Repeat("a", 101), "x\ny")), ","); got != "INVALID actor,INVALID note" {
		t.Error(got)
	}
}
