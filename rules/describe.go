package rules

import (
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// Sources of the rules, as people cite them.
var (
	branchRegulations = graph.Text{
		EN: "Regulations on the work of branches (trial, 2018), articles 4 and 5: a branch where there are 3 or more full members; joint branches where there are fewer",
		ZH: "《中国共产党支部工作条例（试行）》（2018年）第四条、第五条：正式党员3人以上的成立党支部，不足的成立联合党支部",
	}
	termRegulations = graph.Text{
		EN: "Opinion on the terms of primary organisations (2018): 5 years in villages and communities, 3 years elsewhere",
		ZH: "《关于党的基层组织任期的意见》（2018年）：村和社区每届任期5年，其他基层组织一般为3年",
	}
	coverageCircular = graph.Text{
		EN: "Circular on organisation and work coverage of non-public enterprises (2012): own, joint, area or trade organisations; instructors, liaisons, unions and leagues where there is none",
		ZH: "《关于加强和改进非公有制企业党的建设工作的意见（试行）》（2012年）：单独、联合、区域、行业组建；未建立组织的由指导员、联络员、工会、共青团开展工作",
	}
	annualForm = graph.Text{
		EN: "Annual statistics of the party: units by organisation (own, joint, none) and by members (enough, few, none)",
		ZH: "党内统计年报：按组织（单独、联合、未建）与党员人数（3人以上、不足3人、无党员）统计单位",
	}
	weakPractice = graph.Text{
		EN: "Local rules on the rectification of weak and lax organisations: each is paired with a helper",
		ZH: "各地整顿软弱涣散基层党组织的规定：每个软弱涣散党组织须有结对帮扶单位",
	}
	areaPractice = graph.Text{
		EN: "Practice of regional co-building: each township, village, community and zone has an organisation responsible for it",
		ZH: "区域化党建实践：乡镇街道、村、社区和片区均应有负责的党组织",
	}
	ownConvention = graph.Text{EN: "Convention of this system", ZH: "本系统约定"}
)

// Describe lists the parameters and rules of the set, with their sources.
func (rs *Ruleset) Describe() *graph.Ruleset {
	return &graph.Ruleset{
		ID: rs.ID, Version: rs.Version, Name: rs.Name, Fingerprint: rs.Fingerprint(),
		Scope: rs.Scope.classes(), Parameters: rs.parameters(), Rules: append(rateRules(), rs.gapRules()...),
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
	}
}

func (rs *Ruleset) gapRules() []graph.Rule {
	n := rs.EnoughFull
	rule := func(kind graph.GapKind, subject graph.Kind, name, description, next, source graph.Text) graph.Rule {
		return graph.Rule{Code: string(kind), Name: name, Description: description, NextStep: next, Source: source, Severity: rs.Severities[kind], Subject: subject}
	}
	text := func(en, zh string) graph.Text { return graph.Text{EN: en, ZH: zh} }
	return []graph.Rule{
		rule(graph.GapUncovered, graph.KindUnit, text("Uncovered", "空白点"),
			text("a unit in scope that no organisation covers and nobody works on", "统计范围内既无组织覆盖也无工作覆盖的单位"),
			text("send an instructor or liaison now; then join a joint, area or trade organisation", "先选派指导员或联络员，再纳入联合、区域或行业党组织"), coverageCircular),
		rule(graph.GapNotEstablished, graph.KindUnit, text("Not established", "应建未建"),
			text(fmt.Sprintf("a unit with %d or more full members that no organisation covers", n), fmt.Sprintf("正式党员%d人以上而无组织覆盖的单位", n)),
			text("found a branch of the unit's own", "单独成立党支部"), branchRegulations),
		rule(graph.GapShouldSplit, graph.KindUnit, text("Should stand alone", "应单独组建"),
			text(fmt.Sprintf("a unit with %d or more full members covered by an organisation that is not its own", n), fmt.Sprintf("正式党员%d人以上而仅由其他组织覆盖的单位", n)),
			text("found a branch of the unit's own and end the present coverage", "单独成立党支部并结束现有覆盖"), branchRegulations),
		rule(graph.GapHatchable, graph.KindUnit, text("Hatchable", "可孵化"),
			text(fmt.Sprintf("a unit with %d or more full members covered by a composite, joint or service-centre branch", n), fmt.Sprintf("正式党员%d人以上而由综合、联合或服务中心党支部覆盖的单位", n)),
			text("hatch a branch of the unit's own from the covering branch", "从现有支部孵化成立单独党支部"), areaPractice),
		rule(graph.GapOverlap, graph.KindUnit, text("Covered twice", "重复覆盖"),
			text("a unit covered by two organisations of which neither is the direct superior of the other", "由两个互无直接隶属关系的组织同时覆盖的单位"),
			text("agree which of them is responsible and end the other coverage", "明确责任组织，结束另一覆盖关系"), ownConvention),
		rule(graph.GapHeadcountDiffers, graph.KindUnit, text("Headcounts differ", "数不一致"),
			text("a unit whose reported members and members on record, at least one, differ in number", "报告的党员人数与名册人数（至少一人）不一致的单位"),
			text("compare the report with the register and correct one of them", "核对报告与名册，更正其一"), annualForm),
		rule(graph.GapWeakUnpaired, graph.KindOrganisation, text("Weak and unpaired", "薄弱无结对"),
			text("a weak organisation that no active pairing with an active helper helps", "没有有效结对帮扶的软弱涣散党组织"),
			text("agree a pairing with a stronger organisation or send a first secretary", "与先进党组织结对或选派第一书记"), weakPractice),
		rule(graph.GapNoOrganisation, graph.KindRegion, text("Region without organisation", "区域无组织"),
			text("a township, village, community or zone that no organisation leads", "没有党组织领导的乡镇街道、村、社区或片区"),
			text("found an organisation for it or say which one leads it", "成立或明确负责该地区的党组织"), areaPractice),
		rule(graph.GapTermOverdue, graph.KindOrganisation, text("Term overdue", "届满未换届"),
			text(fmt.Sprintf("an organisation whose committee term in force has reached its extended or planned end; without one, %d years in villages and communities, else %d, from its start", rs.TermYearsLong, rs.TermYears),
				fmt.Sprintf("现任委员会已到延期日或届满日的党组织；未注明的，自任期起日起村和社区满%d年、其他满%d年", rs.TermYearsLong, rs.TermYears)),
			text("hold the election, or have an extension approved", "按期换届或报批延期"), termRegulations),
	}
}
