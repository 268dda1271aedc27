package exchange

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"

	"cobuild/graph"
)

// reading turns the sheets of sources into rows on the spool.
type reading struct {
	mapping *Mapping
	spool   *spool
	ledger  *Ledger
	sheets  []layout
	seed    maphash.Seed
	seen    map[uint64]seenRow
	alike   map[uint64]seenRow // nouns with a code, by place and name
	refused map[bearer]where   // keys of nouns that a row with faults was to enter
	folded  map[string]string  // codes of placeholders, to what lies there instead
	rows    int
	on      graph.Date     // date the sheets speak of
	reads   map[string]int // rows by table
	folds   map[string]int // of them those folded
	tell    func(bytes int64, rows int)
}

// seenRow is where a key was seen first.
type seenRow struct {
	sheet uint32
	line  uint32
}

type where struct{ sheet, line int }

func newReading(m *Mapping, s *spool, l *Ledger, on graph.Date) *reading {
	return &reading{
		on: on, mapping: m, spool: s, ledger: l, seed: maphash.MakeSeed(), seen: map[uint64]seenRow{}, alike: map[uint64]seenRow{}, refused: map[bearer]where{}, folded: map[string]string{}, reads: map[string]int{}, folds: map[string]int{},
	}
}

// all reads every sheet of every source. What cannot be read is told, and keeps
// nothing else from being read; where nothing can be, it is an error.
func (rd *reading) all(ctx context.Context, sources []Source) error {
	var before int64
	var failed []error
	for _, s := range sources {
		err := eachSheet(s, rd.mapping, func(name string, in sheet) error {
			err := rd.sheet(ctx, s, name, in, before)
			return errors.Join(err, in.close())
		})
		var lost unread
		switch {
		case errors.As(err, &lost):
			failed = append(failed, err)
			rd.lost(s, lost)
		case err != nil:
			return err
		}
		before += s.size()
		if rd.tell != nil {
			rd.tell(before, rd.rows)
		}
	}
	if len(failed) == len(sources) && rd.rows == 0 {
		return errors.Join(failed...)
	}
	return rd.spool.finish()
}

// lost tells of a source that cannot be read, or not to its end.
func (rd *reading) lost(s Source, why unread) {
	f := Fault{File: s.Name, Sheet: why.sheet, Row: why.after, Reason: ReasonSheet}
	var told *graph.Error
	if !errors.As(why, &told) {
		told = graph.Invalid(nil, "nothing below can be read (%v): save the file again, whole", "以下内容无法读取（%v）：请重新保存完整的文件", why.error)
	}
	f.What, f.Do = split(told.Message)
	rd.ledger.add(f)
}

func (rd *reading) sheet(ctx context.Context, s Source, name string, in sheet, before int64) error {
	first, err := start(in)
	if err != nil {
		return unread{error: err, sheet: name}
	}
	if len(first) == 0 {
		if name == "" { // workbooks have sheets that nobody uses
			rd.ledger.note(Fault{File: s.Name, Reason: ReasonSheet, What: text("the file holds nothing", "文件为空"), Do: text("check whether it is the right file", "请核对文件")})
		}
		return nil
	}
	layouts, at, next, wrong := heading(s.Name, name, rd.mapping, first)
	for i := range layouts {
		l := &layouts[i]
		l.on = rd.on
		if unfit := l.prepare(); unfit != nil && wrong == nil {
			wrong = unfit
		} else if l.clash != "" && wrong == nil {
			wrong = troubled(ReasonSheet, "the mapping gives the column %s two headers of this sheet", "映射文件为列%s指定了本表的两个表头",
				"name one; a header that stands twice is HEADER#2 the second time", "请只保留一个；重复的表头第二个写作“表头#2”", l.clash)
		}
	}
	if wrong != nil {
		rd.ledger.add(Fault{File: s.Name, Sheet: name, Row: first[0].line, Reason: wrong.reason, What: wrong.what, Do: wrong.do})
		return nil
	}
	base, headed := len(rd.sheets), first[at].line
	for _, l := range layouts {
		rd.sheets = append(rd.sheets, l)
		rd.unknownHeaders(&l, headed, len(layouts) > 1)
	}
	if book, is := in.(*worksheet); is && book.hidden > 0 {
		rd.ledger.note(Fault{
			File: s.Name, Sheet: name, Row: headed, Reason: ReasonSheet,
			What: text(fmt.Sprintf("%d rows are hidden, and were read", book.hidden), fmt.Sprintf("有%d行被隐藏，已一并读取", book.hidden)),
			Do:   text("delete them where they are not meant", "如不应导入，请删除"),
		})
	}
	defer func() {
		for i := range layouts {
			layouts[i].tell(rd.ledger, headed)
		}
	}()
	take := func(r record) error {
		for i := range layouts {
			if r.whole != nil && i > 0 {
				break // told once
			}
			if err := rd.record(base+i, &layouts[i], r); err != nil {
				return err
			}
		}
		return nil
	}
	for _, r := range first[next:] {
		if err := take(r); err != nil {
			return err
		}
	}
	for n, line := 0, first[len(first)-1].line; ; n++ {
		r, err := in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unread{error: err, sheet: name, after: line}
		}
		line = r.line
		if err := take(r); err != nil {
			return err
		}
		if n%1000 == 999 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if rd.tell != nil {
				rd.tell(before+in.read(), rd.rows)
			}
		}
	}
}

// start reads the records among which the headers stand.
func start(in sheet) (first []record, err error) {
	for len(first) < searched {
		r, err := in.next()
		if errors.Is(err, io.EOF) {
			return first, nil
		}
		if err != nil {
			return nil, err
		}
		if !blank(r.cells) && !remark(r.cells) {
			first = append(first, r)
		}
	}
	return first, nil
}

func blank(cells []string) bool {
	for _, text := range cells {
		if clean(text) != "" {
			return false
		}
	}
	return true
}

// remark says whether a line is a remark: its first text begins with #.
func remark(cells []string) bool {
	for _, text := range cells {
		if text = clean(text); text != "" {
			return strings.HasPrefix(text, "#") && !spreadsheetError(text)
		}
	}
	return false
}

// record makes a row of a record.
func (rd *reading) record(sheet int, l *layout, as record) error {
	if as.whole == nil && (blank(as.cells) || remark(as.cells)) {
		return nil
	}
	as, ok := l.ready(l, as)
	if !ok {
		return nil
	}
	in := &as
	rd.rows++
	rd.reads[l.table.name]++
	r := &row{table: l.table, sheet: sheet, line: in.line, cells: make([]cell, len(l.table.columns))}
	if in.whole != nil {
		rd.faultAt(r, -1, "", in.whole)
		rd.ledger.Rows++
		return nil
	}
	bad := false
	for i := range l.table.columns {
		c := &r.cells[i]
		if wrong := l.cell(r, i, in); wrong != nil {
			rd.faultAt(r, i, c.raw, wrong)
			bad = true
		}
	}
	r.shortenCode()
	bad = rd.beyond(r, l, in) || bad
	key := r.key()
	if key == "" && !bad {
		rd.faultAt(r, -1, "", troubled(ReasonMissing, "nothing in the row says which one it is about", "该行没有可识别对象的内容",
			"fill "+strings.Join(l.table.keys[0], ", "), "请填写"+l.keyTitles()))
		bad = true
	}
	if !bad && rd.doubled(r, key, sheet) {
		bad = true
	}
	if !bad && l.says.folds != nil {
		folded, wrong := rd.fold(r, l)
		if folded {
			return nil
		}
		if wrong != nil {
			rd.faultAt(r, r.table.index("parent"), "", wrong)
			bad = true
		}
	}
	if bad {
		rd.ledger.Rows++
		rd.refuse(r)
		return nil
	}
	rd.likeness(r, sheet)
	return rd.spool.add(l.tableAt, r, r.order())
}

func (l *layout) keyTitles() string {
	var titles []string
	for _, name := range l.table.keys[0] {
		titles = append(titles, l.table.columns[l.table.index(name)].zh)
	}
	return strings.Join(titles, "、")
}

// beyond tells cells that stand beyond the headers.
func (rd *reading) beyond(r *row, l *layout, in *record) bool {
	for i := len(l.headers); i < len(in.cells); i++ {
		if value := clean(in.cells[i]); value != "" {
			wrong := troubled(ReasonShape, "the cell stands beyond the headers", "该单元格超出表头范围",
				"move it under its header; put quotation marks around a text with a comma", "请移到相应列下；含逗号的文字请加引号")
			f := rd.fault(r, -1, value, wrong)
			f.Column = i + 1
			rd.ledger.add(f)
			return true
		}
	}
	return false
}

func (rd *reading) faultAt(r *row, column int, value string, wrong *trouble) {
	rd.ledger.add(rd.fault(r, column, value, wrong))
}

// fault places a trouble: at a column of the row's table, or -1.
func (rd *reading) fault(r *row, column int, value string, wrong *trouble) Fault {
	l := &rd.sheets[r.sheet]
	f := Fault{File: l.file, Sheet: l.name, Row: r.line, Value: value, Reason: wrong.reason, What: wrong.what, Do: wrong.do}
	if column >= 0 {
		f.Header = l.header(column)
		f.Column = l.columns[column] + 1
		if l.foreign != nil {
			if c, made := l.composed[column]; made {
				f.Header, f.Column = strings.Join(c.headers, "+"), c.at[0]+1
			}
		}
	}
	return f
}

// key is the natural key of the row, "" where it has none.
func (r *row) key() string {
	for _, names := range r.table.keys {
		parts := make([]string, len(names))
		filled := false
		for i, name := range names {
			parts[i] = r.text(name)
			filled = filled || i == 0 && parts[i] != ""
		}
		if len(names) > 1 && names[0] != "kind" && parts[1] == "" && names[1] != "date" && names[1] != "since" && names[1] != "kind" {
			filled = false
		}
		if names[0] == "kind" && parts[1]+parts[2]+parts[3] == "" {
			filled = false
		}
		if filled {
			return strings.Join(append([]string{names[0]}, parts...), "\x00")
		}
	}
	return ""
}

// order is by what the rows of a table are played first: what begins earlier,
// regions of higher levels.
func (r *row) order() int32 {
	if r.table.byDate != "" {
		return int32(r.date(r.table.byDate))
	}
	if r.table.noun == graph.KindRegion {
		kind := graph.RegionKind(r.text("kind"))
		rank := int32(graph.LevelOf(kind, r.text("code"), graph.LevelGrid).Rank())
		if kind.Zone() {
			rank++
		}
		return rank
	}
	return 0
}
