package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// UnitRegisterInput is what unitRegister enters.
type UnitRegisterInput struct {
	Code       string
	CreditCode string
	Name       string
	Aliases    []string
	UnitKind   graph.UnitKind
	Ownership  graph.Ownership
	UnitState  graph.UnitState // "" = operating
	Region     graph.ID
	Industry   string
	Staff      *int
	Level      graph.RegionLevel // "" = that of the nearest administrative region
	Since      graph.Date
}

// Subjects are the nouns the input names.
func (in UnitRegisterInput) Subjects() []graph.ID { return subjects(in.Region) }

// UnitRegister enters a unit that was not known before.
func UnitRegister(ctx context.Context, e graph.Edit, in UnitRegisterInput) (*graph.Unit, error) {
	t := newTask(e)
	t.day(in.Since, false, "since")
	nouns, err := t.lookup(ctx, refTo(in.Region, graph.KindRegion, "region"))
	if err != nil {
		return nil, err
	}
	life := graph.From(in.Since)
	state := in.UnitState
	if state == "" {
		state = graph.StateOperating
	}
	u := &graph.Unit{
		Head:       graph.Head{Code: trimmed(in.Code), Name: trimmed(in.Name), Aliases: trimmedAll(in.Aliases), Interval: life},
		CreditCode: trimmed(in.CreditCode), Industry: trimmed(in.Industry), Level: in.Level,
		Classes: always(life, graph.UnitClass{UnitKind: in.UnitKind, Ownership: in.Ownership}),
		States:  always(life, state),
	}
	if in.Staff != nil {
		u.Staffs = always(life, *in.Staff)
	}
	t.validate(u, unitFields)
	if err := t.claimUnitCodes(ctx, u); err != nil {
		return nil, err
	}
	u.ID = e.New(graph.KindUnit)
	if region := pick[*graph.Region](nouns, in.Region); region != nil {
		t.place(graph.HopLocated, u, region, "region")
	}
	t.put(u, false)
	return accepted(t, u)
}

// unitFields are the fields of units that inputs name otherwise.
var unitFields = map[string]string{"state": "unitState"}

func (t *task) claimUnitCodes(ctx context.Context, u *graph.Unit) error {
	if err := t.claimCode(ctx, u, graph.ByCode, u.Code, "code"); err != nil {
		return err
	}
	return t.claimCode(ctx, u, graph.ByCredit, u.CreditCode, "creditCode")
}

// always is a value that holds for a whole life.
func always[T any](life graph.Interval, value T) []graph.Spell[T] {
	return []graph.Spell[T]{{Value: value, Interval: life}}
}

// accepted puts what the task is about to put and gives the result, which is
// nil where anything was refused.
func accepted[R any](t *task, result *R) (*R, error) {
	if err := t.done(); err != nil {
		return nil, err
	}
	return result, nil
}

// HeadcountReportInput is what headcountReport enters or corrects.
type HeadcountReportInput struct {
	Unit         graph.ID
	Date         graph.Date // 0 = before records began
	Full         int
	Probationary int
	Correct      bool
}

// Subjects are the nouns the input names.
func (in HeadcountReportInput) Subjects() []graph.ID { return subjects(in.Unit) }

// HeadcountReport enters a report of a unit's members in numbers, or corrects
// the one of the same date.
func HeadcountReport(ctx context.Context, e graph.Edit, in HeadcountReportInput) (*graph.Headcount, error) {
	t := newTask(e)
	t.day(in.Date, false, "date")
	nouns, err := t.lookup(ctx, refTo(in.Unit, graph.KindUnit, "unit"))
	if err != nil {
		return nil, err
	}
	unit := pick[*graph.Unit](nouns, in.Unit)
	if unit == nil {
		return nil, t.errs
	}
	unit = graph.CopyNoun(unit)
	report := graph.Headcount{Unit: unit.ID, Date: in.Date, Full: in.Full, Probationary: in.Probationary}
	i := slices.IndexFunc(unit.Headcounts, func(h graph.Headcount) bool { return h.Date == in.Date })
	switch {
	case i >= 0 && !in.Correct:
		t.refuse(graph.Conflict([]string{"date"}, "date %[1]s has a report already, of %[2]d full and %[3]d probationary members: give another date, or correct: true to replace it",
			"日期%[1]s已有报告（正式%[2]d名，预备%[3]d名）：请给出其他日期，或以correct: true更正", dayName(in.Date), unit.Headcounts[i].Full, unit.Headcounts[i].Probationary))
	case i < 0 && in.Correct:
		t.refuse(graph.NotFound([]string{"date"}, "date %s has no report of %s to correct: give the date of one, or leave correct out",
			"日期%s没有%s的报告可更正：请给出已有报告的日期，或去掉correct", dayName(in.Date), named(unit)))
	case i >= 0 && unit.Headcounts[i].Full == in.Full && unit.Headcounts[i].Probationary == in.Probationary:
		t.refuse(graph.Invalid([]string{"full"}, "full %[2]d and probationary %[3]d are what the report of %[1]s says already: give other numbers",
			"%[1]s的报告已是正式%[2]d名、预备%[3]d名：请给出其他数字", dayName(in.Date), in.Full, in.Probationary))
	case i >= 0:
		report.ID = unit.Headcounts[i].ID
		unit.Headcounts[i] = report
	default:
		report.ID = e.New(graph.KindHeadcount)
		unit.Headcounts = append(unit.Headcounts, report)
		slices.SortFunc(unit.Headcounts, func(a, b graph.Headcount) int { return int(a.Date) - int(b.Date) })
	}
	if !t.refused() {
		t.validate(unit, unitFields)
	}
	t.put(unit, in.Correct)
	return accepted(t, &report)
}

// dayName is a date as messages write one that may be before records began.
func dayName(d graph.Date) string {
	if d == 0 {
		return "null"
	}
	return d.String()
}
