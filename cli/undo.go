package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"cobuild/exchange"
	"cobuild/graph"
)

// Undo takes back revisions, of which there may be any number.
type Undo struct {
	Revisions []string `arg:"" help:"Revisions to take back, as an import or the change log tells them: one, the first and the last (2 46), or any number of ranges (2-46 51-60). 修订。"`

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
	revisions, err := rangesOf(u.Revisions)
	if err != nil {
		return err
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
		Revisions: revisions, DryRun: u.DryRun, Intent: graph.Intent{Actor: u.Actor, Note: u.Note}, Tell: tell,
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

// rangesOf reads revisions: a number, the first and the last, or ranges with a
// hyphen, in any order.
func rangesOf(texts []string) (ranges []graph.RevisionRange, err error) {
	if len(texts) == 2 && !strings.Contains(texts[0]+texts[1], "-") {
		texts = []string{texts[0] + "-" + texts[1]}
	}
	for _, text := range texts {
		first, last, both := strings.Cut(text, "-")
		if !both {
			last = first
		}
		var r graph.RevisionRange
		var wrong error
		r.First, err = strconv.ParseInt(first, 10, 64)
		if r.Last, wrong = strconv.ParseInt(last, 10, 64); err != nil || wrong != nil || r.First > r.Last || r.First < 1 {
			return nil, graph.Invalid([]string{"revisions"}, "%q names no revisions: write a number from 1, the first and the last (2 46), or ranges (2-46 51-60)",
				"%q不是修订：请写大于0的编号、首尾两个编号（2 46）或范围（2-46 51-60）", graph.Clip(text))
		}
		ranges = append(ranges, r)
	}
	slices.SortFunc(ranges, func(a, b graph.RevisionRange) int { return cmp.Compare(a.First, b.First) })
	for i := 1; i < len(ranges); i++ {
		if a, b := ranges[i-1], ranges[i]; b.First <= a.Last {
			return nil, graph.Invalid([]string{"revisions"}, "%[1]d-%[2]d and %[3]d-%[4]d name a revision twice: name each once", "%[1]d-%[2]d与%[3]d-%[4]d重复：每个修订只写一次", a.First, a.Last, b.First, b.Last)
		}
	}
	return ranges, nil
}
