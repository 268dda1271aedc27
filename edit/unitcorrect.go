package edit

import (
	"context"

	"cobuild/graph"
)

// UnitCorrectInput is what unitCorrect corrects.
type UnitCorrectInput struct {
	ID         graph.ID
	Correct    bool       // must be true
	At         graph.Date // 0 = today
	Code       Opt[string]
	CreditCode Opt[string]
	Name       Opt[string]
	Industry   Opt[string]
	Level      Opt[graph.RegionLevel]
	UnitKind   Opt[graph.UnitKind]
	Ownership  Opt[graph.Ownership]
	UnitState  Opt[graph.UnitState]
	Region     Opt[graph.ID]
	Staff      Opt[int]
}

// Subjects are the nouns the input names.
func (in UnitCorrectInput) Subjects() []graph.ID { return subjects(in.ID, in.Region.or("")) }

// dated says whether the input corrects a dated value.
func (in UnitCorrectInput) dated() bool {
	return in.UnitKind.Set || in.Ownership.Set || in.UnitState.Set || in.Region.Set || in.Staff.Set
}

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
	changed := correctUndated(u, in)
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
	if !changed && !moved && !t.refused() {
		t.refuse(graph.Invalid(nil, "the unit is already as this input says: give a field with another value", "单位已与所给内容一致：请给出不同的值"))
	}
	if changed {
		t.put(u, true)
	}
	return accepted(t, u)
}

// checkUnitCorrection checks what needs no facts.
func (t *task) checkUnitCorrection(in UnitCorrectInput) {
	if !in.Correct {
		t.refuse(graph.Invalid([]string{"correct"}, "correct is false: unitCorrect replaces what was never true, say correct: true",
			"correct为false：unitCorrect用于更正从未属实的内容，请写correct: true"))
	}
	t.day(in.At, false, "at")
	for _, field := range []struct {
		name string
		null bool
	}{
		{"name", in.Name.null()},
		{"unitKind", in.UnitKind.null()},
		{"ownership", in.Ownership.null()},
		{"unitState", in.UnitState.null()},
		{"region", in.Region.null()},
	} {
		if field.null {
			t.refuse(graph.Invalid([]string{field.name}, "%s is null: it always has a value, give one or leave the field out",
				"%s为null：该字段必须有值，请给出，或不写该字段", field.name))
		}
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

// correctUndated replaces what is current only.
func correctUndated(u *graph.Unit, in UnitCorrectInput) (changed bool) {
	set := func(to *string, opt Opt[string]) {
		value := *to
		if opt.Set {
			value = trimmed(opt.or(""))
		}
		changed = changed || value != *to
		*to = value
	}
	set(&u.Name, in.Name)
	set(&u.Code, in.Code)
	set(&u.CreditCode, in.CreditCode)
	set(&u.Industry, in.Industry)
	level := in.Level.or(u.Level)
	changed = changed || level != u.Level
	u.Level = level
	return changed
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
