package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cobuild/graph"
)

// Reason says of which sort a fault is; the ledger counts by it.
type Reason string

// The reasons.
const (
	ReasonSheet     Reason = "SHEET"     // the sheet or a column is not known
	ReasonMissing   Reason = "MISSING"   // a cell that must be filled is empty
	ReasonDate      Reason = "DATE"      // not a date
	ReasonNumber    Reason = "NUMBER"    // not a number, or a code stored as one
	ReasonValue     Reason = "VALUE"     // not one of the values of a list
	ReasonText      Reason = "TEXT"      // too long, or with control characters
	ReasonEncoding  Reason = "ENCODING"  // not in the encoding of the file
	ReasonShape     Reason = "SHAPE"     // quotation marks or cells beyond the headers
	ReasonCode      Reason = "CODE"      // breaks a rule of codes or check digits
	ReasonReference Reason = "REFERENCE" // refers to nothing on record or in the files
	ReasonAmbiguous Reason = "AMBIGUOUS" // refers to more than one
	ReasonWaits     Reason = "WAITS"     // refers to a row that has faults
	ReasonDoubled   Reason = "DOUBLED"   // the same key as an earlier row
	ReasonDuplicate Reason = "DUPLICATE" // a note: likely the same thing under two codes
	ReasonInvalid   Reason = "INVALID"   // breaks a rule on dates or what fits together
	ReasonConflict  Reason = "CONFLICT"  // contradicts what is on record
)

// Reasons lists the reasons with their names for people.
var Reasons = []struct {
	Reason Reason
	Name   graph.Text
}{
	{ReasonSheet, graph.Text{EN: "sheet or column unknown", ZH: "表或列无法识别"}},
	{ReasonMissing, graph.Text{EN: "needed cell empty", ZH: "必填项为空"}},
	{ReasonDate, graph.Text{EN: "not a date", ZH: "日期有误"}},
	{ReasonNumber, graph.Text{EN: "not a number", ZH: "数字有误"}},
	{ReasonValue, graph.Text{EN: "value unknown", ZH: "取值不在范围"}},
	{ReasonText, graph.Text{EN: "text not allowed", ZH: "文字不合规"}},
	{ReasonEncoding, graph.Text{EN: "encoding mixed", ZH: "编码混杂"}},
	{ReasonShape, graph.Text{EN: "shape of the row", ZH: "行结构有误"}},
	{ReasonCode, graph.Text{EN: "code wrong", ZH: "编码有误"}},
	{ReasonReference, graph.Text{EN: "refers to nothing", ZH: "引用不存在"}},
	{ReasonAmbiguous, graph.Text{EN: "refers to several", ZH: "引用不唯一"}},
	{ReasonWaits, graph.Text{EN: "waits for another row", ZH: "等待其他行"}},
	{ReasonDoubled, graph.Text{EN: "said twice", ZH: "重复"}},
	{ReasonDuplicate, graph.Text{EN: "likely said twice", ZH: "疑似重复"}},
	{ReasonInvalid, graph.Text{EN: "breaks a rule", ZH: "违反规则"}},
	{ReasonConflict, graph.Text{EN: "contradicts the record", ZH: "与已有记录冲突"}},
}

func (r Reason) name() graph.Text {
	for _, known := range Reasons {
		if known.Reason == r {
			return known.Name
		}
	}
	return graph.Text{EN: string(r), ZH: string(r)}
}

// Fault is an entry of the quality ledger: a cell, a row or a sheet that cannot
// be taken as it is.
type Fault struct {
	File   string
	Sheet  string // "" in a CSV
	Row    int    // line of the CSV, row of the sheet; 0 = the sheet as a whole
	Column int    // from 1; 0 = the row as a whole
	Header string // of the column, as written
	Value  string // as written
	Reason Reason
	What   graph.Text // is wrong
	Do     graph.Text // what to do
	Note   bool       // worth knowing, but keeps nothing from being loaded
}

// trouble is what is wrong with a cell, before it is known where it stands.
type trouble struct {
	reason   Reason
	what, do graph.Text
}

// troubled makes a trouble of what is wrong and what to do, each in both
// languages with the same arguments, which may be named by index.
func troubled(reason Reason, en, zh, doEN, doZH string, args ...any) *trouble {
	return &trouble{
		reason: reason,
		what:   graph.Text{EN: format(en, args), ZH: format(zh, args)},
		do:     graph.Text{EN: format(doEN, args), ZH: format(doZH, args)},
	}
}

// format gives a template only as many arguments as it uses.
func format(template string, args []any) string {
	if !strings.Contains(template, "%") {
		return template
	}
	if strings.Contains(template, "%[") {
		return fmt.Sprintf(template, args...)
	}
	return fmt.Sprintf(template, args[:min(len(args), strings.Count(template, "%"))]...)
}

// mostKept is how many faults of an import are at hand without a file.
const mostKept = 10_000

// Ledger is the faults and notes of an import, in the order of files, sheets and
// rows.
type Ledger struct {
	Faults []Fault // the first 10,000, once the import is done, causes before what waits for them; Each gives all
	Counts map[Reason]int
	Rows   int // rows with faults, which wait
	Notes  int

	Frequent []Frequency // what was wrong most often in the same way, most often first

	times map[sameFault]int
	book  book
}

// Frequency is a value that is wrong in many rows: one entry of a mapping file
// may mend them all.
type Frequency struct {
	Header, Value string
	Reason        Reason
	Times         int
}

// sameFault is what makes faults alike.
type sameFault struct {
	header, value string
	reason        Reason
}

const (
	mostTimes    = 20_000 // values that are counted; further ones are not
	mostFrequent = 10
)

// All is how many entries there are, notes among them.
func (l *Ledger) All() int { return len(l.book.entries) }

func (l *Ledger) add(f Fault) {
	if l.Counts == nil {
		l.Counts = map[Reason]int{}
	}
	l.Counts[f.Reason]++
	l.book.add(&f)
	if f.Value == "" || f.Column == 0 || len(f.Value) > 200 || f.Reason == ReasonWaits {
		return
	}
	if l.times == nil {
		l.times = map[sameFault]int{}
	}
	key := sameFault{f.Header, f.Value, f.Reason}
	if n := l.times[key]; n > 0 || len(l.times) < mostTimes {
		l.times[key] = n + 1
	}
}

// faulty says whether anything keeps something from being loaded.
func (l *Ledger) faulty() bool { return len(l.Counts) > 0 }

// note adds what is worth knowing and keeps nothing from being loaded.
func (l *Ledger) note(f Fault) {
	f.Note = true
	l.Notes++
	l.book.add(&f)
}

// finish orders the entries as a person goes through the files.
func (l *Ledger) finish(files []string) error {
	if err := l.book.sort(files); err != nil {
		return err
	}
	l.Frequent = nil
	for of, times := range l.times {
		if times > 1 {
			l.Frequent = append(l.Frequent, Frequency{of.header, of.value, of.reason, times})
		}
	}
	slices.SortFunc(l.Frequent, func(a, b Frequency) int {
		return cmp.Or(b.Times-a.Times, strings.Compare(a.Header, b.Header), strings.Compare(a.Value, b.Value), strings.Compare(string(a.Reason), string(b.Reason)))
	})
	l.Frequent = l.Frequent[:min(len(l.Frequent), mostFrequent)]
	l.Faults = nil
	for _, waits := range []bool{false, true} {
		for i := range l.book.entries {
			if len(l.Faults) == mostKept {
				break
			}
			if l.book.entries[i].waits != waits {
				continue
			}
			f, err := l.book.fault(i)
			if err != nil {
				return err
			}
			l.Faults = append(l.Faults, f)
		}
	}
	return nil
}
