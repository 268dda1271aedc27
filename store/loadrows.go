package store

import (
	"context"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
)

// made is rows to be written, of so much work.
type made struct {
	Batch
	work int
	err  error
}

// write writes all rows but the last. While some are written, the next are made.
func (l *loading) write(ctx context.Context, write func(context.Context, Batch) error) (err error) {
	making, stop := context.WithCancel(ctx)
	rows := make(chan made, 1)
	defer func() {
		stop()
		for range rows { // until its maker has gone, who uses the same files
			continue
		}
	}()
	hand := func(m made) error {
		select {
		case rows <- m:
			return nil
		case <-making.Done():
			return making.Err()
		}
	}
	go func() {
		defer close(rows)
		if err := l.make(making, hand); err != nil {
			_ = hand(made{err: err}) // else nobody waits for it any more
		}
	}()
	for m := range rows {
		if m.err != nil {
			return m.err
		}
		if err := write(ctx, m.Batch); err != nil {
			return err
		}
		if err := l.tell(ctx, m.work); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// make makes the rows: nouns with what is found of them, then links, which find
// their ends there, then segments.
func (l *loading) make(ctx context.Context, hand func(made) error) error {
	counts := newTallying(l.tree)
	for first := uint32(0); first < l.facts.ids.n; first += deriveBatch {
		b, err := l.nouns(ctx, first, min(first+deriveBatch, l.facts.ids.n), counts)
		if err != nil {
			return err
		}
		if err := hand(made{Batch: b, work: 2 * len(b.Nouns)}); err != nil {
			return err
		}
	}
	at := uint32(0)
	err := l.facts.linkIDs(func(ids []graph.ID) error {
		rows, err := l.links(at, ids)
		at += uint32(len(ids))
		if err != nil {
			return err
		}
		return hand(made{Batch: Batch{Links: rows}, work: len(rows)})
	})
	if err != nil {
		return err
	}
	packed, err := counts.pack()
	if err != nil {
		return err
	}
	segments := make([]SegmentRow, 0, len(packed))
	for key, data := range packed {
		segments = append(segments, SegmentRow{SegmentKey: key, Revision: firstRevision, Data: data})
	}
	slices.SortFunc(segments, func(a, b SegmentRow) int { return compareSegments(a.SegmentKey, b.SegmentKey) })
	for some := range slices.Chunk(segments, segmentsAtOnce) {
		if err := hand(made{Batch: Batch{Segments: some}}); err != nil {
			return err
		}
	}
	return nil
}

// firstRevision is what a load makes.
const firstRevision = 1

// nouns makes the rows of the nouns with some numbers.
func (l *loading) nouns(ctx context.Context, first, after uint32, counts *tallying) (b Batch, err error) {
	nouns := make([]graph.Noun, 0, after-first)
	var ids []graph.ID
	for no := first; no < after; no++ {
		if *l.facts.at.at(no) <= 0 {
			continue // withdrawn before it was loaded
		}
		n, err := l.facts.recall(no)
		if err != nil {
			return b, err
		}
		nouns = append(nouns, n)
		if rules.HasFindings(n.Kind()) {
			ids = append(ids, n.Top().ID)
		}
	}
	if b.Nouns, err = shelve(ctx, l.facts, l.tree, nouns, l.today); err != nil {
		return b, err
	}
	world, err := rules.Gather(ctx, l.s.rules, l.facts, ids)
	if err != nil {
		return b, err
	}
	derived := world.Derive(ids)
	for _, n := range nouns {
		for _, f := range derived[n.Top().ID] {
			b.Findings = append(b.Findings, findingRow(l.tree, f, n))
			if err := counts.add(&f); err != nil {
				return b, err
			}
		}
	}
	return b, ctx.Err()
}

// links makes the rows of links from a number on.
func (l *loading) links(first uint32, ids []graph.ID) (rows []LinkRow, err error) {
	rows = make([]LinkRow, 0, len(ids))
	for i, id := range ids {
		no := first + uint32(i)
		c := l.facts.links.at(no)
		if c.dropped {
			continue
		}
		row := LinkRow{Link: l.facts.link(no)}
		row.ID = id
		if row.FromKey, err = l.facts.nameKey(c.from); err != nil {
			return nil, err
		}
		if row.ToKey, err = l.facts.nameKey(c.to); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
