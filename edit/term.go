package edit

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// TermEdit is what an edit of a committee term did.
type TermEdit struct {
	Organisation *graph.Organisation
	Term         *graph.Term // the term it is about; nil where it was withdrawn
}

// CommitteeTermBeginInput is what committeeTermBegin enters.
type CommitteeTermBeginInput struct {
	Organisation graph.ID
	From         graph.Date // 0 = before records began
	To           graph.Date // planned end; 0 = unknown
	Until        graph.Date // first day it was no longer in force; 0 = until replaced or ended
}

// Subjects are the nouns the input names.
func (in CommitteeTermBeginInput) Subjects() []graph.ID { return subjects(in.Organisation) }

// CommitteeTermBegin begins a term of an organisation's committee; the one in
// force then ends on the day.
func CommitteeTermBegin(ctx context.Context, e graph.Edit, in CommitteeTermBeginInput) (*TermEdit, error) {
	t := newTask(e)
	dated := t.day(in.From, false, "from") && t.day(in.To, false, "to")
	dated = t.untilAfter(in.From, in.Until) && dated
	o, err := t.committee(ctx, in.Organisation)
	if err != nil {
		return nil, err
	}
	if o == nil || !dated || in.From != 0 && !t.aliveOn(o, in.From, "from", "organisation") {
		return nil, t.errs
	}
	term := graph.Term{Interval: graph.Interval{Since: max(in.From, o.Since), Until: cmp.Or(in.Until, o.Until)}, To: in.To}
	if term.End() > o.End() || term.End() <= term.Since {
		t.refuse(outside(in.Until, o.Interval, "until"))
		return nil, t.errs
	}
	t.checkTerm(&term)
	ended, inWay, why := meet(termSpans(o), term.Interval)
	switch {
	case in.From == 0 && len(o.Terms) > 0:
		t.refuse(graph.Conflict([]string{"from"}, "from is missing, but %s has the term %s already: give the first day of the new term",
			"缺少起日，而%s已有任期%s：请给出新任期的首日", named(o), o.Terms[0].Interval))
	case why == starts:
		t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which the term %s begins: correct that one instead, or give a later from",
			"起日%s正是任期%s的起日：请改为更正该任期，或给出更晚的起日", in.From, o.Terms[inWay].Interval))
	case why == later:
		t.refuse(graph.Conflict([]string{"from"}, "from %s: the term %s begins later and would overlap: withdraw it first, or give a day on which it is in force",
			"起日%s：任期%s在其后开始，将与之重叠：请先撤回，或给出其有效期内的日期", in.From, o.Terms[inWay].Interval))
	}
	if ended >= 0 {
		o.Terms[ended].Until = term.Since
	}
	return t.putTerms(o, &term, append(o.Terms, term), false)
}

// CommitteeTermExtendInput is what committeeTermExtend puts off.
type CommitteeTermExtendInput struct {
	Organisation graph.ID
	Extension    graph.Date
	At           graph.Date // chooses the term; 0 = today
}

// Subjects are the nouns the input names.
func (in CommitteeTermExtendInput) Subjects() []graph.ID { return subjects(in.Organisation) }

// CommitteeTermExtend puts off the planned end of the term in force on a day.
func CommitteeTermExtend(ctx context.Context, e graph.Edit, in CommitteeTermExtendInput) (*TermEdit, error) {
	t := newTask(e)
	dated := t.day(in.Extension, true, "extension") && t.day(in.At, false, "at")
	o, i, err := t.termOn(ctx, in.Organisation, in.At, dated)
	if err != nil || i < 0 {
		return nil, t.orRefused(err)
	}
	term := &o.Terms[i]
	switch {
	case term.To == 0:
		t.refuse(graph.Invalid([]string{"extension"}, "extension %s: the term %s has no planned end to put off: correct the term's to first",
			"延期至%s：任期%s没有届满日可延：请先更正该任期的to", in.Extension, term.Interval))
	case term.Extension == in.Extension:
		t.refuse(graph.Invalid([]string{"extension"}, "extension %s is that of the term already: nothing changes, give another date",
			"任期已延期至%s：并无变化，请给出其他日期", in.Extension))
	}
	term.Extension = in.Extension
	if !t.refused() {
		t.checkTerm(term)
	}
	return t.putTerms(o, term, o.Terms, false)
}

// CommitteeTermEndInput is what committeeTermEnd ends.
type CommitteeTermEndInput struct {
	Organisation graph.ID
	From         graph.Date
}

// Subjects are the nouns the input names.
func (in CommitteeTermEndInput) Subjects() []graph.ID { return subjects(in.Organisation) }

// CommitteeTermEnd ends the term in force on a day without beginning another.
func CommitteeTermEnd(ctx context.Context, e graph.Edit, in CommitteeTermEndInput) (*TermEdit, error) {
	t := newTask(e)
	dated := t.day(in.From, true, "from")
	o, err := t.committee(ctx, in.Organisation)
	if err != nil {
		return nil, err
	}
	if o == nil || !dated || !t.aliveOn(o, in.From, "from", "organisation") {
		return nil, t.errs
	}
	i := slices.IndexFunc(o.Terms, func(term graph.Term) bool { return term.Holds(in.From) })
	switch {
	case i < 0:
		t.refuse(graph.Invalid([]string{"from"}, "from %s: there is no term in force to end, give a day on which there is one",
			"起日%s：当日没有有效的任期可终止，请给出其有效期内的日期", in.From))
	case o.Terms[i].Since == in.From:
		t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which the term begins: give a later from, or withdraw it by committeeTermCorrect",
			"起日%s正是任期的起日：请给出更晚的日期，或以committeeTermCorrect撤回", in.From))
	}
	if t.refused() {
		return nil, t.errs
	}
	o.Terms[i].Until = in.From
	return t.putTerms(o, &o.Terms[i], o.Terms, false)
}

// committee reads a copy of the organisation that has the committee; nil where
// it is refused.
func (t *task) committee(ctx context.Context, id graph.ID) (*graph.Organisation, error) {
	nouns, err := t.lookup(ctx, refTo(id, graph.KindOrganisation, "organisation"))
	o := pick[*graph.Organisation](nouns, id)
	if o == nil {
		return nil, err
	}
	return graph.CopyNoun(o), err
}

// termOn reads the organisation and finds its term in force on a day, today
// where none is given; -1 where it is refused.
func (t *task) termOn(ctx context.Context, id graph.ID, at graph.Date, dated bool) (*graph.Organisation, int, error) {
	o, err := t.committee(ctx, id)
	if err != nil || o == nil || !dated {
		return nil, -1, err
	}
	if at == 0 {
		at = t.e.Today()
	}
	i := slices.IndexFunc(o.Terms, func(term graph.Term) bool { return term.Holds(at) })
	if i < 0 {
		t.refuse(graph.Invalid([]string{"at"}, "at %s: %s has no term in force, give a day on which it has one, or enter one by committeeTermBegin",
			"日期%s：%s没有有效的任期，请给出其有效期内的日期，或以committeeTermBegin登记", at, named(o)))
	}
	return o, i, nil
}

// orRefused gives an error of a read, else what was refused.
func (t *task) orRefused(err error) error {
	if err != nil {
		return err
	}
	return t.errs
}

func termSpans(o *graph.Organisation) []graph.Interval {
	spans := make([]graph.Interval, len(o.Terms))
	for i, term := range o.Terms {
		spans[i] = term.Interval
	}
	return spans
}

// checkTerm checks the dates of a term, by the fields of the inputs.
func (t *task) checkTerm(term *graph.Term) {
	if term.To != 0 && term.To <= term.Since {
		t.refuse(graph.Invalid([]string{"to"}, "to %s is not after the term's first day %s: give a later date",
			"届满日%s不晚于任期起日%s：请给出更晚的日期", term.To, term.Since))
	}
	switch {
	case term.Extension == 0:
	case term.To == 0:
		t.refuse(graph.Invalid([]string{"extension"}, "extension %s stands without to: give the planned end that it replaces, or leave it out",
			"延期至%s而无届满日：请同时给出所替代的届满日，或留空", term.Extension))
	case term.Extension <= term.To:
		t.refuse(graph.Invalid([]string{"extension"}, "extension %s is not after the planned end %s: give the later date that replaces it",
			"延期至%s不晚于届满日%s：请给出替代届满日的更晚日期", term.Extension, term.To))
	}
}

// putTerms puts an organisation with its terms, whose form has been checked.
func (t *task) putTerms(o *graph.Organisation, term *graph.Term, terms []graph.Term, correct bool) (*TermEdit, error) {
	done := &TermEdit{Organisation: o, Term: copied(term)}
	o.Terms = slices.SortedFunc(slices.Values(terms), func(a, b graph.Term) int { return int(a.Since) - int(b.Since) })
	if !t.refused() {
		t.validate(o, nil)
	}
	t.put(o, correct)
	return accepted(t, done)
}
