package resolvers

import (
	"context"
	"slices"

	"cobuild/graph"
)

// text is nil for what is not recorded.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// day is nil for the open side of an interval.
func day(d graph.Date) *graph.Date {
	if d == 0 {
		return nil
	}
	return &d
}

// restricted is nil for those who may not see members, and for what is not
// recorded.
func restricted[T comparable](ctx context.Context, value T) *T {
	var none T
	if value == none || !seesMembers(ctx) {
		return nil
	}
	return &value
}

// mostShown is the least number of members told to those who may not see them:
// fewer could be recognised.
const mostShown = 5

// withheld is nil where a number of members is too small for the viewer.
func withheld(ctx context.Context, n int) *int {
	if n < mostShown && !seesMembers(ctx) {
		return nil
	}
	return &n
}

// endedOf is a number of relations among which are those of members: only for
// those who may see members.
func endedOf(ctx context.Context, n int) *int {
	if !seesMembers(ctx) {
		return nil
	}
	return &n
}

// near is the value of a dated attribute on a day; outside the attribute's
// days, the last value before, else the first after, for what must have one.
func near[T any](spells []graph.Spell[T], d graph.Date) (value T) {
	var best *graph.Spell[T]
	for i := range spells {
		if s := &spells[i]; best == nil || nearer(s.Interval, best.Interval, d) {
			best = s
		}
	}
	if best != nil {
		value = best.Value
	}
	return value
}

// spellOn is the spell in force on a day, nil where there is none.
func spellOn[T any](spells []graph.Spell[T], d graph.Date) *graph.Spell[T] {
	for i := range spells {
		if spells[i].Holds(d) {
			return &spells[i]
		}
	}
	return nil
}

// nearer says whether a answers for day d better than b: holding it, else
// ended last before it, else beginning first after it.
func nearer(a, b graph.Interval, d graph.Date) bool {
	rank := func(i graph.Interval) int {
		switch {
		case i.Holds(d):
			return 0
		case i.End() <= d:
			return 1
		default:
			return 2
		}
	}
	switch ra, rb := rank(a), rank(b); {
	case ra != rb:
		return ra < rb
	case ra == 1:
		return a.End() > b.End()
	default:
		return a.Since < b.Since
	}
}

// as narrows a noun to what a field gives; none stays none.
func as[T any](noun graph.Noun, err error) (T, error) {
	narrow, _ := noun.(T)
	return narrow, err
}

// asAll narrows nouns.
func asAll[T any](nouns []graph.Noun, err error) ([]T, error) {
	narrow := make([]T, len(nouns))
	for i, noun := range nouns {
		narrow[i], _ = noun.(T)
	}
	return narrow, err
}

// participants gives the kinds that take part in pairings and alliances.
var participants = []graph.Kind{graph.KindOrganisation, graph.KindUnit, graph.KindRegion}

// byRank is a letter that sorts the values of an enum by their order in it.
func byRank[E comparable](values []E, value E) byte {
	return byte('a' + slices.Index(values, value) + 1)
}
