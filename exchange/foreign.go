package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cobuild/graph"
)

// Replacement puts text in place of what a pattern finds in a cell.
type Replacement struct {
	Pattern string `json:"pattern"` // regular expression, as Go's package regexp has them
	With    string `json:"with"`    // $1 is the first group

	find *regexp.Regexp
}

// template is a text with headers in braces.
type template struct {
	texts   []string // before each header, and after the last
	headers []string
}

var templateHeader = regexp.MustCompile(`\{([^{}]+)\}`)

// parseTemplate reads a template; ok is false where it names no header.
func parseTemplate(text string) (t template, ok bool) {
	last := 0
	for _, at := range templateHeader.FindAllStringSubmatchIndex(text, -1) {
		t.texts, t.headers = append(t.texts, text[last:at[0]]), append(t.headers, text[at[2]:at[3]])
		last = at[1]
	}
	t.texts = append(t.texts, text[last:])
	return t, len(t.headers) > 0
}

// headerPlace finds a header as a mapping names it: as it is written, with #2
// the second of them, or by #5 alone the fifth column. -1 = not in the sheet.
func headerPlace(headers []string, name string) int {
	want, nth, numbered := strings.Cut(fold(name), "#")
	n := 1
	if numbered {
		var err error
		if n, err = strconv.Atoi(nth); err != nil || n < 1 {
			want, n = fold(name), 1
		} else if want == "" {
			if n > len(headers) {
				return -1
			}
			return n - 1
		}
	}
	for i, h := range headers {
		if fold(h) == want {
			if n--; n == 0 {
				return i
			}
		}
	}
	return -1
}

// test is what a mapping asks of a column of the sheet.
type test struct {
	at   int
	find *regexp.Regexp
}

// composed is a column made of several of the sheet.
type composed struct {
	template
	at []int // of its headers
}

// foreign is how the records of a sheet are made ready to be read, by its
// mapping.
type foreign struct {
	fill       []int // columns of the sheet where an empty cell has the value above
	above      []string
	only, skip []test
	composed   map[int]composed // by column of the table

	skipped, repeated, totals int // rows not read
}

// prepare finds in the sheet what the mapping names; it refuses a header that is
// not there, because rows would be read otherwise than was meant.
func (l *layout) prepare() *trouble {
	var missing []string
	place := func(name string) int {
		at := headerPlace(l.headers, name)
		if at < 0 && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		return at
	}
	f := &foreign{composed: map[int]composed{}}
	for _, name := range l.says.Fill {
		f.fill = append(f.fill, place(name))
	}
	f.above = make([]string, len(f.fill))
	for _, part := range []struct {
		tests map[string]*regexp.Regexp
		to    *[]test
	}{{l.says.only, &f.only}, {l.says.skip, &f.skip}} {
		for name, find := range part.tests {
			*part.to = append(*part.to, test{place(name), find})
		}
	}
	for name, t := range l.says.compose {
		c := composed{template: t}
		for _, header := range t.headers {
			c.at = append(c.at, place(header))
		}
		f.composed[l.table.index(name)] = c
	}
	l.foreign = f
	if len(missing) > 0 {
		slices.Sort(missing)
		return troubled(ReasonSheet, "the mapping names %s, and no header of the sheet is written so", "映射文件中的%s在表头中不存在",
			"write the headers in the mapping as the sheet has them, or say headerRow", "请按表头原文书写映射，或指明headerRow", `"`+strings.Join(missing, `", "`)+`"`)
	}
	return nil
}

// ready gives the record as it is to be read; ok is false where it is not to be.
func (f *foreign) ready(l *layout, in record) (out record, ok bool) {
	if in.whole != nil {
		return in, true
	}
	if l.repeats(in.cells) {
		f.repeated++
		return in, false
	}
	if totals(in.cells) {
		f.totals++
		return in, false
	}
	if len(f.fill) > 0 {
		in.cells = append(slices.Clone(in.cells), make([]string, max(0, len(l.headers)-len(in.cells)))...)
		for i, at := range f.fill {
			if clean(in.cells[at]) == "" {
				in.cells[at] = f.above[i]
			} else {
				f.above[i] = in.cells[at]
			}
		}
	}
	for _, t := range f.only {
		if !t.find.MatchString(in.cell(t.at)) {
			f.skipped++
			return in, false
		}
	}
	for _, t := range f.skip {
		if t.find.MatchString(in.cell(t.at)) {
			f.skipped++
			return in, false
		}
	}
	return in, true
}

// cell is a cell of the record without what nobody sees, "" beyond its end.
func (r *record) cell(at int) string {
	if at < 0 || at >= len(r.cells) {
		return ""
	}
	return clean(r.cells[at])
}

// repeats says whether the record is one of the rows of headers again, as on
// every page.
func (l *layout) repeats(cells []string) bool {
	return slices.ContainsFunc(l.headed, func(r record) bool {
		named := 0
		for i, h := range r.cells {
			if h == "" || strings.HasPrefix(h, ledgerColumn) {
				continue
			}
			if i >= len(cells) || cells[i] != h {
				return false
			}
			named++
		}
		return named > 1
	})
}

// value puts the cells of a record into the template; "" where all are empty.
func (c *composed) value(in *record) string {
	var b strings.Builder
	filled := false
	for i, at := range c.at {
		cell := unmark(in.cell(at), aCode)
		filled = filled || cell != ""
		b.WriteString(c.texts[i])
		b.WriteString(cell)
	}
	if !filled {
		return ""
	}
	b.WriteString(c.texts[len(c.at)])
	return clean(b.String())
}

// tell notes what the sheet holds that was not read.
func (l *layout) tell(ledger *Ledger, line int) {
	for _, one := range []struct {
		n    int
		what graph.Text
		do   graph.Text
	}{
		{l.skipped, text("%d rows were skipped as the mapping says (%s)", "按映射文件跳过%d行（%s）"), graph.Text{}},
		{l.repeated, text("%d rows repeat the headers and were not read (%s)", "%d行重复表头，未读取（%s）"), graph.Text{}},
		{l.totals, text("%d rows of totals were not read (%s)", "%d行为合计，未读取（%s）"), text("give another name to a row that is no total", "如非合计行，请更名")},
	} {
		if one.n > 0 {
			ledger.note(Fault{
				File: l.file, Sheet: l.name, Row: line, Reason: ReasonSheet,
				What: text(fmt.Sprintf(one.what.EN, one.n, l.table.name), fmt.Sprintf(one.what.ZH, one.n, l.table.zh)), Do: one.do,
			})
		}
	}
}

// joined are the headers of several rows as one: what stands above and spans
// empty cells to its right, then /, then what stands below.
func joined(rows []record) []string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	headers := make([]string, width)
	for n, r := range rows {
		above := ""
		for i := range width {
			cell := r.cell(i)
			if cell != "" {
				above = cell
			} else if n < len(rows)-1 {
				cell = above
			}
			switch {
			case headers[i] == "":
				headers[i] = cell
			case cell != "" && cell != headers[i]:
				headers[i] += "/" + cell
			}
		}
	}
	return headers
}
