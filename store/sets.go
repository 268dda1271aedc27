package store

import (
	"cmp"
	"context"
	"slices"

	"cobuild/graph"
)

// set is the nouns that a list's filter names: the children of a region, the
// participants of an alliance, a line, what a text finds, the pairings or alliances of a
// participant.
type set struct {
	ids    []graph.ID  // sorted
	placed []candidate // those that stand in the list's region, by place
}

// bySet says whether a filter names the nouns among which the list's members
// are.
func bySet(q *graph.ListQuery) bool {
	return q.Among != nil ||
		q.Region != nil && q.Region.Parent != "" ||
		q.Unit != nil && q.Unit.Alliance != nil && q.Unit.Alliance.Participates ||
		q.Organisation != nil && q.Organisation.UnderSuperior != "" ||
		q.Organisation != nil && q.Organisation.Alliance != nil && q.Organisation.Alliance.Participates ||
		q.Member != nil && q.Member.Under != "" ||
		q.Pairing != nil && q.Pairing.Participant != "" ||
		q.Alliance != nil && (q.Alliance.Participant != "" || q.Alliance.Umbrella != "")
}

// setsAtHand gives the sets of the lists that have one, all read together.
func (s *Store) setsAtHand(ctx context.Context, snap *snapshot, qs []graph.ListQuery) ([]set, error) {
	sets, err := s.setMembers(ctx, snap, qs)
	if err != nil {
		return nil, err
	}
	var ids, subjects []graph.ID
	for i := range qs {
		if sourceOf(&qs[i]) == fromSet {
			ids = append(ids, sets[i].ids...)
			if len(findingConditions(&qs[i])) > 0 {
				subjects = append(subjects, sets[i].ids...)
			}
		}
	}
	if len(ids) == 0 {
		return sets, nil
	}
	nouns, err := readNouns(ctx, s.engine, unique(ids))
	if err != nil {
		return nil, err
	}
	all := make([]graph.Noun, 0, len(nouns))
	for _, noun := range nouns {
		all = append(all, noun)
	}
	places, err := placeKeys(ctx, &reading{s.engine}, snap.tree, all, s.Today())
	if err != nil {
		return nil, err
	}
	var findings map[graph.ID][]FindingRow
	if len(subjects) > 0 {
		if findings, err = s.engine.FindingsOf(ctx, unique(subjects)); err != nil {
			return nil, err
		}
	}
	for i := range qs {
		q := &qs[i]
		if sourceOf(q) != fromSet {
			continue
		}
		runs := s.placesOf(snap, q)
		byFinding := len(findingConditions(q)) > 0
		for _, id := range sets[i].ids {
			noun := nouns[id]
			if noun == nil || noun.Kind() != q.Kind || !noun.Top().Holds(q.On) {
				continue
			}
			keys := places[id]
			if byFinding {
				keys = placesFound(findings[id], sourceCodes(q), q.On)
			}
			if q.Order.By == graph.OrderName { // everywhere
				if len(keys) > 0 {
					sets[i].placed = append(sets[i].placed, candidate{pos: nameKey(noun), noun: noun})
				}
				continue
			}
			if key, ok := firstIn(runs, keys); ok {
				sets[i].placed = append(sets[i].placed, candidate{pos: key, noun: noun})
			}
		}
		slices.SortFunc(sets[i].placed, func(a, b candidate) int { return cmp.Compare(a.pos, b.pos) })
	}
	return sets, nil
}

// firstIn is the first of some keys that lies in one of the runs.
func firstIn(runs []stretch, keys []string) (key string, ok bool) {
	for _, key := range keys {
		if slices.ContainsFunc(runs, func(r stretch) bool { return key > r.after && key < r.before }) {
			return key, true
		}
	}
	return "", false
}

// placesFound gives the place of a subject on a day on which one of the codes
// holds of it.
func placesFound(rows []FindingRow, codes []graph.FindingCode, on graph.Date) []string {
	for i := range rows {
		if rows[i].Piece.Holds(on) && slices.Contains(codes, rows[i].Code) && !rows[i].Info() {
			return []string{placeOfFinding(rows[i].Pos)}
		}
	}
	return nil
}

// ends asks for the nouns at the far ends of links that hold on a day.
type ends struct {
	d   graph.Direction
	hop graph.Hop
	on  graph.Date
}

// setMembers gives the ids in the set of each list.
func (s *Store) setMembers(ctx context.Context, snap *snapshot, qs []graph.ListQuery) ([]set, error) {
	sets := make([]set, len(qs))
	near := map[ends][]graph.ID{}
	lists := map[ends][]int{}
	roots := map[depth][]graph.ID{}
	lines := map[depth][]int{}
	people := map[graph.Date][]int{}
	for i := range qs {
		q := &qs[i]
		ask := func(id graph.ID, d graph.Direction, hop graph.Hop) {
			of := ends{d, hop, q.On}
			near[of], lists[of] = append(near[of], id), append(lists[of], i)
		}
		switch {
		case !bySet(q):
		case q.Among != nil:
			sets[i].ids = q.Among
		case q.Region != nil:
			var err error
			if sets[i].ids, err = snap.tree.below(q.Region.Parent, max(1, q.Region.MaxDepth), q.On); err != nil {
				return nil, err
			}
		case q.Unit != nil:
			ask(q.Unit.Alliance.Alliance, graph.Out, graph.HopSeat)
		case q.Organisation != nil && q.Organisation.UnderSuperior != "":
			at := depth{graph.HopSuperior, q.On, q.Organisation.MaxDepth}
			roots[at], lines[at] = append(roots[at], q.Organisation.UnderSuperior), append(lines[at], i)
		case q.Organisation != nil:
			ask(q.Organisation.Alliance.Alliance, graph.Out, graph.HopSeat)
		case q.Member != nil:
			people[q.On] = append(people[q.On], i)
		case q.Pairing != nil:
			ask(q.Pairing.Participant, graph.In, graph.HopEnd)
		case q.Alliance.Umbrella != "":
			at := depth{graph.HopUmbrella, q.On, q.Alliance.MaxDepth}
			roots[at], lines[at] = append(roots[at], q.Alliance.Umbrella), append(lines[at], i)
		default:
			ask(q.Alliance.Participant, graph.In, graph.HopSeat)
		}
	}
	for of, ids := range near {
		far, err := s.farEnds(ctx, ids, of)
		if err != nil {
			return nil, err
		}
		for n, i := range lists[of] {
			sets[i].ids = far[ids[n]]
		}
	}
	for at, ids := range roots {
		below, err := s.linesBelow(ctx, ids, at)
		if err != nil {
			return nil, err
		}
		for n, i := range lines[at] {
			sets[i].ids = below[ids[n]]
			if qs[i].Organisation == nil || qs[i].Organisation.Below {
				sets[i].ids = slices.DeleteFunc(slices.Clone(below[ids[n]]), func(id graph.ID) bool { return id == ids[n] })
			}
		}
	}
	for on, which := range people {
		heads := make([]graph.ID, len(which))
		for n, i := range which {
			heads[n] = qs[i].Member.Under
		}
		under, tooMany, err := s.reportingUnder(ctx, heads, on)
		if err != nil {
			return nil, err
		}
		for n, i := range which {
			if tooMany[heads[n]] {
				return nil, tooManyPeople()
			}
			sets[i].ids = under[heads[n]].missing
		}
	}
	return sets, nil
}

// farEnds gives the nouns at the other ends of links of each noun, sorted.
func (s *Store) farEnds(ctx context.Context, ids []graph.ID, of ends) (map[graph.ID][]graph.ID, error) {
	links, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: unique(ids), Direction: of.d, Hops: []graph.Hop{of.hop}, On: of.on})
	if err != nil {
		return nil, err
	}
	far := make(map[graph.ID][]graph.ID, len(links))
	for id, some := range links {
		others := make([]graph.ID, len(some))
		for i := range some {
			others[i] = some[i].Far(of.d)
		}
		far[id] = unique(others)
	}
	return far, nil
}

// depth is how far down a hierarchy is followed on a day; most 0 = to its end.
type depth struct {
	hop  graph.Hop // from below to above
	on   graph.Date
	most int
}

// linesBelow lists each organisation, or alliance, and all below it on a day,
// level by level for all of them together.
func (s *Store) linesBelow(ctx context.Context, roots []graph.ID, d depth) (map[graph.ID][]graph.ID, error) {
	below := map[graph.ID][]graph.ID{}
	read := map[graph.ID]bool{}
	steps := 0
	for level := unique(roots); len(level) > 0 && (d.most == 0 || steps < d.most); steps++ {
		far, err := s.farEnds(ctx, level, ends{graph.In, d.hop, d.on})
		if err != nil {
			return nil, err
		}
		var next []graph.ID
		for _, id := range level {
			read[id], below[id] = true, far[id]
			next = append(next, far[id]...)
		}
		if len(read) > graph.MostSorted {
			return nil, tooMany()
		}
		level = slices.DeleteFunc(unique(next), func(id graph.ID) bool { return read[id] })
	}
	lines := make(map[graph.ID][]graph.ID, len(roots))
	for _, root := range unique(roots) {
		far := map[graph.ID]int{root: 0}
		line := []graph.ID{root}
		for i := 0; i < len(line); i++ {
			if d.most > 0 && far[line[i]] == d.most {
				break // nearest first: none further down is left
			}
			for _, id := range below[line[i]] {
				if _, seen := far[id]; !seen {
					far[id] = far[line[i]] + 1
					line = append(line, id)
				}
			}
		}
		slices.Sort(line)
		lines[root] = line
	}
	return lines, nil
}
