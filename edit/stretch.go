package edit

import (
	"cobuild/graph"
)

// stretch gives the days of a link inside the lives of both ends. A since that
// is not given is the latest since of the ends, an until the earliest until; a
// given one outside is refused at field, and so are lives that share no day.
// sinceField names the input field that since came from.
func (t *task) stretch(given graph.Interval, from, to graph.Noun, sinceField string, field ...string) (graph.Interval, bool) {
	if given.Since == graph.End || given.Validate() != nil {
		return graph.Interval{}, false // told where the field itself is checked
	}
	if given.Since != 0 {
		for _, end := range []graph.Noun{from, to} {
			if !t.aliveOn(end, given.Since, sinceField, field...) {
				return graph.Interval{}, false
			}
		}
	}
	shared, ok := from.Top().Intersect(to.Top().Life())
	days, overlap := shared.Intersect(given)
	if !ok || !overlap {
		t.refuseAbout(graph.Invalid(field, "%s %s lives in %s, which shares no day with %s: name another, or give other dates",
			"%s所指%s的存续期为%s，与%s无共同日期：请改用其他对象或日期", last(field), named(to), to.Top().Life(), from.Top().Life()), from, to)
		return graph.Interval{}, false
	}
	if given.Until != 0 && days.End() < given.Until {
		t.refuseAbout(graph.Invalid(field, "%s %s lives in %s, which ends before until %s: give an earlier until, or leave it out",
			"%s所指%s的存续期为%s，早于止期%s结束：请给出更早的止期，或留空", last(field), named(to), to.Top().Life(), given.Until), from, to)
		return graph.Interval{}, false
	}
	return days, true
}

// newLink makes a link with the days that stretch gives.
func (t *task) newLink(hop graph.Hop, from, to graph.Noun, days graph.Interval) graph.Link {
	return graph.Link{ID: t.e.New(hop.IDKind()), Hop: hop, From: from.Top().ID, To: to.Top().ID, Interval: days}
}

// lasts refuses a place that ends before what is to lie in it: nothing may be
// left without a place.
func (t *task) lasts(n, place graph.Noun, field ...string) bool {
	if place.Top().End() >= n.Top().End() {
		return true
	}
	t.refuse(graph.Invalid(field, "%s %s ends on %s, and what lies in it must have a place after that: name a region that lasts, such as its successor",
		"%s所指%s于%s终止，其后将无所在地区：请改用存续的地区，例如其继任地区", last(field), named(place), place.Top().Until))
	return false
}

// place puts a link to the region that a new noun lies in.
func (t *task) place(hop graph.Hop, n, region graph.Noun, field ...string) {
	if days, ok := t.stretch(graph.From(n.Top().Since), n, region, "since", field...); ok && t.lasts(n, region, field...) {
		t.putLink(t.newLink(hop, n, region, days), false)
	}
}
