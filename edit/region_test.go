package edit

import (
	"context"
	"math"
	"strings"
	"testing"

	"cobuild/graph"
)

func TestRegionRegister(t *testing.T) {
	w := newTown(t)
	in := func(kind graph.RegionKind, code string, parent graph.ID) RegionRegisterInput {
		return RegionRegisterInput{Name: "新地", RegionKind: kind, Code: code, Parent: parent}
	}
	long := RegionRegisterInput{Name: strings.Repeat("长", 1<<18), RegionKind: graph.RegionArea, Code: strings.Repeat("9", 1<<20), Parent: w.township.ID}
	figures := in(graph.RegionArea, "QX-9", w.township.ID)
	figures.Population, figures.Households, figures.AreaKm2 = ptr(-1), ptr(-2), ptr(math.Inf(1))
	dated := in(graph.RegionGrid, "", w.young.ID)
	dated.Since = day("2014-12-31")
	end := in(graph.RegionGrid, "", w.village.ID)
	end.Since = graph.End
	for name, c := range map[string]struct {
		in   RegionRegisterInput
		want []string
	}{
		"a village without code":          {in(graph.RegionVillage, "", w.township.ID), []string{"INVALID code"}},
		"a village with nine digits":      {in(graph.RegionVillage, "330299001", w.township.ID), []string{"INVALID code"}},
		"a township with letters":         {in(graph.RegionTownship, "33029900A", w.county.ID), []string{"INVALID code"}},
		"a nation without code":           {in(graph.RegionNation, "", ""), []string{"INVALID code"}},
		"a nation in a county":            {in(graph.RegionNation, "XX", w.county.ID), []string{"INVALID parent"}},
		"a code in use":                   {in(graph.RegionVillage, "330299001201", w.township.ID), []string{"CONFLICT code"}},
		"a zone's code in use":            {in(graph.RegionArea, "QX-1", w.township.ID), []string{"CONFLICT code"}},
		"a code whose bearer ended later": {in(graph.RegionVillage, "330299001202", w.township.ID), []string{"CONFLICT code"}},
		"a zone without parent":           {in(graph.RegionMarket, "", ""), []string{"INVALID parent"}},
		"a grid without parent":           {in(graph.RegionGrid, "", ""), []string{"INVALID parent"}},
		"a zone in a grid":                {in(graph.RegionMarket, "", w.grid.ID), []string{"INVALID parent"}},
		"a township in a village":         {in(graph.RegionTownship, "330299009", w.village.ID), []string{"INVALID parent"}},
		"a grid in a grid":                {in(graph.RegionGrid, "", w.grid.ID), []string{"INVALID parent"}},
		"an unknown parent":               {in(graph.RegionGrid, "", graph.DerivedID(graph.KindRegion, "x")), []string{"NOT_FOUND parent"}},
		"a unit as parent":                {in(graph.RegionGrid, "", w.firm.ID), []string{"INVALID parent"}},
		"no id as parent":                 {in(graph.RegionGrid, "", "reg_short"), []string{"INVALID parent"}},
		"a parent that ended":             {in(graph.RegionGrid, "", w.gone.ID), []string{"INVALID parent"}},
		"a parent not there yet":          {dated, []string{"INVALID parent"}},
		"a date outside the calendar":     {end, []string{"INVALID since"}},
		"an unknown kind":                 {in("CITY", "", w.township.ID), []string{"INVALID regionKind"}},
		"figures below zero":              {figures, []string{"INVALID areaKm2", "INVALID households", "INVALID population"}},
		"texts of a megabyte":             {long, []string{"INVALID code", "INVALID name"}},
		"control characters": {
			RegionRegisterInput{Name: "甲\x00乙", Code: "a\u2028b", RegionKind: graph.RegionArea, Parent: w.township.ID},
			[]string{"INVALID code", "INVALID name"},
		},
		"a lone surrogate": {RegionRegisterInput{Name: "甲\uFFFD", RegionKind: graph.RegionArea, Parent: w.township.ID}, []string{"INVALID name"}},
		"a blank name":     {RegionRegisterInput{Name: " \t ", RegionKind: graph.RegionArea, Parent: w.township.ID}, []string{"INVALID name"}},
	} {
		t.Run(name, func(t *testing.T) { refuse(t, w.facts, RegionRegister, c.in, c.want...) })
	}
	says(t, w.facts, RegionRegister, in(graph.RegionVillage, "330299001201", w.township.ID), "柳湾村", string(w.village.ID))

	reused := in(graph.RegionVillage, "330299001202", w.township.ID)
	reused.Since = day("2020-01-01")
	r := must(t, w.facts, RegionRegister, reused)
	if r.Level != graph.LevelVillage || r.No == 0 || r.Path == "" {
		t.Errorf("%+v lacks a level, number or path", r)
	}
	trimmed := must(t, w.facts, RegionRegister, RegionRegisterInput{Name: " 市场 ", Code: " M1 ", RegionKind: graph.RegionMarket, Parent: w.young.ID})
	if trimmed.Name != "市场" || trimmed.Code != "M1" || trimmed.Level != graph.LevelTownship {
		t.Errorf("%+v: texts are not trimmed, or not of the parent's level", trimmed)
	}
	if up := w.linksFrom(trimmed.ID, graph.HopParent); len(up) != 1 || up[0].Interval != w.young.Interval {
		t.Errorf("without a since the link to the parent begins with it: %v", up)
	}
}

func TestEndRegionOnlyWhenEmpty(t *testing.T) {
	w := newTown(t)
	end := func(_ context.Context, e graph.Edit, r *graph.Region) (*graph.Region, error) {
		task := newTask(e)
		if _, err := task.endNoun(context.Background(), graph.CopyNoun(r), day("2025-01-01"), true, graph.Text{}); err != nil {
			return nil, err
		}
		return accepted(task, r)
	}
	refuse(t, w.facts, end, w.village, "CONFLICT from")
	says(t, w.facts, end, w.village, "第一网格")
	w.endForTest(w.grid, "2025-01-01")
	refuse(t, w.facts, end, w.village)
}
