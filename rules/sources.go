package rules

import "cobuild/graph"

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
	ownConvention     = graph.Text{EN: "Convention of this system", ZH: "本系统约定"}
	mobileRegulations = graph.Text{
		EN: "Regulations on mobile members: whoever is away for 6 months or more at a fixed place transfers the affiliation; every member belongs to an organisation",
		ZH: "流动党员管理有关规定：外出6个月以上且地点固定的应转接组织关系；每名党员都应编入党的组织",
	}
	sizeRegulations = graph.Text{
		EN: "Regulations on the work of branches (trial, 2018), articles 4 and 5: a branch has no more than 50 members as a rule, a joint branch covers no more than 5 units; for general branches, usually up to 100 members",
		ZH: "《中国共产党支部工作条例（试行）》（2018年）第四条、第五条：党支部党员一般不超过50人，联合党支部覆盖单位一般不超过5个；党总支一般不超过100人",
	}
	committeeRegulations = graph.Text{
		EN: "Regulations on the work of branches (trial, 2018): a branch of 7 or more full members has a committee",
		ZH: "《中国共产党支部工作条例（试行）》（2018年）：正式党员7人以上的党支部应设立支部委员会",
	}
	vacancyPractice = graph.Text{
		EN: "Local rules on the rectification of weak and lax organisations: a post of secretary that stays vacant for over 3 months is a sign of one",
		ZH: "各地整顿软弱涣散基层党组织的规定：书记空缺超过3个月的列入排查",
	}
	reportPractice = graph.Text{
		EN: "Practice of double registration: members in service register with the community they live in",
		ZH: "在职党员到社区“双报到”实践：在职党员向居住地社区党组织报到",
	}
)
