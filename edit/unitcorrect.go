package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// UnitCorrectInput is what unitCorrect corrects or withdraws.
type UnitCorrectInput struct {
	ID      graph.ID
	Correct bool            // must be true
	At      graph.Date      // 0 = today
	During  *graph.Interval // days of the dated values, instead of the spell of At
	Withdrawing
	LifeFields
	UnitFields
}

// Subjects are the nouns the input names.
func (in UnitCorrectInput) Subjects() []graph.ID { return subjects(in.ID, in.Region.or("")) }

// given are the fields that have no place beside withdraw: true.
func (in UnitCorrectInput) given() map[string]bool {
	return map[string]bool{
		"at": in.At != 0, "during": in.During != nil, "since": in.Since.Set, "until": in.Until.Set, "code": in.Code.Set, "creditCode": in.CreditCode.Set, "name": in.Name.Set, "aliases": in.Aliases.Set,
		"industry": in.Industry.Set, "level": in.Level.Set, "unitKind": in.UnitKind.Set, "ownership": in.Ownership.Set, "unitState": in.UnitState.Set,
		"region": in.Region.Set, "staff": in.Staff.Set,
	}
}

// UnitCorrect replaces what was never true of a unit, or withdraws it. A dated
// value is replaced in the spell in force on At, which keeps its bounds, or on
// the days of During; days without staff or state count as a spell of unknown
// staff and of the state OPERATING.
func UnitCorrect(ctx context.Context, e graph.Edit, in UnitCorrectInput) (*Corrected[*graph.Unit], error) {
	t := newTask(e)
	t.correction(in.Correct, "unitCorrect")
	right := t.checkCorrection(in.At, in.During, in.Withdrawing, in.LifeFields, in.dated(), in.given())
	in.refuseNulls(t)
	refs := []ref{refTo(in.ID, graph.KindUnit, "id")}
	if in.Region.given() {
		refs = append(refs, refTo(*in.Region.Value, graph.KindRegion, "region"))
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Unit](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	done := &Corrected[*graph.Unit]{}
	if in.Withdraw {
		if done.Withdrawn, err = t.withdrawNoun(ctx, old, in.Relations); err != nil {
			return nil, err
		}
		return accepted(t, done)
	}
	u := graph.CopyNoun(old)
	done.Noun = u
	changed := in.currentInto(u, false)
	var w when
	dated := false
	if in.dated() && right {
		if w, dated = t.when(u, in.At, in.During); dated {
			changed = t.correctDated(u, in, w) || changed
		}
	}
	if right {
		moved, err := t.correctDays(ctx, u, in.LifeFields, in.Relations, &done.Withdrawn)
		if err != nil {
			return nil, err
		}
		changed = changed || moved
	}
	t.validate(u, unitFields)
	if in.Code.Set || in.CreditCode.Set {
		if err := t.claimUnitCodes(ctx, u); err != nil {
			return nil, err
		}
	}
	moved := false
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil && dated {
		if moved, err = t.correctPlace(ctx, u, region, w); err != nil {
			return nil, err
		}
	}
	t.nothing(changed || moved, "unit", "单位")
	if changed {
		t.put(u, true)
	}
	return accepted(t, done)
}

// correction refuses a correction that does not say so.
func (t *task) correction(said bool, mutation string) {
	if !said {
		t.refuse(graph.Invalid([]string{"correct"}, "correct is false: %s replaces what was never true, say correct: true",
			"correct为false：%s用于更正从未属实的内容，请写correct: true", mutation))
	}
}

// inLife refuses an at outside the noun's life.
func (t *task) inLife(n graph.Noun, at graph.Date) bool {
	life := n.Top().Life()
	if life.Holds(at) {
		return true
	}
	t.refuse(graph.Invalid([]string{"at"}, "at %s lies outside the life (%s) of %s: give a date inside it",
		"日期%s超出%[3]s的存续期%[2]s：请给出存续期内的日期", at, life, named(n)))
	return false
}

// nothing refuses an input by which nothing changes.
func (t *task) nothing(changed bool, en, zh string) {
	if !changed && !t.refused() {
		t.refuse(graph.NewError(graph.CodeInvalid, nil, "the %[1]s is already as this input says: give a field with another value",
			"%[2]s已与所给内容一致：请给出不同的值", en, zh))
	}
}

// correctDated replaces values in the spells, or on the days, that a correction
// is about.
func (t *task) correctDated(u *graph.Unit, in UnitCorrectInput, w when) (changed bool) {
	changed = correctClass(u, in, w)
	if in.UnitState.given() && (w.during != nil || *in.UnitState.Value != u.StateOn(w.at)) {
		var new bool
		u.States, new = correctValue(u.States, u.Life(), w, in.UnitState.Value)
		changed = changed || new
	}
	if in.Staff.Set {
		var new bool
		u.Staffs, new = correctValue(u.Staffs, u.Life(), w, in.Staff.Value)
		changed = changed || new
	}
	return changed
}

// correctClass replaces kind, ownership or both. Of the days it is about some
// may be of one class and some of another.
func correctClass(u *graph.Unit, in UnitCorrectInput, w when) (changed bool) {
	if !in.UnitKind.given() && !in.Ownership.given() {
		return false
	}
	days := graph.Interval{Since: w.at, Until: w.at.AddDays(1)}
	if w.during != nil {
		days = *w.during
	}
	for _, spell := range slices.Clone(u.Classes) {
		part, ok := spell.Intersect(days)
		if !ok {
			continue
		}
		class := graph.UnitClass{UnitKind: in.UnitKind.or(spell.Value.UnitKind), Ownership: in.Ownership.or(spell.Value.Ownership)}
		if w.during != nil {
			w = when{during: &part}
		}
		var new bool
		u.Classes, new = correctValue(u.Classes, u.Life(), w, &class)
		changed = changed || new
	}
	return changed
}
