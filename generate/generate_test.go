package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"cobuild/graph"
	"cobuild/sample/audit"
)

// theCounty is the county that most tests look at.
var theCounty = sync.OnceValue(func() graph.Dataset {
	ds, err := Dataset(Options{Seed: 1})
	if err != nil {
		panic(err)
	}
	return ds
})

var today = graph.MustDate("2026-06-30")

func TestCountyKeepsEveryRuleOfForm(t *testing.T) {
	complain(t, theCounty())
}

func TestEverySizeKeepsEveryRuleOfForm(t *testing.T) {
	for _, units := range []int{1, 2, 3, 7, 30, 250, 1200} {
		for seed := range uint64(4) {
			ds, err := Dataset(Options{Seed: seed, Units: units})
			if err != nil {
				t.Fatal(err)
			}
			complain(t, ds)
			if got := len(byKind(ds)[graph.KindUnit]); got != units {
				t.Errorf("%d units, not %d", got, units)
			}
		}
	}
}

func TestSeveralCountiesMakeOneTerritory(t *testing.T) {
	ds, err := Dataset(Options{Seed: 3, Units: 20, Counties: 203})
	if err != nil {
		t.Fatal(err)
	}
	complain(t, ds)
	kinds := map[graph.RegionKind]int{}
	parents := map[graph.ID]bool{}
	for i := range ds.Links {
		if ds.Links[i].Hop == graph.HopParent {
			parents[ds.Links[i].From] = true
		}
	}
	for _, n := range byKind(ds)[graph.KindRegion] {
		kinds[n.(*graph.Region).RegionKind]++
		if !parents[n.Top().ID] && n.Top().Code != "CN" {
			t.Errorf("%s has no parent", n.Top().Code)
		}
	}
	if kinds[graph.RegionNation] != 1 || kinds[graph.RegionProvince] != 2 || kinds[graph.RegionPrefecture] != 21 || kinds[graph.RegionCounty] != 203 {
		t.Errorf("regions: %v", kinds)
	}
}

func complain(t *testing.T, ds graph.Dataset) {
	t.Helper()
	errs := audit.Check(ds)
	for i, err := range errs {
		if i == 10 {
			t.Errorf("… and %d more", len(errs)-i)
			break
		}
		t.Error(err)
	}
}

func byKind(ds graph.Dataset) map[graph.Kind][]graph.Noun {
	out := map[graph.Kind][]graph.Noun{}
	for _, n := range ds.Nouns {
		out[n.Kind()] = append(out[n.Kind()], n)
	}
	return out
}

func TestSameSeedSameData(t *testing.T) {
	hash := func(o Options) string {
		h := sha256.New()
		enc := json.NewEncoder(h)
		err := Generate(o, func(nouns []graph.Noun, links []graph.Link) error {
			return errors.Join(enc.Encode(nouns), enc.Encode(links))
		})
		if err != nil {
			t.Fatal(err)
		}
		return hex.EncodeToString(h.Sum(nil)[:8])
	}
	o := Options{Seed: 7, Units: 300}
	a := hash(o)
	if b := hash(o); a != b {
		t.Errorf("the same options gave %s and %s", a, b)
	}
	const want = "c2b2c17f5ecf857a"
	if a != want {
		t.Errorf("seed 7 gives %s, not %s: recorded benchmarks no longer speak of the same data", a, want)
	}
	for _, other := range []Options{{Seed: 8, Units: 300}, {Seed: 7, Units: 301}, {Seed: 7, Units: 300, Today: graph.MustDate("2025-06-30")}} {
		if hash(other) == a {
			t.Errorf("%+v gives the same data as %+v", other, o)
		}
	}
}

func TestBatchesReferBackwards(t *testing.T) {
	known := map[graph.ID]bool{}
	batches, most := 0, 0
	err := Generate(Options{Seed: 5, Units: 2000, Counties: 2}, func(nouns []graph.Noun, links []graph.Link) error {
		batches, most = batches+1, max(most, len(nouns))
		for _, n := range nouns {
			known[n.Top().ID] = true
		}
		for _, l := range links {
			if !known[l.From] || !known[l.To] || l.Person != "" && !known[l.Person] {
				t.Fatalf("%s %s -> %s refers to what has not come yet", l.Hop, l.From, l.To)
			}
		}
		return nil
	})
	if err != nil || batches < 10 || most > len(known)/3 {
		t.Errorf("%d batches of at most %d of %d nouns, %v", batches, most, len(known), err)
	}
}

func TestRefusals(t *testing.T) {
	for _, o := range []Options{{Units: -1}, {Units: mostUnits + 1}, {Counties: -1}, {Counties: MostCounties + 1}, {Today: 1}, {Today: graph.End - 1}} {
		called := false
		err := Generate(o, func([]graph.Noun, []graph.Link) error { called = true; return nil })
		if graph.CodeOf(err) != graph.CodeInvalid || called {
			t.Errorf("%+v: %v", o, err)
		}
	}
	full := errors.New("full")
	n := 0
	err := Generate(Options{Units: 50}, func([]graph.Noun, []graph.Link) error {
		if n++; n == 3 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 3 {
		t.Errorf("after an error of emit: %v, %d calls", err, n)
	}
}

func TestCountyHasTheSizeAskedFor(t *testing.T) {
	counts := map[graph.Kind]int{}
	for kind, nouns := range byKind(theCounty()) {
		counts[kind] = len(nouns)
	}
	t.Log(counts, len(theCounty().Links))
	for kind, want := range map[graph.Kind]int{
		graph.KindRegion: 7000, graph.KindOrganisation: 10_000, graph.KindUnit: 10_000, graph.KindMember: 30_000, graph.KindPairing: 3000, graph.KindAlliance: 100,
	} {
		if got := counts[kind]; math.Abs(float64(got-want)) > 0.15*float64(want) {
			t.Errorf("%d of %s, far from %d", got, kind, want)
		}
	}
}

func TestEveryGapAndStatusOccurs(t *testing.T) {
	now, before := audit.Recount(theCounty(), today), audit.Recount(theCounty(), graph.MustDate("2021-12-31"))
	for _, kind := range graph.GapKinds {
		t.Log(kind, len(before.Gaps[kind]), len(now.Gaps[kind]))
		if len(now.Gaps[kind]) < 5 || len(before.Gaps[kind]) < 5 {
			t.Errorf("%s: %d today, %d in 2021", kind, len(now.Gaps[kind]), len(before.Gaps[kind]))
		}
		if slices.Equal(now.Gaps[kind], before.Gaps[kind]) {
			t.Errorf("%s has no history", kind)
		}
	}
	base, excluded, covered := 0, 0, 0
	statuses := map[graph.FindingCode]int{}
	for _, code := range now.Units {
		if e, _, _, ok := code.Status(); !ok {
			excluded++
		} else if base++; e != graph.EstablishedNone {
			covered++
		}
		statuses[code]++
	}
	for _, code := range graph.StatusCodes(func(graph.Establishment, graph.MembersBand, bool) bool { return true }) {
		if statuses[code] == 0 {
			e, m, worked, _ := code.Status()
			t.Errorf("no unit is %s, %s, worked %t", e, m, worked)
		}
	}
	if rate := float64(covered) / float64(base); rate < 0.45 || rate > 0.75 || excluded == 0 {
		t.Errorf("%d of %d covered, %d excluded", covered, base, excluded)
	}
	if gaps := len(now.Gaps[graph.GapHeadcountDiffers]); gaps > base/4 {
		t.Errorf("%d headcounts differ in %d units: that is no exception any more", gaps, base)
	}
}

func TestShapesAreSkewed(t *testing.T) {
	degrees := map[graph.Hop]map[graph.ID]int{}
	for _, hop := range graph.Hops {
		degrees[hop] = map[graph.ID]int{}
	}
	ds := theCounty()
	for i := range ds.Links {
		degrees[ds.Links[i].Hop][ds.Links[i].To]++
	}
	for _, c := range []struct {
		hop         graph.Hop
		hub, median int // at least, at most
	}{
		{graph.HopLocated, 150, 5}, {graph.HopSuperior, 200, 10}, {graph.HopAffiliated, 50, 5}, {graph.HopWorksAt, 20, 5}, {graph.HopEnd, 30, 5}, {graph.HopCovers, 1, 1},
	} {
		var all []int
		for _, n := range degrees[c.hop] {
			all = append(all, n)
		}
		slices.Sort(all)
		if hub, median := all[len(all)-1], all[len(all)/2]; hub < c.hub || median > c.median {
			t.Errorf("%s: the largest hub has %d, the median %d", c.hop, hub, median)
		}
	}
	var staff []int
	unknown := 0
	for _, n := range byKind(ds)[graph.KindUnit] {
		if u := n.(*graph.Unit); len(u.Staffs) > 0 {
			staff = append(staff, u.Staffs[len(u.Staffs)-1].Value)
		} else {
			unknown++
		}
	}
	slices.Sort(staff)
	if median, most := staff[len(staff)/2], staff[len(staff)-1]; median > 30 || most < 500 || unknown == 0 {
		t.Errorf("staff: median %d, most %d, unknown %d", median, most, unknown)
	}
}

func TestTimeIsUsed(t *testing.T) {
	ended, coming := map[graph.Kind]int{}, 0
	for _, n := range theCounty().Nouns {
		if n.Top().End() <= today {
			ended[n.Kind()]++
		}
		if n.Top().Since > today {
			coming++
		}
	}
	for _, kind := range graph.NounKinds[:5] {
		if ended[kind] == 0 {
			t.Errorf("no %s has ended", kind)
		}
	}
	changed := map[graph.Hop]bool{}
	seen := map[graph.Hop]map[graph.ID]bool{}
	for i := range theCounty().Links {
		l := &theCounty().Links[i]
		if seen[l.Hop] == nil {
			seen[l.Hop] = map[graph.ID]bool{}
		}
		changed[l.Hop] = changed[l.Hop] || seen[l.Hop][l.From]
		seen[l.Hop][l.From] = true
	}
	for _, hop := range []graph.Hop{graph.HopParent, graph.HopLocated, graph.HopAffiliated, graph.HopSecretary} {
		if !changed[hop] {
			t.Errorf("nothing ever changed by %s", hop)
		}
	}
	if coming == 0 {
		t.Error("nothing begins after today")
	}
	for _, hop := range graph.Hops {
		if len(seen[hop]) == 0 {
			t.Errorf("no link by %s", hop)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	nouns := 0
	for b.Loop() {
		err := Generate(Options{Seed: 1}, func(n []graph.Noun, _ []graph.Link) error {
			nouns += len(n)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(nouns)/b.Elapsed().Seconds(), "nouns/s")
}

// Sheets tell the activities of a pairing apart by day and title: no two have both.
func TestActivitiesApart(t *testing.T) {
	ds, err := Dataset(Options{Seed: 2, Units: 2000})
	if err != nil {
		t.Fatal(err)
	}
	days := 0 // with several
	for _, n := range byKind(ds)[graph.KindPairing] {
		met := map[string]bool{}
		for _, a := range n.(*graph.Pairing).Activities {
			day := a.Date.String()
			if met[day] {
				days++
			}
			if met[day+a.Title] {
				t.Errorf("%s has two activities %s on %s", n.Top().Code, a.Title, day)
			}
			met[day], met[day+a.Title] = true, true
		}
	}
	if days == 0 {
		t.Error("no pairing has two activities on a day: this tests nothing")
	}
}
