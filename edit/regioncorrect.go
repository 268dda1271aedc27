package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// RegionCorrectInput is what regionCorrect corrects or withdraws.
type RegionCorrectInput struct {
	ID      graph.ID
	Correct bool            // must be true
	At      graph.Date      // 0 = today
	During  *graph.Interval // days of the parent, instead of the spell of At
	Withdrawing
	LifeFields
	RegionFields
}

// Subjects are the nouns the input names.
func (in RegionCorrectInput) Subjects() []graph.ID { return in.subjects(in.ID) }

// given are the fields that have no place beside withdraw: true.
func (in RegionCorrectInput) given() map[string]bool {
	return map[string]bool{
		"at": in.At != 0, "during": in.During != nil, "since": in.Since.Set, "until": in.Until.Set, "parent": in.Parent.Set, "name": in.Name.Set, "aliases": in.Aliases.Set, "code": in.Code.Set,
		"regionKind": in.RegionKind.Set, "population": in.Population.Set, "mobilePopulation": in.MobilePopulation.Set, "households": in.Households.Set,
		"areaKm2": in.AreaKm2.Set, "successors": in.Successors.Set,
	}
}

// RegionCorrect replaces what was never true of a region, or withdraws it. The
// parent is replaced in the spell in force on At, which keeps its bounds, or on
// the days of During.
func RegionCorrect(ctx context.Context, e graph.Edit, in RegionCorrectInput) (*Corrected[*graph.Region], error) {
	t := newTask(e)
	t.correction(in.Correct, "regionCorrect")
	right := t.checkCorrection(in.At, in.During, in.Withdrawing, in.LifeFields, in.Parent.Set, in.given())
	in.refuseNulls(t)
	nouns, err := t.lookup(ctx, append(in.refs(), refTo(in.ID, graph.KindRegion, "id"))...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Region](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	done := &Corrected[*graph.Region]{}
	if in.Withdraw {
		if done.Withdrawn, err = t.withdrawNoun(ctx, old, in.Relations); err != nil {
			return nil, err
		}
		return accepted(t, done)
	}
	r := graph.CopyNoun(old)
	done.Noun = r
	changed, lived := in.currentInto(r, false), false
	if right {
		if lived, err = t.correctDays(ctx, r, in.LifeFields, in.Relations, &done.Withdrawn); err != nil {
			return nil, err
		}
	}
	if lived {
		if err := t.successions(ctx, r, in); err != nil {
			return nil, err
		}
	}
	move := parentMove{correct: true}
	if in.Parent.Set && right && !t.refused("parent") {
		if w, ok := t.when(r, in.At, in.During); ok {
			if err := t.correctParent(ctx, r, in.Parent, nouns, w, &move); err != nil {
				return nil, err
			}
		}
	}
	if err := t.keepRegion(ctx, old, r, in.RegionFields, nouns, move); err != nil {
		return nil, err
	}
	t.nothing(changed || lived || move.moved, "region", "地区")
	if changed || lived || r.Level != old.Level {
		t.put(r, true)
	}
	return accepted(t, done)
}

// parentMove is how the parent that an input names stands to those on record.
type parentMove struct {
	correct  bool
	last     bool     // no other begins after it
	moved    bool     // by a correction: it is another than before
	replaced graph.ID // the link that it was put in place of, by a correction
}

// correctParent replaces the parent of the spell, or on the days, that a
// correction is about.
func (t *task) correctParent(ctx context.Context, r *graph.Region, to Opt[graph.ID], nouns found, w when, move *parentMove) (err error) {
	var parent graph.Noun // stays nil for none
	if to.given() {
		parent = nouns[*to.Value]
	}
	var days graph.Interval
	if w.during != nil {
		move.last = w.during.End() >= r.End()
		days, move.moved, err = t.correctLinkDuring(ctx, graph.HopParent, r, parent, *w.during, "parent")
	} else {
		days, err = t.correctParentAt(ctx, r, parent, w.at, move)
	}
	if err != nil || !move.moved || parent == nil {
		return err
	}
	return t.claimAbove(ctx, graph.HopParent, r, parent, days, "parent")
}

// correctParentAt replaces the parent of the spell in force on a day.
func (t *task) correctParentAt(ctx context.Context, r *graph.Region, parent graph.Noun, at graph.Date, move *parentMove) (days graph.Interval, err error) {
	links, err := t.linksOf(ctx, r.ID, graph.Out, graph.HopParent)
	if err != nil {
		return days, err
	}
	var spell graph.Link
	move.last = true
	for _, l := range links {
		if l.Holds(at) {
			spell = l
		}
		move.last = move.last && l.Since <= at
	}
	if move.moved, err = t.correctLink(ctx, graph.HopParent, r, parent, at, "parent"); move.moved {
		move.replaced = spell.ID
	}
	return spell.Interval, err
}

// successions checks what successors ask of the days of a region that were
// corrected: its own are there on its end, and it is there on the end of those
// that it took the place of.
func (t *task) successions(ctx context.Context, r *graph.Region, in RegionCorrectInput) error {
	if !in.Successors.Set && len(r.Successors) > 0 {
		if r.Until == 0 {
			t.refuse(graph.Invalid([]string{"until"}, "until null: %s has successors, which only a region that ended has: say successors: null too",
				"until为null：%s有继任地区，而未终止的地区不应有：请同时写successors: null", named(r)))
			return nil
		}
		nouns, err := t.e.Nouns(ctx, r.Successors)
		if err != nil {
			return err
		}
		for _, id := range r.Successors {
			if next := nouns[id]; next != nil && !next.Top().Holds(r.Until) {
				t.refuse(graph.Conflict([]string{in.field()}, "%s: the successor %s lives in %s, not on %s: give other successors too",
					"%s：继任地区%s的存续期为%s，不含%s：请同时给出其他继任地区", in.field(), named(next), next.Top().Life(), r.Until))
			}
		}
	}
	namers, err := t.e.Mentions(ctx, []graph.ID{r.ID})
	if err != nil {
		return err
	}
	nouns, err := t.e.Nouns(ctx, namers[r.ID])
	for _, id := range namers[r.ID] {
		old, ok := nouns[id].(*graph.Region)
		if ok && slices.Contains(old.Successors, r.ID) && !r.Holds(old.Until) {
			t.refuse(graph.Conflict([]string{in.field()}, "%s: it is the successor of %s, which ended on %s, a day outside its life %s: correct the successors of that region first",
				"%s：它是%s的继任地区，后者于%s终止，不在其存续期%s内：请先更正该地区的继任地区", in.field(), named(old), old.Until, r.Life()))
		}
	}
	return err
}
