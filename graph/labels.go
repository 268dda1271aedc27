package graph

// Label is a value of an enum with its names for people.
type Label struct {
	Value string
	Name  Text
}

// Enums lists each enum of the vocabulary with its labels, in order of rank.
var Enums = map[string][]Label{
	"RegionKind": {
		{"NATION", Text{EN: "nation", ZH: "全国"}},
		{"PROVINCE", Text{EN: "province", ZH: "省"}},
		{"PREFECTURE", Text{EN: "prefecture", ZH: "地级市"}},
		{"COUNTY", Text{EN: "county", ZH: "县"}},
		{"TOWNSHIP", Text{EN: "township", ZH: "乡镇街道"}},
		{"VILLAGE", Text{EN: "village", ZH: "行政村"}},
		{"COMMUNITY", Text{EN: "community", ZH: "社区"}},
		{"GRID", Text{EN: "grid", ZH: "网格"}},
		{"AREA", Text{EN: "area", ZH: "片区"}},
		{"DEVELOPMENT_ZONE", Text{EN: "development zone", ZH: "开发区"}},
		{"PARK", Text{EN: "park", ZH: "园区"}},
		{"BUSINESS_DISTRICT", Text{EN: "business district", ZH: "商圈"}},
		{"MARKET", Text{EN: "market", ZH: "市场"}},
		{"OFFICE_TOWER", Text{EN: "office tower", ZH: "楼宇"}},
		{"HOUSING_ESTATE", Text{EN: "housing estate", ZH: "小区"}},
	},
	"RegionLevel": {
		{"NATION", Text{EN: "national", ZH: "全国级"}},
		{"PROVINCE", Text{EN: "provincial", ZH: "省级"}},
		{"PREFECTURE", Text{EN: "prefectural", ZH: "地级"}},
		{"COUNTY", Text{EN: "county", ZH: "县级"}},
		{"TOWNSHIP", Text{EN: "township", ZH: "乡级"}},
		{"VILLAGE", Text{EN: "village", ZH: "村级"}},
		{"GRID", Text{EN: "grid", ZH: "网格级"}},
	},
	"OrganisationKind": {
		{"LOCAL_COMMITTEE", Text{EN: "local committee", ZH: "地方委员会"}},
		{"WORKING_COMMITTEE", Text{EN: "working committee", ZH: "工委"}},
		{"LEADING_GROUP", Text{EN: "leading group", ZH: "党组"}},
		{"COMMITTEE", Text{EN: "committee", ZH: "基层党委"}},
		{"REGIONAL_COMMITTEE", Text{EN: "regional committee", ZH: "区域党委"}},
		{"GENERAL_BRANCH", Text{EN: "general branch", ZH: "党总支"}},
		{"AREA_GENERAL_BRANCH", Text{EN: "area general branch", ZH: "片区党总支"}},
		{"BRANCH", Text{EN: "branch", ZH: "党支部"}},
		{"JOINT_BRANCH", Text{EN: "joint branch", ZH: "联合党支部"}},
		{"COMPOSITE_BRANCH", Text{EN: "composite branch", ZH: "综合党支部"}},
		{"MOBILE_MEMBER_BRANCH", Text{EN: "mobile-member branch", ZH: "流动党员党支部"}},
		{"TEMPORARY_BRANCH", Text{EN: "temporary branch", ZH: "临时党支部"}},
		{"SERVICE_CENTRE_BRANCH", Text{EN: "service-centre branch", ZH: "党员服务中心党支部"}},
		{"GROUP", Text{EN: "group", ZH: "党小组"}},
	},
	"Strength": {
		{"STRONG", Text{EN: "strong", ZH: "先进"}},
		{"ORDINARY", Text{EN: "ordinary", ZH: "一般"}},
		{"WEAK", Text{EN: "weak", ZH: "软弱涣散"}},
	},
	"UnitKind": {
		{"ENTERPRISE", Text{EN: "enterprise", ZH: "企业"}},
		{"SOLE_TRADER", Text{EN: "sole trader", ZH: "个体工商户"}},
		{"COOPERATIVE", Text{EN: "cooperative", ZH: "合作社"}},
		{"SOCIAL_ORGANISATION", Text{EN: "social organisation", ZH: "社会团体"}},
		{"FOUNDATION", Text{EN: "foundation", ZH: "基金会"}},
		{"PRIVATE_NON_ENTERPRISE", Text{EN: "private non-enterprise unit", ZH: "民办非企业单位"}},
		{"SCHOOL", Text{EN: "school", ZH: "学校"}},
		{"HOSPITAL", Text{EN: "hospital", ZH: "医院"}},
		{"AGENCY", Text{EN: "agency", ZH: "机关"}},
		{"PUBLIC_INSTITUTION", Text{EN: "public institution", ZH: "事业单位"}},
		{"OTHER", Text{EN: "other", ZH: "其他"}},
	},
	"Ownership": {
		{"STATE", Text{EN: "state", ZH: "国有"}},
		{"COLLECTIVE", Text{EN: "collective", ZH: "集体"}},
		{"PRIVATE", Text{EN: "private", ZH: "非公有"}},
		{"FOREIGN", Text{EN: "foreign", ZH: "外资"}},
		{"NONE", Text{EN: "none", ZH: "不适用"}},
	},
	"UnitState": {
		{"OPERATING", Text{EN: "operating", ZH: "正常经营"}},
		{"SHELL", Text{EN: "shell", ZH: "空壳"}},
		{"DORMANT", Text{EN: "dormant", ZH: "停业"}},
	},
	"CoverageMode": {
		{"OWN", Text{EN: "own", ZH: "单独"}},
		{"JOINT", Text{EN: "joint", ZH: "联合"}},
		{"AREA", Text{EN: "area", ZH: "区域"}},
		{"TRADE", Text{EN: "trade", ZH: "行业"}},
		{"ATTACHED", Text{EN: "attached", ZH: "挂靠"}},
	},
	"WorkKind": {
		{"INSTRUCTOR", Text{EN: "instructor", ZH: "指导员"}},
		{"LIAISON", Text{EN: "liaison", ZH: "联络员"}},
		{"TRADE_UNION", Text{EN: "trade union", ZH: "工会"}},
		{"YOUTH_LEAGUE", Text{EN: "youth league", ZH: "共青团"}},
	},
	"Establishment": {
		{"OWN", Text{EN: "own", ZH: "单独组建"}},
		{"JOINT", Text{EN: "joint", ZH: "联合组建"}},
		{"AREA", Text{EN: "area", ZH: "区域覆盖"}},
		{"TRADE", Text{EN: "trade", ZH: "行业覆盖"}},
		{"ATTACHED", Text{EN: "attached", ZH: "挂靠"}},
		{"NONE", Text{EN: "none", ZH: "未覆盖"}},
	},
	"MembersBand": {
		{"NONE", Text{EN: "none", ZH: "无党员"}},
		{"FEW", Text{EN: "few", ZH: "不足3名正式党员"}},
		{"ENOUGH", Text{EN: "enough", ZH: "3名以上正式党员"}},
	},
	"StaffBand": {
		{"UNKNOWN", Text{EN: "unknown", ZH: "不详"}},
		{"S0_9", Text{EN: "0 to 9", ZH: "0至9人"}},
		{"S10_49", Text{EN: "10 to 49", ZH: "10至49人"}},
		{"S50_99", Text{EN: "50 to 99", ZH: "50至99人"}},
		{"S100_499", Text{EN: "100 to 499", ZH: "100至499人"}},
		{"S500", Text{EN: "500 or more", ZH: "500人以上"}},
	},
	"MemberStatus": {
		{"FULL", Text{EN: "full member", ZH: "正式党员"}},
		{"PROBATIONARY", Text{EN: "probationary member", ZH: "预备党员"}},
		{"DEVELOPMENT_CANDIDATE", Text{EN: "development candidate", ZH: "发展对象"}},
		{"ACTIVIST_APPLICANT", Text{EN: "activist applicant", ZH: "入党积极分子"}},
	},
	"Employment": {
		{"IN_SERVICE", Text{EN: "in service", ZH: "在职"}},
		{"RETIRED", Text{EN: "retired", ZH: "退休"}},
		{"STUDENT", Text{EN: "student", ZH: "学生"}},
		{"NONE", Text{EN: "none", ZH: "无业"}},
	},
	"Sex": {
		{"FEMALE", Text{EN: "female", ZH: "女"}},
		{"MALE", Text{EN: "male", ZH: "男"}},
	},
	"PairingKind": {
		{"VILLAGE_VILLAGE", Text{EN: "village with village", ZH: "村村结对"}},
		{"VILLAGE_ENTERPRISE", Text{EN: "village with enterprise", ZH: "村企结对"}},
		{"VILLAGE_SCHOOL", Text{EN: "village with school", ZH: "村校结对"}},
		{"ENTERPRISE_ENTERPRISE", Text{EN: "enterprise with enterprise", ZH: "企业联建"}},
		{"AGENCY_COMMUNITY", Text{EN: "agency with community", ZH: "机关社区结对"}},
		{"AGENCY_VILLAGE", Text{EN: "agency with village", ZH: "机关村结对"}},
		{"MENTOR", Text{EN: "strong mentors weak", ZH: "强弱帮带"}},
		{"FIRST_SECRETARY", Text{EN: "first secretary", ZH: "第一书记"}},
		{"STATIONED_CADRE", Text{EN: "stationed cadre", ZH: "派驻"}},
		{"AGENCY_CONTACT", Text{EN: "agency contact", ZH: "挂钩联系"}},
		{"OTHER", Text{EN: "other", ZH: "其他"}},
	},
	"EndRole": {
		{"HELPER", Text{EN: "helper", ZH: "帮扶方"}},
		{"HELPED", Text{EN: "helped", ZH: "受助方"}},
		{"PEER", Text{EN: "peer", ZH: "对等方"}},
	},
	"AllianceKind": {
		{"ALLIANCE", Text{EN: "alliance", ZH: "党建联盟"}},
		{"COUNCIL", Text{EN: "co-building council", ZH: "共建理事会"}},
		{"JOINT_MEETING", Text{EN: "joint meeting", ZH: "联席会"}},
		{"WORKING_COMMITTEE", Text{EN: "broad working committee", ZH: "大工委"}},
	},
	"AllianceRole": {
		{"CHAIR", Text{EN: "chair", ZH: "理事长"}},
		{"ROTATING_CHAIR", Text{EN: "rotating chair", ZH: "轮值理事长"}},
		{"DEPUTY", Text{EN: "deputy chair", ZH: "副理事长"}},
		{"MEMBER", Text{EN: "member", ZH: "成员"}},
	},
	"Severity": {
		{"HIGH", Text{EN: "high", ZH: "高"}},
		{"MEDIUM", Text{EN: "medium", ZH: "中"}},
		{"LOW", Text{EN: "low", ZH: "低"}},
		{"INFO", Text{EN: "for information", ZH: "提示"}},
	},
	"ExclusionReason": {
		{"SHELL", Text{EN: "shell company", ZH: "空壳"}},
		{"DORMANT", Text{EN: "dormant", ZH: "停业"}},
		{"KIND", Text{EN: "kind out of scope", ZH: "类型不在范围"}},
		{"OWNERSHIP", Text{EN: "ownership out of scope", ZH: "所有制不在范围"}},
		{"STAFF", Text{EN: "too few staff", ZH: "人数不足"}},
		{"STAFF_UNKNOWN", Text{EN: "staff unknown", ZH: "人数不详"}},
	},
	"GapKind": {
		{"UNCOVERED", Text{EN: "uncovered", ZH: "空白点"}},
		{"NOT_ESTABLISHED", Text{EN: "not established", ZH: "应建未建"}},
		{"SHOULD_SPLIT", Text{EN: "should split", ZH: "应单独组建"}},
		{"HATCHABLE", Text{EN: "hatchable", ZH: "可孵化"}},
		{"OVERLAP", Text{EN: "overlap", ZH: "重复覆盖"}},
		{"HEADCOUNT_DIFFERS", Text{EN: "headcount differs", ZH: "数不一致"}},
		{"WEAK_UNPAIRED", Text{EN: "weak and unpaired", ZH: "薄弱无结对"}},
		{"NO_ORGANISATION", Text{EN: "no organisation", ZH: "区域无组织"}},
		{"TERM_OVERDUE", Text{EN: "term overdue", ZH: "届满未换届"}},
	},
	"GapReason": {
		{"NO_MEMBERS", Text{EN: "no members", ZH: "无党员"}},
		{"FEW_MEMBERS", Text{EN: "too few full members", ZH: "党员不足"}},
		{"ENOUGH_MEMBERS", Text{EN: "enough full members", ZH: "党员已够"}},
		{"COVERED_BY_ANOTHER", Text{EN: "covered by another organisation", ZH: "由其他组织覆盖"}},
		{"COVERED_BY_INCUBATOR", Text{EN: "covered by an incubating organisation", ZH: "由孵化型组织覆盖"}},
		{"TWO_ORGANISATIONS", Text{EN: "covered by two organisations", ZH: "两个组织覆盖"}},
		{"REPORT_AND_REGISTER_DIFFER", Text{EN: "report and register differ", ZH: "上报数与在册数不一致"}},
		{"NO_PAIRING", Text{EN: "no pairing", ZH: "无结对"}},
		{"NO_HELPER", Text{EN: "paired without an active helper", ZH: "有结对但无有效帮扶方"}},
		{"NOT_LED", Text{EN: "no leading organisation", ZH: "无领导组织"}},
		{"PLANNED_END_PASSED", Text{EN: "planned end of the term passed", ZH: "任期届满"}},
		{"EXTENSION_PASSED", Text{EN: "extension passed", ZH: "延期届满"}},
		{"TERM_LENGTH_PASSED", Text{EN: "length of a term passed", ZH: "超过规定年限"}},
	},
	"StatusReason": {
		{"COVERED", Text{EN: "covered", ZH: "有组织覆盖"}},
		{"COVERED_WORKED", Text{EN: "covered and worked on", ZH: "有组织覆盖和工作覆盖"}},
		{"NOT_COVERED", Text{EN: "not covered", ZH: "无覆盖"}},
		{"NOT_COVERED_WORKED", Text{EN: "worked on only", ZH: "仅有工作覆盖"}},
		{"SHELL", Text{EN: "shell company", ZH: "空壳"}},
		{"DORMANT", Text{EN: "dormant", ZH: "停业"}},
		{"KIND", Text{EN: "kind out of scope", ZH: "类型不在范围"}},
		{"OWNERSHIP", Text{EN: "ownership out of scope", ZH: "所有制不在范围"}},
		{"STAFF", Text{EN: "too few staff", ZH: "人数不足"}},
		{"STAFF_UNKNOWN", Text{EN: "staff unknown", ZH: "人数不详"}},
	},
	"LeadershipState": {
		{"LED", Text{EN: "led", ZH: "已建制"}},
		{"NOT_LED", Text{EN: "not led", ZH: "未建制"}},
	},
	"HeadcountBasis": {
		{"REPORTED", Text{EN: "reported", ZH: "上报"}},
		{"COUNTED", Text{EN: "counted", ZH: "在册"}},
	},
	"ChangeKind": {
		{"ADD", Text{EN: "added", ZH: "新增"}},
		{"ALTER", Text{EN: "altered", ZH: "变更"}},
		{"WITHDRAW", Text{EN: "withdrawn", ZH: "撤回"}},
	},
	"RelationKind": {
		{"PARENT", Text{EN: "parent region", ZH: "上级地区"}},
		{"LOCATED", Text{EN: "place", ZH: "所在地区"}},
		{"SUPERIOR", Text{EN: "superior", ZH: "上级组织"}},
		{"LEADS", Text{EN: "region led", ZH: "领导的地区"}},
		{"COVERS", Text{EN: "coverage", ZH: "覆盖"}},
		{"AFFILIATED", Text{EN: "affiliation", ZH: "组织关系"}},
		{"WORKS_AT", Text{EN: "workplace", ZH: "工作单位"}},
		{"RESIDES", Text{EN: "residence", ZH: "居住地"}},
		{"REGISTERED", Text{EN: "registration", ZH: "双报到"}},
		{"END", Text{EN: "end of a pairing", ZH: "结对一方"}},
		{"SEAT", Text{EN: "seat in an alliance", ZH: "联盟成员"}},
		{"HOST", Text{EN: "host", ZH: "承办组织"}},
		{"UMBRELLA", Text{EN: "parent alliance", ZH: "上级联盟"}},
	},
}

// LabelOf gives the name for people of an enum's value; the value itself where
// it is unknown.
func LabelOf(enum, value string) Text {
	for _, label := range Enums[enum] {
		if label.Value == value {
			return label.Name
		}
	}
	return Text{EN: value, ZH: value}
}
