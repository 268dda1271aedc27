package edit

import (
	"context"

	"cobuild/graph"
)

// MemberCorrectInput is what memberCorrect corrects.
type MemberCorrectInput struct {
	ID      graph.ID
	Correct bool       // must be true
	At      graph.Date // 0 = today
	MemberFields
}

// Subjects are the nouns the input names.
func (in MemberCorrectInput) Subjects() []graph.ID {
	return subjects(in.ID, in.Workplace.or(""), in.Residence.or(""))
}

// MemberCorrect replaces what was never true of a member. A dated value is
// replaced in the spell in force on At, which keeps its bounds; days without
// employment, workplace or residence count as a spell without one. An absence
// is only corrected where there is one.
func MemberCorrect(ctx context.Context, e graph.Edit, in MemberCorrectInput) (*graph.Member, error) {
	t := newTask(e)
	t.correction(in.Correct, "memberCorrect")
	dated := t.day(in.At, false, "at")
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
	at := in.At
	if at == 0 {
		at = e.Today()
	}
	m := graph.CopyNoun(old)
	changed, moved := in.currentInto(m), false
	if in.dated() && dated && t.inLife(m, at) {
		changed = t.correctMember(m, &in, at) || changed
		for _, r := range relations {
			to := nouns[r.id.or("")]
			if !r.id.Set || r.id.given() && to == nil {
				continue
			}
			_, one, err := t.correctSingle(ctx, r.hop, m, to, at, r.field)
			if err != nil {
				return nil, err
			}
			moved = moved || one
		}
	}
	if err := t.finishMember(ctx, m, &in.MemberFields, changed, moved, true); err != nil {
		return nil, err
	}
	return accepted(t, m)
}

// correctMember replaces the member's own values in the spells of a day.
func (t *task) correctMember(m *graph.Member, in *MemberCorrectInput, at graph.Date) (changed bool) {
	life := m.Life()
	if in.MemberStatus.given() {
		m.Statuses, changed = correctAt(m.Statuses, life, at, in.MemberStatus.Value)
	}
	if in.Employment.null() || in.Employment.given() && *in.Employment.Value != m.EmploymentOn(at) {
		var new bool
		m.Employments, new = correctAt(m.Employments, life, at, in.Employment.Value)
		changed = changed || new
	}
	if !in.Away.Set || t.refused("away") {
		return changed
	}
	if _, away := graph.At(m.Aways, at); !away {
		t.refuse(graph.Invalid([]string{"away"}, "there is no absence on %s to correct: give another at, or enter the absence by memberChange from its first day",
			"%s没有外出记录可更正：请给出其他日期，或以memberChange自外出首日登记", at))
		return changed
	}
	var new bool
	m.Aways, new = correctAt(m.Aways, life, at, in.awayValue(t))
	return changed || new
}
