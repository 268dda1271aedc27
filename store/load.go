package store

import (
	"context"
	"fmt"
	"slices"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// mostAtOnce is how many rows a load writes in one transaction: a smaller
// dataset is loaded wholly or not at all, a larger one in steps, of which an
// interrupted one is refused when the store is next opened.
const mostAtOnce = 60_000

// Load fills an empty store with a dataset, its findings and its segments. It
// makes revision 1, without entries in the log. progress, if not nil, is told
// the rows done and in all. A store with data is a CONFLICT.
func (s *Store) Load(ctx context.Context, data *graph.Dataset, progress func(done, all int)) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	l := &loading{s: s, data: data, facts: newMemory(data), progress: progress, all: 2*len(data.Nouns) + len(data.Links)}
	if err := l.check(); err != nil {
		return err
	}
	if err := l.placeRegions(); err != nil {
		return err
	}
	if l.all <= mostAtOnce {
		return s.engine.Update(ctx, func(ctx context.Context, tx Tx) error {
			if err := refuseData(ctx, tx); err != nil {
				return err
			}
			l.done = 0
			return l.run(ctx, tx.Write)
		})
	}
	step := func(ctx context.Context, b Batch) error {
		return s.engine.Update(ctx, func(ctx context.Context, tx Tx) error { return tx.Write(ctx, b) })
	}
	err := s.engine.Update(ctx, func(ctx context.Context, tx Tx) error {
		if err := refuseData(ctx, tx); err != nil {
			return err
		}
		return tx.Write(ctx, Batch{State: &State{Format: Format, Loading: data.Name, Ruleset: s.rules.Fingerprint(), Rules: s.rules.JSON()}})
	})
	if err != nil {
		return err
	}
	return l.run(ctx, step)
}

func refuseData(ctx context.Context, tx Tx) error {
	state, err := tx.State(ctx)
	if err == nil && state.Format != 0 {
		err = graph.Conflict(nil, "the store holds data (revision %d): load into an empty one", "库中已有数据（修订%d）：请载入空库", state.Revision)
	}
	return err
}

// loading is one load under way.
type loading struct {
	s        *Store
	data     *graph.Dataset
	facts    *memory
	tree     *tree
	regions  uint32
	progress func(done, all int)
	done     int
	all      int
}

// check refuses nouns and links that an edit would refuse for their form.
func (l *loading) check() error {
	for _, n := range l.data.Nouns {
		if err := n.Validate(); err != nil {
			return fmt.Errorf("%s %s (%s): %w", n.Kind(), n.Top().ID, n.Top().Name, err)
		}
	}
	if len(l.facts.nouns) != len(l.data.Nouns) {
		return graph.Conflict(nil, "%s holds two nouns with the same id: give each its own", "%s中有两个对象标识相同：请区分", l.data.Name)
	}
	for _, link := range l.data.Links {
		for _, end := range []graph.ID{link.From, link.To} {
			if l.facts.nouns[end] == nil {
				return graph.NotFound(nil, "%s %s refers to %s, which %s does not hold: add it", "%s %s引用了%s，但%s中没有：请补充", link.Hop, link.ID, end, l.data.Name)
			}
		}
	}
	return nil
}

// placeRegions numbers the regions and gives them their paths, by their parents
// today.
func (l *loading) placeRegions() error {
	today := l.s.Today()
	d := newDraft(nil, newTree(), State{}, today, nil)
	var nodes []*node
	children := map[graph.ID][]*graph.Region{}
	for _, n := range l.data.Nouns {
		r, ok := n.(*graph.Region)
		if !ok {
			continue
		}
		p := &placer{today: today, turns: map[graph.ID]graph.Date{}}
		parent := p.current(r.ID, ofHop(l.facts.out[r.ID], graph.HopParent))
		children[parent] = append(children[parent], r)
	}
	for level := []graph.ID{""}; len(level) > 0; {
		var next []graph.ID
		for _, parent := range level {
			for _, r := range children[parent] {
				if err := d.NewRegion(context.Background(), r, parent); err != nil {
					return err
				}
				node := nodeOf(r, ofHop(l.facts.out[r.ID], graph.HopParent))
				nodes = append(nodes, node)
				next = append(next, r.ID)
			}
		}
		level = next
	}
	l.tree, l.regions = newTree().with(nodes), d.state.Regions
	return nil
}

const loadBatch = 5_000

func (l *loading) tell(n int) {
	l.done += n
	if l.progress != nil {
		l.progress(min(l.done, l.all), l.all)
	}
}

func (l *loading) run(ctx context.Context, write func(context.Context, Batch) error) error {
	today := l.s.Today()
	for nouns := range slices.Chunk(l.data.Nouns, loadBatch) {
		rows, err := shelve(ctx, l.facts, l.tree, nouns, today)
		if err != nil {
			return err
		}
		if err := write(ctx, Batch{Nouns: rows}); err != nil {
			return err
		}
		l.tell(len(nouns))
	}
	for links := range slices.Chunk(l.data.Links, loadBatch) {
		rows := make([]LinkRow, len(links))
		for i, link := range links {
			rows[i] = LinkRow{Link: link, FromKey: nameKey(l.facts.nouns[link.From]), ToKey: nameKey(l.facts.nouns[link.To])}
		}
		if err := write(ctx, Batch{Links: rows}); err != nil {
			return err
		}
		l.tell(len(links))
	}
	entries := map[SegmentKey][]tally.Entry{}
	for nouns := range slices.Chunk(l.data.Nouns, deriveBatch) {
		rows, err := l.derive(ctx, nouns, entries)
		if err != nil {
			return err
		}
		if err := write(ctx, Batch{Findings: rows}); err != nil {
			return err
		}
		l.tell(len(nouns))
	}
	state := State{
		Format: Format, Revision: 1, Regions: l.regions, Ruleset: l.s.rules.Fingerprint(), Rules: l.s.rules.JSON(), Sample: l.data.Name, Placed: today,
	}
	return write(ctx, Batch{Segments: segmentRows(entries, state.Revision), State: &state})
}

func (l *loading) derive(ctx context.Context, nouns []graph.Noun, entries map[SegmentKey][]tally.Entry) ([]FindingRow, error) {
	var ids []graph.ID
	for _, n := range nouns {
		if rules.HasFindings(n.Kind()) {
			ids = append(ids, n.Top().ID)
		}
	}
	world, err := rules.Gather(ctx, l.s.rules, l.facts, ids)
	if err != nil {
		return nil, err
	}
	derived := world.Derive(ids)
	var rows []FindingRow
	for _, id := range ids {
		for _, f := range derived[id] {
			rows = append(rows, findingRow(l.tree, f, l.facts.nouns[id]))
			key, entry := entryOf(l.tree, &f)
			entries[key] = append(entries[key], entry)
		}
	}
	return rows, nil
}

func segmentRows(entries map[SegmentKey][]tally.Entry, revision int64) []SegmentRow {
	rows := make([]SegmentRow, 0, len(entries))
	for key, some := range entries {
		rows = append(rows, SegmentRow{SegmentKey: key, Revision: revision, Data: tally.Build(some)})
	}
	slices.SortFunc(rows, func(a, b SegmentRow) int { return compareSegments(a.SegmentKey, b.SegmentKey) })
	return rows
}
