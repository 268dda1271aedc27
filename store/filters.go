package store

import (
	"context"
	"slices"
	"strings"

	"cobuild/graph"
)

// accepter builds the test of a list's filter; nil where every row belongs.
func (s *Store) accepter(snap *snapshot, q graph.ListQuery) accepter {
	from := sourceOf(&q)
	var batches []func(context.Context, []candidate, []bool) error
	for i, codes := range findingConditions(&q) {
		if i > 0 || from == fromNames || from == fromShelf { // other sources ensure the first
			batches = append(batches, s.testFindings(codes, q.On))
		}
	}
	if bySet(&q) && from != fromSet {
		batches = append(batches, testSet)
	}
	row := both(rowTest(&q), textTest(&q))
	batches = append(batches, s.linkTests(&q)...)
	if q.Kind == graph.KindPairing {
		batches = append(batches, s.testPairing(snap, q))
	}
	if row == nil && len(batches) == 0 && (from == fromShelf || from == fromNames) {
		return nil // the day was tested where it was read
	}
	if from == fromFindings && len(batches) == 0 && q.Unit != nil && onlyClasses(q.Unit) {
		keep := marksOf(q.Unit).test()
		return func(_ context.Context, cs []candidate) ([]bool, error) {
			kept := make([]bool, len(cs))
			for i := range cs {
				f := &cs[i].finding.Finding
				kept[i] = (keep == nil || keep(f.Attributes)) && cs[i].in.takes(f)
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

// both tests one thing and another; nil = everything passes.
func both(a, b func(graph.Noun) bool) func(graph.Noun) bool {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	return func(n graph.Noun) bool { return a(n) && b(n) }
}

// rowTest tests what a noun's own document tells; nil = everything passes.
func rowTest(q *graph.ListQuery) func(graph.Noun) bool {
	switch {
	case q.Unit != nil:
		return unitTest(q.Unit, q.On)
	case q.Organisation != nil:
		return organisationTest(q.Organisation, q.On)
	case q.Region != nil:
		return regionTest(q.Region)
	case q.Member != nil:
		return memberTest(q.Member, q.On)
	case q.Alliance != nil:
		if len(q.Alliance.Kinds) == 0 {
			return nil
		}
		return func(n graph.Noun) bool { return slices.Contains(q.Alliance.Kinds, n.(*graph.Alliance).AllianceKind) }
	default:
		return nil
	}
}

// linkTests test what the links of many nouns tell, read together.
func (s *Store) linkTests(q *graph.ListQuery) (tests []func(context.Context, []candidate, []bool) error) {
	outside := func(a *graph.TakesPart) {
		if a != nil && !a.Participates {
			tests = append(tests, s.testSeat(a.Alliance, q.On, false))
		}
	}
	switch {
	case q.Unit != nil:
		outside(q.Unit.Alliance)
	case q.Organisation != nil:
		outside(q.Organisation.Alliance)
		if a := q.Organisation.Alliance; a != nil && a.Participates && q.Organisation.UnderSuperior != "" {
			tests = append(tests, s.testSeat(a.Alliance, q.On, true))
		}
		if q.Organisation.Paired != nil {
			tests = append(tests, s.testPaired(q.Organisation.Paired, q.On))
		}
	case q.Region != nil:
		if q.Region.Below {
			tests = append(tests, testBelow)
		}
		if q.Region.Paired != nil {
			tests = append(tests, s.testRegionPaired(q.Region.Paired, q.On))
		}
	case q.Alliance != nil:
		if q.Alliance.Umbrella != "" && q.Alliance.Participant != "" {
			tests = append(tests, s.testSeatOf(q.Alliance.Participant, q.On))
		}
	case q.Pairing != nil:
		if len(q.Pairing.GapKinds) > 0 { // a gap has one place, a pairing those of all its ends
			tests = append(tests, s.testFindings(gapCodes(q.Pairing.GapKinds), q.On))
		}
	case q.Member != nil:
		if q.Member.Affiliated != nil {
			tests = append(tests, s.testLinked(graph.HopAffiliated, *q.Member.Affiliated, q.On))
		}
		if q.Member.Registered != nil {
			tests = append(tests, s.testLinked(graph.HopRegistered, *q.Member.Registered, q.On))
		}
	}
	return tests
}

// onlyClasses says whether a finding's attributes decide the filter alone.
func onlyClasses(f *graph.UnitFilter) bool {
	return f.StaffMin == nil && f.StaffMax == nil && len(f.States) == 0 && f.Alliance == nil && f.Text == ""
}

func oneOf[T comparable](wanted []T, value T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, value)
}

func unitTest(f *graph.UnitFilter, on graph.Date) func(graph.Noun) bool {
	if len(f.Kinds)+len(f.Ownerships)+len(f.Classes)+len(f.Industries)+len(f.States) == 0 && f.StaffMin == nil && f.StaffMax == nil {
		return nil
	}
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
	if len(f.Kinds)+len(f.Strengths) == 0 {
		return nil
	}
	return func(n graph.Noun) bool {
		o := n.(*graph.Organisation)
		strength, _ := graph.At(o.Strengths, on)
		return oneOf(f.Kinds, o.KindOn(on)) && oneOf(f.Strengths, strength)
	}
}

func regionTest(f *graph.RegionFilter) func(graph.Noun) bool {
	if len(f.Kinds)+len(f.Levels) == 0 {
		return nil
	}
	return func(n graph.Noun) bool {
		r := n.(*graph.Region)
		return oneOf(f.Kinds, r.RegionKind) && oneOf(f.Levels, r.Level)
	}
}

func memberTest(f *graph.MemberFilter, on graph.Date) func(graph.Noun) bool {
	if len(f.Statuses) == 0 && f.Away == nil {
		return nil
	}
	return func(n graph.Noun) bool {
		m := n.(*graph.Member)
		_, away := graph.At(m.Aways, on)
		return oneOf(f.Statuses, m.StatusOn(on)) && (f.Away == nil || *f.Away == away)
	}
}

// marks is what is asked of what a finding of a unit carries. Empty fields ask
// nothing.
type marks struct {
	kinds      []graph.UnitKind
	ownerships []graph.Ownership
	classes    []graph.UnitClass
	industries []string
	group      *graph.UnitGroup
}

func marksOf(f *graph.UnitFilter) marks {
	return marks{f.Kinds, f.Ownerships, f.Classes, f.Industries, f.Group}
}

// test is the test of the marks; nil = everything passes. Findings of other
// subjects fail it.
func (m marks) test() func(graph.Attributes) bool {
	if len(m.kinds)+len(m.ownerships)+len(m.classes)+len(m.industries) == 0 {
		if m.group == nil {
			return nil
		}
		return m.group.Holds
	}
	var wanted [256 << 3]bool // by kind and ownership, of which there are fewer than 8
	for i, kind := range graph.UnitKinds {
		for j, ownership := range graph.Ownerships {
			wanted[(i+1)<<3|(j+1)] = oneOf(m.kinds, kind) && oneOf(m.ownerships, ownership) && oneOf(m.classes, graph.UnitClass{UnitKind: kind, Ownership: ownership})
		}
	}
	return func(a graph.Attributes) bool {
		return wanted[int(a[graph.AttrKind])<<3|int(a[graph.AttrOwnership])] &&
			(len(m.industries) == 0 || inIndustry(m.industries, a.Industry())) && m.group.Holds(a)
	}
}

// byClass says whether the test looks at no more than the class of a unit.
func (m marks) byClass() bool {
	return len(m.industries) == 0 && (m.group == nil || m.group.Section == nil && m.group.StaffBand == "")
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
			return slices.ContainsFunc(found[id], func(f graph.Finding) bool { return slices.Contains(codes, f.Code) && !f.Info() })
		})
		return nil
	}
}

// testSet keeps those in the set that their list's filter names.
func testSet(_ context.Context, cs []candidate, kept []bool) error {
	for i := range cs {
		if kept[i] {
			_, kept[i] = slices.BinarySearch(cs[i].in.set.ids, cs[i].id())
		}
	}
	return nil
}

// testBelow keeps those below the region of their list.
func testBelow(_ context.Context, cs []candidate, kept []bool) error {
	for i := range cs {
		kept[i] = kept[i] && cs[i].id() != cs[i].in.place.Within
	}
	return nil
}

// testSeat keeps those that take part in an alliance, or those that do not.
func (s *Store) testSeat(alliance graph.ID, on graph.Date, inside bool) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		seats, err := s.farEnds(ctx, []graph.ID{alliance}, ends{graph.Out, graph.HopSeat, on})
		if err != nil {
			return err
		}
		drop(cs, kept, func(id graph.ID) bool {
			_, in := slices.BinarySearch(seats[alliance], id)
			return in == inside
		})
		return nil
	}
}

// testSeatOf keeps alliances in which a participant takes part.
func (s *Store) testSeatOf(participant graph.ID, on graph.Date) func(context.Context, []candidate, []bool) error {
	return func(ctx context.Context, cs []candidate, kept []bool) error {
		seats, err := s.farEnds(ctx, []graph.ID{participant}, ends{graph.In, graph.HopSeat, on})
		if err != nil {
			return err
		}
		drop(cs, kept, func(id graph.ID) bool { return slices.Contains(seats[participant], id) })
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
