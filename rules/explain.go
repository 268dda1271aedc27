package rules

import (
	"fmt"
	"strconv"

	"cobuild/graph"
)

// Explain says why a finding holds on a day: a code, a sentence for people,
// and what the rule saw. The World must have been gathered for its subject.
func (w *World) Explain(f graph.Finding, on graph.Date) graph.Explanation {
	var e graph.Explanation
	switch noun := w.nouns[f.Subject].(type) {
	case *graph.Unit:
		e = w.explainUnit(w.unitView(noun), f, on)
	case *graph.Organisation:
		e = w.organisationView(noun).explain(f, on)
	case *graph.Region:
		e = explainRegion(noun, f)
	case *graph.Member:
		e = w.memberView(noun).explain(f, on)
	case *graph.Pairing:
		e = w.partners(noun).explain(on)
	}
	if kind, ok := f.Code.GapKind(); ok {
		e.Severity = w.rs.Severities[kind]
		if f.Info() {
			e.Severity = graph.SeverityInfo
		}
	}
	return e
}

func evidence(name, en, zh, value string) graph.Evidence {
	return graph.Evidence{Name: name, Label: graph.Text{EN: en, ZH: zh}, Value: value}
}

// against is evidence with the threshold that it was held against.
func against(threshold string, e graph.Evidence) graph.Evidence {
	e.Threshold = &threshold
	return e
}

// overdueSince is the date asked about, held against the day by which something
// was due.
func overdueSince(due, on graph.Date) graph.Evidence {
	if due == 0 {
		return evidence("date", "date", "日期", on.String())
	}
	return against(due.String(), evidence("date", "date", "日期", on.String()))
}

// several writes a number with its noun, as English needs it.
func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func (w *World) name(id graph.ID) string {
	if n := w.nouns[id]; n != nil {
		return n.Top().Name
	}
	return string(id)
}

// evidence tells the members in force and where their number comes from.
func (v *unitView) evidence(on graph.Date) []graph.Evidence {
	members, report := v.members(on)
	seen := []graph.Evidence{
		against(strconv.Itoa(v.rs.EnoughFull), evidence("fullMembers", "full members", "正式党员", strconv.Itoa(members.full))),
		evidence("probationaryMembers", "probationary members", "预备党员", strconv.Itoa(members.probationary)),
		evidence("basis", "basis", "依据", "COUNTED"),
	}
	if report != nil {
		seen[2].Value = "REPORTED"
		if report.Date != 0 {
			seen = append(seen, evidence("reported", "date of the report", "报告日期", report.Date.String()))
		}
	}
	return seen
}

func (w *World) explainUnit(v *unitView, f graph.Finding, on graph.Date) graph.Explanation {
	name := v.unit.Name
	members, report := v.members(on)
	say := func(reason, en, zh string, args ...any) graph.Explanation {
		return graph.Explanation{
			Reason:   reason,
			Message:  graph.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)},
			Evidence: v.evidence(on),
		}
	}
	full := several(members.full, "full member")
	if kind, ok := f.Code.GapKind(); ok {
		switch kind {
		case graph.GapUncovered:
			if members.sum() == 0 && report == nil {
				return say("NO_MEMBERS", "%s has no members on record, neither by name nor by a report of their number, so whether it has any is not known: no organisation covers it and nobody works on it",
					"%s名册上没有党员，也没有人数报告，是否有党员尚不清楚：既无组织覆盖也无工作覆盖", name)
			}
			if members.sum() == 0 {
				return say("NO_MEMBERS", "%s reports that it has no members: no organisation covers it and nobody works on it", "%s报告没有党员，既无组织覆盖也无工作覆盖", name)
			}
			if members.full < v.rs.EnoughFull {
				return say("FEW_MEMBERS", "%[1]s has %[5]s (%[3]d full, fewer than %[4]d): it could join a joint branch, but no organisation covers it and nobody works on it",
					"%[1]s有党员%[2]d名，其中正式党员%[3]d名，不足%[4]d名，可纳入联合党支部，但既无组织覆盖也无工作覆盖", name, members.sum(), members.full, v.rs.EnoughFull, several(members.sum(), "member"))
			}
			return say("ENOUGH_MEMBERS", "%[1]s has %[3]s, enough for a branch of its own, but no organisation covers it and nobody works on it",
				"%[1]s有正式党员%[2]d名，可单独组建，但既无组织覆盖也无工作覆盖", name, members.full, full)
		case graph.GapNotEstablished:
			return say("ENOUGH_MEMBERS", "%[1]s has %[4]s (enough: %[3]d) and no organisation", "%[1]s有正式党员%[2]d名（满%[3]d名应组建），尚无组织", name, members.full, v.rs.EnoughFull, full)
		case graph.GapShouldSplit, graph.GapHatchable:
			reason := "COVERED_BY_ANOTHER"
			if kind == graph.GapHatchable {
				reason = "COVERED_BY_INCUBATOR"
			}
			e := say(reason, "%[1]s has %[5]s (enough: %[3]d) and is covered by %[4]s, not by an organisation of its own",
				"%[1]s有正式党员%[2]d名（满%[3]d名应单独组建），现由%[4]s覆盖，尚未单独组建", name, members.full, v.rs.EnoughFull, w.name(f.Related), full)
			e.Evidence = append(e.Evidence, evidence("coveredBy", "covering organisation", "覆盖组织", string(f.Related)))
			return e
		case graph.GapOverlap:
			a, b, _ := v.overlaps(on)
			e := say("TWO_ORGANISATIONS", "%s is covered by %s and by %s, neither of which is the other's direct superior", "%s同时由%s和%s覆盖，二者无直接隶属关系", name, w.name(a), w.name(b))
			e.Evidence = []graph.Evidence{
				evidence("coveredBy", "covering organisation", "覆盖组织", string(a)),
				evidence("coveredBy", "covering organisation", "覆盖组织", string(b)),
			}
			return e
		case graph.GapHeadcountDiffers:
			counted := v.counted.at(on)
			e := say("REPORT_AND_REGISTER_DIFFER", "%[1]s reports %[4]s and has %[3]d on record", "%[1]s报告党员%[2]d名，名册为%[3]d名", name, members.sum(), counted.sum(), several(members.sum(), "member"))
			e.Evidence = append(e.Evidence, evidence("countedMembers", "members on record", "名册党员", strconv.Itoa(counted.sum())))
			return e
		}
	}
	return w.explainStatus(v, f, say)
}

func (w *World) explainStatus(v *unitView, f graph.Finding, say func(reason, en, zh string, args ...any) graph.Explanation) graph.Explanation {
	name := v.unit.Name
	if reason, ok := f.Code.Exclusion(); ok {
		label := graph.LabelOf("ExclusionReason", string(reason))
		e := say(string(reason), "", "")
		e.Message = graph.Text{EN: fmt.Sprintf("%s is outside the base: %s", name, label.EN), ZH: fmt.Sprintf("%s不在统计范围：%s", name, label.ZH)}
		return e
	}
	establishment, members, worked, ok := f.Code.Status()
	if !ok {
		return graph.Explanation{}
	}
	mode := graph.LabelOf("Establishment", string(establishment))
	band := graph.LabelOf("MembersBand", string(members))
	reason := "NOT_COVERED"
	en := fmt.Sprintf("%s (members: %s) is covered by no organisation", name, band.EN)
	zh := fmt.Sprintf("%s（党员：%s）无组织覆盖", name, band.ZH)
	if establishment != graph.EstablishedNone {
		reason = "COVERED"
		en = fmt.Sprintf("%s (members: %s) is covered by %s, mode %s", name, band.EN, w.name(f.Related), mode.EN)
		zh = fmt.Sprintf("%s（党员：%s）由%s覆盖，方式为%s", name, band.ZH, w.name(f.Related), mode.ZH)
	}
	if worked {
		reason, en, zh = reason+"_WORKED", en+"; there is work on it", zh+"，有工作覆盖"
	} else {
		en, zh = en+"; nobody works on it", zh+"，无工作覆盖"
	}
	e := say(reason, "", "")
	e.Message = graph.Text{EN: en, ZH: zh}
	return e
}
