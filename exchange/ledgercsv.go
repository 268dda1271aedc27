package exchange

import (
	"encoding/csv"
	"io"
	"strconv"

	"cobuild/graph"
)

// ledgerHeaders are the columns of a ledger in a CSV.
var ledgerHeaders = []graph.Text{
	text("file", "文件"), text("sheet", "工作表"), text("row", "行"), text("column", "列"), text("header", "列名"), text("value", "值"),
	text("kind", "性质"), text("reason", "原因"), text("what is wrong", "问题"), text("what to do", "处理办法"),
}

// WriteCSV writes the ledger as UTF-8 with a byte order mark, by which
// spreadsheet programs know it.
func (l *Ledger) WriteCSV(w io.Writer, lang graph.Language) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	var line []string
	for _, h := range ledgerHeaders {
		line = append(line, h.In(lang))
	}
	if err := out.Write(line); err != nil {
		return err
	}
	if err := l.Each(func(f *Fault) error { return out.Write(f.line(lang)) }); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (f *Fault) line(lang graph.Language) []string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	kind := text("fault", "错误")
	if f.Note {
		kind = text("note", "提示")
	}
	return []string{
		guarded(f.File), guarded(f.Sheet), number(f.Row), number(f.Column), guarded(f.Header), guarded(f.Value),
		kind.In(lang), f.Reason.name().In(lang), f.What.In(lang), f.Do.In(lang),
	}
}
