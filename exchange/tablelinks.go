package exchange

import "cobuild/graph"

func aOrganisation(example string) column {
	return column{name: "organisation", zh: "组织", also: []string{"组织编码", "党组织", "党组织编码"}, kind: aRef, nouns: organisations, needed: true, about: text("Organisation.", "组织的编码"), example: example}
}

func aUnit(example string) column {
	return column{name: "unit", zh: "单位", also: []string{"单位编码", "企业"}, kind: aRef, nouns: units, needed: true, about: text("Unit.", "单位的编码或统一社会信用代码"), example: example}
}

func aParticipant(example string) column {
	return column{
		name: "participant", zh: "参与方", also: []string{"参与方编码", "结对方", "成员"}, kind: aRef, nouns: graph.Participants, needed: true,
		about: text("Organisation, unit or region. Where several have the code: organisation:CODE, unit:CODE or region:CODE.", "组织、单位或地区的编码；同码时写组织:编码、单位:编码或地区:编码"), example: example,
	}
}

func coverageTable() *table {
	return &table{
		name: "coverages", zh: "覆盖", also: []string{"coverage", "组织覆盖"}, noun: graph.KindCoverage, word: "覆盖", play: playCoverage, byDate: "since",
		about: text("Coverage (覆盖): an organisation covers a unit.", "组织覆盖单位"),
		keys:  [][]string{{"organisation", "unit", "since"}},
		columns: []column{
			aOrganisation("DZ-SL-01"), aUnit("DW-SL-001"),
			{name: "mode", zh: "覆盖方式", also: []string{"方式", "组建方式", "组建形式"}, kind: aWord, enum: "CoverageMode", needed: true, about: text("Mode.", "覆盖方式"), example: "单独"},
			sinceColumn.eg("2016-07-01"), untilColumn,
		},
	}
}

func workTable() *table {
	return &table{
		name: "works", zh: "工作覆盖", also: []string{"work"}, noun: graph.KindWork, word: "工作", play: playWork, byDate: "since",
		about: text("Work on units (工作覆盖).", "工作覆盖：指导员、联络员、工会、共青团"),
		keys:  [][]string{{"unit", "kind", "holder", "since"}},
		columns: []column{
			aUnit("DW-SL-001"),
			{name: "kind", zh: "类型", also: []string{"工作覆盖方式", "方式"}, kind: aWord, enum: "WorkKind", field: "workKind", needed: true, about: text("Kind of work.", "工作覆盖方式"), example: "指导员"},
			{name: "holder", zh: "责任人", also: []string{"指导员姓名", "联络员姓名"}, about: text("Who does it, as written.", "由谁负责"), example: "街道党建指导员"},
			sinceColumn.eg("2023-01-01"), untilColumn,
		},
	}
}

func headcountTable() *table {
	return &table{
		name: "headcounts", zh: "人数报告", also: []string{"headcount", "党员人数", "党员人数报告"}, noun: graph.KindHeadcount, word: "报告", play: playHeadcount,
		about: text("Headcounts: dated reports of the members of a unit in numbers.", "单位党员人数报告"),
		keys:  [][]string{{"unit", "date"}},
		columns: []column{
			aUnit("DW-SL-001"),
			{name: "date", zh: "日期", also: []string{"报告日期", "统计日期"}, kind: aDate, about: text("Day of the report; empty = before records began.", "报告日期；留空表示早于记录"), example: "2025-12-31"},
			{name: "full", zh: "正式党员", also: []string{"正式党员数"}, kind: aWhole, needed: true, about: text("Full members.", "正式党员人数"), example: "9"},
			{name: "probationary", zh: "预备党员", also: []string{"预备党员数"}, kind: aWhole, about: text("Probationary members; empty = 0.", "预备党员人数；留空为0"), example: "1"},
		},
	}
}

func registrationTable() *table {
	return &table{
		name: "registrations", zh: "双报到", also: []string{"registration", "报到"}, noun: graph.KindLink, word: "报到", play: playRegistration, byDate: "since",
		about: text("Further registrations of members (双报到).", "党员到其他组织报到"),
		keys:  [][]string{{"member", "organisation", "since"}},
		columns: []column{
			{name: "member", zh: "党员", also: []string{"党员编码"}, kind: aRef, nouns: members, needed: true, about: text("Member.", "党员编码"), example: "DY-SL-0001"},
			aOrganisation("DZ-SL-01"), sinceColumn.eg("2024-01-01"), untilColumn,
		},
	}
}

func termTable() *table {
	return &table{
		name: "terms", zh: "任期", also: []string{"term", "委员会任期", "换届"}, noun: graph.KindOrganisation, word: "任期", play: playTerm, byDate: "since",
		about: text("Committee terms.", "委员会任期"),
		keys:  [][]string{{"organisation", "since"}},
		columns: []column{
			aOrganisation("DZ-SL-01"),
			sinceColumn.known("换届日期").eg("2023-05-01"),
			{name: "to", zh: "届满日期", also: []string{"届满日"}, kind: aDate, clears: true, about: text("Planned end.", "任期届满日"), example: "2028-05-01"},
			{name: "extension", zh: "延期至", kind: aDate, clears: true, about: text("Approved date that replaces the planned end.", "批准延期至"), example: ""},
			untilColumn,
		},
	}
}

func endTable() *table {
	return &table{
		name: "ends", zh: "结对方", also: []string{"end", "结对各方"}, noun: graph.KindLink, word: "结对方", play: playEnd, byDate: "since",
		about: text("Ends of pairings with persons and days of their own.", "结对各方：需注明人员或单独起止日期时使用"),
		keys:  [][]string{{"pairing", "participant", "since"}},
		columns: []column{
			{name: "pairing", zh: "结对", also: []string{"结对编码"}, kind: aRef, nouns: []graph.Kind{graph.KindPairing}, needed: true, about: text("Pairing, by its code.", "结对的编码"), example: "JD-SL-01"},
			aParticipant("DW-SL-001"),
			{name: "role", zh: "角色", kind: aWord, enum: "EndRole", needed: true, about: text("Role.", "角色"), example: "帮扶方"},
			{name: "person", zh: "人员", also: []string{"人员编码", "派出人员"}, kind: aRef, nouns: members, clears: true, about: text("Member who acts for the end.", "代表该方的党员编码"), example: "DY-SL-0001"},
			sinceColumn, untilColumn,
		},
	}
}

func activityTable() *table {
	return &table{
		name: "activities", zh: "活动", also: []string{"activity", "结对活动"}, noun: graph.KindActivity, word: "活动", play: playActivity,
		about: text("Activities of pairings.", "结对活动"),
		keys:  [][]string{{"pairing", "date", "title"}},
		columns: []column{
			{name: "pairing", zh: "结对", also: []string{"结对编码"}, kind: aRef, nouns: []graph.Kind{graph.KindPairing}, needed: true, about: text("Pairing, by its code.", "结对的编码"), example: "JD-SL-01"},
			{name: "date", zh: "日期", kind: aDate, needed: true, about: text("Day.", "活动日期"), example: "2025-10-18"},
			{name: "title", zh: "活动名称", also: []string{"名称", "内容"}, needed: true, about: text("What took place.", "活动名称"), example: "联合主题党日"},
		},
	}
}

func seatTable() *table {
	return &table{
		name: "seats", zh: "联盟成员", also: []string{"seat", "理事会成员"}, noun: graph.KindLink, word: "成员", play: playSeat, byDate: "since",
		about: text("Who takes part in alliances.", "联盟成员"),
		keys:  [][]string{{"alliance", "participant", "since"}},
		columns: []column{
			{name: "alliance", zh: "联盟", also: []string{"联盟编码"}, kind: aRef, nouns: []graph.Kind{graph.KindAlliance}, needed: true, about: text("Alliance, by its code.", "联盟的编码"), example: "LM-SL"},
			aParticipant("330299001201"),
			{name: "role", zh: "角色", also: []string{"职务"}, kind: aWord, enum: "AllianceRole", needed: true, about: text("Role.", "角色"), example: "成员"},
			sinceColumn, untilColumn,
		},
	}
}
