package store

import (
	"context"

	"cobuild/graph"
)

// MemberCounts counts the members of each line by the organisations they are
// affiliated to.
func (s *Store) MemberCounts(ctx context.Context, qs []graph.LineQuery) ([]graph.Members, error) {
	counts := make([]graph.Members, len(qs))
	asked := map[graph.Date][]int{}
	for i, q := range qs {
		asked[q.On] = append(asked[q.On], i)
	}
	refused := graph.Refused{}
	for on, which := range asked {
		heads := make([]graph.ID, len(which))
		for n, i := range which {
			heads[n] = qs[i].Organisation
		}
		below, err := s.linesBelow(ctx, heads, depth{hop: graph.HopSuperior, on: on})
		if graph.CodeOf(err) == graph.CodeTooComplex {
			err = tooManyPeople()
		}
		if err != nil {
			return nil, err
		}
		direct, tooMany, err := s.membersOf(ctx, below, on)
		if err != nil {
			return nil, err
		}
		for n, i := range which {
			if tooMany[heads[n]] {
				refused[i] = tooManyPeople()
				continue
			}
			for _, id := range below[heads[n]] {
				counts[i].Full += direct[id].Full
				counts[i].Probationary += direct[id].Probationary
			}
		}
	}
	return counts, refused.OrNil()
}

func tooManyPeople() error {
	return graph.NewError(graph.CodeTooComplex, nil,
		"over %d people are affiliated to the organisation or below it: ask the organisations below it one by one",
		"组织关系在该组织及其下级组织的人员超过%d人：请逐一查询其下级组织", graph.MostSorted)
}

// affiliatedTo gives who is affiliated to each organisation of some lines itself,
// and the lines. Lines of too many people are left out and named instead.
func (s *Store) affiliatedTo(ctx context.Context, below map[graph.ID][]graph.ID, on graph.Date) (affiliated, lines map[graph.ID][]graph.ID, tooMany map[graph.ID]bool, err error) {
	lines, tooMany = map[graph.ID][]graph.ID{}, map[graph.ID]bool{}
	q := graph.LinkQuery{IDs: allOf(below), Direction: graph.In, Hops: []graph.Hop{graph.HopAffiliated}, On: on}
	if len(q.IDs) == 0 {
		return nil, lines, tooMany, nil
	}
	numbers, err := s.engine.CountLinks(ctx, q)
	if err != nil {
		return nil, nil, nil, err
	}
	together := 0
	for head, organisations := range below {
		total := 0
		for _, id := range organisations {
			total += numbers[id]
		}
		if tooMany[head] = total > graph.MostSorted; !tooMany[head] {
			lines[head] = organisations
			together += total
		}
	}
	if together > mostTogether && len(lines) > 1 {
		return nil, nil, nil, tooManyPeople() // together: each may be asked alone
	}
	affiliated, err = s.farEnds(ctx, allOf(lines), ends{graph.In, graph.HopAffiliated, on})
	return affiliated, lines, tooMany, err
}

// membersOf counts the members affiliated to each organisation of some lines
// itself. Lines of too many are named instead.
func (s *Store) membersOf(ctx context.Context, below map[graph.ID][]graph.ID, on graph.Date) (direct map[graph.ID]graph.Members, tooMany map[graph.ID]bool, err error) {
	direct = map[graph.ID]graph.Members{}
	affiliated, _, tooMany, err := s.affiliatedTo(ctx, below, on)
	if err != nil || len(affiliated) == 0 {
		return direct, tooMany, err
	}
	members, err := readNouns(ctx, s.engine, allOf(affiliated))
	if err != nil {
		return nil, nil, err
	}
	for organisation, ids := range affiliated {
		var n graph.Members
		for _, id := range ids {
			m, ok := members[id].(*graph.Member)
			if !ok || !m.Holds(on) {
				continue
			}
			switch m.StatusOn(on) {
			case graph.StatusFull:
				n.Full++
			case graph.StatusProbationary:
				n.Probationary++
			}
		}
		direct[organisation] = n
	}
	return direct, tooMany, nil
}
