package exchange

import (
	"strings"

	"cobuild/graph"
)

// noun writes the rows of the table that a noun gives.
func (s *sheetOut) noun(n graph.Noun, links []graph.Link) error {
	own := s.self(n)
	if partTables[s.table.name] {
		return s.all(partsOf(n, s.table.name, own))
	}
	switch s.table.name {
	case "coverages":
		return s.all(s.between(links, graph.HopCovers, func(l *graph.Link) cells {
			return cells{"organisation": own, "unit": s.ref(l.To, false), "mode": string(l.Mode), "since": l.Since, "until": l.Until}
		}))
	case "registrations":
		at := s.held(links, graph.HopAffiliated)
		return s.all(s.between(links, graph.HopRegistered, func(l *graph.Link) cells {
			if at != nil && at.To == l.To && at.Overlaps(l.Interval) {
				return nil // a store that was loaded may have both, and no import takes them
			}
			return cells{"member": own, "organisation": s.ref(l.To, false), "since": l.Since, "until": l.Until}
		}))
	case "ends":
		return s.all(s.between(links, graph.HopEnd, func(l *graph.Link) cells {
			row := cells{"pairing": own, "participant": s.ref(l.To, true), "role": l.Role, "since": l.Since, "until": lastDay(l.Until, n)}
			if l.Person != "" && s.alive(l.Person) {
				row["person"] = s.ref(l.Person, false)
			}
			return row
		}))
	case "seats":
		return s.all(s.between(links, graph.HopSeat, func(l *graph.Link) cells {
			return cells{"alliance": own, "participant": s.ref(l.To, true), "role": l.Role, "since": l.Since, "until": lastDay(l.Until, n)}
		}))
	}
	c := valuesOf(n, s.w.On)
	c["aliases"], c["id"] = strings.Join(n.Top().Aliases, "; "), string(n.Top().ID)
	for column, hop := range refersBy[n.Kind()] {
		c[column] = s.to(links, hop)
	}
	switch n := n.(type) {
	case *graph.Organisation:
		s.organisation(n, c, links)
	case *graph.Member:
		if l := s.held(links, graph.HopAffiliated); l != nil && l.Since > n.Since && c["affiliation"] != "" {
			c["affiliation_since"] = l.Since
		}
	}
	return s.row(c)
}

// refersBy says which columns name the far end of which relation.
var refersBy = map[graph.Kind]map[string]graph.Hop{
	graph.KindRegion:       {"parent": graph.HopParent},
	graph.KindOrganisation: {"region": graph.HopLocated, "superior": graph.HopSuperior, "leads": graph.HopLeads},
	graph.KindUnit:         {"region": graph.HopLocated},
	graph.KindMember:       {"affiliation": graph.HopAffiliated, "workplace": graph.HopWorksAt, "residence": graph.HopResides},
	graph.KindAlliance:     {"region": graph.HopLocated, "host": graph.HopHost, "parent": graph.HopUmbrella},
}

// between makes the rows of relations that leave a noun to others with a row of
// their own, as row gives them; nil = none.
func (s *sheetOut) between(links []graph.Link, hop graph.Hop, row func(*graph.Link) cells) (rows []cells) {
	for i := range links {
		if l := &links[i]; l.Hop == hop && s.alive(l.To) {
			if c := row(l); c != nil {
				rows = append(rows, c)
			}
		}
	}
	return rows
}

func (s *sheetOut) all(rows []cells) error {
	for _, c := range rows {
		if err := s.row(c); err != nil {
			return err
		}
	}
	return nil
}

// organisation adds what the sheet of organisations says in another way than they
// do.
func (s *sheetOut) organisation(o *graph.Organisation, c cells, links []graph.Link) {
	if _, known := graph.At(o.Strengths, s.w.On); !known {
		c["strength"] = mark("-") // a new one without would be ordinary
	}
	if l := s.held(links, graph.HopSecretary); l != nil && s.here(l.To) {
		c["secretary"] = s.ref(l.To, false)
		if c["secretary_name"] == nil {
			c["secretary_since"] = l.Since
		}
	}
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
