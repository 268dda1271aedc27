package exchange

import "cobuild/graph"

func regionTable() *table {
	return &table{
		name: "regions", zh: "地区", also: []string{"region", "区划", "行政区划", "片区"}, noun: graph.KindRegion, word: "地区", play: playRegion,
		about: text("Regions (地区, 片区): the territory tree.", "地区与片区：区域树"),
		keys:  [][]string{{"code"}, {"id"}, {"parent", "name"}},
		columns: []column{
			codeColumn.known("区划代码", "行政区划代码").eg("330299001201"), nameColumn.eg("示例村"),
			{name: "kind", zh: "类型", kind: aWord, enum: "RegionKind", field: "regionKind", needed: true, about: text("Kind of region.", "地区类型"), example: "行政村"},
			{
				name: "parent", zh: "上级地区", also: []string{"上级", "所属地区", "上级编码", "上级代码"}, kind: aRef, nouns: regions, clears: true,
				about: text("Region it lies in; empty for the nation.", "所属的上级地区；全国留空"), example: "330299001",
			},
			sinceColumn, untilColumn,
			{name: "population", zh: "户籍人口", kind: aWhole, clears: true, about: text("Registered population.", "户籍人口数"), example: "2310"},
			{name: "mobile_population", zh: "流动人口", kind: aWhole, clears: true, about: text("Mobile population.", "流动人口数")},
			{name: "households", zh: "户数", kind: aWhole, clears: true, about: text("Households.", "户数"), example: "812"},
			{name: "area_km2", zh: "面积（平方公里）", also: []string{"面积"}, kind: aDecimal, clears: true, field: "areaKm2", about: text("Area in square kilometres.", "面积，平方公里"), example: "3.4"},
			aliasColumn, idColumn,
		},
	}
}

var regionColumn = column{
	name: "region", zh: "所在地区", also: []string{"地区", "所属地区", "地区编码", "区划代码", "所在区划"}, kind: aRef, nouns: regions, needed: true,
	about: text("Region it lies in.", "所在地区的编码"),
}

func organisationTable() *table {
	return &table{
		name: "organisations", zh: "组织", also: []string{"organisation", "党组织"}, noun: graph.KindOrganisation, word: "组织", play: playOrganisation,
		about: text("Organisations (党组织).", "党组织"),
		keys:  [][]string{{"code"}, {"id"}, {"region", "name"}},
		columns: []column{
			codeColumn.eg("DZ-SL-01"), nameColumn.known("党组织名称").eg("示例村党支部"),
			{name: "kind", zh: "类型", also: []string{"组织类别", "党组织类型"}, kind: aWord, enum: "OrganisationKind", field: "organisationKind", needed: true, about: text("Kind of organisation.", "组织类型"), example: "党支部"},
			regionColumn.eg("330299001201"),
			{name: "superior", zh: "上级组织", also: []string{"上级党组织", "隶属组织"}, kind: aRef, nouns: organisations, clears: true, about: text("Direct superior in the line.", "直接上级组织的编码"), example: "DZ-SL"},
			{name: "leads", zh: "领导的地区", also: []string{"领导地区"}, kind: aRef, nouns: regions, clears: true, about: text("Region it leads: the village or community whose own organisation it is.", "由其领导的地区（村、社区、片区等）的编码"), example: "330299001201"},
			{name: "strength", zh: "组织强弱", also: []string{"强弱"}, kind: aWord, enum: "Strength", clears: true, about: text("Strength; a new one without it is ordinary.", "先进、一般或软弱涣散；新登记时默认一般"), example: "一般"},
			levelColumn,
			{name: "secretary", zh: "书记", also: []string{"书记编码"}, kind: aRef, nouns: members, clears: true, about: text("Secretary, by the code of a member on record.", "书记，填党员编码")},
			{name: "secretary_name", zh: "书记姓名", clears: true, about: text("Secretary by name, where not on record as a member; not together with secretary.", "书记姓名；未登记为党员时填写，不与书记编码并填"), example: "李示例"},
			{name: "secretary_since", zh: "书记任职日期", also: []string{"任职日期"}, kind: aDate, about: text("First day of the secretary; empty = as of the date of the sheet, or for all the life where none was on record.", "书记任职首日；留空时自表格日期起，从无记录者视为一直任职"), example: "2023-05-01"},
			sinceColumn.eg("2011-07-01"), untilColumn, aliasColumn, idColumn,
		},
	}
}

// secretaryTable is the second pass over organisations: their secretaries are
// members, who come after them.
func secretaryTable() *table {
	t := organisationTable()
	t.name, t.zh, t.also, t.play = "organisations", "", nil, playSecretary
	return t
}

func unitTable() *table {
	return &table{
		name: "units", zh: "单位", also: []string{"unit", "企业", "两新组织", "单位台账"}, noun: graph.KindUnit, word: "单位", play: playUnit,
		about: text("Units (单位): what can be covered.", "单位：可被覆盖的对象"),
		keys:  [][]string{{"code"}, {"credit_code"}, {"id"}, {"region", "name"}},
		columns: []column{
			codeColumn.eg("DW-SL-001"),
			{name: "credit_code", zh: "统一社会信用代码", also: []string{"信用代码", "社会信用代码"}, kind: aCode, about: text("Unified social credit code (GB 32100), 18 characters; a key too.", "统一社会信用代码，18位；也可作识别依据"), example: "{credit}"},
			nameColumn.known("企业名称", "机构名称").eg("示例机械有限公司"),
			{name: "kind", zh: "类型", also: []string{"单位类别"}, kind: aWord, enum: "UnitKind", field: "unitKind", needed: true, about: text("Kind of unit.", "单位类型"), example: "企业"},
			{name: "ownership", zh: "所有制", also: []string{"所有制性质", "经济性质"}, kind: aWord, enum: "Ownership", needed: true, about: text("Ownership.", "所有制"), example: "非公有"},
			{name: "state", zh: "状态", also: []string{"经营状态"}, kind: aWord, enum: "UnitState", field: "unitState", about: text("State; empty = operating. What closed has until.", "经营状态；留空为正常经营，已注销者填终止日期"), example: "正常经营"},
			{name: "industry", zh: "行业", also: []string{"行业代码"}, kind: aCode, clears: true, about: text("GB/T 4754 section, with division if known, such as C35.", "国民经济行业分类的门类或大类，例如C35"), example: "C35"},
			{name: "staff", zh: "职工人数", also: []string{"职工数", "从业人数", "从业人员", "从业人员数", "员工人数"}, kind: aWhole, clears: true, about: text("Staff.", "职工人数"), example: "86"},
			regionColumn.eg("330299001201"), levelColumn, sinceColumn.eg("2016-03-18"), untilColumn, aliasColumn, idColumn,
		},
	}
}

func memberTable() *table {
	return &table{
		name: "members", zh: "党员", also: []string{"member", "党员花名册", "花名册"}, noun: graph.KindMember, word: "党员", play: playMember,
		about: text("Members (党员).", "党员"),
		keys:  [][]string{{"code"}, {"id"}},
		columns: []column{
			codeColumn.must().eg("DY-SL-0001"),
			{name: "name", zh: "姓名", about: text("Name.", "姓名"), example: "王示例"},
			{name: "sex", zh: "性别", kind: aWord, enum: "Sex", clears: true, about: text("Sex.", "性别"), example: "男"},
			{name: "birth_year", zh: "出生年份", also: []string{"出生年"}, kind: aWhole, clears: true, about: text("Year of birth, four digits.", "出生年份，四位"), example: "1988"},
			{name: "phone", zh: "电话", also: []string{"联系电话", "手机"}, kind: aCode, clears: true, about: text("Phone.", "电话"), example: "000-0000-0001"},
			{name: "number", zh: "党员编号", also: []string{"党内编号"}, kind: aCode, clears: true, about: text("Number inside the organisation.", "党员内部编号")},
			{name: "status", zh: "身份", also: []string{"党员类别"}, kind: aWord, enum: "MemberStatus", field: "memberStatus", needed: true, about: text("Status.", "党员身份"), example: "正式党员"},
			{name: "employment", zh: "就业状况", kind: aWord, enum: "Employment", clears: true, about: text("Employment; empty counts as in service.", "就业状况；留空按在职计"), example: "在职"},
			{name: "affiliation", zh: "组织关系", also: []string{"组织关系所在组织", "所在党支部", "所在组织"}, field: "organisation", kind: aRef, nouns: organisations, clears: true, about: text("Organisation of the formal affiliation.", "组织关系所在组织的编码"), example: "DZ-SL-01"},
			{name: "affiliation_since", zh: "组织关系日期", also: []string{"组织关系起始日期", "组织关系转入日期", "转入日期"}, kind: aDate, about: text("First day of the affiliation; empty = as of the date of the sheet, or for all the life of a new member.", "组织关系首日；留空时自表格日期起，新登记者视为一直在该组织"), example: "2019-07-01"},
			{name: "workplace", zh: "工作单位", kind: aRef, nouns: units, clears: true, about: text("Unit the member works at.", "工作单位的编码"), example: "DW-SL-001"},
			{name: "residence", zh: "居住地", also: []string{"居住地区"}, kind: aRef, nouns: regions, clears: true, about: text("Region of residence.", "居住地区的编码"), example: "330299001201"},
			{name: "away_place", zh: "外出地", also: []string{"流动去向"}, clears: true, field: "away", about: text("Where the member is away; empty = not said.", "外出地点；“-”表示已返回"), example: ""},
			{name: "away_since", zh: "外出日期", also: []string{"流出日期"}, kind: aDate, about: text("First day of the absence; empty = as of the date of the sheet.", "外出首日；留空时自表格日期起")},
			{name: "away_fixed", zh: "固定地点", kind: aYes, about: text("Whether away at one fixed place.", "是否在固定地点")},
			{name: "away_certificate", zh: "活动证", also: []string{"流动党员活动证"}, kind: aYes, about: text("Whether a certificate of mobile members is held.", "是否持流动党员活动证")},
			sinceColumn.known("入党日期"), untilColumn, idColumn,
		},
	}
}

func allianceTable() *table {
	return &table{
		name: "alliances", zh: "联盟", also: []string{"alliance", "党建联盟", "共建理事会"}, noun: graph.KindAlliance, word: "联盟", play: playAlliance,
		about: text("Alliances (联盟, 共建理事会, 联席会, 大工委).", "联盟、共建理事会、联席会、大工委"),
		keys:  [][]string{{"code"}, {"id"}, {"region", "name"}},
		columns: []column{
			codeColumn.eg("LM-SL"), nameColumn.eg("示例片区共建理事会"),
			{name: "kind", zh: "类型", kind: aWord, enum: "AllianceKind", field: "allianceKind", needed: true, about: text("Kind of alliance.", "联盟类型"), example: "共建理事会"},
			regionColumn.eg("330299001"),
			{name: "host", zh: "承办组织", also: []string{"牵头组织"}, kind: aRef, nouns: organisations, clears: true, about: text("Organisation that hosts it.", "承办组织的编码"), example: "DZ-SL"},
			{name: "parent", zh: "上级联盟", kind: aRef, nouns: []graph.Kind{graph.KindAlliance}, clears: true, about: text("Alliance it belongs to.", "上级联盟的编码")},
			sinceColumn.eg("2019-06-01"), untilColumn, idColumn,
		},
	}
}

func pairingTable() *table {
	return &table{
		name: "pairings", zh: "结对", also: []string{"pairing", "联建", "结对联建"}, noun: graph.KindPairing, word: "结对", play: playPairing,
		about: text("Pairings (结对, 联建) with their ends.", "结对与联建，及其各方"),
		keys:  [][]string{{"code"}, {"id"}, {"kind", "helpers", "helped", "peers", "since"}},
		columns: []column{
			codeColumn.eg("JD-SL-01"),
			{name: "kind", zh: "类型", kind: aWord, enum: "PairingKind", field: "pairingKind", needed: true, about: text("Kind of pairing.", "结对类型"), example: "村企结对"},
			{name: "helpers", zh: "帮扶方", kind: aRefs, nouns: graph.Participants, about: text("Ends that help, parted by ; (organisations, units or regions).", "帮扶各方的编码，以；分隔"), example: "DW-SL-001"},
			{name: "helped", zh: "受助方", kind: aRefs, nouns: graph.Participants, about: text("Ends that are helped, parted by ;.", "受助各方的编码，以；分隔"), example: "DZ-SL-01"},
			{name: "peers", zh: "对等方", also: []string{"结对方", "联建方"}, kind: aRefs, nouns: graph.Participants, field: "ends", about: text("Ends on equal terms, parted by ;. A pairing has two ends or more, here or in the sheet of ends.", "对等各方的编码，以；分隔；至少两方，也可在结对方表中列出")},
			{name: "agreement", zh: "协议", also: []string{"协议内容", "结对内容"}, clears: true, about: text("Agreement.", "协议内容"), example: "优先招用村民"},
			sinceColumn.eg("2022-03-01"), untilColumn, idColumn,
		},
	}
}
