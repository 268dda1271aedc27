package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// CoverageCorrectInput is what coverageCorrect corrects or withdraws.
type CoverageCorrectInput struct {
	ID           graph.ID
	Correct      bool // must be true
	Withdraw     bool // it was never true
	Organisation Opt[graph.ID]
	Unit         Opt[graph.ID]
	Mode         Opt[graph.CoverageMode]
	Since        Opt[graph.Date] // null = as long as both are there
	Until        Opt[graph.Date] // null = as long as both are there
}

// Subjects are the nouns the input names; those of the coverage itself are not
// among them.
func (in CoverageCorrectInput) Subjects() []graph.ID {
	return subjects(in.Organisation.or(""), in.Unit.or(""))
}

// CoverageCorrection is what coverageCorrect did.
type CoverageCorrection struct {
	Before *graph.Link
	After  *graph.Link // nil = withdrawn
}

// CoverageCorrect replaces what was never true of a coverage, or withdraws it.
func CoverageCorrect(ctx context.Context, e graph.Edit, in CoverageCorrectInput) (*CoverageCorrection, error) {
	t := newTask(e)
	t.correction(in.Correct, "coverageCorrect")
	t.notNull(in.Organisation.null(), "organisation")
	t.notNull(in.Unit.null(), "unit")
	t.notNull(in.Mode.null(), "mode")
	dated := t.day(in.Since.or(0), false, "since") && t.day(in.Until.or(0), false, "until")
	if in.Withdraw {
		t.alone(map[string]bool{"organisation": in.Organisation.Set, "unit": in.Unit.Set, "mode": in.Mode.Set, "since": in.Since.Set, "until": in.Until.Set})
	}
	if in.Mode.given() && !slices.Contains(graph.CoverageModes, *in.Mode.Value) {
		t.refuse(graph.Invalid([]string{"mode"}, "mode %q is unknown: use one of %v", "覆盖方式%q未知：可用值为%v", graph.Clip(string(*in.Mode.Value)), graph.CoverageModes))
	}
	old, err := t.coverage(ctx, in.ID, "id")
	if err != nil {
		return nil, err
	}
	if old == nil || !dated {
		return nil, t.errs
	}
	if in.Withdraw {
		t.dropLink(*old)
		return accepted(t, &CoverageCorrection{Before: old})
	}
	next := *old
	if t.refused("organisation") || t.refused("unit") {
		return nil, t.errs
	}
	into(in.Organisation, &next.From)
	into(in.Unit, &next.To)
	into(in.Mode, &next.Mode)
	nouns, err := t.lookup(ctx, refTo(next.From, graph.KindOrganisation, "organisation"), refTo(next.To, graph.KindUnit, "unit"))
	if err != nil {
		return nil, err
	}
	organisation, unit := pick[*graph.Organisation](nouns, next.From), pick[*graph.Unit](nouns, next.To)
	if organisation == nil || unit == nil || !t.coverageDays(&next, in, organisation, unit) {
		return nil, t.errs
	}
	t.nothing(next != *old, "coverage", "覆盖")
	if err := t.claimCoverage(ctx, &next, unit); err != nil {
		return nil, err
	}
	if next.From != old.From || next.To != old.To {
		// Withdrawn and entered anew, so that the log tells both ends of either.
		t.dropLink(*old)
		next.ID = e.New(graph.KindCoverage)
	}
	t.putLink(next, true)
	return accepted(t, &CoverageCorrection{Before: old, After: &next})
}

// alone refuses values beside withdraw: true.
func (t *task) alone(given map[string]bool) {
	fields := make([]string, 0, len(given))
	for name, set := range given {
		if set {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	for _, name := range fields {
		t.refuse(withdrawnBeside(name))
	}
}

func withdrawnBeside(field ...string) *graph.Error {
	return graph.Invalid(field, "%s stands beside withdraw: true: what is withdrawn has no values, leave one of them out",
		"%s不可与withdraw: true并用：撤回的内容没有取值，请去掉其一", last(field))
}

// coverageDays works out the days of a corrected coverage: those given, or as
// they were where both ends live then; they must lie inside both lives.
func (t *task) coverageDays(next *graph.Link, in CoverageCorrectInput, organisation, unit graph.Noun) bool {
	both, ok := organisation.Top().Intersect(unit.Top().Interval)
	if !ok {
		t.refuse(graph.Invalid([]string{"unit"}, "unit %s lives in %s, which shares no day with %s: name another",
			"unit所指%s的存续期为%s，与%s无共同日期：请改用其他对象", named(unit), unit.Top().Life(), organisation.Top().Life()))
		return false
	}
	for _, end := range []struct {
		opt  Opt[graph.Date]
		day  *graph.Date
		or   graph.Date
		name string
	}{{in.Since, &next.Since, both.Since, "since"}, {in.Until, &next.Until, both.Until, "until"}} {
		if into(end.opt, end.day); end.opt.null() {
			*end.day = end.or
		}
	}
	field := "since"
	if !in.Since.Set && in.Until.Set {
		field = "until"
	}
	switch {
	case next.Until != 0 && next.Until <= next.Since:
		t.refuse(graph.Invalid([]string{field}, "until %s is not after since %s: give a later until, or null for as long as both are there",
			"止期%s不晚于起期%s：请给出更晚的止期，或写null表示与双方存续期一致", next.Until, next.Since))
	case next.Since < both.Since:
		t.refuse(graph.Invalid([]string{"since"}, "since %s lies before %s, the first day on which both are there: give a later one, or null for that day",
			"起期%s早于双方均存续的首日%s：请给出更晚的起期，或写null", dayName(next.Since), both.Since))
	case next.End() > both.End():
		t.refuse(graph.Invalid([]string{"until"}, "until %s lies after %s, on which one of both ends: give an earlier one, or null for that day",
			"止期%s晚于其中一方的终止日%s：请给出更早的止期，或写null", dayName(next.Until), both.Until))
	default:
		return true
	}
	return false
}

// claimCoverage refuses a coverage on days on which the two have another, or on
// which the organisation is the own one of another unit.
func (t *task) claimCoverage(ctx context.Context, next *graph.Link, unit graph.Noun) error {
	covers, err := t.linksOf(ctx, next.From, graph.Out, graph.HopCovers)
	if err != nil {
		return err
	}
	covers = slices.DeleteFunc(slices.Clone(covers), func(l graph.Link) bool { return l.ID == next.ID })
	for _, l := range covers {
		if l.To == next.To && l.Overlaps(next.Interval) {
			t.refuse(graph.Conflict([]string{"since"}, "the organisation covers %s already as %s in %s (%s): correct or withdraw that one, or give days beside it",
				"该组织在%[3]s已以%[2]s方式覆盖%[1]s（%[4]s）：请更正或撤回该项，或给出不重叠的日期", named(unit), l.Mode, l.Interval, l.ID))
			break
		}
	}
	if next.Mode == graph.ModeOwn {
		return t.claimOwn(ctx, covers, next.To, next.Interval, "mode")
	}
	return nil
}
