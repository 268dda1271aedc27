package edit

import (
	"context"
	"slices"

	"cobuild/graph"
)

// LifeFields are the right days of a noun, as a correction gives them.
type LifeFields struct {
	Since Opt[graph.Date] // null = before records began
	Until Opt[graph.Date] // null = open
}

func (f LifeFields) set() bool { return f.Since.Set || f.Until.Set }

// field is where messages say that the days are wrong.
func (f LifeFields) field() string {
	if f.Since.Set {
		return "since"
	}
	return "until"
}

// check checks what needs no facts; the fields stand below at.
func (f LifeFields) check(t *task, at ...string) bool {
	since, until := t.day(f.Since.or(0), false, append(slices.Clone(at), "since")...), t.day(f.Until.or(0), false, append(slices.Clone(at), "until")...)
	return since && until
}

// checkCorrection checks what needs no facts of a correction: which days it is
// about, and what stands beside what. given are the fields that it gives.
func (t *task) checkCorrection(at graph.Date, during *graph.Interval, w Withdrawing, life LifeFields, dated bool, given map[string]bool) bool {
	t.checkWithdraw(w, given)
	if w.Withdraw {
		return false
	}
	right := t.checkDuring(at, during, dated)
	right = life.check(t) && right
	if life.set() && dated {
		t.refuse(graph.Invalid([]string{life.field()}, "%[1]s stands beside a dated value: correct the first and the last day by themselves, then the value",
			"%[1]s不可与随时间变化的字段并用：请先单独更正起止日期，再更正取值", life.field()))
	} // what is wrong with the value is told too
	return right
}

// correctDays corrects the first and last day of a noun, the caller's copy;
// moved is false where they are as given already.
func (t *task) correctDays(ctx context.Context, n graph.Noun, life LifeFields, relations bool, withdrawn *int) (moved bool, err error) {
	was := n.Top().Interval
	is := graph.Interval{Since: life.Since.or(was.Since), Until: life.Until.or(was.Until)}
	if is == was || t.refused() {
		return false, nil
	}
	if refused, ok := is.Validate().(*graph.Error); ok {
		t.refuse(refused)
		return false, nil
	}
	*withdrawn, err = t.correctLife(ctx, n, is, relations, life.field())
	return true, err
}

// correctLife gives a noun other days. What began or ended with it does so
// again, as far as its other end lives and nothing else holds there; the rest
// keeps its days as far as they lie inside. What no day is left of is a
// CONFLICT, or withdrawn too. n is the caller's copy, put by the caller.
func (t *task) correctLife(ctx context.Context, n graph.Noun, is graph.Interval, relations bool, field string) (withdrawn int, err error) {
	l := &lifeMove{amend: newAmend(t), noun: n, was: n.Top().Interval, is: is, field: field}
	n.Top().Interval = is
	l.values(n)
	l.after.put(n)
	for _, step := range []func(context.Context) error{l.readLinks, l.bound, l.moveLinks, l.placed} {
		if err := step(ctx); err != nil || t.refused() {
			return 0, err
		}
	}
	if len(l.rest) > 0 && !relations {
		return 0, l.tellRest(ctx, []string{field}, l.rest, field+": %[1]d relations or values would be left without a day: %[2]s. Correct or withdraw them first, or say withdrawRelations: true to withdraw them too",
			field+"：将有%[1]d项关系或取值无日期可存：%[2]s。请先更正或撤回，或以withdrawRelations: true一并撤回")
	}
	loose, err := withdrawLoose(ctx, t.e, l.gone, nil, l.drop, l.dropLink)
	if err != nil {
		return 0, err
	}
	return len(l.rest) + loose, l.fits(ctx, field)
}

// lifeMove is a noun whose days are corrected.
type lifeMove struct {
	*amend
	noun  graph.Noun // with its new days
	was   graph.Interval
	is    graph.Interval
	field string

	links [2][]graph.Link // by direction
	nouns map[graph.ID]graph.Noun
	moved []movedLink
	gone  []graph.Link
	held  map[graph.ID][]graph.Link // what a link that grows may meet, by its From, and by its To for those who lead
}

// movedLink is a link whose days change.
type movedLink struct{ was, next graph.Link }

// days gives the days of what held in span, whose other end lives in far.
func (l *lifeMove) days(span, far graph.Interval) (graph.Interval, bool) {
	since, end := max(span.Since, l.is.Since), min(span.End(), l.is.End())
	if span.Since == max(l.was.Since, far.Since) {
		since = max(l.is.Since, far.Since)
	}
	if span.End() == min(l.was.End(), far.End()) {
		end = min(l.is.End(), far.End())
	}
	return graph.Bounds(since, end)
}

// values moves the dated values of the noun.
func (l *lifeMove) values(n graph.Noun) {
	switch n := n.(type) {
	case *graph.Organisation:
		n.Kinds = moveValues(l, "organisationKind", n.Kinds, daysOf)
		n.Strengths = moveValues(l, "strength", n.Strengths, daysOf)
		n.Secretaries = moveValues(l, "secretary", n.Secretaries, daysOf)
		n.Terms = moveValues(l, "committeeTerm", n.Terms, func(term *graph.Term) *graph.Interval { return &term.Interval })
	case *graph.Unit:
		n.Classes = moveValues(l, "unitKind", n.Classes, daysOf)
		n.States = moveValues(l, "unitState", n.States, daysOf)
		n.Staffs = moveValues(l, "staff", n.Staffs, daysOf)
		n.Works = moveValues(l, "work", n.Works, func(w *graph.Work) *graph.Interval { return &w.Interval })
		n.Headcounts = slices.DeleteFunc(n.Headcounts, func(h graph.Headcount) bool {
			outside := h.Date != 0 && !l.is.Holds(h.Date)
			if outside {
				l.rest = append(l.rest, laterThing{since: h.Date, what: "headcount"})
			}
			return outside
		})
	case *graph.Member:
		n.Statuses = moveValues(l, "memberStatus", n.Statuses, daysOf)
		n.Employments = moveValues(l, "employment", n.Employments, daysOf)
		n.Aways = moveValues(l, "away", n.Aways, daysOf)
	}
}

func moveValues[T any](l *lifeMove, what string, items []T, days func(*T) *graph.Interval) (kept []T) {
	for _, item := range items {
		span := days(&item)
		next, left := l.days(*span, graph.Always)
		if !left {
			l.rest = append(l.rest, laterThing{since: span.Since, what: what})
			continue
		}
		*span = next
		kept = append(kept, item)
	}
	return kept
}

func (l *lifeMove) readLinks(ctx context.Context) (err error) {
	ids := []graph.ID{l.noun.Top().ID}
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		if l.links[d], err = l.linksOf(ctx, ids[0], d, graph.Hops...); err != nil {
			return err
		}
		for _, link := range l.links[d] {
			ids = append(ids, link.Far(d))
		}
	}
	l.nouns, err = l.e.Nouns(ctx, subjects(ids...))
	l.nouns[l.noun.Top().ID] = l.noun
	return err
}

// bound works out the days of each link, without regard to others.
func (l *lifeMove) bound(ctx context.Context) error {
	var inside []laterThing
	var from, to []graph.ID
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		for _, link := range l.links[d] {
			next, left := l.days(link.Interval, l.nouns[link.Far(d)].Top().Life())
			holds := d == graph.In && (link.Hop == graph.HopParent || link.Hop == graph.HopLocated)
			switch {
			case holds && (!left || !next.Contains(link.Interval)):
				inside = append(inside, laterThing{link.Since, string(link.Hop), link.From})
			case !left:
				l.rest = append(l.rest, laterThing{link.Since, string(link.Hop), link.Far(d)})
				l.gone = append(l.gone, link)
			case next != link.Interval:
				if !link.Interval.Contains(next) {
					from, to = append(from, link.From), append(to, link.To)
				}
				moved := movedLink{link, link}
				moved.next.Interval = next
				l.moved = append(l.moved, moved)
			}
		}
	}
	if len(inside) > 0 {
		return l.tellRest(ctx, []string{l.field}, inside, l.field+": still lying in it on days that it would lose (%[1]d in all): %[2]s. Correct where they lie first",
			l.field+"：在将不再存续的日期内尚有%[1]d个对象位于其中：%[2]s。请先更正其所在地区")
	}
	if len(from) == 0 {
		return nil
	}
	out, err := l.e.Links(ctx, graph.LinkQuery{IDs: subjects(from...), Direction: graph.Out, Hops: graph.Hops})
	if err != nil {
		return err
	}
	in, err := l.e.Links(ctx, graph.LinkQuery{IDs: subjects(to...), Direction: graph.In, Hops: []graph.Hop{graph.HopLeads}})
	if err != nil {
		return err
	}
	l.held = out
	for id, links := range in {
		l.held[id] = append(l.held[id], links...)
	}
	return nil
}

// moveLinks lets each link have its days, as far as nothing else holds on those
// that it gains.
func (l *lifeMove) moveLinks(context.Context) error {
	for _, link := range l.gone {
		l.dropLink(link)
	}
	for _, link := range l.moved {
		was, next := link.was, link.next
		if !was.Contains(next.Interval) {
			for _, days := range l.meets(&was) {
				if days.End() <= was.Since {
					next.Since = max(next.Since, days.Until)
				} else if days.Since >= was.End() && days.Since < next.End() {
					next.Until = days.Since
				}
			}
		}
		if next != was {
			l.putLink(next)
		}
	}
	return nil
}

// meets gives the days of other links and values that may not hold together
// with a link.
func (l *lifeMove) meets(link *graph.Link) (days []graph.Interval) {
	others := l.held[link.From]
	if link.Hop == graph.HopLeads {
		others = slices.Concat(others, l.held[link.To])
	}
	for _, other := range others {
		if other.ID != link.ID && apart(link, &other) {
			days = append(days, other.Interval)
		}
	}
	if o, ok := l.nouns[link.From].(*graph.Organisation); ok && link.Hop == graph.HopSecretary {
		for _, spell := range o.Secretaries {
			days = append(days, spell.Interval)
		}
	}
	return days
}

// apart says whether two links of one noun, or those of two that lead one
// region, may not hold on the same day.
func apart(a, b *graph.Link) bool {
	registration := func(h graph.Hop) bool { return h == graph.HopAffiliated || h == graph.HopRegistered }
	switch {
	case registration(a.Hop) && registration(b.Hop) && a.From == b.From && a.To == b.To:
		return true
	case a.Hop != b.Hop:
		return false
	case a.From != b.From:
		return a.Hop == graph.HopLeads && a.To == b.To
	case a.Hop == graph.HopSeat && chairs(*a) && a.Role == b.Role:
		return true
	default:
		return exclusive(a, b, graph.Out)
	}
}

// placed refuses days on which the noun would have no place, where it had one
// before on its first or last day, and days none of which would have one.
func (l *lifeMove) placed(ctx context.Context) error {
	id := l.noun.Top().ID
	after, err := l.after.Links(ctx, graph.LinkQuery{IDs: []graph.ID{id}, Hops: []graph.Hop{graph.HopLocated, graph.HopParent}})
	if err != nil {
		return err
	}
	before := slices.DeleteFunc(slices.Clone(l.links[graph.Out]), func(link graph.Link) bool {
		return link.Hop != graph.HopLocated && link.Hop != graph.HopParent
	})
	if len(before) == 0 {
		return nil
	}
	if len(after[id]) == 0 {
		l.refuse(graph.Invalid([]string{l.field}, "%s: it would have no region on any day of its life: give other days, or correct the region first",
			"%s：存续期内将始终没有所在地区：请给出其他日期，或先更正所在地区", l.field))
		return nil
	}
	was, is := spanning(before), spanning(after[id])
	place := before[0].To
	if first := l.is.Since; first != 0 && was.Since == l.was.Since && is.Since > first {
		l.refuse(graph.Invalid([]string{"since"}, "since %s lies before %s, the first day of the region %s: give a later day, or correct the region first",
			"起期%s早于所在地区%[3]s的首日%[2]s：请给出更晚的日期，或先更正所在地区", first, is.Since, named(l.nouns[place])))
	}
	if was.End() == l.was.End() && is.End() < l.is.End() {
		l.refuse(graph.Invalid([]string{"until"}, "until: it would have no region from %s on: give an earlier day, or correct the region first",
			"until：自%s起将无所在地区：请给出更早的日期，或先更正所在地区", is.Until))
	}
	return nil
}

// spanning is from the first day of any link to the last of any.
func spanning(links []graph.Link) (all graph.Interval) {
	for i, l := range links {
		if i == 0 {
			all = l.Interval
			continue
		}
		since, end := min(all.Since, l.Since), max(all.End(), l.End())
		all, _ = graph.Bounds(since, end)
	}
	return all
}
