package exchange

import (
	"encoding/json"
	"strconv"

	"cobuild/graph"
)

// cells are those of a row by the names of their columns; what is not named is
// empty.
type cells map[string]any

// line puts cells into the order of a table's columns, in the language of a
// sheet.
func (t *table) line(c cells, lang graph.Language) []any {
	line := make([]any, len(t.columns))
	for i, def := range t.columns {
		value := c[def.name]
		switch v := value.(type) {
		case graph.Date:
			if value = nil; v != 0 {
				value = v.String()
			}
		case *int:
			if value = nil; v != nil {
				value = *v
			}
		case *float64:
			if value = nil; v != nil {
				value = json.Number(strconv.FormatFloat(*v, 'f', -1, 64))
			}
		case bool:
			value = graph.Text{EN: "no", ZH: "否"}.In(lang)
			if v {
				value = graph.Text{EN: "yes", ZH: "是"}.In(lang)
			}
		case string:
			if value = v; v == "" {
				value = nil
			} else if def.kind == aWord && lang != "" {
				value = graph.LabelOf(def.enum, v).In(lang)
			}
		}
		line[i] = value
	}
	return line
}

// valuesOf are what a noun says of itself on a day; what it refers to comes beside.
func valuesOf(n graph.Noun, on graph.Date) cells {
	head := n.Top()
	c := cells{"code": head.Code, "name": head.Name, "since": head.Since, "until": head.Until}
	switch n := n.(type) {
	case *graph.Region:
		c["kind"] = string(n.RegionKind)
		c["population"], c["mobile_population"], c["households"], c["area_km2"] = n.Population, n.MobilePopulation, n.Households, n.AreaKm2
	case *graph.Organisation:
		strength, _ := graph.At(n.Strengths, on)
		c["kind"], c["level"], c["strength"] = string(n.KindOn(on)), string(n.Level), string(strength)
		for _, spell := range n.Secretaries {
			if spell.Holds(on) {
				c["secretary_name"], c["secretary_since"] = spell.Value, spell.Since
			}
		}
	case *graph.Unit:
		class := n.ClassOn(on)
		c["credit_code"], c["kind"], c["ownership"], c["state"] = n.CreditCode, string(class.UnitKind), string(class.Ownership), string(n.StateOn(on))
		c["industry"], c["level"] = n.Industry, string(n.Level)
		if staff, known := graph.At(n.Staffs, on); known {
			c["staff"] = staff
		}
	case *graph.Member:
		c.ofMember(n, on)
	case *graph.Pairing:
		c["kind"], c["agreement"] = string(n.PairingKind), n.Agreement
	case *graph.Alliance:
		c["kind"] = string(n.AllianceKind)
	}
	return c
}

func (c cells) ofMember(m *graph.Member, on graph.Date) {
	c["sex"], c["phone"], c["number"], c["status"] = string(m.Sex), m.Phone, m.Number, string(m.StatusOn(on))
	if m.BirthYear != 0 {
		c["birth_year"] = m.BirthYear
	}
	if employment, known := graph.At(m.Employments, on); known {
		c["employment"] = string(employment)
	}
	for _, away := range m.Aways {
		if away.Holds(on) {
			c["away_place"], c["away_since"] = away.Value.Place, away.Since
			c["away_fixed"], c["away_certificate"] = away.Value.Fixed, away.Value.Certificate
		}
	}
}

// partsOf are the rows that a noun has in another table than its own: of what it
// says of itself with days of its own. own names the noun.
func partsOf(n graph.Noun, table, own string) (rows []cells) {
	switch n := n.(type) {
	case *graph.Organisation:
		for _, term := range n.Terms {
			if table == "terms" {
				rows = append(rows, cells{"organisation": own, "since": term.Since, "to": term.To, "extension": term.Extension, "until": lastDay(term.Until, n)})
			}
		}
	case *graph.Unit:
		for _, work := range n.Works {
			if table == "works" {
				rows = append(rows, cells{"unit": own, "kind": string(work.WorkKind), "holder": work.Holder, "since": work.Since, "until": lastDay(work.Until, n)})
			}
		}
		for _, report := range n.Headcounts {
			if table == "headcounts" {
				rows = append(rows, cells{"unit": own, "date": report.Date, "full": report.Full, "probationary": report.Probationary})
			}
		}
	case *graph.Pairing:
		for _, activity := range n.Activities {
			if table == "activities" {
				rows = append(rows, cells{"pairing": own, "date": activity.Date, "title": activity.Title})
			}
		}
	}
	return rows
}

// partTables are the tables of which partsOf gives rows.
var partTables = map[string]bool{"terms": true, "works": true, "headcounts": true, "activities": true}

// lastDay is the end of something, 0 where it is that of its noun.
func lastDay(until graph.Date, n graph.Noun) graph.Date {
	if until == n.Top().Until {
		return 0
	}
	return until
}
