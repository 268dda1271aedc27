package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// secretary is who holds the post: a member on record, or somebody by name;
// neither = vacant.
type secretary struct {
	member *graph.Member
	name   string
}

// tenures are the secretaries of an organisation of any time, first those on
// record as members, then those by name. At most one is in office on a day.
type tenures struct {
	o     *graph.Organisation
	links []graph.Link
}

func (t *task) tenures(ctx context.Context, o *graph.Organisation) (*tenures, error) {
	links, err := t.linksOf(ctx, o.ID, graph.Out, graph.HopSecretary)
	return &tenures{o, links}, err
}

func (s *tenures) spans() []graph.Interval {
	spans := spansOf(s.links)
	for _, spell := range s.o.Secretaries {
		spans = append(spans, spell.Interval)
	}
	return spans
}

// is says whether a tenure is that of somebody.
func (s *tenures) is(i int, who secretary) bool {
	if i < len(s.links) {
		return who.member != nil && s.links[i].To == who.member.ID
	}
	return who.member == nil && s.o.Secretaries[i-len(s.links)].Value == who.name
}

// show names the holder of a tenure as messages do: members by id, because
// their names are restricted.
func (s *tenures) show(i int) string {
	if i < len(s.links) {
		return string(s.links[i].To)
	}
	return graph.Clip(s.o.Secretaries[i-len(s.links)].Value)
}

// end ends a tenure on a day, take takes it away; both say whether the
// organisation itself is changed by it.
func (s *tenures) end(t *task, i int, d graph.Date) (kept bool) {
	if i < len(s.links) {
		t.endLink(s.links[i], d)
		return false
	}
	s.o.Secretaries = slices.Clone(s.o.Secretaries)
	s.o.Secretaries[i-len(s.links)].Until = d
	return true
}

func (s *tenures) take(t *task, i int) (kept bool) {
	if i < len(s.links) {
		t.dropLink(s.links[i])
		return false
	}
	i -= len(s.links)
	s.o.Secretaries = slices.Delete(slices.Clone(s.o.Secretaries), i, i+1)
	return true
}

// enter puts somebody in office; it says whether the organisation itself is
// changed by it.
func (s *tenures) enter(t *task, who secretary, days graph.Interval, correct bool) (kept bool) {
	if who.member != nil {
		t.putLink(t.newLink(graph.HopSecretary, s.o, who.member, days), correct)
		return false
	}
	s.o.Secretaries = ordered(append(slices.Clone(s.o.Secretaries), graph.Spell[string]{Value: who.name, Interval: days}))
	return true
}

func (who secretary) vacant() bool { return who.member == nil && who.name == "" }

func (who secretary) field() string {
	if who.member == nil && who.name != "" {
		return "secretaryName"
	}
	return "secretary"
}

// setSecretary puts somebody in office from a day on, or nobody; whoever is in
// office then leaves on the day. kept says whether the organisation, the
// caller's copy, is changed.
func (t *task) setSecretary(ctx context.Context, o *graph.Organisation, who secretary, from graph.Date) (kept bool, err error) {
	held, err := t.tenures(ctx, o)
	if err != nil {
		return false, err
	}
	if who.vacant() {
		spans := held.spans()
		switch i := slices.IndexFunc(spans, func(span graph.Interval) bool { return span.Holds(from) }); {
		case i < 0:
			t.refuse(graph.Invalid([]string{who.field()}, "%s is null on %s already: nothing changes, give a value or leave the field out",
				"%s在%s已是null：并无变化，请给出值，或不写该字段", who.field(), from))
		case spans[i].Since == from:
			t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which %s %s begins: correct that one instead, or give a later from",
				"起日%[1]s正是%[2]s（%[3]s）的起日：请改为更正该值，或给出更晚的起日", from, who.field(), held.show(i)))
		default:
			return held.end(t, i, from), nil
		}
		return false, nil
	}
	days, ok := graph.Bounds(from, o.End())
	if who.member != nil {
		days, ok = t.stretch(graph.From(from), o, who.member, "from", who.field())
	}
	if !ok {
		return false, nil
	}
	ended, ok := t.change(held.spans(), days, func(i int) bool { return held.is(i, who) }, held.show, []string{who.field()})
	if !ok {
		return false, nil
	}
	if ended >= 0 {
		kept = held.end(t, ended, from)
	}
	return held.enter(t, who, days, false) || kept, nil
}

// correctSecretary replaces who was in office on a day, with the same bounds;
// days on which nobody was count as a tenure of nobody. Or it replaces who was
// on the days that the correction names. kept says whether the
// organisation, the caller's copy, is changed, linked whether a link is.
func (t *task) correctSecretary(ctx context.Context, o *graph.Organisation, who secretary, w when) (kept, linked bool, err error) {
	if w.during != nil {
		return t.correctSecretaryDuring(ctx, o, who, *w.during)
	}
	at := w.at
	held, err := t.tenures(ctx, o)
	if err != nil {
		return false, false, err
	}
	spans := held.spans()
	i := slices.IndexFunc(spans, func(span graph.Interval) bool { return span.Holds(at) })
	var days graph.Interval
	switch {
	case i < 0 && who.vacant(), i >= 0 && !who.vacant() && held.is(i, who):
		return false, false, nil
	case i >= 0:
		days = spans[i]
		if who.member != nil && !who.member.Contains(days) {
			t.refuse(graph.Invalid([]string{"secretary"}, "secretary %s lives in %s, which does not hold all of %s that is to be corrected: name another, or change it from a date",
				"secretary所指%s的存续期为%s，未包含待更正的期间%s：请改用其他对象，或改为自某日起变更", who.member.ID, who.member.Life(), days))
			return false, false, nil
		}
		kept = held.take(t, i)
		linked = !kept
	case who.member != nil:
		var ok bool
		if days, ok = t.gap(spans, o, who.member, at, "secretary"); !ok {
			return false, false, nil
		}
	default:
		days = gapAt(spans, o.Life(), at)
	}
	if who.vacant() {
		return kept, linked, nil
	}
	entered := held.enter(t, who, days, true)
	return kept || entered, linked || !entered, nil
}

// correctSecretaryDuring lets somebody have been in office on some days, or
// nobody: other tenures give way.
func (t *task) correctSecretaryDuring(ctx context.Context, o *graph.Organisation, who secretary, days graph.Interval) (kept, linked bool, err error) {
	var name *string
	if who.member == nil && !who.vacant() {
		name = &who.name
	}
	o.Secretaries, kept = correctDuring(o.Secretaries, days, name)
	var member graph.Noun // stays nil for none
	if who.member != nil {
		member = who.member
	}
	_, linked, err = t.correctLinkDuring(ctx, graph.HopSecretary, o, member, days, "secretary")
	return kept, linked, err
}
