package storetest

import (
	"maps"
	"slices"

	"cobuild/edit"
	"cobuild/graph"
)

// part is the id of a work or a headcount on record.
func (u *editor) part(kind graph.Kind) graph.ID {
	ids := []graph.ID{graph.DerivedID(kind, "none")}
	for _, n := range u.replay.nouns {
		unit, ok := n.(*graph.Unit)
		if !ok || !unit.Holds(today) {
			continue
		}
		for _, w := range unit.Works {
			if kind == graph.KindWork {
				ids = append(ids, w.ID)
			}
		}
		for _, h := range unit.Headcounts {
			if kind == graph.KindHeadcount {
				ids = append(ids, h.ID)
			}
		}
	}
	slices.Sort(ids)
	return choose(u, ids)
}

func (u *editor) regionFields() (f edit.RegionFields) {
	switch u.IntN(4) {
	case 0:
		f.Name = edit.Some(u.name())
	case 1:
		f.RegionKind = edit.Some(choose(u, []graph.RegionKind{graph.RegionPark, graph.RegionMarket, graph.RegionGrid}))
	default:
		f.Parent = choose(u, []edit.Opt[graph.ID]{edit.Some(u.roomy()), edit.Some(u.roomy()), edit.Null[graph.ID]()})
	}
	return f
}

// emptied is mostly a region in which nothing ever lay, which may end.
func (u *editor) emptied() graph.ID {
	for range 10 {
		id := u.any(graph.KindRegion)
		full := false
		for _, l := range u.replay.links {
			full = full || l.To == id && (l.Hop == graph.HopLocated || l.Hop == graph.HopParent)
		}
		if !full {
			return id
		}
	}
	return u.any(graph.KindRegion)
}

// target is a region that takes over: most often a new one.
func (u *editor) target() edit.RegionTarget {
	if u.IntN(3) == 0 {
		return edit.RegionTarget{Existing: u.roomy()}
	}
	return edit.RegionTarget{New: &edit.RegionRegisterInput{Name: u.name(), RegionKind: choose(u, []graph.RegionKind{graph.RegionPark, graph.RegionArea}), Parent: u.roomy()}}
}

// split takes about a third of what is located in a region out of it.
func (u *editor) split() edit.RegionSplitInput {
	in := edit.RegionSplitInput{Region: u.any(graph.KindRegion), From: max(u.date(), today.AddMonths(-20)), WithdrawFuture: u.IntN(4) > 0}
	in.Into = []edit.RegionPart{{RegionTarget: u.target(), Rest: true}, {RegionTarget: u.target()}}
	for _, id := range slices.Sorted(maps.Keys(u.replay.links)) {
		if l := u.replay.links[id]; l.To == in.Region && l.Hop == graph.HopLocated && l.End() > in.From && u.IntN(3) == 0 && !slices.Contains(in.Into[1].Takes, l.From) {
			in.Into[1].Takes = append(in.Into[1].Takes, l.From)
		}
	}
	return in
}

// territory draws edits of units, of work and of regions.
func (u *editor) territory() []step {
	change := edit.UnitChangeInput{ID: u.any(graph.KindUnit), From: max(u.date(), today.AddMonths(-20))}
	switch u.IntN(4) {
	case 0:
		change.Ownership = edit.Some(choose(u, graph.Ownerships))
	case 1:
		change.UnitState = edit.Some(choose(u, graph.UnitStates))
	case 2:
		change.Region = edit.Some(u.any(graph.KindRegion))
	case 3:
		change.Staff = choose(u, []edit.Opt[int]{edit.Some(u.IntN(300)), edit.Null[int]()})
	}
	region := edit.RegionCorrectInput{ID: u.any(graph.KindRegion), Correct: true}
	if u.correction(&region.At, &region.During, &region.Withdrawing, &region.LifeFields) {
		if region.RegionFields = u.regionFields(); region.During != nil {
			region.Parent = edit.Some(u.roomy())
		}
	}
	correction := edit.WorkCorrectInput{ID: u.part(graph.KindWork), Correct: true}
	if correction.Withdraw = u.IntN(3) == 0; !correction.Withdraw {
		correction.WorkKind, correction.Since = edit.Some(choose(u, graph.WorkKinds)), choose(u, []edit.Opt[graph.Date]{{}, edit.Null[graph.Date]()})
	}
	return []step{
		asStep("regionChange", edit.RegionChange, edit.RegionChangeInput{ID: u.any(graph.KindRegion), From: max(u.date(), today.AddMonths(-20)), RegionFields: u.regionFields()}),
		asStep("regionCorrect", edit.RegionCorrect, region),
		asStep("regionMerge", edit.RegionMerge, edit.RegionMergeInput{Regions: []graph.ID{u.any(graph.KindRegion)}, From: max(u.date(), today.AddMonths(-20)), Into: u.target(), WithdrawFuture: u.IntN(4) > 0}),
		asStep("regionSplit", edit.RegionSplit, u.split()),
		asStep("regionEnd", edit.RegionEnd, edit.RegionEndInput{ID: u.emptied(), From: u.date(), WithdrawFuture: u.IntN(3) > 0}),
		asStep("unitChange", edit.UnitChange, change),
		asStep("unitEnd", edit.UnitEnd, edit.UnitEndInput{ID: u.any(graph.KindUnit), From: u.date(), WithdrawFuture: u.IntN(3) > 0}),
		asStep("workStart", edit.WorkStart, edit.WorkStartInput{Unit: u.any(graph.KindUnit), WorkKind: choose(u, graph.WorkKinds), Since: u.date(), Until: choose(u, []graph.Date{0, u.date()})}),
		asStep("workEnd", edit.WorkEnd, edit.WorkEndInput{ID: u.part(graph.KindWork), From: u.date()}),
		asStep("workCorrect", edit.WorkCorrect, correction),
		asStep("headcountWithdraw", edit.HeadcountWithdraw, edit.HeadcountWithdrawInput{ID: u.part(graph.KindHeadcount)}),
	}
}
