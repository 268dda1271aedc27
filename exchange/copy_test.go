package exchange_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cobuild/exchange"
	"cobuild/graph"
)

// TestMarkedCopyIsReadLikeItsSheets imports the marked copy of a foreign register
// with the mapping that names the register's file, under another name: it says
// the same. A copy of the copy has one column of what is wrong, its own.
func TestMarkedCopyIsReadLikeItsSheets(t *testing.T) {
	m, err := exchange.OpenMapping("testdata/register/mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	register, err := os.ReadFile("testdata/register/企业.csv")
	if err != nil {
		t.Fatal(err)
	}
	sources := []exchange.Source{sheet(t, "企业.csv", string(register)+"\r\n\r\n,,\r\n")} // with empty lines
	s := open(t)
	clean(t, load(t, s, exchange.Options{}, files(t, "testdata/register/regions.csv")...))
	told := func(r *exchange.Result) (lines []string) {
		for _, f := range r.Ledger.Faults {
			if f.Reason != exchange.ReasonEncoding && f.Row != 13 { // a workbook has one encoding, and no quotation marks
				lines = append(lines, strings.Join([]string{itoa(f.Row), itoa(f.Column), f.Header, string(f.Reason)}, " "))
			}
		}
		return lines
	}
	r := load(t, s, exchange.Options{Mapping: m, DryRun: true}, sources...)
	want := told(r)
	for _, name := range []string{"有误.xlsx", "仍有误.xlsx"} {
		path := filepath.Join(t.TempDir(), name)
		if err := r.WriteLedger(path, sources, m, graph.ZH); err != nil {
			t.Fatal(err)
		}
		sources = []exchange.Source{{Name: name, Path: path}}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("企业")
		if err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		heads, marks := 0, 0
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "Cobuild台账 企业.csv") {
					heads++
				}
				if strings.Contains(cell, "编码被存为数值") {
					marks++
				}
			}
		}
		if heads != 1 || marks != 1 {
			t.Errorf("%s has %d columns of what is wrong, which tell a fault %d times", name, heads, marks)
		}
		r = load(t, s, exchange.Options{Mapping: m, DryRun: true}, sources...)
		if got := told(r); !slices.Equal(got, want) {
			t.Errorf("of %s the ledger has\n%s\nand not\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestCopyOfEmptyRows copies a workbook with empty rows amid its rows.
func TestCopyOfEmptyRows(t *testing.T) {
	book := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "编码", "B1": "名称", "C1": "类型", "A4": "CN", "B4": "全国", "C4": "国"} {
		if err := book.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	folder := t.TempDir()
	sources := []exchange.Source{{Name: "地区.xlsx", Path: filepath.Join(folder, "地区.xlsx")}}
	if err := book.SaveAs(sources[0].Path); err != nil {
		t.Fatal(err)
	}
	r := load(t, open(t), exchange.Options{}, sources...)
	path := filepath.Join(folder, "有误.xlsx")
	if err := r.WriteLedger(path, sources, nil, graph.ZH); err != nil {
		t.Fatal(err)
	}
	copied, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if told, err := copied.GetCellValue("Sheet1", "D4"); err != nil || !strings.Contains(told, "不是可用的值") {
		t.Errorf("beside row 4 stands %q (%v)", told, err)
	}
}
