package store

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// writer turns the changes of an edit into rows.
type writer struct {
	s       *Store
	tx      Reader
	draft   *draft
	changes []graph.Change
	out     *revision
}

func (w *writer) write(ctx context.Context) error {
	for _, step := range []func(context.Context) error{w.regions, w.nouns, w.links, w.findings} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// regions brings the tree up to the edit.
func (w *writer) regions(ctx context.Context) error {
	var changed []graph.ID
	for i := range w.changes {
		c := &w.changes[i]
		if link := c.Link(); link != nil && link.Hop == graph.HopParent || link == nil && c.Subject().Kind() == graph.KindRegion {
			changed = append(changed, c.Subject())
		}
	}
	if len(changed) == 0 {
		return nil
	}
	changed = unique(changed)
	regions, err := w.draft.Nouns(ctx, changed)
	if err != nil {
		return err
	}
	parents, err := w.draft.Links(ctx, graph.LinkQuery{IDs: changed, Hops: []graph.Hop{graph.HopParent}})
	if err != nil {
		return err
	}
	var entries []entry
	var gone []graph.ID
	for _, id := range changed {
		if region, ok := regions[id].(*graph.Region); ok {
			entries = append(entries, entryFor(region, parents[id]))
		} else {
			gone = append(gone, id)
		}
	}
	w.out.tree = w.draft.tree.with(entries, gone...)
	return nil
}

// nouns writes the nouns that changed and those that stand elsewhere because
// of a change: members with their organisation and their unit of work, pairings
// with their ends.
func (w *writer) nouns(ctx context.Context) error {
	write := map[graph.ID]bool{}
	var moved []graph.ID
	for i := range w.changes {
		c := &w.changes[i]
		link := c.Link()
		switch {
		case link == nil && c.NounAfter == nil:
			w.out.batch.DropNouns = append(w.out.batch.DropNouns, c.Subject())
		case link == nil:
			write[c.Subject()] = true
		case link.Hop == graph.HopLocated:
			write[link.From] = true
			moved = append(moved, link.From)
		case link.Hop == graph.HopAffiliated, link.Hop == graph.HopResides, link.Hop == graph.HopWorksAt, link.Hop == graph.HopEnd:
			write[link.From] = true
		}
	}
	if len(moved) > 0 {
		with, err := w.draft.Links(ctx, graph.LinkQuery{IDs: unique(moved), Direction: graph.In, Hops: []graph.Hop{graph.HopAffiliated, graph.HopWorksAt, graph.HopEnd}})
		if err != nil {
			return err
		}
		for _, links := range with {
			for _, l := range links {
				write[l.From] = true
			}
		}
	}
	found, err := w.draft.Nouns(ctx, slices.Sorted(maps.Keys(write)))
	if err != nil {
		return err
	}
	nouns := make([]graph.Noun, 0, len(found))
	for _, id := range slices.Sorted(maps.Keys(found)) {
		nouns = append(nouns, found[id])
	}
	w.out.batch.Nouns, err = shelve(ctx, w.draft, w.out.tree, nouns, w.s.Today())
	return err
}

// links writes the links that changed, and new sort keys to all links of nouns
// that were renamed.
func (w *writer) links(ctx context.Context) error {
	b := &w.out.batch
	var ends []graph.ID
	for i := range w.changes {
		c := &w.changes[i]
		if c.LinkAfter != nil {
			ends = append(ends, c.LinkAfter.From, c.LinkAfter.To)
		} else if c.LinkBefore != nil {
			b.DropLinks = append(b.DropLinks, c.LinkBefore.ID)
		}
		if c.NounBefore != nil && c.NounAfter != nil && nameKey(c.NounBefore) != nameKey(c.NounAfter) {
			if b.Resort == nil {
				b.Resort = map[graph.ID]string{}
			}
			b.Resort[c.Subject()] = nameKey(c.NounAfter)
		}
	}
	nouns, err := w.draft.Nouns(ctx, unique(ends))
	if err != nil {
		return err
	}
	for i := range w.changes {
		if l := w.changes[i].LinkAfter; l != nil {
			b.Links = append(b.Links, LinkRow{Link: *l, FromKey: nameKey(nouns[l.From]), ToKey: nameKey(nouns[l.To])})
		}
	}
	return nil
}

// findings derives the subjects that the changes touch, seen before and after,
// and writes what differs.
func (w *writer) findings(ctx context.Context) error {
	touched, err := rules.Touch(ctx, w.s.rules, &reading{w.tx}, w.changes)
	if err != nil {
		return err
	}
	after, err := rules.Touch(ctx, w.s.rules, w.draft, w.changes)
	if err != nil {
		return err
	}
	maps.Copy(touched, after)
	if w.draft.most > 0 && len(touched) > w.draft.most {
		return graph.NewError(graph.CodeTooComplex, nil,
			"this change alters the findings of %d subjects, more than %d: split it into smaller ones, or make it with the command `apply FILE`, whose limit is 150,000 changes",
			"此变更影响%d个对象的推导结果，超过%d个：请拆分为较小的变更，或用命令apply FILE执行（上限为150,000项变更）", len(touched), w.draft.most)
	}
	diff := &difference{before: w.draft.tree, tree: w.out.tree}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(touched)), deriveBatch) {
		if err := diff.derive(ctx, w.s.rules, w.draft, w.tx, ids); err != nil {
			return err
		}
	}
	w.out.batch.Findings, w.out.batch.DropFindings = diff.put, diff.drop
	w.out.gone, w.out.come, w.out.lost, w.out.touched = diff.gone, diff.come, diff.lost, len(touched)
	return nil
}

// deriveBatch is how many subjects are derived from facts read together.
const deriveBatch = 2_000

// difference collects what derived findings change of stored ones.
type difference struct {
	before *tree // by which what was stored is counted
	tree   *tree
	put    []FindingRow
	drop   []string
	lost   []FindingRow // those of drop
	gone   map[SegmentKey][]tally.Entry
	come   map[SegmentKey][]tally.Entry
}

func (d *difference) derive(ctx context.Context, rs *rules.Ruleset, facts graph.Facts, stored Reader, ids []graph.ID) error {
	world, err := rules.Gather(ctx, rs, facts, ids)
	if err != nil {
		return err
	}
	derived := world.Derive(ids)
	nouns, err := facts.Nouns(ctx, ids)
	if err != nil {
		return err
	}
	old, err := stored.FindingsOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		was := make(map[string]FindingRow, len(old[id]))
		for _, row := range old[id] {
			was[row.Pos] = row
		}
		for _, f := range derived[id] {
			row := findingRow(d.tree, f, nouns[id])
			before, stood := was[row.Pos]
			delete(was, row.Pos)
			if stood && before == row {
				continue
			}
			if stood {
				count(&d.gone, d.before, &before.Finding)
			}
			d.put = append(d.put, row)
			count(&d.come, d.tree, &row.Finding)
		}
		for pos, row := range was {
			d.drop, d.lost = append(d.drop, pos), append(d.lost, row)
			count(&d.gone, d.before, &row.Finding)
		}
	}
	slices.Sort(d.drop)
	return nil
}

// findingRow places a finding in the lists of its code.
func findingRow(t *tree, f graph.Finding, subject graph.Noun) FindingRow {
	path := ""
	if n := t.of(f.Region); n != nil {
		path = n.path
	}
	return FindingRow{Finding: f, Pos: findingPos(placeKey(path, nameKey(subject)), &f)}
}

func count(into *map[SegmentKey][]tally.Entry, t *tree, f *graph.Finding) {
	if *into == nil {
		*into = map[SegmentKey][]tally.Entry{}
	}
	key, entry := entryOf(t, f)
	(*into)[key] = append((*into)[key], entry)
}

// entryOf is how a finding is counted, and in which segment.
func entryOf(t *tree, f *graph.Finding) (SegmentKey, tally.Entry) {
	key, no := SegmentKey{Subject: f.Subject.Kind()}, uint32(0)
	if n := t.of(f.Region); n != nil {
		key.Scope, no = n.scope, n.no
	}
	return key, tally.EntryOf(f, no)
}

func compareSegments(a, b SegmentKey) int {
	return slices.Compare([]string{string(a.Scope), string(a.Subject)}, []string{string(b.Scope), string(b.Subject)})
}
