package rules

import (
	"fmt"
	"strconv"

	"cobuild/graph"
)

func (v *organisationView) explain(f graph.Finding, on graph.Date) graph.Explanation {
	switch kind, _ := f.Code.GapKind(); kind {
	case graph.GapTermOverdue:
		return v.explainTerm(on)
	case graph.GapOversize:
		return v.explainSize(on)
	case graph.GapTooManyUnits:
		return v.explainUnits(on)
	case graph.GapSecretaryVacant:
		return v.explainVacancy(on)
	case graph.GapCommitteeMissing:
		return v.explainCommittee(on)
	default:
		return v.explainWeakness(on)
	}
}

func (v *organisationView) explainTerm(on graph.Date) graph.Explanation {
	term, name := v.o.TermOn(on), v.o.Name
	if term == nil {
		return graph.Explanation{}
	}
	due, _ := v.overdue(on)
	reason, en, zh := "PLANNED_END_PASSED", "planned end", "届满日"
	switch {
	case term.Extension != 0:
		reason, en, zh = "EXTENSION_PASSED", "approved extension", "批准延期日"
	case term.To == 0:
		reason, en, zh = "TERM_LENGTH_PASSED", "term length", "任期年限"
	}
	e := graph.Explanation{Reason: reason, Evidence: []graph.Evidence{overdueSince(due, on)}, Message: graph.Text{
		EN: fmt.Sprintf("%s: the committee term in force was due on %s (%s)", name, due, en),
		ZH: fmt.Sprintf("%s现任委员会应于%s换届（%s）", name, due, zh),
	}}
	if term.Since != 0 {
		e.Evidence = append(e.Evidence, evidence("termSince", "start of the term", "任期起日", term.Since.String()))
	}
	return e
}

func (v *organisationView) explainSize(on graph.Date) graph.Explanation {
	members := v.members.at(on)
	most, _ := v.mostMembers(v.o.KindOn(on))
	kind := graph.LabelOf("OrganisationKind", string(v.o.KindOn(on)))
	return graph.Explanation{
		Reason: "MEMBERS_ABOVE_LIMIT",
		Message: graph.Text{
			EN: fmt.Sprintf("%s (%s) has %s, at most %d are allowed", v.o.Name, kind.EN, several(members.sum(), "member"), most),
			ZH: fmt.Sprintf("%s有党员%d名，超过%s的上限%d名", v.o.Name, members.sum(), kind.ZH, most),
		},
		Evidence: []graph.Evidence{
			against(strconv.Itoa(most), evidence("members", "full and probationary members", "党员（含预备党员）", strconv.Itoa(members.sum()))),
			evidence("organisationKind", "kind of organisation", "组织类型", string(v.o.KindOn(on))),
		},
	}
}

func (v *organisationView) explainUnits(on graph.Date) graph.Explanation {
	units := v.units.at(on).full
	return graph.Explanation{
		Reason: "UNITS_ABOVE_LIMIT",
		Message: graph.Text{
			EN: fmt.Sprintf("%s covers %s, at most %d are allowed", v.o.Name, several(units, "unit"), v.rs.JointMost),
			ZH: fmt.Sprintf("%s覆盖%d个单位，超过联合党支部的上限%d个", v.o.Name, units, v.rs.JointMost),
		},
		Evidence: []graph.Evidence{
			against(strconv.Itoa(v.rs.JointMost), evidence("units", "units covered", "覆盖单位", strconv.Itoa(units))),
		},
	}
}

// vacantSince is the first day of the vacancy that holds on day d, 0 = before
// records began, and whether a secretary left on it.
func (v *organisationView) vacantSince(d graph.Date) (since graph.Date, left bool) {
	for _, one := range v.holders {
		if one.end <= d {
			since, left = one.end, true
		}
	}
	if !left {
		since = v.o.Since
	}
	return since, left
}

func (v *organisationView) explainVacancy(on graph.Date) graph.Explanation {
	since, left := v.vacantSince(on)
	var due graph.Date
	if since != 0 {
		due = since.AddMonths(v.rs.VacantMonths)
	}
	e := graph.Explanation{Reason: "NO_SECRETARY_YET", Evidence: []graph.Evidence{overdueSince(due, on)}, Message: graph.Text{
		EN: v.o.Name + " has had no secretary on record up to this date", ZH: v.o.Name + "至该日尚无书记记录",
	}}
	switch {
	case left:
		e.Reason = "SECRETARY_LEFT"
		e.Message = graph.Text{
			EN: fmt.Sprintf("%s has had no secretary since %s, for %s or more", v.o.Name, since, several(v.rs.VacantMonths, "month")),
			ZH: fmt.Sprintf("%s自%s起无书记，已满%d个月", v.o.Name, since, v.rs.VacantMonths),
		}
	case len(v.holders) == 0:
		e.Reason = "NO_SECRETARY_RECORDED"
		e.Message = graph.Text{EN: "no secretary of " + v.o.Name + " was ever recorded", ZH: v.o.Name + "从未记录书记"}
	}
	if since != 0 {
		e.Evidence = append(e.Evidence, evidence("vacantSince", "vacant since", "空缺起日", since.String()))
	}
	return e
}

func (v *organisationView) explainCommittee(on graph.Date) graph.Explanation {
	members := v.members.at(on)
	full := several(members.full, "full member")
	e := graph.Explanation{Reason: "NO_TERM_IN_FORCE", Message: graph.Text{
		EN: fmt.Sprintf("%s has %s (%d call for a committee) and no committee term is in force", v.o.Name, full, v.rs.CommitteeFull),
		ZH: fmt.Sprintf("%s有正式党员%d名（满%d名应设支委会），现无有效的委员会任期", v.o.Name, members.full, v.rs.CommitteeFull),
	}}
	if len(v.o.Terms) == 0 {
		e.Reason = "NO_TERM_RECORDED"
		e.Message = graph.Text{
			EN: fmt.Sprintf("%s has %s (%d call for a committee) and no committee term was ever recorded", v.o.Name, full, v.rs.CommitteeFull),
			ZH: fmt.Sprintf("%s有正式党员%d名（满%d名应设支委会），从未记录委员会任期", v.o.Name, members.full, v.rs.CommitteeFull),
		}
	}
	e.Evidence = []graph.Evidence{
		against(strconv.Itoa(v.rs.CommitteeFull), evidence("fullMembers", "full members", "正式党员", strconv.Itoa(members.full))),
		evidence("committeeTerms", "committee terms on record", "已记录的委员会任期", strconv.Itoa(len(v.o.Terms))),
	}
	return e
}

func (v *organisationView) explainWeakness(on graph.Date) graph.Explanation {
	name, active := v.o.Name, 0
	for _, p := range v.pairings {
		if p.Holds(on) {
			active++
		}
	}
	e := graph.Explanation{Reason: "NO_PAIRING", Message: graph.Text{
		EN: fmt.Sprintf("%s is weak and no pairing is in force for it", name), ZH: fmt.Sprintf("%s为软弱涣散党组织，没有有效结对", name),
	}}
	if active > 0 {
		e.Reason = "NO_HELPER"
		e.Message = graph.Text{
			EN: fmt.Sprintf("%s is weak and has %s in force, but no active helper", name, several(active, "pairing")),
			ZH: fmt.Sprintf("%s为软弱涣散党组织，现有%d个结对均无有效帮扶方", name, active),
		}
	}
	e.Evidence = []graph.Evidence{
		evidence("strength", "strength", "组织强弱", string(graph.StrengthWeak)),
		evidence("activePairings", "pairings in force", "有效结对", strconv.Itoa(active)),
		against("1", evidence("activeHelpers", "pairings with an active helper", "有帮扶方的结对", "0")),
	}
	return e
}
