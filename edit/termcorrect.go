package edit

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// CommitteeTermCorrectInput is what committeeTermCorrect corrects.
type CommitteeTermCorrectInput struct {
	Organisation graph.ID
	At           graph.Date // chooses the term; 0 = today
	Correct      bool       // must be true
	Since        Opt[graph.Date]
	Until        Opt[graph.Date]
	To           Opt[graph.Date]
	Extension    Opt[graph.Date]
	Withdraw     bool
}

// Subjects are the nouns the input names.
func (in CommitteeTermCorrectInput) Subjects() []graph.ID { return subjects(in.Organisation) }

// CommitteeTermCorrect replaces what was never true of the term in force on a
// day, or withdraws the term.
func CommitteeTermCorrect(ctx context.Context, e graph.Edit, in CommitteeTermCorrectInput) (*TermEdit, error) {
	t := newTask(e)
	t.correction(in.Correct, "committeeTermCorrect")
	dated := t.day(in.At, false, "at")
	for _, field := range []struct {
		name string
		date Opt[graph.Date]
	}{{"since", in.Since}, {"until", in.Until}, {"to", in.To}, {"extension", in.Extension}} {
		dated = t.day(field.date.or(0), false, field.name) && dated
	}
	if in.Withdraw {
		t.alone(map[string]bool{"since": in.Since.Set, "until": in.Until.Set, "to": in.To.Set, "extension": in.Extension.Set})
	}
	o, i, err := t.termOn(ctx, in.Organisation, in.At, dated)
	if err != nil || i < 0 {
		return nil, t.orRefused(err)
	}
	if in.Withdraw {
		return t.putTerms(o, nil, slices.Delete(o.Terms, i, i+1), true)
	}
	old := o.Terms[i]
	term := &o.Terms[i]
	if in.Since.Set {
		term.Since = cmp.Or(in.Since.or(0), o.Since)
	}
	if in.Until.Set {
		term.Until = cmp.Or(in.Until.or(0), o.Until)
	}
	term.To, term.Extension = in.To.or(term.To), in.Extension.or(term.Extension)
	if *term == old && !t.refused() {
		t.refuse(graph.Invalid(nil, "the term is already as this input says: give a field with another value, or withdraw: true", "任期已与所给内容一致：请给出不同的值，或写withdraw: true"))
	}
	t.checkTermDays(o, i, in)
	t.checkTerm(term)
	return t.putTerms(o, term, o.Terms, true)
}

// checkTermDays refuses days without length, outside the organisation's life,
// or on which another term is in force.
func (t *task) checkTermDays(o *graph.Organisation, i int, in CommitteeTermCorrectInput) {
	days := o.Terms[i].Interval
	field := []string{"since"}
	if !in.Since.Set {
		field = []string{"until"}
	}
	if err := days.Validate(); err != nil {
		t.refuse(err.(*graph.Error))
		return
	}
	if days.Since < o.Since {
		t.refuse(outside(days.Since, o.Interval, "since"))
	}
	if days.End() > o.End() {
		t.refuse(outside(days.Until, o.Interval, "until"))
	}
	for j := range o.Terms {
		if other := o.Terms[j].Interval; j != i && other.Overlaps(days) {
			t.refuse(graph.Conflict(field, "%s: the term would hold in %s and overlap the one of %s, give dates between the terms beside it, or correct that one first",
				"%s：任期将为%s，与任期%s重叠，请给出与相邻任期不重叠的日期，或先更正相邻任期", last(field), days, other))
		}
	}
}
