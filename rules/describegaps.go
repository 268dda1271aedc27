package rules

import (
	"fmt"

	"cobuild/graph"
)

func (rs *Ruleset) gapRules() []graph.Rule {
	n := rs.EnoughFull
	rule := func(kind graph.GapKind, name, description, next, source graph.Text) graph.Rule {
		return graph.Rule{Code: string(kind), Name: name, Description: description, NextStep: next, Source: source, Severity: rs.Severities[kind], Subject: kind.Subject()}
	}
	text := func(en, zh string) graph.Text { return graph.Text{EN: en, ZH: zh} }
	return []graph.Rule{
		rule(graph.GapUncovered, text("Uncovered", "空白点"),
			text("a unit in scope that no organisation covers and nobody works on", "统计范围内既无组织覆盖也无工作覆盖的单位"),
			text("send an instructor or liaison now; then join a joint, area or trade organisation", "先选派指导员或联络员，再纳入联合、区域或行业党组织"), coverageCircular),
		rule(graph.GapNotEstablished, text("Not established", "应建未建"),
			text(fmt.Sprintf("a unit with %d or more full members that no organisation covers", n), fmt.Sprintf("正式党员%d人以上而无组织覆盖的单位", n)),
			text("found a branch of the unit's own", "单独成立党支部"), branchRegulations),
		rule(graph.GapShouldSplit, text("Should stand alone", "应单独组建"),
			text(fmt.Sprintf("a unit with %d or more full members covered by an organisation that is not its own", n), fmt.Sprintf("正式党员%d人以上而仅由其他组织覆盖的单位", n)),
			text("found a branch of the unit's own and end the present coverage", "单独成立党支部并结束现有覆盖"), branchRegulations),
		rule(graph.GapHatchable, text("Hatchable", "可孵化"),
			text(fmt.Sprintf("a unit with %d or more full members covered by a composite, joint or service-centre branch", n), fmt.Sprintf("正式党员%d人以上而由综合、联合或服务中心党支部覆盖的单位", n)),
			text("hatch a branch of the unit's own from the covering branch", "从现有支部孵化成立单独党支部"), areaPractice),
		rule(graph.GapOverlap, text("Covered twice", "重复覆盖"),
			text("a unit covered by two organisations of which neither is the direct superior of the other", "由两个互无直接隶属关系的组织同时覆盖的单位"),
			text("agree which of them is responsible and end the other coverage", "明确责任组织，结束另一覆盖关系"), ownConvention),
		rule(graph.GapHeadcountDiffers, text("Headcounts differ", "数不一致"),
			text("a unit whose reported members and members on record, at least one, differ in number", "报告的党员人数与名册人数（至少一人）不一致的单位"),
			text("compare the report with the register and correct one of them", "核对报告与名册，更正其一"), annualForm),
		rule(graph.GapWeakUnpaired, text("Weak and unpaired", "薄弱无结对"),
			text("a weak organisation that no active pairing with an active helper helps", "没有有效结对帮扶的软弱涣散党组织"),
			text("agree a pairing with a stronger organisation or send a first secretary", "与先进党组织结对或选派第一书记"), weakPractice),
		rule(graph.GapNoOrganisation, text("Region without organisation", "区域无组织"),
			text("a township, village, community or zone that no organisation leads", "没有党组织领导的乡镇街道、村、社区或片区"),
			text("found an organisation for it or say which one leads it", "成立或明确负责该地区的党组织"), areaPractice),
		rule(graph.GapTermOverdue, text("Term overdue", "届满未换届"),
			text(fmt.Sprintf("an organisation whose committee term in force has reached its extended or planned end; without one, %d years in villages and communities, else %d, from its start", rs.TermYearsLong, rs.TermYears),
				fmt.Sprintf("现任委员会已到延期日或届满日的党组织；未注明的，自任期起日起村和社区满%d年、其他满%d年", rs.TermYearsLong, rs.TermYears)),
			text("hold the election, or have an extension approved", "按期换届或报批延期"), termRegulations),
		rule(graph.GapOversize, text("Oversize", "超员"),
			text(fmt.Sprintf("a branch with over %d full and probationary members, a general branch with over %d, counted with all below it in the line", rs.BranchMost, rs.GeneralBranchMost),
				fmt.Sprintf("党员（含预备党员，包括下级组织）超过%d名的党支部，或超过%d名的党总支", rs.BranchMost, rs.GeneralBranchMost)),
			text("split the branch, or raise it to a general branch or a committee", "分设党支部，或升格为党总支、党委"), sizeRegulations),
		rule(graph.GapTooManyUnits, text("Too many units", "联建超限"),
			text(fmt.Sprintf("a joint branch that covers over %s, in any mode", several(rs.JointMost, "unit")), fmt.Sprintf("覆盖（任何方式）超过%d个单位的联合党支部", rs.JointMost)),
			text("found another joint branch, or branches of the units' own", "增设联合党支部，或单独成立党支部"), sizeRegulations),
		rule(graph.GapSecretaryVacant, text("Secretary vacant", "书记空缺"),
			text(fmt.Sprintf("an organisation that has had no secretary for over %s, since the last one left or since it was founded", several(rs.VacantMonths, "month")),
				fmt.Sprintf("自上任书记离任或组织成立起无书记超过%d个月的党组织", rs.VacantMonths)),
			text("elect or appoint a secretary", "选举或任命书记"), vacancyPractice),
		rule(graph.GapCommitteeMissing, text("Committee missing", "未设支委会"),
			text(fmt.Sprintf("a branch with %d or more full members and no committee term in force", rs.CommitteeFull), fmt.Sprintf("正式党员%d名以上而无有效委员会任期的党支部", rs.CommitteeFull)),
			text("elect a committee, or record its term", "选举支部委员会，或补录任期"), committeeRegulations),
		rule(graph.GapPairingIdle, text("Idle pairing", "结对空转"),
			text(fmt.Sprintf("an active pairing without activity for %s, since its last one or since it began", several(rs.IdleDays, "day")), fmt.Sprintf("自最近活动或结对起%d天无活动的有效结对", rs.IdleDays)),
			text("hold an activity, record one, or end the pairing", "开展活动、补录活动，或终止结对"), ownConvention),
		rule(graph.GapUnregistered, text("No affiliation", "无组织关系"),
			text("a full or probationary member affiliated to no organisation", "没有组织关系的正式党员或预备党员"),
			text("find the organisation that should hold the affiliation and affiliate", "落实应接收的党组织并接转组织关系"), mobileRegulations),
		rule(graph.GapAdrift, text("Adrift", "流动未转接"),
			text(fmt.Sprintf("a member away at a fixed place for %s whose affiliation in force began on or before the day the absence did", several(rs.AwayMonths, "month")),
				fmt.Sprintf("在固定地点外出满%d个月，而现有组织关系始于外出当日或以前的党员", rs.AwayMonths)),
			text("transfer the affiliation to where the member is", "将组织关系转至流入地"), mobileRegulations),
		rule(graph.GapNotReported, text("Not registered at home", "未双报到"),
			text("a member in service who lives in a led community, or in a grid or estate of one, and is neither registered with nor affiliated to the organisation that leads it or one below that",
				"在职，居住在有党组织领导的社区（或其网格、小区），而未向该组织或其下级组织报到、组织关系也不在其中的党员"),
			text("register with the community of residence", "到居住地社区报到"), reportPractice),
	}
}
