package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"cobuild/graph"
	"cobuild/store"
)

// Apply makes the changes of a file in one revision, all of them or none.
type Apply struct {
	File   string `arg:"" help:"JSON Lines, one mutation per line: {\"operation\": \"unitRegister\", \"input\": {…}, \"as\": \"a\"}; a later line refers to what this one enters by \"$a\". - reads the standard input. 每行一个变更的文件。"`
	DryRun bool   `help:"Say what would change, and write nothing. 仅预览，不写入。"`
	Lang   string `enum:"zh,en," default:"" help:"Language of messages: zh or en. Default: that of the locale. 消息语言。"`
	Actor  string `help:"Who makes the changes, for the log, of lines without an actor. 操作者。"`
	Note   string `help:"Why or by which document, for the log, of lines without a note. 备注。"`
}

// errLines says that lines were refused; each has been told.
var errLines = errors.New("lines were refused")

// Run applies the file. refused says that lines of it were refused; nothing was
// written then.
func (a Apply) Run(ctx context.Context, c *Common, out, notes io.Writer) (refused bool, err error) {
	lang := languageOf(a.Lang)
	defer func() { err = toldIn(lang, err) }()
	lines, faults, err := a.read()
	if err != nil {
		return false, err
	}
	s, err := c.Open(ctx, notes)
	if err != nil {
		return false, err
	}
	defer s.Close()
	begun := time.Now()
	bar := progress(notes, len(lines), "applying 执行")
	outcome, wrong, err := a.apply(ctx, s, c.TimeZone, lang, lines, faults, func(done int) { _ = bar.Set(done) })
	_ = bar.Clear()
	for _, f := range wrong {
		fmt.Fprintln(out, f.in(lang))
	}
	switch {
	case len(wrong) > 0:
		fmt.Fprintln(out, graph.Text{EN: "nothing was written", ZH: "未写入任何内容"}.In(lang))
		return true, nil
	case err != nil:
		return false, err
	}
	a.tell(out, lang, s, outcome, len(lines), time.Since(begun))
	return false, nil
}

// ApplyLines applies lines that are at hand, as Run does those of a file. told
// are the refusals in a language.
func (a Apply) ApplyLines(ctx context.Context, s *store.Store, zone string, lang graph.Language, text io.Reader) (outcome store.Outcome, told []string, err error) {
	lines, faults, err := readLines(text)
	if err != nil {
		return outcome, nil, err
	}
	outcome, wrong, err := a.apply(ctx, s, zone, lang, lines, faults, nil)
	for _, f := range wrong {
		told = append(told, f.in(lang))
	}
	if len(wrong) > 0 {
		return store.Outcome{}, told, nil
	}
	return outcome, nil, err
}

func (a Apply) apply(ctx context.Context, s *store.Store, zone string, lang graph.Language, lines []line, faults []fault, progress func(int)) (outcome store.Outcome, wrong []fault, err error) {
	intent := graph.Intent{Operation: "apply", Actor: a.Actor, Note: a.Note}
	outcome, err = s.ApplyMany(ctx, intent, func(ctx context.Context, e graph.Edit) error {
		p := newPlayer(s, e, zone, lang, intent)
		wrong = append([]fault{}, faults...)
		for i, l := range lines {
			if err := ctx.Err(); err != nil {
				return err
			}
			told, err := p.play(ctx, l)
			if err != nil {
				return fmt.Errorf("line %d: %w", l.number, err)
			}
			wrong = append(wrong, told...)
			if len(wrong) >= mostFaults {
				break
			}
			if progress != nil {
				progress(i + 1)
			}
		}
		if len(wrong) > 0 {
			return errLines
		}
		return nil
	}, a.DryRun)
	if errors.Is(err, errLines) {
		return outcome, wrong, nil
	}
	return outcome, nil, err
}

func (a Apply) read() ([]line, []fault, error) {
	if a.File == "-" {
		return readLines(os.Stdin)
	}
	f, err := os.Open(a.File)
	if err != nil {
		return nil, nil, graph.Invalid([]string{"file"}, "%s cannot be read (%v): give a file with one mutation per line, or - for the standard input",
			"无法读取%s（%v）：请给出每行一个变更的文件，或用-读取标准输入", a.File, err)
	}
	defer f.Close()
	return readLines(f)
}

// tell says what was changed, or would be.
func (a Apply) tell(out io.Writer, lang graph.Language, s *store.Store, o store.Outcome, lines int, took time.Duration) {
	counts := map[string]int{}
	var order []string
	for i := range o.Made {
		c := &o.Made[i]
		kind := graph.Text{EN: strings.ToLower(string(c.Subject().Kind())), ZH: string(c.Subject().Kind())}
		if l := c.Link(); l != nil {
			kind = graph.LabelOf("RelationKind", string(l.Hop))
		}
		done := "ALTER"
		switch {
		case c.NounBefore == nil && c.LinkBefore == nil:
			done = "ADD"
		case c.NounAfter == nil && c.LinkAfter == nil:
			done = "WITHDRAW"
		}
		what := graph.LabelOf("ChangeKind", done).In(lang) + " " + kind.In(lang)
		if counts[what] == 0 {
			order = append(order, what)
		}
		counts[what]++
	}
	for _, what := range order {
		fmt.Fprintf(out, "%8d  %s\n", counts[what], what)
	}
	text := graph.Text{
		EN: "%s: %d lines made %d changes in revision %d, %d findings written and %d taken away, in %s\n",
		ZH: "%s：%d行产生%d项变更（修订%d），写入%d条、移除%d条推导结果，用时%s\n",
	}
	if a.DryRun {
		text = graph.Text{
			EN: "%s: %d lines would make %d changes in revision %d, write %d findings and take %d away; nothing was written (%s)\n",
			ZH: "%s：%d行将产生%d项变更（修订%d），写入%d条、移除%d条推导结果；未写入任何内容（%s）\n",
		}
	}
	fmt.Fprintf(out, text.In(lang), s.Engine().Name(), lines, o.Changes, o.Revision, o.Findings, o.Dropped, took.Round(time.Millisecond))
}
