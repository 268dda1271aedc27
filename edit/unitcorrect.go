package edit

import (
	"context"

	"cobuild/graph"
)

// UnitCorrectInput is what unitCorrect corrects.
type UnitCorrectInput struct {
	ID      graph.ID
	Correct bool       // must be true
	At      graph.Date // 0 = today
	UnitFields
}

// Subjects are the nouns the input names.
func (in UnitCorrectInput) Subjects() []graph.ID { return subjects(in.ID, in.Region.or("")) }

// UnitCorrect replaces what was never true of a unit. A dated value is replaced
// in the spell in force on At, which keeps its bounds; days without staff or
// state count as a spell of unknown staff and of the state OPERATING.
func UnitCorrect(ctx context.Context, e graph.Edit, in UnitCorrectInput) (*graph.Unit, error) {
	t := newTask(e)
	t.checkUnitCorrection(in)
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
	at := in.At
	if at == 0 {
		at = e.Today()
	}
	u := graph.CopyNoun(old)
	changed := in.currentInto(u)
	if in.dated() && t.inLife(u, at) {
		changed = t.correctDated(u, in, at) || changed
	}
	t.validate(u, unitFields)
	if in.Code.Set || in.CreditCode.Set {
		if err := t.claimUnitCodes(ctx, u); err != nil {
			return nil, err
		}
	}
	moved := false
	if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil && u.Holds(at) {
		if moved, err = t.correctLink(ctx, graph.HopLocated, u, region, at, "region"); err != nil {
			return nil, err
		}
	}
	t.nothing(changed || moved, "unit", "单位")
	if changed {
		t.put(u, true)
	}
	return accepted(t, u)
}

// checkUnitCorrection checks what needs no facts.
func (t *task) checkUnitCorrection(in UnitCorrectInput) {
	t.correction(in.Correct, "unitCorrect")
	t.day(in.At, false, "at")
	in.refuseNulls(t)
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
	t.refuse(graph.Invalid([]string{"at"}, "at %s lies outside the life %s of %s: give a date inside it",
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

// correctDated replaces values in the spells of at.
func (t *task) correctDated(u *graph.Unit, in UnitCorrectInput, at graph.Date) (changed bool) {
	if in.UnitKind.given() || in.Ownership.given() {
		class := u.ClassOn(at)
		if in.UnitKind.given() {
			class.UnitKind = *in.UnitKind.Value
		}
		if in.Ownership.given() {
			class.Ownership = *in.Ownership.Value
		}
		var new bool
		u.Classes, new = correctAt(u.Classes, u.Life(), at, &class)
		changed = changed || new
	}
	if in.UnitState.given() && *in.UnitState.Value != u.StateOn(at) {
		u.States, _ = correctAt(u.States, u.Life(), at, in.UnitState.Value)
		changed = true
	}
	if in.Staff.Set {
		var new bool
		u.Staffs, new = correctAt(u.Staffs, u.Life(), at, in.Staff.Value)
		changed = changed || new
	}
	return changed
}
