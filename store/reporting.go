package store

import (
	"context"
	"slices"

	"cobuild/graph"
)

// Reporting counts the members who are registered where they live, of those who
// should be: of a region from the segments, where these findings stand by
// residence; of an organisation one by one.
func (s *Store) Reporting(ctx context.Context, qs []graph.ReportingQuery) ([]graph.RateCount, error) {
	snap, err := s.latest(ctx, s.engine)
	if err != nil {
		return nil, err
	}
	rates := make([]graph.RateCount, len(qs))
	lines := map[graph.Date][]int{}
	for i, q := range qs {
		rates[i] = graph.RateCount{Name: graph.RateDoubleRegistration, Missing: []graph.FindingCode{graph.CodeNotReported}}
		if q.Organisation != "" {
			lines[q.On] = append(lines[q.On], i)
			continue
		}
		counts := snap.count(q.Place, q.On, marks{}, graph.KindMember)
		rates[i].Numerator = int(counts.All[graph.CodeReported])
		rates[i].Denominator = rates[i].Numerator + int(counts.All[graph.CodeNotReported])
	}
	refused := graph.Refused{}
	for on, which := range lines {
		heads := make([]graph.ID, len(which))
		for n, i := range which {
			heads[n] = qs[i].Organisation
		}
		under, tooMany, err := s.reportingUnder(ctx, heads, on)
		if err != nil {
			return nil, err
		}
		for n, i := range which {
			if tooMany[heads[n]] {
				refused[i] = tooManyPeople()
				continue
			}
			rates[i].Numerator = under[heads[n]].reported
			rates[i].Denominator = rates[i].Numerator + len(under[heads[n]].missing)
		}
	}
	return rates, refused.OrNil()
}

// reporting is who of the members of a line should be registered where they
// live.
type reporting struct {
	reported int
	missing  []graph.ID // sorted
}

// reportingUnder looks at the members affiliated to each organisation or below
// it on a day. Lines of too many are named instead.
func (s *Store) reportingUnder(ctx context.Context, heads []graph.ID, on graph.Date) (under map[graph.ID]reporting, tooMany map[graph.ID]bool, err error) {
	below, err := s.linesBelow(ctx, heads, depth{hop: graph.HopSuperior, on: on})
	if graph.CodeOf(err) == graph.CodeTooComplex {
		err = tooManyPeople()
	}
	if err != nil {
		return nil, nil, err
	}
	affiliated, wanted, tooMany, err := s.affiliatedTo(ctx, below, on)
	if err != nil {
		return nil, nil, err
	}
	var found map[graph.ID][]FindingRow
	if members := allOf(affiliated); len(members) > 0 {
		if found, err = s.engine.FindingsOf(ctx, members); err != nil {
			return nil, nil, err
		}
	}
	under = make(map[graph.ID]reporting, len(wanted))
	for head, organisations := range wanted {
		var r reporting
		for _, organisation := range organisations {
			for _, member := range affiliated[organisation] {
				for i := range found[member] {
					switch f := &found[member][i]; {
					case !f.Piece.Holds(on):
					case f.Code == graph.CodeReported:
						r.reported++
					case f.Code == graph.CodeNotReported:
						r.missing = append(r.missing, member)
					}
				}
			}
		}
		slices.Sort(r.missing)
		under[head] = r
	}
	return under, tooMany, nil
}
