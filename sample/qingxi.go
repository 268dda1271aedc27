package sample

import (
	"fmt"
	"strings"

	"cobuild/graph"
)

const (
	qingxiBegun   = "2012-03-01" // the areas and their committees
	qingxiMembers = 486          // chosen: 18 to a village
)

// rural is Qingxi, an invented county, while it is made.
type rural struct {
	*maker
	areas     []ruralArea
	villages  map[string][]string // by area: codes of regions
	secretary map[string]string   // by village: code of the member
	cadres    map[string]string   // by agency or town: code of the member who is sent
	pairings  int
}

// ruralArea is a line of areas.csv.
type ruralArea struct {
	code, region, name, mode string
	strong, weak             string // villages
	first, stationed         bool   // a first secretary is at the weak one; a cadre of the town is stationed
	contact                  string // agency that keeps contact
}

func qingxi(b *builder, _ bool) {
	q := &rural{maker: b.maker("QX", 990101), villages: map[string][]string{}, secretary: map[string]string{}, cadres: map[string]string{}}
	b.places()
	b.table("areas.csv", q.area)
	if b.err != nil {
		return
	}
	q.committees()
	q.agencies()
	q.members()
	b.secretaries()
	for i, a := range q.areas {
		q.modes(a)
		q.help(i, a)
	}
	q.councils()
}

func (q *rural) area(r *row) {
	q.areas = append(q.areas, ruralArea{
		code: r.text("code"), region: r.text("region"), name: r.text("organisation"), mode: r.text("mode"), strong: r.text("strong"),
		weak: r.text("weak"), first: r.text("first_secretary") == "yes", stationed: r.text("stationed") == "yes", contact: r.text("contact"),
	})
}

// villageOf is the organisation of a village.
func villageOf(region string) string { return "DZ-QX-V" + region[6:] }

// committees makes an organisation for each village and one for each area. All
// are below the committee of their town: the area's guides, it does not command.
func (q *rural) committees() {
	strength := map[string]string{}
	for _, a := range q.areas {
		strength[a.strong], strength[a.weak] = "STRONG", "2024-01-01 WEAK"
	}
	n := 0
	for _, noun := range q.nouns {
		r, ok := noun.(*graph.Region)
		if !ok || r.RegionKind != graph.RegionVillage || !strings.HasPrefix(r.Code, "990101") {
			continue
		}
		q.secretary[r.Code] = q.nextMember(1 + n*qingxiMembers/27)
		n++
		q.line(q.organisation, cells{
			"code": villageOf(r.Code), "name": r.Name + "党支部", "kind": "BRANCH", "region": r.Code, "leads": r.Code, "strength": strength[r.Code],
			"superior": "DZ-QX-T" + r.Code[6:9], "secretary": q.secretary[r.Code], "terms": "2020-12-01 2025-12-01; 2025-11-26 2030-11-26",
		})
		for _, l := range q.all {
			if l.Hop == graph.HopParent && l.From == r.ID && l.Until == 0 {
				for _, a := range q.areas {
					if q.byCode[a.region].Top().ID == l.To {
						q.villages[a.region] = append(q.villages[a.region], r.Code)
					}
				}
			}
		}
	}
	for _, a := range q.areas {
		q.line(q.organisation, cells{
			"code": "DZ-" + a.code, "name": a.name + "区域党委", "kind": "REGIONAL_COMMITTEE", "region": a.region, "leads": a.region,
			"superior": "DZ-QX-T" + a.code[3:6], "secretary": q.secretary[a.strong], "since": qingxiBegun, "terms": "2024-03-05 2027-03-05",
		})
	}
}

// agencies makes the agencies of the county, and firms and a school, each with
// a branch of its own.
func (q *rural) agencies() {
	body := func(code, name, class, region, superior, letter, level string) {
		department := "91"
		if len(region) > 9 { // it was in the town before there were areas
			region = region[:9] + "; " + qingxiBegun + " " + region
		}
		if letter == "A" {
			department = "11"
		}
		q.line(q.unit, cells{"code": "DW-QX-" + code, "name": name, "class": class, "region": region, "level": level, "credit_code": q.credit(department, "990101", letter)})
		q.line(q.organisation, cells{
			"code": "DZ-QX-" + code, "name": name + "党支部", "kind": "BRANCH", "region": region, "level": level, "superior": superior, "terms": "2024-05-10 2027-05-10",
		})
		q.line(q.coverage, cells{"organisation": "DZ-QX-" + code, "unit": "DW-QX-" + code, "mode": "OWN"})
	}
	for i, a := range q.areas {
		if a.contact != "" {
			body(fmt.Sprintf("A%d", i+1), "清溪县"+a.contact, "AGENCY/NONE", "990101", "DZ-QX", "A", "COUNTY")
		}
	}
	for _, t := range []string{"101", "102", "103"} {
		name := q.byCode["990101"+t].Top().Name
		q.line(q.unit, cells{"code": "DW-QX-J" + t, "name": name + "人民政府", "class": "AGENCY/NONE", "region": "990101" + t, "credit_code": q.credit("11", "990101", "A")})
		q.line(q.coverage, cells{"organisation": "DZ-QX-J" + t, "unit": "DW-QX-J" + t, "mode": "OWN"})
	}
	for i, name := range strings.Fields("清溪恒丰机械 清溪瑞达纸品 清溪宏锐五金 清溪远大电器 清溪云岭茶业 清溪泉源饮品 清溪竹海家具") {
		area := "990101101-3"
		if i > 3 {
			area = "990101102-2"
		}
		body(fmt.Sprintf("E%d", i+1), name+"有限公司", "ENTERPRISE/PRIVATE", area, "DZ-QX-T"+area[6:9], "Q", "")
	}
	body("S1", "清溪县书院学校", "SCHOOL/NONE", "990101102-3", "DZ-QX-T102", "A", "")
}

// members makes 18 members to a village, its secretary first, and nine to a
// branch of the others, the first of whom is sent where one is.
func (q *rural) members() {
	for _, a := range q.areas {
		for _, v := range q.villages[a.region] {
			for i := range qingxiMembers / 27 {
				p := cells{"affiliation": villageOf(v), "residence": v}
				if i%5 == 4 {
					p["employment"] = "RETIRED"
				}
				q.member(p)
			}
		}
	}
	branches := []string{"S1"}
	for i, a := range q.areas {
		if a.contact != "" {
			branches = append(branches, fmt.Sprintf("A%d", i+1))
		}
	}
	for i := range 7 {
		branches = append(branches, fmt.Sprintf("E%d", i+1))
	}
	for _, b := range append(branches, "J101", "J102", "J103") {
		q.cadres[b] = q.nextMember(1)
		for range 9 {
			q.member(cells{"affiliation": "DZ-QX-" + b})
		}
	}
}

// pair makes a pairing; an end is participant, role and person.
func (q *rural) pair(kind, name, since string, meetings int, ends ...[3]string) {
	q.pairings++
	code := fmt.Sprintf("JD-QX-%02d", q.pairings)
	q.line(q.pairing, cells{"code": code, "name": name, "kind": kind, "since": since})
	for _, e := range ends {
		q.line(q.end, cells{"pairing": code, "participant": e[0], "role": e[1], "person": e[2]})
	}
	for i := range meetings {
		q.line(q.activity, cells{"pairing": code, "date": fmt.Sprintf("2026-%02d-15", 10-i), "title": []string{"议事会", "联合主题党日", "环境整治", "项目推进会"}[i%4]})
	}
}

// modes pairs those of an area that build together, in its mode. One village
// stays out of it: nobody is matched by force.
func (q *rural) modes(a ruralArea) {
	var ends [][3]string
	villages := q.villages[a.region]
	if a.code == "QX-103-2" {
		villages = villages[:3]
	}
	if a.mode != "ENTERPRISE_ENTERPRISE" {
		for _, v := range villages {
			ends = append(ends, [3]string{v, "PEER"})
		}
	}
	switch a.mode {
	case "ENTERPRISE_ENTERPRISE":
		for i := range 4 {
			ends = append(ends, [3]string{fmt.Sprintf("DW-QX-E%d", i+1), "PEER"})
		}
	case "VILLAGE_ENTERPRISE":
		for i := range 3 {
			ends = append(ends, [3]string{fmt.Sprintf("DW-QX-E%d", i+5), "PEER"})
		}
	case "VILLAGE_SCHOOL":
		ends = append(ends, [3]string{"DW-QX-S1", "PEER"})
	}
	meetings := 6
	if a.code == "QX-103-2" {
		meetings = 0
	}
	q.pair(a.mode, a.name+"共建", qingxiBegun, meetings, ends...)
}

// help makes what comes to an area from outside and what the strong village
// gives to the weak one.
func (q *rural) help(i int, a ruralArea) {
	town := a.code[3:6]
	if a.first {
		name := q.byCode[a.weak].Top().Name
		q.pair("FIRST_SECRETARY", name+"第一书记", "2025-03-01", 3, [3]string{a.strong, "HELPER", q.after(q.secretary[a.strong], 1)}, [3]string{a.weak, "HELPED"})
		q.pair("OTHER", name+"村干部跟班学习", "2026-02-01", 2, [3]string{a.weak, "HELPED", q.after(q.secretary[a.weak], 1)}, [3]string{a.strong, "HELPER"})
	}
	if a.stationed {
		q.pair("STATIONED_CADRE", "", "2025-01-06", 4, [3]string{"DZ-QX-T" + town, "HELPER", q.after(q.cadres["J"+town], i)}, [3]string{a.region, "HELPED"})
	}
	if a.contact != "" {
		q.pair("AGENCY_CONTACT", "", "2024-06-03", 5, [3]string{fmt.Sprintf("DW-QX-A%d", i+1), "HELPER", q.cadres[fmt.Sprintf("A%d", i+1)]}, [3]string{a.region, "HELPED"})
	}
}

// after is the code of a member made so many after another.
func (q *rural) after(member string, n int) string {
	serial := 0
	if _, err := fmt.Sscanf(member, memberCode+"QX-%d", &serial); err != nil {
		q.err = err
	}
	return fmt.Sprintf("%sQX-%05d", memberCode, serial+n)
}

// councils makes the body of each area that deliberates monthly.
func (q *rural) councils() {
	for _, a := range q.areas {
		code := "LM-" + a.code
		q.line(q.alliance, cells{"code": code, "name": a.name + "议事会", "kind": "COUNCIL", "region": a.region, "host": "DZ-" + a.code, "since": "2012-04-01"})
		q.line(q.seat, cells{"alliance": code, "participant": "DZ-" + a.code, "role": "CHAIR"})
		for _, v := range q.villages[a.region] {
			q.line(q.seat, cells{"alliance": code, "participant": v, "role": "MEMBER"})
		}
	}
}
