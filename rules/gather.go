package rules

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
)

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
	if _, err := w.follow(ctx, organisations, graph.Out, graph.HopSecretary); err != nil {
		return err
	}
	if err := w.gatherBelow(ctx, organisations); err != nil {
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

// gatherBelow reads the members of organisations whose number of members a rule
// is about: their own and those of all below them in the line.
func (w *World) gatherBelow(ctx context.Context, organisations []graph.ID) error {
	start := attribution{}
	for _, id := range organisations {
		if o, ok := w.nouns[id].(*graph.Organisation); ok && w.rs.countsMembers(o) {
			start.merge(id, id, spansOf(o.Interval))
		}
	}
	nothing := func(context.Context, []graph.ID) error { return nil }
	within, err := w.descend(ctx, start, nothing, func(graph.ID) spans { return nil })
	if err != nil {
		return err
	}
	w.within = within.inverse()
	members, err := w.follow(ctx, slices.Collect(maps.Keys(within)), graph.In, graph.HopAffiliated)
	if err != nil {
		return err
	}
	return w.load(ctx, members)
}

// countsMembers says whether any rule is about the number of the members of an
// organisation of one of its kinds.
func (rs *Ruleset) countsMembers(o *graph.Organisation) bool {
	return everOf(o, rs.BranchKinds) || everOf(o, rs.GeneralBranchKinds) || everOf(o, rs.CommitteeKinds)
}

// everOf says whether an organisation is of one of some kinds on any day.
func everOf(o *graph.Organisation, kinds []graph.OrganisationKind) bool {
	return slices.ContainsFunc(o.Kinds, func(s graph.Spell[graph.OrganisationKind]) bool { return slices.Contains(kinds, s.Value) })
}

// countBelow adds the full and probationary members affiliated to the
// organisation or below it in the line.
func (w *World) countBelow(organisation graph.ID, into *steps) {
	for id, days := range w.within[organisation] {
		for _, l := range w.linksIn(id, graph.HopAffiliated) {
			if m, ok := w.nouns[l.From].(*graph.Member); ok {
				addStatus(into, m, days.and(spansOf(l.Interval)))
			}
		}
	}
	into.settle()
}

func (w *World) gatherPairings(ctx context.Context, pairings []graph.ID) error {
	ends, err := w.follow(ctx, pairings, graph.Out, graph.HopEnd)
	if err != nil {
		return err
	}
	ends = slices.DeleteFunc(ends, func(id graph.ID) bool { return id.Kind() == graph.KindRegion })
	_, err = w.follow(ctx, ends, graph.Out, graph.HopLocated)
	return err
}

func (w *World) gatherMembers(ctx context.Context, members []graph.ID) error {
	organisations, err := w.follow(ctx, members, graph.Out, graph.HopAffiliated)
	if err != nil {
		return err
	}
	if err := w.load(ctx, organisations); err != nil { // for their names
		return err
	}
	if _, err := w.follow(ctx, organisations, graph.Out, graph.HopLocated); err != nil {
		return err
	}
	registered, err := w.follow(ctx, members, graph.Out, graph.HopRegistered)
	if err != nil {
		return err
	}
	if _, err := w.walk(ctx, append(organisations, registered...), graph.Out); err != nil {
		return err
	}
	homes, err := w.follow(ctx, members, graph.Out, graph.HopResides)
	if err != nil {
		return err
	}
	return w.gatherHomes(ctx, homes)
}

// gatherHomes reads the regions of residence up to the one to register in, and
// who leads them.
func (w *World) gatherHomes(ctx context.Context, homes []graph.ID) error {
	for level := homes; len(level) > 0; {
		if err := w.load(ctx, level); err != nil {
			return err
		}
		leading, err := w.follow(ctx, level, graph.In, graph.HopLeads)
		if err != nil {
			return err
		}
		if err := w.load(ctx, leading); err != nil { // for their names
			return err
		}
		inner := slices.DeleteFunc(slices.Clone(level), func(id graph.ID) bool {
			r, ok := w.nouns[id].(*graph.Region)
			return !ok || !slices.Contains(w.rs.ReportWithinKinds, r.RegionKind)
		})
		if level, err = w.follow(ctx, inner, graph.Out, graph.HopParent); err != nil {
			return err
		}
	}
	return nil
}

// walk follows the line as far as it goes, and lists all it met, the start too.
func (w *World) walk(ctx context.Context, from []graph.ID, d graph.Direction) (met []graph.ID, err error) {
	seen := map[graph.ID]bool{}
	for level := from; len(level) > 0; {
		fresh := slices.DeleteFunc(slices.Clone(level), func(id graph.ID) bool {
			again := seen[id]
			seen[id] = true
			return again
		})
		met = append(met, fresh...)
		if level, err = w.follow(ctx, fresh, d, graph.HopSuperior); err != nil {
			return nil, err
		}
	}
	return met, nil
}
