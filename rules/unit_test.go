package rules

import (
	"testing"

	"cobuild/graph"
)

const someDay = "2025-06-01"

func on(want string) map[string]string { return map[string]string{someDay: want} }

func status(s graph.MemberStatus) func(*graph.Member) {
	return func(m *graph.Member) { m.Statuses = always(s) }
}

func employment(e graph.Employment) func(*graph.Member) {
	return func(m *graph.Member) { m.Employments = always(e) }
}

func reports(reports ...graph.Headcount) func(*graph.Unit) {
	return func(u *graph.Unit) { u.Headcounts = reports }
}

// TestWhoseMembersCount: alive, full or probationary, in service, and at work
// in the unit; without a workplace, affiliated to the unit's own organisation
// or below it, where the first own unit going up decides.
func TestWhoseMembersCount(t *testing.T) {
	tellAll(t, []tale{
		{"three full members at work are enough", func(s *story) graph.ID {
			u := s.unit("u")
			s.employ(s.members("m", 3), u, "")
			return u
		}, on("NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED")},
		{"probationary members make few, never enough", func(s *story) graph.ID {
			u := s.unit("u")
			s.employ(s.members("m", 5, status(graph.StatusProbationary)), u, "")
			return u
		}, on("NONE FEW, UNCOVERED")},
		{"applicants and candidates do not count", func(s *story) graph.ID {
			u := s.unit("u")
			s.employ(s.members("a", 3, status(graph.StatusActivistApplicant)), u, "")
			s.employ(s.members("c", 3, status(graph.StatusDevelopmentCandidate)), u, "")
			return u
		}, on("NONE NONE, UNCOVERED")},
		{"the retired and students do not count, without a record one is in service", func(s *story) graph.ID {
			u := s.unit("u")
			s.employ(s.members("retired", 3, employment(graph.EmploymentRetired)), u, "")
			s.employ(s.members("student", 3, employment(graph.EmploymentStudent)), u, "")
			s.employ(s.members("known", 1, employment(graph.EmploymentInService)), u, "")
			s.employ(s.members("unknown", 1), u, "")
			return u
		}, on("NONE FEW, UNCOVERED")},
		{"all conditions hold on that date", func(s *story) graph.ID {
			u := s.unit("u")
			s.employ(s.members("m", 3, func(m *graph.Member) {
				m.Interval = during("2020-01-01/2030-01-01")
				m.Statuses = []graph.Spell[graph.MemberStatus]{
					{Value: graph.StatusProbationary, Interval: during("2020-01-01/2021-01-01")},
					{Value: graph.StatusFull, Interval: during("2021-01-01/2030-01-01")},
				}
				m.Employments = []graph.Spell[graph.Employment]{{Value: graph.EmploymentRetired, Interval: during("2028-01-01/2030-01-01")}}
			}), u, "2020-06-01/2029-01-01")
			return u
		}, map[string]string{
			"2020-05-31": "NONE NONE, UNCOVERED", "2020-06-01": "NONE FEW, UNCOVERED", "2020-12-31": "NONE FEW, UNCOVERED",
			"2021-01-01": "NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED", "2027-12-31": "NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED", "2028-01-01": "NONE NONE, UNCOVERED",
		}},
		{"members of the own organisation count without a workplace", func(s *story) graph.ID {
			u, o := s.unit("u"), s.organisation("o", graph.OrgBranch)
			s.covers(o, u, graph.ModeOwn, "")
			s.affiliate(s.members("m", 3), o, "")
			return u
		}, on("OWN ENOUGH")},
		{"a workplace elsewhere decides, on its days", func(s *story) graph.ID {
			u, o, other := s.unit("u"), s.organisation("o", graph.OrgBranch), s.unit("other")
			s.covers(o, u, graph.ModeOwn, "")
			m := s.members("m", 3)
			s.affiliate(m, o, "")
			s.employ(m, other, "2025-01-01/2026-01-01")
			return u
		}, map[string]string{"2024-12-31": "OWN ENOUGH", "2025-01-01": "OWN NONE", "2026-01-01": "OWN ENOUGH"}},
		{"affiliation to a joint, area, trade or attached organisation alone never counts", func(s *story) graph.ID {
			u := s.unit("u")
			for i, mode := range graph.CoverageModes[1:] {
				o := s.organisation(string(mode), graph.OrgBranch)
				s.link(graph.HopSuperior, o, graph.DerivedID(graph.KindOrganisation, "line"), "")
				s.covers(o, u, mode, "")
				s.affiliate(s.members(string(rune('a'+i)), 3), o, "")
			}
			return u
		}, on("JOINT NONE, OVERLAP")},
		{"members below the own organisation in the line count", func(s *story) graph.ID {
			u, o := s.unit("u"), s.organisation("o", graph.OrgGeneralBranch)
			branch, group := s.organisation("branch", graph.OrgBranch), s.organisation("group", graph.OrgGroup)
			s.covers(o, u, graph.ModeOwn, "")
			s.link(graph.HopSuperior, branch, o, "")
			s.link(graph.HopSuperior, group, branch, "2024-01-01")
			s.affiliate(s.members("g", 3), group, "")
			return u
		}, map[string]string{"2023-12-31": "OWN NONE", "2024-01-01": "OWN ENOUGH"}},
		{"going up, the first organisation with an own unit decides", func(s *story) graph.ID {
			u, o := s.unit("u"), s.organisation("o", graph.OrgGeneralBranch)
			branch, nearer := s.organisation("branch", graph.OrgBranch), s.unit("nearer")
			s.covers(o, u, graph.ModeOwn, "")
			s.covers(branch, nearer, graph.ModeOwn, "2025-01-01")
			s.link(graph.HopSuperior, branch, o, "")
			s.affiliate(s.members("m", 3), branch, "")
			return u
		}, map[string]string{"2024-12-31": "OWN ENOUGH", "2025-01-01": "OWN NONE"}},
		{"one who works here and belongs to the own organisation counts once", func(s *story) graph.ID {
			u, o := s.unit("u"), s.organisation("o", graph.OrgBranch)
			s.covers(o, u, graph.ModeOwn, "")
			m := s.members("m", 2)
			s.affiliate(m, o, "")
			s.employ(m, u, "")
			return u
		}, on("OWN FEW")},
		{"a report in force decides, zero too, until the next", func(s *story) graph.ID {
			u := s.unit("u", reports(
				graph.Headcount{Full: 4},
				graph.Headcount{Date: graph.MustDate("2024-01-01")},
				graph.Headcount{Date: graph.MustDate("2025-01-01"), Probationary: 3},
			))
			return u
		}, map[string]string{
			"1990-01-01": "NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED", "2023-12-31": "NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED",
			"2024-01-01": "NONE NONE, UNCOVERED", "2025-01-01": "NONE FEW, UNCOVERED",
		}},
		{"a report that differs from at least one counted member is a finding", func(s *story) graph.ID {
			u := s.unit("u", reports(graph.Headcount{Full: 2, Probationary: 1}, graph.Headcount{Date: graph.MustDate("2025-01-01"), Full: 3}))
			s.employ(s.members("m", 1), u, "2024-01-01")
			s.employ(s.members("p", 2, status(graph.StatusProbationary)), u, "2024-06-01")
			return u
		}, map[string]string{
			"2023-12-31": "NONE FEW, UNCOVERED",
			"2024-01-01": "NONE FEW, UNCOVERED, HEADCOUNT_DIFFERS",
			"2024-06-01": "NONE FEW, UNCOVERED",
			"2025-01-01": "NONE ENOUGH, UNCOVERED, NOT_ESTABLISHED", // the same sum, in other parts
		}},
	})
}

// TestStrongestCoverage: own before joint, area, trade, attached; then the
// smallest id; work counts apart.
func TestStrongestCoverage(t *testing.T) {
	tellAll(t, []tale{
		{"modes in their order, each while it holds", func(s *story) graph.ID {
			u := s.unit("u")
			top := s.organisation("top", graph.OrgCommittee)
			s.covers(top, u, graph.ModeAttached, "")
			for _, c := range []struct {
				name string
				mode graph.CoverageMode
				life string
			}{{"trade", graph.ModeTrade, "2021-01-01"}, {"area", graph.ModeArea, "2022-01-01"}, {"joint", graph.ModeJoint, "2023-01-01"}, {"own", graph.ModeOwn, "2024-01-01/2025-01-01"}} {
				s.covers(s.organisation(c.name, graph.OrgBranch), u, c.mode, c.life)
			}
			return u
		}, map[string]string{
			"2020-12-31": "ATTACHED NONE", "2021-01-01": "TRADE NONE, OVERLAP", "2022-01-01": "AREA NONE, OVERLAP",
			"2023-01-01": "JOINT NONE, OVERLAP", "2024-01-01": "OWN NONE, OVERLAP", "2025-01-01": "JOINT NONE, OVERLAP",
		}},
		{"work covers no organisation, but is not uncovered", func(s *story) graph.ID {
			return s.unit("u", func(u *graph.Unit) {
				u.Works = []graph.Work{{WorkKind: graph.WorkInstructor, Interval: during("2024-01-01/2025-01-01")}, {WorkKind: graph.WorkLiaison, Interval: during("2024-06-01/2026-01-01")}}
			})
		}, map[string]string{"2023-12-31": "NONE NONE, UNCOVERED", "2024-01-01": "NONE NONE WORKED", "2025-12-31": "NONE NONE WORKED", "2026-01-01": "NONE NONE, UNCOVERED"}},
		{"enough members under another's organisation should split", func(s *story) graph.ID {
			u := s.unit("u", reports(graph.Headcount{Full: 3}))
			s.covers(s.organisation("o", graph.OrgBranch), u, graph.ModeArea, "")
			return u
		}, on("AREA ENOUGH, SHOULD_SPLIT")},
		{"under a joint, composite or service-centre branch they hatch", func(s *story) graph.ID {
			u := s.unit("u", reports(graph.Headcount{Full: 3}))
			o := s.organisation("o", graph.OrgBranch, func(o *graph.Organisation) {
				o.Kinds = []graph.Spell[graph.OrganisationKind]{
					{Value: graph.OrgBranch, Interval: during("/2022-01-01")},
					{Value: graph.OrgJointBranch, Interval: during("2022-01-01/2023-01-01")},
					{Value: graph.OrgCompositeBranch, Interval: during("2023-01-01/2024-01-01")},
					{Value: graph.OrgServiceCentreBranch, Interval: during("2024-01-01")},
				}
			})
			s.covers(o, u, graph.ModeJoint, "")
			return u
		}, map[string]string{"2021-12-31": "JOINT ENOUGH, SHOULD_SPLIT", "2022-01-01": "JOINT ENOUGH, HATCHABLE", "2023-06-01": "JOINT ENOUGH, HATCHABLE", "2025-01-01": "JOINT ENOUGH, HATCHABLE"}},
		{"an organisation and its direct superior do not overlap, others do", func(s *story) graph.ID {
			u := s.unit("u")
			a, b, top := s.organisation("a", graph.OrgBranch), s.organisation("b", graph.OrgGeneralBranch), s.organisation("top", graph.OrgCommittee)
			s.link(graph.HopSuperior, a, b, "/2025-01-01")
			s.link(graph.HopSuperior, a, top, "2025-01-01")
			s.link(graph.HopSuperior, b, top, "")
			s.covers(a, u, graph.ModeOwn, "")
			s.covers(b, u, graph.ModeArea, "")
			return u
		}, map[string]string{"2024-12-31": "OWN NONE", "2025-01-01": "OWN NONE, OVERLAP"}},
	})
}

func TestSmallestIDOfTheStrongestMode(t *testing.T) {
	s := newStory()
	u := s.unit("u")
	a, b, weaker := s.organisation("a", graph.OrgBranch), s.organisation("b", graph.OrgBranch), graph.ID("org_00000000000000000000")
	s.put(&graph.Organisation{Head: graph.Head{ID: weaker}, Kinds: always(graph.OrgBranch)})
	s.covers(a, u, graph.ModeJoint, "")
	s.covers(b, u, graph.ModeJoint, "")
	s.covers(weaker, u, graph.ModeAttached, "")
	w, err := Gather(t.Context(), s.rs, s, []graph.ID{u})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range w.Derive([]graph.ID{u})[u] {
		if _, _, _, ok := f.Code.Status(); ok && f.Related != min(a, b) {
			t.Errorf("the status names %s, not %s", f.Related, min(a, b))
		}
	}
}

// TestScope: outside the base for the first reason of SHELL, DORMANT, KIND,
// OWNERSHIP, STAFF, STAFF_UNKNOWN.
func TestScope(t *testing.T) {
	narrow := func(s *story) {
		s.rs.Scope = Scope{
			Kinds: []graph.UnitKind{graph.UnitEnterprise}, Ownerships: []graph.Ownership{graph.OwnershipPrivate},
			LeastStaff: map[graph.UnitKind]int{graph.UnitEnterprise: 10, graph.UnitSchool: 10},
		}
	}
	class := func(kind graph.UnitKind, ownership graph.Ownership) func(*graph.Unit) {
		return func(u *graph.Unit) { u.Classes = always(graph.UnitClass{UnitKind: kind, Ownership: ownership}) }
	}
	state := func(state graph.UnitState) func(*graph.Unit) {
		return func(u *graph.Unit) { u.States = always(state) }
	}
	staff := func(n int) func(*graph.Unit) { return func(u *graph.Unit) { u.Staffs = always(n) } }
	tell := func(change ...func(*graph.Unit)) func(s *story) graph.ID {
		return func(s *story) graph.ID { narrow(s); return s.unit("u", change...) }
	}
	tellAll(t, []tale{
		{"a shell, whatever else", tell(state(graph.StateShell), class(graph.UnitSchool, graph.OwnershipState)), on("excluded SHELL")},
		{"dormant, whatever its class", tell(state(graph.StateDormant), class(graph.UnitSchool, graph.OwnershipState)), on("excluded DORMANT")},
		{"a kind outside, before its ownership and staff", tell(class(graph.UnitSchool, graph.OwnershipState), staff(1)), on("excluded KIND")},
		{"an ownership outside, before its staff", tell(class(graph.UnitEnterprise, graph.OwnershipState), staff(1)), on("excluded OWNERSHIP")},
		{"too few staff", tell(staff(9)), on("excluded STAFF")},
		{"staff not known", tell(), on("excluded STAFF_UNKNOWN")},
		{"as many staff as are asked for", tell(staff(10)), on("NONE NONE, UNCOVERED")},
		{"no staff is known staff", tell(staff(0)), on("excluded STAFF")},
		{"by default every unit that operates is in, staff known or not", func(s *story) graph.ID {
			return s.unit("u", class(graph.UnitOther, graph.OwnershipNone))
		}, on("NONE NONE, UNCOVERED")},
		{"each on its days; days without a state are operating", func(s *story) graph.ID {
			narrow(s)
			return s.unit("u", func(u *graph.Unit) {
				u.States = []graph.Spell[graph.UnitState]{{Value: graph.StateDormant, Interval: during("2020-01-01/2021-01-01")}, {Value: graph.StateShell, Interval: during("2021-01-01/2022-01-01")}}
				u.Staffs = []graph.Spell[int]{{Value: 9, Interval: during("2022-06-01/2023-01-01")}, {Value: 12, Interval: during("2023-01-01")}}
			})
		}, map[string]string{
			"2019-12-31": "excluded STAFF_UNKNOWN", "2020-01-01": "excluded DORMANT", "2021-01-01": "excluded SHELL",
			"2022-01-01": "excluded STAFF_UNKNOWN", "2022-06-01": "excluded STAFF", "2023-01-01": "NONE NONE, UNCOVERED",
		}},
		{"outside the base there are no gaps of coverage, but overlap and differing numbers", func(s *story) graph.ID {
			u := s.unit("u", state(graph.StateShell), reports(graph.Headcount{Full: 5}))
			s.employ(s.members("m", 1), u, "")
			s.covers(s.organisation("a", graph.OrgBranch), u, graph.ModeJoint, "")
			s.covers(s.organisation("b", graph.OrgBranch), u, graph.ModeArea, "")
			return u
		}, on("excluded SHELL, OVERLAP, HEADCOUNT_DIFFERS")},
		{"a unit has findings within its life alone", func(s *story) graph.ID {
			return s.unit("u", func(u *graph.Unit) { u.Interval = during("2024-01-01/2025-01-01") })
		}, map[string]string{"2023-12-31": "", "2024-01-01": "NONE NONE, UNCOVERED", "2024-12-31": "NONE NONE, UNCOVERED", "2025-01-01": ""}},
	})
}
