package exchange

import (
	"strings"

	"cobuild/graph"
)

// noun writes the rows of the table that a noun gives.
func (s *sheetOut) noun(n graph.Noun, links []graph.Link) error {
	head := n.Top()
	c := cells{"code": head.Code, "name": head.Name, "aliases": strings.Join(head.Aliases, "; "), "since": head.Since, "until": head.Until, "id": string(head.ID)}
	switch n := n.(type) {
	case *graph.Region:
		c["kind"], c["parent"] = string(n.RegionKind), s.to(links, graph.HopParent)
		c["population"], c["mobile_population"], c["households"], c["area_km2"] = n.Population, n.MobilePopulation, n.Households, n.AreaKm2
		return s.row(c)
	case *graph.Organisation:
		return s.organisation(n, c, links)
	case *graph.Unit:
		return s.unit(n, c, links)
	case *graph.Member:
		return s.member(n, c, links)
	case *graph.Pairing:
		return s.pairing(n, c, links)
	case *graph.Alliance:
		if s.table.name == "seats" {
			return s.seats(n, links)
		}
		c["kind"], c["region"] = string(n.AllianceKind), s.to(links, graph.HopLocated)
		c["host"], c["parent"] = s.to(links, graph.HopHost), s.to(links, graph.HopUmbrella)
		return s.row(c)
	}
	return nil
}

func (s *sheetOut) organisation(o *graph.Organisation, c cells, links []graph.Link) error {
	own := s.self(o)
	switch s.table.name {
	case "coverages":
		for _, l := range links {
			if l.Hop == graph.HopCovers && s.alive(l.To) {
				if err := s.row(cells{"organisation": own, "unit": s.ref(l.To, false), "mode": string(l.Mode), "since": l.Since, "until": l.Until}); err != nil {
					return err
				}
			}
		}
		return nil
	case "terms":
		for _, term := range o.Terms {
			if err := s.row(cells{"organisation": own, "since": term.Since, "to": term.To, "extension": term.Extension, "until": lastDay(term.Until, o)}); err != nil {
				return err
			}
		}
		return nil
	}
	c["kind"], c["level"], c["region"] = string(o.KindOn(s.w.On)), string(o.Level), s.to(links, graph.HopLocated)
	c["superior"], c["leads"] = s.to(links, graph.HopSuperior), s.to(links, graph.HopLeads)
	strength, known := graph.At(o.Strengths, s.w.On)
	if c["strength"] = string(strength); !known {
		c["strength"] = mark("-") // a new one without would be ordinary
	}
	if l := s.held(links, graph.HopSecretary); l != nil && s.here(l.To) {
		c["secretary"], c["secretary_since"] = s.ref(l.To, false), l.Since
	}
	for _, spell := range o.Secretaries {
		if spell.Holds(s.w.On) {
			c["secretary_name"], c["secretary_since"] = spell.Value, spell.Since
		}
	}
	return s.row(c)
}

// lastDay is the end of something, "" where it is that of its noun.
func lastDay(until graph.Date, n graph.Noun) graph.Date {
	if until == n.Top().Until {
		return 0
	}
	return until
}

// self names the noun of the row as a reference does.
func (s *sheetOut) self(n graph.Noun) string {
	id := n.Top().ID
	s.near[id] = n
	return s.ref(id, false)
}

// alive says whether a noun has a row of its own in the sheets.
func (s *sheetOut) alive(id graph.ID) bool {
	n := s.near[id]
	return n != nil && n.Top().Holds(s.w.On) && s.here(id)
}

func (s *sheetOut) unit(u *graph.Unit, c cells, links []graph.Link) error {
	own := s.self(u)
	switch s.table.name {
	case "works":
		for _, work := range u.Works {
			if err := s.row(cells{"unit": own, "kind": string(work.WorkKind), "holder": work.Holder, "since": work.Since, "until": lastDay(work.Until, u)}); err != nil {
				return err
			}
		}
		return nil
	case "headcounts":
		for _, report := range u.Headcounts {
			if err := s.row(cells{"unit": own, "date": report.Date, "full": report.Full, "probationary": report.Probationary}); err != nil {
				return err
			}
		}
		return nil
	}
	class := u.ClassOn(s.w.On)
	c["credit_code"], c["kind"], c["ownership"], c["state"] = u.CreditCode, string(class.UnitKind), string(class.Ownership), string(u.StateOn(s.w.On))
	c["industry"], c["level"], c["region"] = u.Industry, string(u.Level), s.to(links, graph.HopLocated)
	if staff, known := graph.At(u.Staffs, s.w.On); known {
		c["staff"] = staff
	}
	return s.row(c)
}

func (s *sheetOut) member(m *graph.Member, c cells, links []graph.Link) error {
	if s.table.name == "registrations" {
		own, at := s.self(m), s.held(links, graph.HopAffiliated)
		for _, l := range links {
			if at != nil && at.To == l.To {
				continue // from before the affiliation, which sheets take for that of all days
			}
			if l.Hop == graph.HopRegistered && s.alive(l.To) {
				if err := s.row(cells{"member": own, "organisation": s.ref(l.To, false), "since": l.Since, "until": l.Until}); err != nil {
					return err
				}
			}
		}
		return nil
	}
	c["sex"], c["phone"], c["number"], c["status"] = string(m.Sex), m.Phone, m.Number, string(m.StatusOn(s.w.On))
	if m.BirthYear != 0 {
		c["birth_year"] = m.BirthYear
	}
	if employment, known := graph.At(m.Employments, s.w.On); known {
		c["employment"] = string(employment)
	}
	c["affiliation"], c["workplace"], c["residence"] = s.to(links, graph.HopAffiliated), s.to(links, graph.HopWorksAt), s.to(links, graph.HopResides)
	for _, away := range m.Aways {
		if away.Holds(s.w.On) {
			c["away_place"], c["away_since"] = away.Value.Place, away.Since
			c["away_fixed"], c["away_certificate"] = s.yes(away.Value.Fixed), s.yes(away.Value.Certificate)
		}
	}
	return s.row(c)
}

func (s *sheetOut) yes(is bool) string {
	if is {
		return graph.Text{EN: "yes", ZH: "是"}.In(s.w.Lang)
	}
	return graph.Text{EN: "no", ZH: "否"}.In(s.w.Lang)
}

// pairing leaves the ends to their own sheet, where their days and persons are.
func (s *sheetOut) pairing(p *graph.Pairing, c cells, links []graph.Link) error {
	own := s.self(p)
	switch s.table.name {
	case "ends":
		for _, l := range links {
			if l.Hop != graph.HopEnd || !s.alive(l.To) {
				continue
			}
			row := cells{"pairing": own, "participant": s.ref(l.To, true), "role": l.Role, "since": l.Since, "until": lastDay(l.Until, p)}
			if l.Person != "" && s.alive(l.Person) {
				row["person"] = s.ref(l.Person, false)
			}
			if err := s.row(row); err != nil {
				return err
			}
		}
		return nil
	case "activities":
		for _, activity := range p.Activities {
			if err := s.row(cells{"pairing": own, "date": activity.Date, "title": activity.Title}); err != nil {
				return err
			}
		}
		return nil
	}
	c["kind"], c["agreement"] = string(p.PairingKind), p.Agreement
	return s.row(c)
}

func (s *sheetOut) seats(a *graph.Alliance, links []graph.Link) error {
	own := s.self(a)
	for _, l := range links {
		if l.Hop == graph.HopSeat && s.alive(l.To) {
			if err := s.row(cells{"alliance": own, "participant": s.ref(l.To, true), "role": l.Role, "since": l.Since, "until": lastDay(l.Until, a)}); err != nil {
				return err
			}
		}
	}
	return nil
}
