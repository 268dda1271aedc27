package generate

import (
	"errors"
	"math"
	"testing"

	"cobuild/graph"
)

func TestPlanOfEveryScale(t *testing.T) {
	for _, scale := range []float64{leastScale, 0.0037, 0.01, 0.1, 0.5, 1} {
		for seed := range uint64(5) {
			units, provinces, used := 0, map[int]int{}, map[int]bool{}
			most := 0
			for _, at := range (Options{Seed: seed, Scale: scale}).plan() {
				if used[at.no] || at.units < 1 || at.no >= MostCounties {
					t.Errorf("scale %g, seed %d: %+v", scale, seed, at)
				}
				used[at.no] = true
				units += at.units
				most = max(most, at.units)
				provinces[at.no/perProvince]++
			}
			if want := int(math.Round(ScaleUnits * scale)); units != want {
				t.Errorf("scale %g, seed %d: %d units, not %d", scale, seed, units, want)
			}
			if scale == 1 && (len(provinces) != 31 || len(used) != scaleCounties || most < 1000) {
				t.Errorf("scale 1, seed %d: %d provinces, %d counties, the largest of %d units", seed, len(provinces), len(used), most)
			}
		}
	}
}

func TestScaleHasTheNationsProportions(t *testing.T) {
	const scale = 0.01
	ds, err := Dataset(Options{Seed: 2, Scale: scale})
	if err != nil {
		t.Fatal(err)
	}
	complain(t, ds)
	counts := byKind(ds)
	for kind, want := range map[graph.Kind]float64{
		graph.KindUnit: 1e6, graph.KindOrganisation: 1e6, graph.KindMember: 3e6, graph.KindPairing: 3e5, graph.KindRegion: 7e5,
	} {
		if got := float64(len(counts[kind])) / scale; math.Abs(got-want) > 0.15*want {
			t.Errorf("%s: %.0f at scale 1, far from %.0f", kind, got, want)
		}
	}
	if about, err := (Options{Scale: scale}).Rows(); err != nil || math.Abs(float64(about-len(ds.Nouns)-len(ds.Links))) > 0.15*float64(about) {
		t.Errorf("%d nouns and %d links, far from %d (%v)", len(ds.Nouns), len(ds.Links), about, err)
	}
	superiors := map[graph.ID]graph.ID{}
	for _, l := range ds.Links {
		if l.Hop == graph.HopSuperior {
			superiors[l.From] = l.To
		}
	}
	heads := 0
	for _, n := range counts[graph.KindOrganisation] {
		if o := n.(*graph.Organisation); o.Kinds[0].Value == graph.OrgLocalCommittee && superiors[o.ID] == "" {
			heads++
		}
	}
	if heads != 3 { // of provinces
		t.Errorf("%d local committees have no superior", heads)
	}
}

func TestScaleRefusals(t *testing.T) {
	for _, o := range []Options{{Scale: -1}, {Scale: 0.0001}, {Scale: 1.01}, {Scale: math.NaN()}, {Scale: math.Inf(1)}, {Scale: 0.1, Units: 5}, {Scale: 0.1, Counties: 5}} {
		err := Generate(o, func([]graph.Noun, []graph.Link) error { return errors.New("called") })
		if graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
