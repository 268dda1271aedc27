package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"cobuild/graph"
)

// List reads a page of nouns for each query.
func (s *Store) List(ctx context.Context, qs []graph.ListQuery) ([]graph.PageOf[graph.Noun], error) {
	return memoised(ctx, s, "List", qs, itemsOf, s.listPages)
}

func (s *Store) listPages(ctx context.Context, qs []graph.ListQuery) ([]graph.PageOf[graph.Noun], error) {
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
// and class, by reading up to graph.MostSorted matches otherwise.
func (s *Store) CountList(ctx context.Context, qs []graph.ListQuery) ([]int, error) {
	return memoised(ctx, s, "CountList", qs, light, s.countLists)
}

func (s *Store) countLists(ctx context.Context, qs []graph.ListQuery) ([]int, error) {
	counts := make([]int, len(qs))
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	var rest []graph.ListQuery
	var at []int
	for i, q := range qs {
		n, ok := snap.countByTally(&q)
		if !ok {
			n, ok = snap.countUnits(&q, s.Today())
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

// list prepares a harvest for each query and reaps them together.
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
	qs = slices.Clone(qs)
	if err := s.amongFound(ctx, snap, qs); err != nil {
		return nil, err
	}
	sets, err := s.setsAtHand(ctx, snap, qs)
	if err != nil {
		return nil, err
	}
	lines, err := s.linesOf(ctx, snap, len(qs), func(i int) (*graph.UnitGroup, graph.Date) {
		if qs[i].Unit == nil {
			return nil, 0
		}
		return qs[i].Unit.Group, qs[i].On
	})
	if err != nil {
		return nil, err
	}
	harvests := make([]*harvest, len(qs))
	filters := map[string]*filter{}
	for i := range qs {
		if harvests[i], err = s.prepare(snap, qs[i], sets[i], lines[i]); err != nil {
			return nil, err
		}
		key := filterKey(&qs[i])
		if filters[key] == nil {
			filters[key] = &filter{s.accepter(snap, qs[i])}
		}
		harvests[i].filter = filters[key]
	}
	if err := reap(ctx, s.engine, harvests); err != nil {
		return nil, err
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

// filterKey is the same for queries whose filters test alike. Which noun names a
// set (a parent, a participant) does not matter, nor where the list is looked
// for: each harvest knows its own.
func filterKey(q *graph.ListQuery) string {
	alike := *q
	alike.Page, alike.Place, alike.Order = graph.Page{}, graph.Place{}, graph.Order{By: q.Order.By}
	if q.Region != nil {
		f := *q.Region
		f.Parent = anyOf(f.Parent)
		alike.Region = &f
	}
	if q.Organisation != nil {
		f := *q.Organisation
		f.UnderSuperior = anyOf(f.UnderSuperior)
		alike.Organisation = &f
	}
	if q.Unit != nil && q.Unit.Group != nil {
		f := *q.Unit
		f.Group = anyLine(f.Group)
		alike.Unit = &f
	}
	if q.Member != nil {
		f := *q.Member
		f.Under = anyOf(f.Under)
		alike.Member = &f
	}
	if q.Pairing != nil {
		f := *q.Pairing
		f.Participant = anyOf(f.Participant)
		alike.Pairing = &f
	}
	if q.Alliance != nil {
		f := *q.Alliance
		if f.Umbrella == "" {
			f.Participant = anyOf(f.Participant)
		}
		f.Umbrella = anyOf(f.Umbrella)
		alike.Alliance = &f
	}
	key, err := json.Marshal(alike)
	if err != nil {
		panic(err) // plain data
	}
	if q.Among != nil {
		return string(key) + " among"
	}
	return string(key)
}

// anyOf stands for any id; "" stays "".
func anyOf(id graph.ID) graph.ID {
	if id == "" {
		return ""
	}
	return "*"
}

// anyLine is a group of any line.
func anyLine(g *graph.UnitGroup) *graph.UnitGroup {
	if g == nil {
		return nil
	}
	alike := *g
	alike.Line = anyOf(g.Line)
	return &alike
}

// prepare chooses the sources of a list.
func (s *Store) prepare(snap *snapshot, q graph.ListQuery, at set, of *line) (*harvest, error) {
	if q.Order.Desc {
		q.Page.Backward = !q.Page.Backward
	}
	h := newHarvest(q.Page, q.On)
	h.subject, h.set, h.place = true, at, q.Place
	if q.Pairing != nil {
		h.participant = q.Pairing.Participant
	}
	switch source := sourceOf(&q); {
	case q.Order.By == graph.OrderName && q.Place.Within != "":
		return nil, graph.Invalid([]string{"orderBy"}, "order NAME is offered only without a region: leave out orderBy, or the region",
			"NAME排序不能与地区条件同用：请去掉排序或地区条件")
	case q.Unit != nil && q.Unit.Group != nil && (source != fromFindings || !onlyClasses(q.Unit)):
		return nil, errors.New("store: the units of a group are listed by their findings only")
	case of != nil:
		h.addLine(of, snap.met(sourceCodes(&q), graph.Place{}, q.On), q.Page, true)
	case source == fromNames:
		h.addShelf(nameShelf(q.Kind), clip(stretch{" ", top}, q.Page, true))
	case source == fromSet:
		h.addReady(at.placed, clip(stretch{" ", top}, q.Page, true))
	default:
		h.places = s.placesOf(snap, &q)
		codes := snap.met(sourceCodes(&q), q.Place, q.On)
		for _, one := range h.places {
			one = clip(one, q.Page, true)
			if source == fromShelf {
				h.addShelf(listShelf(&q), one)
				continue
			}
			for _, code := range codes {
				h.addCode(code, one)
			}
		}
		if source == fromFindings && len(findingConditions(&q)) == 1 && snap.hot.remembered(q.On) {
			all, belong := snap.count(q.Place, q.On, marks{}, q.Kind), 0
			kept := all
			if q.Unit != nil {
				kept = snap.count(q.Place, q.On, marksOf(q.Unit), q.Kind)
			}
			for _, code := range codes {
				belong += int(kept.All[code])
			}
			h.expecting(&all, belong)
		}
	}
	return h, nil
}

// placesOf gives the runs of keys that a list's region comes to: findings are
// placed where they were on the day, nouns where they are now.
func (s *Store) placesOf(snap *snapshot, q *graph.ListQuery) []stretch {
	day := s.Today()
	if len(findingConditions(q)) > 0 && listShelf(q) == placeShelf(q.Kind) {
		day = q.On
	}
	if q.Region != nil && q.Region.Below { // the tree itself is asked for
		day = q.On
	}
	return snap.tree.stretches(q.Place, day, q.On)
}

// source is what a list is drawn from. What the source does not already ensure,
// the accepter tests.
type source uint8

const (
	fromShelf    source = iota // every noun, by place
	fromNames                  // every noun, by name
	fromSet                    // nouns that a filter names, see set
	fromFindings               // subjects of some findings
)

func sourceOf(q *graph.ListQuery) source {
	switch {
	case q.Order.By == graph.OrderName && q.Among == nil:
		return fromNames
	case bySet(q):
		return fromSet
	case len(findingConditions(q)) > 0 && listShelf(q) == placeShelf(q.Kind): // where findings are placed too
		return fromFindings
	default:
		return fromShelf
	}
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
	case q.Member != nil:
		if len(q.Member.Codes) > 0 {
			conditions = append(conditions, q.Member.Codes)
		}
		gaps(q.Member.GapKinds)
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
