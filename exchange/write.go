package exchange

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

// SheetWriter writes tables row by row, without holding them.
type SheetWriter interface {
	// Begin begins a sheet with a line of headings. A CSV has one sheet.
	Begin(name string, head []string) error
	// Row writes a row of nil, string, int or json.Number.
	Row(cells []any) error
	// Close writes what is left; of an XLSX, all of it.
	Close() error
}

// NewCSV writes UTF-8 with commas and lines that end in CRLF. bom puts a byte
// order mark before it, without which spreadsheet programs take Chinese for GBK.
func NewCSV(w io.Writer, bom bool) SheetWriter {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvWriter{w: w, out: out, bom: bom}
}

type csvWriter struct {
	w    io.Writer
	out  *csv.Writer
	bom  bool
	line []string
}

func (c *csvWriter) Begin(_ string, head []string) error {
	if c.bom {
		if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
			return err
		}
	}
	line := make([]string, len(head))
	for i, text := range head {
		line[i] = guarded(text)
	}
	return c.out.Write(line)
}

func (c *csvWriter) Row(cells []any) error {
	c.line = c.line[:0]
	for _, one := range cells {
		c.line = append(c.line, cellText(one))
	}
	if len(c.line) == 1 && c.line[0] == "" {
		// A line without anything would be taken for no line.
		c.out.Flush()
		_, err := io.WriteString(c.w, "\"\"\r\n")
		return err
	}
	return c.out.Write(c.line)
}

func (c *csvWriter) Close() error {
	c.out.Flush()
	return c.out.Error()
}

// mark is a cell that an import reads as a mark, such as that there is no value.
type mark string

func cellText(value any) string {
	switch v := value.(type) {
	case mark:
		return string(v)
	case string:
		return guarded(v)
	case int:
		return strconv.Itoa(v)
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// formulaMarks begin what a spreadsheet program takes for a formula.
const formulaMarks = "=+-@\t\r\n＝＋－＠"

// guarded puts an apostrophe before a text that a spreadsheet program would run
// as a formula, and before one that has such an apostrophe already, so that an
// import can take it off again.
func guarded(text string) string {
	if formula(text) {
		return "'" + text
	}
	return text
}

// unguarded takes the apostrophe off again.
func unguarded(text string) string {
	if inner, marked := strings.CutPrefix(text, "'"); marked && formula(inner) {
		return inner
	}
	return text
}

func formula(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "'"))
	return first != utf8.RuneError && strings.ContainsRune(formulaMarks, first)
}

const (
	mostSheetRows = excelize.TotalRows
	mostCellRunes = excelize.TotalCellChars
	mostSheetName = excelize.MaxSheetNameLength
)

// NewXLSX writes a workbook; a table longer than a sheet goes on in another one.
// It is kept in temporary files until Close.
func NewXLSX(w io.Writer) SheetWriter {
	return &bookWriter{w: w, book: excelize.NewFile(), most: mostSheetRows}
}

type bookWriter struct {
	w      io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
	name   string
	head   []any
	sheets int // of this table
	line   int
	most   int
	bold   int
	any    bool
}

func (b *bookWriter) Begin(name string, head []string) (err error) {
	if b.bold == 0 {
		if b.bold, err = b.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
			return err
		}
	}
	b.name, b.sheets, b.head = name, 0, nil
	for _, text := range head {
		b.head = append(b.head, excelize.Cell{StyleID: b.bold, Value: text})
	}
	return b.sheet()
}

// sheet begins a sheet, which is the first of its table or a further one.
func (b *bookWriter) sheet() (err error) {
	if err := b.flush(); err != nil {
		return err
	}
	b.sheets++
	suffix := ""
	if b.sheets > 1 {
		suffix = " " + strconv.Itoa(b.sheets)
	}
	name := sheetName(b.name, mostSheetName-len(suffix)) + suffix
	if !b.any {
		b.any = true
		err = b.book.SetSheetName("Sheet1", name)
	} else {
		_, err = b.book.NewSheet(name)
	}
	if err != nil {
		return err
	}
	if b.stream, err = b.book.NewStreamWriter(name); err != nil {
		return err
	}
	if err := b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if len(b.head) > 0 {
		if err := b.stream.SetColWidth(1, len(b.head), 18); err != nil {
			return err
		}
	}
	b.line = 1
	return b.stream.SetRow("A1", b.head)
}

func (b *bookWriter) flush() error {
	if b.stream == nil {
		return nil
	}
	err := b.stream.Flush()
	b.stream = nil
	return err
}

func (b *bookWriter) Row(cells []any) error {
	if b.line >= b.most {
		if err := b.sheet(); err != nil {
			return err
		}
	}
	b.line++
	values := make([]any, len(cells))
	for i, one := range cells {
		value, err := bookCell(one)
		if err != nil {
			return err
		}
		values[i] = value
	}
	at, err := excelize.CoordinatesToCellName(1, b.line)
	if err != nil {
		return err
	}
	return b.stream.SetRow(at, values)
}

// bookCell keeps texts texts: a cell of an XLSX says its type, and what is a text
// is never run. Only what an import would read otherwise gets an apostrophe.
func bookCell(value any) (any, error) {
	switch v := value.(type) {
	case mark:
		return string(v), nil
	case string:
		if n := utf8.RuneCountInString(v); n >= mostCellRunes {
			return nil, graph.NewError(graph.CodeTooComplex, nil, "a cell would have %d characters, and a cell of an XLSX holds %d: take CSV or JSON Lines", "某单元格有%d个字符，超过XLSX的上限%d：请改用CSV或JSON Lines", n, mostCellRunes)
		}
		if strings.HasPrefix(v, "'") || clearMarks[v] {
			v = guarded(v)
		}
		if v == "" {
			return nil, nil
		}
		return v, nil
	case json.Number:
		if n, err := v.Int64(); err == nil && n < 1<<53 && n > -1<<53 {
			return n, nil
		}
		if n, err := v.Float64(); err == nil {
			return n, nil
		}
		return v.String(), nil
	}
	return value, nil
}

func (b *bookWriter) Close() error {
	defer b.book.Close()
	if err := b.flush(); err != nil {
		return err
	}
	_, err := b.book.WriteTo(b.w)
	return err
}

// sheetName is a name that a sheet may bear.
func sheetName(name string, most int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name)
	runes := []rune(name)
	if len(runes) > most {
		runes = runes[:most]
	}
	if len(runes) == 0 {
		return "rows"
	}
	return string(runes)
}
