package sample

import (
	"fmt"
	"maps"
)

// worker is somebody in service who lives in the county town.
type worker struct {
	line cells
	lax  bool // belongs to a body that was slow to register its people
}

// agencyMembers makes the members of the agencies: a tenth are retired.
func (c *county) agencyMembers(line []branch) {
	const retired = 301
	i := 0
	for n, b := range line {
		for range b.size {
			home, at := c.estate()
			p := cells{"affiliation": b.organisation, "residence": home}
			if evenly(i, retired, fuguAgencies) {
				p["employment"] = "RETIRED"
				c.worker(p, "", false)
			} else {
				c.worker(p, at, n%4 == 0)
			}
			i++
		}
	}
}

// worker notes a member to be made; at is the branch to register with, if any.
func (c *county) worker(line cells, at string, lax bool) {
	if at != "" {
		line["registered"] = at
	}
	c.workers = append(c.workers, worker{line, lax})
}

func (c *county) otherMembers(line []branch) {
	for n, b := range line {
		for range b.size {
			home, at := c.estate()
			c.worker(cells{"affiliation": b.organisation, "residence": home}, at, n%2 == 0)
		}
	}
}

// atHome makes the members of the communities themselves: retired, or without
// work.
func (c *county) atHome(line []branch) {
	for n, b := range line {
		for i := range b.size {
			p := cells{"affiliation": b.organisation, "residence": c.communities[n/4].estates[n%4], "employment": "RETIRED"}
			if i%4 == 3 {
				p["employment"] = "NONE"
			}
			c.worker(p, "", false)
		}
	}
}

// rural makes the members of the villages, some of whom live in the county town
// or away from the county.
func (c *county) rural(line []branch) {
	all, staying := 0, fuguMobile-fuguTransferred
	for _, b := range line {
		all += b.size
	}
	i, mobile, away := 0, 0, 0
	for _, b := range line {
		for range b.size {
			p := cells{"affiliation": b.organisation}
			switch {
			case evenly(i, staying, all):
				c.townsman(p, mobile, staying)
				mobile++
			case evenly(i-mobile, fuguOutsiders, all-staying):
				p["away"] = c.absence(away, []string{"鄂尔多斯市", "榆林市榆阳区", "西安市", "神木市", "保德县"}[away%5])
				c.worker(p, "", false)
				away++
			default:
				if evenly(i, 60, all) {
					p["status"], p["since"] = "PROBATIONARY; 2026-12-01 FULL", "2025-12-01"
				}
				c.worker(p, "", false)
			}
			i++
		}
	}
	for i := range fuguTransferred {
		from, community := pick(c.maker, c.villages), c.communities[i%len(c.communities)]
		c.worker(cells{
			"affiliation": fmt.Sprintf("%s; 2025-08-01 %s-L", from.organisation, community.organisation),
			"residence":   community.estates[i/10%4], "away": c.day("2023-03-01", 600) + " 府谷镇" + community.name + "/fixed",
		}, "", false)
	}
}

// townsman makes a villager who has moved to the county town.
func (c *county) townsman(p cells, i, all int) {
	home, at := c.estate()
	p["residence"], p["away"] = home, c.absence(i, "府谷镇"+c.byCode[home[:12]].Top().Name)
	if evenly(i, fuguMobile-260, all) {
		p["employment"] = "NONE"
		at = ""
	}
	c.worker(p, at, i%2 == 0)
}

// absence of the i-th mobile member: of fifteen nine are at a fixed place since
// long, four have left of late with a certificate, two have no fixed place.
func (c *county) absence(i int, place string) string {
	switch i % 15 {
	case 3, 7, 11, 14:
		return c.day("2026-06-01", 120) + " " + place + "/certificate"
	case 5, 10:
		return c.day("2023-03-01", 900) + " " + place
	default:
		return c.day("2023-03-01", 900) + " " + place + "/fixed"
	}
}

// register makes the members. Of those in service in the county town it
// registers exactly as many as are published, the lax bodies' last.
func (c *county) register() {
	should, lax := 0, 0
	for _, w := range c.workers {
		if w.line["registered"] != "" {
			should++
			if w.lax {
				lax++
			}
		}
	}
	left, k := should-fuguRegistered, 0
	for _, w := range c.workers {
		line := maps.Clone(w.line)
		if at := line["registered"]; at != "" {
			line["registered"] = c.day(fuguLinked, fuguDays) + " " + at
			if w.lax {
				if evenly(k, left, lax) {
					delete(line, "registered")
				}
				k++
			}
		}
		c.member(line)
	}
}
