package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// linksOf reads the links of one noun, of any time.
func (t *task) linksOf(ctx context.Context, id graph.ID, d graph.Direction, hops ...graph.Hop) ([]graph.Link, error) {
	links, err := t.e.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Direction: d, Hops: hops})
	return links[id], err
}

func spansOf(links []graph.Link) []graph.Interval {
	spans := make([]graph.Interval, len(links))
	for i, l := range links {
		spans[i] = l.Interval
	}
	return spans
}

// setLink lets a noun refer to another from a day on, by a hop it has at most
// once a day; the link in force then ends on the day. A nil to ends that link
// and puts no other in its place. field is where the input names to.
func (t *task) setLink(ctx context.Context, hop graph.Hop, from, to graph.Noun, d graph.Date, field ...string) error {
	links, err := t.linksOf(ctx, from.Top().ID, graph.Out, hop)
	if err != nil {
		return err
	}
	if to == nil {
		t.unlink(links, d, field)
		return nil
	}
	days, ok := t.stretch(graph.From(d), from, to, "from", field...)
	if !ok {
		return nil
	}
	ended, ok := t.change(spansOf(links), days,
		func(i int) bool { return links[i].To == to.Top().ID }, func(i int) string { return string(links[i].To) }, field)
	if !ok {
		return nil
	}
	if ended >= 0 {
		t.endLink(links[ended], d)
	}
	t.putLink(t.newLink(hop, from, to, days), false)
	if hop == graph.HopAffiliated {
		return t.unregister(ctx, from.Top().ID, to.Top().ID, days)
	}
	return nil
}

func (t *task) unlink(links []graph.Link, d graph.Date, field []string) {
	switch i := slices.IndexFunc(links, func(l graph.Link) bool { return l.Holds(d) }); {
	case i < 0:
		t.refuse(graph.Invalid([]string{"from"}, "from %s: there is no %s in force to end, give a day on which there is one",
			"起日%s：当日没有有效的%s可终止，请给出其有效期内的日期", d, last(field)))
	case links[i].Since == d:
		t.refuse(graph.Invalid([]string{"from"}, "from %s is the very day on which %s %s begins: correct that one instead, or give a later from",
			"起日%[1]s正是%[2]s（%[3]s）的起日：请改为更正该值，或给出更晚的起日", d, last(field), links[i].To))
	default:
		t.endLink(links[i], d)
	}
}

func (t *task) endLink(l graph.Link, d graph.Date) {
	l.Until = d
	t.putLink(l, false)
}

// correctLink replaces the far end of the link in force on a day, which keeps
// its bounds; a nil to withdraws it. changed is false where it refers to that
// noun already. The link is withdrawn and another put: so the log tells both
// far ends of it.
func (t *task) correctLink(ctx context.Context, hop graph.Hop, from, to graph.Noun, at graph.Date, field ...string) (changed bool, err error) {
	links, err := t.linksOf(ctx, from.Top().ID, graph.Out, hop)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(links, func(l graph.Link) bool { return l.Holds(at) })
	if i < 0 {
		t.refuse(graph.Invalid(field, "there is no %s in force on %s to correct: give another at, or say from when it holds",
			"%[2]s没有有效的%[1]s可更正：请给出其他日期，或说明自何日起", last(field), at))
		return false, nil
	}
	old := links[i]
	switch {
	case to == nil:
		t.dropLink(old)
		return true, nil
	case old.To == to.Top().ID:
		return false, nil
	case !to.Top().Contains(old.Interval):
		t.refuseAbout(graph.Invalid(field, "%s %s lives in %s, which does not hold all of %s that is to be corrected: name another, or change it from a date",
			"%s所指%s的存续期为%s，未包含待更正的期间%s：请改用其他对象，或改为自某日起变更", last(field), named(to), to.Top().Life(), old.Interval), to)
		return false, nil
	}
	t.dropLink(old)
	t.putLink(t.newLink(hop, from, to, old.Interval), true)
	if hop == graph.HopAffiliated {
		return true, t.unregister(ctx, from.Top().ID, to.Top().ID, old.Interval)
	}
	return true, nil
}

// unregister takes the days of an affiliation from the registrations that the
// member has with the same organisation: registrations are with others.
func (t *task) unregister(ctx context.Context, member, organisation graph.ID, days graph.Interval) error {
	links, err := t.linksOf(ctx, member, graph.Out, graph.HopRegistered)
	if err != nil {
		return err
	}
	t.cutLinks(slices.DeleteFunc(slices.Clone(links), func(l graph.Link) bool { return l.To != organisation }), days, false)
	return nil
}

// cutLinks takes days from links, by a change or a correction; it gives what is
// left of them.
func (t *task) cutLinks(links []graph.Link, days graph.Interval, correct bool) (kept []graph.Link) {
	for _, l := range links {
		if !l.Overlaps(days) {
			kept = append(kept, l)
			continue
		}
		left := without(l.Interval, []graph.Interval{days})
		if len(left) == 0 {
			t.dropLink(l)
		}
		for i, rest := range left {
			if l.Interval = rest; i > 0 {
				l.ID = t.e.New(l.Hop.IDKind())
			}
			t.putLink(l, correct)
			kept = append(kept, l)
		}
	}
	return kept
}

// correctSingle is correctLink for relations that need not be there: days
// without a link count as a spell without one, so a noun given for them fills
// them, as far as it lives. days are those it holds on.
func (t *task) correctSingle(ctx context.Context, hop graph.Hop, from, to graph.Noun, at graph.Date, field ...string) (days graph.Interval, changed bool, err error) {
	links, err := t.linksOf(ctx, from.Top().ID, graph.Out, hop)
	if err != nil {
		return days, false, err
	}
	if i := slices.IndexFunc(links, func(l graph.Link) bool { return l.Holds(at) }); i >= 0 {
		changed, err = t.correctLink(ctx, hop, from, to, at, field...)
		return links[i].Interval, changed, err
	}
	if to == nil {
		return days, false, nil
	}
	if days, changed = t.gap(spansOf(links), from, to, at, field...); changed {
		t.putLink(t.newLink(hop, from, to, days), true)
	}
	return days, changed, nil
}

// gap gives the days around one between those that are held, as far as both
// nouns live; it refuses a day on which the second does not.
func (t *task) gap(held []graph.Interval, n, to graph.Noun, at graph.Date, field ...string) (days graph.Interval, ok bool) {
	if !t.aliveOn(to, at, "at", field...) {
		return days, false
	}
	days, ok = gapAt(held, n.Top().Life(), at).Intersect(to.Top().Life())
	return days, ok
}

// gapAt gives the days of a life around one of them on which nothing is held.
func gapAt(held []graph.Interval, life graph.Interval, at graph.Date) graph.Interval {
	for _, h := range held {
		if h.End() <= at {
			life.Since = max(life.Since, h.Until)
		} else if life.End() > h.Since {
			life.Until = h.Since
		}
	}
	return life
}

// without gives the days that are left of an interval, in order.
func without(days graph.Interval, taken []graph.Interval) (left []graph.Interval) {
	taken = slices.SortedFunc(slices.Values(taken), func(a, b graph.Interval) int { return int(a.Since) - int(b.Since) })
	since := days.Since
	for _, t := range taken {
		if !t.Overlaps(days) {
			continue
		}
		if free, ok := graph.Bounds(since, min(t.Since, days.End())); ok {
			left = append(left, free)
		}
		since = max(since, t.End())
	}
	if free, ok := graph.Bounds(since, days.End()); ok {
		left = append(left, free)
	}
	return left
}
