package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/rules"
)

// Gaps reads a page of gaps for each query.
func (s *Store) Gaps(ctx context.Context, qs []graph.GapQuery) ([]graph.PageOf[graph.Finding], error) {
	pages := make([]graph.PageOf[graph.Finding], len(qs))
	var placed []int
	for i := range qs {
		q := &qs[i]
		if q.Order.By != graph.OrderSince && q.Subject == "" {
			placed = append(placed, i)
			continue
		}
		page, err := s.sortedGaps(ctx, q)
		if err != nil {
			return nil, err
		}
		pages[i] = page
	}
	harvests, err := s.reapGaps(ctx, qs, placed)
	if err != nil {
		return nil, err
	}
	for n, i := range placed {
		for _, c := range harvests[n].got {
			pages[i].Items = append(pages[i].Items, c.finding.Finding)
			pages[i].At = append(pages[i].At, c.pos)
		}
		pages[i] = trim(pages[i], qs[i].Page.Limit, qs[i].Page.Backward)
	}
	return pages, nil
}

// reapGaps harvests the queries whose index is given.
func (s *Store) reapGaps(ctx context.Context, qs []graph.GapQuery, which []int) ([]*harvest, error) {
	if len(which) == 0 {
		return nil, nil
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	harvests := make([]*harvest, len(which))
	groups := map[string][]int{}
	var order []string
	for n, i := range which {
		q := qs[i]
		if q.Order.Desc {
			q.Page.Backward = !q.Page.Backward
		}
		h := newHarvest(q.Page, q.On)
		for _, one := range snap.tree.stretches(q.Place, q.On, s.Today()) {
			for _, code := range s.gapCodesOf(&q) {
				h.addCode(code, clip(one, q.Page, false))
			}
		}
		harvests[n] = h
		alike := q
		alike.Page, alike.Place, alike.Order = graph.Page{}, graph.Place{}, graph.Order{}
		key, err := json.Marshal(alike)
		if err != nil {
			return nil, err
		}
		if groups[string(key)] == nil {
			order = append(order, string(key))
		}
		groups[string(key)] = append(groups[string(key)], n)
	}
	for _, key := range order {
		var group []*harvest
		for _, n := range groups[key] {
			group = append(group, harvests[n])
		}
		if err := reap(ctx, s.engine, group, s.gapAccepter(&qs[which[groups[key][0]]])); err != nil {
			return nil, err
		}
	}
	return harvests, nil
}

// gapCodesOf are the codes of the kinds a query asks for that may have one of
// its severities.
func (s *Store) gapCodesOf(q *graph.GapQuery) []graph.FindingCode {
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = graph.GapKinds
	}
	var codes []graph.FindingCode
	for _, kind := range kinds {
		info := slices.Contains(q.Severities, graph.SeverityInfo)
		if len(q.Severities) == 0 || info || slices.Contains(q.Severities, s.rules.Severities[kind]) {
			codes = append(codes, kind.Code())
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// keepsGap tests what a finding's row tells; nil = everything passes.
func (s *Store) keepsGap(q *graph.GapQuery) func(*graph.Finding) bool {
	asked := attributeTest(q.UnitKinds, q.Ownerships, nil, q.Industries)
	classes := attributeTest(nil, nil, q.Classes, nil)
	return func(f *graph.Finding) bool {
		kind, _ := f.Code.GapKind()
		severity := s.rules.Severities[kind]
		if f.Attributes[graph.AttrFlags]&graph.FlagInfo != 0 {
			severity = graph.SeverityInfo
		}
		if len(q.Severities) == 0 && severity == graph.SeverityInfo || !oneOf(q.Severities, severity) {
			return false
		}
		unit := f.Subject.Kind() == graph.KindUnit
		return (asked == nil || asked(f.Attributes)) && (classes == nil || !unit || classes(f.Attributes))
	}
}

func (s *Store) gapAccepter(q *graph.GapQuery) accepter {
	keep := s.keepsGap(q)
	return func(ctx context.Context, cs []candidate) ([]bool, error) {
		kept := make([]bool, len(cs))
		for i := range cs {
			kept[i] = keep(&cs[i].finding.Finding)
		}
		if q.StaffMin == nil && q.StaffMax == nil {
			return kept, nil
		}
		if err := fillNouns(ctx, s.engine, cs); err != nil {
			return nil, err
		}
		for i := range cs {
			u, ok := cs[i].noun.(*graph.Unit)
			if !ok {
				kept[i] = false
				continue
			}
			staff, known := graph.At(u.Staffs, q.On)
			kept[i] = kept[i] && inRange(q.StaffMin, q.StaffMax, staff, known)
		}
		return kept, nil
	}
}

// sortedGaps serves lists that are sorted when read: by date, or of one noun.
func (s *Store) sortedGaps(ctx context.Context, q *graph.GapQuery) (graph.PageOf[graph.Finding], error) {
	all, err := s.allGaps(ctx, q)
	if err != nil {
		return graph.PageOf[graph.Finding]{}, err
	}
	type placed struct {
		at string
		candidate
	}
	rows := make([]placed, len(all))
	for i, c := range all {
		rows[i] = placed{c.pos, c}
		if q.Order.By == graph.OrderSince {
			rows[i].at = dayText(c.finding.Since) + sep + c.pos
		}
	}
	backward := q.Page.Backward != q.Order.Desc
	slices.SortFunc(rows, func(a, b placed) int {
		if backward {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Compare(a.at, b.at)
	})
	var page graph.PageOf[graph.Finding]
	for _, row := range rows {
		beyond := q.Page.From == "" || backward && row.at < q.Page.From || !backward && row.at > q.Page.From
		if beyond && len(page.Items) <= q.Page.Limit {
			page.Items = append(page.Items, row.finding.Finding)
			page.At = append(page.At, row.at)
		}
	}
	return trim(page, q.Page.Limit, q.Page.Backward), nil
}

// allGaps reads every gap a query matches, at most graph.MostSorted.
func (s *Store) allGaps(ctx context.Context, q *graph.GapQuery) ([]candidate, error) {
	if q.Subject == "" {
		whole := *q
		whole.Page, whole.Order = graph.Page{Limit: graph.MostSorted}, graph.Order{}
		harvests, err := s.reapGaps(ctx, []graph.GapQuery{whole}, []int{0})
		if err != nil {
			return nil, err
		}
		if len(harvests[0].got) > graph.MostSorted {
			return nil, tooMany()
		}
		return harvests[0].got, nil
	}
	rows, err := s.engine.FindingsOf(ctx, []graph.ID{q.Subject})
	if err != nil {
		return nil, err
	}
	codes := s.gapCodesOf(q)
	var all []candidate
	for i := range rows[q.Subject] {
		row := &rows[q.Subject][i]
		if slices.Contains(codes, row.Code) && row.Piece.Holds(q.On) {
			all = append(all, candidate{pos: dayText(graph.Date(row.Code)) + sep + row.Pos, finding: row})
		}
	}
	kept, err := s.gapAccepter(q)(ctx, all)
	if err != nil {
		return nil, err
	}
	var some []candidate
	for i, c := range all {
		if kept[i] {
			some = append(some, c)
		}
	}
	return some, nil
}

// CountGaps counts what each query matches: from the tally unless staff numbers
// are asked for.
func (s *Store) CountGaps(ctx context.Context, qs []graph.GapQuery) ([]int, error) {
	counts := make([]int, len(qs))
	for i := range qs {
		q := &qs[i]
		if q.Subject == "" && q.StaffMin == nil && q.StaffMax == nil {
			n, err := s.tallyGaps(ctx, q)
			if err != nil {
				return nil, err
			}
			counts[i] = n
			continue
		}
		all, err := s.allGaps(ctx, q)
		if err != nil {
			return nil, err
		}
		counts[i] = len(all)
	}
	return counts, nil
}

// Findings reads gaps by id, as they last were.
func (s *Store) Findings(ctx context.Context, ids []graph.ID) (map[graph.ID]graph.Finding, error) {
	rows, err := s.engine.FindingsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	today := s.Today()
	found := make(map[graph.ID]graph.Finding, len(rows))
	for id, pieces := range rows {
		var best *FindingRow
		for i := range pieces {
			if _, gap := pieces[i].Code.GapKind(); gap && (best == nil || nearer(pieces[i].Piece, best.Piece, today)) {
				best = &pieces[i]
			}
		}
		if best != nil {
			found[id] = best.Finding
		}
	}
	return found, nil
}

// FindingsOf reads what holds of subjects on a day.
func (s *Store) FindingsOf(ctx context.Context, subjects []graph.ID, on graph.Date) (map[graph.ID][]graph.Finding, error) {
	if len(subjects) == 0 {
		return map[graph.ID][]graph.Finding{}, nil
	}
	rows, err := s.engine.FindingsOf(ctx, subjects)
	if err != nil {
		return nil, err
	}
	found := make(map[graph.ID][]graph.Finding, len(subjects))
	for _, id := range subjects {
		found[id] = []graph.Finding{}
		for _, row := range rows[id] {
			if row.Piece.Holds(on) {
				found[id] = append(found[id], row.Finding)
			}
		}
		slices.SortFunc(found[id], func(a, b graph.Finding) int {
			return cmp.Or(cmp.Compare(a.Code, b.Code), strings.Compare(string(a.ID), string(b.ID)))
		})
	}
	return found, nil
}

// Explain says why findings hold on a day.
func (s *Store) Explain(ctx context.Context, findings []graph.Finding, on graph.Date) ([]graph.Explanation, error) {
	subjects := make([]graph.ID, len(findings))
	for i, f := range findings {
		subjects[i] = f.Subject
	}
	world, err := rules.Gather(ctx, &reading{s.engine}, unique(subjects))
	if err != nil {
		return nil, err
	}
	explained := make([]graph.Explanation, len(findings))
	for i, f := range findings {
		explained[i] = world.Explain(s.rules, f, on)
	}
	return explained, nil
}

// Headcounts reads how many members units have on a day, by which basis. Units
// that are not alive then are left out.
func (s *Store) Headcounts(ctx context.Context, units []graph.ID, on graph.Date) (map[graph.ID]graph.HeadcountView, error) {
	world, err := rules.Gather(ctx, &reading{s.engine}, unique(units))
	if err != nil {
		return nil, err
	}
	nouns, err := s.Nouns(ctx, units)
	if err != nil {
		return nil, err
	}
	views := make(map[graph.ID]graph.HeadcountView, len(units))
	for id, noun := range nouns {
		if u, ok := noun.(*graph.Unit); ok && u.Holds(on) {
			views[id] = world.Headcount(s.rules, u, on)
		}
	}
	return views, nil
}
