package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"cobuild/exchange"
	"cobuild/export"
	"cobuild/graph"
	"cobuild/httpapi"
	"cobuild/store"
)

// Export writes what a query gives as a table.
type Export struct {
	Query       string `placeholder:"FILE" help:"GraphQL query whose list is to be exported; - reads it from the standard input. 查询文件。"`
	Variables   string `placeholder:"JSON" help:"Variables of the query, as a JSON object. 查询变量。"`
	Operation   string `placeholder:"NAME" help:"Operation to run, where the file has several. 操作名。"`
	Path        string `placeholder:"a.b" help:"List whose items are the rows, where the query has several. 作为行的列表。"`
	Format      string `enum:"csv,xlsx,jsonl," default:"" help:"csv, xlsx or jsonl. Default: that of the name of the file, else csv. 格式。"`
	Out         string `short:"o" placeholder:"FILE" help:"File to write; without it, the standard output. 输出文件。"`
	Lang        string `enum:"zh,en," default:"" help:"Headings and values in Chinese or English, zh or en. Default: names and values of the API. 表头与取值的语言。"`
	NoBOM       bool   `name:"no-bom" help:"CSV without the byte order mark that spreadsheet programs want. CSV不带BOM。"`
	Limit       int    `placeholder:"N" help:"Most rows. Default: all. 最多行数。"`
	Facts       bool   `help:"Instead of a query: every fact of the store with its history and id, as JSON Lines that import loads into an empty store. 导出整库事实。"`
	GraphML     bool   `name:"graphml" help:"Instead of a query: the graph as GraphML. 导出图。"`
	Sheets      string `placeholder:"DIR" help:"Instead of a query: what holds on a day as the sheets that import reads, into a folder, or one workbook NAME.xlsx. 导出表格。"`
	Within      string `placeholder:"CODE" help:"With --graphml and --sheets: only what belongs to this region. 范围。"`
	On          string `placeholder:"DATE" help:"With --graphml and --sheets: day of the values that change. Default: today. 日期。"`
	HideMembers bool   `help:"As the API answers those who may not see members. 不含党员个人信息。"`
}

// Run exports, and says on notes how many rows there were.
func (x Export) Run(ctx context.Context, c *Common, out, notes io.Writer) error {
	if x.Facts || x.GraphML || x.Sheets != "" {
		return x.whole(ctx, c, out, notes)
	}
	if x.Query == "" {
		return graph.Invalid([]string{"query"}, "nothing says what to export: give --query FILE, --sheets DIR, --facts or --graphml", "未指明导出什么：请给出--query 文件、--sheets 目录、--facts或--graphml")
	}
	q, err := x.question(ctx)
	if err != nil {
		return err
	}
	spec := export.Spec{Format: x.format(), Path: x.Path, Language: graph.Language(strings.ToUpper(x.Lang)), NoBOM: x.NoBOM, Limit: x.Limit}
	s, err := c.OpenThere(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	api, err := httpapi.NewAsking(configOf(s, Serving{Zone: c.TimeZone, HideMembers: x.HideMembers, Logger: slog.New(slog.DiscardHandler)}))
	if err != nil {
		return err
	}
	e, err := export.Prepare(api, q, spec)
	if err != nil {
		return told(err)
	}
	bar := progress(notes, -1, "exporting 导出")
	last := time.Now()
	tell := func(rows int) {
		if now := time.Now(); now.Sub(last) > 100*time.Millisecond {
			last = now
			_ = bar.Set(rows)
		}
	}
	var rows int
	begun := time.Now()
	err = writeWhole(x.Out, out, func(w io.Writer) (err error) {
		rows, err = e.Run(ctx, w, tell)
		return err
	})
	_ = bar.Clear()
	if err != nil {
		return told(err)
	}
	took := time.Since(begun)
	fmt.Fprintf(notes, "%d rows in %s (%d rows/s)\n", rows, took.Round(time.Millisecond), int(float64(rows)/max(took.Seconds(), 0.001)))
	return nil
}

// whole exports a store rather than a query.
func (x Export) whole(ctx context.Context, c *Common, out, notes io.Writer) (err error) {
	switch {
	case x.Query != "" || x.Facts && x.GraphML || x.Sheets != "" && (x.Facts || x.GraphML):
		return graph.Invalid([]string{"facts"}, "--query, --sheets, --facts and --graphml exclude each other: give one of them", "--query、--sheets、--facts、--graphml只能选其一")
	case x.Sheets != "" && x.Out != "":
		return graph.Invalid([]string{"out"}, "--sheets names the folder or workbook itself: leave --out out", "--sheets已指明目录或工作簿：请去掉--out")
	case x.HideMembers:
		return graph.Invalid([]string{"hide-members"}, "a whole store holds members: export a query with --hide-members", "整库导出包含党员：请以--query配合--hide-members导出")
	}
	w := &exchange.Whole{Within: x.Within, Lang: graph.Language(strings.ToUpper(x.Lang)), NoBOM: x.NoBOM}
	if x.On != "" {
		if w.On, err = graph.ParseDate(x.On); err != nil {
			return err
		}
	}
	if w.Store, err = c.OpenThere(ctx, notes); err != nil {
		return err
	}
	defer w.Store.Close()
	bar := progress(notes, -1, "exporting 导出")
	w.Tell = func(nouns int) { _ = bar.Set(nouns) }
	write := w.WriteGraphML
	if x.Facts {
		write = w.WriteFacts
	}
	n, what, begun := 0, "nouns", time.Now()
	if x.Sheets != "" {
		what = "rows"
		n, err = w.WriteSheetsTo(ctx, x.Sheets)
	} else {
		err = writeWhole(x.Out, out, func(to io.Writer) (err error) {
			n, err = write(ctx, to)
			return err
		})
	}
	_ = bar.Clear()
	if err != nil {
		return err
	}
	took := time.Since(begun)
	fmt.Fprintf(notes, "%d %s in %s (%d/s)\n", n, what, took.Round(time.Millisecond), int(float64(n)/max(took.Seconds(), 0.001)))
	return nil
}

// format is the one asked for, else that of the file's name.
func (x Export) format() export.Format {
	if x.Format != "" {
		return export.Format(x.Format)
	}
	for _, f := range export.Formats {
		if strings.EqualFold(filepath.Ext(x.Out), "."+string(f)) {
			return f
		}
	}
	return export.CSV
}

func (x Export) question(ctx context.Context) (q httpapi.Question, err error) {
	text, err := readAll(x.Query)
	if err != nil {
		return q, graph.Invalid([]string{"query"}, "%s cannot be read (%v): name a file with a GraphQL query", "无法读取%s（%v）：请给出含GraphQL查询的文件", x.Query, err)
	}
	q = httpapi.Question{Query: string(text), Operation: x.Operation, Language: Language()}
	if x.Lang != "" {
		q.Language = graph.Language(strings.ToUpper(x.Lang))
	}
	if x.Variables != "" {
		d := json.NewDecoder(strings.NewReader(x.Variables))
		d.UseNumber()
		if err := d.Decode(&q.Variables); err != nil {
			return q, graph.Invalid([]string{"variables"}, "the variables are no JSON object (%v): write --variables '{\"code\": \"330299001\"}'", "变量不是JSON对象（%v）：请写作--variables '{\"code\": \"330299001\"}'", err)
		}
	}
	q.Asker, err = http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", http.NoBody)
	return q, err
}

func readAll(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// told makes what an API refused an error for people.
func told(err error) error {
	var refused *httpapi.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	var all graph.Errors
	for _, one := range refused.Errors {
		all = append(all, graph.NewError(refused.Code(), nil, "%s", "%[1]s", one.Message))
	}
	return all
}

// writeWhole writes a file that appears under its name only once it is whole;
// "" writes to out.
func writeWhole(path string, out io.Writer, write func(io.Writer) error) error {
	if path == "" {
		buffered := bufio.NewWriter(out)
		return errors.Join(write(buffered), buffered.Flush())
	}
	err := store.WriteFile(path, write)
	if store.Unwritable(err) {
		return graph.Invalid([]string{"out"}, "%s cannot be written (%v): name a file in a folder that exists, which nobody else writes", "无法写入%s（%v）：请给出已有目录中的文件，且无人正在写入", path, err)
	}
	return err
}
