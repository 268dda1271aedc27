package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// RegionFields are what can be changed or corrected of a region.
type RegionFields struct {
	Parent           Opt[graph.ID] // null = none: a root
	Name             Opt[string]
	Aliases          Opt[[]string]
	Code             Opt[string]
	RegionKind       Opt[graph.RegionKind]
	Population       Opt[int]
	MobilePopulation Opt[int]
	Households       Opt[int]
	AreaKm2          Opt[float64]
	Successors       Opt[[]graph.ID] // only of a region that has an end
}

func (f RegionFields) refuseNulls(t *task) {
	t.notNull(f.Name.null(), "name")
	t.notNull(f.RegionKind.null(), "regionKind")
}

// refs are the regions that the fields name.
func (f RegionFields) refs() []ref {
	var refs []ref
	if f.Parent.given() {
		refs = append(refs, refTo(*f.Parent.Value, graph.KindRegion, "parent"))
	}
	return append(refs, eachOf(f.Successors.or(nil), graph.KindRegion, "successors")...)
}

func (f RegionFields) subjects(id graph.ID) []graph.ID {
	return subjects(append([]graph.ID{id, f.Parent.or("")}, f.Successors.or(nil)...)...)
}

// currentInto writes what is current only over the region, by a change or by a
// correction.
func (f RegionFields) currentInto(r *graph.Region, change bool) (changed bool) {
	was := r.Name
	for _, one := range []bool{
		textInto(f.Name, &r.Name), textInto(f.Code, &r.Code), into(f.RegionKind, &r.RegionKind),
		pointerInto(f.Population, &r.Population), pointerInto(f.MobilePopulation, &r.MobilePopulation), pointerInto(f.Households, &r.Households),
		pointerInto(f.AreaKm2, &r.AreaKm2),
	} {
		changed = changed || one
	}
	changed = aliasesInto(f.Aliases, &r.Head, was, change) || changed
	if f.Successors.Set {
		next := f.Successors.or(nil)
		changed = changed || !slices.Equal(r.Successors, next)
		r.Successors = slices.Clone(next)
	}
	return changed
}

// RegionChangeInput is what regionChange changes.
type RegionChangeInput struct {
	ID   graph.ID
	From graph.Date
	RegionFields
}

// Subjects are the nouns the input names.
func (in RegionChangeInput) Subjects() []graph.ID { return in.subjects(in.ID) }

// RegionChange lets a region lie in another from a day on, and replaces what is
// current only.
func RegionChange(ctx context.Context, e graph.Edit, in RegionChangeInput) (*graph.Region, error) {
	t := newTask(e)
	dayGiven := t.day(in.From, true, "from")
	in.refuseNulls(t)
	nouns, err := t.lookup(ctx, append(in.refs(), refTo(in.ID, graph.KindRegion, "id"))...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Region](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	r := graph.CopyNoun(old)
	changed := in.currentInto(r, true)
	if dayGiven && t.fromInLife(r, in.From) && in.Parent.Set {
		if err := t.moveRegion(ctx, r, in.Parent, nouns, in.From); err != nil {
			return nil, err
		}
	}
	if err := t.keepRegion(ctx, old, r, in.RegionFields, nouns, parentMove{last: true}); err != nil {
		return nil, err
	}
	t.nothing(changed || in.Parent.Set, "region", "地区")
	t.put(r, false)
	return accepted(t, r)
}

// moveRegion lets a region lie in another, or in none, from a day on.
func (t *task) moveRegion(ctx context.Context, r *graph.Region, to Opt[graph.ID], nouns found, from graph.Date) error {
	if to.null() {
		return t.setLink(ctx, graph.HopParent, r, nil, from, "parent")
	}
	parent := pick[*graph.Region](nouns, *to.Value)
	if parent == nil || !t.lasts(r, parent, "parent") {
		return nil
	}
	if err := t.setLink(ctx, graph.HopParent, r, parent, from, "parent"); err != nil || t.refused("parent") {
		return err
	}
	return t.claimAbove(ctx, graph.HopParent, r, parent, graph.Interval{Since: from, Until: r.Until}, "parent")
}

// keepRegion checks a region that is to be kept in place of old: its form, its
// code, its level among those above and below.
func (t *task) keepRegion(ctx context.Context, old, r *graph.Region, f RegionFields, nouns found, move parentMove) error {
	if f.Code.Set || f.RegionKind.Set {
		t.checkRegionCode(r)
	}
	t.checkArea(r)
	t.checkSuccessors(r, f, nouns)
	if !t.refused("regionKind") && !t.refused("parent") {
		if err := t.checkLevels(ctx, old, r, f, nouns, move); err != nil {
			return err
		}
	}
	t.validate(r, nil)
	if !f.Code.Set {
		return nil
	}
	return t.claimCode(ctx, r, graph.ByCode, r.Code, "code")
}

// checkSuccessors checks which regions are said to have taken the place of one.
func (t *task) checkSuccessors(r *graph.Region, f RegionFields, nouns found) {
	if len(f.Successors.or(nil)) == 0 {
		return
	}
	if r.Until == 0 {
		t.refuse(graph.Invalid([]string{"successors"}, "successors of %s, which has no end: they are of a region that ended, leave them out or end it",
			"%s尚未终止，不应有继任地区：请留空，或先终止该地区", named(r)))
		return
	}
	t.successors(r, f.Successors.or(nil), nouns)
}
