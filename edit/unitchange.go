package edit

import (
	"context"
	"fmt"

	"cobuild/graph"
)

// UnitFields are what can be changed or corrected of a unit.
type UnitFields struct {
	Code       Opt[string]
	CreditCode Opt[string]
	Name       Opt[string]
	Aliases    Opt[[]string]
	Industry   Opt[string]
	Level      Opt[graph.RegionLevel]
	UnitKind   Opt[graph.UnitKind]
	Ownership  Opt[graph.Ownership]
	UnitState  Opt[graph.UnitState]
	Region     Opt[graph.ID]
	Staff      Opt[int] // null = unknown
}

// dated says whether a dated value is among them.
func (f UnitFields) dated() bool {
	return f.UnitKind.Set || f.Ownership.Set || f.UnitState.Set || f.Region.Set || f.Staff.Set
}

func (f UnitFields) refuseNulls(t *task) {
	t.notNull(f.Name.null(), "name")
	t.notNull(f.UnitKind.null(), "unitKind")
	t.notNull(f.Ownership.null(), "ownership")
	t.notNull(f.UnitState.null(), "unitState")
	t.notNull(f.Region.null(), "region")
}

// currentInto writes what is current only over the unit, by a change or by a
// correction.
func (f UnitFields) currentInto(u *graph.Unit, change bool) (changed bool) {
	was := u.Name
	for _, one := range []bool{
		textInto(f.Name, &u.Name), textInto(f.Code, &u.Code), textInto(f.CreditCode, &u.CreditCode), textInto(f.Industry, &u.Industry),
		into(f.Level, &u.Level),
	} {
		changed = changed || one
	}
	changed = aliasesInto(f.Aliases, &u.Head, was, change) || changed
	return changed
}

// notNull refuses a null where there is always a value.
func (t *task) notNull(null bool, field string) {
	if null {
		t.refuse(graph.Invalid([]string{field}, "%s is null: it always has a value, give one or leave the field out",
			"%s为null：该字段必须有值，请给出，或不写该字段", field))
	}
}

// UnitChangeInput is what unitChange changes.
type UnitChangeInput struct {
	ID   graph.ID
	From graph.Date
	UnitFields
}

// Subjects are the nouns the input names.
func (in UnitChangeInput) Subjects() []graph.ID { return subjects(in.ID, in.Region.or("")) }

// UnitChange lets dated values of a unit hold from a day on, and replaces what
// is current only.
func UnitChange(ctx context.Context, e graph.Edit, in UnitChangeInput) (*graph.Unit, error) {
	t := newTask(e)
	dayGiven := t.day(in.From, true, "from")
	in.refuseNulls(t)
	refs := []ref{refTo(in.ID, graph.KindUnit, "id")}
	if in.Region.given() {
		refs = append(refs, refTo(*in.Region.Value, graph.KindRegion, "region"))
	}
	nouns, err := t.lookup(ctx, refs...)
	if err != nil {
		return nil, err
	}
	old := pick[*graph.Unit](nouns, in.ID)
	if old == nil {
		return nil, t.errs
	}
	u := graph.CopyNoun(old)
	changed := in.currentInto(u, true)
	if dayGiven && t.fromInLife(u, in.From) {
		t.changeDated(u, in)
		if region := pick[*graph.Region](nouns, in.Region.or("")); region != nil {
			if err := t.moveTo(ctx, u, region, in.From); err != nil {
				return nil, err
			}
		}
	}
	t.validate(u, unitFields)
	if in.Code.Set || in.CreditCode.Set {
		if err := t.claimUnitCodes(ctx, u); err != nil {
			return nil, err
		}
	}
	t.nothing(changed || in.dated(), "unit", "单位")
	t.put(u, false)
	return accepted(t, u)
}

// fromInLife refuses a from outside the noun's life.
func (t *task) fromInLife(n graph.Noun, from graph.Date) bool {
	life := n.Top().Life()
	if life.Holds(from) {
		return true
	}
	t.refuse(graph.Invalid([]string{"from"}, "from %s lies outside the life (%s) of %s: give a date inside it",
		"起日%s超出%[3]s的存续期%[2]s：请给出存续期内的日期", from, life, named(n)))
	return false
}

// changeDated lets the dated values of the unit's own hold from a day on, on
// which it is alive.
func (t *task) changeDated(u *graph.Unit, in UnitChangeInput) {
	if in.UnitKind.given() || in.Ownership.given() {
		class, field := u.ClassOn(in.From), "ownership"
		if in.UnitKind.given() {
			class.UnitKind, field = *in.UnitKind.Value, "unitKind"
		}
		class.Ownership = in.Ownership.or(class.Ownership)
		u.Classes = setFrom(t, u.Classes, u.Life(), in.From, class, className, field)
	}
	if in.UnitState.given() {
		state := *in.UnitState.Value
		if _, recorded := graph.At(u.States, in.From); !recorded && state == graph.StateOperating {
			t.refuse(graph.Invalid([]string{"unitState"}, "unitState is %s on %s, as nothing else is on record: give another value",
				"%[2]s的单位状态已是%[1]s（无其他记录）：请给出其他值", state, in.From))
		} else {
			u.States = setFrom(t, u.States, u.Life(), in.From, state, enumName[graph.UnitState], "unitState")
		}
	}
	switch {
	case in.Staff.given():
		u.Staffs = setFrom(t, u.Staffs, u.Life(), in.From, *in.Staff.Value, enumName[int], "staff")
	case in.Staff.Set:
		u.Staffs = clearFrom(t, u.Staffs, in.From, enumName[int], "staff")
	}
}

func className(c graph.UnitClass) string { return fmt.Sprintf("%s %s", c.UnitKind, c.Ownership) }

func enumName[T any](value T) string { return fmt.Sprint(value) }

// moveTo lets a noun lie in another region from a day on.
func (t *task) moveTo(ctx context.Context, n graph.Noun, region *graph.Region, from graph.Date) error {
	if !t.lasts(n, region, "region") {
		return nil
	}
	return t.setLink(ctx, graph.HopLocated, n, region, from, "region")
}

// UnitEndInput is what unitEnd ends.
type UnitEndInput struct {
	ID             graph.ID
	From           graph.Date
	WithdrawFuture bool
}

// Subjects are the nouns the input names.
func (in UnitEndInput) Subjects() []graph.ID { return subjects(in.ID) }

// Ending is what the end of a noun did.
type Ending[N graph.Noun] struct {
	Noun      N
	Ended     int // relations and dated values that ended on the day
	Withdrawn int // relations and dated values that were to begin later
}

// UnitEnd ends a unit on a day with all that hangs on it: it closed.
func UnitEnd(ctx context.Context, e graph.Edit, in UnitEndInput) (*Ending[*graph.Unit], error) {
	t := newTask(e)
	nouns, err := t.lookup(ctx, refTo(in.ID, graph.KindUnit, "id"))
	if err != nil {
		return nil, err
	}
	u := pick[*graph.Unit](nouns, in.ID)
	if u == nil {
		t.day(in.From, true, "from")
		return nil, t.errs
	}
	u = graph.CopyNoun(u)
	end, err := t.endNoun(ctx, u, in.From, in.WithdrawFuture, withdrawRemedy)
	if err != nil {
		return nil, err
	}
	return accepted(t, &Ending[*graph.Unit]{Noun: u, Ended: end.Ended, Withdrawn: end.Withdrawn})
}

// withdrawRemedy is what to do about relations that begin on an end or later.
var withdrawRemedy = graph.Text{
	EN: "End or move them first, or say withdrawFuture: true to withdraw them", ZH: "请先终止或迁出，或以withdrawFuture: true撤回",
}
