package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// No text is run as a formula by who opens a CSV, and each comes back as it was.
func TestGuarded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`['=+\-@＝＋\t]{0,4}[a-z(),"\n]*`)).Draw(t, "text")
		cell := guarded(text)
		if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") {
			t.Errorf("%q is a formula", cell)
		}
		if back := unguarded(cell); back != text {
			t.Errorf("%q became %q became %q", text, cell, back)
		}
	})
	for text, want := range map[string]string{"=1+1": "'=1+1", "-": "'-", "'=1": "''=1", "'tis": "'tis", "a=1": "a=1", "": "", "－": "'－"} {
		if got := guarded(text); got != want {
			t.Errorf("%q is written %q", text, got)
		}
	}
}

// hostile are names as somebody would enter them who means ill.
var hostile = []any{"a,b", `say "yes"`, "two\nlines", "=HYPERLINK(\"http://x\")", "'-", "-", "高塘、“老渡口”面馆", "", nil, 7, json.Number("12.5"), json.Number("-3"), " x ", "\ufeffx"}

func TestWriteCSV(t *testing.T) {
	var out bytes.Buffer
	w := NewCSV(&out, true)
	head := make([]string, len(hostile))
	for i := range head {
		head[i] = "@" + string(rune('a'+i))
	}
	for _, err := range []error{w.Begin("", head), w.Row(hostile), w.Row(make([]any, len(hostile))), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(lines) != 3 || lines[0][0] != "'@a" {
		t.Fatalf("%v %q", err, out.String())
	}
	for i, one := range hostile {
		got, want := unguarded(lines[1][i]), ""
		switch v := one.(type) {
		case string:
			want = v
		case int:
			want = "7"
		case json.Number:
			want, got = v.String(), lines[1][i] // a number is no text
		}
		if got != want {
			t.Errorf("%q came back as %q", want, got)
		}
	}
	out.Reset()
	w = NewCSV(&out, false)
	for _, err := range []error{w.Begin("", []string{"a"}), w.Row([]any{"x"}), w.Row([]any{nil}), w.Row([]any{"y"}), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := "a\r\nx\r\n\"\"\r\ny\r\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
}

// A table that is longer than a sheet goes on in another, and texts stay texts.
func TestWriteXLSX(t *testing.T) {
	var out bytes.Buffer
	w := NewXLSX(&out)
	w.(*bookWriter).most = 3
	steps := []error{w.Begin("a:b/c[d]", []string{"x", "y"})}
	for range 5 {
		steps = append(steps, w.Row([]any{"=1+1", json.Number("4")}))
	}
	steps = append(steps, w.Begin(strings.Repeat("长", 40), []string{"z"}), w.Row([]any{"-"}), w.Close())
	for _, err := range steps {
		if err != nil {
			t.Fatal(err)
		}
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got, want := strings.Join(book.GetSheetList(), "|"), "a_b_c_d_|a_b_c_d_ 2|a_b_c_d_ 3|"+strings.Repeat("长", 31); got != want {
		t.Errorf("%s", got)
	}
	for sheet, lines := range map[string]int{"a_b_c_d_": 3, "a_b_c_d_ 2": 3, "a_b_c_d_ 3": 2} {
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) != lines || rows[0][1] != "y" || rows[1][0] != "=1+1" || rows[1][1] != "4" {
			t.Errorf("%s: %v %v", sheet, rows, err)
		}
		if formula, err := book.GetCellFormula(sheet, "A2"); err != nil || formula != "" {
			t.Errorf("%s has the formula %q (%v)", sheet, formula, err)
		}
	}
	if text, err := book.GetCellValue(strings.Repeat("长", 31), "A2"); err != nil || text != "'-" {
		t.Errorf("%q (%v)", text, err)
	}
	w = NewXLSX(&out)
	if err := w.Begin("", []string{"x"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]any{strings.Repeat("字", 40_000)}); err == nil || !strings.Contains(err.Error(), "32767") {
		t.Errorf("a cell too long: %v", err)
	}
}
