package exchange

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"

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
func (s *Sheets) put(name string, values cells) error {
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
	s.rows++
	return f.csv.Row(f.of.line(values, ""))
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
	row := valuesOf(n, s.On)
	for column, hop := range refersBy[n.Kind()] {
		row[column] = s.code(held[hop].To)
	}
	if l := held[graph.HopAffiliated]; l.Since > n.Top().Since {
		row["affiliation_since"] = l.Since
	}
	if l, ok := held[graph.HopSecretary]; ok {
		row["secretary"], row["secretary_since"] = s.code(l.To), l.Since
	}
	if err := s.put(tableFor(n.Kind()), row); err != nil {
		return err
	}
	for name := range partTables {
		for _, part := range partsOf(n, name, n.Top().Code) {
			if err := s.put(name, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// tableFor is the table of nouns of a kind.
func tableFor(kind graph.Kind) string { return strings.ToLower(string(kind)) + "s" }

// relation writes the row of a relation with days of its own.
func (s *Sheets) relation(l *graph.Link) error {
	from, to := s.known[l.From], s.known[l.To]
	row := cells{"role": l.Role, "mode": string(l.Mode), "since": l.Since}
	if both, _ := from.life.Intersect(to.life); l.Until != both.Until {
		row["until"] = l.Until
	}
	if (l.Hop == graph.HopEnd || l.Hop == graph.HopSeat) && l.Since == from.life.Since {
		row["since"] = nil // there from the beginning
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
