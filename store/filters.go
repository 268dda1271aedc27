package store

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// accepter builds the test of a list's filter; nil where every row belongs.
func (s *Store) accepter(snap *snapshot, q graph.ListQuery) accepter {
	var row func(graph.Noun) bool
	var batches []func(context.Context, []candidate, []bool) error
	switch {
	case q.Unit != nil:
		row = unitTest(q.Unit, q.On)
		if len(q.Unit.GapKinds) > 0 && byStatus(q.Unit) {
			batches = append(batches, s.testFindings(statusCodes(q.Unit), q.On))
		}
		if a := q.Unit.Alliance; a != nil && !a.Participates {
			batches = append(batches, s.testOutside(a.Alliance, q.On))
		}
	case q.Organisation != nil:
		f := q.Organisation
		row = organisationTest(f, q.On)
		if f.UnderSuperior != "" && len(f.GapKinds) > 0 || f.Alliance != nil && f.Alliance.Participates && len(f.GapKinds) > 0 {
			batches = append(batches, s.testFindings(gapCodes(f.GapKinds), q.On))
		}
		if f.Alliance != nil && f.Alliance.Participates && f.UnderSuperior != "" {
			batches = append(batches, s.testInside(f.Alliance.Alliance, q.On))
		}
		if f.Alliance != nil && !f.Alliance.Participates {
			batches = append(batches, s.testOutside(f.Alliance.Alliance, q.On))
		}
		if f.Paired != nil {
			batches = append(batches, s.testPaired(f.Paired, q.On))
		}
	case q.Region != nil:
		row = regionTest(q.Region)
		if q.Region.Led != nil && (len(q.Region.GapKinds) > 0 || q.Region.Parent != "") {
			batches = append(batches, s.testFindings([]graph.FindingCode{ledCode(*q.Region.Led)}, q.On))
		}
		if len(q.Region.GapKinds) > 0 && q.Region.Parent != "" {
			batches = append(batches, s.testFindings(gapCodes(q.Region.GapKinds), q.On))
		}
	case q.Member != nil:
		row = memberTest(q.Member, q.On)
		if q.Member.Affiliated != nil {
			batches = append(batches, s.testLinked(graph.HopAffiliated, *q.Member.Affiliated, q.On))
		}
		if q.Member.Registered != nil {
			batches = append(batches, s.testLinked(graph.HopRegistered, *q.Member.Registered, q.On))
		}
	case q.Alliance != nil:
		row = func(n graph.Noun) bool { return oneOf(q.Alliance.Kinds, n.(*graph.Alliance).AllianceKind) }
	}
	if q.Kind == graph.KindPairing {
		batches = append(batches, s.testPairing(snap, q))
	}
	if row == nil && len(batches) == 0 {
		return nil
	}
	if _, byFinding := sourceCodes(&q); byFinding && len(batches) == 0 && q.Unit != nil && onlyClasses(q.Unit) {
		keep := attributeTest(q.Unit.Kinds, q.Unit.Ownerships, q.Unit.Classes, q.Unit.Industries)
		return func(_ context.Context, cs []candidate) ([]bool, error) {
			kept := make([]bool, len(cs))
			for i := range cs {
				kept[i] = keep == nil || cs[i].finding == nil || keep(cs[i].finding.Attributes)
			}
			return kept, nil
		}
	}
	return func(ctx context.Context, cs []candidate) ([]bool, error) {
		if err := fillNouns(ctx, s.engine, cs); err != nil {
			return nil, err
		}
		kept := make([]bool, len(cs))
		for i := range cs {
			kept[i] = cs[i].noun != nil && cs[i].noun.Top().Holds(q.On) && (row == nil || row(cs[i].noun))
		}
		for _, test := range batches {
			if err := test(ctx, cs, kept); err != nil {
				return nil, err
			}
		}
		return kept, nil
	}
}

// onlyClasses says whether a finding's attributes decide the filter alone.
func onlyClasses(f *graph.UnitFilter) bool {
	return f.StaffMin == nil && f.StaffMax == nil && len(f.States) == 0 && f.Alliance == nil
}

func oneOf[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func unitTest(f *graph.UnitFilter, on graph.Date) func(graph.Noun) bool {
	return func(n graph.Noun) bool {
		u := n.(*graph.Unit)
		class := u.ClassOn(on)
		staff, known := graph.At(u.Staffs, on)
		return oneOf(f.Kinds, class.UnitKind) && oneOf(f.Ownerships, class.Ownership) && oneOf(f.Classes, class) &&
			inIndustry(f.Industries, u.Industry) && oneOf(f.States, u.StateOn(on)) && inRange(f.StaffMin, f.StaffMax, staff, known)
	}
}

func inRange(least, most *int, n int, known bool) bool {
	if least == nil && most == nil {
		return true
	}
	return known && (least == nil || n >= *least) && (most == nil || n <= *most)
}

// inIndustry says whether an industry is one of those wanted or a division of
// one of their sections.
func inIndustry(wanted []string, industry string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return w != "" && strings.HasPrefix(industry, w) })
}

func organisationTest(f *graph.OrganisationFilter, on graph.Date) func(graph.Noun) bool {
	return func(n graph.Noun) bool {
		o := n.(*graph.Organisation)
		strength, _ := graph.At(o.Strengths, on)
		return oneOf(f.Kinds, o.KindOn(on)) && oneOf(f.Strengths, strength)
	}
}

func regionTest(f *graph.RegionFilter) func(graph.Noun) bool {
	return func(n graph.Noun) bool {
		r := n.(*graph.Region)
		return oneOf(f.Kinds, r.RegionKind) && oneOf(f.Levels, r.Level)
	}
}

func memberTest(f *graph.MemberFilter, on graph.Date) func(graph.Noun) bool {
	return func(n graph.Noun) bool {
		m := n.(*graph.Member)
		_, away := graph.At(m.Aways, on)
		return oneOf(f.Statuses, m.StatusOn(on)) && (f.Away == nil || *f.Away == away)
	}
}

// attributeTest tests what a finding of a unit carries; nil = everything
// passes. Findings of other subjects fail it.
func attributeTest(kinds []graph.UnitKind, ownerships []graph.Ownership, classes []graph.UnitClass, industries []string) func(graph.Attributes) bool {
	if len(kinds)+len(ownerships)+len(classes)+len(industries) == 0 {
		return nil
	}
	var wanted [256 << 3]bool // by kind and ownership, of which there are fewer than 8
	for i, kind := range graph.UnitKinds {
		for j, ownership := range graph.Ownerships {
			wanted[(i+1)<<3|(j+1)] = oneOf(kinds, kind) && oneOf(ownerships, ownership) && oneOf(classes, graph.UnitClass{UnitKind: kind, Ownership: ownership})
		}
	}
	return func(a graph.Attributes) bool {
		return wanted[int(a[graph.AttrKind])<<3|int(a[graph.AttrOwnership])] && inIndustry(industries, a.Industry())
	}
}

// drop marks as not kept those candidates whose id fails a test.
func drop(cs []candidate, kept []bool, pass func(graph.ID) bool) {
	for i := range cs {
		kept[i] = kept[i] && pass(cs[i].id())
	}
}

func keptIDs(cs []candidate, kept []bool) []graph.ID {
	var ids []graph.ID
	for i := range cs {
		if kept[i] {
			ids = append(ids, cs[i].id())
		}
	}
	return ids
}

func (s *Store) testFindings(codes []graph.FindingCode, on graph.Date) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		found, err := s.FindingsOf(ctx, keptIDs(cs, kept), on)
		if err != nil {
			return err
		}
		drop(cs, kept, func(id graph.ID) bool {
			return slices.ContainsFunc(found[id], func(f graph.Finding) bool { return slices.Contains(codes, f.Code) })
		})
		return nil
	}
}

func (s *Store) testInside(alliance graph.ID, on graph.Date) func(context.Context, []candidate, []bool) error {
	return s.testSeat(alliance, on, true)
}

func (s *Store) testOutside(alliance graph.ID, on graph.Date) func(context.Context, []candidate, []bool) error {
	return s.testSeat(alliance, on, false)
}

func (s *Store) testSeat(alliance graph.ID, on graph.Date, inside bool) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		seats, err := s.participants(ctx, alliance, on)
		if err != nil {
			return err
		}
		in := make(map[graph.ID]bool, len(seats))
		for _, id := range seats {
			in[id] = true
		}
		drop(cs, kept, func(id graph.ID) bool { return in[id] == inside })
		return nil
	}
}

func (s *Store) testLinked(hop graph.Hop, want bool, on graph.Date) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		links, err := readLinks(ctx, s.engine, graph.LinkQuery{IDs: keptIDs(cs, kept), Hops: []graph.Hop{hop}, On: on})
		if err != nil {
			return err
		}
		drop(cs, kept, func(id graph.ID) bool { return (len(links[id]) > 0) == want })
		return nil
	}
}
