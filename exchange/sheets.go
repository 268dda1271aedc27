package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"cobuild/graph"
)

// Sheets writes facts as the CSV sheets that Import reads, one for each table, as
// they are on one day, see Snapshot. In memory it keeps code and days of each
// noun.
type Sheets struct {
	Snapshot
	folder string
	open   map[string]*sheetFile
	rows   int
}

type sheetFile struct {
	file *os.File
	out  *bufio.Writer
	csv  SheetWriter
	of   *table
}

// NewSheets writes into a folder, which is made where it is missing, about a day.
func NewSheets(folder string, on graph.Date) (*Sheets, error) {
	s := &Sheets{Snapshot: Snapshot{On: on}, folder: folder, open: map[string]*sheetFile{}}
	return s, os.MkdirAll(folder, 0o755)
}

// Rows is how many rows were written.
func (s *Sheets) Rows() int { return s.rows }

// Close writes what is left.
func (s *Sheets) Close() error {
	var errs []error
	for _, f := range s.open {
		errs = append(errs, f.csv.Close(), f.out.Flush(), f.file.Close())
	}
	return errors.Join(errs...)
}

// put writes a row of a table: values by column.
func (s *Sheets) put(name string, values map[string]string) error {
	f := s.open[name]
	if f == nil {
		t := tableOf(name)
		file, err := os.Create(filepath.Join(s.folder, name+".csv"))
		if err != nil {
			return err
		}
		out := bufio.NewWriterSize(file, 1<<16)
		f = &sheetFile{file: file, out: out, csv: NewCSV(out, true), of: t}
		s.open[name] = f
		head := make([]string, len(t.columns))
		for i, c := range t.columns {
			head[i] = c.name
		}
		if err := f.csv.Begin(name, head); err != nil {
			return err
		}
	}
	cells := make([]any, len(f.of.columns))
	for i, c := range f.of.columns {
		switch value := values[c.name]; {
		case value == "":
		case c.kind == aWhole, c.kind == aDecimal:
			cells[i] = json.Number(value)
		default:
			cells[i] = value
		}
	}
	s.rows++
	return f.csv.Row(cells)
}

// Add writes a batch, as Snapshot.Take takes it.
func (s *Sheets) Add(nouns []graph.Noun, links []graph.Link) error {
	said, relations := s.Take(nouns, links)
	held := map[graph.ID]map[graph.Hop]graph.Link{} // what is said beside the noun itself
	var dated []graph.Link
	for _, l := range relations {
		switch l.Hop {
		case graph.HopCovers, graph.HopRegistered, graph.HopEnd, graph.HopSeat:
			dated = append(dated, l)
		default:
			if held[l.From] == nil {
				held[l.From] = map[graph.Hop]graph.Link{}
			}
			held[l.From][l.Hop] = l
		}
	}
	for _, n := range said {
		if err := s.noun(n, held[n.Top().ID]); err != nil {
			return err
		}
	}
	for i := range dated {
		if err := s.relation(&dated[i]); err != nil {
			return err
		}
	}
	return nil
}

// code is that of a noun, "" for none.
func (s *Sheets) code(id graph.ID) string { return s.known[id].code }

// noun writes the rows of a noun.
func (s *Sheets) noun(n graph.Noun, held map[graph.Hop]graph.Link) error {
	head := n.Top()
	to := func(hop graph.Hop) string { return s.code(held[hop].To) }
	row := map[string]string{"code": head.Code, "name": head.Name, "since": head.Since.String(), "until": head.Until.String(), "region": to(graph.HopLocated)}
	switch n := n.(type) {
	case *graph.Region:
		row["kind"], row["parent"] = string(n.RegionKind), to(graph.HopParent)
		row["population"], row["mobile_population"], row["households"] = whole0(n.Population), whole0(n.MobilePopulation), whole0(n.Households)
		if n.AreaKm2 != nil {
			row["area_km2"] = showDecimal(*n.AreaKm2)
		}
		return s.put("regions", row)
	case *graph.Organisation:
		row["kind"], row["level"] = string(n.KindOn(s.On)), string(n.Level)
		row["superior"], row["leads"] = to(graph.HopSuperior), to(graph.HopLeads)
		row["strength"] = string(n.Strengths[0].Value)
		if l, ok := held[graph.HopSecretary]; ok {
			row["secretary"], row["secretary_since"] = s.code(l.To), l.Since.String()
		} else if len(n.Secretaries) > 0 {
			row["secretary_name"], row["secretary_since"] = n.Secretaries[0].Value, n.Secretaries[0].Since.String()
		}
		return errors.Join(s.put("organisations", row), s.terms(n))
	case *graph.Unit:
		class := n.ClassOn(s.On)
		row["credit_code"], row["kind"], row["ownership"] = n.CreditCode, string(class.UnitKind), string(class.Ownership)
		row["state"], row["industry"], row["level"] = string(n.StateOn(s.On)), n.Industry, string(n.Level)
		if len(n.Staffs) > 0 {
			row["staff"] = strconv.Itoa(n.Staffs[0].Value)
		}
		return errors.Join(s.put("units", row), s.ofUnit(n))
	case *graph.Member:
		return s.member(n, row, to)
	case *graph.Pairing:
		row["kind"], row["agreement"] = string(n.PairingKind), n.Agreement
		errs := []error{s.put("pairings", row)}
		for _, a := range n.Activities {
			errs = append(errs, s.put("activities", map[string]string{"pairing": n.Code, "date": a.Date.String(), "title": a.Title}))
		}
		return errors.Join(errs...)
	case *graph.Alliance:
		row["kind"], row["host"], row["parent"] = string(n.AllianceKind), to(graph.HopHost), to(graph.HopUmbrella)
		return s.put("alliances", row)
	}
	return nil
}

func whole0(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func (s *Sheets) member(n *graph.Member, row map[string]string, to func(graph.Hop) string) error {
	row["sex"], row["phone"], row["number"], row["status"] = string(n.Sex), n.Phone, n.Number, string(n.StatusOn(s.On))
	if n.BirthYear != 0 {
		row["birth_year"] = strconv.Itoa(n.BirthYear)
	}
	if len(n.Employments) > 0 {
		row["employment"] = string(n.Employments[0].Value)
	}
	row["affiliation"], row["workplace"], row["residence"] = to(graph.HopAffiliated), to(graph.HopWorksAt), to(graph.HopResides)
	if len(n.Aways) > 0 {
		away := n.Aways[0]
		row["away_place"], row["away_since"] = away.Value.Place, away.Since.String()
		row["away_fixed"], row["away_certificate"] = yesOrNo(away.Value.Fixed), yesOrNo(away.Value.Certificate)
	}
	return s.put("members", row)
}

func yesOrNo(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

func (s *Sheets) terms(o *graph.Organisation) error {
	for _, t := range o.Terms {
		row := map[string]string{"organisation": o.Code, "since": t.Since.String(), "to": t.To.String(), "extension": t.Extension.String()}
		if t.Until != o.Until {
			row["until"] = t.Until.String()
		}
		if err := s.put("terms", row); err != nil {
			return err
		}
	}
	return nil
}

func (s *Sheets) ofUnit(u *graph.Unit) error {
	for _, h := range u.Headcounts {
		err := s.put("headcounts", map[string]string{"unit": u.Code, "date": h.Date.String(), "full": strconv.Itoa(h.Full), "probationary": strconv.Itoa(h.Probationary)})
		if err != nil {
			return err
		}
	}
	for _, w := range u.Works {
		err := s.put("works", map[string]string{"unit": u.Code, "kind": string(w.WorkKind), "holder": w.Holder, "since": w.Since.String(), "until": w.Until.String()})
		if err != nil {
			return err
		}
	}
	return nil
}

// relation writes the row of a relation with days of its own.
func (s *Sheets) relation(l *graph.Link) error {
	from, to := s.known[l.From], s.known[l.To]
	row := map[string]string{"role": l.Role, "mode": string(l.Mode), "since": l.Since.String()}
	if both, _ := from.life.Intersect(to.life); l.Until != both.Until {
		row["until"] = l.Until.String()
	}
	if (l.Hop == graph.HopEnd || l.Hop == graph.HopSeat) && l.Since == from.life.Since {
		row["since"] = "" // there from the beginning
	}
	switch l.Hop {
	case graph.HopCovers:
		row["organisation"], row["unit"] = from.code, to.code
		return s.put("coverages", row)
	case graph.HopRegistered:
		row["member"], row["organisation"] = from.code, to.code
		return s.put("registrations", row)
	case graph.HopEnd:
		row["pairing"], row["participant"], row["person"] = from.code, to.code, s.code(l.Person)
		return s.put("ends", row)
	default:
		row["alliance"], row["participant"] = from.code, to.code
		return s.put("seats", row)
	}
}
