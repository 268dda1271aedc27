package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

const (
	// mostUnzipped bounds what an XLSX may unpack to: a small file may hold much.
	mostUnzipped = 4 << 30
	// mostRatio bounds how much larger than the file that may be, where it is more
	// than a little.
	mostRatio, littleUnzipped = 200, 512 << 20
	// mostPart bounds what is unpacked into memory, beside sheets and texts.
	mostPart = 64 << 20
	// keptUnzipped is how much of a sheet is unpacked in memory; larger ones are
	// unpacked to a temporary file.
	keptUnzipped = 8 << 20
)

// peek is what is known of the sheets of a workbook before their rows are read.
type peek struct {
	hidden int                      // rows
	blank  map[int]map[int]struct{} // rows and columns, from 1, of formulas without a result
}

// peekInto looks into the archive: it refuses one that unpacks to more than a
// workbook has, and finds the formulas of which no result was stored and the
// hidden rows of each sheet, by its name.
func peekInto(s Source) (map[string]peek, error) {
	archive, err := zip.OpenReader(s.Path)
	if err != nil {
		return nil, unreadable(s, err)
	}
	defer archive.Close()
	var all uint64
	parts := map[string]*zip.File{}
	for _, part := range archive.File {
		all += part.UncompressedSize64
		inMemory := !strings.HasPrefix(part.Name, "xl/worksheets/") && !strings.HasPrefix(part.Name, "xl/media/") && part.Name != "xl/sharedStrings.xml"
		if all > mostUnzipped || all > littleUnzipped && all/mostRatio > uint64(s.size()) || inMemory && part.UncompressedSize64 > mostPart {
			return nil, graph.Invalid([]string{"file"}, "%s unpacks to more than a workbook of its size has (%s): save it again by a spreadsheet program, or as CSV",
				"%s解压后远大于同等大小的工作簿（%s）：请用表格软件重新保存，或另存为CSV", s.Name, part.Name)
		}
		parts[part.Name] = part
	}
	names, err := sheetParts(parts)
	if err != nil {
		return nil, unreadable(s, err)
	}
	found := map[string]peek{}
	for name, part := range names {
		if parts[part] == nil {
			continue
		}
		in, err := parts[part].Open()
		if err != nil {
			return nil, unreadable(s, err)
		}
		p, err := peekSheet(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, unreadable(s, err)
		}
		found[name] = p
	}
	return found, nil
}

// oldWorkbook begins workbooks of old versions, and encrypted ones.
var oldWorkbook = []byte("\xd0\xcf\x11\xe0")

// start is the first bytes of a source.
func (s Source) start() ([]byte, error) {
	in, err := s.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	start := make([]byte, 4)
	n, err := io.ReadFull(in, start)
	return start[:n], err
}

func unreadable(s Source, err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return graph.Invalid([]string{"file"}, "%s cannot be read (%v)", "无法读取%s（%v）", s.Name, err)
	}
	if start, _ := s.start(); !bytes.HasPrefix(start, []byte("PK")) && !bytes.HasPrefix(start, oldWorkbook) {
		return graph.Invalid([]string{"file"}, "%s is named as a workbook and is none: give it the ending .csv if it is a CSV, or save it as XLSX by a spreadsheet program",
			"%s以工作簿命名，内容却不是工作簿：如为CSV请将扩展名改为.csv，否则请用表格软件另存为XLSX", s.Name)
	}
	return graph.Invalid([]string{"file"}, "%s cannot be read as XLSX (%v): open it in a spreadsheet program and save it again, without a password",
		"%s无法作为XLSX读取（%v）：请用表格软件打开后重新保存，不要加密", s.Name, err)
}

// sheetParts gives the part of the archive that each sheet is in.
func sheetParts(parts map[string]*zip.File) (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &relations} {
		if parts[name] == nil {
			continue // named otherwise: what is in its sheets is read without being looked at before
		}
		in, err := parts[name].Open()
		if err != nil {
			return nil, err
		}
		err = xml.NewDecoder(in).Decode(into)
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, err
		}
	}
	targets, found := map[string]string{}, map[string]string{}
	for _, r := range relations.All {
		if targets[r.ID] = path.Join("xl", r.Target); strings.HasPrefix(r.Target, "/") {
			targets[r.ID] = r.Target[1:]
		}
	}
	for _, s := range book.Sheets {
		found[s.Name] = targets[s.ID]
	}
	return found, nil
}

// peekSheet goes through the tags of a sheet.
func peekSheet(in io.Reader) (p peek, err error) {
	tags := bufio.NewReaderSize(in, 64<<10)
	cell, formula, value, whole := "", false, false, false
	for {
		tag, err := tags.ReadSlice('>')
		switch {
		case errors.Is(err, io.EOF) && !whole:
			return p, errors.New("a sheet ends in the middle")
		case errors.Is(err, io.EOF):
			return p, nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue // a long text
		case err != nil:
			return p, err
		}
		at := bytes.LastIndexByte(tag, '<')
		if at < 0 {
			continue
		}
		tag = tag[at+1 : len(tag)-1]
		tag, closes := bytes.CutPrefix(tag, []byte("/"))
		empty := bytes.HasSuffix(tag, []byte("/"))
		name, _, _ := bytes.Cut(bytes.TrimSuffix(tag, []byte("/")), []byte(" "))
		if colon := bytes.IndexByte(name, ':'); colon >= 0 {
			name = name[colon+1:]
		}
		switch string(name) {
		case "row":
			if hidden := attribute(tag, ` hidden="`); hidden == "1" || hidden == "true" {
				p.hidden++
			}
		case "c":
			if closes && formula && !value {
				p.lacks(cell)
			}
			cell, formula, value = attribute(tag, ` r="`), false, false
		case "worksheet":
			whole = whole || closes || empty
		case "f":
			formula = true
		case "v", "is":
			value = value || !empty
		}
	}
}

// lacks notes a cell of which the result is not stored.
func (p *peek) lacks(cell string) {
	column, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil {
		return // no cell of a sheet
	}
	if p.blank == nil {
		p.blank = map[int]map[int]struct{}{}
	}
	if p.blank[row] == nil {
		p.blank[row] = map[int]struct{}{}
	}
	p.blank[row][column] = struct{}{}
}

func attribute(tag []byte, before string) string {
	_, rest, found := bytes.Cut(tag, []byte(before))
	if !found {
		return ""
	}
	value, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(value)
}
