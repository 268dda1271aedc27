package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// when says which days of a dated value a correction is about: those of the
// spell in force on a day, or days that it names.
type when struct {
	at     graph.Date
	during *graph.Interval // nil = the spell of at
}

// checkDuring checks what needs no facts of the days that a correction names.
func (t *task) checkDuring(at graph.Date, during *graph.Interval, dated bool) bool {
	right := t.day(at, false, "at")
	if during == nil {
		return right
	}
	if at != 0 {
		t.refuse(graph.Invalid([]string{"during"}, "during stands beside at %s: at chooses a spell by a day, during names the days, leave one of them out",
			"during不可与at（%s）并用：at以日期选定一段，during直接给出期间，请去掉其一", at))
	}
	if !dated && !t.refused() {
		t.refuse(graph.Invalid([]string{"during"}, "during stands without a dated value: give the value that held on these days, or leave it out",
			"during须与随时间变化的字段并用：请给出该期间内的值，或去掉"))
	}
	since, until := t.day(during.Since, false, "during", "since"), t.day(during.Until, false, "during", "until")
	if since && until {
		if err := during.Validate("during"); err != nil {
			t.refuse(err.(*graph.Error))
			until = false
		}
	}
	return right && since && until
}

// when gives the days that a correction of a noun is about, inside its life.
func (t *task) when(n graph.Noun, at graph.Date, during *graph.Interval) (when, bool) {
	if during == nil {
		if at == 0 {
			at = t.e.Today()
		}
		return when{at: at}, t.inLife(n, at)
	}
	life, days := n.Top().Life(), *during
	if days.Since == 0 {
		days.Since = life.Since
	}
	if days.Until == 0 {
		days.Until = life.Until
	}
	for _, d := range []struct {
		day   graph.Date
		field string
		right bool
	}{{days.Since, "since", days.Since >= life.Since && days.Since < life.End()}, {days.Until, "until", days.End() <= life.End() && days.End() > life.Since}} {
		if !d.right {
			t.refuse(graph.Invalid([]string{"during", d.field}, "during.%s %s lies outside the life (%s) of %s: give a day inside it, or null for all of it",
				"during.%s的%s超出%[4]s的存续期%[3]s：请给出存续期内的日期，或以null表示其全部", d.field, d.day, life, named(n)))
			return when{}, false
		}
	}
	return when{at: days.Since, during: &days}, true
}

// correctValue is correctAt for the spell or for the days that a correction is
// about.
func correctValue[T comparable](spells []graph.Spell[T], life graph.Interval, w when, value *T) (next []graph.Spell[T], changed bool) {
	if w.during == nil {
		return correctAt(spells, life, w.at, value)
	}
	return correctDuring(spells, *w.during, value)
}

// correctDuring lets a value have held on some days, or none for nil: spells
// give way to it, and go on after it. One that says the same before or after
// becomes one with it.
func correctDuring[T comparable](spells []graph.Spell[T], days graph.Interval, value *T) (next []graph.Spell[T], changed bool) {
	for _, s := range spells {
		for _, left := range without(s.Interval, []graph.Interval{days}) {
			next = append(next, graph.Spell[T]{Value: s.Value, Interval: left})
		}
	}
	if value != nil {
		next = append(next, graph.Spell[T]{Value: *value, Interval: days})
	}
	next = ordered(next)
	for i := len(next) - 1; i > 0; i-- {
		if meet := next[i].Since; next[i-1].Value == next[i].Value && next[i-1].Until == meet && (meet == days.Since || meet == days.Until) {
			next[i-1].Until = next[i].Until
			next = slices.Delete(next, i, i+1)
		}
	}
	return next, !slices.Equal(next, spells)
}

// correctLinkDuring lets a noun have referred to another on some days, or to
// none for nil, by a hop it has at most once a day; other links give way. days
// are those on which the link that says so then holds.
func (t *task) correctLinkDuring(ctx context.Context, hop graph.Hop, from, to graph.Noun, during graph.Interval, field ...string) (days graph.Interval, changed bool, err error) {
	links, err := t.linksOf(ctx, from.Top().ID, graph.Out, hop)
	if err != nil {
		return days, false, err
	}
	if to == nil {
		changed = slices.ContainsFunc(links, func(l graph.Link) bool { return l.Overlaps(during) })
		t.cutLinks(links, during, true)
		return during, changed, nil
	}
	if !to.Top().Contains(during) {
		t.refuseAbout(graph.Invalid(field, "%s %s lives in %s, which does not hold all of %s: name another, or give other days",
			"%s所指%s的存续期为%s，未包含整个期间%s：请改用其他对象或期间", last(field), named(to), to.Top().Life(), during), from, to)
		return days, false, nil
	}
	days = during
	var same, others []graph.Link
	for _, l := range links {
		if l.To != to.Top().ID {
			others = append(others, l)
			continue
		}
		if l.Contains(during) {
			return l.Interval, false, nil
		}
		if l.Overlaps(during) || l.Until != 0 && l.Until == during.Since || during.Until != 0 && during.Until == l.Since {
			same = append(same, l)
			days, _ = graph.Bounds(min(days.Since, l.Since), max(days.End(), l.End()))
		}
	}
	t.cutLinks(others, during, true)
	if len(same) == 0 {
		t.putLink(t.newLink(hop, from, to, days), true)
	} else {
		same[0].Interval = days
		t.putLink(same[0], true)
		for _, l := range same[1:] {
			t.dropLink(l)
		}
	}
	if hop == graph.HopAffiliated {
		err = t.unregister(ctx, from.Top().ID, to.Top().ID, days)
	}
	return days, true, err
}

// correctRelation corrects a relation that need not be there, in the spell or
// on the days that a correction is about.
func (t *task) correctRelation(ctx context.Context, hop graph.Hop, from, to graph.Noun, w when, field ...string) (days graph.Interval, changed bool, err error) {
	if w.during != nil {
		return t.correctLinkDuring(ctx, hop, from, to, *w.during, field...)
	}
	return t.correctSingle(ctx, hop, from, to, w.at, field...)
}

// correctPlace corrects where a noun lies, which is always somewhere.
func (t *task) correctPlace(ctx context.Context, from graph.Noun, to *graph.Region, w when) (changed bool, err error) {
	if w.during != nil {
		_, changed, err = t.correctLinkDuring(ctx, graph.HopLocated, from, to, *w.during, "region")
		return changed, err
	}
	return t.correctLink(ctx, graph.HopLocated, from, to, w.at, "region")
}
