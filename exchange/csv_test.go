package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func fuzzed(t *testing.T, data []byte) Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sheet.csv")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return Source{Name: "sheet.csv", Path: path}
}

func cellsOf(t *testing.T, data []byte, f csvFormat) (cells [][]string, reasons []Reason) {
	t.Helper()
	in, err := openCSV(fuzzed(t, data), f)
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	for {
		r, err := in.next()
		if errors.Is(err, io.EOF) {
			return cells, reasons
		}
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, r.cells)
		for _, wrong := range r.bad {
			reasons = append(reasons, wrong.reason)
		}
		if r.whole != nil {
			reasons = append(reasons, r.whole.reason)
		}
	}
}

func gb(t *testing.T, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEncodingsAndDelimiters(t *testing.T) {
	const text = "编码,名称\nDW-1,联通\nDW-2,㐀𠀀示例\n"
	want := [][]string{{"编码", "名称"}, {"DW-1", "联通"}, {"DW-2", "㐀𠀀示例"}}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"UTF-8": text, "with a mark": "\ufeff" + text, "GB18030": gb(t, text), "semicolons": strings.ReplaceAll(text, ",", ";"),
		"tabs": gb(t, strings.ReplaceAll(text, ",", "\t")), "UTF-16": wide, "CR LF": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		cells, reasons := cellsOf(t, []byte(data), csvFormat{})
		if len(reasons) > 0 || !slices.EqualFunc(cells, want, slices.Equal[[]string]) {
			t.Errorf("%s is read as %q (%v)", name, cells, reasons)
		}
	}
}

func TestMixedEncodingsAreTold(t *testing.T) {
	utf := "编码,名称\nDW-1,青石机械\nDW-2,柳岸餐饮\n"
	for name, data := range map[string]string{
		"GB18030 in UTF-8": utf + gb(t, "DW-3,示例塑料\n"), "UTF-8 in GB18030": gb(t, utf) + "DW-3,示例塑料\n",
	} {
		cells, reasons := cellsOf(t, []byte(data), csvFormat{})
		if len(reasons) != 1 || reasons[0] != ReasonEncoding || cells[3][1] != "示例塑料" || cells[2][1] != "柳岸餐饮" {
			t.Errorf("%s is read as %q, %v", name, cells, reasons)
		}
	}
}

// TestLinesThatAreBroken has one bad line cost itself and no other.
func TestLinesThatAreBroken(t *testing.T) {
	rest, long := strings.Repeat("DW-2,二\n", 30), strings.Repeat("x", mostLine+5)
	after := slices.Repeat([][]string{{"DW-2", "二"}}, 30)
	for name, one := range map[string]struct {
		data    string
		cells   [][]string
		reasons []Reason
	}{
		"never closed":           {"DW-1,\"一\n" + rest, append([][]string{{"DW-1", "\"一"}}, after...), []Reason{ReasonShape}},
		"closed by another":      {"DW-1,\"一\nDW-3,\"三\"\n" + rest, append([][]string{{"DW-1", "\"一"}, {"DW-3", "三"}}, after...), []Reason{ReasonShape}},
		"over a delimiter":       {"\"DW-1,\"一\"\n" + rest, append([][]string{{"\"DW-1", "\"一\""}}, after...), []Reason{ReasonShape}},
		"inside a text":          {"\"DW\"1\",\"a \"\"b\"\" c\"\n" + rest, append([][]string{{"DW\"1", "a \"b\" c"}}, after...), nil},
		"in several lines":       {"DW-1, \"一\r\n二\" \r\n" + rest, append([][]string{{"DW-1", "一\n二"}}, after...), nil},
		"too long":               {long + "\n" + rest, append([][]string{{strings.Repeat("x", 200)}}, after...), []Reason{ReasonShape}},
		"too long and quoted":    {"\"" + long + "\n" + rest, append([][]string{{"\"" + strings.Repeat("x", 199)}}, after...), []Reason{ReasonShape}},
		"the last, never closed": {rest + "DW-1,\"一", append(slices.Clone(after), []string{"DW-1", "\"一"}), []Reason{ReasonShape}},
		"all ways to end a line": {"DW-1,一\rDW-3,三\r\r\n" + strings.ReplaceAll(rest, "\n", "\r"), append([][]string{{"DW-1", "一"}, {"DW-3", "三"}}, after...), nil},
	} {
		cells, reasons := cellsOf(t, []byte("code,name\n"+one.data), csvFormat{})
		want := append([][]string{{"code", "name"}}, one.cells...)
		if !slices.Equal(reasons, one.reasons) || !slices.EqualFunc(cells, want, slices.Equal[[]string]) {
			t.Errorf("%s: %v\n%.300q, not\n%.300q", name, reasons, cells, want)
		}
	}
}

// TestLinesAreCounted finds records in the lines in which they stand.
func TestLinesAreCounted(t *testing.T) {
	in, err := openCSV(fuzzed(t, []byte("a,b\n\"1\n2\",3\r\n\n\"4,5\n6,7\n")), csvFormat{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	var lines []int
	for {
		r, err := in.next()
		if err != nil {
			break
		}
		lines = append(lines, r.line)
	}
	if want := []int{1, 2, 4, 5, 6}; !slices.Equal(lines, want) {
		t.Errorf("the records begin in the lines %v, not %v", lines, want)
	}
}

// TestOtherFormatsAreRefused names what a file with the ending of a CSV really
// is.
func TestOtherFormatsAreRefused(t *testing.T) {
	for data, want := range map[string]string{"PK\x03\x04...": "workbook", "\xd0\xcf\x11\xe0....": "old workbook", "\n<html><table>": "web page"} {
		if _, err := openCSV(fuzzed(t, []byte(data)), csvFormat{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is refused as %v", data, err)
		}
	}
}

// FuzzCSVLines reads any bytes without losing a line: every byte that is neither a
// delimiter, a quotation mark nor a line end is in some cell, unless a record is
// told as broken.
func FuzzCSVLines(f *testing.F) {
	for _, data := range []string{"a,b\n1,2\n", "\"a\nb\",\"c", "a\"b\"\r\"c\"\"d\"", "\"a\",\"b\nc\"d\n"} {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := csvReader{in: bufio.NewReader(bytes.NewReader(data)), line: 1, comma: []byte{','}}
		var got strings.Builder
		broken, last := false, 0
		for {
			text, ends, line, fault, err := c.record()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || line <= last || len(ends) == 0 || ends[len(ends)-1] != len(text) {
				t.Fatalf("%v in line %d after %d, %d bytes in %v", err, line, last, len(text), ends)
			}
			last = line
			broken = broken || fault == longLine
			got.Write(text)
		}
		bare := func(text string) string {
			return strings.NewReplacer(",", "", "\"", "", "\n", "", "\r", "", " ", "").Replace(text)
		}
		if want := bare(string(data)); !broken && bare(got.String()) != want {
			t.Errorf("%q became %q", want, bare(got.String()))
		}
	})
}
