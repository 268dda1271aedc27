package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

// TestLedgerOfManyEntries keeps more entries than are at hand, and gives all of
// them in the order of files, sheets and rows, by row too.
func TestLedgerOfManyEntries(t *testing.T) {
	l := &Ledger{}
	const rows = mostKept
	for row := rows; row > 0; row-- {
		for _, file := range []string{"b.csv", "a.csv"} {
			f := Fault{File: file, Row: row, Column: row % 3, Header: "名称", Value: fmt.Sprint(row), Reason: ReasonDate, What: text("wrong", "有误"), Do: text("mend", "改正")}
			if row%2 == 0 {
				l.note(f)
			} else {
				l.add(f)
			}
		}
	}
	l.add(Fault{File: "a.csv", Row: 5, Column: 1, Value: strings.Repeat("长", mostQuoted+1), Reason: ReasonText})
	if err := l.finish([]string{"b.csv", "a.csv"}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if l.All() != 2*rows+1 || len(l.Faults) != mostKept || l.Notes != rows || l.Counts[ReasonDate] != rows {
		t.Fatalf("%d entries, %d at hand, %d notes, %v", l.All(), len(l.Faults), l.Notes, l.Counts)
	}
	if f := l.Frequent; len(f) != mostFrequent || f[0] != (Frequency{"名称", "1", ReasonDate, 2}) {
		t.Errorf("wrong most often: %v", f)
	}
	var out bytes.Buffer
	if err := l.WriteCSV(&out, graph.EN); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(lines) != l.All()+1 {
		t.Fatalf("the CSV has %d lines (%v)", len(lines), err)
	}
	if a, b, z := lines[1], lines[rows+5], lines[len(lines)-1]; a[0] != "b.csv" || a[2] != "1" || b[0] != "a.csv" || b[2] != "5" || z[2] != fmt.Sprint(rows) {
		t.Errorf("the entries begin %q, go on %q and end %q", a, b, z)
	}
	s := l.of("a.csv", "")
	if got, err := s.row(5); err != nil || len(got) != 2 || len([]rune(got[0].Value)) != mostQuoted+1 || got[1].Value != "5" {
		t.Errorf("row 5 has %v (%v)", got, err)
	}
	if got, err := s.row(rows); err != nil || len(got) != 1 || got[0].Value != fmt.Sprint(rows) {
		t.Errorf("the last row has %v (%v)", got, err)
	}
	none := l.of("c.csv", "")
	if got, err := none.row(1); err != nil || len(got) > 0 {
		t.Errorf("a file without entries has %v (%v)", got, err)
	}
}

// TestCopyOfLongSheet goes on in a further sheet under the same headers.
func TestCopyOfLongSheet(t *testing.T) {
	was := copiedRows
	copiedRows = 10
	defer func() { copiedRows = was }()
	var data strings.Builder
	data.WriteString("code,name,ownership,industry\n")
	l := Ledger{}
	for row := 2; row <= 25; row++ {
		fmt.Fprintf(&data, "DW-%d,单位,非公有,C35\n", row)
		l.add(Fault{File: "sheet.csv", Row: row, Column: 1, Reason: ReasonCode, What: text("wrong", "有误")})
	}
	if err := l.finish([]string{"sheet.csv"}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := &Result{Ledger: l}
	var out bytes.Buffer
	if err := r.WriteXLSX(&out, []Source{fuzzed(t, []byte(data.String()))}, nil, graph.EN); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var codes []string
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > copiedRows || rows[0][0] != "code" {
			t.Errorf("%s has %d rows under %q", name, len(rows), rows[0])
		}
		for _, r := range rows[1:] {
			codes = append(codes, r[0])
			if !strings.HasSuffix(r[len(r)-1], "wrong") {
				t.Errorf("%q is not marked", r)
			}
		}
	}
	if len(codes) != 24 || codes[0] != "DW-2" || codes[23] != "DW-25" {
		t.Errorf("the copy has %q", codes)
	}
}
