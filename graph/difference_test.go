package graph

import (
	"strings"
	"testing"
)

// asText writes differences for comparison.
func asText(all []Difference) string {
	var lines []string
	value := func(i *HistoryItem) string {
		if i == nil {
			return "-"
		}
		return i.Value.EN
	}
	for _, d := range all {
		line := string(d.Attribute) + " " + value(d.Before) + " > " + value(d.After)
		if d.Dated {
			line += " " + d.Interval.String()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestDifferences(t *testing.T) {
	day := func(text string) Date {
		d, err := ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	y20, y21, y22, y23 := day("2020-01-01"), day("2021-01-01"), day("2022-01-01"), day("2023-01-01")
	spell := func(n int, since, until Date) Spell[int] {
		return Spell[int]{Value: n, Interval: Interval{Since: since, Until: until}}
	}
	unit := func(edit func(*Unit)) Noun {
		u := &Unit{Head: Head{ID: "unt_1", Name: "A", Interval: From(y20)}, Staffs: []Spell[int]{spell(20, y20, 0)}}
		u.Headcounts = []Headcount{{ID: "h1", Date: y20, Full: 3}}
		u.Works = []Work{{ID: "w1", WorkKind: WorkInstructor, Interval: From(y20)}, {ID: "w2", WorkKind: WorkInstructor, Holder: "B", Interval: From(y20)}}
		edit(u)
		return u
	}
	as := unit(func(*Unit) {})
	for name, c := range map[string]struct {
		before, after Noun
		want          string
	}{
		"nothing":              {as, unit(func(*Unit) {}), ""},
		"current only":         {as, unit(func(u *Unit) { u.Name, u.Industry = "B", "C35" }), "NAME A > B; INDUSTRY - > C35"},
		"from a day":           {as, unit(func(u *Unit) { u.Staffs = []Spell[int]{spell(20, y20, y21), spell(45, y21, 0)} }), "STAFF 20 persons > 45 persons [2021-01-01, )"},
		"in the middle":        {as, unit(func(u *Unit) { u.Staffs = []Spell[int]{spell(20, y20, y21), spell(9, y21, y22), spell(20, y22, 0)} }), "STAFF 20 persons > 9 persons [2021-01-01, 2022-01-01)"},
		"two values over one":  {as, unit(func(u *Unit) { u.Staffs = []Spell[int]{spell(8, y20, y21), spell(9, y21, 0)} }), "STAFF 20 persons > 8 persons [2020-01-01, 2021-01-01); STAFF 20 persons > 9 persons [2021-01-01, )"},
		"one value over two":   {unit(func(u *Unit) { u.Staffs = []Spell[int]{spell(8, y20, y21), spell(8, y21, 0)} }), as, "STAFF 8 persons > 20 persons [2020-01-01, )"},
		"the same, split":      {as, unit(func(u *Unit) { u.Staffs = []Spell[int]{spell(20, y20, y21), spell(20, y21, 0)} }), ""},
		"taken away":           {as, unit(func(u *Unit) { u.Staffs = nil }), "STAFF 20 persons > - [2020-01-01, )"},
		"ended":                {as, unit(func(u *Unit) { u.Until, u.Staffs = y22, []Spell[int]{spell(20, y20, y22)} }), "LIFE exists > - [2022-01-01, )"},
		"ended and altered":    {as, unit(func(u *Unit) { u.Until, u.Staffs = y22, []Spell[int]{spell(20, y20, y21)} }), "LIFE exists > - [2022-01-01, ); STAFF 20 persons > - [2021-01-01, )"},
		"one of many":          {as, unit(func(u *Unit) { u.Works[1].Until = y21 }), "WORK instructor: B > - [2021-01-01, )"},
		"a further report":     {as, unit(func(u *Unit) { u.Headcounts = append(u.Headcounts, Headcount{ID: "h2", Date: y23, Full: 4}) }), "HEADCOUNT 3 full, 0 probationary > 4 full, 0 probationary [2023-01-01, )"},
		"a noun not on record": {nil, &Region{Head: Head{ID: "rgn_1", Name: "R"}, RegionKind: RegionVillage}, "LIFE - > exists [, ); NAME - > R; REGION_KIND - > village"},
	} {
		t.Run(name, func(t *testing.T) {
			got := asText((&Change{NounBefore: c.before, NounAfter: c.after}).Differences())
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if all := (&Change{LinkAfter: &Link{ID: "lnk_1", Hop: HopCovers, From: "org_1", To: "unt_1"}}).Differences(); all != nil {
		t.Errorf("of a link: %s", asText(all))
	}
}
