package store

import (
	"context"
	"fmt"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/search"
	"cobuild/tally"
)

// Drift is one difference between what is stored and what follows from the
// facts.
type Drift struct {
	Where string // finding, segment, place or words
	What  string // which one
	Wrong string // missing, stray, different
}

func (d Drift) String() string { return fmt.Sprintf("%s %s: %s", d.Where, d.What, d.Wrong) }

// Check derives every finding again and compares findings, segments, places and
// the words of the search index with the stored ones. It tells each difference and the subjects done, and
// gives how many subjects it checked. A write during the check is UNAVAILABLE:
// what was told then may be the write itself.
func (s *Store) Check(ctx context.Context, found func(Drift), progress func(done int)) (subjects int, err error) {
	if err := s.turnIfDue(ctx); err != nil {
		return 0, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return 0, err
	}
	c := &checking{s: s, snap: snap, found: found, entries: map[SegmentKey][]tally.Entry{}}
	if c.words, err = s.engine.WordSums(ctx); err != nil {
		return 0, err
	}
	for _, kind := range graph.NounKinds {
		if err := c.shelf(ctx, kind, progress); err != nil {
			return c.subjects, err
		}
	}
	for _, place := range morePlaces {
		if err := c.memberShelf(ctx, memberShelf(place)); err != nil {
			return c.subjects, err
		}
	}
	if err := c.stray(ctx); err != nil {
		return c.subjects, err
	}
	for id := range c.words { // what is left after the shelves
		c.found(Drift{"words", string(id), "stray"})
	}
	if err := c.segments(ctx); err != nil {
		return c.subjects, err
	}
	revision, err := s.Revision(ctx)
	if err == nil && revision != snap.revision {
		err = graph.NewError(graph.CodeUnavailable, nil, "the store changed during the check (revision %d, then %d): run it again when nothing writes",
			"检查期间库有变更（修订%d，之后%d）：请在无写入时重新检查", snap.revision, revision)
	}
	return c.subjects, err
}

type checking struct {
	s        *Store
	snap     *snapshot
	found    func(Drift)
	entries  map[SegmentKey][]tally.Entry
	findings map[graph.FindingCode]int // derived, by code
	words    map[graph.ID]uint64       // sums stored, of nouns not yet met
	subjects int
	members  int
}

// shelf checks all nouns of a kind: that they stand where they should, and
// that their findings are the derived ones.
func (c *checking) shelf(ctx context.Context, kind graph.Kind, progress func(int)) error {
	after, before := treeBounds("")
	for {
		runs, err := c.s.engine.Scan(ctx, []Range{{Shelf: placeShelf(kind), After: after, Before: before, Limit: deriveBatch}})
		if err != nil {
			return err
		}
		run := runs[0]
		nouns := make([]graph.Noun, len(run))
		for i, row := range run {
			if nouns[i], err = graph.UnmarshalNoun(kind, row.Noun.Doc); err != nil {
				return err
			}
		}
		if nouns, err = c.places(ctx, run, nouns); err != nil {
			return err
		}
		if rules.HasFindings(kind) {
			if err := c.derive(ctx, nouns); err != nil {
				return err
			}
			if progress != nil {
				progress(c.subjects)
			}
		}
		if len(run) < deriveBatch {
			return nil
		}
		after = run[len(run)-1].Key
	}
}

// places checks where nouns stand, and gives those that stand there first: a
// pairing stands in the region of each of its ends.
func (c *checking) places(ctx context.Context, run []ShelfRow, nouns []graph.Noun) (first []graph.Noun, err error) {
	if len(nouns) > 0 && nouns[0].Kind() == graph.KindMember {
		c.members += len(nouns)
	}
	keys, err := placeKeys(ctx, &reading{c.s.engine}, c.snap.tree, nouns, c.s.Today())
	if err != nil {
		return nil, err
	}
	for i, row := range run {
		at := keys[nouns[i].Top().ID]
		if !slices.Contains(at, row.Key) {
			c.found(Drift{"place", string(nouns[i].Top().ID), fmt.Sprintf("different: stands at %s, should at %v", row.Key, at)})
		}
		if row.Key == at[0] {
			first = append(first, nouns[i])
			c.indexed(nouns[i], pathOf(row.Key))
		}
	}
	return first, nil
}

// indexed checks the words by which a noun is found.
func (c *checking) indexed(n graph.Noun, path string) {
	id := n.Top().ID
	was, want := c.words[id], WordSum(search.Words(n, path))
	delete(c.words, id)
	switch {
	case was == want:
	case was == 0:
		c.found(Drift{"words", string(id), "missing"})
	case want == 0:
		c.found(Drift{"words", string(id), "stray"})
	default:
		c.found(Drift{"words", string(id), "different: not those of its names, codes and place"})
	}
}

// memberShelf checks a further shelf of members, on which each stands once.
func (c *checking) memberShelf(ctx context.Context, shelf string) error {
	after, before := treeBounds("")
	for left := c.members; ; {
		runs, err := c.s.engine.Scan(ctx, []Range{{Shelf: shelf, After: after, Before: before, Limit: deriveBatch}})
		if err != nil {
			return err
		}
		run := runs[0]
		members := make([]graph.Noun, len(run))
		for i, row := range run {
			if members[i], err = graph.UnmarshalNoun(graph.KindMember, row.Noun.Doc); err != nil {
				return err
			}
		}
		placed, err := placings(ctx, &reading{c.s.engine}, c.snap.tree, members, c.s.Today())
		if err != nil {
			return err
		}
		for i, row := range run {
			if id := members[i].Top().ID; !slices.Contains(placed[id].more, ShelfKey{shelf, row.Key}) {
				c.found(Drift{"place", string(id), fmt.Sprintf("different: stands on %s at %s, should at %v", shelf, row.Key, placed[id].more)})
			}
		}
		left -= len(run)
		if len(run) == deriveBatch {
			after = run[len(run)-1].Key
			continue
		}
		if left != 0 {
			c.found(Drift{"place", shelf, fmt.Sprintf("missing: %d of %d members do not stand there", left, c.members)})
		}
		return nil
	}
}

func (c *checking) derive(ctx context.Context, nouns []graph.Noun) error {
	ids := make([]graph.ID, len(nouns))
	for i, n := range nouns {
		ids[i] = n.Top().ID
	}
	c.subjects += len(ids)
	facts := &reading{recalled(c.s.engine)}
	world, err := rules.Gather(ctx, c.s.rules, facts, ids)
	if err != nil {
		return err
	}
	stored, err := c.s.engine.FindingsOf(ctx, ids)
	if err != nil {
		return err
	}
	if c.findings == nil {
		c.findings = map[graph.FindingCode]int{}
	}
	derived := world.Derive(ids)
	for i, id := range ids {
		was := map[string]FindingRow{}
		for _, row := range stored[id] {
			was[row.Pos] = row
		}
		for _, f := range derived[id] {
			row := findingRow(c.snap.tree, f, nouns[i])
			key, entry := entryOf(c.snap.tree, &f)
			c.entries[key] = append(c.entries[key], entry)
			c.findings[f.Code]++
			before, stood := was[row.Pos]
			delete(was, row.Pos)
			if !stood {
				c.found(Drift{"finding", describe(&f), "missing"})
			} else if before != row {
				c.found(Drift{"finding", describe(&f), "different: stored as " + describe(&before.Finding)})
			}
		}
		for _, row := range was {
			c.found(Drift{"finding", describe(&row.Finding), "stray"})
		}
	}
	return nil
}

func describe(f *graph.Finding) string {
	return fmt.Sprintf("%s of %s, code %d, %s, at %s %s", f.ID, f.Subject, f.Code, f.Interval, f.Region, f.Piece)
}

// stray looks for findings whose subject is gone: there are more rows of a code
// than were derived.
func (c *checking) stray(ctx context.Context) error {
	const codesAtOnce, rowsOfEach = 64, 1_000
	rows := map[graph.FindingCode]int{}
	for first := 0; first < 256; first += codesAtOnce {
		var open []FindingRange
		for code := range codesAtOnce {
			open = append(open, FindingRange{Code: graph.FindingCode(first + code), After: " ", Before: top, Limit: rowsOfEach})
		}
		for len(open) > 0 {
			runs, err := c.s.engine.Findings(ctx, open)
			if err != nil {
				return err
			}
			var still []FindingRange
			for i, run := range runs {
				rows[open[i].Code] += len(run)
				if len(run) == rowsOfEach {
					open[i].After = run[len(run)-1].Pos
					still = append(still, open[i])
				}
			}
			open = still
		}
	}
	for code := range 256 {
		n, want := rows[graph.FindingCode(code)], c.findings[graph.FindingCode(code)]
		if n > want {
			c.found(Drift{"finding", fmt.Sprintf("code %d", code), fmt.Sprintf("stray: %d rows, %d derived", n, want)})
		}
	}
	return nil
}

func (c *checking) segments(ctx context.Context) error {
	stored, err := c.s.engine.Segments(ctx, 0)
	if err != nil {
		return err
	}
	for _, row := range stored {
		name := fmt.Sprintf("%s of %s", row.Subject, row.Scope)
		want, ok := c.entries[row.SegmentKey]
		switch {
		case !ok && tally.Segment(row.Data).Len() > 0:
			c.found(Drift{"segment", name, "stray"})
		case ok && string(tally.Build(want)) != string(row.Data):
			c.found(Drift{"segment", name, fmt.Sprintf("different: %d entries, %d derived", tally.Segment(row.Data).Len(), len(want))})
		}
		delete(c.entries, row.SegmentKey)
	}
	for key := range c.entries {
		c.found(Drift{"segment", fmt.Sprintf("%s of %s", key.Subject, key.Scope), "missing"})
	}
	return nil
}
