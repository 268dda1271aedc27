package rules

import (
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// Describe lists the parameters and rules of the set, with their sources.
func (rs *Ruleset) Describe() *graph.Ruleset {
	return &graph.Ruleset{
		ID: rs.ID, Version: rs.Version, Name: rs.Name, Fingerprint: rs.Fingerprint(),
		Scope: rs.Scope.classes(), Parameters: rs.sourced(), Rules: append(rateRules(), rs.gapRules()...),
	}
}

// classes spells out the classes of the scope, in the order of the vocabulary.
func (s Scope) classes() (classes []graph.UnitClass) {
	for _, kind := range graph.UnitKinds {
		for _, ownership := range graph.Ownerships {
			if slices.Contains(s.Kinds, kind) && slices.Contains(s.Ownerships, ownership) {
				classes = append(classes, graph.UnitClass{UnitKind: kind, Ownership: ownership})
			}
		}
	}
	return classes
}

// sourced are the parameters; those that are not the default ones have the set
// itself as their source.
func (rs *Ruleset) sourced() []graph.Parameter {
	own := rs.parameters()
	for i, base := range Default().parameters() {
		p := &own[i]
		if p.Value == base.Value {
			continue
		}
		was := base.Value
		if was == "" {
			was = "-"
		}
		p.Source = graph.Text{
			EN: fmt.Sprintf("Set by ruleset %s; by default %s (%s)", rs.ID, was, base.Source.EN),
			ZH: fmt.Sprintf("由规则集%s设定；默认为%s（%s）", rs.ID, was, base.Source.ZH),
		}
	}
	return own
}

func (rs *Ruleset) parameters() []graph.Parameter {
	least := make([]string, 0, len(rs.Scope.LeastStaff))
	for kind, n := range rs.Scope.LeastStaff {
		least = append(least, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(least)
	return []graph.Parameter{
		{Name: "scope.kinds", Value: list(rs.Scope.Kinds), Source: annualForm, Label: graph.Text{EN: "Unit kinds in the base", ZH: "纳入统计的单位类型"}},
		{Name: "scope.ownerships", Value: list(rs.Scope.Ownerships), Source: annualForm, Label: graph.Text{EN: "Ownerships in the base", ZH: "纳入统计的所有制"}},
		{Name: "scope.leastStaff", Value: strings.Join(least, ", "), Source: annualForm, Label: graph.Text{EN: "Least staff per unit kind", ZH: "各类型最低职工人数"}},
		{Name: "enoughFull", Value: fmt.Sprint(rs.EnoughFull), Source: branchRegulations, Label: graph.Text{EN: "Full members that make a branch of its own due", ZH: "应单独组建的正式党员人数"}},
		{Name: "hatchingKinds", Value: list(rs.HatchingKinds), Source: areaPractice, Label: graph.Text{EN: "Organisations that prepare branches of their own", ZH: "可孵化党支部的组织类型"}},
		{Name: "termKinds", Value: list(rs.TermKinds), Source: termRegulations, Label: graph.Text{EN: "Organisations whose committees serve a term", ZH: "实行任期制的组织类型"}},
		{Name: "termYears", Value: fmt.Sprint(rs.TermYears), Source: termRegulations, Label: graph.Text{EN: "Years of a term without a planned end", ZH: "未注明届满日时的任期年数"}},
		{Name: "termYearsLong", Value: fmt.Sprint(rs.TermYearsLong), Source: termRegulations, Label: graph.Text{EN: "The same in villages and communities", ZH: "村和社区的任期年数"}},
		{Name: "longTermKinds", Value: list(rs.LongTermKinds), Source: termRegulations, Label: graph.Text{EN: "Regions whose leading organisation serves the long term", ZH: "适用较长任期的地区类型"}},
		{Name: "ledKinds", Value: list(rs.LedKinds), Source: areaPractice, Label: graph.Text{EN: "Regions that an organisation should lead", ZH: "应有党组织领导的地区类型"}},
		{Name: "branchKinds", Value: list(rs.BranchKinds), Source: sizeRegulations, Label: graph.Text{EN: "Organisations that are branches", ZH: "党支部类组织"}},
		{Name: "branchMost", Value: fmt.Sprint(rs.BranchMost), Source: sizeRegulations, Label: graph.Text{EN: "Most members of a branch", ZH: "党支部党员人数上限"}},
		{Name: "generalBranchKinds", Value: list(rs.GeneralBranchKinds), Source: sizeRegulations, Label: graph.Text{EN: "Organisations that are general branches", ZH: "党总支类组织"}},
		{Name: "generalBranchMost", Value: fmt.Sprint(rs.GeneralBranchMost), Source: sizeRegulations, Label: graph.Text{EN: "Most members of a general branch", ZH: "党总支党员人数上限"}},
		{Name: "jointKinds", Value: list(rs.JointKinds), Source: sizeRegulations, Label: graph.Text{EN: "Organisations that may cover only so many units", ZH: "限制覆盖单位数的组织类型"}},
		{Name: "jointMost", Value: fmt.Sprint(rs.JointMost), Source: sizeRegulations, Label: graph.Text{EN: "Most units of a joint branch", ZH: "联合党支部覆盖单位上限"}},
		{Name: "secretaryKinds", Value: list(rs.SecretaryKinds), Source: vacancyPractice, Label: graph.Text{EN: "Organisations that need a secretary", ZH: "应有书记的组织类型"}},
		{Name: "vacantMonths", Value: fmt.Sprint(rs.VacantMonths), Source: vacancyPractice, Label: graph.Text{EN: "Months for which a post of secretary may be vacant", ZH: "书记空缺的月数上限"}},
		{Name: "committeeKinds", Value: list(rs.CommitteeKinds), Source: committeeRegulations, Label: graph.Text{EN: "Organisations that may need a committee", ZH: "可能应设支委会的组织类型"}},
		{Name: "committeeFull", Value: fmt.Sprint(rs.CommitteeFull), Source: committeeRegulations, Label: graph.Text{EN: "Full members that call for a committee", ZH: "应设支委会的正式党员人数"}},
		{Name: "idleDays", Value: fmt.Sprint(rs.IdleDays), Source: ownConvention, Label: graph.Text{EN: "Days without activity that make a pairing idle", ZH: "结对无活动的天数上限"}},
		{Name: "awayMonths", Value: fmt.Sprint(rs.AwayMonths), Source: mobileRegulations, Label: graph.Text{EN: "Months away at a fixed place after which the affiliation is transferred", ZH: "应转接组织关系的固定外出月数"}},
		{Name: "reportKinds", Value: list(rs.ReportKinds), Source: reportPractice, Label: graph.Text{EN: "Regions with which members who live there register", ZH: "居住党员应报到的地区类型"}},
		{Name: "reportWithinKinds", Value: list(rs.ReportWithinKinds), Source: reportPractice, Label: graph.Text{EN: "Regions of residence that count for the one they lie in", ZH: "归所属社区的居住地类型"}},
	}
}

func list[T ~string](values []T) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = string(v)
	}
	return strings.Join(parts, ", ")
}

func rateRules() []graph.Rule {
	rate := func(name graph.RateName, en, zh, descriptionEN, descriptionZH string, source graph.Text) graph.Rule {
		return graph.Rule{Code: string(name), Name: graph.Text{EN: en, ZH: zh}, Description: graph.Text{EN: descriptionEN, ZH: descriptionZH}, Source: source}
	}
	return []graph.Rule{
		rate(graph.RateOrganisationCoverage, "Organisation coverage", "组织覆盖率", "units that an organisation covers in any mode / units in scope", "有组织以任何方式覆盖的单位／统计范围内单位", coverageCircular),
		rate(graph.RateIndependentRate, "Independent organisations", "单独组建率", "units with an organisation of their own / units in scope", "单独组建的单位／统计范围内单位", annualForm),
		rate(graph.RateEstablishedWhereRequired, "Established where required", "应建已建率", "units with an organisation of their own and enough members / units with enough members", "党员人数足够且已单独组建的单位／党员人数足够的单位", branchRegulations),
		rate(graph.RateEligibleCoverage, "Coverage of eligible units", "具备条件覆盖率", "covered units with enough members / units with enough members", "党员人数足够且已覆盖的单位／党员人数足够的单位", branchRegulations),
		rate(graph.RateWorkCoverage, "Work coverage", "工作覆盖率", "units worked on by an instructor, liaison, union or league / units in scope", "有指导员、联络员、工会或共青团开展工作的单位／统计范围内单位", coverageCircular),
		rate(graph.RateAnyCoverage, "Either coverage", "两个覆盖率", "units covered or worked on / units in scope", "组织覆盖或工作覆盖的单位／统计范围内单位", coverageCircular),
		rate(graph.RateBothCoverage, "Both coverages", "双覆盖率", "units covered and worked on / units in scope", "组织覆盖且工作覆盖的单位／统计范围内单位", coverageCircular),
		rate(graph.RateRegionsWithOrganisation, "Regions with an organisation", "区域建制率", "regions that an organisation leads / regions that should be led; unit classes do not apply", "有党组织领导的地区／应有党组织领导的地区；不区分单位类别", areaPractice),
		rate(graph.RateDoubleRegistration, "Double registration", "双报到率", "members registered with or affiliated to the organisation that leads the community they live in, or one below it / full and probationary members in service who live in a community that an organisation leads", "已向居住社区的领导组织或其下级组织报到、或组织关系在其中的党员／居住在有党组织领导的社区的在职党员（含预备党员）", reportPractice),
	}
}
