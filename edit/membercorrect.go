package edit

import (
	"context"

	"cobuild/graph"
)

// MemberCorrectInput is what memberCorrect corrects or withdraws.
type MemberCorrectInput struct {
	ID      graph.ID
	Correct bool            // must be true
	At      graph.Date      // 0 = today
	During  *graph.Interval // days of the dated values, instead of the spell of At
	Withdrawing
	LifeFields
	MemberFields
}

// Subjects are the nouns the input names.
func (in MemberCorrectInput) Subjects() []graph.ID {
	return subjects(in.ID, in.Workplace.or(""), in.Residence.or(""))
}

// given are the fields that have no place beside withdraw: true.
func (in MemberCorrectInput) given() map[string]bool {
	return map[string]bool{
		"at": in.At != 0, "during": in.During != nil, "since": in.Since.Set, "until": in.Until.Set, "code": in.Code.Set, "name": in.Name.Set, "sex": in.Sex.Set,
		"birthYear": in.BirthYear.Set, "phone": in.Phone.Set, "number": in.Number.Set, "memberStatus": in.MemberStatus.Set, "employment": in.Employment.Set,
		"workplace": in.Workplace.Set, "residence": in.Residence.Set, "away": in.Away.Set,
	}
}

// MemberCorrect replaces what was never true of a member, or withdraws it. A
// dated value is replaced in the spell in force on At, which keeps its bounds,
// or on the days of During; days without employment, workplace or residence
// count as a spell without one. By At an absence is only corrected where there
// is one.
func MemberCorrect(ctx context.Context, e graph.Edit, in MemberCorrectInput) (*Corrected[*graph.Member], error) {
	t := newTask(e)
	t.correction(in.Correct, "memberCorrect")
	right := t.checkCorrection(in.At, in.During, in.Withdrawing, in.LifeFields, in.dated(), in.given())
	in.checkMember(t)
	relations := homeAndWork(in.Workplace, in.Residence)
	nouns, err := t.lookup(ctx, append(relationRefs(relations), refTo(in.ID, graph.KindMember, "id"))...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Member](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	done := &Corrected[*graph.Member]{}
	if in.Withdraw {
		if done.Withdrawn, err = t.withdrawNoun(ctx, old, in.Relations); err != nil {
			return nil, err
		}
		return accepted(t, done)
	}
	m := graph.CopyNoun(old)
	done.Noun = m
	changed, moved := in.currentInto(m), false
	if in.dated() && right {
		if w, ok := t.when(m, in.At, in.During); ok {
			changed = t.correctMember(m, &in, w) || changed
			if moved, err = t.correctRelations(ctx, m, relations, nouns, w); err != nil {
				return nil, err
			}
		}
	}
	if right {
		lived, err := t.correctDays(ctx, m, in.LifeFields, in.Relations, &done.Withdrawn)
		if err != nil {
			return nil, err
		}
		changed = changed || lived
	}
	if err := t.finishMember(ctx, m, &in.MemberFields, changed, moved, true); err != nil {
		return nil, err
	}
	return accepted(t, done)
}

// correctRelations corrects links of a member; null withdraws them.
func (t *task) correctRelations(ctx context.Context, m *graph.Member, relations []memberRelation, nouns found, w when) (moved bool, err error) {
	for _, r := range relations {
		to := nouns[r.id.or("")]
		if !r.id.Set || r.id.given() && to == nil {
			continue
		}
		_, one, err := t.correctRelation(ctx, r.hop, m, to, w, r.field)
		if err != nil {
			return false, err
		}
		moved = moved || one
	}
	return moved, nil
}

// correctMember replaces the member's own values in the spells, or on the days,
// that a correction is about.
func (t *task) correctMember(m *graph.Member, in *MemberCorrectInput, w when) (changed bool) {
	life := m.Life()
	if in.MemberStatus.given() {
		m.Statuses, changed = correctValue(m.Statuses, life, w, in.MemberStatus.Value)
	}
	if in.Employment.null() || in.Employment.given() && (w.during != nil || *in.Employment.Value != m.EmploymentOn(w.at)) {
		var new bool
		m.Employments, new = correctValue(m.Employments, life, w, in.Employment.Value)
		changed = changed || new
	}
	if !in.Away.Set || t.refused("away") {
		return changed
	}
	if _, away := graph.At(m.Aways, w.at); !away && w.during == nil {
		t.refuse(graph.Invalid([]string{"away"}, "there is no absence on %s to correct: give another at, or during for the days of an absence that is not on record",
			"%s没有外出记录可更正：请给出其他日期，或以during给出未登记的外出期间", w.at))
		return changed
	}
	var new bool
	m.Aways, new = correctValue(m.Aways, life, w, in.awayValue(t))
	return changed || new
}
