package exchange

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"cobuild/graph"
)

// exampleCredit is the credit code of the example: of the form of real ones, of
// a place that there is not.
var exampleCredit = graph.MakeCreditCode("91330299MAEXAMPL")

// lines of a template: headers in Chinese, what the columns mean, an example.
// The last two begin with # and are passed over by an import.
func (t *table) lines() [][]string {
	head, about, example := make([]string, len(t.columns)), make([]string, len(t.columns)), make([]string, len(t.columns))
	for i := range t.columns {
		c := &t.columns[i]
		head[i], about[i], example[i] = c.zh, c.explained(), strings.ReplaceAll(c.example, "{credit}", exampleCredit)
	}
	about[0], example[0] = "# "+about[0], "# 例："+example[0]
	return [][]string{head, about, example}
}

// explained says in Chinese what a column holds and how it is written.
func (c *column) explained() string {
	said := c.about.ZH
	switch c.kind {
	case aDate:
		said += "；写作2020-03-01"
	case aWord:
		var names []string
		for _, label := range graph.Enums[c.enum] {
			names = append(names, label.Name.ZH)
		}
		said += "：" + strings.Join(names, "、")
	case aYes:
		said += "：是、否"
	}
	if c.needed {
		said = "必填。" + said
	}
	return said
}

// WriteTemplates writes a CSV for each table into a folder, and one XLSX with a
// sheet for each.
func WriteTemplates(folder string) (names []string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, graph.Invalid([]string{"template"}, "%s cannot be made (%v): name a folder", "无法建立%s（%v）：请给出目录", folder, err)
	}
	write := func(name string, do func(io.Writer) error) error {
		path := filepath.Join(folder, name)
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		names = append(names, path)
		return errors.Join(do(file), file.Close())
	}
	for _, t := range tables {
		if t.hidden() {
			continue
		}
		err := write(t.zh+".csv", func(w io.Writer) error {
			if _, err := io.WriteString(w, "\ufeff"); err != nil {
				return err
			}
			out := csv.NewWriter(w)
			if err := out.WriteAll(t.lines()); err != nil {
				return err
			}
			return out.Error()
		})
		if err != nil {
			return names, err
		}
	}
	return names, write("模板.xlsx", WriteTemplateBook)
}

// WriteTemplateBook writes the workbook of all templates.
func WriteTemplateBook(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	wrap, err := book.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Font: &excelize.Font{Color: "7F7F7F"}})
	if err != nil {
		return err
	}
	plainText, err := book.NewStyle(&excelize.Style{NumFmt: 49}) // text: codes keep their digits
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49})
	if err != nil {
		return err
	}
	for _, t := range tables {
		if t.hidden() {
			continue
		}
		if err := t.templateSheet(book, bold, wrap, plainText); err != nil {
			return err
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	return book.Write(w)
}

func (t *table) templateSheet(book *excelize.File, bold, wrap, plainText int) error {
	if _, err := book.NewSheet(t.zh); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(t.columns))
	if err != nil {
		return err
	}
	if err := book.SetColStyle(t.zh, "A:"+last, plainText); err != nil {
		return err
	}
	if err := book.SetColWidth(t.zh, "A", last, 20); err != nil {
		return err
	}
	for i, line := range t.lines() {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := book.SetSheetRow(t.zh, at, &line); err != nil {
			return err
		}
	}
	if err := book.SetCellStyle(t.zh, "A1", last+"1", bold); err != nil {
		return err
	}
	if err := book.SetCellStyle(t.zh, "A2", last+"3", wrap); err != nil {
		return err
	}
	return book.SetPanes(t.zh, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}
