package exchange_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cobuild/exchange"
	"cobuild/graph"
)

// TestWorkbookOfFormulas loads results of formulas, tells formulas without one
// and errors, reads hidden rows and says so, and takes no number for a day but in
// columns of days.
func TestWorkbookOfFormulas(t *testing.T) {
	s := open(t)
	clean(t, load(t, s, exchange.Options{}, files(t, "testdata/register/regions.csv")...))
	book := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(book.SetSheetName("Sheet1", "单位"))
	days := true
	must(book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &days}))
	for i, row := range [][]any{
		{"编码", "名称", "类型", "所有制", "职工人数", "所在地区", "起始日期"},
		{10001, "一厂", "企业", "非公有", 40000, "330205", 41000},
		{10002, "二厂", "企业", "非公有", nil, "330205", "2016-05-01"},
		{10003, "三厂", "企业", "非公有", 3, "330205", "2016-05-01"},
		{10004, "四厂", "企业", "非公有", "#N/A", "330205", nil},
	} {
		must(book.SetSheetRow("单位", "A"+itoa(i+1), &row))
	}
	must(book.SetCellFormula("单位", "E3", "1+1"))
	must(book.SetRowVisible("单位", 4, false))
	path := filepath.Join(t.TempDir(), "book.xlsx")
	must(book.SaveAs(path))
	r := load(t, s, exchange.Options{}, exchange.Source{Name: "book.xlsx", Path: path})
	if got, want := unitLines(t, s), []string{"一厂 PRIVATE 2016-04-02 40000 江北区", "三厂 PRIVATE 2016-05-01 3 江北区"}; !slices.Equal(got, want) {
		t.Errorf("the units are %q, not %q", got, want)
	}
	var told []string
	for _, f := range r.Ledger.Faults {
		told = append(told, fmt.Sprintf("%d %d %s %s", f.Row, f.Column, f.Reason, f.What.EN))
	}
	if want := []string{"1 0 SHEET 1 rows are hidden, and were read", "3 5 VALUE the cell holds a formula of which the result was not stored", "5 5 VALUE the cell holds the error #N/A of a formula"}; !slices.Equal(told, want) {
		t.Errorf("the ledger has %q, not %q", told, want)
	}
}

// TestWorkbooksThatAreNone refuses archives that unpack to far more than they
// are, what is no archive, and one that is cut off, with what to do.
func TestWorkbooksThatAreNone(t *testing.T) {
	s := open(t)
	var bomb bytes.Buffer
	archive := zip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for _, name := range []string{"xl/styles.xml", "xl/workbook.xml"} {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 65 {
			if _, err := part.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	whole, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct {
		data []byte
		want string
	}{
		"bomb": {bomb.Bytes(), "unpacks to more"}, "text": {[]byte("编码,名称\n"), "give it the ending .csv"}, "cut": {whole.Bytes()[:whole.Len()/2], "cannot be read as XLSX"},
		"encrypted": {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "without a password"},
	} {
		path := filepath.Join(t.TempDir(), name+".xlsx")
		if err := os.WriteFile(path, one.data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := exchange.Import(t.Context(), s, []exchange.Source{{Name: name + ".xlsx", Path: path}}, exchange.Options{})
		if err == nil || graph.CodeOf(err) != graph.CodeInvalid || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s is refused as %v", name, err)
		}
	}
}

// TestSheetOfInstructions tells of a sheet that is no table how to leave it out,
// and reads the others of the workbook.
func TestSheetOfInstructions(t *testing.T) {
	book := excelize.NewFile()
	if _, err := book.NewSheet("地区"); err != nil {
		t.Fatal(err)
	}
	for cell, text := range map[string]string{"Sheet1!A1": "说明：请勿改动表头", "地区!A1": "编码", "地区!B1": "名称", "地区!C1": "类型", "地区!A2": "CN", "地区!B2": "全国", "地区!C2": "全国"} {
		sheet, at, _ := strings.Cut(cell, "!")
		if err := book.SetCellStr(sheet, at, text); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	r := load(t, open(t), exchange.Options{}, exchange.Source{Name: "book.xlsx", Path: path})
	entered, _, _, waits := r.Count()
	if entered != 1 || waits != 0 || len(r.Ledger.Faults) != 1 || !strings.Contains(r.Ledger.Faults[0].In(graph.ZH), "请隐藏该工作表") {
		t.Errorf("%d rows are new, %d wait: %+v", entered, waits, r.Ledger.Faults)
	}
}
