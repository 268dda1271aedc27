package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/rules"
	"cobuild/tally"
)

// Gaps reads a page of gaps for each query.
func (s *Store) Gaps(ctx context.Context, qs []graph.GapQuery) ([]graph.PageOf[graph.Finding], error) {
	return memoised(ctx, s, "Gaps", qs, itemsOf, s.gapPages)
}

func (s *Store) gapPages(ctx context.Context, qs []graph.GapQuery) ([]graph.PageOf[graph.Finding], error) {
	asked := slices.Clone(qs)
	for i := range asked {
		if q := &asked[i]; q.Order.By == graph.OrderSince { // all of it is read, then sorted
			q.Page, q.Order = graph.Page{Limit: graph.MostSorted}, graph.Order{}
		}
	}
	harvests, err := s.reapGaps(ctx, asked)
	if err != nil {
		return nil, err
	}
	pages := make([]graph.PageOf[graph.Finding], len(qs))
	for i, h := range harvests {
		if qs[i].Order.By == graph.OrderSince {
			if pages[i], err = sortedGaps(&qs[i], h.got); err != nil {
				return nil, err
			}
			continue
		}
		for _, c := range h.got {
			pages[i].Items = append(pages[i].Items, c.finding.Finding)
			pages[i].At = append(pages[i].At, c.pos)
		}
		pages[i] = trim(pages[i], qs[i].Page.Limit, qs[i].Page.Backward)
	}
	return pages, nil
}

// reapGaps harvests gaps in the order of their places, those of one noun in the
// order of their codes.
func (s *Store) reapGaps(ctx context.Context, qs []graph.GapQuery) ([]*harvest, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	of, err := s.findingsOfSubjects(ctx, qs)
	if err != nil {
		return nil, err
	}
	lines, err := s.linesOf(ctx, snap, len(qs), func(i int) (*graph.UnitGroup, graph.Date) { return qs[i].Group, qs[i].On })
	if err != nil {
		return nil, err
	}
	harvests := make([]*harvest, len(qs))
	filters := map[string]*filter{}
	for i, q := range qs {
		if q.Order.Desc {
			q.Page.Backward = !q.Page.Backward
		}
		h := newHarvest(q.Page, q.On)
		codes := s.gapCodesOf(&q)
		switch {
		case q.Subject != "":
			h.addReady(gapsAmong(of[q.Subject], codes, q.On), clip(stretch{" ", top}, q.Page, false))
		case lines[i] != nil:
			h.addLine(lines[i], snap.met(codes, graph.Place{}, q.On), q.Page, false)
		default:
			codes = snap.met(codes, q.Place, q.On)
			for _, one := range snap.tree.stretches(q.Place, q.On, q.On) {
				for _, code := range codes {
					h.addCode(code, clip(one, q.Page, false))
				}
			}
			if snap.hot.remembered(q.On) {
				counting := &gapTally{s: s, snap: snap, done: map[passed]*tally.Counts{}}
				all := snap.count(q.Place, q.On, marks{}, subjectsOf(codes)...)
				h.expecting(&all, counting.count(&q))
			}
		}
		harvests[i] = h
		q.Page, q.Place, q.Order, q.Subject, q.Group = graph.Page{}, graph.Place{}, graph.Order{}, anyOf(q.Subject), anyLine(q.Group)
		key, err := json.Marshal(q)
		if err != nil {
			return nil, err
		}
		if filters[string(key)] == nil {
			filters[string(key)] = &filter{s.gapAccepter(&qs[i])}
		}
		h.filter = filters[string(key)]
	}
	if err := reap(ctx, s.engine, harvests); err != nil {
		return nil, err
	}
	return harvests, nil
}

// findingsOfSubjects reads the findings of the nouns that queries name.
func (s *Store) findingsOfSubjects(ctx context.Context, qs []graph.GapQuery) (map[graph.ID][]FindingRow, error) {
	var subjects []graph.ID
	for i := range qs {
		if qs[i].Subject != "" {
			subjects = append(subjects, qs[i].Subject)
		}
	}
	if len(subjects) == 0 {
		return nil, nil
	}
	return s.engine.FindingsOf(ctx, unique(subjects))
}

// gapsAmong picks those of some codes from the findings of one noun.
func gapsAmong(rows []FindingRow, codes []graph.FindingCode, on graph.Date) []candidate {
	var gaps []candidate
	for i := range rows {
		if slices.Contains(codes, rows[i].Code) && rows[i].Piece.Holds(on) {
			gaps = append(gaps, candidate{pos: dayText(graph.Date(rows[i].Code)) + sep + rows[i].Pos, finding: &rows[i]})
		}
	}
	return gaps
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

// subjectsOf are the kinds of subjects that gaps of some codes are found of.
func subjectsOf(codes []graph.FindingCode) (subjects []graph.Kind) {
	for _, code := range codes {
		if kind, gap := code.GapKind(); gap && !slices.Contains(subjects, kind.Subject()) {
			subjects = append(subjects, kind.Subject())
		}
	}
	return subjects
}

// keepsGap tests what a finding's row tells; nil = everything passes.
func (s *Store) keepsGap(q *graph.GapQuery) func(*graph.Finding) bool {
	asked := marks{kinds: q.UnitKinds, ownerships: q.Ownerships, industries: q.Industries, group: q.Group}.test()
	classes := marks{classes: q.Classes}.test()
	return func(f *graph.Finding) bool {
		kind, _ := f.Code.GapKind()
		severity := s.rules.Severities[kind]
		if f.Info() {
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
			f := &cs[i].finding.Finding
			kept[i] = keep(f) && cs[i].in.takes(f)
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

// sortedGaps makes a page by date of all gaps that match.
func sortedGaps(q *graph.GapQuery, all []candidate) (page graph.PageOf[graph.Finding], err error) {
	if len(all) > graph.MostSorted {
		return page, tooMany()
	}
	type dated struct {
		at string
		candidate
	}
	rows := make([]dated, len(all))
	for i, c := range all {
		rows[i] = dated{dayText(c.finding.Since) + sep + c.pos, c}
	}
	backward := q.Page.Backward != q.Order.Desc
	slices.SortFunc(rows, func(a, b dated) int {
		if backward {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Compare(a.at, b.at)
	})
	for _, row := range rows {
		beyond := q.Page.From == "" || backward && row.at < q.Page.From || !backward && row.at > q.Page.From
		if beyond && len(page.Items) <= q.Page.Limit {
			page.Items = append(page.Items, row.finding.Finding)
			page.At = append(page.At, row.at)
		}
	}
	return trim(page, q.Page.Limit, q.Page.Backward), nil
}

// CountGaps counts what each query matches: from the tally, unless staff numbers
// or the gaps of one noun are asked for.
func (s *Store) CountGaps(ctx context.Context, qs []graph.GapQuery) ([]int, error) {
	return memoised(ctx, s, "CountGaps", qs, light, s.countGaps)
}

func (s *Store) countGaps(ctx context.Context, qs []graph.GapQuery) ([]int, error) {
	counts := make([]int, len(qs))
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	lines, err := s.linesOf(ctx, snap, len(qs), func(i int) (*graph.UnitGroup, graph.Date) { return qs[i].Group, qs[i].On })
	if err != nil {
		return nil, err
	}
	var rest []graph.GapQuery
	var at []int
	byTally := &gapTally{s: s, snap: snap, done: map[passed]*tally.Counts{}}
	for i, q := range qs {
		if lines[i] != nil && q.StaffMin == nil && q.StaffMax == nil {
			asked := marks{kinds: q.UnitKinds, ownerships: q.Ownerships, classes: q.Classes, industries: q.Industries, group: q.Group}
			var all tally.Counts
			snap.countLine(&all, lines[i], asked.test())
			counts[i] = s.gapsIn(&q, &all)
			continue
		}
		if q.Subject == "" && q.StaffMin == nil && q.StaffMax == nil {
			counts[i] = byTally.count(&q)
			continue
		}
		q.Page, q.Order = graph.Page{Limit: graph.MostSorted}, graph.Order{}
		rest, at = append(rest, q), append(at, i)
	}
	harvests, err := s.reapGaps(ctx, rest)
	if err != nil {
		return nil, err
	}
	for n, h := range harvests {
		if len(h.got) > graph.MostSorted {
			return nil, tooMany()
		}
		counts[at[n]] = len(h.got)
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
	world, err := rules.Gather(ctx, s.rules, &reading{recalled(s.engine)}, unique(subjects))
	if err != nil {
		return nil, err
	}
	explained := make([]graph.Explanation, len(findings))
	for i, f := range findings {
		explained[i] = world.Explain(f, on)
	}
	return explained, nil
}

// Headcounts reads how many members units have on a day, by which basis. Units
// that are not alive then are left out.
func (s *Store) Headcounts(ctx context.Context, units []graph.ID, on graph.Date) (map[graph.ID]graph.HeadcountView, error) {
	world, err := rules.Gather(ctx, s.rules, &reading{recalled(s.engine)}, unique(units))
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
			views[id] = world.Headcount(u, on)
		}
	}
	return views, nil
}
