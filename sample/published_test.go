package sample

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"cobuild/graph"
)

// whole answers the questions that the published figures of all systems are
// about, as of the later of the two days.
type whole struct {
	view
	on  graph.Date
	out map[graph.Hop]map[graph.ID][]*graph.Link // in force on the day
	in  map[graph.Hop]map[graph.ID][]*graph.Link
}

func newWhole() *whole { return newWholeOf(All()) }

func newWholeOf(ds graph.Dataset) *whole {
	w := &whole{viewOf(ds), days[1], map[graph.Hop]map[graph.ID][]*graph.Link{}, map[graph.Hop]map[graph.ID][]*graph.Link{}}
	for _, hop := range graph.Hops {
		w.out[hop], w.in[hop] = map[graph.ID][]*graph.Link{}, map[graph.ID][]*graph.Link{}
	}
	for i := range w.ds.Links {
		if l := &w.ds.Links[i]; l.Holds(w.on) {
			w.out[l.Hop][l.From] = append(w.out[l.Hop][l.From], l)
			w.in[l.Hop][l.To] = append(w.in[l.Hop][l.To], l)
		}
	}
	return w
}

// below gives what lies below something by links of a hop, itself included.
func (w *whole) below(code string, hop graph.Hop) []graph.Noun {
	found := []graph.Noun{w.byCode[code]}
	for i := 0; i < len(found); i++ {
		for _, l := range w.in[hop][found[i].Top().ID] {
			found = append(found, w.byID[l.From])
		}
	}
	return found
}

// referring counts the nouns that refer by a hop to any of those given, and meet the
// condition.
func (w *whole) referring(to []graph.Noun, hop graph.Hop, want func(graph.Noun) bool) int {
	met := map[graph.ID]bool{}
	for _, n := range to {
		for _, l := range w.in[hop][n.Top().ID] {
			if want(w.byID[l.From]) {
				met[l.From] = true
			}
		}
	}
	return len(met)
}

// line counts the organisations of a kind below another in the line.
func (w *whole) line(code string, kind graph.OrganisationKind) int { return len(w.kinds(code, kind)) }

// members counts those affiliated to an organisation or below it in the line.
func (w *whole) members(code string) int {
	return w.referring(w.below(code, graph.HopSuperior), graph.HopAffiliated, w.counts)
}

func (w *whole) counts(n graph.Noun) bool {
	s := n.(*graph.Member).StatusOn(w.on)
	return s == graph.StatusFull || s == graph.StatusProbationary
}

func (w *whole) away(n graph.Noun) bool {
	_, away := graph.At(n.(*graph.Member).Aways, w.on)
	return away
}

// regions gives those of a kind in a region or below it.
func (w *whole) regions(code string, kind graph.RegionKind) (found []graph.Noun) {
	for _, n := range w.below(code, graph.HopParent) {
		if n.(*graph.Region).RegionKind == kind {
			found = append(found, n)
		}
	}
	return found
}

func count(nouns []graph.Noun, want func(graph.Noun) bool) (n int) {
	for _, noun := range nouns {
		if want(noun) {
			n++
		}
	}
	return n
}

// placed gives the units and organisations in a region or below it.
func (w *whole) placed(code string) (found []graph.Noun) {
	for _, r := range w.below(code, graph.HopParent) {
		for _, l := range w.in[graph.HopLocated][r.Top().ID] {
			found = append(found, w.byID[l.From])
		}
	}
	return found
}

// seated counts the alliances seated in a region itself.
func (w *whole) seated(code string) (n int) {
	for _, l := range w.in[graph.HopLocated][w.byCode[code].Top().ID] {
		if l.From.Kind() == graph.KindAlliance {
			n++
		}
	}
	return n
}

// kinds gives the organisations of a kind below another in the line.
func (w *whole) kinds(code string, kind graph.OrganisationKind) (found []graph.Noun) {
	for _, n := range w.below(code, graph.HopSuperior) {
		if n.(*graph.Organisation).KindOn(w.on) == kind {
			found = append(found, n)
		}
	}
	return found
}

// pairings counts those of a kind with an end in a region or below it.
func (w *whole) pairings(code string, kind graph.PairingKind) int {
	ends := append(w.below(code, graph.HopParent), w.placed(code)...)
	return w.referring(ends, graph.HopEnd, func(n graph.Noun) bool { return n.(*graph.Pairing).PairingKind == kind })
}

func weakVillages(w *whole) int {
	return w.referring(w.regions("990101", graph.RegionVillage), graph.HopLeads, func(n graph.Noun) bool {
		strength, _ := graph.At(n.(*graph.Organisation).Strengths, w.on)
		return strength == graph.StrengthWeak
	})
}

// units counts those of certain classes in a region or below it.
func (w *whole) units(code string, want func(graph.UnitClass) bool) int {
	return count(w.placed(code), func(n graph.Noun) bool {
		u, ok := n.(*graph.Unit)
		return ok && want(u.ClassOn(w.on))
	})
}

func firms(w *whole) int {
	return w.units("331004", func(c graph.UnitClass) bool { return c.Ownership == graph.OwnershipPrivate })
}

// allFirms counts in the full sample.
func allFirms(*whole) int { return firms(newWholeOf(Full())) }

func anyClass(graph.UnitClass) bool { return true }

func anything(graph.Noun) bool { return true }

// figures are the rows of docs/samples.md, by heading and first cell.
var figures = map[string]map[string]func(w *whole) int{
	"Fugu county": {
		"committees under the working committee": func(w *whole) int { return w.line("DZ-FG-JG", graph.OrgCommittee) },
		"general branches under it":              func(w *whole) int { return w.line("DZ-FG-JG", graph.OrgGeneralBranch) },
		"branches under it":                      func(w *whole) int { return w.line("DZ-FG-JG", graph.OrgBranch) },
		"members of the county agencies":         func(w *whole) int { return w.members("DZ-FG-JG") },
		"members in the county":                  func(w *whole) int { return w.members("DZ-FG") },
		"members in the county town": func(w *whole) int {
			return w.referring(w.below("610822-XC", graph.HopParent), graph.HopResides, w.counts)
		},
		"mobile members in the county town": func(w *whole) int {
			return w.referring(w.below("610822-XC", graph.HopParent), graph.HopResides, w.away)
		},
		"communities": func(w *whole) int { return len(w.regions("610822-XC", graph.RegionCommunity)) },
		"double registrations": func(w *whole) int {
			return w.referring(w.below("DZ-FG-T100", graph.HopSuperior), graph.HopRegistered, w.counts)
		},
		"days in which they registered": func(w *whole) int {
			met := map[graph.Date]bool{}
			for _, ls := range w.in[graph.HopRegistered] {
				for _, l := range ls {
					if strings.HasPrefix(w.byID[l.To].Top().Code, "DZ-FG-S") {
						met[l.Since] = true
					}
				}
			}
			return len(met)
		},
		"branches of housing estates": func(w *whole) int {
			return w.referring(w.regions("610822-XC", graph.RegionHousingEstate), graph.HopLeads, anything)
		},
		"groups of buildings": func(w *whole) int { return w.line("DZ-FG-T100", graph.OrgGroup) },
	},
	"Luqiao district": {
		"private firms and sole traders": allFirms,
		"the same in the default sample": firms,
		"social organisations": func(w *whole) int {
			return w.units("331004", func(c graph.UnitClass) bool {
				return c.UnitKind == graph.UnitSocialOrganisation || c.UnitKind == graph.UnitPrivateNonEnterprise
			})
		},
		"area organisation": func(w *whole) int { return w.line("DZ-LQ-SQ", graph.OrgRegionalCommittee) },
		"organisations that were under the subdistrict": func(w *whole) int {
			n := 0
			for _, o := range w.below("DZ-LQ-SQ", graph.HopSuperior) {
				for _, above := range w.far(o.Top().ID, graph.Out, graph.HopSuperior, graph.MustDate("2010-05-31")) {
					if above.Top().Code == "DZ-LQ-T002" {
						n++
					}
				}
			}
			return n
		},
		"organisation of the service centre": func(w *whole) int { return w.line("DZ-LQ-SQ", graph.OrgServiceCentreBranch) },
		"members who work in the business district": func(w *whole) int {
			return w.referring(w.placed("331004-SQ"), graph.HopWorksAt, anything)
		},
		"of these registered with the area committee": func(w *whole) int {
			return w.referring([]graph.Noun{w.byCode["DZ-LQ-SQ"]}, graph.HopRegistered, anything)
		},
		"members who keep shop": func(w *whole) int {
			var shops []graph.Noun
			for _, n := range w.placed("331004-SQ") {
				if u, ok := n.(*graph.Unit); ok && u.ClassOn(w.on).UnitKind == graph.UnitSoleTrader {
					shops = append(shops, u)
				}
			}
			return w.referring(shops, graph.HopWorksAt, anything)
		},
		"dealers in the car market":        func(w *whole) int { return w.units("331004-QC", anyClass) },
		"mobile members in the car market": func(w *whole) int { return w.referring(w.placed("331004-QC"), graph.HopWorksAt, w.away) },
		"stalls in the night market":       func(w *whole) int { return w.units("331004-YS", anyClass) },
		"people who work at them": func(w *whole) int {
			n := 0
			for _, u := range w.placed("331004-YS") {
				if u, ok := u.(*graph.Unit); ok {
					staff, _ := graph.At(u.Staffs, w.on)
					n += staff
				}
			}
			return n
		},
	},
	"Regional committees": {
		"regional committees": func(w *whole) int { return w.line("DZ-QX", graph.OrgRegionalCommittee) },
		"organisations below them in the line": func(w *whole) int {
			return w.referring(w.kinds("DZ-QX", graph.OrgRegionalCommittee), graph.HopSuperior, anything)
		},
		"villages":                                 func(w *whole) int { return len(w.regions("990101", graph.RegionVillage)) },
		"areas that build village with village":    func(w *whole) int { return w.pairings("990101", graph.PairingVillageVillage) },
		"village with enterprise":                  func(w *whole) int { return w.pairings("990101", graph.PairingVillageEnterprise) },
		"village with school":                      func(w *whole) int { return w.pairings("990101", graph.PairingVillageSchool) },
		"enterprise with enterprise":               func(w *whole) int { return w.pairings("990101", graph.PairingEnterpriseEnterprise) },
		"weak villages":                            weakVillages,
		"of these with a first secretary":          func(w *whole) int { return w.pairings("990101", graph.PairingFirstSecretary) },
		"areas with a stationed cadre":             func(w *whole) int { return w.pairings("990101", graph.PairingStationedCadre) },
		"areas with which an agency keeps contact": func(w *whole) int { return w.pairings("990101", graph.PairingAgencyContact) },
	},
	"A high-tech zone": {
		"alliance of the zone":             func(w *whole) int { return w.seated("990171") },
		"alliances of subdistricts":        func(w *whole) int { return len(w.in[graph.HopUmbrella][w.byCode["LM-YP"].Top().ID]) },
		"alliances of communities":         func(w *whole) int { return len(w.below("LM-YP", graph.HopUmbrella)) - 3 },
		"housing estates of one community": func(w *whole) int { return len(w.regions("990171002001", graph.RegionHousingEstate)) },
		"of these led by a branch": func(w *whole) int {
			return w.referring(w.regions("990171002001", graph.RegionHousingEstate), graph.HopLeads, anything)
		},
		"members with the letter in the pocket": func(w *whole) int {
			return w.referring(w.below("990171", graph.HopParent), graph.HopResides, func(n graph.Noun) bool {
				return len(w.out[graph.HopAffiliated][n.Top().ID]) == 0
			})
		},
	},
}

func TestPublishedFigures(t *testing.T) {
	page, err := os.ReadFile("../docs/samples.md")
	if err != nil {
		t.Fatal(err)
	}
	w := newWhole()
	told := map[string]bool{}
	system := ""
	for line := range strings.Lines(string(page)) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			system, _, _ = strings.Cut(strings.TrimSpace(heading), ":")
			continue
		}
		row := strings.Split(line, "|")
		if len(row) != 6 || strings.HasPrefix(row[1], "-") || strings.TrimSpace(row[1]) == "figure" {
			continue
		}
		name, want := strings.TrimSpace(row[1]), strings.ReplaceAll(strings.TrimSpace(row[3]), ",", "")
		figure := figures[system][name]
		if figure == nil {
			t.Errorf("%s: %q is counted by nobody", system, name)
			continue
		}
		told[system+name] = true
		if got := strconv.Itoa(figure(w)); got != want {
			t.Errorf("%s: %s is %s, and the page says %s", system, name, got, want)
		}
	}
	for system, rows := range figures {
		for name := range rows {
			if !told[system+name] {
				t.Errorf("%s: docs/samples.md does not tell of %s", system, name)
			}
		}
	}
}
