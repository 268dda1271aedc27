package rules

import (
	"slices"

	"cobuild/graph"
)

// resolvePeople touches members, and what is counted or placed by members.
func (t *toucher) resolvePeople() error {
	// What members, and their number, do to the organisations above them.
	affiliations, err := t.w.follow(t.ctx, t.members, graph.Out, graph.HopAffiliated)
	if err != nil {
		return err
	}
	above, err := t.w.walk(t.ctx, append(t.lines, affiliations...), graph.Out)
	if err != nil {
		return err
	}
	if err := t.w.load(t.ctx, above); err != nil {
		return err
	}
	for _, id := range above {
		if o, ok := t.w.nouns[id].(*graph.Organisation); ok && t.rs.countsMembers(o) {
			t.add(id)
		}
	}
	// What stands where an organisation or a unit stands.
	for _, hop := range []graph.Hop{graph.HopAffiliated, graph.HopEnd} {
		with, err := t.w.follow(t.ctx, t.moved, graph.In, hop)
		if err != nil {
			return err
		}
		t.add(with...)
	}
	if err := t.resolveJoined(); err != nil {
		return err
	}
	return t.resolveHomes()
}

// resolveJoined touches the members below organisations whose superior changed
// where one above leads a region to register in: being below it is as good.
func (t *toucher) resolveJoined() error {
	var superiors, below []graph.ID
	for _, pair := range t.joined {
		superiors = append(superiors, pair[1])
	}
	lines, err := t.w.walk(t.ctx, superiors, graph.Out)
	if err != nil {
		return err
	}
	led, err := t.w.follow(t.ctx, lines, graph.Out, graph.HopLeads)
	if err != nil {
		return err
	}
	if err := t.w.load(t.ctx, led); err != nil {
		return err
	}
	for _, pair := range t.joined { // nothing is read below
		above, err := t.w.walk(t.ctx, pair[1:], graph.Out)
		if err != nil {
			return err
		}
		led, err := t.w.follow(t.ctx, above, graph.Out, graph.HopLeads)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(led, func(id graph.ID) bool { return t.kindOf(id, t.rs.ReportKinds) }) {
			below = append(below, pair[0])
		}
	}
	organisations, err := t.w.walk(t.ctx, below, graph.In)
	if err != nil {
		return err
	}
	for _, hop := range []graph.Hop{graph.HopAffiliated, graph.HopRegistered} {
		members, err := t.w.follow(t.ctx, organisations, graph.In, hop)
		if err != nil {
			return err
		}
		t.add(members...)
	}
	return nil
}

// resolveHomes touches the members who live in regions of which it changed who
// leads them or where they lie, or in the grids and estates inside.
func (t *toucher) resolveHomes() error {
	var homes []graph.ID
	known := map[graph.ID]bool{}
	for level := t.homes; len(level) > 0; {
		if err := t.w.load(t.ctx, level); err != nil {
			return err
		}
		level = slices.DeleteFunc(slices.Clone(level), func(id graph.ID) bool {
			again := known[id]
			known[id] = true
			return again || !t.kindOf(id, t.rs.ReportKinds) && !t.kindOf(id, t.rs.ReportWithinKinds)
		})
		homes = append(homes, level...)
		inside, err := t.w.follow(t.ctx, level, graph.In, graph.HopParent)
		if err != nil {
			return err
		}
		level = inside
	}
	members, err := t.w.follow(t.ctx, homes, graph.In, graph.HopResides)
	t.add(members...)
	return err
}

func (t *toucher) kindOf(id graph.ID, kinds []graph.RegionKind) bool {
	r, ok := t.w.nouns[id].(*graph.Region)
	return ok && slices.Contains(kinds, r.RegionKind)
}
