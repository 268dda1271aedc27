package edit

import (
	"context"

	"cobuild/graph"
)

// MemberChangeInput is what memberChange changes from a day on.
type MemberChangeInput struct {
	ID   graph.ID
	From graph.Date
	MemberFields
}

// Subjects are the nouns the input names.
func (in MemberChangeInput) Subjects() []graph.ID {
	return subjects(in.ID, in.Workplace.or(""), in.Residence.or(""))
}

// MemberChange lets dated values of a member hold from a day on, and replaces
// what is current only.
func MemberChange(ctx context.Context, e graph.Edit, in MemberChangeInput) (*graph.Member, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
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
	m := graph.CopyNoun(old)
	changed := in.currentInto(m)
	if dated && t.fromInLife(m, in.From) {
		changed = t.changeMember(m, &in) || changed
		if err := t.changeRelations(ctx, m, relations, nouns, in.From); err != nil {
			return nil, err
		}
	}
	if err := t.finishMember(ctx, m, &in.MemberFields, changed, in.dated(), false); err != nil {
		return nil, err
	}
	return accepted(t, m)
}

// changeMember lets the dated values of the member's own hold from a day on.
func (t *task) changeMember(m *graph.Member, in *MemberChangeInput) (changed bool) {
	life, d := m.Life(), in.From
	if in.MemberStatus.given() {
		m.Statuses = setFrom(t, m.Statuses, life, d, *in.MemberStatus.Value, enumName[graph.MemberStatus], "memberStatus")
	}
	switch _, recorded := graph.At(m.Employments, d); {
	case in.Employment.null():
		m.Employments = clearFrom(t, m.Employments, d, enumName[graph.Employment], "employment")
	case in.Employment.given() && !recorded && *in.Employment.Value == graph.EmploymentInService:
		t.refuse(graph.Invalid([]string{"employment"}, "employment is %s on %s, as nothing else is on record: give another value",
			"%[2]s的就业状况已是%[1]s（无其他记录）：请给出其他值", graph.EmploymentInService, d))
	case in.Employment.given():
		m.Employments = setFrom(t, m.Employments, life, d, *in.Employment.Value, enumName[graph.Employment], "employment")
	}
	if in.Away.null() {
		m.Aways = clearFrom(t, m.Aways, d, showAway, "away")
	} else if away := in.awayValue(t); away != nil {
		m.Aways = setFrom(t, m.Aways, life, d, *away, showAway, "away")
	}
	return in.MemberStatus.Set || in.Employment.Set || in.Away.Set
}

// MemberTransferInput is what memberTransfer changes from a day on.
type MemberTransferInput struct {
	Member       graph.ID
	Organisation graph.ID
	From         graph.Date
	Workplace    Opt[graph.ID] // unit; null = none
	Residence    Opt[graph.ID] // region; null = unknown
	EndAbsence   bool          // the member is back, or at home where it was away
}

// Subjects are the nouns the input names.
func (in MemberTransferInput) Subjects() []graph.ID {
	return subjects(in.Member, in.Organisation, in.Workplace.or(""), in.Residence.or(""))
}

// MemberTransfer transfers a member's affiliation on a day, and with it what
// moves on the same day.
func MemberTransfer(ctx context.Context, e graph.Edit, in MemberTransferInput) (*graph.Member, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	relations := append([]memberRelation{{graph.HopAffiliated, Some(in.Organisation), graph.KindOrganisation, "organisation"}},
		homeAndWork(in.Workplace, in.Residence)...)
	nouns, err := t.lookup(ctx, append(relationRefs(relations), refTo(in.Member, graph.KindMember, "member"))...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Member](nouns, in.Member)
	if old == nil || !dated || !t.aliveOn(old, in.From, "from", "member") {
		return nil, t.errs
	}
	m := graph.CopyNoun(old)
	if err := t.changeRelations(ctx, m, relations, nouns, in.From); err != nil {
		return nil, err
	}
	if _, away := graph.At(m.Aways, in.From); in.EndAbsence && !away {
		t.refuse(graph.Invalid([]string{"endAbsence"}, "endAbsence: the member is not away on %s: leave it out, or give a day of the absence",
			"endAbsence：该党员在%s没有外出：请不写该字段，或给出外出期间的日期", in.From))
	} else if in.EndAbsence {
		m.Aways = clearFrom(t, m.Aways, in.From, showAway, "endAbsence")
		t.validate(m, memberFields)
		t.put(m, false)
	}
	return accepted(t, m)
}

// MemberEndInput is what memberEnd ends.
type MemberEndInput struct {
	ID             graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in MemberEndInput) Subjects() []graph.ID { return subjects(in.ID) }

// MemberEnd ends a member on a day with all relations and dated values.
func MemberEnd(ctx context.Context, e graph.Edit, in MemberEndInput) (*Ending[*graph.Member], error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindMember, "id"))
	if err != nil {
		return nil, err
	}
	m := pick[*graph.Member](nouns, in.ID)
	if m == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	m = graph.CopyNoun(m)
	end, err := t.endNoun(ctx, m, in.From, in.WithdrawFuture, withdrawRemedy)
	if err != nil {
		return nil, err
	}
	return accepted(t, &Ending[*graph.Member]{Noun: m, Ended: end.Ended, Withdrawn: end.Withdrawn})
}
