package sample

import (
	"fmt"
	"strings"

	"cobuild/graph"
)

// What is published of Luqiao district, and what was chosen where the text
// leaves it open (docs/samples.md).
const (
	luqiaoFirms   = 39_860 // chosen: "nearly 40,000" private firms and sole traders
	luqiaoSocial  = 684    // published
	luqiaoShare   = 20     // of the firms that are in no area, one in so many is in the sample
	luqiaoStalls  = 103    // published
	luqiaoWorking = 170    // published: people who work at the stalls
	luqiaoShops   = 200    // chosen
	luqiaoDealers = 53     // chosen: "50-odd"
	luqiaoMobile  = 34     // chosen: "30-odd" members at the dealers

	luqiaoArea   = "331004-SQ"
	luqiaoBegun  = "2010-06-01" // the area committee takes the organisations over
	luqiaoCentre = "DZ-LQ-SQ-FW"
)

// district is Luqiao while it is made.
type district struct {
	*maker
	places int // firms that lie in an area
}

// luqiao makes the district; full with every firm and sole trader of it.
func luqiao(b *builder, full bool) {
	share := luqiaoShare
	if full {
		share = 1
	}
	d := &district{maker: b.maker("LQ", 331004)}
	b.places()
	if b.err != nil {
		return
	}
	d.villages()
	d.area()
	d.businesses()
	d.carMarket()
	d.others(share)
	d.social()
	b.secretaries()
	d.council()
	d.jointMeetings()
}

// villages gives each community and village of two subdistricts the
// organisation that leads it.
func (d *district) villages() {
	for _, n := range d.nouns {
		r, ok := n.(*graph.Region)
		if !ok || !strings.HasPrefix(r.Code, "331004") || r.RegionKind != graph.RegionVillage && r.RegionKind != graph.RegionCommunity {
			continue
		}
		kind, suffix := "BRANCH", "党支部"
		if r.RegionKind == graph.RegionCommunity {
			kind, suffix = "GENERAL_BRANCH", "党总支"
		}
		d.line(d.organisation, cells{
			"code": "DZ-LQ-V" + r.Code[6:], "name": r.Name + suffix, "kind": kind, "region": r.Code, "leads": r.Code,
			"superior": "DZ-LQ-T" + r.Code[6:9], "terms": "2020-11-20 2025-11-20; 2025-11-15 2030-11-15",
		})
	}
}

// takenOver makes one of the N organisations that the area committee took over
// from the subdistrict.
func (d *district) takenOver(code, name, kind, secretary, since string, more cells) {
	c := cells{
		"code": code, "name": name, "kind": kind, "region": luqiaoArea, "since": since, "secretary": secretary,
		"superior": "DZ-LQ-T002; " + luqiaoBegun + " DZ-LQ-SQ", "terms": "2021-06-20 2024-06-20; 2024-06-18 2027-06-18",
	}
	for column, value := range more {
		c[column] = value
	}
	d.line(d.organisation, c)
}

// firm makes a private firm or sole trader in an area.
func (d *district) firm(code, name, class, region, industry, staff string) {
	d.places++
	department := "91"
	if strings.HasPrefix(class, "SOLE") {
		department = "92"
	}
	d.line(d.unit, cells{
		"code": code, "name": name, "class": class, "region": region, "industry": industry, "staff": staff,
		"credit_code": d.credit(department, "331004", "L"),
	})
}

// works makes a member who works in the business district: all of them are
// registered with the area committee.
func (d *district) works(affiliation, unit string) {
	d.member(cells{"affiliation": affiliation, "workplace": unit, "registered": "2012-03-01 DZ-LQ-SQ"})
}

// area makes the "1+N+1" of the business district: the area committee stands in
// the table; here are N organisations and that of the service centre, and the
// 127 members.
func (d *district) area() {
	brands := strings.Fields("恒岳 盛润 鑫瑞 宏泰 达信 凯博 嘉远 丰联 锐创 智科 云辰 瑞华 泰诚")
	trades := []struct{ name, code string }{{"百货", "F52"}, {"日用品", "F51"}, {"服饰", "F51"}, {"电器", "F52"}, {"物流", "G54"}, {"网络科技", "I64"}}
	sizes := d.shares(70, 10, 4, 11)
	for i := range 51 {
		trade := trades[i%len(trades)]
		name := brands[i%len(brands)] + []string{"", "新", "华", "东"}[i/len(brands)] + trade.name
		if i == 50 {
			name, trade.code = "商圈物业", "K70"
		}
		d.firm(fmt.Sprintf("DW-LQ-E%03d", i+1), "台州"+name+"有限公司", "ENTERPRISE/PRIVATE", luqiaoArea, trade.code, fmt.Sprint(12+d.IntN(90)))
	}
	members := 0
	for i, size := range sizes {
		code, unit := fmt.Sprintf("DZ-LQ-SQ-%02d", i+1), fmt.Sprintf("DW-LQ-E%03d", i+1)
		d.takenOver(code, brands[i]+trades[i%len(trades)].name+"党支部", "BRANCH", d.nextMember(members+1), "2007-05-01", nil)
		d.covers(code, unit, "OWN")
		members += size
	}
	d.takenOver("DZ-LQ-SQ-LH", "路桥商圈企业联合党支部", "JOINT_BRANCH", d.nextMember(71), "2008-04-01", nil)
	d.takenOver("DZ-LQ-SQ-WY", "商圈物业党支部", "BRANCH", d.nextMember(76), "2009-11-01", nil)
	d.takenOver("DZ-LQ-SQ-JX", "路桥商城经销商党支部", "BRANCH", d.nextMember(81), "2009-07-01", cells{"terms": "2022-06-20 2025-06-20"})
	d.takenOver("DZ-LQ-SQ-YS", "路桥夜市党支部", "BRANCH", d.nextMember(91), "2009-07-01", cells{"region": "331004-YS", "leads": "331004-YS"})
	d.line(d.organisation, cells{
		"code": luqiaoCentre, "name": "路桥商圈党员服务中心党支部", "kind": "SERVICE_CENTRE_BRANCH", "region": luqiaoArea,
		"superior": "DZ-LQ-SQ", "since": luqiaoBegun, "secretary": d.nextMember(99), "terms": "2024-06-20 2027-06-20",
	})
	d.covers("DZ-LQ-SQ-WY", "DW-LQ-E051", "OWN")
	for i := 11; i <= 35; i++ { // five joint; the service centre prepares twenty
		by, mode := luqiaoCentre, "AREA"
		if i <= 15 {
			by, mode = "DZ-LQ-SQ-LH", "JOINT"
		}
		d.covers(by, fmt.Sprintf("DW-LQ-E%03d", i), mode)
	}
	for i, size := range sizes {
		for range size {
			d.works(fmt.Sprintf("DZ-LQ-SQ-%02d", i+1), fmt.Sprintf("DW-LQ-E%03d", i+1))
		}
	}
	for i := range 5 {
		d.works("DZ-LQ-SQ-LH", fmt.Sprintf("DW-LQ-E%03d", i+11))
	}
	for range 5 {
		d.works("DZ-LQ-SQ-WY", "DW-LQ-E051")
	}
}

func (d *district) covers(organisation, unit, mode string) {
	d.line(d.coverage, cells{"organisation": organisation, "unit": unit, "mode": mode})
}

// businesses makes the shops and the night market, and the members who keep
// shop.
func (d *district) businesses() {
	kinds := []struct{ name, code string }{{"副食店", "F52"}, {"服装店", "F52"}, {"鞋店", "F52"}, {"五金店", "F52"}, {"小吃店", "H62"}, {"文具店", "F52"}}
	for i := range luqiaoShops {
		k := kinds[i%len(kinds)]
		d.firm(fmt.Sprintf("DW-LQ-P%03d", i+1), "路桥商城"+d.brand()+k.name, "SOLE_TRADER/PRIVATE", luqiaoArea, k.code, fmt.Sprint(1+i%4))
	}
	for i := range luqiaoStalls {
		staff := "1"
		if i < luqiaoWorking-luqiaoStalls {
			staff = "2"
		}
		d.firm(fmt.Sprintf("DW-LQ-Y%03d", i+1), fmt.Sprintf("路桥夜市%d号摊", i+1), "SOLE_TRADER/PRIVATE", "331004-YS", "F52", staff)
	}
	for i := range luqiaoStalls {
		d.covers("DZ-LQ-SQ-YS", fmt.Sprintf("DW-LQ-Y%03d", i+1), "AREA")
	}
	for i := range 10 {
		d.covers("DZ-LQ-SQ-JX", fmt.Sprintf("DW-LQ-P%03d", i+1), "TRADE")
		d.works("DZ-LQ-SQ-JX", fmt.Sprintf("DW-LQ-P%03d", i+1))
	}
	for i := range 8 {
		d.works("DZ-LQ-SQ-YS", fmt.Sprintf("DW-LQ-Y%03d", i+1))
	}
	for i := range 7 { // two firms with enough members to found a branch
		d.works(luqiaoCentre, fmt.Sprintf("DW-LQ-E%03d", 16+i/4))
	}
	for i := range 12 {
		d.covers(luqiaoCentre, fmt.Sprintf("DW-LQ-P%03d", i+11), "AREA")
		d.works(luqiaoCentre, fmt.Sprintf("DW-LQ-P%03d", i+11))
	}
	for i := range 10 { // who keep shop here and belong to a village
		d.works([]string{"DZ-LQ-V002221", "DZ-LQ-V002224", "DZ-LQ-V001202"}[i%3], fmt.Sprintf("DW-LQ-P%03d", i+23))
	}
}

// carMarket makes the dealers and the centre for their members from elsewhere,
// eight of whom have kept the letter of transfer.
func (d *district) carMarket() {
	const centre, transferred = "DZ-LQ-QC-FW", 26
	d.line(d.organisation, cells{
		"code": centre, "name": "路桥汽车市场党员服务中心党支部", "kind": "SERVICE_CENTRE_BRANCH", "region": "331004-QC", "leads": "331004-QC",
		"superior": "DZ-LQ-T001", "since": "2011-03-01", "secretary": d.nextMember(1), "terms": "2024-09-10 2027-09-10",
	})
	for i := range luqiaoDealers {
		unit := fmt.Sprintf("DW-LQ-C%03d", i+1)
		d.firm(unit, "台州"+d.brand()+"汽车销售有限公司", "ENTERPRISE/PRIVATE", "331004-QC", "F52", fmt.Sprint(4+d.IntN(30)))
		if i%5 < 3 {
			d.covers(centre, unit, "AREA")
		}
	}
	for i := range luqiaoMobile {
		p := cells{"workplace": fmt.Sprintf("DW-LQ-C%03d", i+1), "away": d.day("2021-03-01", 1200) + " 台州市路桥区/fixed"}
		if i < transferred {
			p["affiliation"] = "2025-03-01 " + centre
		} else {
			p["registered"] = "2025-03-01 " + centre
		}
		d.member(p)
	}
}

// council makes the council of the business district, whose chair goes round
// its firms by the half-year; one that did poorly was replaced.
func (d *district) council() {
	const code, first = "LM-LQ-SQ", 2024
	d.line(d.alliance, cells{"code": code, "name": "路桥商圈共建理事会", "kind": "COUNCIL", "region": luqiaoArea, "host": "DZ-LQ-SQ", "since": "2011-01-01"})
	seat := func(unit int, role, since, until string) {
		d.line(d.seat, cells{"alliance": code, "participant": fmt.Sprintf("DW-LQ-E%03d", unit), "role": role, "since": since, "until": until})
	}
	half := func(n int) string { return fmt.Sprintf("%d-%02d-01", first+n/2, 1+n%2*6) }
	for i := range 10 {
		since := "2011-01-01"
		if i > 0 {
			seat(i+1, "MEMBER", since, half(i))
		} else {
			seat(i+1, "MEMBER", since, half(0))
		}
		seat(i+1, "ROTATING_CHAIR", half(i), half(i+1))
		seat(i+1, "MEMBER", half(i+1), "")
	}
	seat(11, "MEMBER", "2011-01-01", "")
	seat(12, "MEMBER", "2011-01-01", "2025-07-01")
	seat(13, "MEMBER", "2025-07-01", "")
}

// jointMeetings makes the joint meetings of three levels.
func (d *district) jointMeetings() {
	meeting := func(code, name, region, host, umbrella string, participants ...string) {
		d.line(d.alliance, cells{"code": code, "name": name, "kind": "JOINT_MEETING", "region": region, "host": host, "umbrella": umbrella, "since": "2010-07-01"})
		d.line(d.seat, cells{"alliance": code, "participant": host, "role": "CHAIR"})
		for _, p := range participants {
			d.line(d.seat, cells{"alliance": code, "participant": p, "role": "MEMBER"})
		}
	}
	meeting("LM-LQ-1", "路桥区党建联席会", "331004", "DZ-LQ", "", "DZ-LQ-SH", "DZ-LQ-T001", "DZ-LQ-T002", "DZ-LQ-T003", "DZ-LQ-T004",
		"DZ-LQ-T005", "DZ-LQ-T006", "DZ-LQ-T103", "DZ-LQ-T104", "DZ-LQ-T106", "DZ-LQ-T107")
	meeting("LM-LQ-2", "路桥街道党建联席会", "331004002", "DZ-LQ-T002", "LM-LQ-1", "DZ-LQ-SQ", "DZ-LQ-JG", "DZ-LQ-V002050", "DZ-LQ-V002054",
		"DZ-LQ-V002057", "DZ-LQ-V002058", "DZ-LQ-V002059", "DZ-LQ-V002060")
	meeting("LM-LQ-3", "路桥商圈党建联席会", luqiaoArea, "DZ-LQ-SQ", "LM-LQ-2", luqiaoCentre, "DZ-LQ-SQ-LH", "DZ-LQ-SQ-WY", "DZ-LQ-SQ-JX", "DZ-LQ-SQ-YS",
		"DZ-LQ-SQ-01", "DZ-LQ-SQ-02", "DZ-LQ-SQ-03", "DZ-LQ-SQ-04", "DZ-LQ-SQ-05")
}

// brand is two characters of a name.
func (m *maker) brand() string {
	first := m.IntN(len(brands))
	second := (first + 1 + m.IntN(len(brands)-1)) % len(brands)
	return string([]rune{brands[first], brands[second]})
}

var brands = []rune("恒盛瑞鑫宏泰达华信诚远博凯嘉润丰联创锐正科智云辰岳澜")
