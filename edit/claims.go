package edit

import (
	"context"
	"unicode/utf8"

	"cobuild/graph"
)

// name gives a noun as messages name it, by its id.
func (t *task) name(ctx context.Context, id graph.ID) (string, error) {
	nouns, err := t.e.Nouns(ctx, []graph.ID{id})
	if n := nouns[id]; n != nil {
		return named(n), err
	}
	return string(id), err
}

// claimCode refuses a code that another noun of the kind bears at any day of
// the noun's life.
func (t *task) claimCode(ctx context.Context, n graph.Noun, by graph.CodeField, code string, field ...string) error {
	if code == "" || !utf8.ValidString(code) || t.refused(field...) {
		return nil
	}
	bearers, err := t.e.Find(ctx, graph.CodeKey{Kind: n.Kind(), Field: by, Code: code})
	if err != nil {
		return err
	}
	head := n.Top()
	for _, other := range bearers {
		o := other.Top().Life()
		if end, ends := t.ending[other.Top().ID]; ends {
			o.Until = end
		}
		if other.Top().ID != head.ID && o.Overlaps(head.Interval) {
			t.refuseAbout(graph.Conflict(field, "%s %q is that of %s, which lives in %s: give another code, or a since after its end",
				"%s%q已由%s使用（存续期%s）：请改用其他编码，或给出其终止之后的起期", last(field), graph.Clip(code), named(other), o), other)
			return nil
		}
	}
	return nil
}

// claimRegion refuses to let an organisation lead a region on days on which
// another does.
func (t *task) claimRegion(ctx context.Context, organisation graph.ID, region graph.Noun, days graph.Interval, field ...string) error {
	leading, err := t.linksOf(ctx, region.Top().ID, graph.In, graph.HopLeads)
	if err != nil {
		return err
	}
	for _, l := range leading {
		if l.From == organisation || !l.Overlaps(days) {
			continue
		}
		leader, err := t.name(ctx, l.From)
		t.refuse(graph.Conflict(field, "%s %s is led by %s in %s: end that first, or give a since after it",
			"%s所指%s在%[4]s由%[3]s领导：请先终止，或给出其后的起期", last(field), named(region), leader, l.Interval))
		return err
	}
	return nil
}

// claimOwn refuses to let an organisation be the own one of a unit on days on
// which it is that of another. covers are its coverages.
func (t *task) claimOwn(ctx context.Context, covers []graph.Link, unit graph.ID, days graph.Interval, field ...string) error {
	for _, l := range covers {
		if l.Mode != graph.ModeOwn || l.To == unit || !l.Overlaps(days) {
			continue
		}
		other, err := t.name(ctx, l.To)
		t.refuse(graph.Conflict(field, "%s OWN: the organisation is already that of %s in %s (%s), and it has one own unit at a date: end that coverage first, or use another mode",
			"%s为OWN：该组织在%[3]s已是%[2]s的单独组织（%[4]s），同一日期只能有一个单独单位：请先终止该覆盖，或改用其他方式", last(field), other, l.Interval, l.ID))
		return err
	}
	return nil
}

// claimAbove refuses to put one noun above another on days on which it lies
// below it, at any distance: the hop leads upwards (SUPERIOR, PARENT, UMBRELLA).
// It reads one level at a time.
func (t *task) claimAbove(ctx context.Context, hop graph.Hop, below, above graph.Noun, days graph.Interval, field ...string) error {
	target := below.Top().ID
	for climb := map[graph.ID][]graph.Interval{above.Top().ID: {days}}; len(climb) > 0; {
		ids := make([]graph.ID, 0, len(climb))
		for id, spans := range climb {
			if id == target {
				t.refuse(graph.Conflict(field, "%s %s lies below %s itself in %s: name one that does not",
					"%s所指%s在%[4]s处于%[3]s之下：请改用不在其下的对象", last(field), named(above), named(below), spans[0]))
				return nil
			}
			ids = append(ids, id)
		}
		up, err := t.e.Links(ctx, graph.LinkQuery{IDs: ids, Direction: graph.Out, Hops: []graph.Hop{hop}})
		if err != nil {
			return err
		}
		next := map[graph.ID][]graph.Interval{}
		for id, links := range up {
			for _, l := range links {
				for _, span := range climb[id] {
					if both, ok := span.Intersect(l.Interval); ok {
						next[l.To] = append(next[l.To], both)
					}
				}
			}
		}
		climb = next
	}
	return nil
}
