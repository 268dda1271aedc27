package rules

import (
	"fmt"
	"strconv"

	"cobuild/graph"
)

// explain says why a member has a gap, without the member's name, which not
// everybody may see.
func (v *memberView) explain(f graph.Finding, on graph.Date) graph.Explanation {
	switch f.Code {
	case graph.GapUnregistered.Code():
		return graph.Explanation{
			Reason:  "NO_AFFILIATION",
			Message: graph.Text{EN: "the member is affiliated to no organisation", ZH: "该党员没有组织关系"},
			Evidence: []graph.Evidence{
				evidence("memberStatus", "status of the member", "党员身份", string(v.m.StatusOn(on))),
				against("1", evidence("affiliations", "affiliations in force", "有效组织关系", "0")),
			},
		}
	case graph.GapAdrift.Code():
		return v.explainAdrift(on)
	case graph.GapNotReported.Code(), graph.CodeNotReported:
		return v.explainReport("NOT_REGISTERED_AT_HOME", graph.Text{
			EN: "the member lives in %s and is in service, but is neither registered with nor affiliated to %s, which leads it, or an organisation below that",
			ZH: "该党员在职，居住在%s，未向领导该地的%s或其下级组织报到，组织关系也不在其中",
		}, on)
	default: // graph.CodeReported, the opposite
		return v.explainReport("REGISTERED_AT_HOME", graph.Text{
			EN: "the member lives in %s, is in service, and is registered with or affiliated to %s, which leads it, or an organisation below that",
			ZH: "该党员在职，居住在%s，已向领导该地的%s或其下级组织报到，或组织关系在其中",
		}, on)
	}
}

func (v *memberView) explainAdrift(on graph.Date) graph.Explanation {
	away, affiliation := v.adrift(on)
	if away == nil {
		return graph.Explanation{}
	}
	due := v.adriftFrom(away.Since)
	months := several(v.rs.AwayMonths, "month")
	e := graph.Explanation{Reason: "AFFILIATION_NOT_TRANSFERRED", Evidence: []graph.Evidence{overdueSince(due, on)}, Message: graph.Text{
		EN: fmt.Sprintf("the member has been away at a fixed place since before records began, for %s or more, and is still affiliated to %s", months, v.w.name(affiliation.To)),
		ZH: fmt.Sprintf("该党员自有记录以前即在固定地点外出，已满%d个月，组织关系仍在%s", v.rs.AwayMonths, v.w.name(affiliation.To)),
	}}
	if away.Since != 0 {
		e.Message = graph.Text{
			EN: fmt.Sprintf("the member has been away at a fixed place since %s, for %s or more, and is still affiliated to %s", away.Since, months, v.w.name(affiliation.To)),
			ZH: fmt.Sprintf("该党员自%s起在固定地点外出，已满%d个月，组织关系仍在%s", away.Since, v.rs.AwayMonths, v.w.name(affiliation.To)),
		}
		e.Evidence = append(e.Evidence, evidence("awaySince", "away since", "外出起日", away.Since.String()))
	}
	e.Evidence = append(e.Evidence, evidence("affiliation", "organisation of affiliation", "组织关系所在组织", string(affiliation.To)))
	if affiliation.Since != 0 {
		e.Evidence = append(e.Evidence, evidence("affiliatedSince", "affiliated since", "组织关系起日", affiliation.Since.String()))
	}
	return e
}

func (v *memberView) explainReport(reason string, message graph.Text, on graph.Date) graph.Explanation {
	community := v.community(on)
	with, _, _ := v.reports(on)
	registrations := 0
	for i := range v.registered {
		if v.registered[i].Holds(on) {
			registrations++
		}
	}
	return graph.Explanation{
		Reason: reason,
		Message: graph.Text{
			EN: fmt.Sprintf(message.EN, v.w.name(community), v.w.name(with)),
			ZH: fmt.Sprintf(message.ZH, v.w.name(community), v.w.name(with)),
		},
		Evidence: []graph.Evidence{
			evidence("community", "community of residence", "居住社区", string(community)),
			evidence("leadingOrganisation", "organisation that leads it", "领导该地的组织", string(with)),
			evidence("registrations", "registrations in force", "有效报到", strconv.Itoa(registrations)),
		},
	}
}

func (v *partners) explain(on graph.Date) graph.Explanation {
	last, due := v.last(on), v.idleFrom(on)
	days := several(v.rs.IdleDays, "day")
	e := graph.Explanation{Reason: "NO_ACTIVITY_YET", Evidence: []graph.Evidence{overdueSince(due, on)}, Message: graph.Text{
		EN: "no activity of the pairing is on record up to this date", ZH: "该结对至该日尚无活动记录",
	}}
	switch {
	case last != 0:
		e.Reason = "LAST_ACTIVITY_LONG_AGO"
		e.Message = graph.Text{
			EN: fmt.Sprintf("the last activity of the pairing was on %s, at least %s ago", last, days),
			ZH: fmt.Sprintf("该结对最近一次活动在%s，已满%d天", last, v.rs.IdleDays),
		}
		e.Evidence = append(e.Evidence, evidence("lastActivity", "last activity", "最近活动", last.String()))
	case v.p.Since != 0:
		e.Message = graph.Text{
			EN: fmt.Sprintf("the pairing has had no activity since it began on %s, at least %s ago", v.p.Since, days),
			ZH: fmt.Sprintf("该结对自%s起尚无活动，已满%d天", v.p.Since, v.rs.IdleDays),
		}
		e.Evidence = append(e.Evidence, evidence("pairedSince", "start of the pairing", "结对起日", v.p.Since.String()))
	case len(v.days) == 0:
		e.Reason = "NO_ACTIVITY_RECORDED"
		e.Message = graph.Text{EN: "no activity of the pairing was ever recorded", ZH: "该结对从未记录活动"}
	}
	return e
}
