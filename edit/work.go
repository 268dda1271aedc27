package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// WorkStartInput is what workStart enters.
type WorkStartInput struct {
	Unit     graph.ID
	WorkKind graph.WorkKind
	Holder   string
	Since    graph.Date // 0 = as the unit's
	Until    graph.Date // 0 = as the unit's
}

// Subjects are the nouns the input names.
func (in WorkStartInput) Subjects() []graph.ID { return subjects(in.Unit) }

// WorkStart enters work on a unit.
func WorkStart(ctx context.Context, e graph.Edit, in WorkStartInput) (*graph.Work, error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.Unit, graph.KindUnit, "unit"))
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Unit](nouns, in.Unit)
	work := graph.Work{Unit: in.Unit, WorkKind: in.WorkKind, Holder: trimmed(in.Holder), Interval: graph.Interval{Since: in.Since, Until: in.Until}}
	if old == nil {
		t.workDays(&work, graph.Always)
		return nil, t.errs
	}
	u := graph.CopyNoun(old)
	t.workDays(&work, u.Life())
	work.ID = e.New(graph.KindWork)
	u.Works = append(u.Works, work)
	t.keepWorks(u, false)
	return accepted(t, &work)
}

// workDays checks the days of a work and fills in those of the unit's life that
// were left out.
func (t *task) workDays(work *graph.Work, life graph.Interval) {
	sinceRight, untilRight := t.day(work.Since, false, "since"), t.day(work.Until, false, "until")
	if sinceRight && work.Since != 0 && !life.Holds(work.Since) {
		t.refuse(outside(work.Since, life, "since"))
	}
	switch {
	case !sinceRight || !untilRight || work.Until == 0:
	case work.Until <= max(work.Since, life.Since):
		t.refuse(graph.Invalid([]string{"until"}, "until %s is not after since %s: give a later until, or leave it out for an open end",
			"止期%s不晚于起期%s：请给出更晚的止期，或留空表示至今", work.Until, max(work.Since, life.Since)))
	case work.Until > life.End():
		t.refuse(graph.Invalid([]string{"until"}, "until %s lies after the end of the life (%s): give an earlier one, or leave it out",
			"止期%s晚于存续期%s的终止：请给出更早的止期，或留空", work.Until, life))
	}
	if work.Since == 0 {
		work.Since = life.Since
	}
	if work.Until == 0 {
		work.Until = life.Until
	}
}

// workFields are the fields of works that inputs name otherwise.
var workFields = map[string]string{"work": "workKind", "state": "unitState"}

// keepWorks checks and puts a unit whose works changed.
func (t *task) keepWorks(u *graph.Unit, correct bool) {
	if !t.refused("since") && !t.refused("until") {
		t.validate(u, workFields)
	}
	t.put(u, correct)
}

// WorkEndInput is what workEnd ends.
type WorkEndInput struct {
	ID   graph.ID
	From graph.Date
}

// Subjects are none: the input names a work, whose unit is the subject.
func (in WorkEndInput) Subjects() []graph.ID { return nil }

// WorkEnd ends work on a unit on a day.
func WorkEnd(ctx context.Context, e graph.Edit, in WorkEndInput) (*graph.Work, error) {
	t := newTask(e)
	u, i, err := t.work(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if u == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	work := &u.Works[i]
	if t.endDay(work.Interval, in.From, "from") {
		work.Until = in.From
	}
	t.put(u, false)
	return accepted(t, work)
}

// work reads a unit and the place of a work in it; nil where it is refused. The
// unit is a copy.
func (t *task) work(ctx context.Context, id graph.ID) (*graph.Unit, int, error) {
	u, err := holder[*graph.Unit](ctx, t, refTo(id, graph.KindWork, "id"))
	if u == nil {
		return nil, 0, err
	}
	return u, slices.IndexFunc(u.Works, func(w graph.Work) bool { return w.ID == id }), nil
}

// holder reads the noun that holds a part: a work, a headcount or an activity;
// nil where it is refused. The noun is a copy.
func holder[N graph.Noun](ctx context.Context, t *task, part ref) (none N, err error) {
	if !t.form(part) {
		return none, nil
	}
	holders, err := t.e.Holders(ctx, []graph.ID{part.id})
	if err != nil {
		return none, err
	}
	n, ok := holders[part.id].(N)
	if !ok {
		t.refuse(graph.NotFound(part.field, "%s %s is unknown: use the id field of an earlier answer", "%s的%s不存在：请使用先前结果中的id字段", last(part.field), part.id))
		return none, nil
	}
	return graph.CopyNoun(n), nil
}

// WorkCorrectInput is what workCorrect corrects or withdraws.
type WorkCorrectInput struct {
	ID       graph.ID
	Correct  bool // must be true
	Withdraw bool // it was never true
	WorkKind Opt[graph.WorkKind]
	Holder   Opt[string]
	Since    Opt[graph.Date] // null = as the unit's
	Until    Opt[graph.Date] // null = as the unit's
}

// Subjects are none: the input names a work, whose unit is the subject.
func (in WorkCorrectInput) Subjects() []graph.ID { return nil }

// WorkCorrection is what workCorrect did.
type WorkCorrection struct {
	Unit *graph.Unit
	Work *graph.Work // nil = withdrawn
}

// WorkCorrect replaces what was never true of work on a unit, or withdraws it.
func WorkCorrect(ctx context.Context, e graph.Edit, in WorkCorrectInput) (*WorkCorrection, error) {
	t := newTask(e)
	t.correction(in.Correct, "workCorrect")
	t.notNull(in.WorkKind.null(), "workKind")
	if in.Withdraw {
		t.alone(map[string]bool{"workKind": in.WorkKind.Set, "holder": in.Holder.Set, "since": in.Since.Set, "until": in.Until.Set})
	}
	u, i, err := t.work(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, t.errs
	}
	if in.Withdraw {
		u.Works = slices.Delete(u.Works, i, i+1)
		t.put(u, true)
		return accepted(t, &WorkCorrection{Unit: u})
	}
	work := &u.Works[i]
	old := *work
	into(in.WorkKind, &work.WorkKind)
	textInto(in.Holder, &work.Holder)
	into(in.Since, &work.Since)
	into(in.Until, &work.Until)
	t.workDays(work, u.Life())
	t.nothing(*work != old, "work", "工作覆盖")
	t.keepWorks(u, true)
	return accepted(t, &WorkCorrection{Unit: u, Work: work})
}

// HeadcountWithdrawInput is what headcountWithdraw withdraws.
type HeadcountWithdrawInput struct{ ID graph.ID }

// Subjects are none: the input names a headcount, whose unit is the subject.
func (in HeadcountWithdrawInput) Subjects() []graph.ID { return nil }

// HeadcountWithdraw withdraws a report that was never true.
func HeadcountWithdraw(ctx context.Context, e graph.Edit, in HeadcountWithdrawInput) (*graph.Unit, error) {
	t := newTask(e)
	u, err := holder[*graph.Unit](ctx, t, refTo(in.ID, graph.KindHeadcount, "id"))
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, t.errs
	}
	u.Headcounts = slices.DeleteFunc(u.Headcounts, func(h graph.Headcount) bool { return h.ID == in.ID })
	t.put(u, true)
	return accepted(t, u)
}
