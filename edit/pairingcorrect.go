package edit

import (
	"context"
	"slices"
	"strconv"

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
	LifeFields                // null = as long as the pairing and the participant last
	Withdraw    bool          // it never was an end on these days
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
		end.check(t, "ends", strconv.Itoa(i))
		if end.set() && (in.Since.Set || in.Until.Set) {
			t.refuse(graph.Invalid(endField(i, end.field()), "%[1]s of an end stands beside since or until of the pairing: correct the days of the pairing first, which its ends follow, then those of the end",
				"结对一方的%[1]s不可与结对的since或until并用：请先更正结对的期间（各方随之变动），再更正该方", end.field()))
		}
		if end.Withdraw {
			for name, set := range map[string]bool{"role": end.Role.Set, "person": end.Person.Set, "since": end.Since.Set, "until": end.Until.Set} {
				if set {
					t.refuse(withdrawnBeside(endField(i, name)...))
				}
			}
		}
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

// correctEnds replaces roles, persons and days of ends, and takes away those
// that never were.
func (t *task) correctEnds(p *pairEnds, ends []PairingEndCorrection, nouns found) (changed bool) {
	for i, end := range ends {
		to := nouns[end.Participant]
		if to == nil {
			continue
		}
		var parts []int // of p.after
		for k, l := range p.after {
			if l.To == end.Participant && (end.At == 0 || l.Holds(end.At)) {
				parts = append(parts, k)
			}
		}
		switch {
		case len(parts) == 0:
			t.refuse(graph.Invalid(endField(i, "participant"), "participant %s is no end of the pairing on that day: name one of its ends, or another at",
				"参与方%s当日不是该结对的一方：请指明其中一方，或给出其他日期", named(to)))
		case end.Withdraw:
			p.after = slices.DeleteFunc(p.after, func(l graph.Link) bool { return l.To == end.Participant && (end.At == 0 || l.Holds(end.At)) })
			changed = true
		case end.set() && len(parts) > 1:
			t.refuse(graph.Invalid(endField(i, end.field()), "%s: participant %s is an end %d times: say by at which of them it is about",
				"%s：参与方%s有%d段期间：请以at指明是哪一段", end.field(), named(to), len(parts)))
		default:
			for _, k := range parts {
				changed = t.correctEnd(p, &p.after[k], end, nouns, i) || changed
			}
		}
	}
	return changed
}

// correctEnd corrects one end on its days.
func (t *task) correctEnd(p *pairEnds, l *graph.Link, end PairingEndCorrection, nouns found, i int) (changed bool) {
	role := graph.EndRole(l.Role)
	changed = into(end.Role, &role)
	l.Role = string(role)
	if end.set() {
		given := graph.Interval{Since: end.Since.or(l.Since), Until: end.Until.or(l.Until)}
		if err := given.Validate("ends", strconv.Itoa(i)); err != nil {
			t.refuse(err.(*graph.Error))
			return changed
		}
		days, ok := t.stretch(given, p.pairing, nouns[end.Participant], "since", endField(i, end.field())...)
		if !ok {
			return changed
		}
		if k := slices.IndexFunc(p.after, func(o graph.Link) bool { return o.ID != l.ID && o.To == l.To && o.Overlaps(days) }); k >= 0 {
			t.refuse(graph.Conflict(endField(i, end.field()), "%s: the participant is an end in %s too: correct or withdraw that part first", "%s：该参与方在%s亦为一方：请先更正或撤回该段", end.field(), p.after[k].Interval))
		}
		changed = changed || days != l.Interval
		l.Interval = days
	}
	if person := pick[*graph.Member](nouns, end.Person.or("")); person != nil && !t.standsFor(person, l.Since, l.Interval, i) {
		return changed
	}
	return into(end.Person, &l.Person) || changed
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
