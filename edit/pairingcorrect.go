package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// PairingCorrectInput is what pairingCorrect corrects or withdraws.
type PairingCorrectInput struct {
	ID          graph.ID
	Correct     bool // must be true
	Withdraw    bool // it was never agreed
	Code        Opt[string]
	PairingKind Opt[graph.PairingKind]
	Agreement   Opt[string]
	Since       Opt[graph.Date] // null = before records began
	Until       Opt[graph.Date] // null = open
	Ends        []PairingEndCorrection
}

// PairingEndCorrection is what was never true of an end.
type PairingEndCorrection struct {
	Participant graph.ID
	At          graph.Date // 0 = all its days
	Role        Opt[graph.EndRole]
	Person      Opt[graph.ID] // null = nobody is named
}

// Subjects are the nouns the input names.
func (in PairingCorrectInput) Subjects() []graph.ID {
	ids := []graph.ID{in.ID}
	for _, end := range in.Ends {
		ids = append(ids, end.Participant, end.Person.or(""))
	}
	return subjects(ids...)
}

// PairingCorrect replaces what was never true of a pairing, or withdraws it
// with its ends and activities; then it gives nil.
func PairingCorrect(ctx context.Context, e graph.Edit, in PairingCorrectInput) (*graph.Pairing, error) {
	t := newTask(e)
	dated := t.checkPairingCorrection(in)
	p, err := t.pairing(ctx, in.ID, "id")
	if err != nil {
		return nil, err
	}
	nouns, err := t.lookup(ctx, in.refs()...)
	if err != nil {
		return nil, err
	}
	if p == nil || !dated {
		return nil, t.errs
	}
	if in.Withdraw {
		t.dropNoun(p.pairing)
		for _, l := range p.before {
			t.dropLink(l)
		}
		return nil, t.done()
	}
	is := graph.Interval{Since: in.Since.or(p.was.Since), Until: in.Until.or(p.was.Until)}
	if err := is.Validate(); err != nil {
		t.refuse(err.(*graph.Error))
		return nil, t.errs
	}
	changed := is != p.was
	for _, one := range []bool{
		textInto(in.Code, &p.pairing.Code), into(in.PairingKind, &p.pairing.PairingKind), textInto(in.Agreement, &p.pairing.Agreement),
		t.correctEnds(p, in.Ends, nouns),
	} {
		changed = changed || one
	}
	t.activitiesIn(p.pairing, is)
	t.nothing(changed, "pairing", "结对")
	if t.refused() {
		return nil, t.errs
	}
	if err := t.moveDays(ctx, p, is, true, "id"); err != nil {
		return nil, err
	}
	return accepted(t, p.pairing)
}

func (in PairingCorrectInput) refs() []ref {
	var refs []ref
	for i, end := range in.Ends {
		refs = append(refs, ref{end.Participant, graph.Participants, endField(i, "participant")})
		if end.Person.given() {
			refs = append(refs, refTo(*end.Person.Value, graph.KindMember, endField(i, "person")...))
		}
	}
	return refs
}

// checkPairingCorrection checks what needs no facts; false where it cannot be
// gone on with.
func (t *task) checkPairingCorrection(in PairingCorrectInput) bool {
	t.correction(in.Correct, "pairingCorrect")
	t.notNull(in.PairingKind.null(), "pairingKind")
	if in.Withdraw {
		t.alone(map[string]bool{"code": in.Code.Set, "pairingKind": in.PairingKind.Set, "agreement": in.Agreement.Set, "since": in.Since.Set, "until": in.Until.Set, "ends": in.Ends != nil})
	}
	if in.Ends != nil && len(in.Ends) == 0 {
		t.refuse(graph.Invalid([]string{"ends"}, "ends is an empty list: name the ends to correct, or leave it out", "ends为空列表：请列出要更正的结对方，或不写该字段"))
	}
	if len(in.Ends) > mostEnds {
		t.refuse(graph.Invalid([]string{"ends"}, "ends are %d: correct at most %d at a time", "结对方有%d个：一次最多更正%d个", len(in.Ends), mostEnds))
		return false
	}
	since := t.day(in.Since.or(0), false, "since")
	until := t.day(in.Until.or(0), false, "until")
	for i, end := range in.Ends {
		t.day(end.At, false, endField(i, "at")...)
		switch role := end.Role; {
		case role.null():
			t.refuse(graph.Invalid(endField(i, "role"), "role is null: it always has a value, give one or leave the field out",
				"role为null：该字段必须有值，请给出，或不写该字段"))
		case role.given() && !slices.Contains(graph.EndRoles, *role.Value):
			t.refuse(unknownRole(*role.Value, endField(i, "role")...))
		}
	}
	return since && until
}

// correctEnds replaces roles and persons of ends.
func (t *task) correctEnds(p *pairEnds, ends []PairingEndCorrection, nouns found) (changed bool) {
	for i, end := range ends {
		to := nouns[end.Participant]
		if to == nil {
			continue
		}
		there := false
		for k := range p.after {
			l := &p.after[k]
			if l.To != end.Participant || end.At != 0 && !l.Holds(end.At) {
				continue
			}
			there = true
			role := graph.EndRole(l.Role)
			changed = into(end.Role, &role) || changed
			l.Role = string(role)
			if person := pick[*graph.Member](nouns, end.Person.or("")); person != nil && !t.standsFor(person, l.Since, l.Interval, i) {
				continue
			}
			changed = into(end.Person, &l.Person) || changed
		}
		if !there {
			t.refuse(graph.Invalid(endField(i, "participant"), "participant %s is no end of the pairing on that day: name one of its ends, or another at",
				"参与方%s当日不是该结对的一方：请指明其中一方，或给出其他日期", named(to)))
		}
	}
	return changed
}

// activitiesIn refuses days of a pairing that leave an activity outside.
func (t *task) activitiesIn(p *graph.Pairing, is graph.Interval) {
	for _, a := range p.Activities {
		if is.Holds(a.Date) {
			continue
		}
		field := "since"
		if a.Date >= is.End() {
			field = "until"
		}
		t.refuse(graph.Conflict([]string{field}, "%s: the activity %q of %s would lie outside %s: correct or withdraw it first (%s)",
			"%s：活动%q（%s）将超出%s：请先更正或撤回该活动（%s）", field, graph.Clip(a.Title), a.Date, is, a.ID))
		return
	}
}
