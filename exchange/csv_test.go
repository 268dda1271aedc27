package exchange

import (
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

func TestQuotationMarkThatIsNotClosed(t *testing.T) {
	data := "code,name\nDW-1,\"一\n" + strings.Repeat("DW-2,二\n", 30)
	_, reasons := cellsOf(t, []byte(data), csvFormat{})
	if !slices.Equal(reasons, []Reason{ReasonShape}) {
		t.Errorf("an open quotation mark is told as %v", reasons)
	}
}
