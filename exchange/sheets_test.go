package exchange_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cobuild/exchange"
	"cobuild/graph"
)

// TestLedgerOfFaultySheets compares the ledger of a sheet with thirty kinds of
// wrong cells with the one expected, and that what is right was loaded.
func TestLedgerOfFaultySheets(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	sources := files(t, "testdata/faulty")
	r := load(t, s, exchange.Options{On: today}, sources...)
	for _, lang := range []graph.Language{graph.ZH, graph.EN} {
		var got bytes.Buffer
		if err := r.Ledger.WriteCSV(&got, lang); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got.String(), "%!") {
			t.Errorf("a message is badly made:\n%s", got.String())
		}
		golden := "testdata/faulty." + strings.ToLower(string(lang)) + ".ledger"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, hideIDs(got.Bytes()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if text := hideIDs(got.Bytes()); !bytes.Equal(text, want) {
			t.Errorf("the ledger differs from %s (UPDATE=1 writes it; read the difference):\n%s", golden, text)
		}
	}
	entered, changed, same, waits := r.Count()
	if entered != 3 || changed != 0 || same != 0 || waits != r.Rows()-3 || r.Ledger.Rows != waits {
		t.Errorf("%d new, %d changed, %d as on record, %d wait of %d rows; the ledger has %d rows", entered, changed, same, waits, r.Rows(), r.Ledger.Rows)
	}
	sound(t, s)

	// The marked copy can be imported: what is not mended is told again.
	path := filepath.Join(t.TempDir(), "台账.xlsx")
	if err := r.WriteLedger(path, sources, nil, graph.ZH); err != nil {
		t.Fatal(err)
	}
	checkMarks(t, path)
	again := load(t, s, exchange.Options{On: today}, exchange.Source{Name: "台账.xlsx", Path: path})
	entered, _, same, _ = again.Count()
	if entered != 1 || same != 3 { // the row of another encoding is mended by being copied
		t.Errorf("of the marked copy %d rows are new and %d on record", entered, same)
	}
	for _, reason := range []exchange.Reason{exchange.ReasonValue, exchange.ReasonDate, exchange.ReasonNumber, exchange.ReasonMissing} {
		if again.Ledger.Counts[reason] != r.Ledger.Counts[reason] {
			t.Errorf("the marked copy has %d faults of %s, the sheets %d", again.Ledger.Counts[reason], reason, r.Ledger.Counts[reason])
		}
	}
}

var idText = regexp.MustCompile(`\b([a-z]{3})_[0-9a-z]{20}\b`)

func itoa(n int) string { return strconv.Itoa(n) }

// hideIDs takes ids out of messages: they differ from run to run.
func hideIDs(text []byte) []byte {
	return idText.ReplaceAll(text, []byte("${1}…"))
}

func checkMarks(t *testing.T, path string) {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	const name = "单位台账"
	marked, err := book.GetCellStyle(name, "E4") // 民营
	if err != nil {
		t.Fatal(err)
	}
	plain, err := book.GetCellStyle(name, "E3")
	if err != nil {
		t.Fatal(err)
	}
	value, err := book.GetCellValue(name, "E4")
	if err != nil {
		t.Fatal(err)
	}
	if marked == plain || value != "民营" {
		t.Errorf("the bad cell %q has style %d, a good one %d", value, marked, plain)
	}
	comments, err := book.GetComments(name)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(comments, func(c excelize.Comment) bool {
		return c.Cell == "E4" && strings.Contains(c.Paragraph[0].Text, "不是可用的值")
	}) {
		t.Errorf("E4 has no comment: %v", comments)
	}
	if told, err := book.GetCellValue(name, "M4"); err != nil || !strings.Contains(told, "所有制") {
		t.Errorf("the row ends in %q (%v)", told, err)
	}
}

func TestForeignLayout(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	m, err := exchange.OpenMapping("testdata/foreign/mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	source := files(t, "testdata/foreign/企业信息表.csv")
	r := load(t, s, exchange.Options{Mapping: m}, source...)
	clean(t, r)
	key := graph.CodeKey{Kind: graph.KindUnit, Field: graph.ByCredit, Code: "91330299MAEXAMPL8M"}
	found, err := s.Find(t.Context(), []graph.CodeKey{key}, today)
	if err != nil || found[key] == nil {
		t.Fatalf("the unit is not on record (%v)", err)
	}
	u := found[key].(*graph.Unit)
	if u.Since != graph.MustDate("2016-03-01") || u.ClassOn(today) != (graph.UnitClass{UnitKind: graph.UnitEnterprise, Ownership: graph.OwnershipPrivate}) || u.Staffs[0].Value != 86 {
		t.Errorf("the unit is %+v", u)
	}
	if again := load(t, s, exchange.Options{Mapping: m}, source...); again.Loaded {
		t.Errorf("a second run changed %v", again.Values)
	}
	if without := load(t, s, exchange.Options{}, source...); without.Loaded || without.Ledger.Counts[exchange.ReasonSheet] == 0 {
		t.Errorf("without a mapping: %v", without.Ledger.Counts)
	}
}

func TestMappingThatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{"sheets": [{"table": "unit"}]}`:                                                                "name one of",
		`{"sheets": [{"table": "units", "columns": {"x": "nonsense"}}]}`:                                 `"nonsense"`,
		`{"sheets": [{"table": "units", "constants": {"x": "1"}}]}`:                                      `"x"`,
		`{"sheets": [{"columns": {"x": "name"}}]}`:                                                       "table is missing",
		`{"sheets": [{"encoding": "latin1"}]}`:                                                           "encoding",
		`{"sheets": [{"dates": ["M/D"]}]}`:                                                               "dates",
		`{"sheets": [{"table": "units", "references": {"region": {"by": "NAME"}}}]}`:                     "within",
		`{"sheets": [{"table": "units", "references": {"region": {"by": "HEART", "within": "@name"}}}]}`: "HEART",
		`{"sheets": [{"table": "units", "references": {"region": {"by": "PATH"}}}]}`:                     "within",
		`{"sheets": [{"table": "units", "references": {"name": {"by": "PATH", "within": "33"}}}]}`:       "no region",
		`{"sheets": [{"table": "units", "references": {"region": {"by": "ADDRESS", "within": "33"}}}]}`:  "level",
		`{"sheets": [{"table": "units", "references": {"place": {"by": "CODE"}}}]}`:                      `"place"`,
		`{"sheets": [{"table": "units", "skip": {"x": "("}}]}`:                                           "regular expression",
		`{"sheets": [{"table": "units", "replace": {"name": [{"pattern": "["}]}}]}`:                      "regular expression",
		`{"sheets": [{"table": "units", "replace": {"x": []}}]}`:                                         `"x"`,
		`{"sheets": [{"table": "units", "compose": {"name": "x"}}]}`:                                     "braces",
		`{"sheets": [{"table": "units", "factors": {"staff": 0}}]}`:                                      "over 0",
		`{"sheets": [{"table": "units", "headerRows": 99}]}`:                                             "headerRows",
		`{"sheets": [{"fill": ["x"]}]}`:                                                                  "table is missing",
		`{"sheet": []}`:                                                                                  "unknown field",
		`nothing`:                                                                                        "cannot be read",
	} {
		if _, err := exchange.ReadMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s is refused as %v, which does not say %q", text, err, want)
		}
	}
}

func TestWorkbookOfAllTables(t *testing.T) {
	csvs := files(t, township)
	book := excelize.NewFile()
	for _, source := range csvs {
		data, err := os.ReadFile(source.Path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(source.Name, ".csv")
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(string(data), `"31,200"`, "31200")), "\n") {
			cells := strings.Split(line, ",")
			if err := book.SetSheetRow(name, "A"+itoa(i+2), &cells); err != nil { // a free row above
				t.Fatal(err)
			}
		}
	}
	if err := book.SetCellValue("units", "J3", graph.MustDate("2016-03-18").Time()); err != nil { // a real date, kept as a number
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "all.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	first, second := open(t), open(t)
	clean(t, load(t, first, exchange.Options{}, csvs...))
	clean(t, load(t, second, exchange.Options{}, exchange.Source{Name: "all.xlsx", Path: path}))
	if a, b := outline(t, first), outline(t, second); a != b {
		t.Errorf("the workbook made another store:\n%s\n\n%s", a, b)
	}
}

func TestTemplatesAreReadAndSayNothing(t *testing.T) {
	s := open(t)
	folder := t.TempDir()
	names, err := exchange.WriteTemplates(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != len(exchange.TableNames())+1 {
		t.Errorf("there are %d templates of %d tables", len(names), len(exchange.TableNames()))
	}
	r := load(t, s, exchange.Options{}, files(t, folder)...)
	clean(t, r)
	if r.Rows() != 0 || r.Loaded {
		t.Errorf("empty templates hold %d rows", r.Rows())
	}
	// With the mark taken away, the examples load over a place to put them in.
	load(t, s, exchange.Options{}, sheet(t, "regions.csv", "code,name,kind,parent\nCN,全国,NATION,\n33,省,PROVINCE,CN\n3302,市,PREFECTURE,33\n330299,区,COUNTY,3302\n330299001,街道,TOWNSHIP,330299\n"),
		sheet(t, "organisations.csv", "code,name,kind,region\nDZ-SL,党工委,工委,330299001\n"))
	var filled []exchange.Source
	for _, name := range names[:len(names)-1] {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		filled = append(filled, sheet(t, filepath.Base(name), strings.Replace(string(data), "# 例：", "", 1)))
	}
	r = load(t, s, exchange.Options{}, filled...)
	if entered, _, _, _ := r.Count(); r.Rows() != len(exchange.TableNames()) || entered != r.Rows()-3 { // end and seat were there when pairing and alliance were entered
		t.Errorf("of the examples %d are new of %d rows", entered, r.Rows())
	}
	for _, f := range r.Ledger.Faults {
		if f.Reason != exchange.ReasonConflict { // the registration is with the organisation of affiliation
			t.Errorf("%s", f.In(graph.EN))
		}
	}
}

func TestReconciliation(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	r := load(t, s, exchange.Options{Reconcile: true, Within: "330299001201"}, sheet(t, "units.csv", "code,name,kind,ownership,region\nDW-001,青石机械有限公司,企业,非公有,330299001201\nDW-9,新企业,企业,非公有,330299001201\n"))
	if r.Loaded || len(r.Missing) != 2 {
		t.Fatalf("a reconciliation wrote (%t), or found %+v", r.Loaded, r.Missing)
	}
	if a := r.Missing[0]; a.InStore || a.Code != "DW-9" || a.Row != 3 {
		t.Errorf("only in the sheet: %+v", a)
	}
	if a := r.Missing[1]; !a.InStore || a.Name != "无编码织造厂" {
		t.Errorf("only on record: %+v", a)
	}
}

// TestReconciliationOfPart looks in one region, in both directions, and takes
// what a row with faults is about as in the sheets.
func TestReconciliationOfPart(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	text := "code,name,kind,ownership,region,since\nDW-001,青石机械有限公司,企业,非公有,330299001201,某年\nDW-8,镇上的,企业,非公有,330299001,\nDW-9,村里的,企业,非公有,330299001201,\n"
	for within, want := range map[string][]string{"330299001201": {"DW-9", "无编码织造厂"}, "330299001202": nil} {
		r := load(t, s, exchange.Options{Reconcile: true, Within: within}, sheet(t, "units.csv", text))
		var got []string
		for _, a := range r.Missing {
			if a.Code == "DW-001" || a.Code == "DW-8" {
				t.Errorf("within %s: %s is told as missing", within, a.Code)
			}
			switch {
			case !a.InStore:
				got = append(got, a.Code)
			case a.Code == "":
				got = append(got, a.Name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("within %s: %q, not %q", within, got, want)
		}
	}
}

// A text that is too long, or holds what nobody sees, is told as such, with the
// column, its length and what is allowed.
func TestTextsNotAllowed(t *testing.T) {
	s := open(t)
	load(t, s, exchange.Options{}, files(t, township)...)
	r := load(t, s, exchange.Options{On: today}, sheet(t, "units.csv", "编码,名称,类型,所有制,所在地区,状态\nDW-8,"+strings.Repeat("长", 300)+",企业,非公有,330299001,\nDW-9,"+strings.Repeat("长", 2300)+",企业,非公有,330299001,\n"))
	if len(r.Ledger.Faults) != 2 || r.Ledger.Counts[exchange.ReasonText] != 2 {
		t.Fatalf("the ledger has %+v", r.Ledger.Faults)
	}
	for i, want := range []string{"名称有300个字符。最多200个，请缩短", "文字有2300个字符。最多2000个，请缩短"} {
		if f := r.Ledger.Faults[i]; f.Header != "名称" || !strings.HasSuffix(f.In(graph.ZH), want) {
			t.Errorf("told is %s", f.In(graph.ZH))
		}
	}
}
