package sample

import (
	"fmt"
	"strconv"
	"strings"

	"cobuild/graph"
)

// What is published of Fugu county, and what was chosen where the text leaves
// it open (docs/samples.md). The members of the county are those of its town
// and of its villages; the town's are in the line of the agencies, in other
// bodies of the county, at home in a community, or have come from a village.
const (
	fuguMembers      = 12_000 // published
	fuguTown         = 4_780  // chosen: "nearly 40 %" of them
	fuguMobile       = 382    // published as 8 % of the town's
	fuguAgencies     = 3_345  // published
	fuguBranches     = 209    // published
	fuguRegistered   = 3_400  // published: "about"
	fuguOthers       = 640    // chosen: schools, hospitals, firms of the state
	fuguAtHome       = fuguTown - fuguMobile - fuguAgencies - fuguOthers
	fuguTransferred  = 60  // chosen: of the mobile, affiliation moved to a community
	fuguOutsiders    = 300 // chosen: villagers away from the county
	fuguGroupsEstate = 4   // chosen: groups, one per building, of each estate
	fuguLinked       = "2025-07-01"
	fuguDays         = 15 // published: half a month
)

// county is Fugu while it is made.
type county struct {
	*maker
	communities []community
	agencies    []agency
	villages    []village
	workers     []worker // everybody, in the order in which they are made
}

type community struct {
	code, name, organisation string
	estates                  []string // codes of regions
}

type agency struct {
	code, name, organisation, unit string
	kind                           string
	branches                       int
	superior                       string
	community                      int
	published                      bool // in the line of the working committee
}

type village struct{ code, name, organisation, township string }

// branch is where members are to be made.
type branch struct {
	organisation string
	size         int
}

// estate is the home of somebody in the county town, and the branch there.
func (c *county) estate() (region, organisation string) {
	s := pick(c.maker, c.communities)
	i := c.IntN(len(s.estates))
	return s.estates[i], fmt.Sprintf("%s-%d", s.organisation, i+1)
}

func fugu(b *builder, _ bool) {
	c := &county{maker: b.maker("FG", 610822)}
	b.places()
	c.sites()
	b.table("agencies.csv", c.agency)
	if b.err != nil {
		return
	}
	line := c.agencyLine()
	others := c.others()
	homes := c.networks()
	rural := c.villageLine()
	c.agencyMembers(line)
	c.otherMembers(others)
	c.atHome(homes)
	c.rural(rural)
	c.register()
	b.secretaries()
	c.jointMeetings()
	c.doubleLinks()
}

// sites notes what the tables hold of communities and villages.
func (c *county) sites() {
	at := map[string]int{}
	for _, n := range c.nouns {
		r, ok := n.(*graph.Region)
		if !ok || !strings.HasPrefix(r.Code, "610822") {
			continue
		}
		switch r.RegionKind {
		case graph.RegionCommunity:
			at[r.Code] = len(c.communities)
			c.communities = append(c.communities, community{r.Code, r.Name, fmt.Sprintf("DZ-FG-S%02d", len(c.communities)+1), nil})
		case graph.RegionHousingEstate:
			s := &c.communities[at[r.Code[:12]]]
			s.estates = append(s.estates, r.Code)
		case graph.RegionVillage:
			c.villages = append(c.villages, village{r.Code, r.Name, "DZ-FG-V" + r.Code[6:], "DZ-FG-T" + r.Code[6:9]})
		case graph.RegionTownship:
			c.line(c.organisation, cells{
				"code": "DZ-FG-T" + r.Code[6:], "name": "中共" + r.Name + "委员会", "kind": "COMMITTEE", "region": r.Code,
				"superior": "DZ-FG", "leads": r.Code, "terms": "2021-05-20 2026-05-20; 2026-05-12 2031-05-12",
			})
		}
	}
}

func (c *county) agency(r *row) {
	a := agency{
		code: r.text("code"), name: r.text("name"), kind: r.text("kind"), branches: r.count("branches"),
		community: len(c.agencies) % len(c.communities), superior: "DZ-" + r.text("superior"), organisation: "DZ-" + r.text("code"),
	}
	if class := r.text("class"); class != "" && r.err == nil {
		a.unit = "DW-" + a.code
		c.line(c.builder.unit, cells{
			"code": a.unit, "name": a.name, "class": class, "region": c.communities[a.community].code,
			"credit_code": c.credit("11", "610822", "F"), "level": "COUNTY",
		})
	}
	a.published = a.superior == "DZ-FG-JG"
	for _, above := range c.agencies {
		a.published = a.published || above.organisation == a.superior && above.published
	}
	c.agencies = append(c.agencies, a)
}

// found makes the organisation of an agency, which is the agency's own.
func (c *county) found(a agency, secretary, term string) {
	suffix := map[string]string{"COMMITTEE": "党委", "GENERAL_BRANCH": "党总支", "BRANCH": "党支部"}[a.kind]
	c.line(c.organisation, cells{
		"code": a.organisation, "name": a.name + suffix, "kind": a.kind, "level": "COUNTY", "terms": term,
		"region": c.communities[a.community].code, "superior": a.superior, "secretary": secretary,
	})
	if a.unit != "" {
		c.line(c.coverage, cells{"organisation": a.organisation, "unit": a.unit, "mode": "OWN"})
	}
}

// fuguTerm is the term of the i-th branch: of some it has run out.
func fuguTerm(i int) string {
	if evenly(i, 12, fuguBranches) {
		return "2023-05-20 2026-05-20"
	}
	return fmt.Sprintf("2024-%02d-15 2027-%02[1]d-15", i%9+1)
}

// agencyLine makes the committees, general branches and branches below the
// working committee of county agencies, and says how many members each branch
// is to have.
func (c *county) agencyLine() (line []branch) {
	sizes := c.shares(fuguAgencies, fuguBranches, 8, 40)
	members := 0 // of the branches so far
	grow := func(organisation string) {
		n := len(line)
		line = append(line, branch{organisation, sizes[n]})
		members += sizes[n]
	}
	for _, a := range c.agencies {
		switch {
		case !a.published:
		case a.kind == "BRANCH":
			c.found(a, c.nextMember(members+1), fuguTerm(len(line)))
			grow(a.organisation)
		case a.branches == 0: // a committee over general branches
			c.found(a, "", "2022-09-10 2027-09-10")
		default:
			c.found(a, c.nextMember(members+2), "2024-04-10 2027-04-10")
			for i := range a.branches {
				code := fmt.Sprintf("%s-%d", a.organisation, i+1)
				c.line(c.organisation, cells{
					"code": code, "name": fmt.Sprintf("%s第%s党支部", a.name, hanNumber(i+1)), "kind": "BRANCH", "level": "COUNTY",
					"region": c.communities[a.community].code, "superior": a.organisation,
					"secretary": c.nextMember(members + 1), "terms": fuguTerm(len(line)),
				})
				grow(code)
			}
		}
	}
	return line
}

// others makes the branches of schools, hospitals and firms of the state.
func (c *county) others() (line []branch) {
	sizes := c.shares(fuguOthers, 16, 20, 48)
	members := fuguAgencies
	for _, a := range c.agencies {
		if !a.published {
			c.found(a, c.nextMember(members+1), "2025-03-20 2028-03-20")
			line = append(line, branch{a.organisation, sizes[len(line)]})
			members += line[len(line)-1].size
		}
	}
	return line
}

// networks makes what stands in each community: a general branch, a branch per
// housing estate, a group per building, and a branch of mobile members.
func (c *county) networks() (line []branch) {
	sizes := c.shares(fuguAtHome, 40, 6, 16)
	members := fuguAgencies + fuguOthers
	for _, s := range c.communities {
		c.line(c.organisation, cells{
			"code": s.organisation, "name": s.name + "党总支", "kind": "GENERAL_BRANCH", "region": s.code, "leads": s.code,
			"superior": "DZ-FG-T100", "terms": "2023-11-20 2028-11-20", "secretary": c.nextMember(members + 2),
		})
		for i, estate := range s.estates {
			code, name := fmt.Sprintf("%s-%d", s.organisation, i+1), c.byCode[estate].Top().Name
			c.line(c.organisation, cells{
				"code": code, "name": s.name + name + "党支部", "kind": "BRANCH", "region": estate, "leads": estate, "since": "2025-06-10",
				"superior": s.organisation, "terms": "2025-06-10 2028-06-10", "secretary": c.nextMember(members + 1),
			})
			line = append(line, branch{code, sizes[len(line)]})
			members += line[len(line)-1].size
			for g := range fuguGroupsEstate {
				c.line(c.organisation, cells{
					"code": fmt.Sprintf("%s-%d", code, g+1), "name": fmt.Sprintf("%s%d号楼党小组", name, g+1), "kind": "GROUP",
					"region": estate, "superior": code, "since": "2025-06-20",
				})
			}
		}
		c.line(c.organisation, cells{
			"code": s.organisation + "-L", "name": s.name + "流动党员党支部", "kind": "MOBILE_MEMBER_BRANCH", "region": s.code,
			"superior": s.organisation, "since": "2025-06-10",
		})
	}
	return line
}

// villageLine makes an organisation per village, which leads it.
func (c *county) villageLine() (line []branch) {
	sizes := c.shares(fuguMembers-fuguTown+fuguMobile-fuguTransferred, len(c.villages), 15, 80)
	members := fuguTown - fuguMobile
	for i, v := range c.villages {
		kind, suffix := "BRANCH", "党支部"
		if sizes[i] > 52 {
			kind, suffix = "GENERAL_BRANCH", "党总支"
		}
		terms := "2021-01-10 2026-01-10; 2026-01-08 2031-01-08"
		if evenly(i, 5, len(c.villages)) {
			terms = "2021-01-10 2026-01-10"
		}
		c.line(c.organisation, cells{
			"code": v.organisation, "name": v.name + suffix, "kind": kind, "region": v.code, "leads": v.code,
			"superior": v.township, "terms": terms, "secretary": c.nextMember(members + 1),
		})
		line = append(line, branch{v.organisation, sizes[i]})
		members += sizes[i]
	}
	return line
}

// jointMeetings makes the joint meeting of each community and the units that
// reside in it; a tenth of the units stay away.
func (c *county) jointMeetings() {
	for i, s := range c.communities {
		code := "LM-FG-" + strconv.Itoa(i+1)
		c.line(c.alliance, cells{
			"code": code, "name": s.name + "党建联席会", "kind": "JOINT_MEETING", "region": s.code, "host": s.organisation, "since": fuguLinked,
		})
		c.line(c.seat, cells{"alliance": code, "participant": s.organisation, "role": "CHAIR", "since": fuguLinked})
		for j, a := range c.agencies {
			if a.community == i && a.unit != "" && !evenly(j, 11, len(c.agencies)) {
				c.line(c.seat, cells{"alliance": code, "participant": a.unit, "role": "MEMBER", "since": fuguLinked})
			}
		}
	}
}

// doubleLinks pairs the larger agencies each with the community they sit in.
func (c *county) doubleLinks() {
	n := 0
	for _, a := range c.agencies {
		if a.unit == "" || a.kind == "BRANCH" {
			continue
		}
		n++
		code := fmt.Sprintf("JD-FG-%02d", n)
		c.line(c.pairing, cells{"code": code, "kind": "AGENCY_COMMUNITY", "since": fuguLinked})
		c.line(c.end, cells{"pairing": code, "participant": a.unit, "role": "HELPER"})
		c.line(c.end, cells{"pairing": code, "participant": c.communities[a.community].code, "role": "HELPED"})
		for i, date := range []string{"2025-09-12", "2025-12-10", "2026-03-11", "2026-06-12", "2026-09-11"} {
			if i < 2 || !evenly(n, 6, 27) {
				c.line(c.activity, cells{"pairing": code, "date": date, "title": []string{"政策宣讲", "困难党员走访", "环境整治", "法律咨询", "义诊"}[i]})
			}
		}
	}
}

func hanNumber(n int) string { return string([]rune("一二三四五六七八九十")[n-1]) }
