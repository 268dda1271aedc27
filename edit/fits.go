package edit

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"cobuild/graph"
)

// obstacle is why something cannot be put back: a fact that a later revision
// entered or changed.
type obstacle struct {
	subject   graph.ID    // by whose log the later revision is found
	fact      graph.ID    // the noun or link that it changed; "" = unknown
	attribute string      // of the noun, "" = all of it
	link      *graph.Link // the link, for the message
	why       graph.Text  // what does not fit together; empty = it was changed since
}

// fits checks that the graph fits together as it will be: what an edit checks
// when it enters a value, checked of all values put back.
func (u *undo) fits(ctx context.Context) error {
	if len(u.found) > 0 {
		return nil
	}
	f := &fitting{e: u.e, after: u.after}
	err := f.all(ctx)
	u.found = append(u.found, f.found...)
	return err
}

// fitting checks facts as they will be, of which those in after are laid over
// what is on record.
type fitting struct {
	e     graph.Edit
	after *overlay
	found []obstacle
}

func (f *fitting) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		f.forms, f.lives, f.apart, f.circles, f.codes, f.pairings, f.mentions,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (f *fitting) clash(o obstacle, en, zh string, args ...any) {
	o.why = graph.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}
	f.found = append(f.found, o)
}

// kept are the links laid over that stay.
func (f *fitting) kept() (links []graph.Link) {
	for _, id := range f.after.linkIDs {
		if l := f.after.links[id]; l != nil {
			links = append(links, *l)
		}
	}
	return links
}

// forms checks nouns and links by themselves.
func (f *fitting) forms(ctx context.Context) error {
	for _, id := range f.after.nounIDs {
		n := f.after.nouns[id]
		if n == nil {
			continue
		}
		if err := n.Validate(); err != nil {
			f.clash(obstacle{subject: id, fact: id}, "it would break a rule of form (%v)", "将违反格式规则（%v）", err)
		} else if name, ok := unfilled(n); ok {
			f.clash(obstacle{subject: id, fact: id, attribute: name}, "days of its life would be left without %s", "存续期内将有日期缺少%s", name)
		}
	}
	links := f.kept()
	var ids []graph.ID
	for _, l := range links {
		ids = append(ids, l.From, l.To, l.Person)
	}
	nouns, err := f.after.Nouns(ctx, subjects(ids...))
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Person != "" && nouns[l.Person] == nil {
			f.clash(obstacle{subject: l.Person, fact: l.Person, link: &l}, "the person of that end is not on record any more", "该方的人员已不在册")
		}
		if err := graph.ValidateLink(&l, nouns[l.From], nouns[l.To]); err != nil {
			end := l.From
			if to := nouns[l.To]; to == nil || !to.Top().Contains(l.Interval) {
				end = l.To
			}
			f.clash(obstacle{subject: end, fact: end, link: &l}, "an end of it does not live so long any more (%v)", "其一端的存续期已不足（%v）", err)
		}
	}
	return nil
}

// unfilled names an attribute that must have a value on each day of a life and
// has not.
func unfilled(n graph.Noun) (string, bool) {
	life := n.Top().Interval
	switch n := n.(type) {
	case *graph.Unit:
		return "classes", !fill(spansOfSpells(n.Classes), life)
	case *graph.Organisation:
		return "kinds", !fill(spansOfSpells(n.Kinds), life)
	case *graph.Member:
		return "statuses", !fill(spansOfSpells(n.Statuses), life)
	default:
		return "", false
	}
}

func spansOfSpells[T any](spells []graph.Spell[T]) []graph.Interval {
	spans := make([]graph.Interval, len(spells))
	for i, s := range spells {
		spans[i] = s.Interval
	}
	return spans
}

// fill says whether intervals leave no day of a life out.
func fill(parts []graph.Interval, life graph.Interval) bool {
	parts = slices.SortedFunc(slices.Values(parts), func(a, b graph.Interval) int { return int(a.Since) - int(b.Since) })
	at := life.Since
	for _, p := range parts {
		if p.Since > at {
			return false
		}
		at = max(at, p.End())
	}
	return at >= life.End()
}

// lives checks that no link outlasts a noun that is withdrawn or lives shorter.
func (f *fitting) lives(ctx context.Context) error {
	for _, d := range []graph.Direction{graph.Out, graph.In} {
		found, err := f.after.Links(ctx, graph.LinkQuery{IDs: f.after.nounIDs, Direction: d, Hops: graph.Hops})
		if err != nil {
			return err
		}
		for _, id := range f.after.nounIDs {
			n := f.after.nouns[id]
			for _, l := range found[id] {
				switch {
				case n == nil:
					f.clash(obstacle{subject: id, fact: l.ID, link: &l}, "it refers to what would be withdrawn", "它所引用的对象将被撤回")
				case !n.Top().Contains(l.Interval) && f.after.links[l.ID] == nil:
					f.clash(obstacle{subject: id, fact: l.ID, link: &l}, "it would lie outside the life (%s) of %s", "它将超出%[2]s的存续期%[1]s", n.Top().Interval, named(n))
				}
			}
		}
	}
	return nil
}

// apart checks that no two links stand on the same days of which only one may.
func (f *fitting) apart(ctx context.Context) error {
	type side struct {
		hop graph.Hop
		dir graph.Direction
	}
	near := map[side][]graph.ID{}
	links := f.kept()
	for _, l := range links {
		near[side{l.Hop, graph.Out}] = append(near[side{l.Hop, graph.Out}], l.From)
		if l.Hop == graph.HopLeads {
			near[side{l.Hop, graph.In}] = append(near[side{l.Hop, graph.In}], l.To)
		}
	}
	for _, s := range slices.SortedFunc(maps.Keys(near), func(a, b side) int {
		return slices.Index(graph.Hops, a.hop) - slices.Index(graph.Hops, b.hop) + int(a.dir) - int(b.dir)
	}) {
		found, err := f.after.Links(ctx, graph.LinkQuery{IDs: subjects(near[s]...), Direction: s.dir, Hops: []graph.Hop{s.hop}})
		if err != nil {
			return err
		}
		rivals := rivalsAmong(found, s.dir)
		for _, l := range links {
			if l.Hop != s.hop {
				continue
			}
			for _, other := range rivals.of(&l, s.dir) {
				if other.ID == l.ID || !other.Overlaps(l.Interval) || f.after.links[other.ID] != nil && other.ID < l.ID {
					continue
				}
				f.clash(obstacle{subject: other.From, fact: other.ID, link: &other}, "it holds on days on which %s (%s, %s) would hold too: only one may hold on a day",
					"它与将成立的%s关系（%s，%s）期间重叠：同一日期只能有一个", l.Hop, l.Interval, l.ID)
			}
		}
	}
	return nil
}

// exclusive says whether two links of a hop from the same noun, or to the same,
// may not hold on the same day.
func exclusive(a, b *graph.Link, d graph.Direction) bool {
	return d == graph.In || a.Hop.Single() || a.To == b.To || a.Mode == graph.ModeOwn && b.Mode == graph.ModeOwn
}

// rivals are links by what may not hold beside them on the same day, so that
// each is compared with few: an organisation may cover thousands.
type rivals map[rivalry][]graph.Link

type rivalry struct {
	near, to graph.ID
	own      bool
}

// rivalryOf says beside which others a link may not hold, as exclusive does of
// two: any, those to the same noun, those by which a noun has its own.
func rivalryOf(l *graph.Link, d graph.Direction) []rivalry {
	near := l.Near(d)
	switch {
	case d == graph.In || l.Hop.Single():
		return []rivalry{{near: near}}
	case l.Mode == graph.ModeOwn:
		return []rivalry{{near: near, to: l.To}, {near: near, own: true}}
	default:
		return []rivalry{{near: near, to: l.To}}
	}
}

func rivalsAmong(found map[graph.ID][]graph.Link, d graph.Direction) rivals {
	all := rivals{}
	for _, links := range found {
		for i := range links {
			for _, key := range rivalryOf(&links[i], d) {
				all[key] = append(all[key], links[i])
			}
		}
	}
	return all
}

// of gives the rivals of a link, itself among them, each once.
func (r rivals) of(l *graph.Link, d graph.Direction) (others []graph.Link) {
	for i, key := range rivalryOf(l, d) {
		for _, other := range r[key] {
			if i == 0 || other.To != l.To {
				others = append(others, other)
			}
		}
	}
	return others
}

// circles checks that nothing comes to lie above itself.
func (f *fitting) circles(ctx context.Context) error {
	for _, l := range f.kept() {
		if l.Hop != graph.HopSuperior && l.Hop != graph.HopParent && l.Hop != graph.HopUmbrella {
			continue
		}
		closing := l // the link that leads back
		for climb, steps := map[graph.ID][]graph.Interval{l.To: {l.Interval}}, 0; len(climb) > 0; steps++ {
			const deepest = 1_000 // a circle above that was there before is another's
			if len(climb[l.From]) > 0 || steps > deepest {
				f.clash(obstacle{subject: closing.From, fact: closing.ID, link: &closing}, "with %s %s, which would then hold, it would lead in a circle", "它与将成立的%s关系（%s）将形成循环", l.Hop, l.ID)
				break
			}
			up, err := f.after.Links(ctx, graph.LinkQuery{IDs: slices.Sorted(maps.Keys(climb)), Hops: []graph.Hop{l.Hop}})
			if err != nil {
				return err
			}
			next := map[graph.ID][]graph.Interval{}
			for id, links := range up {
				for _, above := range links {
					for _, span := range climb[id] {
						if both, ok := span.Intersect(above.Interval); ok {
							next[above.To] = append(next[above.To], both)
							if above.To == l.From {
								closing = above
							}
						}
					}
				}
			}
			climb = next
		}
	}
	return nil
}
