package storetest

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"cobuild/graph"
	"cobuild/store"
)

// reader answers from the tables of a moment.
type reader struct {
	tables func(context.Context) (*tables, error)
	set    *int64 // that answers of findings and segments; nil = the one in force
}

// ofSet gives the tables where the set asked for is in force.
func (r reader) ofSet(ctx context.Context) (*tables, error) {
	t, err := r.tables(ctx)
	if err == nil && r.set != nil && *r.set != t.state.Set {
		err = store.ErrSet
	}
	return t, err
}

func (r reader) State(ctx context.Context) (store.State, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return store.State{}, err
	}
	return t.state, nil
}

func (r reader) Walk(ctx context.Context, after graph.ID, limit int) ([]store.NounRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	rows := []store.NounRow{}
	for _, id := range slices.Sorted(maps.Keys(t.nouns)) {
		if id > after && len(rows) < limit {
			row := copyNoun(t.nouns[id])
			row.Shelves, row.Words = nil, nil
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (r reader) Size(ctx context.Context) (int, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return 0, err
	}
	return len(t.nouns), nil
}

func (r reader) Census(ctx context.Context) (store.Census, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return store.Census{}, err
	}
	c := store.Census{Nouns: map[graph.Kind]int{}, Links: map[graph.Hop]int{}, Log: len(t.log)}
	for _, n := range t.nouns {
		c.Nouns[n.Kind]++
	}
	for _, l := range t.links {
		c.Links[l.Hop]++
	}
	return c, nil
}

func (r reader) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	return perKey(ids, func(id graph.ID) (store.NounRow, bool) {
		row, ok := t.nouns[id]
		row = copyNoun(row)
		row.Shelves, row.Words = nil, nil
		return row, ok
	}), nil
}

// perKey collects what is found for each key.
func perKey[K comparable, V any](keys []K, find func(K) (V, bool)) map[K]V {
	found := map[K]V{}
	for _, key := range keys {
		if v, ok := find(key); ok {
			found[key] = v
		}
	}
	return found
}

// listPerKey collects the lists that are not empty.
func listPerKey[K comparable, V any](keys []K, list func(K) []V) map[K][]V {
	return perKey(keys, func(key K) ([]V, bool) {
		rows := list(key)
		return rows, len(rows) > 0
	})
}

func (t *tables) linksOf(id graph.ID, d graph.Direction, hops []graph.Hop, on graph.Date) []store.LinkRow {
	var found []store.LinkRow
	for _, row := range t.near(id, d) {
		if slices.Contains(hops, row.Hop) && (on == 0 || row.Holds(on)) {
			found = append(found, row)
		}
	}
	slices.SortFunc(found, func(a, b store.LinkRow) int { return cmp.Compare(a.Position(d), b.Position(d)) })
	return found
}

func (r reader) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	return listPerKey(q.IDs, func(id graph.ID) []store.LinkRow { return t.linksOf(id, q.Direction, q.Hops, q.On) }), nil
}

func (r reader) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	return perKey(ids, func(id graph.ID) (store.LinkRow, bool) {
		row, ok := t.links[id]
		return row, ok
	}), nil
}

func (r reader) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	return listPerKey(q.IDs, func(id graph.ID) []store.LinkRow {
		rows := t.linksOf(id, q.Direction, []graph.Hop{q.Hop}, q.On)
		after, before := q.Page.From, ""
		if q.Page.Backward {
			after, before = before, after
		}
		return run(rows, after, before, q.Page.Backward, q.Page.Limit, func(row store.LinkRow) string { return row.Position(q.Direction) })
	}), nil
}

// run cuts the rows strictly between two keys from an ascending list; an empty
// before is no bound.
func run[R any](rows []R, after, before string, desc bool, limit int, key func(R) string) []R {
	cut := []R{}
	for _, row := range rows {
		if k := key(row); k > after && (before == "" || k < before) {
			cut = append(cut, row)
		}
	}
	if desc {
		slices.Reverse(cut)
	}
	return cut[:min(max(limit, 0), len(cut))]
}

func (r reader) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	return perKey(q.IDs, func(id graph.ID) (int, bool) {
		n := len(t.linksOf(id, q.Direction, q.Hops, q.On))
		return n, n > 0
	}), nil
}

func (r reader) Neighbours(ctx context.Context, q graph.NeighbourQuery) ([]graph.Neighbour, bool, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, false, err
	}
	links := []graph.Neighbour{}
	for id, asked := range perKey(q.IDs, func(id graph.ID) (graph.ID, bool) { return id, true }) {
		for _, d := range []graph.Direction{graph.Out, graph.In} {
			for _, row := range t.linksOf(asked, d, q.Hops, q.On) {
				if !q.Own || row.Hop != graph.HopCovers || row.Mode == graph.ModeOwn {
					links = append(links, graph.Neighbour{Near: id, Link: row.ID, Hop: row.Hop, Far: row.Far(d)})
				}
			}
		}
	}
	if len(links) > q.Limit {
		return nil, true, nil
	}
	return links, false, nil
}

func (r reader) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([][]store.ShelfRow, len(ranges))
	for i, q := range ranges {
		var rows []store.ShelfRow
		for _, noun := range t.nouns {
			for _, place := range noun.Shelves {
				if place.Shelf == q.Shelf && place.Key > q.After && place.Key < q.Before && (q.On == 0 || noun.Since <= q.On && q.On < noun.End) {
					rows = append(rows, store.ShelfRow{Key: place.Key, Noun: noun})
				}
			}
		}
		slices.SortFunc(rows, func(a, b store.ShelfRow) int { return cmp.Compare(a.Key, b.Key) })
		answers[i] = run(rows, q.After, q.Before, q.Desc, q.Limit, func(row store.ShelfRow) string { return row.Key })
		for j := range answers[i] {
			row := &answers[i][j]
			row.Noun = copyNoun(row.Noun)
			row.Noun.Shelves, row.Noun.Words = nil, nil
		}
	}
	return answers, nil
}

// findingsWhere gives findings by code, then position.
func (t *tables) findingsWhere(keep func(store.FindingRow) bool) []store.FindingRow {
	var rows []store.FindingRow
	for _, row := range t.inForce().findings {
		if keep(row) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b store.FindingRow) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Pos, b.Pos))
	})
	return rows
}

func (r reader) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	t, err := r.ofSet(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([][]store.FindingRow, len(ranges))
	for i, q := range ranges {
		rows := t.findingsWhere(func(row store.FindingRow) bool {
			return row.Code == q.Code && (q.On == 0 || row.Piece.Holds(q.On))
		})
		answers[i] = run(rows, q.After, q.Before, q.Desc, q.Limit, func(row store.FindingRow) string { return row.Pos })
	}
	return answers, nil
}

func (r reader) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	t, err := r.ofSet(ctx)
	if err != nil {
		return nil, err
	}
	return listPerKey(subjects, func(id graph.ID) []store.FindingRow {
		return t.findingsWhere(func(row store.FindingRow) bool { return row.Subject == id })
	}), nil
}

func (r reader) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	t, err := r.ofSet(ctx)
	if err != nil {
		return nil, err
	}
	return listPerKey(ids, func(id graph.ID) []store.FindingRow {
		return t.findingsWhere(func(row store.FindingRow) bool { return row.ID == id })
	}), nil
}

func (r reader) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	t, err := r.ofSet(ctx)
	if err != nil {
		return nil, err
	}
	rows := []store.SegmentRow{}
	for row := range maps.Values(t.inForce().segments) {
		if row.Revision > after {
			rows = append(rows, copySegment(row))
		}
	}
	return rows, nil
}

func (r reader) SegmentsByKey(ctx context.Context, keys []store.SegmentKey) (map[store.SegmentKey]store.SegmentRow, error) {
	t, err := r.ofSet(ctx)
	if err != nil {
		return nil, err
	}
	return perKey(keys, func(key store.SegmentKey) (store.SegmentRow, bool) {
		row, ok := t.inForce().segments[key]
		return copySegment(row), ok
	}), nil
}

func (r reader) Search(ctx context.Context, qs []store.WordQuery) ([]store.WordHits, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([]store.WordHits, len(qs))
	for i, q := range qs {
		for _, noun := range t.nouns {
			has := len(q.Groups) > 0
			for _, group := range q.Groups {
				has = has && slices.ContainsFunc(group, func(word string) bool { return slices.Contains(noun.Words, word) })
			}
			if has {
				noun = copyNoun(noun)
				noun.Shelves, noun.Words = nil, nil
				answers[i].Nouns = append(answers[i].Nouns, noun)
			}
		}
		if len(answers[i].Nouns) > q.Limit {
			answers[i] = store.WordHits{Over: true}
		}
	}
	return answers, nil
}

func (r reader) WordSums(ctx context.Context, each func(graph.ID, uint64) error) error {
	t, err := r.tables(ctx)
	if err != nil {
		return err
	}
	for id, noun := range t.nouns {
		if sum := store.WordSum(noun.Words); sum != 0 {
			if err := each(id, sum); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r reader) Log(ctx context.Context, ranges []store.LogRange) ([][]store.LogRow, error) {
	t, err := r.tables(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([][]store.LogRow, len(ranges))
	for i, q := range ranges {
		answers[i] = t.logRun(q)
	}
	return answers, nil
}

func (t *tables) logRun(q store.LogRange) []store.LogRow {
	order := func(a, b store.LogRow) int {
		return cmp.Or(cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.Index, b.Index))
	}
	after := store.LogRow{Revision: q.AfterRevision, Index: q.AfterIndex}
	before := store.LogRow{Revision: q.BeforeRevision, Index: q.BeforeIndex}
	unbounded := before.Revision == 0 && before.Index == 0
	rows := []store.LogRow{}
	for _, row := range t.log {
		about := q.Subject == "" || slices.Contains(row.Subjects, q.Subject)
		if about && order(row, after) > 0 && (unbounded || order(row, before) < 0) {
			rows = append(rows, copyLog(row))
		}
	}
	slices.SortFunc(rows, order)
	if q.Desc {
		slices.Reverse(rows)
	}
	return rows[:min(max(q.Limit, 0), len(rows))]
}
