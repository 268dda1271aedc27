package sample

import (
	"fmt"
	"strings"

	"cobuild/graph"
)

const (
	yunpuBegun  = "2022-03-01" // the alliances
	yunpuPocket = 18           // chosen: members who keep the letter of transfer in the pocket
)

// zone is Yunpu, an invented high-tech zone, while it is made.
type zone struct {
	*maker
	communities []community
}

func yunpu(b *builder, _ bool) {
	z := &zone{maker: b.maker("YP", 990171)}
	b.places()
	if b.err != nil {
		return
	}
	z.network()
	z.bodies()
	z.members()
	b.secretaries()
	z.alliances()
	z.links()
}

// network makes the organisations of communities and of most estates.
func (z *zone) network() {
	members := 0 // of the communities so far
	for _, n := range z.nouns {
		r, ok := n.(*graph.Region)
		if !ok || !strings.HasPrefix(r.Code, "990171") {
			continue
		}
		switch r.RegionKind {
		case graph.RegionCommunity:
			s := community{code: r.Code, name: r.Name, organisation: "DZ-YP-S" + r.Code[8:9] + r.Code[11:]}
			z.communities = append(z.communities, s)
			z.line(z.organisation, cells{
				"code": s.organisation, "name": s.name + "党总支", "kind": "GENERAL_BRANCH", "region": s.code, "leads": s.code,
				"superior": "DZ-YP-T" + r.Code[8:9], "terms": "2021-12-01 2026-12-01", "secretary": z.nextMember(members + 1),
			})
			members += residents(len(z.communities) - 1)
		case graph.RegionHousingEstate:
			if i := r.Code[13:]; i < "6" { // two estates are led by nobody yet
				z.line(z.organisation, cells{
					"code": "DZ-YP-S21-" + i, "name": r.Name + "党支部", "kind": "BRANCH", "region": r.Code, "leads": r.Code,
					"superior": "DZ-YP-S21", "terms": "2024-03-01 2027-03-01", "since": "2021-03-01",
				})
			}
		}
	}
}

// bodies makes agencies, firms and social organisations of the zone.
func (z *zone) bodies() {
	for i, name := range strings.Fields("经济发展局 科技人才局 社会事务局 行政审批局 市场监督管理分局 公安分局") {
		unit, organisation := fmt.Sprintf("DW-YP-A%d", i+1), fmt.Sprintf("DZ-YP-A%d", i+1)
		z.body(unit, "云浦高新区"+name, "AGENCY/NONE", "990171", "11", "")
		z.line(z.organisation, cells{
			"code": organisation, "name": "云浦高新区" + name + "党支部", "kind": "BRANCH", "region": "990171", "superior": "DZ-YP", "terms": "2025-04-01 2028-04-01",
		})
		z.line(z.coverage, cells{"organisation": organisation, "unit": unit, "mode": "OWN"})
	}
	sites := []string{"990171-T1", "990171-T2", "990171-P1", "990171-P1", "990171-M1", "990171-M2", "990171001004", "990171001003"}
	by := map[string]string{"990171-T1": "DZ-YP-LY1", "990171-T2": "DZ-YP-LY2", "990171-M1": "DZ-YP-SC1"}
	trades := []struct{ name, code string }{{"软件", "I65"}, {"半导体", "C39"}, {"生物医药", "C27"}, {"智能装备", "C35"}, {"检测技术", "M74"}}
	for i := range 40 {
		unit, site, trade := fmt.Sprintf("DW-YP-E%02d", i+1), sites[i%len(sites)], trades[i%len(trades)]
		z.body(unit, "云浦"+z.brand()+trade.name+"有限公司", "ENTERPRISE/PRIVATE", site, "91", trade.code)
		switch {
		case i < 10:
			code := fmt.Sprintf("DZ-YP-E%02d", i+1)
			superior := "DZ-YP-LX"
			if site == "990171-P1" {
				superior = "DZ-YP-YQ1"
			}
			z.line(z.organisation, cells{
				"code": code, "name": z.byCode[unit].Top().Name + "党支部", "kind": "BRANCH", "region": site, "superior": superior,
				"terms": "2024-09-01 2027-09-01", "since": "2019-09-01",
			})
			z.line(z.coverage, cells{"organisation": code, "unit": unit, "mode": "OWN"})
		case by[site] != "" && i < 32:
			mode := "JOINT"
			if site == "990171-M1" {
				mode = "AREA"
			}
			z.line(z.coverage, cells{"organisation": by[site], "unit": unit, "mode": mode})
		}
	}
	for i, name := range strings.Fields("青年创业协会 软件行业协会 社会工作服务中心 志愿者协会 养老服务中心 职业技能培训学校") {
		class := "SOCIAL_ORGANISATION/NONE"
		if i%2 == 0 && i > 0 {
			class = "PRIVATE_NON_ENTERPRISE/NONE"
		}
		z.body(fmt.Sprintf("DW-YP-O%d", i+1), "云浦高新区"+name, class, z.communities[i].code, "51", "")
		if i < 3 {
			z.line(z.coverage, cells{"organisation": "DZ-YP-LX", "unit": fmt.Sprintf("DW-YP-O%d", i+1), "mode": "TRADE"})
		}
	}
}

func (z *zone) body(code, name, class, region, department, industry string) {
	z.line(z.unit, cells{
		"code": code, "name": name, "class": class, "region": region, "industry": industry, "staff": fmt.Sprint(8 + z.IntN(180)),
		"credit_code": z.credit(department, "990171", "Y"),
	})
}

// residents is how many members belong to the i-th community.
func residents(i int) int { return 30 + i*3 }

// members makes those of the communities, of whom some are on the move, those
// of firms and agencies, and those who belong nowhere yet.
func (z *zone) members() {
	for i, s := range z.communities {
		for j := range residents(i) {
			p := cells{"affiliation": s.organisation, "residence": s.code}
			switch {
			case j%9 == 8:
				p["away"] = z.day("2024-06-01", 800) + " 邻省/fixed"
			case j%3 != 0:
				p["employment"] = "RETIRED"
			}
			z.member(p)
		}
	}
	work := func(organisation, unit string, n int) {
		for range n {
			s := pick(z.maker, z.communities)
			p := cells{"affiliation": organisation, "workplace": unit, "residence": s.code}
			if z.IntN(10) < 7 {
				p["registered"] = z.day("2022-05-01", 400) + " " + s.organisation
			}
			z.member(p)
		}
	}
	for i := range 6 {
		work(fmt.Sprintf("DZ-YP-A%d", i+1), fmt.Sprintf("DW-YP-A%d", i+1), 9)
	}
	for i := range 10 {
		work(fmt.Sprintf("DZ-YP-E%02d", i+1), fmt.Sprintf("DW-YP-E%02d", i+1), 5+i%4)
	}
	work("DZ-YP-LY1", "DW-YP-E17", 4)
	work("DZ-YP-LY2", "DW-YP-E18", 2)
	work("DZ-YP-SC1", "DW-YP-E13", 2)
	for i := range yunpuPocket {
		z.member(cells{"residence": z.communities[i%7].code, "workplace": fmt.Sprintf("DW-YP-E%02d", 20+i)})
	}
}

// alliances makes "1+2+N": one of the zone, one per subdistrict, one per
// community, each part of the one above.
func (z *zone) alliances() {
	z.ally("LM-YP", "云浦高新区党建联盟", "990171", "DZ-YP", "", "DW-YP-A1", "DW-YP-A2", "DW-YP-A3", "DW-YP-A6", "DW-YP-E01", "DW-YP-E02", "990171-P1", "DW-YP-O1")
	z.ally("LM-YP-1", "云浦街道党建联盟", "990171001", "DZ-YP-T1", "LM-YP", "DW-YP-A4", "DW-YP-E05", "DW-YP-E07", "990171-T1", "990171-M1")
	z.ally("LM-YP-2", "湖东街道党建联盟", "990171002", "DZ-YP-T2", "LM-YP", "DW-YP-A5", "DW-YP-E03", "DW-YP-E04", "990171-T2", "990171-M2", "990171-P1")
	located, parent := z.above(graph.HopLocated), z.above(graph.HopParent)
	for i, s := range z.communities {
		var members []string
		here := z.byCode[s.code].Top().ID
		for _, n := range z.nouns {
			switch code, id := n.Top().Code, n.Top().ID; {
			case strings.HasPrefix(code, "DW-YP-") && !strings.HasSuffix(code, "7") && (located[id] == here || parent[located[id]] == here),
				strings.HasPrefix(code, "990171-") && parent[id] == here: // a tower, a market or a park
				members = append(members, code)
			}
		}
		z.ally(fmt.Sprintf("LM-YP-S%d", i+1), s.name+"党建联盟", s.code, s.organisation, fmt.Sprintf("LM-YP-%s", s.code[8:9]), members...)
	}
}

// ally makes an alliance with its host in the chair.
func (z *zone) ally(code, name, region, host, umbrella string, members ...string) {
	z.line(z.alliance, cells{"code": code, "name": name, "kind": "ALLIANCE", "region": region, "host": host, "umbrella": umbrella, "since": yunpuBegun})
	z.line(z.seat, cells{"alliance": code, "participant": host, "role": "CHAIR"})
	for _, m := range members {
		z.line(z.seat, cells{"alliance": code, "participant": m, "role": "MEMBER"})
	}
}

// above gives where units lie, or the parents of regions.
func (z *zone) above(hop graph.Hop) map[graph.ID]graph.ID {
	to := map[graph.ID]graph.ID{}
	for i := range z.all {
		if z.all[i].Hop == hop {
			to[z.all[i].From] = z.all[i].To
		}
	}
	return to
}

// links pairs the agencies with communities and larger firms with small ones.
func (z *zone) links() {
	for i := range 6 {
		code := fmt.Sprintf("JD-YP-%d", i+1)
		z.line(z.pairing, cells{"code": code, "kind": "AGENCY_COMMUNITY", "since": yunpuBegun})
		z.line(z.end, cells{"pairing": code, "participant": fmt.Sprintf("DW-YP-A%d", i+1), "role": "HELPER"})
		z.line(z.end, cells{"pairing": code, "participant": z.communities[i].code, "role": "HELPED"})
		if i < 4 {
			z.line(z.activity, cells{"pairing": code, "date": "2026-08-20", "title": "党企快车道走访"})
		}
	}
}
