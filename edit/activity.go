package edit

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// ActivityRecordInput is what activityRecord enters.
type ActivityRecordInput struct {
	Pairing graph.ID
	Date    graph.Date
	Title   string
}

// Subjects are the nouns the input names.
func (in ActivityRecordInput) Subjects() []graph.ID { return subjects(in.Pairing) }

// ActivityRecord enters what the ends of a pairing did together on a day.
func ActivityRecord(ctx context.Context, e graph.Edit, in ActivityRecordInput) (*graph.Activity, error) {
	t := newTask(e)
	dated := t.day(in.Date, true, "date")
	nouns, err := t.lookup(ctx, refTo(in.Pairing, graph.KindPairing, "pairing"))
	if err != nil {
		return nil, err
	}
	activity := graph.Activity{Pairing: in.Pairing, Date: in.Date, Title: trimmed(in.Title)}
	p := pick[*graph.Pairing](nouns, in.Pairing)
	if p == nil {
		t.title(activity.Title)
		return nil, t.errs
	}
	p = graph.CopyNoun(p)
	activity.ID = e.New(graph.KindActivity)
	p.Activities = append(p.Activities, activity)
	t.keepActivities(p, &activity, dated, false)
	return accepted(t, &activity)
}

// title refuses an activity without one.
func (t *task) title(title string) {
	if title == "" && !t.refused("title") {
		t.refuse(graph.Invalid([]string{"title"}, "title is empty: say what took place", "title为空：请填写活动名称"))
	}
}

// keepActivities checks one activity of a pairing and puts them all in order.
func (t *task) keepActivities(p *graph.Pairing, one *graph.Activity, dated, correct bool) {
	t.title(one.Title)
	if dated && !p.Holds(one.Date) {
		t.refuse(outside(one.Date, p.Life(), "date"))
	}
	for _, other := range p.Activities {
		if other.ID != one.ID && other.Date == one.Date && other.Title == one.Title {
			t.refuse(graph.Conflict([]string{"title"}, "title %q is on record for %s already (%s): give another title or date",
				"活动%q在%s已有记录（%s）：请给出其他名称或日期", graph.Clip(one.Title), one.Date, other.ID))
		}
	}
	slices.SortStableFunc(p.Activities, func(a, b graph.Activity) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), strings.Compare(string(a.ID), string(b.ID)))
	})
	t.validate(p, nil)
	t.put(p, correct)
}

// ActivityCorrectInput is what activityCorrect corrects or withdraws.
type ActivityCorrectInput struct {
	ID       graph.ID
	Correct  bool // must be true
	Withdraw bool // it never took place
	Date     Opt[graph.Date]
	Title    Opt[string]
}

// Subjects are none: the input names an activity, whose pairing is the subject.
func (in ActivityCorrectInput) Subjects() []graph.ID { return nil }

// ActivityCorrection is what activityCorrect did.
type ActivityCorrection struct {
	Pairing  *graph.Pairing
	Activity *graph.Activity // nil = withdrawn
}

// ActivityCorrect replaces what was never true of an activity, or withdraws it.
func ActivityCorrect(ctx context.Context, e graph.Edit, in ActivityCorrectInput) (*ActivityCorrection, error) {
	t := newTask(e)
	t.correction(in.Correct, "activityCorrect")
	t.notNull(in.Date.null(), "date")
	t.notNull(in.Title.null(), "title")
	dated := !in.Date.null() && t.day(in.Date.or(1), true, "date")
	if in.Withdraw {
		t.alone(map[string]bool{"date": in.Date.Set, "title": in.Title.Set})
	}
	p, err := holder[*graph.Pairing](ctx, t, refTo(in.ID, graph.KindActivity, "id"))
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, t.errs
	}
	i := slices.IndexFunc(p.Activities, func(a graph.Activity) bool { return a.ID == in.ID })
	if in.Withdraw {
		p.Activities = slices.Delete(p.Activities, i, i+1)
		t.put(p, true)
		return accepted(t, &ActivityCorrection{Pairing: p})
	}
	activity := p.Activities[i]
	date, title := into(in.Date, &activity.Date), textInto(in.Title, &activity.Title)
	p.Activities[i] = activity
	t.nothing(date || title, "activity", "活动")
	t.keepActivities(p, &activity, dated, true)
	return accepted(t, &ActivityCorrection{Pairing: p, Activity: &activity})
}
