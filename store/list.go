package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"cobuild/graph"
)

// List reads a page of nouns for each query.
func (s *Store) List(ctx context.Context, qs []graph.ListQuery) ([]graph.PageOf[graph.Noun], error) {
	harvests, err := s.list(ctx, qs, true)
	if err != nil {
		return nil, err
	}
	pages := make([]graph.PageOf[graph.Noun], len(qs))
	for i, h := range harvests {
		for _, c := range h.got {
			pages[i].Items = append(pages[i].Items, c.noun)
			pages[i].At = append(pages[i].At, c.pos)
		}
		pages[i] = trim(pages[i], qs[i].Page.Limit, qs[i].Page.Backward)
	}
	return pages, nil
}

// CountList counts what each query matches: from the tally for units by status
// or class, by reading up to graph.MostSorted matches otherwise.
func (s *Store) CountList(ctx context.Context, qs []graph.ListQuery) ([]int, error) {
	counts := make([]int, len(qs))
	var rest []graph.ListQuery
	var at []int
	for i, q := range qs {
		n, ok, err := s.countByTally(ctx, &q)
		if err != nil {
			return nil, err
		}
		if ok {
			counts[i] = n
			continue
		}
		q.Page, q.Order = graph.Page{Limit: graph.MostSorted}, graph.Order{}
		rest = append(rest, q)
		at = append(at, i)
	}
	harvests, err := s.list(ctx, rest, false)
	if err != nil {
		return nil, err
	}
	for i, h := range harvests {
		if len(h.got) > graph.MostSorted {
			return nil, tooMany()
		}
		counts[at[i]] = len(h.got)
	}
	return counts, nil
}

// list prepares a harvest for each query and reaps those with the same filter
// together.
func (s *Store) list(ctx context.Context, qs []graph.ListQuery, nouns bool) ([]*harvest, error) {
	if len(qs) == 0 {
		return nil, nil
	}
	if err := s.turnIfDue(ctx); err != nil {
		return nil, err
	}
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	harvests := make([]*harvest, len(qs))
	groups := map[string][]int{}
	var order []string
	for i := range qs {
		q := &qs[i]
		if harvests[i], err = s.prepare(ctx, snap, q); err != nil {
			return nil, err
		}
		key := filterKey(q)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], i)
	}
	for _, key := range order {
		members := groups[key]
		q := qs[members[0]]
		group := make([]*harvest, len(members))
		for i, m := range members {
			group[i] = harvests[m]
		}
		if err := reap(ctx, s.engine, group, s.accepter(snap, q)); err != nil {
			return nil, err
		}
	}
	if nouns {
		var all []candidate
		for _, h := range harvests {
			all = append(all, h.got...)
		}
		if err := fillNouns(ctx, s.engine, all); err != nil {
			return nil, err
		}
		for _, h := range harvests {
			n := copy(h.got, all)
			all = all[n:]
		}
	}
	return harvests, nil
}

// filterKey is the same for queries whose filters test alike. Pairings are
// tested by where they stand, so that their region matters too.
func filterKey(q *graph.ListQuery) string {
	alike := *q
	alike.Page = graph.Page{}
	if alike.Kind != graph.KindPairing {
		alike.Place = graph.Place{}
	}
	if q.Region != nil {
		f := *q.Region
		f.Parent = ""
		alike.Region = &f
	}
	key, err := json.Marshal(alike)
	if err != nil {
		panic(err) // plain data
	}
	return string(key)
}

// prepare chooses the sources of a list: findings where it is by status or gap,
// a set at hand where it is by alliance, line or pairing, else the shelf.
func (s *Store) prepare(ctx context.Context, snap *snapshot, q *graph.ListQuery) (*harvest, error) {
	if q.Order.Desc {
		q.Page.Backward = !q.Page.Backward
		defer func() { q.Page.Backward = !q.Page.Backward }()
	}
	h := newHarvest(q.Page, q.On)
	h.subject = true
	source := sourceOf(q)
	switch source {
	case fromNames:
		if q.Place.Within != "" {
			return nil, graph.Invalid([]string{"orderBy"}, "order NAME is offered only without a region: leave out orderBy, or the region",
				"NAME排序不能与地区条件同用：请去掉排序或地区条件")
		}
		h.addShelf(nameShelf(q.Kind), clip(stretch{" ", top}, q.Page, true))
		return h, nil
	case fromChildren:
		return h, s.prepareChildren(ctx, snap, q, h)
	}
	// Findings are placed where they were on the day, nouns where they are now.
	day := s.Today()
	if source == fromFindings {
		day = q.On
	}
	runs := snap.tree.stretches(q.Place, day, s.Today())
	if n := snap.tree.byID[q.Place.Within]; n != nil && !n.life.Holds(q.On) {
		runs = nil
	}
	if source == fromSet {
		ids, err := s.setAtHand(ctx, q)
		if err != nil {
			return nil, err
		}
		return h, s.prepareSet(ctx, snap, q, h, ids, runs)
	}
	codes := sourceCodes(q)
	for _, one := range runs {
		one = clip(one, q.Page, true)
		if source == fromShelf {
			h.addShelf(placeShelf(q.Kind), one)
		}
		for _, code := range codes {
			h.addCode(code, one)
		}
	}
	return h, nil
}

// source is what a list is drawn from. What the source does not already ensure,
// the accepter tests.
type source uint8

const (
	fromShelf    source = iota // every noun, by place
	fromNames                  // every noun, by name
	fromChildren               // the children of a region
	fromSet                    // nouns that a filter names: of an alliance, a line, a pairing
	fromFindings               // subjects of some findings
)

func sourceOf(q *graph.ListQuery) source {
	switch {
	case q.Order.By == graph.OrderName:
		return fromNames
	case q.Region != nil && q.Region.Parent != "":
		return fromChildren
	case bySet(q):
		return fromSet
	case len(findingConditions(q)) > 0:
		return fromFindings
	default:
		return fromShelf
	}
}

// prepareChildren lists the direct children of a region on the day, by path.
func (s *Store) prepareChildren(ctx context.Context, snap *snapshot, q *graph.ListQuery, h *harvest) error {
	var ids []graph.ID
	for _, n := range snap.tree.childrenOn(q.Region.Parent, q.On) {
		ids = append(ids, n.id)
	}
	return s.prepareSet(ctx, snap, q, h, ids, []stretch{{" ", top}})
}

// prepareSet lists some nouns by their place.
func (s *Store) prepareSet(ctx context.Context, snap *snapshot, q *graph.ListQuery, h *harvest, ids []graph.ID, runs []stretch) error {
	found, err := readNouns(ctx, s.engine, ids)
	if err != nil {
		return err
	}
	var alive []graph.Noun
	for _, noun := range found {
		if noun.Kind() == q.Kind && noun.Top().Holds(q.On) {
			alive = append(alive, noun)
		}
	}
	places, err := placeKeys(ctx, &reading{s.engine}, snap.tree, alive, s.Today())
	if err != nil {
		return err
	}
	var ready []candidate
	for _, noun := range alive {
		for _, key := range places[noun.Top().ID] {
			if slices.ContainsFunc(runs, func(r stretch) bool { return key > r.after && key < r.before }) {
				ready = append(ready, candidate{pos: key, noun: noun})
				break
			}
		}
	}
	slices.SortFunc(ready, func(a, b candidate) int { return cmp.Compare(a.pos, b.pos) })
	h.addReady(ready, clip(stretch{" ", top}, q.Page, true))
	return nil
}

// bySet says whether a filter names the nouns among which the list's members
// are.
func bySet(q *graph.ListQuery) bool {
	return q.Unit != nil && q.Unit.Alliance != nil && q.Unit.Alliance.Participates ||
		q.Organisation != nil && q.Organisation.UnderSuperior != "" ||
		q.Organisation != nil && q.Organisation.Alliance != nil && q.Organisation.Alliance.Participates ||
		q.Pairing != nil && q.Pairing.Participant != "" ||
		q.Alliance != nil && q.Alliance.Participant != ""
}

// setAtHand gives the nouns that such a filter names.
func (s *Store) setAtHand(ctx context.Context, q *graph.ListQuery) ([]graph.ID, error) {
	switch {
	case q.Unit != nil:
		return s.participants(ctx, q.Unit.Alliance.Alliance, q.On)
	case q.Organisation != nil && q.Organisation.UnderSuperior != "":
		return s.line(ctx, q.Organisation.UnderSuperior, q.On)
	case q.Organisation != nil:
		return s.participants(ctx, q.Organisation.Alliance.Alliance, q.On)
	case q.Pairing != nil:
		return s.farEnds(ctx, q.Pairing.Participant, graph.In, graph.HopEnd, q.On)
	default:
		return s.farEnds(ctx, q.Alliance.Participant, graph.In, graph.HopSeat, q.On)
	}
}

func (s *Store) participants(ctx context.Context, alliance graph.ID, on graph.Date) ([]graph.ID, error) {
	return s.farEnds(ctx, alliance, graph.Out, graph.HopSeat, on)
}

func (s *Store) farEnds(ctx context.Context, id graph.ID, d graph.Direction, hop graph.Hop, on graph.Date) ([]graph.ID, error) {
	links, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: []graph.ID{id}, Direction: d, Hops: []graph.Hop{hop}, On: on})
	if err != nil {
		return nil, err
	}
	seen := map[graph.ID]bool{}
	var far []graph.ID
	for _, l := range links[id] {
		if other := l.Far(d); !seen[other] {
			seen[other] = true
			far = append(far, other)
		}
	}
	return far, nil
}

// line lists an organisation and all below it on a day.
func (s *Store) line(ctx context.Context, root graph.ID, on graph.Date) ([]graph.ID, error) {
	seen := map[graph.ID]bool{root: true}
	all := []graph.ID{root}
	for level := all; len(level) > 0; {
		below, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: level, Direction: graph.In, Hops: []graph.Hop{graph.HopSuperior}, On: on})
		if err != nil {
			return nil, err
		}
		var next []graph.ID
		for _, id := range level {
			for _, l := range below[id] {
				if !seen[l.From] {
					seen[l.From] = true
					next = append(next, l.From)
				}
			}
		}
		if all = append(all, next...); len(all) > graph.MostSorted {
			return nil, tooMany()
		}
		level = next
	}
	return all, nil
}

// sourceCodes are the findings a list may be drawn from: those of the rarest
// condition, gaps before statuses. None = it is not by findings.
func sourceCodes(q *graph.ListQuery) []graph.FindingCode {
	if conditions := findingConditions(q); len(conditions) > 0 {
		return conditions[0]
	}
	return nil
}

// findingConditions are the codes of which a subject must have one, for each
// condition of the filter that is about findings.
func findingConditions(q *graph.ListQuery) (conditions [][]graph.FindingCode) {
	gaps := func(kinds []graph.GapKind) {
		if len(kinds) > 0 {
			conditions = append(conditions, gapCodes(kinds))
		}
	}
	switch {
	case q.Unit != nil:
		gaps(q.Unit.GapKinds)
		if byStatus(q.Unit) {
			conditions = append(conditions, statusCodes(q.Unit))
		}
	case q.Organisation != nil:
		gaps(q.Organisation.GapKinds)
	case q.Region != nil:
		gaps(q.Region.GapKinds)
		if q.Region.Led != nil {
			conditions = append(conditions, []graph.FindingCode{ledCode(*q.Region.Led)})
		}
	}
	return conditions
}

func ledCode(led bool) graph.FindingCode {
	if led {
		return graph.CodeLed
	}
	return graph.CodeNotLed
}

func gapCodes(kinds []graph.GapKind) []graph.FindingCode {
	codes := make([]graph.FindingCode, len(kinds))
	for i, kind := range kinds {
		codes[i] = kind.Code()
	}
	return codes
}

func byStatus(f *graph.UnitFilter) bool {
	return len(f.Codes) > 0 || len(f.Establishments) > 0 || len(f.Members) > 0 || f.Worked != nil
}

// statusCodes are the statuses that a filter accepts.
func statusCodes(f *graph.UnitFilter) []graph.FindingCode {
	return slices.DeleteFunc(graph.StatusCodes(func(e graph.Establishment, m graph.MembersBand, worked bool) bool {
		return (len(f.Establishments) == 0 || slices.Contains(f.Establishments, e)) &&
			(len(f.Members) == 0 || slices.Contains(f.Members, m)) &&
			(f.Worked == nil || *f.Worked == worked)
	}), func(c graph.FindingCode) bool { return len(f.Codes) > 0 && !slices.Contains(f.Codes, c) })
}

// childrenOn are the regions directly below one and alive on a day, by path.
func (t *tree) childrenOn(parent graph.ID, d graph.Date) []*node {
	p := t.byID[parent]
	if p == nil {
		return nil
	}
	w := t.walkOn(d)
	var children []*node
	for at := w.place[p.no] + 1; at < w.end[p.no]; {
		n := t.byNo[w.order[at]]
		if n.life.Holds(d) {
			children = append(children, n)
		}
		at = w.end[n.no]
	}
	return children
}
