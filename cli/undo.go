package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"cobuild/exchange"
	"cobuild/graph"
)

// Undo takes back revisions, of which there may be any number.
type Undo struct {
	First  int64  `arg:"" help:"The first revision to take back, as an import or the change log tells it. 首个修订。"`
	Last   int64  `arg:"" optional:"" help:"The last one, included. Default: only the first. 最后一个修订。"`
	DryRun bool   `help:"Say whether it can be taken back, and write nothing. 仅预览，不写入。"`
	Actor  string `help:"Who takes back, for the log. 操作者。"`
	Note   string `help:"Why or by which document, for the log. 备注。"`
	Lang   string `enum:"zh,en," default:"" help:"Language of messages: zh or en. Default: that of the locale. 消息语言。"`
}

// Run takes back, and says by which revisions.
func (u Undo) Run(ctx context.Context, c *Common, out, notes io.Writer) (err error) {
	lang := languageOf(u.Lang)
	defer func() { err = toldIn(lang, err) }()
	say := func(en, zh string, args ...any) { fmt.Fprintf(out, graph.Text{EN: en, ZH: zh}.In(lang)+"\n", args...) }
	if u.Last == 0 {
		u.Last = u.First
	}
	defer roomy()()
	s, err := c.OpenThere(ctx, notes)
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	tell, end := telling(ctx, c.Logger(notes), notes, "taking back 撤回")
	done, err := exchange.TakeBack{
		Revisions: graph.RevisionRange{First: u.First, Last: u.Last}, DryRun: u.DryRun, Intent: graph.Intent{Actor: u.Actor, Note: u.Note}, Tell: tell,
	}.Run(ctx, s)
	end()
	took := time.Since(begun).Round(time.Millisecond)
	for _, r := range done.Revisions {
		say("taken back by revisions %d to %d", "已撤回，写入为修订%d至%d", r.First, r.Last)
	}
	switch {
	case errors.Is(err, context.Canceled):
		say("stopped: what was taken back is kept, and the same command again goes on", "已中止：已撤回部分保留，再次执行同一命令即可继续")
		return err
	case err != nil:
		return err
	case u.DryRun:
		say("%d nouns and relations would be as they were before, %d withdrawn; nothing was written (%s)", "将恢复%d个、撤销%d个对象与关系；未写入任何内容（%s）", done.Restored, done.Withdrawn, took)
	default:
		say("%d nouns and relations are as they were before, %d are withdrawn (%s)", "已恢复%d个、撤销%d个对象与关系（%s）", done.Restored, done.Withdrawn, took)
	}
	return nil
}
