package exchange

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

// WriteLedger writes the ledger to a file, by its ending: a .csv, or as .xlsx a
// copy of the sheets with the bad cells marked.
func (r *Result) WriteLedger(path string, sources []Source, m *Mapping, lang graph.Language) error {
	file, err := os.Create(path)
	if err != nil {
		return graph.Invalid([]string{"ledger"}, "%s cannot be written (%v): name a file in a folder that is there", "无法写入%s（%v）：请给出已有目录中的文件", path, err)
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		err = r.Ledger.WriteCSV(file, lang)
	case ".xlsx":
		err = r.WriteXLSX(file, sources, m, lang)
	default:
		err = graph.Invalid([]string{"ledger"}, "%s is neither .csv nor .xlsx: name one", "%s既非.csv也非.xlsx：请改用其一", path)
	}
	return errors.Join(err, file.Close())
}

// mostComments bounds the comments of a workbook, which are kept in memory;
// further cells are marked, and their row says at its end what is wrong.
const mostComments = 2_000

// WriteXLSX writes a copy of the sheets read, each with its bad cells marked and
// commented, and at the end of the row what is wrong with it.
func (r *Result) WriteXLSX(w io.Writer, sources []Source, m *Mapping, lang graph.Language) error {
	if m == nil {
		m = &Mapping{}
	}
	c := &copying{book: excelize.NewFile(), lang: lang, names: map[string]bool{}}
	defer c.book.Close()
	for _, style := range []struct {
		id    *int
		style excelize.Style
	}{
		{&c.fault, excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFC7CE"}}, Font: &excelize.Font{Color: "9C0006"}}},
		{&c.note, excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFEB9C"}}}},
	} {
		id, err := c.book.NewStyle(&style.style)
		if err != nil {
			return err
		}
		*style.id = id
	}
	for _, s := range sources {
		err := eachSheet(s, m, func(name string, in sheet) error {
			err := c.sheet(s, name, in, m, r.Ledger.of(s.Name, name))
			return errors.Join(err, in.close())
		})
		if lost := (unread{}); err != nil && !errors.As(err, &lost) { // what cannot be read was told
			return err
		}
	}
	if len(c.names) > 0 && !c.names["sheet1"] {
		if err := c.book.DeleteSheet("Sheet1"); err != nil {
			return err
		}
	}
	return c.book.Write(w)
}

type copying struct {
	book        *excelize.File
	lang        graph.Language
	fault, note int // styles
	comments    int
	names       map[string]bool

	// Of the sheet under way.
	origin         string
	headers, width int // line of the headers, and their number
	old            int // column of what was wrong with the sheet that it is a copy of; 0 = none
	titles         []any
	out            *excelize.StreamWriter
	last           int // row written
}

// copiedRows and copiedColumns are how far a sheet of the copy reaches; tests
// make it short.
var (
	copiedRows    = mostSheetRows
	copiedColumns = excelize.MaxColumns
)

func (c *copying) sheet(s Source, name string, in sheet, m *Mapping, faults section) error {
	some, err := faults.first(mostComments)
	if err == nil {
		err = c.begin(s, name, some)
	}
	if err != nil {
		return err
	}
	var first []record
	for filled := 0; filled < searched; { // among these stand the headers
		r, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(unread{error: err}, c.out.Flush())
		}
		if first = append(first, r); !blank(r.cells) && !remark(r.cells) {
			filled++
		}
	}
	c.findHeaders(s.Name, name, m, first)
	of, from := origin(s.Name, name, first)
	c.origin = Source{Name: of}.origin(from)
	for _, r := range first {
		if err := c.row(s, name, r, &faults); err != nil {
			return err
		}
	}
	for {
		r, err := in.next()
		if errors.Is(err, io.EOF) {
			return c.out.Flush()
		}
		if err != nil {
			return errors.Join(unread{error: err}, c.out.Flush())
		}
		if err := c.row(s, name, r, &faults); err != nil {
			return err
		}
	}
}

// begin starts a sheet of the copy.
func (c *copying) begin(s Source, name string, comments []Fault) error {
	title := c.title(s, name)
	if _, err := c.book.NewSheet(title); err != nil {
		return err
	}
	if err := c.comment(title, comments); err != nil { // before the rows are streamed: then the sheet is closed
		return err
	}
	var err error
	c.out, err = c.book.NewStreamWriter(title)
	c.last = 0
	return err
}

// row writes a row where it stands in the sheet. What a sheet of a workbook has no
// room for goes on in a further one, under the same headers.
func (c *copying) row(s Source, name string, r record, faults *section) error {
	some, err := faults.row(r.line)
	if err != nil {
		return err
	}
	cells := c.cells(&r, some)
	if r.line == c.headers {
		c.titles = cells
	}
	at := r.line
	if at > copiedRows {
		at = c.last + 1
	}
	if at > copiedRows {
		if err := c.out.Flush(); err != nil {
			return err
		}
		if err := c.begin(s, name, nil); err != nil {
			return err
		}
		if at = 1; c.titles != nil {
			if err := c.out.SetRow("A1", c.titles); err != nil {
				return err
			}
			at = 2
		}
	}
	c.last = at
	return c.out.SetRow(fmt.Sprintf("A%d", at), cells)
}

// ledgerColumn heads the column of the copy that says what is wrong, and which
// file and sheet it is a copy of. A mended copy can be imported again: the column
// is not read, and a mapping is that of the file.
const (
	ledgerColumn = "Cobuild台账"
	ofSheet      = " › "
)

func (s Source) origin(name string) string {
	told := ledgerColumn + " " + filepath.Base(s.Name)
	if name != "" {
		told += ofSheet + name
	}
	return told
}

// origin is the file and sheet that a sheet is a marked copy of, else its own.
func origin(file, sheet string, first []record) (of, name string) {
	for _, r := range first {
		for _, cell := range r.cells {
			if told, is := strings.CutPrefix(cell, ledgerColumn+" "); is {
				told, _, _ = strings.Cut(told, "\n")
				of, name, _ = strings.Cut(strings.TrimSpace(told), ofSheet)
				return of, name
			}
		}
	}
	return file, sheet
}

// findHeaders notes where the headers stand and how far they reach.
func (c *copying) findHeaders(file, name string, m *Mapping, first []record) {
	var some []record
	for _, r := range first {
		if !blank(r.cells) && !remark(r.cells) {
			some = append(some, r)
		}
	}
	c.headers, c.width, c.old, c.titles = 0, 0, 0, nil
	if len(some) == 0 {
		return
	}
	if layouts, at, _, wrong := heading(file, name, m, some); wrong == nil {
		headers := layouts[0].headers
		c.headers, c.width = some[at].line, len(headers)
		if strings.HasPrefix(headers[c.width-1], ledgerColumn) {
			c.width, c.old = c.width-1, c.width
		}
	}
}

// cells is a row of the copy: its cells as texts, the bad ones marked, and what
// is wrong at the end.
func (c *copying) cells(r *record, faults []Fault) []any {
	if c.old > 0 && len(r.cells) == c.old {
		r.cells = r.cells[:c.width]
	}
	cells := make([]any, min(len(r.cells), copiedColumns-1))
	for i := range cells {
		cells[i] = excelize.Cell{Value: r.cells[i]}
	}
	var told []string
	for i := range faults {
		f, style := &faults[i], c.fault
		if f.Note {
			style = c.note
		}
		from, to := f.Column-1, f.Column
		if f.Column == 0 {
			from, to = 0, len(r.cells)
		}
		for i := from; i < to && i < len(cells); i++ {
			cells[i] = excelize.Cell{StyleID: style, Value: r.cells[i]}
		}
		told = append(told, c.tells(f))
	}
	if r.line == c.headers {
		told = append([]string{c.origin}, told...)
	}
	for len(told) > 0 && len(cells) < c.width {
		cells = append(cells, nil)
	}
	if len(told) > 0 {
		style := c.fault
		if r.line == c.headers {
			style = c.note
		}
		cells = append(cells, excelize.Cell{StyleID: style, Value: clipped(strings.Join(told, "\n"))})
	}
	return cells
}

// clipped keeps a text inside what a cell of a spreadsheet holds.
func clipped(text string) string {
	const most = 30_000
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func (c *copying) tells(f *Fault) string {
	told := f.What.In(c.lang)
	if f.Header != "" {
		told = f.Header + text(": ", "：").In(c.lang) + told
	}
	if do := f.Do.In(c.lang); do != "" {
		told += text(". ", "。").In(c.lang) + upper(do)
	}
	return told
}

func (c *copying) comment(title string, faults []Fault) error {
	type place struct{ row, column int }
	texts := map[place][]string{}
	for i := range faults {
		if f := &faults[i]; f.Row <= copiedRows && f.Column < copiedColumns {
			at := place{f.Row, max(f.Column, 1)}
			texts[at] = append(texts[at], c.tells(f))
		}
	}
	for at, told := range texts {
		if c.comments++; c.comments > mostComments {
			return nil
		}
		cell, err := excelize.CoordinatesToCellName(at.column, max(at.row, 1))
		if err != nil {
			return err
		}
		err = c.book.AddComment(title, excelize.Comment{Cell: cell, Author: "Cobuild", Paragraph: []excelize.RichTextRun{{Text: strings.Join(told, "\n")}}, Width: 320, Height: 120})
		if err != nil {
			return err
		}
	}
	return nil
}

// title names a sheet of the copy: as in the workbook, or as the CSV, at most 31
// characters that may stand in names, each once.
func (c *copying) title(s Source, name string) string {
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(s.Name), filepath.Ext(s.Name))
	}
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '_'
		}
		return r
	}, name), "' ")
	for n := 1; ; n++ {
		suffix := ""
		if n > 1 || name == "" {
			suffix = fmt.Sprintf(" %d", n)
		}
		runes := []rune(name)
		title := string(runes[:min(len(runes), 31-len(suffix))]) + suffix
		if key := strings.ToLower(title); !c.names[key] {
			c.names[key] = true
			return title
		}
	}
}
