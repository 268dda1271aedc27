package edit

import (
	"context"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"cobuild/graph"
)

func init() { maps.Copy(moves, territoryMoves) }

// withdrew says whether an end withdrew what was to begin later.
func withdrew(result any) bool {
	switch done := result.(type) {
	case *Dissolution:
		return done.Withdrawn > 0
	case *OrganisationMerged:
		return done.Withdrawn > 0
	case *Ending[*graph.Unit]:
		return done.Withdrawn > 0
	case *Ending[*graph.Region]:
		return done.Withdrawn > 0
	case *Reform:
		return done.Withdrawn > 0
	default:
		return false
	}
}

// some draws a field that is left out, null or given.
func some[T any](r *random, label string, draw func() T) Opt[T] {
	switch rapid.IntRange(0, 3).Draw(r.T, label+" given") {
	case 0:
		return Some(draw())
	case 1:
		return Null[T]()
	default:
		return Opt[T]{}
	}
}

// oftenSome is some that is rarely null.
func oftenSome[T any](r *random, label string, draw func() T) Opt[T] {
	if rapid.Bool().Draw(r.T, label+" left out") {
		return Opt[T]{}
	}
	if rapid.IntRange(0, 19).Draw(r.T, label+" null") == 0 {
		return Null[T]()
	}
	return Some(draw())
}

func (r *random) oneOf(label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(r.T, label)
}

// unitFields draws a few fields, most often one.
func (r *random) unitFields() (f UnitFields) {
	for range 1 + rapid.IntRange(0, 4).Draw(r.T, "more fields")/3 {
		switch rapid.IntRange(0, 6).Draw(r.T, "field") {
		case 0:
			f.Code = some(r, "code", r.code)
		case 1:
			f.CreditCode = some(r, "credit", func() string { return r.oneOf("credit", "", creditOne) })
		case 2:
			f.Name = oftenSome(r, "name", func() string { return r.oneOf("name", "厂", "新厂", " ", "厂\x00厂") })
		case 3:
			f.UnitKind = oftenSome(r, "kind", func() graph.UnitKind { return rapid.SampledFrom(graph.UnitKinds[:3]).Draw(r.T, "kind") })
		case 4:
			f.UnitState = oftenSome(r, "state", func() graph.UnitState { return rapid.SampledFrom(graph.UnitStates).Draw(r.T, "state") })
		case 5:
			f.Region = oftenSome(r, "region", func() graph.ID { return r.id("region", graph.KindRegion) })
		case 6:
			f.Staff = some(r, "staff", func() int { return rapid.IntRange(-1, 2).Draw(r.T, "staff") })
		}
	}
	return f
}

// regionFields draws a few fields, most often a parent.
func (r *random) regionFields() (f RegionFields) {
	for range 1 + rapid.IntRange(0, 4).Draw(r.T, "more fields")/3 {
		switch rapid.IntRange(0, 7).Draw(r.T, "field") {
		case 0:
			f.Code = some(r, "code", r.code)
		case 1:
			f.RegionKind = oftenSome(r, "kind", func() graph.RegionKind {
				return rapid.SampledFrom([]graph.RegionKind{graph.RegionArea, graph.RegionMarket, graph.RegionGrid, graph.RegionCommunity}).Draw(r.T, "kind")
			})
		case 2:
			f.Population, f.AreaKm2 = some(r, "population", func() int { return rapid.IntRange(-1, 9).Draw(r.T, "population") }), Null[float64]()
		case 3:
			f.Successors = some(r, "successors", func() []graph.ID { return []graph.ID{r.id("successor", graph.KindRegion)} })
		default:
			f.Parent = oftenSome(r, "parent", func() graph.ID { return r.id("parent", graph.KindRegion) })
		}
	}
	return f
}

// target draws a region that takes over: most often a new area.
func (r *random) target() RegionTarget {
	if rapid.IntRange(0, 2).Draw(r.T, "existing") == 0 {
		return RegionTarget{Existing: r.id("existing", graph.KindRegion)}
	}
	return RegionTarget{New: &RegionRegisterInput{
		Code: r.code(), Name: r.oneOf("name", "新片", "新片", ""), RegionKind: graph.RegionArea, Parent: r.above(),
	}}
}

// above draws a parent: most often the township that everything began in.
func (r *random) above() graph.ID {
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		if region, ok := r.nouns[id].(*graph.Region); ok && region.RegionKind == graph.RegionTownship && rapid.IntRange(0, 3).Draw(r.T, "in the township") > 0 {
			return id
		}
	}
	return r.id("parent", graph.KindRegion)
}

// checkTerritory checks what must hold of regions: no circle on any day; from
// today on every region fits into its parent; a zone has the level of its last.
func checkTerritory(t *rapid.T, w *facts) {
	t.Helper()
	dates := map[graph.Date]bool{0: true}
	for _, l := range w.links {
		if l.Hop == graph.HopParent {
			dates[l.Since] = true
		}
	}
	for d := range dates {
		checkTree(t, w, graph.HopParent, d)
	}
	for id, n := range w.nouns {
		r, ok := n.(*graph.Region)
		if !ok {
			continue
		}
		up := w.linksFrom(id, graph.HopParent)
		for i, l := range up {
			above := w.nouns[l.To].(*graph.Region)
			if l.End() > today && !fitsIn(r, above) {
				t.Fatalf("%s %s of level %s lies in %s %s of level %s", r.RegionKind, id, r.Level, above.RegionKind, above.ID, above.Level)
			}
			if i == len(up)-1 && r.RegionKind.Zone() && r.Level != above.Level && above.Holds(today) {
				t.Fatalf("the zone %s has level %s in %s of level %s", id, r.Level, above.ID, above.Level)
			}
		}
		for _, next := range r.Successors {
			if next == id || r.Until == 0 {
				t.Fatalf("%s ended on %s has the successor %s", id, r.Until, next)
			}
		}
	}
}

// part draws the id of a work or a headcount, now and then one that is not there.
func (r *random) part(of func(*graph.Unit) []graph.ID, kind graph.Kind) graph.ID {
	ids := []graph.ID{graph.DerivedID(kind, "unknown")}
	for _, id := range slices.Sorted(maps.Keys(r.nouns)) {
		if u, ok := r.nouns[id].(*graph.Unit); ok {
			ids = append(ids, of(u)...)
		}
	}
	return rapid.SampledFrom(ids).Draw(r.T, "part")
}

func (r *random) work() graph.ID {
	return r.part(func(u *graph.Unit) (ids []graph.ID) {
		for _, w := range u.Works {
			ids = append(ids, w.ID)
		}
		return ids
	}, graph.KindWork)
}

func (r *random) headcount() graph.ID {
	return r.part(func(u *graph.Unit) (ids []graph.ID) {
		for _, h := range u.Headcounts {
			ids = append(ids, h.ID)
		}
		return ids
	}, graph.KindHeadcount)
}

func (r *random) workKind() graph.WorkKind {
	return rapid.SampledFrom(graph.WorkKinds[:2]).Draw(r.T, "work kind")
}

// territoryMoves are the edits of units, of work and of regions.
var territoryMoves = map[string]func(*random) func(context.Context, graph.Edit) (any, error){
	"unitChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(UnitChange, UnitChangeInput{ID: r.id("id", graph.KindUnit), From: r.date("from"), UnitFields: r.unitFields()})
	},
	"unitEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(UnitEnd, UnitEndInput{ID: r.id("id", graph.KindUnit), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")})
	},
	"workStart": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(WorkStart, WorkStartInput{
			Unit: r.id("unit", graph.KindUnit), WorkKind: r.workKind(), Holder: r.oneOf("holder", "", "甲"), Since: r.date("since"), Until: r.date("until"),
		})
	},
	"workEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(WorkEnd, WorkEndInput{ID: r.work(), From: r.date("from")})
	},
	"workCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := WorkCorrectInput{ID: r.work(), Correct: true, Withdraw: rapid.IntRange(0, 3).Draw(r.T, "withdraw") == 0}
		if !in.Withdraw {
			in.WorkKind, in.Holder = oftenSome(r, "kind", r.workKind), some(r, "holder", func() string { return r.oneOf("holder", "甲", "乙") })
			in.Since, in.Until = some(r, "since", func() graph.Date { return r.date("since") }), some(r, "until", func() graph.Date { return r.date("until") })
		}
		return edited(WorkCorrect, in)
	},
	"regionChange": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(RegionChange, RegionChangeInput{ID: r.id("id", graph.KindRegion), From: r.date("from"), RegionFields: r.regionFields()})
	},
	"regionCorrect": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegionCorrectInput{ID: r.id("id", graph.KindRegion), Correct: rapid.IntRange(0, 19).Draw(r.T, "correct") > 0}
		if r.correction(&in.At, &in.During, &in.Withdrawing, &in.LifeFields) {
			in.RegionFields = r.regionFields()
		}
		return edited(RegionCorrect, in)
	},
	"regionEnd": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegionEndInput{ID: r.id("id", graph.KindRegion), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")}
		if rapid.IntRange(0, 3).Draw(r.T, "succeeded") == 0 {
			in.Successors = []graph.ID{r.id("successor", graph.KindRegion)}
		}
		return edited(RegionEnd, in)
	},
	"regionMerge": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegionMergeInput{Regions: []graph.ID{r.id("region", graph.KindRegion)}, From: r.date("from"), Into: r.target(), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")}
		if rapid.Bool().Draw(r.T, "two") {
			in.Regions = append(in.Regions, r.id("region", graph.KindRegion))
		}
		return edited(RegionMerge, in)
	},
	"regionSplit": func(r *random) func(context.Context, graph.Edit) (any, error) {
		in := RegionSplitInput{Region: r.id("region", graph.KindRegion), From: r.date("from"), WithdrawFuture: rapid.Bool().Draw(r.T, "withdraw")}
		in.Into = []RegionPart{{RegionTarget: r.target(), Rest: rapid.IntRange(0, 9).Draw(r.T, "rest") > 0}, {RegionTarget: r.target()}}
		for _, l := range r.linksTo(in.Region, graph.HopLocated) {
			if rapid.IntRange(0, 2).Draw(r.T, "taken") == 0 && !slices.Contains(in.Into[1].Takes, l.From) {
				in.Into[1].Takes = append(in.Into[1].Takes, l.From)
			}
		}
		return edited(RegionSplit, in)
	},
	"headcountWithdraw": func(r *random) func(context.Context, graph.Edit) (any, error) {
		return edited(HeadcountWithdraw, HeadcountWithdrawInput{ID: r.headcount()})
	},
}
