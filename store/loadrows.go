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

// write writes all rows but the last.
func (l *loading) write(ctx context.Context, write func(context.Context, Batch) error) error {
	return pipe(ctx, l.make, write, l.tell)
}

// pipe writes rows that produce hands over, and tells of their work. While some are
// written, the next are made.
func pipe(ctx context.Context, produce func(context.Context, func(made) error) error, write func(context.Context, Batch) error, tell func(context.Context, int) error) error {
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
		if err := produce(making, hand); err != nil {
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
		if err := tell(ctx, m.work); err != nil {
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
		if err := hand(made{Batch: b, work: nounWork * len(b.Nouns)}); err != nil {
			return err
		}
	}
	if err := l.facts.fillLinks(hand); err != nil {
		return err
	}
	segments, err := counts.rows(firstRevision)
	if err != nil {
		return err
	}
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
