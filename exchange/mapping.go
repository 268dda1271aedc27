package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"cobuild/graph"
)

// Mapping says how sheets of a foreign layout are to be read. docs/import.md
// describes the file.
type Mapping struct {
	Sheets []SheetMapping `json:"sheets"`
}

// SheetMapping says how sheets that match are read as one table. Several may
// match the same sheet: each makes a row of its table of every line.
type SheetMapping struct {
	File       string                       `json:"file,omitempty"`       // pattern of file names, such as units-*.csv; empty = any
	Sheet      string                       `json:"sheet,omitempty"`      // pattern of sheet names; empty = any
	Table      string                       `json:"table,omitempty"`      // name of the table; empty = found out
	HeaderRow  int                          `json:"headerRow,omitempty"`  // row of the headers, from 1; 0 = found out
	HeaderRows int                          `json:"headerRows,omitempty"` // how many rows the headers take; 0 = one
	Headers    []string                     `json:"headers,omitempty"`    // of a sheet that has none
	Encoding   string                       `json:"encoding,omitempty"`   // UTF-8 or GB18030; empty = found out
	Delimiter  string                       `json:"delimiter,omitempty"`  // one character; empty = found out
	Columns    map[string]Names             `json:"columns,omitempty"`    // header as written to the names of the columns it fills; "" = not read
	Constants  map[string]string            `json:"constants,omitempty"`  // column's name to the value of every row that says nothing
	Values     map[string]map[string]string `json:"values,omitempty"`     // column's name to value as written, or a pattern of values, to what it stands for
	Dates      []string                     `json:"dates,omitempty"`      // further patterns, such as YYYY年M月
	References map[string]Reference         `json:"references,omitempty"` // column's name to how it refers
	Fold       []map[string]string          `json:"fold,omitempty"`       // regions that are placeholders: column's name to a pattern, all of one entry; see fold.go
	Compose    map[string]string            `json:"compose,omitempty"`    // column's name to a text with headers in braces
	Replace    map[string][]Replacement     `json:"replace,omitempty"`    // column's name to what is replaced in its cells, in order
	Factors    map[string]float64           `json:"factors,omitempty"`    // column's name to what its numbers are multiplied by
	Fill       []string                     `json:"fill,omitempty"`       // headers under which an empty cell has the value above
	Only       map[string]string            `json:"only,omitempty"`       // header to the pattern that its cells must match, or the row is skipped
	Skip       map[string]string            `json:"skip,omitempty"`       // header to the pattern of which a match skips the row

	dates      []datePattern
	meanings   map[string]meanings // of Values
	folds      []condition         // of Fold
	compose    map[string]template
	only, skip map[string]*regexp.Regexp
}

// Reference says by what a column refers to a noun, where it is no code.
type Reference struct {
	By     string            `json:"by"`               // CODE, CREDIT_CODE, NAME, PATH or ADDRESS
	Within string            `json:"within,omitempty"` // NAME: code of the region in which the name is unique; or, as @column, a column of the row that has it. PATH, ADDRESS: code of the region in which it begins
	Level  graph.RegionLevel `json:"level,omitempty"`  // ADDRESS: of the region that is referred to
}

// ReadMapping reads a mapping file and checks it. Its errors are graph.Errors
// that name the place.
func ReadMapping(in io.Reader) (*Mapping, error) {
	data, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return nil, err
	}
	m := &Mapping{}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return nil, graph.Invalid([]string{"mapping"}, "the mapping file cannot be read (%v): write it as docs/import.md has it", "映射文件无法读取（%v）：请按docs/import.md书写", err)
	}
	var errs graph.Errors
	for i := range m.Sheets {
		errs = append(errs, m.Sheets[i].check(fmt.Sprintf("sheets[%d]", i))...)
	}
	return m, errs.OrNil()
}

// OpenMapping reads the mapping file at a path; none without one.
func OpenMapping(path string) (*Mapping, error) {
	if path == "" {
		return &Mapping{}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, graph.Invalid([]string{"mapping"}, "%s cannot be read (%v): give a mapping file", "无法读取%s（%v）：请给出映射文件", path, err)
	}
	defer file.Close()
	return ReadMapping(file)
}

func (m *SheetMapping) check(at string) (errs graph.Errors) {
	refuse := func(part, en, zh string, args ...any) {
		args = append([]any{at + "." + part}, args...)
		errs = append(errs, graph.Invalid([]string{"mapping"}, "%s "+en, "%s"+zh, args...))
	}
	for _, pattern := range []string{m.File, m.Sheet} {
		if _, err := path.Match(pattern, ""); err != nil {
			refuse("file", "has the pattern %q, which is none: use * and ?", "的模式%q有误：请使用*与?", pattern)
		}
	}
	switch m.Encoding = strings.ToUpper(m.Encoding); m.Encoding {
	case "", string(utf8Text), string(gb18030):
	case "GBK", "GB2312":
		m.Encoding = string(gb18030)
	default:
		refuse("encoding", "is %q: use UTF-8 or GB18030", "为%q：可用UTF-8或GB18030", m.Encoding)
	}
	if n := len([]rune(m.Delimiter)); n > 1 || m.Delimiter == `"` || m.Delimiter == "\n" || m.Delimiter == "\r" {
		refuse("delimiter", "is %q: give one character", "为%q：请给出一个字符", m.Delimiter)
	}
	for i, text := range m.Dates {
		p, ok := parsePattern(text)
		if !ok {
			refuse("dates", "has %q at %d: write YYYY, M and D where the parts stand, or EXCEL", "第%[3]d项为%[2]q：请以YYYY、M、D表示各部分，或写EXCEL", text, i)
			continue
		}
		m.dates = append(m.dates, p)
	}
	if m.HeaderRow < 0 || m.HeaderRows < 0 || m.HeaderRows > searched {
		refuse("headerRows", "or headerRow is out of range: give a row from 1, and at most %d rows", "或headerRow超出范围：行号从1起，至多%d行", searched)
	}
	if m.Table == "" {
		if len(m.Columns)+len(m.Constants)+len(m.Values)+len(m.References)+len(m.Fold)+len(m.Compose)+len(m.Replace)+len(m.Factors)+len(m.Fill)+len(m.Only)+len(m.Skip)+len(m.Headers) > 0 {
			refuse("table", "is missing: name one of %v", "缺失：可用值为%v", TableNames())
		}
		return errs
	}
	t := tableOf(m.Table)
	if t == nil {
		refuse("table", "is %q: name one of %v", "为%q：可用值为%v", m.Table, TableNames())
		return errs
	}
	column := func(part, name string) {
		if t.index(name) < 0 {
			refuse(part, "names the column %q, which %s has not: use one of %v", "中的列%q在%s中不存在：可用值为%v", name, t.name, t.names())
		}
	}
	for _, names := range m.Columns {
		for _, name := range names {
			if name != "" {
				column("columns", name)
			}
		}
	}
	for name, value := range m.Constants {
		column("constants", name)
		t.checkValue("constants", name, value, refuse)
	}
	m.meanings = map[string]meanings{}
	for name, values := range m.Values {
		column("values", name)
		read, bad := newMeanings(values)
		for _, pattern := range bad {
			refuse("values", "has the pattern %q, which is none: use *, ? and [...]", "的模式%q有误：请使用*、?与[...]", pattern)
		}
		for _, written := range slices.Sorted(maps.Keys(values)) {
			t.checkValue("values", name, values[written], refuse)
		}
		m.meanings[name] = read
	}
	errs = append(errs, m.checkFolds(at, t)...)
	for name := range m.Compose {
		column("compose", name)
	}
	for name := range m.Replace {
		column("replace", name)
	}
	for name, factor := range m.Factors {
		column("factors", name)
		if !(factor > 0) || math.IsInf(factor, 0) {
			refuse("factors", "has %v for %s: give a number over 0", "中%[3]s的倍数为%[2]v：请给出大于0的数", factor, name)
		}
	}
	m.checkReferences(t, refuse)
	m.compile(refuse)
	return errs
}

// names are the names of the columns.
func (t *table) names() []string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return names
}

// of gives what is said of a sheet.
func (m *Mapping) of(file, sheet string) []*SheetMapping {
	var found []*SheetMapping
	for i := range m.Sheets {
		one := &m.Sheets[i]
		if matches(one.File, file) && matches(one.Sheet, sheet) {
			found = append(found, one)
		}
	}
	return found
}

func matches(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, path.Base(name))
	return ok && err == nil
}

// formatOf gives how a CSV is written, as far as it is said.
func (m *Mapping) formatOf(file string) (f csvFormat) {
	for _, one := range m.of(file, "") {
		if one.Encoding != "" {
			f.encoding = encoding(one.Encoding)
		}
		for _, r := range one.Delimiter {
			f.delimiter = r
		}
	}
	return f
}
