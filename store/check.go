package store

import (
	"context"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Drift is one difference between what is stored and what follows from the
// facts.
type Drift struct {
	Where string // finding, segment, place, key or words
	What  string // which one
	Wrong string // missing, stray, different
}

func (d Drift) String() string { return fmt.Sprintf("%s %s: %s", d.Where, d.What, d.Wrong) }

// Check derives every finding again and compares findings, segments, places on
// every shelf, sort keys of links, and the words of the search index with the
// stored ones. It tells each difference, and how far it is: steps done, of about the
// same length, and how many there are about. It holds in memory what a load holds, see
// LoadFrom, and documents in a temporary file. It gives how many subjects it checked. A write during the check is UNAVAILABLE: what was told then
// may be the write itself. Derive mends what Check finds.
func (s *Store) Check(ctx context.Context, found func(Drift), progress func(done, all int)) (subjects int, err error) {
	if err := s.turnIfDue(ctx); err != nil {
		return 0, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return 0, err
	}
	p := newPass(s, snap.tree, found)
	p.progress = progress
	if err := p.run(ctx); err != nil {
		return p.subjects, err
	}
	revision, err := s.Revision(ctx)
	if err == nil && revision != snap.revision {
		err = graph.NewError(graph.CodeUnavailable, nil, "the store changed during the check (revision %d, then %d): run it again when nothing writes",
			"检查期间库有变更（修订%d，之后%d）：请在无写入时重新检查", snap.revision, revision)
	}
	return p.subjects, err
}

// pass derives everything once from the facts. It compares with what is stored
// where somebody is told of differences, and mends places, words and sort keys
// where it may.
type pass struct {
	*survey
	s     *Store
	tree  *tree
	found func(Drift)                                                // nil = nothing is compared
	mend  func(context.Context, Batch) error                         // nil = nothing is mended
	put   func(ctx context.Context, rows []FindingRow, of int) error // takes what is derived of so many nouns; nil = nobody does

	counts   *tallying
	codes    [256]int // findings derived, by code
	subjects int

	seed     maphash.Seed
	at       many[uint64]        // by number: sum of the places where the noun should stand, less those where it does
	keys     []uint64            // by number: sum of the sort keys that links have for the noun
	sums     []uint64            // by number: that of the words in the index
	wordless []graph.ID          // nouns that have other words than they should
	wrong    map[uint32]struct{} // numbers of nouns to look at one by one

	only   map[graph.ID]bool     // these
	due    map[string]int        // places that they should have, by shelf
	astray map[standing]struct{} // those told to stand wrongly

	progress  func(done, all int)         // nil = nobody is told
	alive     func(context.Context) error // called now and then; nil = nobody is
	done, all int
}

// tell tells how far the pass is.
func (p *pass) tell(ctx context.Context, more int) error {
	if p.done += more; p.progress != nil {
		p.progress(p.done, max(p.all, p.done))
	}
	if p.alive != nil {
		return p.alive(ctx)
	}
	return ctx.Err()
}

// standing is a noun on a shelf.
type standing struct {
	shelf string
	id    graph.ID
}

func newPass(s *Store, t *tree, found func(Drift)) *pass {
	return &pass{s: s, tree: t, found: found, counts: newTallying(t), due: map[string]int{}, astray: map[standing]struct{}{}}
}

// findings derives those of nouns, and compares them.
func (p *pass) findings(ctx context.Context, nouns []graph.Noun) (rows []FindingRow, err error) {
	ids := withFindings(nouns)
	p.subjects += len(ids)
	world, err := rules.Gather(ctx, p.s.rules, p.facts, ids)
	if err != nil {
		return nil, err
	}
	var stored map[graph.ID][]FindingRow
	if p.found != nil {
		if stored, err = p.s.engine.FindingsOf(ctx, ids); err != nil {
			return nil, err
		}
	}
	derived := world.Derive(ids)
	for _, n := range nouns {
		first := len(rows)
		for _, f := range derived[n.Top().ID] {
			rows = append(rows, findingRow(p.tree, f, n))
			p.codes[f.Code]++
			if err := p.counts.add(&f); err != nil {
				return nil, err
			}
		}
		if p.found != nil {
			p.compare(rows[first:], stored[n.Top().ID])
		}
	}
	return rows, nil
}

// compare tells how the stored findings of a noun differ from those derived.
func (p *pass) compare(derived, stored []FindingRow) {
	was := make(map[string]FindingRow, len(stored))
	for _, row := range stored {
		was[row.Pos] = row
	}
	for _, row := range derived {
		before, stood := was[row.Pos]
		delete(was, row.Pos)
		if !stood {
			p.found(Drift{"finding", describe(&row.Finding), "missing"})
		} else if before != row {
			p.found(Drift{"finding", describe(&row.Finding), "different: stored as " + describe(&before.Finding)})
		}
	}
	for _, pos := range slices.Sorted(maps.Keys(was)) {
		row := was[pos]
		p.found(Drift{"finding", describe(&row.Finding), "stray"})
	}
}

func describe(f *graph.Finding) string {
	return fmt.Sprintf("%s of %s, code %d, %s, at %s %s", f.ID, f.Subject, f.Code, f.Interval, f.Region, f.Piece)
}

// stray looks for findings whose subject is gone: there are more rows of a code
// than were derived.
func (p *pass) stray(ctx context.Context) error {
	const codesAtOnce, rowsOfEach = 64, 1_000
	rows := map[graph.FindingCode]int{}
	for first := 0; first < 256; first += codesAtOnce {
		var open []FindingRange
		for code := range codesAtOnce {
			open = append(open, FindingRange{Code: graph.FindingCode(first + code), After: " ", Before: top, Limit: rowsOfEach})
		}
		for len(open) > 0 {
			runs, err := p.s.engine.Findings(ctx, open)
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
			if err := p.tell(ctx, 0); err != nil {
				return err
			}
		}
	}
	for code := range 256 {
		n, want := rows[graph.FindingCode(code)], p.codes[code]
		if n > want {
			p.found(Drift{"finding", fmt.Sprintf("code %d", code), fmt.Sprintf("stray: %d rows, %d derived", n, want)})
		}
	}
	return nil
}

func (p *pass) segments(ctx context.Context) error {
	stored, err := p.s.engine.Segments(ctx, 0)
	if err != nil {
		return err
	}
	packed, err := p.counts.pack()
	if err != nil {
		return err
	}
	met := make(map[SegmentKey]bool, len(stored))
	name := func(key SegmentKey) string { return fmt.Sprintf("%s of %s", key.Subject, key.Scope) }
	unfit := func(key SegmentKey, err error) {
		p.found(Drift{"segment", name(key), "unfit: what it has lost and gained since it was packed is not of it: " + err.Error()})
	}
	for _, row := range whole(stored, unfit) {
		name := name(row.SegmentKey)
		want, ok := packed[row.SegmentKey]
		met[row.SegmentKey] = true
		switch {
		case !ok && tally.Segment(row.Data).Len() > 0:
			p.found(Drift{"segment", name, "stray"})
		case ok && string(want) != string(row.Data):
			p.found(Drift{"segment", name, fmt.Sprintf("different: %d entries, %d derived", tally.Segment(row.Data).Len(), want.Len())})
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(packed), compareSegments) {
		if !met[key] {
			p.found(Drift{"segment", name(key), "missing"})
		}
	}
	return nil
}
