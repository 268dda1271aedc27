package exchange

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

// Source is a file to import. XLSX is read from its path, because it is a zip
// archive; a CSV in one pass.
type Source struct {
	Name string // as the ledger names it
	Path string
	Data []byte // of a CSV that is no file: what is in it
}

// open opens a CSV.
func (s Source) open() (io.ReadCloser, error) {
	if s.Data != nil {
		return io.NopCloser(bytes.NewReader(s.Data)), nil
	}
	return os.Open(s.Path)
}

// record is a line of a sheet.
type record struct {
	line  int // from 1, as people count
	cells []string
	bad   map[int]*trouble // cells that could not be decoded, by index
	whole *trouble         // the record itself is broken

	from1904 bool // day numbers count from 1904
}

// sheet reads one sheet, record by record, until io.EOF.
type sheet interface {
	next() (record, error)
	close() error
	read() int64 // bytes of the source read so far, of a CSV
}

// unread is why a source, or the rest of a sheet of it, cannot be read.
type unread struct {
	error
	sheet string
	after int // line read last
}

func (u unread) Unwrap() error { return u.error }

// eachSheet opens the sheets of a source one after another. Where that fails the
// error is an unread.
func eachSheet(s Source, m *Mapping, do func(name string, in sheet) error) error {
	switch ext := strings.ToLower(filepath.Ext(s.Name)); ext {
	case ".xlsx", ".xlsm":
		return eachWorksheet(s, do)
	case ".xls", ".et", ".ods", ".numbers":
		return unread{error: graph.Invalid([]string{"file"}, "%s is a %s file: save it as XLSX or CSV", "%s是%s文件：请另存为XLSX或CSV", s.Name, ext)}
	}
	if s.facts() {
		return unread{error: graph.Invalid([]string{"file"}, "%s is a file of facts and no sheet: load it by itself into an empty store, with the command `import FILE`", "%s是事实文件，不是表格：请用命令import FILE单独载入空库", s.Name)}
	}
	in, err := openCSV(s, m.formatOf(s.Name))
	if err != nil {
		return unread{error: err}
	}
	defer in.close()
	return do("", in)
}

func eachWorksheet(s Source, do func(name string, in sheet) error) error {
	seen, err := peekInto(s)
	if err != nil {
		return unread{error: err}
	}
	book, err := excelize.OpenFile(s.Path, excelize.Options{UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: keptUnzipped, RawCellValue: true})
	if err != nil {
		return unread{error: unreadable(s, err)}
	}
	defer book.Close()
	props, err := book.GetWorkbookProps()
	if err != nil {
		return unread{error: unreadable(s, err)}
	}
	from1904 := props.Date1904 != nil && *props.Date1904
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue // hidden sheets hold lists for menus
		}
		rows, err := book.Rows(name)
		if err != nil {
			return unread{error: unreadable(s, err), sheet: name}
		}
		if err := do(name, &worksheet{rows: rows, from1904: from1904, peek: seen[name]}); err != nil {
			return err
		}
	}
	return nil
}

// worksheet is a sheet of an XLSX.
type worksheet struct {
	rows     *excelize.Rows
	line     int
	from1904 bool
	peek
}

func (w *worksheet) next() (record, error) {
	if !w.rows.Next() {
		if err := w.rows.Error(); err != nil {
			return record{}, err
		}
		return record{}, io.EOF
	}
	w.line++
	cells, err := w.rows.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return record{}, err
	}
	r := record{line: w.line, cells: cells, from1904: w.from1904}
	for column := range w.blank[w.line] {
		if r.bad == nil {
			r.bad = map[int]*trouble{}
		}
		r.bad[column-1] = troubled(ReasonValue, "the cell holds a formula of which the result was not stored", "单元格为公式，但文件中未保存其结果",
			"open the file in a spreadsheet program and save it, or write the value", "请用表格软件打开并保存，或直接填写")
	}
	return r, nil
}

func (w *worksheet) close() error { return w.rows.Close() }

func (w *worksheet) read() int64 { return 0 }

// size is the bytes of a source, 0 where they cannot be told.
func (s Source) size() int64 {
	if s.Data != nil {
		return int64(len(s.Data))
	}
	info, err := os.Stat(s.Path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func besideOpen(path string) bool { return strings.HasPrefix(filepath.Base(path), "~$") }

// Files makes sources of paths. A folder stands for the tables right in it, by
// name, those of formats that are refused among them; what a spreadsheet program
// puts beside an open workbook (~$NAME.xlsx) is left out.
func Files(paths []string) ([]Source, error) {
	var sources []Source
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, graph.Invalid([]string{"file"}, "%s cannot be read (%v): give a CSV or XLSX file, or a folder of them",
				"无法读取%s（%v）：请给出CSV或XLSX文件，或其所在目录", path, err)
		}
		if !info.IsDir() {
			if besideOpen(path) {
				continue
			}
			sources = append(sources, Source{Name: filepath.Base(path), Path: path})
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			switch strings.ToLower(filepath.Ext(e.Name())) {
			case ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".numbers":
				if !e.IsDir() && !besideOpen(e.Name()) {
					sources = append(sources, Source{Name: e.Name(), Path: filepath.Join(path, e.Name())})
				}
			}
		}
	}
	if len(sources) == 0 {
		return nil, graph.Invalid([]string{"file"}, "there is no CSV or XLSX file: name some", "没有CSV或XLSX文件：请给出")
	}
	seen := map[string]int{}
	for i := range sources {
		name := sources[i].Name
		if seen[name]++; seen[name] > 1 {
			sources[i].Name = sources[i].Path // two files of one name, in two folders
		}
	}
	return sources, nil
}
