// Package generate invents territories of any size from a seed, for tests,
// benchmarks and demonstrations: regions down to the grid, organisations, units,
// members, pairings and alliances with ten years of history and with the shapes
// of real data: few hubs and many small ones, gaps of every kind, ended and
// coming facts. Nobody and nothing in it is real.
package generate

import (
	"cmp"
	"slices"

	"cobuild/graph"
)

// Options say what to generate. The same options give the same data.
type Options struct {
	Seed     uint64
	Units    int        // units ever registered in each county, 1 to 100,000; 0 = 10,000
	Counties int        // 1 to MostCounties; 0 = 1
	Scale    float64    // instead of both, a part of the nation: 0.001 to 1, see ScaleUnits
	Today    graph.Date // last day of history, plans reach beyond it; zero = 2026-06-30
}

// MostCounties is how many counties the codes without an owner allow for.
const MostCounties = provinces * perProvince

// ScaleUnits is how many units the nation has, which is scale 1: beside them
// about a million organisations, three million members, 300,000 pairings and
// 700,000 regions, of 31 provinces; some 6 million nouns and 15 million links.
const ScaleUnits = 1_000_000

const (
	provinces     = 31
	perProvince   = 200 // counties
	perPrefecture = 10
	mostUnits     = 100_000
	years         = 10 // of history
)

// provinceCode is one of those that the state has not given out.
func provinceCode(i int) int {
	switch {
	case i < 17:
		return 83 + i
	case i < 22:
		return 66 + i - 17
	default:
		return 72 + i - 22
	}
}

func (o Options) complete() (Options, error) {
	if o.Scale != 0 {
		if o.Units != 0 || o.Counties != 0 {
			return o, graph.Invalid([]string{"scale"}, "scale and the number of units or counties are both given: give one of them", "不能同时给出规模与单位数或县数：请只给其一")
		}
		if !(o.Scale >= leastScale && o.Scale <= 1) {
			return o, graph.Invalid([]string{"scale"}, "scale %g is not between %g and 1: 1 is a nation of a million units", "规模%g不在%g至1之间：1为百万单位的全国规模", o.Scale, leastScale)
		}
	}
	o.Units = cmp.Or(o.Units, 10_000)
	o.Counties = cmp.Or(o.Counties, 1)
	o.Today = cmp.Or(o.Today, graph.MustDate("2026-06-30"))
	if o.Units < 1 || o.Units > mostUnits {
		return o, graph.Invalid([]string{"units"}, "units %d is not between 1 and %d: give the units of one county",
			"单位数%d不在1至%d之间：请给出每县单位数", o.Units, mostUnits)
	}
	if o.Counties < 1 || o.Counties > MostCounties {
		return o, graph.Invalid([]string{"counties"}, "counties %d is not between 1 and %d: for more rows raise units",
			"县数%d不在1至%d之间：需要更多数据请增加单位数", o.Counties, MostCounties)
	}
	first, last := graph.MustDate("1960-01-01"), graph.MustDate("2060-01-01")
	if o.Today < first || o.Today > last {
		return o, graph.Invalid([]string{"today"}, "today %s is not between %s and %s: there must be room for history and for plans",
			"日期%s不在%s与%s之间：须为历史与计划留出余地", o.Today, first, last)
	}
	return o, nil
}

// Generate hands nouns and links to emit, batch by batch, each of about a
// township. A noun or link refers only to nouns of its own batch or of earlier
// ones, regions stand below their parents; links of a batch are to be taken
// after its nouns. The slices belong to emit from then on. An error of emit
// ends it and is returned; a bad option is an *graph.Error with code INVALID.
func Generate(o Options, emit func(nouns []graph.Noun, links []graph.Link) error) error {
	o, err := o.complete()
	if err != nil {
		return err
	}
	plan := o.plan()
	nation := &graph.Region{RegionKind: graph.RegionNation, Level: graph.LevelNation}
	nation.ID, nation.Code, nation.Name = graph.DerivedID(graph.KindRegion, "CN"), "CN", "全国"
	if err := emit([]graph.Noun{nation}, nil); err != nil {
		return err
	}
	var province, prefecture seat
	for i, at := range plan {
		c := newCounty(o, at)
		if i == 0 || at.no/perProvince != plan[i-1].no/perProvince {
			province = c.above(c.code[:2], graph.RegionProvince, "省", seat{ref: ref{id: nation.ID}}, o.Scale > 0)
		}
		if i == 0 || at.no/perPrefecture != plan[i-1].no/perPrefecture {
			prefecture = c.above(c.code[:4], graph.RegionPrefecture, "市", province, o.Scale > 0)
		}
		if err := c.generate(prefecture, emit); err != nil {
			return err
		}
	}
	return nil
}

// Dataset collects everything that Generate emits. It is for sizes that fit
// into memory: a county of 10,000 units takes about 100 MB.
func Dataset(o Options) (graph.Dataset, error) {
	ds := graph.Dataset{Name: "generated"}
	err := Generate(o, func(nouns []graph.Noun, links []graph.Link) error {
		ds.Nouns, ds.Links = append(ds.Nouns, nouns...), append(ds.Links, links...)
		return nil
	})
	slices.SortStableFunc(ds.Nouns, func(a, b graph.Noun) int {
		return slices.Index(graph.NounKinds, a.Kind()) - slices.Index(graph.NounKinds, b.Kind())
	})
	return ds, err
}
