package exchange

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cobuild/graph"
	"cobuild/store"
)

// SheetsTo opens a writer for a table, by its name for files and sheets. It is
// called for one table after another; the writer is closed by who gives it.
type SheetsTo func(table string) (SheetWriter, error)

// WriteSheets writes what holds on the day as the sheets that an import reads: a
// row for each noun alive, under its code and id, and for each relation between
// them, of any time. It gives how many rows there are.
func (w *Whole) WriteSheets(ctx context.Context, to SheetsTo) (rows int, err error) {
	revision, err := w.begin(ctx)
	if err != nil {
		return 0, err
	}
	w.around = map[graph.ID]bool{}
	if w.scope != nil { // a row may refer to one that comes later
		if err := w.silently(func() error { return w.everything(ctx, func(bunch) error { return nil }) }); err != nil {
			return 0, err
		}
	}
	for _, t := range tables {
		if t.hidden() {
			continue
		}
		s := &sheetOut{w: w, table: t}
		if s.out, err = to(s.name()); err != nil {
			return rows, err
		}
		if err := s.write(ctx); err != nil {
			return rows, err
		}
		rows += s.rows
	}
	return rows, w.end(ctx, revision)
}

// sheetOut writes one table.
type sheetOut struct {
	w     *Whole
	table *table
	out   SheetWriter
	rows  int
	near  map[graph.ID]graph.Noun // what the rows of a bunch refer to
}

func (s *sheetOut) name() string {
	if s.w.Lang == graph.ZH {
		return s.table.zh
	}
	return s.table.name
}

func (s *sheetOut) write(ctx context.Context) error {
	head := make([]string, len(s.table.columns))
	for i, c := range s.table.columns {
		if head[i] = c.name; s.w.Lang == graph.ZH {
			head[i] = c.zh
		}
	}
	if err := s.out.Begin(s.name(), head); err != nil {
		return err
	}
	kind := sheetKinds[s.table.name]
	if kind == graph.KindRegion {
		if err := s.above(ctx); err != nil {
			return err
		}
	}
	return s.w.each(ctx, kind, func(b bunch) error { return s.bunch(ctx, b) })
}

// sheetKinds say of which nouns the rows of a table are read.
var sheetKinds = map[string]graph.Kind{
	"regions": graph.KindRegion, "organisations": graph.KindOrganisation, "units": graph.KindUnit, "members": graph.KindMember,
	"coverages": graph.KindOrganisation, "terms": graph.KindOrganisation, "works": graph.KindUnit, "headcounts": graph.KindUnit,
	"registrations": graph.KindMember, "pairings": graph.KindPairing, "ends": graph.KindPairing, "activities": graph.KindPairing,
	"alliances": graph.KindAlliance, "seats": graph.KindAlliance,
}

// above writes the regions in which the region of Within lies, so that the
// sheets stand by themselves.
func (s *sheetOut) above(ctx context.Context) error {
	if s.w.root == nil {
		return nil
	}
	var up []graph.Noun
	for at := s.w.root.ID; ; {
		links, err := s.w.linksOf(ctx, []graph.ID{at}, graph.HopParent)
		if err != nil {
			return err
		}
		parent := s.held(links[at], graph.HopParent)
		if parent == nil {
			break
		}
		nouns, err := s.w.Store.Nouns(ctx, []graph.ID{parent.To})
		if err != nil {
			return err
		}
		if nouns[parent.To] == nil {
			break
		}
		at, up = parent.To, append(up, nouns[parent.To])
		s.w.around[at] = true
	}
	slices.Reverse(up)
	ids := make([]graph.ID, len(up))
	for i, n := range up {
		ids[i] = n.Top().ID
	}
	links, err := s.w.linksOf(ctx, ids, graph.Hops...)
	if err != nil {
		return err
	}
	return s.bunch(ctx, bunch{up, links})
}

// held is the link of a hop that is in force on the day.
func (s *sheetOut) held(links []graph.Link, hop graph.Hop) *graph.Link {
	for i := range links {
		if links[i].Hop == hop && links[i].Holds(s.w.On) {
			return &links[i]
		}
	}
	return nil
}

func (s *sheetOut) bunch(ctx context.Context, b bunch) error {
	var far []graph.ID
	for _, links := range b.links {
		for _, l := range links {
			if far = append(far, l.To); l.Person != "" {
				far = append(far, l.Person)
			}
		}
	}
	slices.Sort(far)
	nouns, err := s.w.Store.Nouns(ctx, slices.Compact(far))
	if err != nil {
		return err
	}
	s.near = nouns
	for _, n := range b.nouns {
		if !n.Top().Holds(s.w.On) || n.Kind() == graph.KindPairing && !s.paired(b.links[n.Top().ID]) {
			continue
		}
		if err := s.noun(n, b.links[n.Top().ID]); err != nil {
			return err
		}
	}
	return nil
}

// paired says whether a pairing has two ends with a row of their own: with fewer
// no import would take it.
func (s *sheetOut) paired(links []graph.Link) bool {
	var first graph.ID
	for i := range links {
		switch l := &links[i]; {
		case l.Hop != graph.HopEnd || l.To == first || !s.alive(l.To):
		case first == "":
			first = l.To
		default:
			return true
		}
	}
	return false
}

// row writes a row, in the language of the sheets.
func (s *sheetOut) row(c cells) error {
	s.rows++
	return s.out.Row(s.table.line(c, s.w.Lang))
}

// ref names a noun as an import finds it: by its code where that is surely read
// as one, else by its id.
func (s *sheetOut) ref(id graph.ID, kindToo bool) string {
	n := s.near[id]
	if n == nil {
		return string(id)
	}
	code := n.Top().Code
	if read, wrong := codeText(code); code == "" || wrong != nil || read != code || strings.ContainsAny(code, ";；、,，/:'\n") || clearMarks[code] {
		return string(id)
	}
	if kindToo {
		return strings.ToLower(string(n.Kind())) + ":" + code
	}
	return code
}

// to is where a link of a hop leads on the day, "" where there is none or it
// leads away from what is written.
func (s *sheetOut) to(links []graph.Link, hop graph.Hop) string {
	if l := s.held(links, hop); l != nil && s.here(l.To) {
		return s.ref(l.To, false)
	}
	return ""
}

// here says whether a noun belongs to what is written: a reference to another
// would find nothing where the sheets stand by themselves.
func (s *sheetOut) here(id graph.ID) bool {
	_, in := s.w.scope[id]
	return in || s.w.scope == nil || s.w.around[id]
}

// WriteSheetsTo writes the sheets as CSV into a folder, which it makes where it
// is missing, or into a workbook where the name ends in .xlsx.
func (w *Whole) WriteSheetsTo(ctx context.Context, place string) (rows int, err error) {
	if strings.EqualFold(filepath.Ext(place), ".xlsx") {
		err = store.WriteFile(place, func(to io.Writer) (err error) {
			rows, err = w.WriteBook(ctx, to)
			return err
		})
		return rows, unwritable(place, err)
	}
	if err := os.MkdirAll(place, 0o700); err != nil {
		return 0, unwritable(place, err)
	}
	var parts []*store.Part // all are kept, or none
	var sheet SheetWriter
	end := func() error {
		if sheet == nil {
			return nil
		}
		return sheet.Close()
	}
	rows, err = w.WriteSheets(ctx, func(table string) (SheetWriter, error) {
		if err := end(); err != nil {
			return nil, err
		}
		name := filepath.Join(place, table+".csv")
		part, err := store.NewPart(name)
		if err != nil {
			return nil, unwritable(name, err)
		}
		parts, sheet = append(parts, part), NewCSV(part, !w.NoBOM)
		return sheet, nil
	})
	err = errors.Join(err, end())
	for _, part := range parts {
		if err == nil {
			err = part.Keep()
		}
		part.Drop() // unless it was kept
	}
	return rows, err
}

// WriteBook writes the sheets as one workbook.
func (w *Whole) WriteBook(ctx context.Context, to io.Writer) (int, error) {
	book := NewXLSX(to)
	rows, err := w.WriteSheets(ctx, func(string) (SheetWriter, error) { return book, nil })
	if err != nil {
		return rows, errors.Join(err, book.(*bookWriter).book.Close())
	}
	return rows, book.Close()
}

// unwritable tells of a file that the system refuses; other errors are as they
// are.
func unwritable(place string, err error) error {
	if !store.Unwritable(err) {
		return err
	}
	return graph.Invalid([]string{"out"}, "%s cannot be written (%v): name a folder, or a file in one that exists", "无法写入%s（%v）：请给出目录，或已有目录中的文件", place, err)
}
