package store

import (
	"context"
	"maps"
	"slices"

	"cobuild/graph"
	"cobuild/tally"
)

// pending is what accepted edits of a transaction come to and is not written yet,
// laid over the transaction: the next edit is derived on top of it. What cannot be
// answered exactly from both is asked after what is pending has been written.
type pending struct {
	ctx  context.Context // of the transaction: whoever asks, and leaves, does not end it
	tx   Tx
	base *recall // the transaction, as far as it is written

	foreseen map[graph.ID][]FindingRow // of it

	began *snapshot
	state State
	tree  *tree

	failed error // the first failure of the transaction, not of an edit

	held    *revision // the only one pending, not yet laid open for others to read
	size    int       // rows of the transaction so far
	touched int       // subjects

	nouns    map[graph.ID]*NounRow // nil = withdrawn
	listed   map[ShelfKey]bool
	links    map[graph.ID]*LinkRow // nil = dropped
	near     [2]map[graph.ID][]graph.ID
	resort   map[graph.ID]string
	findings map[string]*FindingRow // by Pos; nil = dropped
	found    map[graph.ID][]string  // positions put, by subject
	gone     map[SegmentKey][]tally.Entry
	come     map[SegmentKey][]tally.Entry
	log      []LogRow
	heard    map[graph.ID]bool // subjects of log

	segments map[SegmentKey]*segment // written
	about    []graph.ID              // subjects of the log, of the whole transaction
	changed  map[graph.ID]*NounRow   // nouns written; nil = withdrawn
	renamed  bool                    // some of them
	passed   []passing               // findings, of the whole transaction
}

// begin readies a transaction for edits.
func (s *Store) begin(ctx context.Context, tx Tx) (*pending, error) {
	state, err := tx.State(ctx)
	if err != nil {
		return nil, err
	}
	if state.Loading != "" {
		return nil, loadingFault(state)
	}
	if err := s.vacate(&state); err != nil {
		return nil, err
	}
	snap, err := s.latestOf(ctx, tx, state)
	if err != nil {
		return nil, err
	}
	p := &pending{ctx: ctx, tx: tx, base: recalled(tx), began: snap, state: state, tree: snap.tree, segments: map[SegmentKey]*segment{}, changed: map[graph.ID]*NounRow{}}
	p.clear()
	return p, nil
}

func (p *pending) clear() {
	p.held = nil
	p.foreseen = map[graph.ID][]FindingRow{}
	p.nouns, p.listed = map[graph.ID]*NounRow{}, map[ShelfKey]bool{}
	p.links, p.near = map[graph.ID]*LinkRow{}, [2]map[graph.ID][]graph.ID{{}, {}}
	p.resort = map[graph.ID]string{}
	p.findings, p.found = map[string]*FindingRow{}, map[graph.ID][]string{}
	p.gone, p.come = map[SegmentKey][]tally.Entry{}, map[SegmentKey][]tally.Entry{}
	p.log, p.heard = nil, map[graph.ID]bool{}
}

// accept adds an edit.
func (p *pending) accept(r *revision) {
	p.lay()
	p.state, p.tree = *r.batch.State, r.tree
	p.touched += r.touched
	p.renamed = p.renamed || len(r.batch.Resort) > 0
	for _, entry := range r.batch.Log {
		p.about = append(p.about, entry.Subjects...)
	}
	for i := range r.lost {
		p.passed = append(p.passed, passing{&r.lost[i], false})
	}
	for i := range r.batch.Findings {
		p.passed = append(p.passed, passing{&r.batch.Findings[i], true})
	}
	p.size += len(r.batch.Nouns) + len(r.batch.Links) + len(r.batch.Findings) + len(r.batch.Log)
	if len(p.log) == 0 {
		p.held = r
	} else {
		p.add(r)
	}
}

// lay lays open what is held.
func (p *pending) lay() {
	if held := p.held; held != nil {
		p.held = nil
		p.add(held)
	}
}

func (p *pending) add(r *revision) {
	b := &r.batch
	for i := range b.Nouns {
		n := &b.Nouns[i]
		p.nouns[n.ID] = n
		for _, place := range n.Shelves {
			p.listed[place] = true
		}
	}
	for _, id := range b.DropNouns {
		p.nouns[id] = nil
	}
	for i := range b.Links {
		l := &b.Links[i]
		if old := p.links[l.ID]; old == nil || old.From != l.From || old.To != l.To {
			p.near[graph.Out][l.From] = append(p.near[graph.Out][l.From], l.ID)
			p.near[graph.In][l.To] = append(p.near[graph.In][l.To], l.ID)
		}
		p.links[l.ID] = l
	}
	for _, id := range b.DropLinks {
		p.links[id] = nil
	}
	maps.Copy(p.resort, b.Resort)
	for _, pos := range b.DropFindings {
		p.findings[pos] = nil
	}
	for i := range b.Findings {
		f := &b.Findings[i]
		if p.findings[f.Pos] == nil {
			p.found[f.Subject] = append(p.found[f.Subject], f.Pos)
		}
		p.findings[f.Pos] = f
	}
	join(p.gone, r.gone)
	join(p.come, r.come)
	p.log = append(p.log, b.Log...)
	for _, entry := range b.Log {
		for _, id := range entry.Subjects {
			p.heard[id] = true
		}
	}
}

func join(into, from map[SegmentKey][]tally.Entry) {
	for key, entries := range from {
		into[key] = append(into[key], entries...)
	}
}

// flush writes what is pending, each row and each segment once.
func (p *pending) flush(ctx context.Context) error {
	var b Batch
	gone, come := p.gone, p.come
	switch {
	case p.failed != nil:
		return p.failed
	case p.held != nil:
		b, gone, come = p.held.batch, p.held.gone, p.held.come
	case len(p.log) == 0:
		return nil
	default:
		b = p.batch()
	}
	ctx = lent{p.ctx, ctx}
	state := p.state
	b.State, b.Made = &state, p.base.made
	counted, rows, err := p.recount(gone, come)
	if err != nil {
		return p.note(err)
	}
	b.Segments = rows
	if err := p.tx.Write(ctx, b); err != nil {
		return p.note(err)
	}
	maps.Copy(p.segments, counted)
	for i := range b.Nouns {
		p.changed[b.Nouns[i].ID] = &b.Nouns[i]
	}
	for _, id := range b.DropNouns {
		p.changed[id] = nil
	}
	p.base.forget()
	p.clear()
	return nil
}

// batch is what is pending, the last of each row.
func (p *pending) batch() (b Batch) {
	for _, id := range slices.Sorted(maps.Keys(p.nouns)) {
		if row := p.nouns[id]; row != nil {
			b.Nouns = append(b.Nouns, *row)
		} else {
			b.DropNouns = append(b.DropNouns, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.links)) {
		if row := p.links[id]; row != nil {
			b.Links = append(b.Links, *row)
		} else {
			b.DropLinks = append(b.DropLinks, id)
		}
	}
	for _, pos := range slices.Sorted(maps.Keys(p.findings)) {
		if row := p.findings[pos]; row != nil {
			b.Findings = append(b.Findings, *row)
		} else {
			b.DropFindings = append(b.DropFindings, pos)
		}
	}
	b.Resort, b.Log = p.resort, p.log
	for key := range p.gone {
		p.gone[key], p.come[key] = cancel(p.gone[key], p.come[key])
	}
	return b
}

// cancel leaves out what comes by one edit and goes by another.
func cancel(gone, come []tally.Entry) (left, fresh []tally.Entry) {
	count := make(map[tally.Entry]int, len(come))
	for _, e := range come {
		count[e]++
	}
	for _, e := range gone {
		if count[e] > 0 {
			count[e]--
		} else {
			left = append(left, e)
		}
	}
	for e, n := range count {
		for range n {
			fresh = append(fresh, e)
		}
	}
	return left, fresh
}

// recount gives the segments that change, and what is to be written of them. What
// they were is in memory: the snapshot is that of the revision on which the
// transaction began.
func (p *pending) recount(gone, come map[SegmentKey][]tally.Entry) (counted map[SegmentKey]*segment, rows []SegmentRow, err error) {
	counted = map[SegmentKey]*segment{}
	for _, changed := range []map[SegmentKey][]tally.Entry{gone, come} {
		for key := range changed {
			if counted[key] != nil || len(gone[key])+len(come[key]) == 0 {
				continue
			}
			before := p.segments[key]
			if before == nil {
				before = p.began.segments.get(key)
			}
			after, some, err := before.change(key, p.state.Revision, gone[key], come[key])
			if err != nil {
				return nil, nil, driftFault(err)
			}
			counted[key], rows = after, append(rows, some...)
		}
	}
	slices.SortFunc(rows, func(a, b SegmentRow) int { return compareSegments(a.SegmentKey, b.SegmentKey) })
	return counted, rows, nil
}

// lent is the context of a transaction with the values of one who asks in it.
type lent struct {
	context.Context
	by context.Context
}

func (l lent) Value(key any) any { return l.by.Value(key) }

// note remembers that the transaction failed: none of its edits is kept then.
func (p *pending) note(err error) error {
	if err != nil && p.failed == nil {
		p.failed = err
	}
	return err
}

// through asks the transaction on behalf of one who may have left.
func through[Q, A any](ctx context.Context, p *pending, ask func(context.Context, Q) (A, error), q Q) (answer A, err error) {
	if err := ctx.Err(); err != nil {
		return answer, err
	}
	if p.failed != nil {
		return answer, p.failed
	}
	answer, err = ask(lent{p.ctx, ctx}, q)
	return answer, p.note(err)
}
