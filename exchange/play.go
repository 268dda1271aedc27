package exchange

import (
	"context"
	"errors"
	"hash/maphash"
	"regexp"

	"cobuild/edit"
	"cobuild/graph"
)

// player makes rows true on a desk.
type player struct {
	run     *run
	desk    *desk
	on      graph.Date
	correct bool

	// Of the row under way.
	faults []Fault
	off    bool // what it refers to may be entered by a later row of the table
	done   verdict
	tells  []Change
	notes  []Fault
	owned  map[uint64]seenRow
	inside bool     // what it would enter lies in the region of a reconciliation
	lost   *trouble // why the last path led to nothing
	day    string   // column that a refused from stands for, "" = since
	about  graph.ID // the noun it is about, where that is on record
}

// verdict is what became of a row.
type verdict uint8

const (
	same verdict = iota
	entered
	changed
	refused
	putOff
)

// play makes one row true, or takes all of it back.
func (p *player) play(ctx context.Context, r *row) (verdict, error) {
	p.faults, p.off, p.done, p.tells, p.about, p.day = p.faults[:0], false, same, p.tells[:0], "", ""
	p.desk.begin()
	p.desk.next = r.id()
	before := len(p.desk.order)
	err := r.table.play(ctx, p, r)
	if err != nil && !p.refusal(r, err) {
		return 0, err
	}
	switch {
	case len(p.faults) > 0:
		p.desk.takeBack()
		if p.off {
			return putOff, nil
		}
		return refused, nil
	case p.done == same && p.desk.touched():
		return changed, nil
	case p.done == entered && r.table.noun != "":
		for _, put := range p.desk.order[before:] {
			if !put.link && put.id.Kind() == r.table.noun {
				p.about = put.id
				break
			}
		}
	}
	return p.done, nil
}

// owner is the row of the import that is about a noun, where one was played.
func (p *player) owner(id graph.ID) (seenRow, bool) {
	hash := maphash.String(p.run.seed, string(id))
	if at, ok := p.owned[hash]; ok {
		return at, true
	}
	at, ok := p.run.owned[hash]
	return at, ok
}

// owns notes that the row under way is about a noun.
func (p *player) owns(r *row) {
	if p.about != "" {
		p.owned[maphash.String(p.run.seed, string(p.about))] = seenRow{uint32(r.sheet), uint32(r.line)}
	}
}

// ending gives the desk for the edit that makes the row's end true.
func (p *player) ending() *desk {
	p.day = "until"
	return p.desk
}

// dated gives the desk for an edit from the day in a column, where it is given.
func (p *player) dated(r *row, column string) *desk {
	if p.day = ""; r.given(column) {
		p.day = column
	}
	return p.desk
}

// wrong adds a fault of the row.
func (p *player) wrong(r *row, column string, t *trouble) {
	at := -1
	if column != "" {
		at = r.table.index(column)
	}
	value := ""
	if at >= 0 {
		value = r.cells[at].raw
	}
	p.faults = append(p.faults, p.run.reading.fault(r, at, value, t))
}

// stop says whether the row has faults already, so that nothing is tried.
func (p *player) stop() bool { return len(p.faults) > 0 }

// settle makes a noun on record as its row says: corrected, or changed from the
// day of the sheet, where more than its end differs, and ended on until.
func (p *player) settle(until graph.Date, correct, change, end func() error) (err error) {
	if p.stop() {
		return nil
	}
	if altered := len(p.tells) > 0 && until == 0 || len(p.tells) > 1; altered && p.correct {
		err = correct()
	} else if altered {
		err = change()
	}
	if err == nil && until != 0 {
		err = end()
	}
	return err
}

// failed is the error of an edit whose result is not needed.
func failed[T any](_ T, err error) error { return err }

// refusal turns what an edit refuses into faults; false for any other error.
func (p *player) refusal(r *row, err error) bool {
	var many graph.Errors
	var one *graph.Error
	switch {
	case errors.As(err, &many):
	case errors.As(err, &one) && one.Code != graph.CodeInternal && one.Code != graph.CodeUnavailable:
		many = graph.Errors{one}
	default:
		return false
	}
	for _, e := range many {
		p.told(r, e)
	}
	return true
}

// told makes a fault of a refusal at the column its field stands for.
func (p *player) told(r *row, e *graph.Error) {
	at, column, onSheet := -1, "", false
	if len(e.Field) > 0 {
		if at = r.table.columnOf(e.Field[0]); at < 0 && p.day != "" { // of an edit that its day alone may be against
			at = r.table.index(p.day)
		}
		switch e.Field[0] {
		case "from", "at":
			if at = r.table.index("since"); p.day != "" {
				at = r.table.index(p.day)
			}
			if onSheet = p.about != "" && p.day == ""; onSheet || at >= 0 && r.cells[at].state != given {
				at = -1
			}
		case "ends":
			at = p.endColumn(r, e.Field)
		}
	}
	what, do := split(e.Told(p.run.SeeMembers))
	what, do = p.desk.byCodes(what), p.desk.byCodes(do)
	if at >= 0 {
		column = r.table.columns[at].name
		title := r.table.columns[at].title()
		field := e.Field[len(e.Field)-1]
		what.ZH, what.EN = named(what.ZH, field, title.ZH), named(what.EN, field, title.EN)
	}
	if onSheet { // a change begins on the date that the sheet speaks of
		what.ZH, what.EN = named(what.ZH, e.Field[0], "表格日期"), named(what.EN, e.Field[0], "the date of the sheet")
	}
	reason := ReasonInvalid
	switch {
	case e.Code == graph.CodeConflict:
		reason = ReasonConflict
	case e.Code == graph.CodeNotFound:
		reason = ReasonReference
	case errors.Is(e, graph.ErrText):
		reason = ReasonText
	case column == "code" || column == "credit_code" || column == "industry":
		reason = ReasonCode
	}
	p.wrong(r, column, &trouble{reason: reason, what: what, do: do})
}

var idInText = regexp.MustCompile(`\b[a-z]{3}_[0-9a-z]{20}\b`)

// byCodes puts codes in place of ids: sheets have those, and the id of what is
// not on record yet means nothing to anybody.
func (d *desk) byCodes(said graph.Text) graph.Text {
	code := func(id string) string {
		n := d.put.nouns[graph.ID(id)]
		if n == nil {
			n = d.read.nouns[graph.ID(id)]
		}
		if n == nil || n.Top().Code == "" {
			return id
		}
		return n.Top().Code
	}
	return graph.Text{EN: idInText.ReplaceAllStringFunc(said.EN, code), ZH: idInText.ReplaceAllStringFunc(said.ZH, code)}
}

// named puts the title of the column in place of the name of the input field,
// where a message begins with it.
func named(message, field, title string) string {
	if len(message) > len(field) && message[:len(field)] == field {
		return title + message[len(field):]
	}
	return message
}

// lacks tells the needed columns that a row that enters something leaves empty.
func (p *player) lacks(r *row) bool {
	lacks := false
	for i, c := range r.table.columns {
		if !c.needed || r.cells[i].state == given || c.name == "code" && r.id() != "" {
			continue
		}
		lacks = true
		p.wrong(r, c.name, troubled(ReasonMissing, "%[1]s is missing", "缺少%[2]s", "fill it: it is needed to enter something new", "新登记时必填，请填写", c.name, c.zh))
	}
	return lacks
}

// enter notes that the row entered something new.
func (p *player) enter() { p.done = entered }

// alter notes a value that the row changes.
func (p *player) alter(r *row, column, before, after string) {
	if p.done == same {
		p.done = changed
	}
	l := &p.run.reading.sheets[r.sheet]
	p.tells = append(p.tells, Change{
		File: l.file, Sheet: l.name, Row: r.line, Table: r.table.name, Column: column, Before: before, After: after, Correct: p.correct,
	})
}

// Change is a value that an import changes, or would change.
type Change struct {
	File, Sheet   string
	Row           int
	Table, Column string
	Before, After string // "" = none
	Correct       bool
}

// differ compares a column of the row with what is on record and gives what is
// to be changed: nothing where the row says nothing or the same.
func differ[T comparable](p *player, r *row, column string, has bool, now, want T, show func(T) string) (o edit.Opt[T]) {
	c := r.cell(column)
	switch {
	case c.state == given && (!has || now != want):
		o = edit.Some(want)
	case c.state == cleared && has:
		o = edit.Null[T]()
	default:
		return o
	}
	before, after := "", ""
	if has {
		before = show(now)
	}
	if o.Value != nil {
		after = show(want)
	}
	p.alter(r, column, before, after)
	return o
}

func plain[T ~string](value T) string { return string(value) }

// differText is differ for texts that are current only, "" = none.
func differText(p *player, r *row, column, now string) edit.Opt[string] {
	return differ(p, r, column, now != "", now, r.text(column), plain[string])
}

// differWord is differ for enums.
func differWord[T ~string](p *player, r *row, column string, now T) edit.Opt[T] {
	return differ(p, r, column, now != "", now, T(r.text(column)), plain[T])
}

// within gives the day on which values on record are compared with a row: the
// day of the sheet, or the last or first day of a life that does not hold it.
func (p *player) within(life graph.Interval) graph.Date {
	switch {
	case life.Holds(p.on):
		return p.on
	case p.on < life.Since:
		return life.Since
	default:
		return life.Until - 1
	}
}

// life compares the days of a noun with those on record: what a correction puts
// in their place, or the day on which it is to end, 0 = as it is.
func (p *player) life(r *row, now graph.Interval) (f edit.LifeFields, until graph.Date) {
	if !p.correct {
		p.sinceDiffers(r, now.Since)
		return f, p.ends(r, now.Until)
	}
	if r.given("since") {
		f.Since = differDate(p, r, "since", now.Since)
	}
	f.Until = p.correctUntil(r, now.Until)
	return f, 0
}

// sinceDiffers refuses a first day other than that on record.
func (p *player) sinceDiffers(r *row, on graph.Date) {
	since := r.date("since")
	if since != 0 && since != on {
		p.wrong(r, "since", troubled(ReasonConflict, "%[1]s is not the first day on record, which is %[2]s", "起始日期%[1]s与已有记录（%[3]s）不符",
			"correct the cell or leave it empty; if the record was never true, import with correct", "请更正或留空；如原记录有误，请以更正方式导入（--correct）", since, beginning(on, "before records began"), beginning(on, "早于记录")))
	}
}

func beginning(d graph.Date, none string) string {
	if d == 0 {
		return none
	}
	return d.String()
}

// ends says on which day what is on record is to end by the row; 0 = as it is.
func (p *player) ends(r *row, now graph.Date) graph.Date {
	until := r.date("until")
	switch {
	case until == 0 || until == now:
		return 0
	case now == 0:
		p.alter(r, "until", "", until.String())
		return until
	}
	p.wrong(r, "until", troubled(ReasonConflict, "%s is not the end on record, which is %s", "终止日期%s与已有记录（%s）不符",
		"correct the cell or leave it empty; if the record was never true, import with correct", "请更正或留空；如原记录有误，请以更正方式导入（--correct）", until, now))
	return 0
}
