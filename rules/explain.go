package rules

import (
	"fmt"
	"strconv"

	"cobuild/graph"
)

// Explain says why a finding holds on a day: a code, a sentence for people,
// and what the rule saw. The World must have been gathered for its subject.
func (w *World) Explain(rs *Ruleset, f graph.Finding, on graph.Date) graph.Explanation {
	var e graph.Explanation
	switch noun := w.nouns[f.Subject].(type) {
	case *graph.Unit:
		e = w.explainUnit(rs, w.unitView(rs, noun), f, on)
	case *graph.Organisation:
		e = w.explainOrganisation(w.organisationView(rs, noun), f, on)
	case *graph.Region:
		e = explainRegion(noun, f)
	}
	if kind, ok := f.Code.GapKind(); ok {
		e.Severity = rs.Severities[kind]
		if f.Attributes[graph.AttrFlags]&graph.FlagInfo != 0 {
			e.Severity = graph.SeverityInfo
		}
	}
	return e
}

func evidence(name, en, zh, value string) graph.Evidence {
	return graph.Evidence{Name: name, Label: graph.Text{EN: en, ZH: zh}, Value: value}
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
	threshold := strconv.Itoa(v.rs.EnoughFull)
	full := evidence("fullMembers", "full members", "正式党员", strconv.Itoa(members.full))
	full.Threshold = &threshold
	seen := []graph.Evidence{
		full,
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

func (w *World) explainUnit(rs *Ruleset, v *unitView, f graph.Finding, on graph.Date) graph.Explanation {
	name := v.unit.Name
	members, _ := v.members(on)
	say := func(reason, en, zh string, args ...any) graph.Explanation {
		return graph.Explanation{
			Reason:   reason,
			Message:  graph.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)},
			Evidence: v.evidence(on),
		}
	}
	if kind, ok := f.Code.GapKind(); ok {
		switch kind {
		case graph.GapUncovered:
			if members.sum() == 0 {
				return say("NO_MEMBERS", "%s has no members: no organisation covers it and nobody works on it", "%s没有党员，既无组织覆盖也无工作覆盖", name)
			}
			if members.full < rs.EnoughFull {
				return say("FEW_MEMBERS", "%[1]s has %[2]d members of whom %[3]d are full, fewer than %[4]d: it could join a joint branch, but no organisation covers it and nobody works on it",
					"%[1]s有党员%[2]d名，其中正式党员%[3]d名，不足%[4]d名，可纳入联合党支部，但既无组织覆盖也无工作覆盖", name, members.sum(), members.full, rs.EnoughFull)
			}
			return say("ENOUGH_MEMBERS", "%[1]s has %[2]d full members, enough for a branch of its own, but no organisation covers it and nobody works on it",
				"%[1]s有正式党员%[2]d名，可单独组建，但既无组织覆盖也无工作覆盖", name, members.full)
		case graph.GapNotEstablished:
			return say("ENOUGH_MEMBERS", "%s has %d full members (%d are enough) and no organisation", "%s有正式党员%d名（满%d名应组建），尚无组织", name, members.full, rs.EnoughFull)
		case graph.GapShouldSplit, graph.GapHatchable:
			reason := "COVERED_BY_ANOTHER"
			if kind == graph.GapHatchable {
				reason = "COVERED_BY_INCUBATOR"
			}
			e := say(reason, "%[1]s has %[2]d full members (%[3]d are enough) and is covered by %[4]s, not by an organisation of its own",
				"%[1]s有正式党员%[2]d名（满%[3]d名应单独组建），现由%[4]s覆盖，尚未单独组建", name, members.full, rs.EnoughFull, w.name(f.Related))
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
			e := say("REPORT_AND_REGISTER_DIFFER", "%s reports %d members and has %d on record", "%s报告党员%d名，名册为%d名", name, members.sum(), counted.sum())
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

func (w *World) explainOrganisation(v *organisationView, f graph.Finding, on graph.Date) graph.Explanation {
	name := v.o.Name
	kind, _ := f.Code.GapKind()
	if kind == graph.GapTermOverdue {
		due, _ := v.overdue(on)
		term := v.o.TermOn(on)
		reason, en, zh := "PLANNED_END_PASSED", "planned end", "届满日"
		switch {
		case term.Extension != 0:
			reason, en, zh = "EXTENSION_PASSED", "approved extension", "批准延期日"
		case term.To == 0:
			reason, en, zh = "TERM_LENGTH_PASSED", "term length", "任期年限"
		}
		e := graph.Explanation{Reason: reason, Message: graph.Text{
			EN: fmt.Sprintf("%s: the committee term in force was due on %s (%s)", name, due, en),
			ZH: fmt.Sprintf("%s现任委员会应于%s换届（%s）", name, due, zh),
		}}
		threshold := due.String()
		today := evidence("date", "date", "日期", on.String())
		today.Threshold = &threshold
		e.Evidence = append(e.Evidence, today)
		if term.Since != 0 {
			e.Evidence = append(e.Evidence, evidence("termSince", "start of the term", "任期起日", term.Since.String()))
		}
		return e
	}
	active := 0
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
			EN: fmt.Sprintf("%s is weak and none of its %d pairings in force has an active helper for it", name, active),
			ZH: fmt.Sprintf("%s为软弱涣散党组织，现有%d个结对均无有效帮扶方", name, active),
		}
	}
	none := "1"
	pairings := evidence("activePairings", "pairings in force", "有效结对", strconv.Itoa(active))
	helpers := evidence("activeHelpers", "pairings with an active helper", "有帮扶方的结对", "0")
	helpers.Threshold = &none
	e.Evidence = []graph.Evidence{evidence("strength", "strength", "组织强弱", string(graph.StrengthWeak)), pairings, helpers}
	return e
}

func explainRegion(r *graph.Region, f graph.Finding) graph.Explanation {
	kind := graph.LabelOf("RegionKind", string(r.RegionKind))
	seen := []graph.Evidence{evidence("regionKind", "kind of region", "地区类型", string(r.RegionKind))}
	if f.Code == graph.CodeLed {
		return graph.Explanation{Reason: "LED", Evidence: seen, Message: graph.Text{
			EN: fmt.Sprintf("an organisation leads %s", r.Name), ZH: fmt.Sprintf("%s有党组织领导", r.Name),
		}}
	}
	return graph.Explanation{Reason: "NOT_LED", Evidence: seen, Message: graph.Text{
		EN: fmt.Sprintf("no organisation leads %s (%s)", r.Name, kind.EN), ZH: fmt.Sprintf("%s（%s）没有党组织领导", r.Name, kind.ZH),
	}}
}
