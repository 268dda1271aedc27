package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// CoverageAssignInput is what coverageAssign enters.
type CoverageAssignInput struct {
	Organisation graph.ID
	Unit         graph.ID
	Mode         graph.CoverageMode
	From         graph.Date // 0 = as long as both are there
	Until        graph.Date // 0 = as long as both are there
}

// Subjects are the nouns the input names.
func (in CoverageAssignInput) Subjects() []graph.ID { return subjects(in.Organisation, in.Unit) }

// CoverageAssign lets an organisation cover a unit from a day on. A coverage of
// the two in another mode ends on that day and is given as replaced.
func CoverageAssign(ctx context.Context, e graph.Edit, in CoverageAssignInput) (coverage, replaced *graph.Link, err error) {
	t := newTask(e)
	t.day(in.From, false, "from")
	dated := t.untilAfter(in.From, in.Until)
	if !slices.Contains(graph.CoverageModes, in.Mode) {
		t.refuse(graph.Invalid([]string{"mode"}, "mode %q is unknown: use one of %v", "覆盖方式%q未知：可用值为%v", graph.Clip(string(in.Mode)), graph.CoverageModes))
	}
	nouns, err := t.lookup(ctx, refTo(in.Organisation, graph.KindOrganisation, "organisation"), refTo(in.Unit, graph.KindUnit, "unit"))
	if err != nil {
		return nil, nil, err
	}
	organisation, unit := pick[*graph.Organisation](nouns, in.Organisation), pick[*graph.Unit](nouns, in.Unit)
	if organisation == nil || unit == nil || !dated {
		return nil, nil, t.errs
	}
	if in.From != 0 && !t.aliveOn(organisation, in.From, "from", "organisation") {
		return nil, nil, t.errs
	}
	days, ok := t.stretch(graph.Interval{Since: in.From, Until: in.Until}, organisation, unit, "from", "unit")
	if !ok {
		return nil, nil, t.errs
	}
	covers, err := t.linksOf(ctx, organisation.ID, graph.Out, graph.HopCovers)
	if err != nil {
		return nil, nil, err
	}
	var pair []graph.Link
	for _, l := range covers {
		if l.To == unit.ID {
			pair = append(pair, l)
		}
	}
	if in.From == 0 && len(pair) > 0 {
		t.refuse(graph.Conflict([]string{"from"}, "from is missing, but %s covers %s already (%s in %s): give the first day of the new coverage",
			"缺少起日，而%s已覆盖%s（%s，%s）：请给出新覆盖的首日", named(organisation), named(unit), pair[0].Mode, pair[0].Interval))
		return nil, nil, t.errs
	}
	ended, ok := t.change(spansOf(pair), days,
		func(i int) bool { return pair[i].Mode == in.Mode }, func(i int) string { return string(pair[i].Mode) }, []string{"mode"})
	if in.Mode == graph.ModeOwn {
		if err := t.claimOwn(ctx, covers, unit.ID, days, "mode"); err != nil {
			return nil, nil, err
		}
	}
	if ok && ended >= 0 {
		pair[ended].Until = days.Since
		replaced = &pair[ended]
		t.putLink(*replaced, false)
	}
	l := t.newLink(graph.HopCovers, organisation, unit, days)
	l.Mode = in.Mode
	t.putLink(l, false)
	if err := t.done(); err != nil {
		return nil, nil, err
	}
	return &l, replaced, nil
}

// CoverageEndInput is what coverageEnd ends.
type CoverageEndInput struct {
	ID   graph.ID
	From graph.Date
}

// Subjects are none: the input names a link, whose ends are the subjects.
func (in CoverageEndInput) Subjects() []graph.ID { return nil }

// CoverageEnd ends a coverage on a day.
func CoverageEnd(ctx context.Context, e graph.Edit, in CoverageEndInput) (*graph.Link, error) {
	t := newTask(e)
	l, err := t.coverage(ctx, in.ID, "id")
	if err != nil {
		return nil, err
	}
	if l == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	if t.endDay(l.Interval, in.From, "from") {
		l.Until = in.From
		t.putLink(*l, false)
	}
	return accepted(t, l)
}

// coverage reads a coverage by its id; nil where it is refused.
func (t *task) coverage(ctx context.Context, id graph.ID, field ...string) (*graph.Link, error) {
	if !t.form(refTo(id, graph.KindCoverage, field...)) {
		return nil, nil
	}
	links, err := t.e.LinksByID(ctx, []graph.ID{id})
	if err != nil {
		return nil, err
	}
	l, ok := links[id]
	if !ok {
		t.refuse(graph.NotFound(field, "%s %s is unknown: use the id field of an earlier answer", "%s的%s不存在：请使用先前结果中的id字段", last(field), id))
		return nil, nil
	}
	return &l, nil
}
