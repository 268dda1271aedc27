package edit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// mostListed is how many of what stands in the way of an end a message lists.
const mostListed = 20

// ending is what the end of a noun ends and withdraws with it.
type ending struct {
	from  graph.Date
	later []laterThing // what begins on the day or after

	Ended     int // relations and dated values that ended on the day
	Withdrawn int // relations and dated values that were to begin later
}

type laterThing struct {
	since graph.Date
	what  string
	far   graph.ID
}

// endDay refuses an end that is not inside an interval: it must be after the
// first day, and before the day on which it ends already.
func (t *task) endDay(life graph.Interval, d graph.Date, field ...string) bool {
	switch {
	case !t.day(d, true, field...):
	case d <= life.Since:
		t.refuse(graph.Invalid(field, "%s %s is not after since %s: give a later date, or withdraw what never held",
			"%s的%s不晚于起期%s：请给出更晚的日期，从未成立的应撤回", last(field), d, life.Since))
	case d >= life.End():
		t.refuse(graph.Invalid(field, "%s %s is not before until %s, on which it ends already: give an earlier date",
			"%s的%s不早于止期%s，届时已终止：请给出更早的日期", last(field), d, life.Until))
	default:
		return true
	}
	return false
}

// endNoun ends a noun on a day with every link and dated value that would
// outlast it. What begins on the day or after is a CONFLICT that lists the
// first 20, unless withdrawFuture: then it is withdrawn. remedy completes the
// conflict's message. The noun is changed: it must be the caller's copy.
func (t *task) endNoun(ctx context.Context, n graph.Noun, from graph.Date, withdrawFuture bool, remedy graph.Text) (*ending, error) {
	end, err := t.endOne(ctx, n, from, withdrawFuture, remedy)
	if err != nil || t.refused() {
		return end, err
	}
	loose, err := t.looseEnds(ctx)
	end.Withdrawn += loose
	return end, err
}

// endOne is endNoun for one of several nouns that end together: the pairings
// that all of them leave with too few ends are for the caller to withdraw.
func (t *task) endOne(ctx context.Context, n graph.Noun, from graph.Date, withdrawFuture bool, remedy graph.Text) (*ending, error) {
	head := n.Top()
	end := &ending{from: from}
	if !t.endDay(head.Interval, from, "from") {
		return end, nil
	}
	if region, ok := n.(*graph.Region); ok {
		if err := t.endEmpty(ctx, region, from); err != nil {
			return nil, err
		}
	}
	end.values(n)
	head.Until = from
	if err := t.endLinks(ctx, head.ID, end); err != nil {
		return nil, err
	}
	if len(end.later) > 0 && !withdrawFuture {
		return end, t.tellLater(ctx, end, remedy)
	}
	end.Withdrawn = len(end.later)
	t.validate(n, nil)
	t.put(n, false)
	return end, nil
}

// endLinks ends the links of a noun, from either side, in two reads.
func (t *task) endLinks(ctx context.Context, id graph.ID, end *ending) error {
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		links, err := t.linksOf(ctx, id, d, graph.Hops...)
		if err != nil {
			return err
		}
		if d == graph.Out && !t.placedBefore(links, end.from) {
			return nil
		}
		for _, l := range links {
			switch {
			case !t.once(l.ID):
			case l.Since >= end.from:
				end.later = append(end.later, laterThing{l.Since, string(l.Hop), l.Far(d)})
				t.dropLink(l)
				t.loose = append(t.loose, l)
			case l.End() > end.from:
				end.Ended++
				t.endLink(l, end.from)
			}
		}
	}
	return nil
}

// once says whether something is met for the first time.
func (t *task) once(id graph.ID) bool {
	if t.ended == nil {
		t.ended = map[graph.ID]bool{}
	}
	before := t.ended[id]
	t.ended[id] = true
	return !before
}

// looseEnds withdraws the pairings that the withdrawal of ends has left with
// fewer than two participants: a pairing of one never was. It gives how many.
func (t *task) looseEnds(ctx context.Context) (withdrawn int, err error) {
	return withdrawLoose(ctx, t.e, t.loose, t.joined, t.dropNoun, t.dropLink)
}

// placedBefore refuses the end of what lies in its first place only on the day
// or after: with its place withdrawn it would never have been anywhere.
func (t *task) placedBefore(links []graph.Link, from graph.Date) bool {
	first := graph.End
	for _, l := range links {
		if l.Hop == graph.HopLocated {
			first = min(first, l.Since)
		}
	}
	if first == graph.End || first < from {
		return true
	}
	t.refuse(graph.Conflict([]string{"from"}, "from %s is not after %s, the first day in its first region: give a later date, or correct the region first",
		"from的%s不晚于%s，即其进入首个所在地区之日：请给出更晚的日期，或先更正所在地区", from, first))
	return false
}

// values ends the dated values of a noun.
func (end *ending) values(n graph.Noun) {
	switch n := n.(type) {
	case *graph.Organisation:
		n.Kinds = endValues(end, "organisationKind", n.Kinds, daysOf)
		n.Strengths = endValues(end, "strength", n.Strengths, daysOf)
		n.Secretaries = endValues(end, "secretary", n.Secretaries, daysOf)
		n.Terms = endValues(end, "committeeTerm", n.Terms, func(term *graph.Term) *graph.Interval { return &term.Interval })
	case *graph.Unit:
		n.Classes = endValues(end, "unitKind", n.Classes, daysOf)
		n.States = endValues(end, "unitState", n.States, daysOf)
		n.Staffs = endValues(end, "staff", n.Staffs, daysOf)
		n.Works = endValues(end, "work", n.Works, func(w *graph.Work) *graph.Interval { return &w.Interval })
		n.Headcounts = endPoints(end, "headcount", n.Headcounts, func(h *graph.Headcount) graph.Date { return h.Date })
	case *graph.Member:
		n.Statuses = endValues(end, "memberStatus", n.Statuses, daysOf)
		n.Employments = endValues(end, "employment", n.Employments, daysOf)
		n.Aways = endValues(end, "away", n.Aways, daysOf)
	case *graph.Pairing:
		n.Activities = endPoints(end, "activity", n.Activities, func(a *graph.Activity) graph.Date { return a.Date })
	}
}

func endValues[T any](end *ending, what string, items []T, days func(*T) *graph.Interval) []T {
	kept, later, ended := endAt(items, days, end.from)
	end.Ended += ended
	for _, item := range later {
		end.later = append(end.later, laterThing{since: days(&item).Since, what: what})
	}
	return kept
}

// endPoints keeps what is dated before the end.
func endPoints[T any](end *ending, what string, items []T, day func(*T) graph.Date) (kept []T) {
	for _, item := range items {
		if d := day(&item); d < end.from {
			kept = append(kept, item)
		} else {
			end.later = append(end.later, laterThing{since: d, what: what})
		}
	}
	return kept
}

// tellLater refuses an end because of what begins on the day or after.
func (t *task) tellLater(ctx context.Context, end *ending, remedy graph.Text) error {
	slices.SortStableFunc(end.later, func(a, b laterThing) int {
		return cmp.Or(cmp.Compare(a.since, b.since), strings.Compare(a.what, b.what), strings.Compare(string(a.far), string(b.far)))
	})
	listed, err := t.list(ctx, end.later)
	if err != nil {
		return err
	}
	conflict := graph.Conflict([]string{"from"}, "%[1]d relations or values begin on or after from %[2]s: %[3]s. %[4]s",
		"有%[1]d项关系或取值在%[2]s当日或之后开始：%[3]s。%[5]s", len(end.later), end.from, listed, remedy.EN, remedy.ZH)
	others := slices.DeleteFunc(slices.Clone(end.later), func(l laterThing) bool { return l.far.Kind() == graph.KindMember })
	if len(others) < len(end.later) {
		if listed, err = t.list(ctx, others); err != nil {
			return err
		}
		told := graph.Conflict(nil, "relations of members begin on or after from %[1]s, and %[2]d others: %[3]s. %[4]s",
			"有党员的关系在%[1]s当日或之后开始，另有其他%[2]d项：%[3]s。%[5]s", end.from, len(others), listed, remedy.EN, remedy.ZH)
		conflict.Discreet = &told.Message
	}
	t.refuse(conflict)
	return nil
}

// list names the first things in one read.
func (t *task) list(ctx context.Context, things []laterThing) (string, error) {
	shown := things[:min(len(things), mostListed)]
	var ids []graph.ID
	for _, thing := range shown {
		if thing.far != "" {
			ids = append(ids, thing.far)
		}
	}
	nouns, err := t.e.Nouns(ctx, ids)
	texts := make([]string, len(shown))
	for i, thing := range shown {
		texts[i] = strings.TrimSpace(fmt.Sprintf("%s %s", thing.since, thing.what))
		if n := nouns[thing.far]; n != nil {
			texts[i] += " " + named(n)
		}
	}
	if len(things) > mostListed {
		texts = append(texts, "…")
	}
	return strings.Join(texts, "; "), err
}

// endEmpty refuses to end a region before every region, unit, organisation and
// alliance in it has moved or ended.
func (t *task) endEmpty(ctx context.Context, region *graph.Region, from graph.Date) error {
	links, err := t.linksOf(ctx, region.ID, graph.In, graph.HopParent, graph.HopLocated)
	if err != nil {
		return err
	}
	var inside []laterThing
	for _, l := range links {
		if l.End() > from {
			inside = append(inside, laterThing{l.Since, string(l.Hop), l.From})
		}
	}
	if len(inside) == 0 {
		return nil
	}
	listed, err := t.list(ctx, inside)
	t.refuse(graph.Conflict([]string{"from"}, "still lying in %[2]s on %[3]s or later (%[1]d in all): %[4]s. Move or end them first",
		"%[3]s当日或之后尚有%[1]d个对象位于%[2]s：%[4]s。请先迁出或终止", len(inside), named(region), from, listed))
	return err
}
