package exchange

import (
	"fmt"
	"io"
	"time"

	"cobuild/graph"
)

// Print tells people what an import did: the ledger's counts and first entries,
// what changed, and how to take it back.
func (r *Result) Print(w io.Writer, lang graph.Language, show int, dry bool) {
	say := func(en, zh string, args ...any) {
		fmt.Fprintf(w, graph.Text{EN: en, ZH: zh}.In(lang)+"\n", args...)
	}
	r.Ledger.print(w, lang, show)
	for _, t := range r.Tables {
		say("%-14s %7d "+rows(t.Rows)+": %d new, %d changed, %d as on record, %d wait", "%[1]s %[2]d行：新增%[3]d，变更%[4]d，无变化%[5]d，待改正%[6]d",
			graph.Text{EN: t.Table, ZH: tableOf(t.Table).zh}.In(lang), t.Rows, t.Entered, t.Changed, t.Same, t.Waits)
		if t.Folded > 0 {
			say("  %d placeholders were not loaded: what refers to them lies where they lie", "  %d个占位行未载入：其下级直接归入其上级", t.Folded)
		}
	}
	for i, c := range r.Values {
		if i == show {
			say("  … and %d further values", "  ……另有%d个值", r.Altered-i)
			break
		}
		at := tableOf(c.Table).index(c.Column)
		title := tableOf(c.Table).columns[at].title().In(lang)
		fmt.Fprintf(w, "  %s %s: %s → %s\n", Fault{File: c.File, Sheet: c.Sheet, Row: c.Row}.where(lang), title, orNone(c.Before, lang), orNone(c.After, lang))
	}
	for i, a := range r.Missing {
		if i == show {
			say("  … and %d further differences", "  ……另有%d处差异", r.Absent-i)
			break
		}
		table := graph.Text{EN: a.Table, ZH: tableOf(a.Table).zh}.In(lang)
		if a.InStore {
			say("  only on record: %[1]s %[2]s %[3]s", "  仅库中有：%[1]s %[2]s %[3]s", table, a.Code, a.Name)
		} else {
			say("  only in the sheets: %[1]s %[2]s %[3]s (%[4]s)", "  仅表中有：%[1]s %[2]s %[3]s（%[4]s）", table, a.Code, a.Name, Fault{File: a.File, Sheet: a.Sheet, Row: a.Row}.where(lang))
		}
	}
	entered, changed, _, waits := r.Count()
	rate := 0
	if r.Took > 0 {
		rate = int(float64(r.Rows()) / r.Took.Seconds())
	}
	took := r.Took.Round(time.Millisecond)
	switch {
	case r.Rows() == 0:
		say("no row was read: nothing stands under headers that are known (%s)", "没有读到数据行：可识别的表头下没有内容（%s）", took)
		return
	case dry:
		say("%d "+rows(entered)+" would be new and %d changed, %d wait; nothing was written (%s)", "将新增%d行、变更%d行，待改正%d行；未写入任何内容（%s）", entered, changed, waits, took)
		return
	case !r.Loaded && entered+changed > 0: // strict
		say("nothing was written: mend the rows above, or leave --strict out to load the good ones (%s)", "未写入任何内容：请改正上述各行，或去掉--strict先导入无误的行（%s）", took)
		return
	case !r.Loaded && waits > 0:
		say("0 changes, %d "+rows(waits)+" waiting: mend what is told above and import again (%s)", "0处变更，待改正%d行：请改正上述各行后再次导入（%s）", waits, took)
		return
	case !r.Loaded:
		say("0 changes: everything is on record as the sheets have it (%s)", "0处变更：记录与表格一致（%s）", took)
		return
	}
	say("%d "+rows(entered)+" new and %d changed, %d wait; %d rows/s, %s", "新增%d行、变更%d行，待改正%d行；每秒%d行，用时%s", entered, changed, waits, rate, took)
	if r.Bulk {
		say("The store was empty and was loaded at once, as revision 1: to take the import back, remove the store.", "原库为空，已一次性载入（修订1）：如需撤回，请删除该库。")
	}
	switch n := len(r.Revisions); {
	case n == 1:
		u := r.Revisions[0]
		say("Written as revisions %d to %d. To take all of it back:", "已写入为修订%d至%d。如需整体撤回：", u.First, u.Last)
		fmt.Fprintf(w, "  go run server.go undo %d %d\n", u.First, u.Last)
	case n > 1:
		say("Written as revisions %d to %d, between which others wrote. To take all of it back:", "已写入为修订%d至%d，其间另有他人写入。如需整体撤回：", r.Revisions[0].First, r.Revisions[n-1].Last)
		fmt.Fprint(w, "  go run server.go undo")
		for _, u := range r.Revisions {
			fmt.Fprintf(w, " %d-%d", u.First, u.Last)
		}
		fmt.Fprintln(w)
	}
}

// rows is the word for so many, in English.
func rows(n int) string {
	if n == 1 {
		return "row"
	}
	return "rows"
}

func orNone(text string, lang graph.Language) string {
	if text == "" {
		return graph.Text{EN: "(none)", ZH: "（无）"}.In(lang)
	}
	return text
}

// where names the row of a fault.
func (f Fault) where(lang graph.Language) string {
	place := f.File
	if f.Sheet != "" {
		place += " " + f.Sheet
	}
	if f.Row == 0 {
		return place
	}
	if lang == graph.ZH {
		return fmt.Sprintf("%s 第%d行", place, f.Row)
	}
	return fmt.Sprintf("%s:%d", place, f.Row)
}

func (l *Ledger) print(w io.Writer, lang graph.Language, show int) {
	shown := 0
	for _, f := range l.Faults {
		if shown == show {
			fmt.Fprintf(w, graph.Text{EN: "… and %d further entries: --ledger FILE.csv has all\n", ZH: "……另有%d条：用--ledger FILE.csv查看全部\n"}.In(lang), l.All()-shown)
			break
		}
		shown++
		fmt.Fprintln(w, f.In(lang))
	}
	for _, reason := range Reasons {
		if n := l.Counts[reason.Reason]; n > 0 {
			fmt.Fprintf(w, "%8d  %s\n", n, reason.Name.In(lang))
		}
	}
	for i, f := range l.Frequent {
		if i == 0 {
			fmt.Fprintln(w, graph.Text{EN: "wrong most often:", ZH: "最常见："}.In(lang))
		}
		fmt.Fprintf(w, "%8d × %s %q%s%s\n", f.Times, f.Header, graph.Clip(f.Value), graph.Text{EN: ": ", ZH: "："}.In(lang), f.Reason.name().In(lang))
	}
}

// In is the entry on one line.
func (f Fault) In(lang graph.Language) string {
	text := f.where(lang)
	if f.Header != "" {
		text += " " + f.Header
	}
	if f.Value != "" {
		text += fmt.Sprintf(" %q", graph.Clip(f.Value))
	}
	text += graph.Text{EN: ": ", ZH: "："}.In(lang) + f.What.In(lang)
	if do := f.Do.In(lang); do != "" {
		text += graph.Text{EN: ". ", ZH: "。"}.In(lang) + upper(do)
	}
	return text
}

func upper(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}
