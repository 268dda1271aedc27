package sample

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"cobuild/graph"
	"cobuild/sample/audit"
)

// The days on which answers about the sample are fixed elsewhere.
var days = []graph.Date{graph.MustDate("2025-12-31"), graph.MustDate("2026-11-01")}

func TestGaotangKeepsEveryRuleOfForm(t *testing.T) {
	for _, err := range audit.Check(Gaotang()) {
		t.Error(err)
	}
}

func TestTheSampleNeverChangesUnnoticed(t *testing.T) {
	for _, c := range []struct {
		want string
		ds   graph.Dataset
	}{{"21a0bc27506d3f19", Gaotang()}, {"34e6864cb4e387bc", All()}} {
		if got := fingerprint(t, c.ds); got != c.want {
			t.Errorf("%s: the content hashes to %s, not %s: if the change is meant, fixed answers elsewhere may need it too", c.ds.Name, got, c.want)
		}
	}
	if a, b := Gaotang().Nouns[0], Gaotang().Nouns[0]; a == b {
		t.Error("two calls share a noun")
	}
}

func fingerprint(t *testing.T, ds graph.Dataset) string {
	t.Helper()
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, n := range ds.Nouns {
		if err := enc.Encode(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Encode(ds.Links); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// view answers the few questions that the published figures are about.
type view struct {
	ds     graph.Dataset
	byCode map[string]graph.Noun
	byID   map[graph.ID]graph.Noun
}

func newView() view { return viewOf(Gaotang()) }

func viewOf(ds graph.Dataset) view {
	v := view{ds, map[string]graph.Noun{}, map[graph.ID]graph.Noun{}}
	for _, n := range v.ds.Nouns {
		v.byCode[n.Top().Code], v.byID[n.Top().ID] = n, n
	}
	return v
}

// far gives what is linked to a noun on a day, once each.
func (v view) far(id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) (far []graph.Noun) {
	for i := range v.ds.Links {
		if l := &v.ds.Links[i]; l.Hop == hop && l.Near(d) == id && l.Holds(on) {
			far = append(far, v.byID[l.Far(d)])
		}
	}
	return far
}

// within gives the living units of a region and of what lies below it.
func (v view) within(region graph.ID, on graph.Date) (units []*graph.Unit) {
	for _, n := range v.far(region, graph.In, graph.HopLocated, on) {
		if u, ok := n.(*graph.Unit); ok {
			units = append(units, u)
		}
	}
	for _, child := range v.far(region, graph.In, graph.HopParent, on) {
		units = append(units, v.within(child.Top().ID, on)...)
	}
	return units
}

func TestGaotangIsAsPublished(t *testing.T) {
	v := newView()
	area := v.byCode["330206-GT"].(*graph.Region)
	if *area.Population != 7759 || *area.MobilePopulation != 30000 || *area.AreaKm2 != 10 {
		t.Errorf("figures of the area: %d, %d, %g", *area.Population, *area.MobilePopulation, *area.AreaKm2)
	}
	for _, on := range days {
		var villages []string
		villagers, newcomers := 0, 0
		for _, n := range v.far(area.ID, graph.In, graph.HopParent, on) {
			r := n.(*graph.Region)
			villagers, newcomers = villagers+*r.Population, newcomers+*r.MobilePopulation
			if r.RegionKind == graph.RegionVillage {
				villages = append(villages, strings.TrimSuffix(r.Name, "村"))
			}
		}
		slices.Sort(villages)
		want := strings.Fields("高塘 大同 妙林 大树 永久 算山 许胡 岭南")
		slices.Sort(want)
		if !slices.Equal(villages, want) {
			t.Errorf("%s: villages %v", on, villages)
		}
		if villagers != 7759 || newcomers != 30000 {
			t.Errorf("%s: %d villagers and %d from elsewhere in its parts", on, villagers, newcomers)
		}
		enterprises := 0
		for _, u := range v.within(area.ID, on) {
			if u.ClassOn(on).UnitKind == graph.UnitEnterprise {
				enterprises++
			}
		}
		if enterprises != 60 {
			t.Errorf("%s: %d enterprises, not 60", on, enterprises)
		}
		general := v.byCode["DZ-GT"].Top().ID
		kinds := map[graph.OrganisationKind]int{}
		for _, n := range v.far(general, graph.In, graph.HopSuperior, on) {
			kinds[n.(*graph.Organisation).KindOn(on)]++
			if o := n.(*graph.Organisation); o.KindOn(on) == graph.OrgBranch && len(v.far(o.ID, graph.Out, graph.HopCovers, on)) == 0 {
				t.Errorf("%s: %s is the branch of no firm", on, o.Name)
			}
		}
		if kinds[graph.OrgCompositeBranch] != 1 || kinds[graph.OrgBranch] != 9 {
			t.Errorf("%s: 1+n is %v", on, kinds)
		}
		if leads := v.far(general, graph.Out, graph.HopLeads, on); len(leads) != 1 || leads[0] != graph.Noun(area) {
			t.Errorf("%s: the area general branch does not lead the area", on)
		}
		testCouncil(t, v, on)
	}
}

func testCouncil(t *testing.T, v view, on graph.Date) {
	t.Helper()
	kinds := map[graph.Kind]int{}
	committee := false
	for _, n := range v.far(v.byCode["LM-GT"].Top().ID, graph.Out, graph.HopSeat, on) {
		kinds[n.Kind()]++
		if u, ok := n.(*graph.Unit); ok && u.ClassOn(on).UnitKind == graph.UnitOther {
			committee = true
		}
	}
	if kinds[graph.KindRegion] != 8 || kinds[graph.KindUnit] != 19 || !committee {
		t.Errorf("%s: the council has %v, not 8 villages, 18 firms and institutions and the committee", on, kinds)
	}
	chairs := 0
	for i := range v.ds.Links {
		if l := &v.ds.Links[i]; l.Role == string(graph.SeatChair) && l.Holds(on) {
			chairs++
		}
	}
	if chairs != 1 {
		t.Errorf("%s: the council has %d chairs", on, chairs)
	}
}

func TestVillagesLayUnderTheSubdistrictBeforeTheArea(t *testing.T) {
	v := newView()
	for _, code := range []string{"330206002219", "330206002901"} {
		id := v.byCode[code].Top().ID
		for on, want := range map[string]string{"2007-05-31": "330206002", "2007-06-01": "330206-GT"} {
			if got := v.far(id, graph.Out, graph.HopParent, graph.MustDate(on)); len(got) != 1 || got[0].Top().Code != want {
				t.Errorf("%s: parent of %s is not %s", on, code, want)
			}
		}
	}
}

func TestEveryGapAndStatusOccurs(t *testing.T) {
	v := newView()
	area := v.byCode["330206-GT"].Top().ID
	counts := make([]audit.Count, len(days))
	reported := map[graph.FindingCode]int{}
	for i, on := range days {
		counts[i] = audit.Recount(v.ds, on)
		for _, kind := range graph.GapKinds {
			if kind == graph.GapTooManyUnits && i == 1 {
				continue // the joint branch had handed one over by then
			}
			if len(counts[i].Gaps[kind]) == 0 {
				t.Errorf("%s: no %s", on, kind)
			}
		}
		if len(counts[i].Info[graph.GapSecretaryVacant]) == 0 {
			t.Errorf("%s: every organisation has had a secretary", on)
		}
		for _, code := range counts[i].Members {
			reported[code]++
		}
	}
	if reported[graph.CodeReported] == 0 || reported[graph.CodeNotReported] == 0 {
		t.Errorf("members by where they are registered: %v", reported)
	}
	now := counts[1]
	statuses := map[[2]string]bool{}
	excluded := map[graph.ExclusionReason]bool{}
	for _, u := range v.within(area, days[1]) {
		code := now.Units[u.ID]
		if reason, ok := code.Exclusion(); ok {
			excluded[reason] = true
		}
		if e, m, _, ok := code.Status(); ok && u.ClassOn(days[1]).UnitKind == graph.UnitEnterprise {
			statuses[[2]string{string(e), string(m)}] = true
		}
	}
	for _, e := range graph.Establishments {
		for _, m := range graph.MembersBands {
			if !statuses[[2]string{string(e), string(m)}] {
				t.Errorf("no enterprise of the area is %s with members %s", e, m)
			}
		}
	}
	if !excluded[graph.ExcludedShell] || !excluded[graph.ExcludedDormant] {
		t.Errorf("excluded: %v", excluded)
	}
	for _, kind := range []graph.GapKind{graph.GapUncovered, graph.GapHatchable, graph.GapWeakUnpaired, graph.GapTermOverdue, graph.GapTooManyUnits, graph.GapSecretaryVacant, graph.GapPairingIdle, graph.GapAdrift, graph.GapNotReported} {
		if slices.Equal(counts[0].Gaps[kind], now.Gaps[kind]) {
			t.Errorf("%s is the same on both days: history shows nothing", kind)
		}
	}
}

func (v view) codes(ids []graph.ID) (codes []string) {
	for _, id := range ids {
		codes = append(codes, v.byID[id].Top().Code)
	}
	slices.Sort(codes)
	return codes
}

func TestWeakVillages(t *testing.T) {
	v := newView()
	weak := v.codes(audit.Recount(v.ds, days[1]).Gaps[graph.GapWeakUnpaired])
	if !slices.Contains(weak, "DZ-V-LN") {
		t.Error("岭南村 is weak and only a peer in its pairing, but is not found unpaired")
	}
	if slices.Contains(weak, "DZ-V-SS") {
		t.Error("算山村 is weak and mentored through its village, but is found unpaired")
	}
}

func TestPairingsOfEveryModeAndTime(t *testing.T) {
	v := newView()
	kinds := map[graph.PairingKind]bool{}
	ended, coming, person := false, false, false
	for _, n := range v.ds.Nouns {
		if p, ok := n.(*graph.Pairing); ok {
			kinds[p.PairingKind] = true
			ended = ended || p.End() <= days[1]
			coming = coming || p.Since > days[1]
		}
	}
	for i := range v.ds.Links {
		person = person || v.ds.Links[i].Person != ""
	}
	if len(kinds) != len(graph.PairingKinds) || !ended || !coming || !person {
		t.Errorf("pairings: kinds %v, ended %t, coming %t, person %t", kinds, ended, coming, person)
	}
}

func TestTablesSayWhereTheyAreWrong(t *testing.T) {
	const regions = "code,name,aliases,kind,parent,since,until,population,mobile_population,households,area_km2\n"
	for _, c := range []struct{ line, want string }{
		{"CN,全国,,NATION,,,,,,,", "organisations.csv"}, // the first table is well, the second is missing
		{"CN,全国,,NATIO,,,,,,,", "regions.csv:2: code \"CN\": INVALID: regionKind"},
		{"33,浙江省,,PROVINCE,CN,,,,,,", `parent "CN": nothing before this line has the code "CN"`},
		{"CN,全国,,NATION,,,,many,,,", `population "many"`},
		{"CN,全国,,NATION,,2020-13-01,,,,,", `since "2020-13-01"`},
		{"CN,全国,,NATION,,,,,,", "wrong number of fields"},
		{",全国,,NATION,,,,,,,", "a code is needed"},
	} {
		_, err := read(fstest.MapFS{"x/regions.csv": {Data: []byte(regions + c.line + "\n")}}, "x")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.line, err, c.want)
		}
	}
	_, err := read(fstest.MapFS{"x/regions.csv": {Data: []byte("code,nam\nCN,全国\n")}}, "x")
	if err == nil || !strings.Contains(err.Error(), `the column is missing`) {
		t.Errorf("unknown column: %v", err)
	}
}

func TestSpells(t *testing.T) {
	life := graph.Interval{Since: graph.MustDate("2020-01-01"), Until: graph.MustDate("2030-01-01")}
	for cell, want := range map[string]string{
		"":                                 "",
		"A":                                "A[2020-01-01, 2030-01-01)",
		"A; 2024-03-01 B; 2025-01-01 -":    "A[2020-01-01, 2024-03-01)B[2024-03-01, 2025-01-01)",
		"2021-01-01 A":                     "A[2021-01-01, 2030-01-01)",
		"A; 2021-01-01 -; 2022-01-01 A":    "A[2020-01-01, 2021-01-01)A[2022-01-01, 2030-01-01)",
		"2021-01-01 A ; 2022-01-01   B   ": "A[2021-01-01, 2022-01-01)B[2022-01-01, 2030-01-01)",
	} {
		r := &row{cells: map[string]string{"x": cell}, used: map[string]bool{}}
		got := ""
		for _, s := range r.spells("x", life) {
			got += s.Value + s.Interval.String()
		}
		if got != want || r.err != nil {
			t.Errorf("%q: %q, %v; want %q", cell, got, r.err, want)
		}
	}
	for _, cell := range []string{"A; B", "2024-13-01 A"} {
		r := &row{cells: map[string]string{"x": cell}, used: map[string]bool{}}
		if r.spells("x", life); r.err == nil {
			t.Errorf("%q is accepted", cell)
		}
	}
}
