package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// pairEnds is a pairing with the links to its ends, before and after an edit.
type pairEnds struct {
	pairing *graph.Pairing // a copy, as it is to be
	was     graph.Interval // its days before
	before  []graph.Link
	after   []graph.Link
	nouns   map[graph.ID]graph.Noun // the participants
}

// pairing reads a pairing with its ends; nil where it is refused.
func (t *task) pairing(ctx context.Context, id graph.ID, field ...string) (*pairEnds, error) {
	nouns, err := t.lookup(ctx, refTo(id, graph.KindPairing, field...))
	if err != nil {
		return nil, err
	}
	p := pick[*graph.Pairing](nouns, id)
	if p == nil {
		return nil, nil
	}
	links, err := t.linksOf(ctx, id, graph.Out, graph.HopEnd)
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(links))
	for i, l := range links {
		ids[i] = l.To
	}
	participants, err := t.e.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	return &pairEnds{pairing: graph.CopyNoun(p), was: p.Interval, before: links, after: slices.Clone(links), nouns: participants}, nil
}

// keepEnds checks the ends as they are to be, and puts those that differ. What
// was amiss before, because a participant ended, may stay so.
func (t *task) keepEnds(ctx context.Context, p *pairEnds, correct bool, field ...string) error {
	if !t.checkSets(p, field) {
		return nil
	}
	if err := t.claimSets(ctx, t.e, p.pairing, p.after, field...); err != nil {
		return err
	}
	for _, old := range p.before {
		if !slices.ContainsFunc(p.after, func(l graph.Link) bool { return l.ID == old.ID }) {
			t.dropLink(old)
		}
	}
	for _, l := range p.after {
		if i := slices.IndexFunc(p.before, func(old graph.Link) bool { return old.ID == l.ID }); i < 0 || p.before[i] != l {
			t.putLink(l, correct)
		}
	}
	return nil
}

// checkSets refuses a day on which fewer than two ends are left, or one is
// helped and none helps, where that was not so before.
func (t *task) checkSets(p *pairEnds, field []string) bool {
	if len(endsOf(p.after)) < 2 {
		t.refuse(graph.Conflict(field, "%s leaves fewer than two ends: let another join first, or withdraw the pairing",
			"%s使结对方不足两个：请先增加其他结对方，或撤回该结对", last(field)))
		return false
	}
	for _, d := range firstDays(p.pairing.Since, slices.Concat(p.before, p.after)) {
		if !p.pairing.Holds(d) {
			continue
		}
		before, after := endsOn(p.before, d), endsOn(p.after, d)
		switch {
		case len(after) < 2 && len(before) >= 2:
			t.refuse(graph.Conflict(field, "%s leaves fewer than two ends from %s on: let another join first, or end the pairing",
				"%s使结对方自%s起不足两个：请先增加其他结对方，或终止结对", last(field), dayName(d)))
			return false
		case len(after) >= 2 && helpless(after) && (len(before) < 2 || !helpless(before)):
			t.refuse(graph.Conflict(field, "%s leaves a HELPED end without a HELPER from %s on: let a helper join first, or correct the roles to PEER",
				"%s使自%s起有HELPED而无HELPER：请先增加帮扶方，或将角色更正为PEER", last(field), dayName(d)))
			return false
		}
	}
	return true
}

// firstDays are the days on which a set of links may differ from the day before.
func firstDays(since graph.Date, links []graph.Link) []graph.Date {
	days := []graph.Date{since}
	for _, l := range links {
		days = append(days, l.Since)
		if l.Until != 0 {
			days = append(days, l.Until)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func endsOn(links []graph.Link, d graph.Date) []graph.Link {
	var on []graph.Link
	for _, l := range links {
		if l.Holds(d) {
			on = append(on, l)
		}
	}
	return on
}

// helpless says whether one of the ends is helped and none helps.
func helpless(ends []graph.Link) bool {
	has := func(role graph.EndRole) bool {
		return slices.ContainsFunc(ends, func(l graph.Link) bool { return l.Role == string(role) })
	}
	return has(graph.RoleHelped) && !has(graph.RoleHelper)
}

// claimSets refuses a pairing that has, on any day, the same set of two or more
// ends as another of its kind. The other is found through the ends.
func (t *task) claimSets(ctx context.Context, facts graph.Facts, p *graph.Pairing, ends []graph.Link, field ...string) error {
	if len(ends) == 0 {
		return nil
	}
	ids := make([]graph.ID, len(ends))
	for i, l := range ends {
		ids[i] = l.To
	}
	into, err := facts.Links(ctx, graph.LinkQuery{IDs: ids, Direction: graph.In, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	shared := map[graph.ID]int{} // by pairing, how many of the ends are its too
	for _, links := range into {
		for _, id := range pairingsOf(links) {
			if id != p.ID {
				shared[id]++
			}
		}
	}
	var near []graph.ID
	for id, n := range shared {
		if n >= 2 {
			near = append(near, id)
		}
	}
	if len(near) == 0 {
		return nil
	}
	slices.Sort(near)
	nouns, err := facts.Nouns(ctx, near)
	if err != nil {
		return err
	}
	near = slices.DeleteFunc(near, func(id graph.ID) bool {
		other, ok := nouns[id].(*graph.Pairing)
		return !ok || other.PairingKind != p.PairingKind || !other.Overlaps(p.Interval)
	})
	theirs, err := facts.Links(ctx, graph.LinkQuery{IDs: near, Direction: graph.Out, Hops: []graph.Hop{graph.HopEnd}})
	if err != nil {
		return err
	}
	for _, id := range near {
		for _, d := range firstDays(p.Since, slices.Concat(ends, theirs[id])) {
			if ours := setOn(ends, d); len(ours) >= 2 && slices.Equal(ours, setOn(theirs[id], d)) {
				t.refuse(graph.Conflict(field, "%[1]s: from %[2]s on the ends are those of %[3]s, of the same kind %[4]s, in %[5]s: end it first, or give dates on which they differ",
					"%[1]s：自%[2]s起各方与同类结对%[3]s（%[4]s，%[5]s）相同：请先终止该结对，或给出各方不同的日期", last(field), dayName(d), named(nouns[id]), p.PairingKind, nouns[id].Top().Interval))
				return nil
			}
		}
	}
	return nil
}

// setOn is the set of participants on a day, in order.
func setOn(links []graph.Link, d graph.Date) []graph.ID {
	var ids []graph.ID
	for _, l := range endsOn(links, d) {
		ids = append(ids, l.To)
	}
	slices.Sort(ids)
	return ids
}

// pairingsOf are the pairings that links lead from, each once, in order.
func pairingsOf(ends []graph.Link) []graph.ID {
	var ids []graph.ID
	for _, l := range ends {
		ids = append(ids, l.From)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// follow gives the days of a link when those of the noun it is of become
// others: an end that began or ended with the noun does so again, another keeps
// its day as far as it lies inside. No link leaves the life of its far end: a
// day that was given outside is refused at its field, and so is a link that no
// day is left of.
func (t *task) follow(l graph.Link, far graph.Noun, was, is graph.Interval) (graph.Interval, bool) {
	life := far.Top().Life()
	since, end := max(l.Since, is.Since), min(l.End(), is.End())
	if l.Since == max(was.Since, life.Since) {
		since = max(is.Since, life.Since)
		if since > is.Since && is.Since != 0 && l.Since != life.Since {
			return l.Interval, t.aliveOn(far, is.Since, "since", "since")
		}
	}
	if l.End() == min(was.End(), life.End()) {
		end = min(is.End(), life.End())
		if end < is.End() && is.Until != 0 && l.End() != life.End() {
			t.refuse(graph.Invalid([]string{"until"}, "until %s lies after the end of %s, which lives in %s: give an earlier one, or null",
				"止期%s晚于%s（存续期%s）的终止：请给出更早的止期，或null", is.Until, named(far), life))
			return l.Interval, false
		}
	}
	days, ok := graph.Bounds(since, end)
	if !ok {
		t.refuse(graph.Conflict([]string{"since"}, "%s is an end in %s, on none of the days %s: correct the days so that they hold some of them",
			"%s的期间为%s，不在%s之内：请使新的期间至少含其中一日", named(far), l.Interval, is))
	}
	return days, ok
}
