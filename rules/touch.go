package rules

import (
	"context"
	"slices"

	"cobuild/graph"
)

// Touch says whose findings the changes may alter, as seen in facts. It is
// asked of the facts before and after the changes; the subjects are those of
// both. It may name more subjects than needed, never fewer.
func Touch(ctx context.Context, rs *Ruleset, facts graph.Facts, changes []graph.Change) (map[graph.ID]struct{}, error) {
	t := &toucher{
		ctx: ctx, rs: rs, subjects: map[graph.ID]struct{}{},
		w: newWorld(rs, facts),
	}
	for i := range changes {
		t.change(&changes[i])
	}
	return t.subjects, t.resolve()
}

// toucher first collects, then resolves what it collected by a few reads for
// all changes together.
type toucher struct {
	ctx      context.Context
	rs       *Ruleset
	w        *World
	subjects map[graph.ID]struct{}

	members      []graph.ID         // whose workplaces and affiliations decide for units
	workers      []graph.ID         // members whose affiliations alone may decide anew
	walks        map[graph.ID]spans // up the line from these organisations, themselves included
	climbs       map[graph.ID]spans // the same from their superiors
	coveredBy    []graph.ID         // organisations whose covered units are touched
	shared       [][2]graph.ID      // units that both organisations cover
	participants []graph.ID         // whose organisations pairings count for
	pairings     []graph.ID
	regions      []graph.ID    // whose leading organisations are touched
	lines        []graph.ID    // organisations that are touched with all above them
	moved        []graph.ID    // whose members and pairings are elsewhere
	joined       [][2]graph.ID // organisation and superior: who is below whom
	homes        []graph.ID    // regions of residence: those who live there or inside
}

func (t *toucher) add(ids ...graph.ID) {
	for _, id := range ids {
		if HasFindings(id.Kind()) {
			t.subjects[id] = struct{}{}
		}
	}
}

func (t *toucher) change(c *graph.Change) {
	for _, noun := range []graph.Noun{c.NounBefore, c.NounAfter} {
		switch noun := noun.(type) {
		case *graph.Unit:
			t.add(noun.ID)
		case *graph.Region:
			t.add(noun.ID)
			t.regions = append(t.regions, noun.ID)
			if regionKindsDiffer(c) {
				t.homes = append(t.homes, noun.ID)
			}
		case *graph.Organisation:
			t.add(noun.ID)
			if kindsDiffer(c) {
				t.coveredBy = append(t.coveredBy, noun.ID)
			}
		case *graph.Member:
			t.add(noun.ID)
			t.members = append(t.members, noun.ID)
		case *graph.Pairing:
			t.add(noun.ID)
			t.pairings = append(t.pairings, noun.ID)
		}
	}
	for _, link := range []*graph.Link{c.LinkBefore, c.LinkAfter} {
		if link != nil {
			t.link(link)
		}
	}
}

// kindsDiffer says whether an organisation's kind over time changed: what the
// units it covers depend on.
func kindsDiffer(c *graph.Change) bool {
	before, _ := c.NounBefore.(*graph.Organisation)
	after, _ := c.NounAfter.(*graph.Organisation)
	return before == nil || after == nil || !slices.Equal(before.Kinds, after.Kinds)
}

func (t *toucher) link(l *graph.Link) {
	switch l.Hop {
	case graph.HopCovers:
		t.add(l.From, l.To)
		if l.Mode == graph.ModeOwn {
			t.climbs = widen(t.climbs, l.From, spansOf(l.Interval))
		}
	case graph.HopSuperior:
		t.walks = widen(t.walks, l.To, spansOf(l.Interval))
		t.shared = append(t.shared, [2]graph.ID{l.From, l.To})
		t.joined = append(t.joined, [2]graph.ID{l.From, l.To})
		t.lines = append(t.lines, l.To)
	case graph.HopLocated:
		t.add(l.From)
		t.moved = append(t.moved, l.From)
	case graph.HopLeads:
		t.add(l.From, l.To)
		t.homes = append(t.homes, l.To)
	case graph.HopParent:
		t.add(l.From, l.To)
		t.homes = append(t.homes, l.From)
	case graph.HopResides, graph.HopRegistered, graph.HopSecretary:
		t.add(l.From)
	case graph.HopAffiliated:
		t.add(l.From)
		t.lines = append(t.lines, l.To)
		t.walks = widen(t.walks, l.To, spansOf(l.Interval))
	case graph.HopWorksAt:
		t.add(l.To)
		t.workers = append(t.workers, l.From)
	case graph.HopEnd:
		t.add(l.From)
		t.pairings = append(t.pairings, l.From)
		t.participants = append(t.participants, l.To)
	}
}

// regionKindsDiffer says whether the kind of a region was corrected.
func regionKindsDiffer(c *graph.Change) bool {
	before, _ := c.NounBefore.(*graph.Region)
	after, _ := c.NounAfter.(*graph.Region)
	return before != nil && after != nil && before.RegionKind != after.RegionKind
}

func widen(to map[graph.ID]spans, id graph.ID, days spans) map[graph.ID]spans {
	if to == nil {
		to = map[graph.ID]spans{}
	}
	to[id] = to[id].or(days)
	return to
}

func (t *toucher) resolve() error {
	leading, err := t.w.follow(t.ctx, t.regions, graph.In, graph.HopLeads)
	if err != nil {
		return err
	}
	t.add(leading...)
	covered, err := t.w.follow(t.ctx, t.coveredBy, graph.Out, graph.HopCovers)
	if err != nil {
		return err
	}
	t.add(covered...)
	if err := t.resolveShared(); err != nil {
		return err
	}
	if err := t.resolvePairings(); err != nil {
		return err
	}
	if err := t.resolveWalks(); err != nil {
		return err
	}
	return t.resolvePeople()
}

func (t *toucher) resolveShared() error {
	var both []graph.ID
	for _, pair := range t.shared {
		both = append(both, pair[0], pair[1])
	}
	if _, err := t.w.follow(t.ctx, both, graph.Out, graph.HopCovers); err != nil {
		return err
	}
	for _, pair := range t.shared {
		by := map[graph.ID]bool{}
		for _, l := range t.w.linksOut(pair[0], graph.HopCovers) {
			by[l.To] = true
		}
		for _, l := range t.w.linksOut(pair[1], graph.HopCovers) {
			if by[l.To] {
				t.add(l.To)
			}
		}
	}
	return nil
}

// resolvePairings touches the organisations that the ends of the pairings count
// for at any time: the end itself, those that lead it, those whose own unit it
// is.
func (t *toucher) resolvePairings() error {
	ends, err := t.w.follow(t.ctx, t.pairings, graph.Out, graph.HopEnd)
	if err != nil {
		return err
	}
	ends = append(ends, t.participants...)
	for _, id := range ends {
		if id.Kind() == graph.KindOrganisation {
			t.add(id)
		}
	}
	leading, err := t.w.follow(t.ctx, ends, graph.In, graph.HopLeads)
	if err != nil {
		return err
	}
	t.add(leading...)
	if _, err := t.w.follow(t.ctx, ends, graph.In, graph.HopCovers); err != nil {
		return err
	}
	for _, id := range ends {
		for _, l := range t.w.linksIn(id, graph.HopCovers) {
			if l.Mode == graph.ModeOwn {
				t.add(l.From)
			}
		}
	}
	return nil
}

// resolveWalks touches the units for which members at the start of each walk
// may count: going up the line, the first organisation with an own unit decides
// on each day.
func (t *toucher) resolveWalks() error {
	workplaces, err := t.w.follow(t.ctx, t.members, graph.Out, graph.HopWorksAt)
	if err != nil {
		return err
	}
	t.add(workplaces...)
	affiliated := slices.Concat(t.members, t.workers)
	if _, err := t.w.follow(t.ctx, affiliated, graph.Out, graph.HopAffiliated); err != nil {
		return err
	}
	for _, m := range affiliated {
		for _, l := range t.w.linksOut(m, graph.HopAffiliated) {
			t.walks = widen(t.walks, l.To, spansOf(l.Interval))
		}
	}
	if len(t.climbs) > 0 {
		above, err := t.superiors(t.climbs)
		if err != nil {
			return err
		}
		for id, days := range above {
			t.walks = widen(t.walks, id, days)
		}
	}
	done := map[graph.ID]spans{}
	for frontier := t.walks; len(frontier) > 0; {
		ids := keys(frontier)
		if _, err := t.w.follow(t.ctx, ids, graph.Out, graph.HopCovers); err != nil {
			return err
		}
		onward := map[graph.ID]spans{}
		for _, id := range ids {
			days := frontier[id].minus(done[id])
			done[id] = done[id].or(days)
			for _, own := range t.w.ownLinks(id) {
				if len(days.and(spansOf(own.Interval))) > 0 {
					t.add(own.To)
				}
			}
			if left := days.minus(linkSpans(t.w.ownLinks(id))); len(left) > 0 {
				onward[id] = left
			}
		}
		if frontier, err = t.superiors(onward); err != nil {
			return err
		}
	}
	return nil
}

// superiors gives the direct superiors of the organisations, each with the days
// on which it is above one of them within the days given.
func (t *toucher) superiors(of map[graph.ID]spans) (map[graph.ID]spans, error) {
	if len(of) == 0 {
		return nil, nil
	}
	if _, err := t.w.follow(t.ctx, keys(of), graph.Out, graph.HopSuperior); err != nil {
		return nil, err
	}
	above := map[graph.ID]spans{}
	for id, days := range of {
		for _, l := range t.w.linksOut(id, graph.HopSuperior) {
			if both := days.and(spansOf(l.Interval)); len(both) > 0 {
				widen(above, l.To, both)
			}
		}
	}
	return above, nil
}

func keys(m map[graph.ID]spans) []graph.ID {
	ids := make([]graph.ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	return ids
}
