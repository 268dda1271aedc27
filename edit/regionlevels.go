package edit

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"cobuild/graph"
)

// eachOf are references to nouns of one kind in a list of an input.
func eachOf(ids []graph.ID, kind graph.Kind, field ...string) []ref {
	refs := make([]ref, len(ids))
	for i, id := range ids {
		refs[i] = refTo(id, kind, append(slices.Clone(field), strconv.Itoa(i))...)
	}
	return refs
}

// mostSuccessors bounds the regions that take the place of one.
const mostSuccessors = 100

// successors checks that regions can have taken the place of one that ends:
// others, each once, there on its end.
func (t *task) successors(r *graph.Region, ids []graph.ID, nouns found) {
	if len(ids) > mostSuccessors {
		t.refuse(graph.Invalid([]string{"successors"}, "%d successors are named, at most %d are kept: name those that took most of it",
			"给出了%d个继任地区，最多%d个：请只列主要的", len(ids), mostSuccessors))
		return
	}
	for i, id := range ids {
		field := []string{"successors", strconv.Itoa(i)}
		next := pick[*graph.Region](nouns, id)
		switch {
		case next == nil: // told by the look-up
		case id == r.ID:
			t.refuse(graph.Invalid(field, "successor %s is the region itself: name the one that took its place", "继任地区%s即该地区自身：请给出取代它的地区", named(next)))
		case slices.Contains(ids[:i], id):
			t.refuse(graph.Invalid(field, "successor %s is named twice: leave one out", "继任地区%s重复：请去掉其一", named(next)))
		case !next.Holds(r.Until):
			t.refuse(graph.Invalid(field, "successor %s lives in %s, not on %s, when %s ends: name one that is there on that day",
				"继任地区%s的存续期为%s，不含%[4]s终止之日%[3]s：请给出该日存在的地区", named(next), next.Life(), r.Until, named(r)))
		}
	}
}

// checkLevels gives a region the level of its kind, of a zone that of its last
// parent, and checks that it lies below the level of every parent from today on
// and above the level of every child. Zones that lie in it take its level.
func (t *task) checkLevels(ctx context.Context, old, r *graph.Region, f RegionFields, nouns found, move parentMove) error {
	kindChanged := r.RegionKind != old.RegionKind
	if !kindChanged && !f.Parent.Set {
		return nil
	}
	parents, err := t.parentsOf(ctx, r.ID, move.replaced)
	if err != nil {
		return err
	}
	entered := pick[*graph.Region](nouns, f.Parent.or(""))
	newest := entered
	if n := len(parents); n > 0 && !(f.Parent.Set && move.last) {
		newest = parents[n-1].region
	}
	above := graph.LevelNation // of a zone without parent, which is refused
	if newest != nil {
		above = newest.Level
	}
	r.Level = graph.LevelOf(r.RegionKind, "", above)
	if f.Parent.Set {
		t.checkRegionPlace(r, f.Parent.given(), entered, "parent")
	}
	if kindChanged {
		for _, p := range parents {
			if p.End() > t.e.Today() && !t.refused("regionKind") {
				t.checkRegionPlace(r, true, p.region, "regionKind")
			}
		}
		if len(parents) == 0 && !f.Parent.Set {
			t.checkRegionPlace(r, false, nil, "regionKind")
		}
	}
	switch {
	case t.refused(), r.Level == old.Level && !kindChanged:
		return nil
	case kindChanged:
		return t.relevel(ctx, r, move.correct, "regionKind")
	default:
		return t.relevel(ctx, r, move.correct, "parent")
	}
}

// parentSpell is a region that another lies in, and when.
type parentSpell struct {
	graph.Interval
	region *graph.Region
}

// parentsOf reads the parents of a region in order of time, but for one link.
func (t *task) parentsOf(ctx context.Context, id, but graph.ID) ([]parentSpell, error) {
	links, err := t.linksOf(ctx, id, graph.Out, graph.HopParent)
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(links))
	for i, l := range links {
		ids[i] = l.To
	}
	nouns, err := t.e.Nouns(ctx, ids)
	var parents []parentSpell
	for _, l := range links {
		if region, ok := nouns[l.To].(*graph.Region); ok && l.ID != but {
			parents = append(parents, parentSpell{l.Interval, region})
		}
	}
	slices.SortFunc(parents, func(a, b parentSpell) int { return int(a.Since) - int(b.Since) })
	return parents, err
}

// relevel checks that all that lies in a region from today on may lie in one of
// its kind and level, and gives the zones among it its level, with what lies in
// them. It reads one level of the territory at a time.
func (t *task) relevel(ctx context.Context, r *graph.Region, correct bool, field string) error {
	seen := map[graph.ID]bool{r.ID: true}
	for above := map[graph.ID]*graph.Region{r.ID: r}; len(above) > 0; {
		below, err := t.e.Links(ctx, graph.LinkQuery{IDs: slices.Sorted(maps.Keys(above)), Direction: graph.In, Hops: []graph.Hop{graph.HopParent}})
		if err != nil {
			return err
		}
		var children []graph.ID
		for _, links := range below {
			for _, l := range links {
				children = append(children, l.From)
			}
		}
		nouns, err := t.e.Nouns(ctx, children)
		if err != nil {
			return err
		}
		parents, err := t.e.Links(ctx, graph.LinkQuery{IDs: children, Hops: []graph.Hop{graph.HopParent}})
		if err != nil {
			return err
		}
		var unfit []laterThing
		next := map[graph.ID]*graph.Region{}
		for _, id := range slices.Sorted(maps.Keys(above)) {
			for _, l := range below[id] {
				child, _ := nouns[l.From].(*graph.Region)
				switch {
				case child == nil || seen[child.ID] || l.End() <= t.e.Today():
				case !fitsIn(child, above[id]):
					unfit = append(unfit, laterThing{l.Since, string(l.Hop), child.ID})
				case child.RegionKind.Zone() && child.Level != above[id].Level && isLast(l, parents[child.ID]):
					seen[child.ID] = true
					child = graph.CopyNoun(child)
					child.Level = above[id].Level
					t.put(child, correct)
					next[child.ID] = child
				}
			}
		}
		if len(unfit) > 0 {
			listed, err := t.list(ctx, unfit)
			t.refuse(graph.Conflict([]string{field}, "%s would be of level %s and could not hold what lies in it: %s. Move these first",
				"%s的层级将为%s，不能容纳其内的地区：%s。请先迁出", named(r), r.Level, listed))
			return err
		}
		above = next
	}
	return nil
}

// fitsIn says whether a region may lie in another, by kinds and levels.
func fitsIn(child, above *graph.Region) bool {
	if child.RegionKind.Zone() {
		return above.RegionKind != graph.RegionGrid
	}
	return above.Level.Rank() < child.Level.Rank()
}

// isLast says whether no link begins after this one.
func isLast(l graph.Link, links []graph.Link) bool {
	return !slices.ContainsFunc(links, func(other graph.Link) bool { return other.Since > l.Since })
}
