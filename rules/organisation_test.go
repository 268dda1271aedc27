package rules

import (
	"testing"

	"cobuild/graph"
)

func term(t graph.Term, life string) func(*graph.Organisation) {
	t.Interval = during(life)
	return func(o *graph.Organisation) { o.Terms = append(o.Terms, t) }
}

func day1(text string) graph.Date { return graph.MustDate(text) }

// gapsOnly leaves out findings about which a tale is not.
func gapsOnly(t *testing.T, tales []tale, gap graph.GapKind) {
	t.Helper()
	for _, one := range tales {
		t.Run(one.name, func(t *testing.T) {
			s := newStory()
			subject := one.tell(s)
			for on, want := range one.want {
				got := ""
				w, err := Gather(t.Context(), s.rs, s, []graph.ID{subject})
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range w.Derive([]graph.ID{subject})[subject] {
					if kind, ok := f.Code.GapKind(); ok && kind == gap && f.Piece.Holds(graph.MustDate(on)) {
						got = string(kind)
					}
				}
				if got != want {
					t.Errorf("on %s: %q, want %q", on, got, want)
				}
			}
		})
	}
}

// TestTermOverdue: the term in force is past its planned or extended end;
// without a planned end, 5 years from its start for an organisation that leads
// a village or community on that date, else 3; without any date, never.
func TestTermOverdue(t *testing.T) {
	const overdue = "TERM_OVERDUE"
	since := func(s *story, kind graph.OrganisationKind) graph.ID {
		return s.organisation("o", kind, term(graph.Term{}, "2020-02-29"))
	}
	gapsOnly(t, []tale{
		{"from its planned end on", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-05-01")}, "2021-05-01"))
		}, map[string]string{"2024-04-30": "", "2024-05-01": overdue, "2079-01-01": overdue}},
		{"an extension replaces the planned end", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-05-01"), Extension: day1("2024-11-01")}, "2021-05-01"))
		}, map[string]string{"2024-05-01": "", "2024-10-31": "", "2024-11-01": overdue}},
		{"not after the next term has begun", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-05-01")}, "2021-05-01/2024-09-01"), term(graph.Term{To: day1("2027-09-01")}, "2024-09-01"))
		}, map[string]string{"2024-08-31": overdue, "2024-09-01": "", "2027-08-31": "", "2027-09-01": overdue}},
		{
			"without a planned end after 3 years, the last day of a shorter month", func(s *story) graph.ID { return since(s, graph.OrgBranch) },
			map[string]string{"2023-02-27": "", "2023-02-28": overdue},
		},
		{"after 5 years where it leads a village", func(s *story) graph.ID {
			o := since(s, graph.OrgCommittee)
			s.link(graph.HopLeads, o, s.region("v", graph.RegionVillage, ""), "")
			return o
		}, map[string]string{"2023-02-28": "", "2025-02-27": "", "2025-02-28": overdue}},
		{"after 5 years where it leads a community", func(s *story) graph.ID {
			o := since(s, graph.OrgCommittee)
			s.link(graph.HopLeads, o, s.region("c", graph.RegionCommunity, ""), "")
			return o
		}, map[string]string{"2025-02-27": "", "2025-02-28": overdue}},
		{"after 3 where it leads a township", func(s *story) graph.ID {
			o := since(s, graph.OrgCommittee)
			s.link(graph.HopLeads, o, s.region("t", graph.RegionTownship, ""), "")
			return o
		}, map[string]string{"2023-02-27": "", "2023-02-28": overdue}},
		{"by what it leads on that date", func(s *story) graph.ID {
			o := since(s, graph.OrgCommittee)
			s.link(graph.HopLeads, o, s.region("v", graph.RegionVillage, ""), "2023-06-01/2024-06-01")
			return o
		}, map[string]string{"2023-05-31": overdue, "2023-06-01": "", "2024-05-31": "", "2024-06-01": overdue}},
		{"a planned end is not lengthened by a village", func(s *story) graph.ID {
			o := s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-05-01")}, "2021-05-01"))
			s.link(graph.HopLeads, o, s.region("v", graph.RegionVillage, ""), "")
			return o
		}, map[string]string{"2024-04-30": "", "2024-05-01": overdue}},
		{"never without a date to count from", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{}, ""))
		}, map[string]string{"1950-01-01": "", "2079-01-01": ""}},
		{"never without a term", func(s *story) graph.ID { return s.organisation("o", graph.OrgBranch) }, map[string]string{"2079-01-01": ""}},
		{"not of kinds whose committees serve no term, on the days they are of that kind", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-01-01")}, "2021-01-01"), func(o *graph.Organisation) {
				o.Kinds = []graph.Spell[graph.OrganisationKind]{{Value: graph.OrgLeadingGroup, Interval: during("/2025-01-01")}, {Value: graph.OrgBranch, Interval: during("2025-01-01")}}
			})
		}, map[string]string{"2024-06-01": "", "2025-01-01": overdue}},
		{"not after its end", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, term(graph.Term{To: day1("2024-01-01")}, "2021-01-01/2024-06-01"), func(o *graph.Organisation) { o.Interval = during("2021-01-01/2024-06-01") })
		}, map[string]string{"2024-05-31": overdue, "2024-06-01": ""}},
	}, graph.GapTermOverdue)
}

// TestWeakUnpaired: weak, and no active pairing has a helped end that counts
// for it and a helper end that does not. A region counts for the organisation
// that leads it, a unit for the one whose own it is, on that date.
func TestWeakUnpaired(t *testing.T) {
	const alone = "WEAK_UNPAIRED"
	weak := func(s *story) graph.ID {
		return s.organisation("weak", graph.OrgBranch, func(o *graph.Organisation) { o.Strengths = always(graph.StrengthWeak) })
	}
	helper := func(s *story) graph.ID { return s.organisation("helper", graph.OrgBranch) }
	gapsOnly(t, []tale{
		{"weak and alone, while it is weak", func(s *story) graph.ID {
			return s.organisation("o", graph.OrgBranch, func(o *graph.Organisation) {
				o.Strengths = []graph.Spell[graph.Strength]{{Value: graph.StrengthOrdinary, Interval: during("/2024-01-01")}, {Value: graph.StrengthWeak, Interval: during("2024-01-01/2025-01-01")}, {Value: graph.StrengthStrong, Interval: during("2025-01-01")}}
			})
		}, map[string]string{"2023-12-31": "", "2024-01-01": alone, "2024-12-31": alone, "2025-01-01": ""}},
		{"helped while the pairing holds", func(s *story) graph.ID {
			o, p := weak(s), s.pairing("p", "2024-01-01/2025-01-01")
			s.end(p, o, graph.RoleHelped, "2024-01-01/2025-01-01")
			s.end(p, helper(s), graph.RoleHelper, "2024-01-01/2025-01-01")
			return o
		}, map[string]string{"2023-12-31": alone, "2024-01-01": "", "2024-12-31": "", "2025-01-01": alone}},
		{"peers help nobody, helpers are not helped", func(s *story) graph.ID {
			o, p, q := weak(s), s.pairing("p", ""), s.pairing("q", "")
			s.end(p, o, graph.RolePeer, "")
			s.end(p, helper(s), graph.RolePeer, "")
			s.end(q, o, graph.RoleHelper, "")
			s.end(q, helper(s), graph.RoleHelped, "")
			return o
		}, map[string]string{someDay: alone}},
		{"only as long as the helper is there", func(s *story) graph.ID {
			o, p := weak(s), s.pairing("p", "")
			s.end(p, o, graph.RoleHelped, "")
			s.end(p, helper(s), graph.RoleHelper, "/2025-01-01")
			s.end(p, s.organisation("third", graph.OrgBranch), graph.RolePeer, "")
			return o
		}, map[string]string{"2024-12-31": "", "2025-01-01": alone}},
		{"through the village it leads, while it leads it", func(s *story) graph.ID {
			o, p, v := weak(s), s.pairing("p", ""), s.region("v", graph.RegionVillage, "")
			s.link(graph.HopLeads, o, v, "2024-01-01/2025-01-01")
			s.end(p, v, graph.RoleHelped, "")
			s.end(p, s.region("strong village", graph.RegionVillage, ""), graph.RoleHelper, "")
			return o
		}, map[string]string{"2023-12-31": alone, "2024-01-01": "", "2025-01-01": alone}},
		{"through the unit whose own it is, not one it covers otherwise", func(s *story) graph.ID {
			o, p, u := weak(s), s.pairing("p", ""), s.unit("u")
			s.covers(o, u, graph.ModeJoint, "/2025-01-01")
			s.covers(o, u, graph.ModeOwn, "2025-01-01")
			s.end(p, u, graph.RoleHelped, "")
			s.end(p, helper(s), graph.RoleHelper, "")
			return o
		}, map[string]string{"2024-12-31": alone, "2025-01-01": ""}},
		{"not by itself: its own village as helper", func(s *story) graph.ID {
			o, p, v := weak(s), s.pairing("p", ""), s.region("v", graph.RegionVillage, "")
			s.link(graph.HopLeads, o, v, "/2025-01-01")
			s.end(p, o, graph.RoleHelped, "")
			s.end(p, v, graph.RoleHelper, "")
			return o
		}, map[string]string{"2024-12-31": alone, "2025-01-01": ""}},
	}, graph.GapWeakUnpaired)
}

// TestLed: a township, village, community or zone is led or not on each day of
// its life; of other regions nothing is asked.
func TestLed(t *testing.T) {
	led := func(kind graph.RegionKind) func(s *story) graph.ID {
		return func(s *story) graph.ID {
			r := s.region("r", kind, "2020-01-01/2030-01-01")
			s.link(graph.HopLeads, s.organisation("a", graph.OrgCommittee), r, "2021-01-01/2022-01-01")
			s.link(graph.HopLeads, s.organisation("b", graph.OrgCommittee), r, "2023-01-01/2030-01-01")
			return r
		}
	}
	asked := map[string]string{
		"2019-12-31": "", "2020-01-01": "NOT_LED, NO_ORGANISATION", "2021-01-01": "LED", "2021-12-31": "LED",
		"2022-01-01": "NOT_LED, NO_ORGANISATION", "2023-01-01": "LED", "2030-01-01": "",
	}
	nothing := map[string]string{"2020-01-01": "", "2021-06-01": "", "2025-01-01": ""}
	var tales []tale
	for _, kind := range graph.RegionKinds {
		want := nothing
		switch kind {
		case graph.RegionTownship, graph.RegionVillage, graph.RegionCommunity:
			want = asked
		default:
			if kind.Zone() {
				want = asked
			}
		}
		tales = append(tales, tale{string(kind), led(kind), want})
	}
	tellAll(t, tales)
}
