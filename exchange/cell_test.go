package exchange

import (
	"strings"
	"testing"
	"unicode/utf8"

	"cobuild/graph"
)

var sheetDay = graph.MustDate("2026-06-30")

func TestDates(t *testing.T) {
	months, short := mustPatterns("YYYY年M月", "M/D/YYYY"), mustPatterns("YY.M.D", "D-MMM-YY", "MMM D, YYYY")
	for _, c := range []struct {
		text    string
		further []datePattern
		want    string // "" = refused
	}{
		{"2020-03-01", nil, "2020-03-01"},
		{"2020-3-1", nil, "2020-03-01"},
		{"2020.3.1", nil, "2020-03-01"},
		{"2020/03/01 00:00:00", nil, "2020-03-01"},
		{"２０２０年３月１日", nil, "2020-03-01"},
		{"20200301", nil, "2020-03-01"},
		{"43891", nil, "2020-03-01"}, // as a spreadsheet keeps it
		{"43891.5", nil, "2020-03-01"},
		{"2020年3月", months, "2020-03-01"},
		{"3/1/2020", months, "2020-03-01"},
		{"2020-03-01T00:00:00+08:00", nil, "2020-03-01"},
		{"2020/3/1 8:30", nil, "2020-03-01"},
		{"2020年3月1号", nil, "2020-03-01"},
		{"2020 年 3 月 1 日", nil, "2020-03-01"},
		{"二〇二〇年三月一日", nil, "2020-03-01"},
		{"二○一九年十二月三十一日", nil, "2019-12-31"},
		{"二〇二〇年十月二十日", nil, "2020-10-20"},
		{"26.6.30", short, "2026-06-30"},
		{"27.6.30", short, "1927-06-30"},
		{"5-Sep-98", short, "1998-09-05"},
		{"March 1, 2020", short, "2020-03-01"},
		{"Mar. 1, 2020", short, "2020-03-01"},
		{"Max 1, 2020", short, ""},
		{"98.9.5", nil, ""},
		{"二〇二〇年十三月一日", nil, ""},
		{"2020-02-29T16:00:00Z", nil, ""}, // 1 March in China
		{"2020年3月", nil, ""},
		{"2020.3", nil, ""},
		{"2020", nil, ""},
		{"3/1/2020", nil, ""},
		{"2020-02-30", nil, ""},
		{"2020-13-01", nil, ""},
		{"1899-12-31", nil, ""},
		{"2080-01-01", nil, ""},
		{"99999", nil, ""},
		{"昨天", nil, ""},
		{"2020-03-01x", nil, ""},
	} {
		got, wrong := dateText(c.text, c.further, sheetDay)
		if got != c.want || (wrong == nil) != (c.want != "") {
			t.Errorf("date %q is read as %q (%v), want %q", c.text, got, wrong, c.want)
		}
		if wrong != nil && (wrong.reason != ReasonDate || wrong.what.ZH == "" || wrong.do.EN == "" || strings.Contains(wrong.what.EN+wrong.do.ZH, "%!")) {
			t.Errorf("date %q: %+v", c.text, wrong)
		}
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for _, text := range []string{"", "M月D日", "YYYY年D日", "YYYY YYYY", "YYYY-M-M"} {
		if _, ok := parsePattern(text); ok {
			t.Errorf("the pattern %q is taken", text)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ text, whole, decimal string }{
		{"86", "86", "86"},
		{" １２ ", "12", "12"},
		{"1,234", "1234", "1234"},
		{"12.0", "12", "12"},
		{"12.5", "", "12.5"},
		{"1.2E3", "1200", "1200"},
		{"0", "0", "0"},
		{"-1", "", ""},
		{"约90", "", ""},
		{"90人", "", ""},
		{"1,2", "", ""},
		{"0x10", "", ""},
		{"1_000", "", ""},
		{"inf", "", ""},
		{"NaN", "", ""},
		{"1e400", "", ""},
		{"", "", ""},
	} {
		if got, _ := wholeText(c.text); got != c.whole {
			t.Errorf("whole number %q is read as %q, want %q", c.text, got, c.whole)
		}
		if got, _ := decimalText(c.text); got != c.decimal {
			t.Errorf("number %q is read as %q, want %q", c.text, got, c.decimal)
		}
	}
}

// TestMeasures reads numbers with what they count written behind or in the header.
func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		table, column, header, text, want string
	}{
		{"units", "staff", "职工人数", "90人", "90"},
		{"units", "staff", "职工人数", "1.2万人", "12000"},
		{"units", "staff", "职工人数", "1,200 人", "1200"},
		{"units", "staff", "职工人数（万人）", "1.1", "11000"},
		{"units", "staff", "职工人数(不含临时工)", "7", "7"},
		{"units", "staff", "职工人数", "90户", ""},
		{"units", "staff", "职工人数", "约90", ""},
		{"units", "staff", "职工人数", "1.23456万", ""},
		{"members", "birth_year", "出生年份", "1988年", "1988"},
		{"regions", "area_km2", "面积", "3.4平方公里", "3.4"},
		{"regions", "area_km2", "面积（公顷）", "340", "3.4"},
		{"regions", "area_km2", "面积（单位：亩）", "1500", "1"},
		{"regions", "population", "户籍人口", "２万", "20000"},
	} {
		def := &tableOf(c.table).columns[tableOf(c.table).index(c.column)]
		factor, ok := headerFactor(def, c.header)
		read := wholeOf
		if def.kind == aDecimal {
			read = decimalOf
		}
		got, wrong := read(def, c.text, factor)
		if !ok || got != c.want || (wrong == nil) != (c.want != "") {
			t.Errorf("%s %q of %s is read as %q (%v), want %q", c.header, c.text, c.column, got, wrong, c.want)
		}
	}
	area := &tableOf("regions").columns[tableOf("regions").index("area_km2")]
	if _, ok := headerFactor(area, "面积（顷）"); ok {
		t.Error("an area in a unit that is not known is taken as square kilometres")
	}
}

// TestWhatSpreadsheetsPutAround takes away what was written so that a spreadsheet
// program keeps a text, and what nobody sees.
func TestWhatSpreadsheetsPutAround(t *testing.T) {
	for _, c := range []struct {
		kind       cellKind
		text, want string
	}{
		{aCode, "'330299", "330299"},
		{aCode, `="00123"`, "00123"},
		{aCode, "’DW-1", "DW-1"},
		{aText, "'90后党支部", "'90后党支部"},
		{aText, "'=1+1", "=1+1"},
		{aDate, "'2020-03-01", "2020-03-01"},
		{aCode, "33\u200b0299\ufeff", "330299"},
		{aText, "\u3000青石\u200e机械\u00a0有限公司\u00a0", "青石机械 有限公司"},
		{aText, "'", "'"},
	} {
		if got := unmark(clean(c.text), c.kind); got != c.want {
			t.Errorf("%q is read as %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWordsAndCodes(t *testing.T) {
	for _, c := range []struct{ enum, text, want string }{
		{"Ownership", "PRIVATE", "PRIVATE"},
		{"Ownership", "private", "PRIVATE"},
		{"Ownership", "非公有", "PRIVATE"},
		{"Ownership", " 国 有 ", "STATE"},
		{"Ownership", "民营", ""},
		{"UnitKind", "private non-enterprise unit", "PRIVATE_NON_ENTERPRISE"},
		{"OrganisationKind", "ＢＲＡＮＣＨ", "BRANCH"},
	} {
		if got, _ := enumText(c.enum, c.text); got != c.want {
			t.Errorf("%s %q is read as %q, want %q", c.enum, c.text, got, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"330299001201", "330299001201"}, {"３３0299", "330299"}, {"330299.0", "330299"}, {"9.1330206E+17", ""}, {"DW-1", "DW-1"}, {"1E5", ""}, {"E5", "E5"},
	} {
		if got, _ := codeText(c.text); got != c.want {
			t.Errorf("code %q is read as %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, text := range []string{"2020-03-01", "2020年3月1日", "43891", "1,234.5", "9.1330206E+17", "是", "非公有", "１２", "\xc1\xaa", "-", "#N/A", "a\nb"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, wrong := dateText(text, nil, sheetDay); wrong == nil {
			if _, err := graph.ParseDate(d); err != nil {
				t.Errorf("date %q is read as %q: %v", text, d, err)
			}
			if again, wrong := dateText(d, nil, sheetDay); wrong != nil || again != d {
				t.Errorf("date %q is read as %q, and that as %q", text, d, again)
			}
		}
		for name, read := range map[string]func(string) (string, *trouble){"whole": wholeText, "decimal": decimalText, "yes": yesText, "code": codeText, "text": plainText} {
			value, wrong := read(text)
			if wrong != nil {
				if value != "" || !utf8.ValidString(wrong.what.EN+wrong.what.ZH+wrong.do.EN+wrong.do.ZH) {
					t.Errorf("%s %q gives %q and %+v", name, text, value, wrong)
				}
				continue
			}
			if again, wrong := read(value); value != "" && name != "yes" && (wrong != nil || again != value) {
				t.Errorf("%s %q is read as %q, and that as %q (%v)", name, text, value, again, wrong)
			}
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("编码,名称\nDW-1,一\n"), byte(0))
	f.Add([]byte("\xef\xbb\xbfcode;name\n\"a;b\";\"c\n"), byte(1))
	f.Add([]byte("\xb1\xe0\xc2\xeb\t\xc3\xfb\xb3\xc6\n\xc1\xaa\xcd\xa8\t1\n"), byte(0))
	f.Add([]byte("\xff\xfea\x00,\x00"), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, _ byte) {
		in, err := openCSV(fuzzed(t, data), csvFormat{})
		if err != nil {
			return // told
		}
		defer in.close()
		for {
			r, err := in.next()
			if err != nil {
				return
			}
			for i, text := range r.cells {
				if !utf8.ValidString(text) {
					t.Fatalf("cell %d of line %d is not UTF-8: %q", i, r.line, text)
				}
			}
		}
	})
}
