package exchange

import (
	"slices"
	"strings"

	"cobuild/graph"
)

var spreadsheetErrors = []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

func spreadsheetError(text string) bool {
	return slices.Contains(spreadsheetErrors, strings.ToUpper(text))
}

// cell reads a column of a row out of a record.
func (l *layout) cell(r *row, column int, in *record) *trouble {
	def, c := &l.table.columns[column], &r.cells[column]
	constant, hasConstant := l.says.Constants[def.name]
	at, composes := l.columns[column], composed{}
	made := false
	if l.foreign != nil {
		composes, made = l.composed[column]
	}
	if at < 0 && !hasConstant && !made {
		return nil
	}
	switch {
	case made:
		c.state, c.raw = empty, composes.value(in)
		for _, at := range composes.at {
			if wrong := in.bad[at]; wrong != nil {
				return wrong
			}
		}
	case at >= 0:
		c.state, c.at = empty, at+1
		if at < len(in.cells) {
			c.raw = clean(in.cells[at])
		}
		if wrong := in.bad[at]; wrong != nil {
			return wrong
		}
	}
	value, literal := unmark(c.raw, def.kind), false
	if plain := unguarded(c.raw); def.kind == aText && plain != c.raw {
		value, literal = plain, true // an export has put the apostrophe there
	}
	for _, r := range l.says.Replace[def.name] {
		value = clean(r.find.ReplaceAllString(value, r.With))
	}
	if meant, ok := l.says.meanings[def.name].of(value); ok {
		value = clean(meant)
	}
	if value == "" && hasConstant {
		value = constant
	}
	switch {
	case value == "":
		return nil
	case literal:
	case clearMarks[value] && def.clears:
		c.state = cleared
		return nil
	case clearMarks[value]:
		return nil
	case spreadsheetError(value):
		return troubled(ReasonValue, "the cell holds the error %s of a formula", "单元格为公式错误%s", "correct the formula or write the value", "请修正公式或直接填写", value)
	}
	if in.from1904 && def.kind == aDate {
		if d, fits, ok := excelDay(value); fits && ok {
			value = d.AddDays(1462).String()
		}
	}
	kept, wrong := l.value(r, column, value)
	if wrong != nil {
		return wrong
	}
	if kept != "" {
		c.state, c.text = given, kept
	}
	return nil
}

// value reads a cell by the kind of its column.
func (l *layout) value(r *row, column int, value string) (string, *trouble) {
	def := &l.table.columns[column]
	switch def.kind {
	case aDate:
		return dateText(value, l.says.dates, l.on)
	case aWhole:
		return wholeOf(def, value, l.factors[column])
	case aDecimal:
		return decimalOf(def, value, l.factors[column])
	case aYes:
		return yesText(value)
	case aWord:
		return enumText(def.enum, value)
	case aCode:
		code, wrong := codeText(value)
		if wrong == nil {
			wrong = checkText(code)
		}
		if wrong == nil && def.name == "credit_code" {
			code = strings.ToUpper(code)
			wrong = checkCredit(code)
		}
		return code, wrong
	case aRef:
		return l.reference(r, def, value)
	case aRefs:
		var refs []string
		for _, part := range strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune(";；、,，\n", c) }) {
			ref, wrong := l.reference(r, def, part)
			if wrong != nil {
				return "", wrong
			}
			if ref != "" {
				refs = append(refs, ref)
			}
		}
		return strings.Join(refs, ";"), nil
	default:
		kept, wrong := plainText(value)
		if wrong == nil {
			wrong = checkText(kept)
		}
		return kept, wrong
	}
}

// reference reads a code, or a name or path as the mapping says.
func (l *layout) reference(r *row, def *column, value string) (string, *trouble) {
	by := l.says.References[def.name]
	switch by.By {
	case "PATH", "ADDRESS":
		kept, wrong := plainText(value)
		if wrong == nil {
			wrong = checkText(kept)
		}
		return pathRef(by.Within, by.Level, kept), wrong
	case "NAME":
	default:
		code, wrong := codeText(value)
		if wrong == nil {
			wrong = checkText(code)
		}
		return code, wrong
	}
	within := by.Within
	if name, is := strings.CutPrefix(within, "@"); is {
		if within = r.text(name); within == "" {
			return "", troubled(ReasonMissing, "the name %q is looked for in the region that the row names, and it names none", "需在该行的地区内查找名称%q，而该行未写地区",
				"fill the column "+name, "请填写"+name+"列", graph.Clip(value))
		}
	}
	kept, wrong := plainText(value)
	if wrong == nil {
		wrong = checkText(kept)
	}
	return nameRef(within, kept), wrong
}

func checkText(text string) *trouble {
	const most = 2000 // of any column: what a column may hold is the business of the edit
	err, _ := graph.ValidateText(text, most, "text").(*graph.Error)
	if err == nil {
		return nil
	}
	what, do := split(err.Message)
	return &trouble{reason: ReasonText, what: graph.Text{EN: "the " + what.EN, ZH: strings.Replace(what.ZH, "text", "文字", 1)}, do: do}
}

func checkCredit(code string) *trouble {
	err, _ := graph.ValidateCreditCode(code, "creditCode").(*graph.Error)
	if err == nil {
		return nil
	}
	what, do := split(err.Message)
	return &trouble{reason: ReasonCode, what: what, do: do}
}

// split parts the message of a refusal into what is wrong and the remedy.
func split(message graph.Text) (what, do graph.Text) {
	what = message
	if at := strings.LastIndex(message.EN, ": "); at > 0 {
		what.EN, do.EN = message.EN[:at], message.EN[at+2:]
	}
	if at := strings.LastIndex(message.ZH, "："); at > 0 {
		what.ZH, do.ZH = message.ZH[:at], message.ZH[at+len("："):]
	}
	return what, do
}
