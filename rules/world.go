package rules

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

// World is the facts that the findings of some subjects follow from.
type World struct {
	rs    *Ruleset
	facts graph.Facts
	nouns map[graph.ID]graph.Noun
	out   map[edge][]graph.Link
	in    map[edge][]graph.Link
	// under says, for a unit, when the members of which organisations count for
	// it: those below its own one in the line with none nearer to them.
	under attribution
	// within says, for an organisation, when the members of which others are
	// among its own: itself and those below it in the line.
	within attribution
}

func newWorld(rs *Ruleset, facts graph.Facts) *World {
	return &World{rs: rs, facts: facts, nouns: map[graph.ID]graph.Noun{}, out: map[edge][]graph.Link{}, in: map[edge][]graph.Link{}}
}

type edge struct {
	id  graph.ID
	hop graph.Hop
}

// Gather reads the facts of the subjects, in a number of calls that depends on
// the depth of the line and not on the number of subjects.
func Gather(ctx context.Context, rs *Ruleset, facts graph.Facts, subjects []graph.ID) (*World, error) {
	w := newWorld(rs, facts)
	byKind := map[graph.Kind][]graph.ID{}
	for _, id := range subjects {
		byKind[id.Kind()] = append(byKind[id.Kind()], id)
	}
	if err := w.load(ctx, subjects); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		kind   graph.Kind
		gather func(context.Context, []graph.ID) error
	}{
		{graph.KindUnit, w.gatherUnits},
		{graph.KindRegion, w.gatherRegions},
		{graph.KindOrganisation, w.gatherOrganisations},
		{graph.KindMember, w.gatherMembers},
		{graph.KindPairing, w.gatherPairings},
	} {
		if ids := byKind[step.kind]; len(ids) > 0 {
			if err := step.gather(ctx, ids); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

func (w *World) load(ctx context.Context, ids []graph.ID) error {
	var missing []graph.ID
	for _, id := range ids {
		if _, known := w.nouns[id]; !known {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := w.facts.Nouns(ctx, missing)
	for id, noun := range found {
		w.nouns[id] = noun
	}
	return err
}

// follow reads the links of the nouns that are not yet known and gives the
// other ends of all.
func (w *World) follow(ctx context.Context, ids []graph.ID, d graph.Direction, hops ...graph.Hop) ([]graph.ID, error) {
	side := w.out
	if d == graph.In {
		side = w.in
	}
	var missing []graph.ID
	for _, id := range ids {
		if _, known := side[edge{id, hops[0]}]; !known {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		found, err := w.facts.Links(ctx, graph.LinkQuery{IDs: missing, Direction: d, Hops: hops})
		if err != nil {
			return nil, err
		}
		for _, id := range missing {
			for _, hop := range hops {
				side[edge{id, hop}] = []graph.Link{}
			}
			for _, l := range found[id] {
				e := edge{id, l.Hop}
				side[e] = append(side[e], l)
			}
		}
	}
	seen := map[graph.ID]bool{}
	var far []graph.ID
	for _, id := range ids {
		for _, hop := range hops {
			for _, l := range side[edge{id, hop}] {
				if other := l.Far(d); !seen[other] {
					seen[other] = true
					far = append(far, other)
				}
			}
		}
	}
	return far, nil
}

func (w *World) linksOut(id graph.ID, hop graph.Hop) []graph.Link { return w.out[edge{id, hop}] }

func (w *World) linksIn(id graph.ID, hop graph.Hop) []graph.Link { return w.in[edge{id, hop}] }

// ownLinks are the coverages by which an organisation is a unit's own.
func (w *World) ownLinks(organisation graph.ID) []graph.Link {
	var own []graph.Link
	for _, l := range w.linksOut(organisation, graph.HopCovers) {
		if l.Mode == graph.ModeOwn {
			own = append(own, l)
		}
	}
	return own
}

// placeOn is the region that a noun with its own place lies in on day d.
func (w *World) placeOn(id graph.ID, d graph.Date) graph.ID {
	return farOn(w.linksOut(id, graph.HopLocated), graph.Out, d)
}

// farOn is the other end of the link in force on day d, "" where there is none.
func farOn(links []graph.Link, direction graph.Direction, d graph.Date) graph.ID {
	if l := linkOn(links, d); l != nil {
		return l.Far(direction)
	}
	return ""
}

// linkOn is the link in force on day d, nil where there is none.
func linkOn(links []graph.Link, d graph.Date) *graph.Link {
	for i := range links {
		if links[i].Holds(d) {
			return &links[i]
		}
	}
	return nil
}

func (w *World) gatherRegions(ctx context.Context, regions []graph.ID) error {
	_, err := w.follow(ctx, regions, graph.In, graph.HopLeads)
	return err
}

func (w *World) gatherUnits(ctx context.Context, units []graph.ID) error {
	if _, err := w.follow(ctx, units, graph.Out, graph.HopLocated); err != nil {
		return err
	}
	coverers, err := w.follow(ctx, units, graph.In, graph.HopCovers)
	if err != nil {
		return err
	}
	if err := w.load(ctx, coverers); err != nil {
		return err
	}
	if _, err := w.follow(ctx, coverers, graph.Out, graph.HopSuperior); err != nil {
		return err
	}
	under, err := w.gatherUnder(ctx, units)
	if err != nil {
		return err
	}
	w.under = under.inverse()
	affiliated, err := w.follow(ctx, slices.Collect(maps.Keys(under)), graph.In, graph.HopAffiliated)
	if err != nil {
		return err
	}
	working, err := w.follow(ctx, units, graph.In, graph.HopWorksAt)
	if err != nil {
		return err
	}
	if _, err := w.follow(ctx, affiliated, graph.Out, graph.HopWorksAt); err != nil {
		return err
	}
	return w.load(ctx, append(working, affiliated...))
}

// gatherUnder walks down the line from the own organisations of the units, as
// far as their members count for these units.
func (w *World) gatherUnder(ctx context.Context, units []graph.ID) (attribution, error) {
	start := attribution{}
	for _, unit := range units {
		for _, l := range w.linksIn(unit, graph.HopCovers) {
			if l.Mode == graph.ModeOwn {
				start.merge(l.From, unit, spansOf(l.Interval))
			}
		}
	}
	return w.descend(ctx, start, func(ctx context.Context, below []graph.ID) error {
		_, err := w.follow(ctx, below, graph.Out, graph.HopCovers)
		return err
	}, func(organisation graph.ID) spans { return linkSpans(w.ownLinks(organisation)) })
}

// attribution says when the members of an organisation count for something: a
// unit, or an organisation at or above it in the line.
type attribution map[graph.ID]map[graph.ID]spans

func (a attribution) merge(organisation, to graph.ID, days spans) {
	if a[organisation] == nil {
		a[organisation] = map[graph.ID]spans{}
	}
	a[organisation][to] = a[organisation][to].or(days)
}

// inverse says, for what members count for, which organisations they are
// affiliated to, and when.
func (a attribution) inverse() attribution {
	inverse := make(attribution, len(a))
	for organisation, by := range a {
		for to, days := range by {
			inverse.merge(to, organisation, days)
		}
	}
	return inverse
}

// descend walks down the line level by level. On the days of cut an
// organisation, and so what lies below it, does not count.
func (w *World) descend(ctx context.Context, frontier attribution, read func(context.Context, []graph.ID) error, cut func(graph.ID) spans) (attribution, error) {
	into := attribution{}
	for len(frontier) > 0 {
		above := make([]graph.ID, 0, len(frontier))
		for organisation, to := range frontier {
			above = append(above, organisation)
			for key, days := range to {
				into.merge(organisation, key, days)
			}
		}
		below, err := w.follow(ctx, above, graph.In, graph.HopSuperior)
		if err != nil {
			return nil, err
		}
		if err := read(ctx, below); err != nil {
			return nil, err
		}
		next := attribution{}
		for _, organisation := range above {
			for _, l := range w.linksIn(organisation, graph.HopSuperior) {
				out := cut(l.From)
				for key, days := range frontier[organisation] {
					if left := days.and(spansOf(l.Interval)).minus(out).minus(into[l.From][key]); len(left) > 0 {
						next.merge(l.From, key, left)
					}
				}
			}
		}
		frontier = next
	}
	return into, nil
}
