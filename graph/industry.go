package graph

// IndustrySections are the sections of GB/T 4754-2017 by letter, from A.
var IndustrySections = [...]Text{
	{EN: "A agriculture, forestry, animal husbandry and fishery", ZH: "A 农、林、牧、渔业"},
	{EN: "B mining", ZH: "B 采矿业"},
	{EN: "C manufacturing", ZH: "C 制造业"},
	{EN: "D electricity, heat, gas and water", ZH: "D 电力、热力、燃气及水生产和供应业"},
	{EN: "E construction", ZH: "E 建筑业"},
	{EN: "F wholesale and retail trade", ZH: "F 批发和零售业"},
	{EN: "G transport, storage and post", ZH: "G 交通运输、仓储和邮政业"},
	{EN: "H accommodation and catering", ZH: "H 住宿和餐饮业"},
	{EN: "I information transmission, software and IT services", ZH: "I 信息传输、软件和信息技术服务业"},
	{EN: "J finance", ZH: "J 金融业"},
	{EN: "K real estate", ZH: "K 房地产业"},
	{EN: "L leasing and business services", ZH: "L 租赁和商务服务业"},
	{EN: "M research and technical services", ZH: "M 科学研究和技术服务业"},
	{EN: "N water, environment and public facilities", ZH: "N 水利、环境和公共设施管理业"},
	{EN: "O resident services, repair and other services", ZH: "O 居民服务、修理和其他服务业"},
	{EN: "P education", ZH: "P 教育"},
	{EN: "Q health and social work", ZH: "Q 卫生和社会工作"},
	{EN: "R culture, sport and entertainment", ZH: "R 文化、体育和娱乐业"},
	{EN: "S public administration, social security and social organisations", ZH: "S 公共管理、社会保障和社会组织"},
	{EN: "T international organisations", ZH: "T 国际组织"},
}

// SectionLabel names an industry section for people.
func SectionLabel(section string) Text {
	if len(section) == 1 && section[0] >= 'A' && int(section[0]-'A') < len(IndustrySections) {
		return IndustrySections[section[0]-'A']
	}
	return Text{EN: "unknown industry", ZH: "行业不详"}
}

// Label names a unit class for people.
func (c UnitClass) Label() Text {
	kind, ownership := LabelOf("UnitKind", string(c.UnitKind)), LabelOf("Ownership", string(c.Ownership))
	if c.Ownership == OwnershipNone {
		return kind
	}
	return Text{EN: kind.EN + ", " + ownership.EN, ZH: kind.ZH + "（" + ownership.ZH + "）"}
}
