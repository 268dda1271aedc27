package exchange

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"cobuild/graph"
)

// cellState says what a cell says.
type cellState uint8

const (
	absent  cellState = iota // the sheet has no such column
	empty                    // nothing is said: what is on record stays
	cleared                  // "-": there is no value
	given
)

// cell is a cell of a row, read.
type cell struct {
	state cellState
	raw   string // as written
	text  string // as it is kept: dates as YYYY-MM-DD, enums as their value, numbers as digits
	at    int    // column of the sheet, from 1; 0 = a constant of the mapping
}

// clearMarks in a cell say that there is no value, where an empty cell says
// nothing.
var clearMarks = map[string]bool{"-": true, "—": true, "——": true, "－": true}

// fold makes what people write alike the same: widths, case, spaces.
func fold(text string) string {
	text = strings.ToLower(width.Fold.String(text))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' || r == '_' || r == '*' {
			return -1
		}
		return r
	}, text)
}

// narrow turns full-width digits, letters and signs into the usual ones.
func narrow(text string) string { return width.Fold.String(text) }

var scientific = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+$`)

// codeText reads a code or another text that is no number, even where it is
// made of digits.
func codeText(text string) (string, *trouble) {
	code := clean(narrow(text))
	if scientific.MatchString(code) {
		return "", troubled(ReasonNumber, "the code was stored as a number and has lost digits", "编码被存为数值，已丢失位数",
			"format the column as text and enter the code again", "请将该列设为文本格式后重新填写")
	}
	if whole, dot := strings.CutSuffix(code, ".0"); dot && onlyDigits(whole) {
		code = whole
	}
	return code, nil
}

func onlyDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// wholeText reads a whole number of people or things.
func wholeText(text string) (string, *trouble) {
	n := numberText(text)
	value, err := strconv.ParseFloat(n, 64)
	if err != nil || !plainNumber(n) || value != math.Trunc(value) || math.Abs(value) > 1<<53 {
		return "", troubled(ReasonNumber, "%q is not a whole number", "%q不是整数",
			"write digits only, or leave the cell empty where the number is unknown", "请只写数字，不详请留空", graph.Clip(text))
	}
	if value < 0 {
		return "", troubled(ReasonNumber, "%q is negative", "%q为负数", "write a count, 0 or more", "请填写不小于0的数量", graph.Clip(text))
	}
	return strconv.FormatFloat(value, 'f', 0, 64), nil
}

// decimalText reads a number with a fraction.
func decimalText(text string) (string, *trouble) {
	n := numberText(text)
	value, err := strconv.ParseFloat(n, 64)
	if err != nil || !plainNumber(n) || value < 0 || math.IsInf(value, 0) {
		return "", troubled(ReasonNumber, "%q is not a number, 0 or more", "%q不是不小于0的数字",
			"write digits with a point, such as 12.5", "请写数字与小数点，例如12.5", graph.Clip(text))
	}
	return strconv.FormatFloat(value, 'f', -1, 64), nil
}

var thousands = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)

func numberText(text string) string {
	n := clean(narrow(text))
	if thousands.MatchString(n) {
		n = strings.ReplaceAll(n, ",", "")
	}
	return n
}

// plainNumber refuses what ParseFloat reads and no person writes: hex,
// underscores, inf, nan.
func plainNumber(n string) bool {
	return n != "" && strings.Trim(n, "0123456789.+-eE") == "" && (n[0] >= '0' && n[0] <= '9' || n[0] == '-' || n[0] == '.')
}

// yesText reads yes or no as Y or N.
func yesText(text string) (string, *trouble) {
	switch fold(text) {
	case "是", "有", "y", "yes", "true", "1", "√", "✓":
		return "Y", nil
	case "否", "无", "n", "no", "false", "0", "×":
		return "N", nil
	}
	return "", troubled(ReasonValue, "%q is neither yes nor no", "%q既非是也非否", "write 是 or 否 (yes or no)", "请写是或否", graph.Clip(text))
}

// enumText finds the value of an enum by itself or by its name in either
// language.
func enumText(enum, text string) (string, *trouble) {
	want := fold(text)
	var names, values []string
	for _, label := range graph.Enums[enum] {
		if want == fold(label.Value) || want == fold(label.Name.ZH) || want == fold(label.Name.EN) {
			return label.Value, nil
		}
		names, values = append(names, label.Name.ZH), append(values, label.Value)
	}
	return "", troubled(ReasonValue, "%[1]q is not one of the values known here", "%[1]q不是可用的值",
		"write one of: %[2]s; or say in a mapping file what the value stands for", "请写其中之一：%[3]s；或在映射文件中注明其含义",
		graph.Clip(text), strings.Join(values, ", "), strings.Join(names, "、"))
}

// datePattern is a way to write dates: YYYY, YY, M and D stand for digits, MMM
// for the English name of a month, EXCEL for the day numbers of spreadsheets,
// everything else for itself. Without D it is the first day of the month,
// without M the first of the year. YY is in the hundred years up to the date of
// the sheet.
type datePattern struct {
	text    string
	reading *regexp.Regexp // nil = day numbers
	parts   []byte         // Y, M, D in order
}

// usualDates are read without being asked for.
var usualDates = mustPatterns("YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日", "YYYY年M月D号", "YYYYMMDD", "EXCEL")

func mustPatterns(texts ...string) []datePattern {
	patterns := make([]datePattern, len(texts))
	for i, text := range texts {
		p, ok := parsePattern(text)
		if !ok {
			panic("exchange: date pattern " + text)
		}
		patterns[i] = p
	}
	return patterns
}

var patternParts = regexp.MustCompile(`YYYY|YY|MMM|MM?|DD?`)

// parsePattern reads a pattern; ok is false where it has no year or names a
// part twice.
func parsePattern(text string) (p datePattern, ok bool) {
	p.text = text
	if text == "EXCEL" {
		return p, true
	}
	var reading strings.Builder
	reading.WriteString("^")
	last, seen := 0, map[byte]bool{}
	for _, at := range patternParts.FindAllStringIndex(text, -1) {
		part := text[at[0]:at[1]]
		if seen[part[0]] {
			return p, false
		}
		seen[part[0]] = true
		reading.WriteString(regexp.QuoteMeta(narrow(text[last:at[0]])))
		switch {
		case part == "YYYY":
			reading.WriteString("([0-9]{4})")
		case part == "MMM":
			reading.WriteString(`([A-Za-z]{3,9})\.?`)
		case len(part) == 2:
			reading.WriteString("([0-9]{2})")
		default:
			reading.WriteString("([0-9]{1,2})")
		}
		p.parts = append(p.parts, part[0])
		last = at[1]
	}
	reading.WriteString(regexp.QuoteMeta(narrow(text[last:])) + "$")
	if !seen['Y'] || seen['D'] && !seen['M'] {
		return p, false
	}
	p.reading = regexp.MustCompile(reading.String())
	return p, true
}

// read gives the date of a text; fits is false where it is not written so, ok
// where the day does not exist or lies outside the calendar.
func (p *datePattern) read(text string, on graph.Date) (d graph.Date, fits, ok bool) {
	if p.reading == nil {
		return excelDay(text)
	}
	found := p.reading.FindStringSubmatch(text)
	if found == nil {
		return 0, false, false
	}
	year, month, day := 0, 1, 1
	for i, part := range p.parts {
		n, _ := strconv.Atoi(found[i+1]) // digits
		switch part {
		case 'Y':
			if year = n; len(found[i+1]) == 2 {
				year += 2000
				if year > on.Time().Year() {
					year -= 100
				}
			}
		case 'M':
			if month = n; n == 0 {
				month = monthNamed(found[i+1])
			}
		case 'D':
			day = n
		}
	}
	d, ok = graph.NewDate(year, time.Month(month), day)
	return d, true, ok
}

var (
	dayNumber   = regexp.MustCompile(`^[0-9]{5}(\.[0-9]+)?$`)
	atMidnight  = regexp.MustCompile(`[ T]+0?0:00(:00(\.0+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$`)
	timeOfDay   = regexp.MustCompile(`[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$`) // without a zone: with one it may be another day here
	excelEpoch  = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	withoutDay  = regexp.MustCompile(`^[0-9]{4}[-/.年][0-9]{1,2}月?$|^[0-9]{4}年?$`)
	yearsNumber = 10_000 // day numbers of five digits begin on 1927-05-18
)

// monthNamed is the number of an English name of a month, also shortened; 0 = none.
func monthNamed(name string) int {
	for m := time.January; m <= time.December; m++ {
		if len(name) >= 3 && len(name) <= len(m.String()) && strings.EqualFold(m.String()[:len(name)], name) || m == time.September && strings.EqualFold(name, "sept") {
			return int(m)
		}
	}
	return 0
}

// excelDay reads the day numbers of spreadsheets, of five digits: fewer may be
// years.
func excelDay(text string) (d graph.Date, fits, ok bool) {
	if !dayNumber.MatchString(text) {
		return 0, false, false
	}
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < float64(yearsNumber) {
		return 0, false, false
	}
	d, ok = graph.DateOf(excelEpoch.AddDate(0, 0, int(days)))
	return d, true, ok
}

// dateText reads a date by the usual patterns and further ones.
// Years of two digits lie before on.
func dateText(text string, further []datePattern, on graph.Date) (string, *trouble) {
	plain := clean(narrow(text))
	if strings.ContainsRune(plain, ':') {
		plain = strings.TrimSpace(timeOfDay.ReplaceAllString(atMidnight.ReplaceAllString(plain, ""), ""))
	}
	if strings.ContainsRune(plain, '年') {
		plain = digitsOfDate(strings.ReplaceAll(plain, " ", ""))
	}
	for _, patterns := range [][]datePattern{further, usualDates} {
		for i := range patterns {
			d, fits, ok := patterns[i].read(plain, on)
			switch {
			case ok:
				return d.String(), nil
			case fits:
				return "", troubled(ReasonDate, "%q is no day of the calendar from 1900-01-01 to 2079-06-04", "%q在日历中不存在，或不在1900-01-01至2079-06-04之间",
					"correct the date", "请更正日期", graph.Clip(text))
			}
		}
	}
	if withoutDay.MatchString(plain) {
		return "", troubled(ReasonDate, "%q does not say which day", "%q未写明日",
			"write the day too, as YYYY-MM-DD; or list the pattern in a mapping file, by which it is the first day",
			"请写到日，例如2020-03-01；或在映射文件的dates中列出该格式，则取首日", graph.Clip(text))
	}
	return "", troubled(ReasonDate, "%q is not a date that is read here", "%q不是可识别的日期",
		"write YYYY-MM-DD, or list the pattern in a mapping file", "请写作YYYY-MM-DD，或在映射文件的dates中列出该格式", graph.Clip(text))
}

// plainText checks a text that is kept as it is written.
func plainText(text string) (string, *trouble) {
	text = clean(text)
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return "", troubled(ReasonEncoding, "the text cannot be read as UTF-8 or GB18030", "文字既非UTF-8也非GB18030编码",
			"enter the text again and save the file as UTF-8", "请重新填写并以UTF-8保存")
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " "), nil
}
