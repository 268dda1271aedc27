package store

import (
	"context"

	"cobuild/graph"
)

// Nouns reads nouns by id.
func (s *Store) Nouns(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	return readNouns(ctx, s.engine, ids)
}

func readNouns(ctx context.Context, r Reader, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	if len(ids) == 0 {
		return map[graph.ID]graph.Noun{}, nil
	}
	if whole, ok := r.(*inForce); ok {
		return whole.s.nounsFor(ctx, ids)
	}
	return decodeNouns(ctx, r, ids)
}

func decodeNouns(ctx context.Context, r Reader, ids []graph.ID) (map[graph.ID]graph.Noun, error) {
	rows, err := r.Nouns(ctx, ids)
	if err != nil {
		return nil, err
	}
	nouns := make(map[graph.ID]graph.Noun, len(rows))
	for id, row := range rows {
		noun, err := graph.UnmarshalNoun(row.Kind, row.Doc)
		if err != nil {
			return nil, err
		}
		nouns[id] = noun
	}
	return nouns, nil
}

// Links reads all links of nouns.
func (s *Store) Links(ctx context.Context, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	of := sight{what: allLinks, direction: q.Direction, hops: hopsText(q.Hops), on: q.On}
	return linksFor(ctx, s, of, q.IDs, func(links []graph.Link) int { return len(links) }, func(ids []graph.ID) (map[graph.ID][]graph.Link, error) {
		q.IDs = ids
		return readLinks(ctx, s.engine, q)
	})
}

func readLinks(ctx context.Context, r Reader, q graph.LinkQuery) (map[graph.ID][]graph.Link, error) {
	if len(q.IDs) == 0 {
		return map[graph.ID][]graph.Link{}, nil
	}
	rows, err := r.Links(ctx, q)
	if err != nil {
		return nil, err
	}
	links := make(map[graph.ID][]graph.Link, len(q.IDs))
	for _, id := range q.IDs {
		links[id] = plain(rows[id])
	}
	return links, nil
}

// Find reads nouns by a code: of several that bore it, the one alive on the
// day, else the last to have ended, else the next to begin.
func (s *Store) Find(ctx context.Context, keys []graph.CodeKey, on graph.Date) (map[graph.CodeKey]graph.Noun, error) {
	bearers, err := findAll(ctx, s.engine, keys)
	if err != nil {
		return nil, err
	}
	found := make(map[graph.CodeKey]graph.Noun, len(keys))
	for key, nouns := range bearers {
		for _, noun := range nouns {
			if best := found[key]; best == nil || nearer(noun.Top().Interval, best.Top().Interval, on) {
				found[key] = noun
			}
		}
	}
	return found, nil
}

// nearer says whether life a answers for a day better than life b.
func nearer(a, b graph.Interval, on graph.Date) bool {
	rank := func(i graph.Interval) int {
		switch {
		case i.Holds(on):
			return 0
		case i.End() <= on:
			return 1
		default:
			return 2
		}
	}
	switch ra, rb := rank(a), rank(b); {
	case ra != rb:
		return ra < rb
	case ra == 1:
		return a.End() > b.End()
	default:
		return a.Since < b.Since
	}
}

func findAll(ctx context.Context, r Reader, keys []graph.CodeKey) (map[graph.CodeKey][]graph.Noun, error) {
	const mostBearers = 1000
	ranges := make([]Range, len(keys))
	for i, key := range keys {
		text := codeText(key.Code)
		ranges[i] = Range{Shelf: codeShelf(key.Kind, key.Field), After: text + sep, Before: text + sep + top, Limit: mostBearers, Few: true}
	}
	found := make(map[graph.CodeKey][]graph.Noun, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	runs, err := r.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	for i, run := range runs {
		for _, row := range run {
			noun, err := graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc)
			if err != nil {
				return nil, err
			}
			found[keys[i]] = append(found[keys[i]], noun)
		}
	}
	return found, nil
}

// Parts reads by id what is no noun: links from their own rows, works and
// headcounts from the unit that holds them, activities from their pairing.
func (s *Store) Parts(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Part, error) {
	parts := make(map[graph.ID]graph.Part, len(ids))
	var links, held []graph.ID
	for _, id := range ids {
		switch id.Kind() {
		case graph.KindLink, graph.KindCoverage:
			links = append(links, id)
		case graph.KindWork, graph.KindHeadcount, graph.KindActivity:
			held = append(held, id)
		}
	}
	if len(links) > 0 {
		rows, err := s.engine.LinksByID(ctx, links)
		if err != nil {
			return nil, err
		}
		for id, row := range rows {
			parts[id] = graph.Part{Link: &row.Link}
		}
	}
	holders, err := readHolders(ctx, s.engine, held)
	if err != nil {
		return nil, err
	}
	for id, holder := range holders {
		parts[id] = partOf(holder, id)
	}
	return parts, nil
}

// readHolders reads the nouns that hold parts, by the parts' ids.
func readHolders(ctx context.Context, r Reader, parts []graph.ID) (map[graph.ID]graph.Noun, error) {
	holders := make(map[graph.ID]graph.Noun, len(parts))
	if len(parts) == 0 {
		return holders, nil
	}
	ranges := make([]Range, len(parts))
	for i, id := range parts {
		ranges[i] = Range{Shelf: partShelf, After: string(id) + sep, Before: string(id) + sep + top, Limit: 1, Few: true}
	}
	runs, err := r.Scan(ctx, ranges)
	if err != nil {
		return nil, err
	}
	for i, id := range parts {
		for _, row := range runs[i] {
			if holders[id], err = graph.UnmarshalNoun(row.Noun.Kind, row.Noun.Doc); err != nil {
				return nil, err
			}
		}
	}
	return holders, nil
}

// partOf gives the part of a noun that has an id; a zero Part where there is none.
func partOf(holder graph.Noun, id graph.ID) (p graph.Part) {
	switch n := holder.(type) {
	case *graph.Unit:
		for i := range n.Works {
			if n.Works[i].ID == id {
				p.Work = &n.Works[i]
			}
		}
		for i := range n.Headcounts {
			if n.Headcounts[i].ID == id {
				p.Headcount = &n.Headcounts[i]
			}
		}
	case *graph.Pairing:
		for i := range n.Activities {
			if n.Activities[i].ID == id {
				p.Activity = &n.Activities[i]
			}
		}
	}
	return p
}

// LinkPages reads a page of links of each noun.
func (s *Store) LinkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID]graph.PageOf[graph.Link], error) {
	of := sight{what: linkPage, direction: q.Direction, hops: string(q.Hop), on: q.On, page: q.Page}
	return linksFor(ctx, s, of, q.IDs, func(page graph.PageOf[graph.Link]) int { return len(page.Items) }, func(ids []graph.ID) (map[graph.ID]graph.PageOf[graph.Link], error) {
		q.IDs = ids
		return s.linkPages(ctx, q)
	})
}

func (s *Store) linkPages(ctx context.Context, q graph.LinkPageQuery) (map[graph.ID]graph.PageOf[graph.Link], error) {
	limit := q.Page.Limit
	q.Page.Limit++
	rows, err := s.engine.LinkPages(ctx, q)
	if err != nil {
		return nil, err
	}
	pages := make(map[graph.ID]graph.PageOf[graph.Link], len(q.IDs))
	for _, id := range q.IDs {
		page := graph.PageOf[graph.Link]{}
		for _, row := range rows[id] {
			page.Items = append(page.Items, row.Link)
			page.At = append(page.At, row.Position(q.Direction))
		}
		pages[id] = trim(page, limit, q.Page.Backward)
	}
	return pages, nil
}

// CountLinks counts links of each noun.
func (s *Store) CountLinks(ctx context.Context, q graph.LinkQuery) (map[graph.ID]int, error) {
	of := sight{what: linkCount, direction: q.Direction, hops: hopsText(q.Hops), on: q.On}
	return linksFor(ctx, s, of, q.IDs, func(int) int { return 0 }, func(ids []graph.ID) (map[graph.ID]int, error) {
		q.IDs = ids
		return s.engine.CountLinks(ctx, q)
	})
}

// trim cuts a page read one item too long and puts it into the list's order.
func trim[T any](page graph.PageOf[T], limit int, backward bool) graph.PageOf[T] {
	if len(page.Items) > limit {
		page.Items, page.At, page.More = page.Items[:limit], page.At[:limit], true
	}
	if backward {
		for i, j := 0, len(page.Items)-1; i < j; i, j = i+1, j-1 {
			page.Items[i], page.Items[j] = page.Items[j], page.Items[i]
			page.At[i], page.At[j] = page.At[j], page.At[i]
		}
	}
	return page
}

// Ancestors are the regions above each on a day, root first.
func (s *Store) Ancestors(ctx context.Context, regions []graph.ID, on graph.Date) (map[graph.ID][]graph.ID, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	above := make(map[graph.ID][]graph.ID, len(regions))
	for _, id := range regions {
		above[id] = snap.tree.ancestors(id, on)
	}
	return above, nil
}

// Roots are the regions alive on a day that have no parent then, by path.
func (s *Store) Roots(ctx context.Context, on graph.Date) ([]graph.ID, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	var roots []graph.ID
	walk := snap.tree.walkOn(on)
	for at := uint32(0); int(at) < len(walk.order); {
		no := walk.order[at]
		if n := snap.tree.at(no); n.life.Holds(on) {
			roots = append(roots, n.id)
		}
		at = walk.end[no]
	}
	return roots, nil
}

// Log reads a page of the change log.
func (s *Store) Log(ctx context.Context, q graph.LogQuery) (graph.PageOf[graph.LogEntry], error) {
	pages, err := readLogs(ctx, s.engine, []graph.LogQuery{q})
	if err != nil {
		return graph.PageOf[graph.LogEntry]{}, err
	}
	return pages[0], nil
}

// readLogs reads a page of the change log for each query, all together.
func readLogs(ctx context.Context, r Reader, qs []graph.LogQuery) ([]graph.PageOf[graph.LogEntry], error) {
	pages := make([]graph.PageOf[graph.LogEntry], len(qs))
	ranges := make([]LogRange, len(qs))
	var open []int // queries whose pages are not full
	for i, q := range qs {
		run, err := logRange(q)
		if err != nil {
			return nil, err
		}
		run.Limit = q.Page.Limit + 1
		ranges[i] = run
		open = append(open, i)
	}
	for scanned := 0; len(open) > 0; {
		asked := make([]LogRange, len(open))
		for n, i := range open {
			asked[n] = ranges[i]
		}
		runs, err := r.Log(ctx, asked)
		if err != nil {
			return nil, err
		}
		var again []int
		for n, i := range open {
			rows := runs[n]
			scanned += len(rows)
			for _, row := range rows {
				entry, err := readEntry(row)
				if err != nil {
					return nil, err
				}
				if !qs[i].Wants(&entry) {
					continue
				}
				pages[i].Items = append(pages[i].Items, entry)
				pages[i].At = append(pages[i].At, logPosition(row))
			}
			if len(rows) == ranges[i].Limit && len(pages[i].Items) <= qs[i].Page.Limit {
				ranges[i].goOn(rows[len(rows)-1])
				again = append(again, i)
			}
		}
		if open = again; len(open) > 0 && scanned > mostScanned {
			return nil, graph.NewError(graph.CodeTooComplex, nil,
				"more than %d entries of the change log were passed over without filling the page: give sinceRevision or subject, or ask from the end with last",
				"为凑满一页已跳过变更日志超过%d条：请给出sinceRevision或subject，或用last从末尾查询", mostScanned)
		}
	}
	for i, q := range qs {
		pages[i] = trim(pages[i], q.Page.Limit, q.Page.Backward)
	}
	return pages, nil
}

// logRun reads one run of the log.
func logRun(ctx context.Context, r Reader, run LogRange) ([]LogRow, error) {
	runs, err := r.Log(ctx, []LogRange{run})
	if err != nil {
		return nil, err
	}
	return runs[0], nil
}

// CountLog counts entries of the change log, up to graph.MostSorted.
func (s *Store) CountLog(ctx context.Context, q graph.LogQuery) (int, error) {
	q.Page = graph.Page{}
	r, err := logRange(q)
	if err != nil {
		return 0, err
	}
	r.Limit = graph.MostSorted + 1
	rows, err := logRun(ctx, s.engine, r)
	if err == nil && len(rows) > graph.MostSorted {
		err = tooMany()
	}
	if err != nil || !q.Selective() {
		return len(rows), err
	}
	n := 0
	for _, row := range rows {
		entry, err := readEntry(row)
		if err != nil {
			return 0, err
		}
		if q.Wants(&entry) {
			n++
		}
	}
	return n, nil
}

func tooMany() error {
	return graph.NewError(graph.CodeTooComplex, nil,
		"more than %d items match: narrow the filter, or leave out totalCount and the order by date",
		"匹配项超过%d个：请缩小筛选范围，或不要求totalCount与按日期排序", graph.MostSorted)
}
