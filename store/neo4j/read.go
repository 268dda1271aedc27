package neo4j

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"cobuild/graph"
	"cobuild/store"
)

// lowest and highest enclose all keys, which are ASCII and not empty.
const (
	lowest  = ""
	highest = "\x7f"
)

// reads answers the questions of store.Reader, each by one statement.
type reads struct {
	run func(ctx context.Context, text string, params map[string]any) (rows, error)
	set *int64 // that answers of findings and segments; nil = the one in force

	within bool // a write
}

// ofSet runs a statement over findings or segments of a set. Its last row names
// the set in force, read after the others: what is swept meanwhile is no longer
// in force then.
func (r reads) ofSet(ctx context.Context, name string, params map[string]any) (rows, error) {
	if r.set == nil {
		for {
			state, err := r.State(ctx)
			if err != nil {
				return nil, err
			}
			found, err := reads{run: r.run, set: &state.Set}.ofSet(ctx, name, params)
			if !errors.Is(err, store.ErrSet) {
				return found, err
			}
		}
	}
	found, err := r.run(ctx, cypher(name, ofSet(*r.set)), params)
	if err != nil {
		return nil, err
	}
	last := len(found) - 1
	if last < 0 || found[last].Values[0] != nil {
		return nil, recordGone()
	}
	values := found[last].Values
	if set, _ := values[len(values)-1].(int64); set != *r.set {
		return nil, store.ErrSet
	}
	return found[:last], nil
}

func recordGone() error {
	return internal(nil, "the store's record is gone: was the database emptied? Start Cobuild again", "存储的记录已丢失：数据库是否被清空？请重新启动Cobuild")
}

var _ store.Reader = reads{}

// State is the store's record of itself.
func (r reads) State(ctx context.Context) (store.State, error) {
	found, err := r.run(ctx, cypher("state", variant{}), nil)
	if err != nil {
		return store.State{}, err
	}
	if len(found) == 0 {
		return store.State{}, recordGone()
	}
	return stateOf(found[0].Values), nil
}

func stateOf(values []any) store.State {
	c := columns{values: values}
	return store.State{
		Format: int(c.int()), Revision: c.int(), Regions: uint32(c.int()),
		Ruleset: c.text(), Sample: c.text(), Placed: c.date(), Loading: c.text(),
		Rules: c.text(), Set: c.int(), Beside: c.text(),
	}
}

// Walk gives nouns in the order of their ids.
func (r reads) Walk(ctx context.Context, after graph.ID, limit int) ([]store.NounRow, error) {
	found, err := r.run(ctx, cypher("walk", variant{}), map[string]any{"after": string(after), "limit": max(limit, 0)})
	answer := make([]store.NounRow, len(found))
	for i, record := range found {
		answer[i] = (&columns{values: record.Values}).noun()
	}
	return answer, err
}

// Size counts the nouns.
func (r reads) Size(ctx context.Context) (int, error) {
	found, err := r.run(ctx, cypher("size", variant{}), nil)
	if err != nil {
		return 0, err
	}
	return int((&columns{values: found[0].Values}).int()), nil
}

// Nouns by id.
func (r reads) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]store.NounRow, error) {
	answer := make(map[graph.ID]store.NounRow, len(ids))
	if len(ids) == 0 {
		return answer, ctx.Err()
	}
	found, err := r.run(ctx, cypher("nouns", variant{}), map[string]any{"ids": distinct(ids)})
	for _, record := range found {
		row := (&columns{values: record.Values}).noun()
		answer[row.ID] = row
	}
	return answer, err
}

// Links of the nouns, ordered by position.
func (r reads) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]store.LinkRow, error) {
	hops := joinHops(q.Hops)
	if len(q.IDs) == 0 || hops == "" {
		return map[graph.ID][]store.LinkRow{}, ctx.Err()
	}
	found, err := r.run(ctx, cypher("links", variant{Hops: hops, Direction: q.Direction}),
		map[string]any{"ids": distinct(q.IDs), "on": int64(q.On)})
	return linksBy(found.columns(), q.Direction, false), err
}

// LinksByID gives links by their own id.
func (r reads) LinksByID(ctx context.Context, ids []graph.ID) (map[graph.ID]store.LinkRow, error) {
	answer := make(map[graph.ID]store.LinkRow, len(ids))
	if len(ids) == 0 {
		return answer, ctx.Err()
	}
	var v variant
	if !slices.ContainsFunc(ids, func(id graph.ID) bool { return id.Kind() != graph.KindCoverage }) {
		v.Hop = graph.HopCovers // one index instead of one for each hop
	}
	found, err := r.run(ctx, cypher("links_by_id", v), map[string]any{"ids": distinct(ids)})
	for _, record := range found {
		row := (&columns{values: record.Values}).link()
		answer[row.ID] = row
	}
	return answer, err
}

// LinkPages gives a page of links of each noun.
func (r reads) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID][]store.LinkRow, error) {
	if len(q.IDs) == 0 || joinHops([]graph.Hop{q.Hop}) == "" || q.Page.Limit <= 0 {
		return map[graph.ID][]store.LinkRow{}, ctx.Err()
	}
	after, before := lowest, highest
	switch {
	case q.Page.From == "":
	case q.Page.Backward:
		before = q.Page.From
	default:
		after = q.Page.From
	}
	name := "link_pages"
	if q.Hop.Single() && q.Direction == graph.Out {
		name = "link_pages_single"
	}
	found, err := r.run(ctx, cypher(name, variant{Hop: q.Hop, Direction: q.Direction, Desc: q.Page.Backward}), map[string]any{
		"ids": distinct(q.IDs), "on": int64(q.On), "after": after, "before": before, "limit": q.Page.Limit,
	})
	return linksBy(found.columns(), q.Direction, q.Page.Backward), err
}

// sortBy puts rows in the order of keys. Pages come in order from their index,
// but Cypher promises the order of a whole answer only.
func sortBy[R any](list []R, desc bool, key func(*R) string) {
	slices.SortFunc(list, func(a, b R) int {
		if desc {
			a, b = b, a
		}
		return cmp.Compare(key(&a), key(&b))
	})
}

// CountLinks counts what Links would give.
func (r reads) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	answer := map[graph.ID]int{}
	hops := joinHops(q.Hops)
	if len(q.IDs) == 0 || hops == "" {
		return answer, ctx.Err()
	}
	found, err := r.run(ctx, cypher("link_counts", variant{Hops: hops, Direction: q.Direction}),
		map[string]any{"ids": distinct(q.IDs), "on": int64(q.On)})
	for _, record := range found {
		c := columns{values: record.Values}
		answer[c.id()] = int(c.int())
	}
	return answer, err
}

// Neighbours gives the links that touch the nouns.
func (r reads) Neighbours(ctx context.Context, q graph.NeighbourQuery) ([]graph.Neighbour, bool, error) {
	hops := joinHops(q.Hops)
	if len(q.IDs) == 0 || hops == "" {
		return []graph.Neighbour{}, false, ctx.Err()
	}
	found, err := r.run(ctx, cypher("neighbours", variant{Hops: hops, Own: q.Own}),
		map[string]any{"ids": distinct(q.IDs), "on": int64(q.On), "limit": int64(q.Limit) + 1})
	if err != nil || len(found) > q.Limit {
		return nil, err == nil, err
	}
	links := make([]graph.Neighbour, len(found))
	for i, record := range found {
		c := columns{values: record.Values}
		links[i] = graph.Neighbour{Near: c.id(), Link: c.id(), Hop: graph.Hop(c.text()), Far: c.id(), Mode: graph.CoverageMode(c.text())}
	}
	return links, false, nil
}

// Scan reads a run of a shelf for each range.
func (r reads) Scan(ctx context.Context, ranges []store.Range) ([][]store.ShelfRow, error) {
	return runs(ctx, r.plain, "scan", len(ranges),
		func(i int) oneRun {
			q := ranges[i]
			return oneRun{q.Desc, q.Limit, map[string]any{"shelf": q.Shelf, "after": q.After, "before": q.Before, "on": int64(q.On)}}
		},
		func(c *columns) store.ShelfRow { return store.ShelfRow{Key: c.text(), Noun: c.noun()} },
		func(row *store.ShelfRow) string { return row.Key })
}

// Findings reads a run of findings of one code for each range.
func (r reads) Findings(ctx context.Context, ranges []store.FindingRange) ([][]store.FindingRow, error) {
	return runs(ctx, r.ofSet, "findings", len(ranges),
		func(i int) oneRun {
			q := ranges[i]
			return oneRun{q.Desc, q.Limit, map[string]any{"code": int64(q.Code), "after": q.After, "before": q.Before, "on": int64(q.On)}}
		},
		(*columns).finding,
		func(row *store.FindingRow) string { return row.Pos })
}

// plain runs a statement that knows no sets.
func (r reads) plain(ctx context.Context, name string, params map[string]any) (rows, error) {
	return r.run(ctx, cypher(name, variant{}), params)
}

// oneRun is a range as the statements get it.
type oneRun struct {
	desc   bool
	limit  int
	params map[string]any
}

// runs answers ranges of both directions by one statement. Within a part of a
// statement a limit cannot differ: the largest is asked for and the rest cut.
// Ranges of which many rows are wanted are therefore a part of their own.
func runs[R any](ctx context.Context, ask func(context.Context, string, map[string]any) (rows, error), name string, n int, at func(int) oneRun, row func(*columns) R, key func(*R) string) ([][]R, error) {
	answer := make([][]R, n)
	asked := make([]oneRun, n)
	least, most := 0, 0
	for i := range asked {
		asked[i], answer[i] = at(i), []R{}
		if limit := asked[i].limit; limit > 0 {
			most = max(most, limit)
			if least == 0 || limit < least {
				least = limit
			}
		}
	}
	if most == 0 {
		return answer, ctx.Err()
	}
	few := min(4*least, most)
	parts := map[string][]map[string]any{"up": {}, "down": {}, "upMany": {}, "downMany": {}}
	for i, q := range asked {
		part := "up"
		if q.desc {
			part = "down"
		}
		if q.limit > few {
			part += "Many"
		}
		if q.limit > 0 {
			q.params["index"] = i
			parts[part] = append(parts[part], q.params)
		}
	}
	params := map[string]any{"few": few, "many": most}
	for part, ranges := range parts {
		params[part] = ranges
	}
	found, err := ask(ctx, name, params)
	if err != nil {
		return nil, err
	}
	for _, record := range found {
		c := columns{values: record.Values}
		i := c.int()
		answer[i] = append(answer[i], row(&c))
	}
	for i, q := range asked {
		sortBy(answer[i], q.desc, key)
		answer[i] = slices.Clip(answer[i][:min(len(answer[i]), max(q.limit, 0))])
	}
	return answer, nil
}

// FindingsOf gives all findings of the subjects.
func (r reads) FindingsOf(ctx context.Context, subjects []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return r.findingsOf(ctx, "findings_of", subjects)
}

// FindingsByID gives the rows of findings.
func (r reads) FindingsByID(ctx context.Context, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	return r.findingsOf(ctx, "findings_by_id", ids)
}

func (r reads) findingsOf(ctx context.Context, name string, ids []graph.ID) (map[graph.ID][]store.FindingRow, error) {
	if len(ids) == 0 {
		return map[graph.ID][]store.FindingRow{}, ctx.Err()
	}
	found, err := r.ofSet(ctx, name, map[string]any{"ids": distinct(ids)})
	return findingsBy(found.columns()), err
}

// Segments gives those written after a revision.
func (r reads) Segments(ctx context.Context, after int64) ([]store.SegmentRow, error) {
	found, err := r.ofSet(ctx, "segments", map[string]any{"after": after})
	answer := make([]store.SegmentRow, 0, len(found))
	for _, record := range found {
		answer = append(answer, (&columns{values: record.Values}).segment())
	}
	return answer, err
}

// SegmentsByKey gives some of them.
func (r reads) SegmentsByKey(ctx context.Context, keys []store.SegmentKey) (map[store.SegmentKey]store.SegmentRow, error) {
	answer := make(map[store.SegmentKey]store.SegmentRow, len(keys))
	if len(keys) == 0 {
		return answer, ctx.Err()
	}
	found, err := r.ofSet(ctx, "segments_by_key", map[string]any{"keys": segmentKeys(keys)})
	for _, record := range found {
		row := (&columns{values: record.Values}).segment()
		answer[row.SegmentKey] = row
	}
	return answer, err
}

// Log reads a run of the change log for each range: by one statement those of
// all nouns, by another those of one.
func (r reads) Log(ctx context.Context, ranges []store.LogRange) ([][]store.LogRow, error) {
	answer := make([][]store.LogRow, len(ranges))
	for _, name := range []string{"log", "log_of"} {
		var which []int
		for i, q := range ranges {
			if (q.Subject != "") == (name == "log_of") {
				which = append(which, i)
			}
		}
		if len(which) == 0 {
			continue
		}
		found, err := runs(ctx, r.plain, name, len(which),
			func(i int) oneRun {
				q := ranges[which[i]]
				params := map[string]any{"subject": string(q.Subject), "after": logPlace(q.AfterRevision, q.AfterIndex), "before": highest}
				if q.BeforeRevision != 0 || q.BeforeIndex != 0 {
					params["before"] = logPlace(q.BeforeRevision, q.BeforeIndex)
				}
				return oneRun{q.Desc, q.Limit, params}
			},
			(*columns).entry,
			func(row *store.LogRow) string { return logPlace(row.Revision, row.Index) })
		if err != nil {
			return nil, err
		}
		for i, rows := range found {
			answer[which[i]] = rows
		}
	}
	return answer, ctx.Err()
}
