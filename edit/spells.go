package edit

import (
	"cmp"
	"slices"

	"cobuild/graph"
)

// clash says how a value that is to hold from a day on meets one on record.
type clash int

const (
	free   clash = iota
	starts       // one begins on the very day
	later        // one begins later and would overlap
)

// meet looks for what a value that is to hold in next meets among those on
// record, which do not overlap: the one in force on its first day, which it
// ends (-1 = none), or one that stands in its way.
func meet(held []graph.Interval, next graph.Interval) (ended, inWay int, why clash) {
	ended, inWay = -1, -1
	for i, h := range held {
		switch {
		case !h.Overlaps(next):
		case h.Since < next.Since:
			ended = i
		case h.Since == next.Since && next.Since != 0:
			return ended, i, starts
		case inWay < 0 || h.Since < held[inWay].Since:
			inWay, why = i, later
		}
	}
	return ended, inWay, why
}

// change refuses a value from day d that is in force already, that begins on
// the very day on which one on record begins, or that would overlap a later
// one. Else ended is the one it ends, -1 where there is none. field is where
// the value stands in the input, value how messages name what is on record.
func (t *task) change(held []graph.Interval, next graph.Interval, same func(int) bool, value func(int) string, field []string) (ended int, ok bool) {
	ended, inWay, why := meet(held, next)
	current := ended
	if why == starts {
		current = inWay
	}
	switch {
	case current >= 0 && same(current):
		t.refuse(graph.Invalid(field, "%s is %s already, in %s: nothing changes from %s, give another value",
			"%s已是%s（%s）：自%s起并无变化，请给出其他值", last(field), value(current), held[current], next.Since))
	case why == starts:
		t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which %s %s begins: correct that one instead, or give a later from",
			"起日%[1]s正是%[2]s（%[3]s）的起日：请改为更正该值，或给出更晚的起日", next.Since, last(field), value(inWay)))
	case why == later:
		t.refuse(graph.Conflict(field, "%s is %s in %s, which overlaps the days %s asked for: end or withdraw that first, or give a from on which it holds",
			"%s在%[3]s为%[2]s，与所给期间%[4]s重叠：请先终止或撤回，或给出其有效期内的起日", last(field), value(inWay), held[inWay], next))
	default:
		return ended, true
	}
	return -1, false
}

// setFrom lets a dated value of a noun hold from day d on; the one in force
// then ends on d.
func setFrom[T comparable](t *task, spells []graph.Spell[T], life graph.Interval, d graph.Date, value T, show func(T) string, field ...string) []graph.Spell[T] {
	next, alive := graph.Bounds(d, life.End())
	if !alive || !life.Holds(d) {
		t.refuse(graph.Invalid([]string{"from"}, "from %s lies outside the life (%s): give a date inside it", "起日%s超出存续期%s：请给出存续期内的日期", d, life))
		return spells
	}
	held := make([]graph.Interval, len(spells))
	for i, s := range spells {
		held[i] = s.Interval
	}
	ended, ok := t.change(held, next, func(i int) bool { return spells[i].Value == value }, func(i int) string { return show(spells[i].Value) }, field)
	if !ok {
		return spells
	}
	changed := slices.Clone(spells)
	if ended >= 0 {
		changed[ended].Until = d
	}
	return ordered(append(changed, graph.Spell[T]{Value: value, Interval: next}))
}

// clearFrom ends the spell in force on day d, so that no value is known from
// then until the next on record.
func clearFrom[T comparable](t *task, spells []graph.Spell[T], d graph.Date, show func(T) string, field ...string) []graph.Spell[T] {
	i := slices.IndexFunc(spells, func(s graph.Spell[T]) bool { return s.Holds(d) })
	switch {
	case i < 0:
		t.refuse(graph.Invalid(field, "%s is null on %s already: nothing changes, give a value or leave the field out",
			"%s在%s已是null：并无变化，请给出值，或不写该字段", last(field), d))
	case spells[i].Since == d:
		t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which %s %s begins: correct that one instead, or give a later from",
			"起日%[1]s正是%[2]s（%[3]s）的起日：请改为更正该值，或给出更晚的起日", d, last(field), show(spells[i].Value)))
	default:
		changed := slices.Clone(spells)
		changed[i].Until = d
		return changed
	}
	return spells
}

// correctAt replaces the value of the spell in force on a day, which keeps its
// bounds; nil takes it away. Days without a value, between two spells or the
// ends of the life, count as a spell without one.
func correctAt[T comparable](spells []graph.Spell[T], life graph.Interval, at graph.Date, value *T) (next []graph.Spell[T], changed bool) {
	held := make([]graph.Interval, len(spells))
	for i, s := range spells {
		held[i] = s.Interval
		switch {
		case s.Holds(at) && value == nil:
			return slices.Delete(slices.Clone(spells), i, i+1), true
		case s.Holds(at):
			next = slices.Clone(spells)
			next[i].Value = *value
			return next, s.Value != *value
		}
	}
	if value == nil || !life.Holds(at) {
		return spells, false
	}
	return ordered(append(slices.Clone(spells), graph.Spell[T]{Value: *value, Interval: gapAt(held, life, at)})), true
}

// endAt ends on a day every item that would outlast it. Those that begin on the
// day or after are left out of kept and given as later.
func endAt[T any](items []T, days func(*T) *graph.Interval, d graph.Date) (kept, later []T, ended int) {
	for _, item := range items {
		span := days(&item)
		if span.Since >= d {
			later = append(later, item)
			continue
		}
		if span.End() > d {
			span.Until = d
			ended++
		}
		kept = append(kept, item)
	}
	return kept, later, ended
}

func daysOf[T any](s *graph.Spell[T]) *graph.Interval { return &s.Interval }

func ordered[T any](spells []graph.Spell[T]) []graph.Spell[T] {
	slices.SortFunc(spells, func(a, b graph.Spell[T]) int { return cmp.Compare(a.Since, b.Since) })
	return spells
}
