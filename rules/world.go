package rules

import (
	"context"

	"cobuild/graph"
)

// World is the facts that the findings of some subjects follow from.
type World struct {
	facts graph.Facts
	nouns map[graph.ID]graph.Noun
	out   map[edge][]graph.Link
	in    map[edge][]graph.Link
	// under says, for an organisation, when its members count for which unit:
	// the one that it, or the first above it in the line, has of its own.
	under map[graph.ID]map[graph.ID]spans
}

type edge struct {
	id  graph.ID
	hop graph.Hop
}

// Gather reads the facts of the subjects, in a number of calls that depends on
// the depth of the line and not on the number of subjects.
func Gather(ctx context.Context, facts graph.Facts, subjects []graph.ID) (*World, error) {
	w := &World{
		facts: facts, nouns: map[graph.ID]graph.Noun{}, out: map[edge][]graph.Link{}, in: map[edge][]graph.Link{},
		under: map[graph.ID]map[graph.ID]spans{},
	}
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
		{graph.KindUnit, w.gatherUnits}, {graph.KindRegion, w.gatherRegions}, {graph.KindOrganisation, w.gatherOrganisations},
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
	for i := range links {
		if links[i].Holds(d) {
			return links[i].Far(direction)
		}
	}
	return ""
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
	attributed, err := w.gatherUnder(ctx, units)
	if err != nil {
		return err
	}
	affiliated, err := w.follow(ctx, attributed, graph.In, graph.HopAffiliated)
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
// far as their members count for these units, and lists the organisations met.
func (w *World) gatherUnder(ctx context.Context, units []graph.ID) ([]graph.ID, error) {
	frontier := map[graph.ID]map[graph.ID]spans{} // organisation, unit, days
	for _, unit := range units {
		for _, l := range w.linksIn(unit, graph.HopCovers) {
			if l.Mode == graph.ModeOwn {
				merge(frontier, l.From, unit, spansOf(l.Interval))
			}
		}
	}
	var met []graph.ID
	for len(frontier) > 0 {
		above := make([]graph.ID, 0, len(frontier))
		for organisation, byUnit := range frontier {
			above = append(above, organisation)
			if w.under[organisation] == nil {
				met = append(met, organisation)
			}
			for unit, days := range byUnit {
				merge(w.under, organisation, unit, days)
			}
		}
		below, err := w.follow(ctx, above, graph.In, graph.HopSuperior)
		if err != nil {
			return nil, err
		}
		if _, err := w.follow(ctx, below, graph.Out, graph.HopCovers); err != nil {
			return nil, err
		}
		next := map[graph.ID]map[graph.ID]spans{}
		for _, organisation := range above {
			for _, l := range w.linksIn(organisation, graph.HopSuperior) {
				own := linkSpans(w.ownLinks(l.From))
				for unit, days := range frontier[organisation] {
					left := days.and(spansOf(l.Interval)).minus(own).minus(w.under[l.From][unit])
					if len(left) > 0 {
						merge(next, l.From, unit, left)
					}
				}
			}
		}
		frontier = next
	}
	return met, nil
}

func merge(to map[graph.ID]map[graph.ID]spans, organisation, unit graph.ID, days spans) {
	if to[organisation] == nil {
		to[organisation] = map[graph.ID]spans{}
	}
	to[organisation][unit] = to[organisation][unit].or(days)
}

func (w *World) gatherOrganisations(ctx context.Context, organisations []graph.ID) error {
	if _, err := w.follow(ctx, organisations, graph.Out, graph.HopLocated); err != nil {
		return err
	}
	led, err := w.follow(ctx, organisations, graph.Out, graph.HopLeads)
	if err != nil {
		return err
	}
	if err := w.load(ctx, led); err != nil {
		return err
	}
	if _, err := w.follow(ctx, organisations, graph.Out, graph.HopCovers); err != nil {
		return err
	}
	var weak, ends []graph.ID
	for _, id := range organisations {
		if o, ok := w.nouns[id].(*graph.Organisation); ok && everWeak(o) {
			weak = append(weak, id)
			for _, l := range w.linksOut(id, graph.HopLeads) {
				ends = append(ends, l.To)
			}
			for _, l := range w.ownLinks(id) {
				ends = append(ends, l.To)
			}
		}
	}
	pairings, err := w.follow(ctx, append(ends, weak...), graph.In, graph.HopEnd)
	if err != nil {
		return err
	}
	if err := w.load(ctx, pairings); err != nil {
		return err
	}
	_, err = w.follow(ctx, pairings, graph.Out, graph.HopEnd)
	return err
}

func everWeak(o *graph.Organisation) bool {
	for _, spell := range o.Strengths {
		if spell.Value == graph.StrengthWeak {
			return true
		}
	}
	return false
}
