package generate

import (
	"math"
	"math/rand/v2"

	"cobuild/graph"
)

const (
	leastScale    = 0.001
	scaleCounties = 2_900 // at scale 1
)

// planned is a county to be generated: its place in the codes, and its size.
type planned struct{ no, units int }

// plan says which counties there will be. Those of a scale are of very different
// sizes, in provinces of very different sizes.
func (o Options) plan() (plan []planned) {
	if o.Scale == 0 {
		for i := range o.Counties {
			plan = append(plan, planned{i, o.Units})
		}
		return plan
	}
	r := rand.New(rand.NewPCG(o.Seed, math.MaxUint64))
	counties := max(1, int(math.Round(scaleCounties*o.Scale)))
	for i, n := range portions(r, counties, max(1, int(math.Round(provinces*math.Sqrt(o.Scale)))), 0.35, perProvince) {
		no := i * perProvince
		for n > 0 { // prefectures of up to ten counties
			some := min(n, 5+r.IntN(perPrefecture-4), perPrefecture)
			if left := i*perProvince + perProvince - no - perPrefecture; n-some > left {
				some = min(n, perPrefecture)
			}
			for k := range some {
				plan = append(plan, planned{no: no + k})
			}
			no, n = no+perPrefecture, n-some
		}
	}
	for i, n := range portions(r, int(math.Round(ScaleUnits*o.Scale)), len(plan), 0.6, mostUnits) {
		plan[i].units = n
	}
	return plan
}

// Rows is how many nouns and links there will be, about. A bad option is an
// *graph.Error with code INVALID.
func (o Options) Rows() (int, error) {
	o, err := o.complete()
	if err != nil {
		return 0, err
	}
	units := o.Units * o.Counties
	if o.Scale > 0 {
		units = int(ScaleUnits * o.Scale)
	}
	return units * rowsPerUnit, nil
}

// rowsPerUnit is what comes with a unit, itself included.
const rowsPerUnit = 21

// portions parts n into k portions of at least 1 and at most most, whose sizes
// are spread about the mean, the wider the larger spread.
func portions(r *rand.Rand, n, k int, spread float64, most int) []int {
	k = min(n, k)
	weights, sum := make([]float64, k), 0.0
	for i := range weights {
		weights[i] = math.Exp(spread * r.NormFloat64())
		sum += weights[i]
	}
	out, left := make([]int, k), n
	for i := range out {
		out[i] = min(max(1, int(float64(n)*weights[i]/sum)), most)
		left -= out[i]
	}
	for i := 0; left != 0; i = (i + 1) % k { // what rounding left, or took
		step := max(-1, min(1, left))
		if size := out[i] + step; size >= 1 && size <= most {
			out[i], left = size, left-step
		}
	}
	return out
}

// seat is a region above counties with what rules there: the committee, and the
// committees of trades, which cover units in all counties below.
type seat struct {
	ref
	committee ref
	trades    []ref
}

// above makes a province or a prefecture, with a committee where it is part of
// a nation.
func (c *county) above(code string, kind graph.RegionKind, suffix string, parent seat, led bool) seat {
	s := seat{ref: c.administrative(code, kind, suffix, parent.ref), trades: parent.trades}
	if !led {
		return s
	}
	name := c.nouns[len(c.nouns)-1].Top().Name
	s.committee = c.organisation(org{name: "中共" + name + "委员会", kind: graph.OrgLocalCommittee, at: s.ref, superior: parent.committee, leads: s.ref})
	if kind == graph.RegionProvince {
		for _, trade := range trades[:2] {
			s.trades = append(s.trades, c.organisation(org{name: name + trade.name + "行业党委", kind: graph.OrgCommittee, at: s.ref, superior: s.committee, years: 5}))
		}
	}
	return s
}
