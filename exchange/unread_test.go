package exchange_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cobuild/exchange"
	"cobuild/graph"
)

// halfBook is a workbook of which a sheet ends in the middle.
func halfBook(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for at, value := range map[string]string{"A1": "编码", "B1": "名称", "A2": "DW-8", "B2": "八"} {
		if err := book.SetCellStr("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var half bytes.Buffer
	out := zip.NewWriter(&half)
	for _, part := range in.File {
		from, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			data, _, _ = bytes.Cut(data, []byte("</row>"))
		}
		to, err := out.Create(part.Name)
		if err == nil {
			_, err = to.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return half.Bytes()
}

// TestUnreadableFileKeepsNoOtherOut imports good sheets among files that cannot
// be read: they load, unless nothing may have faults, and the files are told.
func TestUnreadableFileKeepsNoOtherOut(t *testing.T) {
	folder := t.TempDir()
	for name, data := range map[string][]byte{
		"a.csv":     []byte("<html><table><tr><td>单位</td></tr></table></html>"),
		"b.xlsx":    halfBook(t),
		"units.csv": []byte("code,name,kind,ownership,region\nDW-70,七,企业,非公有,330299001\n"),
		"z.xlsx":    []byte("编码,名称\n"),
		"旧.xls":     []byte("\xd0\xcf\x11\xe0"),
		"~$b.xlsx":  []byte("owner"), // beside an open workbook: passed over
	} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	sources := files(t, folder)
	if r := load(t, s, exchange.Options{Strict: true}, sources...); r.Loaded || r.Ledger.Counts[exchange.ReasonSheet] != 4 {
		t.Errorf("a strict import of files that cannot be read: loaded %t, %v", r.Loaded, r.Ledger.Counts)
	}
	r := load(t, s, exchange.Options{}, sources...)
	entered, _, _, waits := r.Count()
	if entered != 1 || waits != 0 || !r.Loaded || len(r.Ledger.Faults) != 4 {
		t.Fatalf("%d rows new, %d wait, loaded %t, %v", entered, waits, r.Loaded, r.Ledger.Faults)
	}
	for i, want := range []struct{ file, what, do string }{
		{"a.csv", "web page", "save it as XLSX or CSV"}, {"b.xlsx", "ends in the middle", "save it again"}, {"z.xlsx", "is none", ".csv"}, {"旧.xls", ".xls file", "save it as XLSX"},
	} {
		if f := r.Ledger.Faults[i]; f.File != want.file || f.Reason != exchange.ReasonSheet || !strings.Contains(f.What.EN, want.what) || !strings.Contains(f.Do.EN, want.do) || f.What.ZH == "" || f.Do.ZH == "" {
			t.Errorf("%s is told as %s", want.file, f.In(graph.EN))
		}
	}
	var book bytes.Buffer
	if err := r.WriteXLSX(&book, sources, nil, graph.EN); err != nil {
		t.Fatal(err)
	}
	copied, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if value, err := copied.GetCellValue("units", "A2"); err != nil || value != "DW-70" {
		t.Errorf("the marked copy has %q in place of what could be read (%v)", value, err)
	}
	bad := []exchange.Source{sources[0], sources[3]}
	if _, err := exchange.Import(t.Context(), s, bad, exchange.Options{}); graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), "z.xlsx") {
		t.Errorf("an import of which nothing can be read ends as %v", err)
	}
}
