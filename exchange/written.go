package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// clean takes from a cell what nobody sees: spaces of any width at its ends,
// marks without width, line breaks at its ends.
func clean(text string) string {
	if asciiText(text) {
		return strings.TrimSpace(text)
	}
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\u00a0', '\u2007', '\u202f':
			return ' '
		case '\ufeff', '\u200b', '\u200e', '\u200f', '\u2060', '\u00ad':
			return -1
		}
		return r
	}, text)
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200c' || r == '\u200d' })
}

// marked is a text that spreadsheet programs were told to keep as such: ="..."
// or with an apostrophe before.
var marked = regexp.MustCompile(`^="([^"]*)"$`)

// unmark takes away by what a spreadsheet program was told that a cell is text.
// An apostrophe before a name is left, unless a formula would follow.
func unmark(text string, kind cellKind) string {
	switch {
	case text == "":
		return text
	case text[0] == '=':
		if found := marked.FindStringSubmatch(text); found != nil {
			return clean(found[1])
		}
		return text
	}
	for _, mark := range []string{"'", "’", "‘", "`", "＇"} {
		if rest, has := strings.CutPrefix(text, mark); has && rest != "" && (kind != aText || strings.ContainsRune("=+-@", rune(rest[0]))) {
			return clean(rest)
		}
	}
	return text
}

// manifold are the words for powers of ten that people write after a number, and
// what it is multiplied by.
var manifold = []struct {
	word string
	by   float64
}{{"亿", 1e8}, {"万", 1e4}, {"千", 1e3}, {"百", 1e2}}

// measures are the words after a number by the column, each with what the number
// is multiplied by.
var measures = map[string]map[string]float64{
	"staff": {"人": 1, "名": 1}, "population": {"人": 1}, "mobile_population": {"人": 1}, "households": {"户": 1},
	"full": {"人": 1, "名": 1}, "probationary": {"人": 1, "名": 1}, "birth_year": {"年": 1},
	"area_km2": {"平方公里": 1, "平方千米": 1, "km2": 1, "km²": 1, "㎢": 1, "公顷": 0.01, "ha": 0.01, "亩": 1.0 / 1500, "平方米": 1e-6, "m2": 1e-6, "㎡": 1e-6},
}

// measured parts what stands after a number, such as 万人, into a factor; ok is
// false where it is no measure of the column.
func measured(column, text string) (factor float64, ok bool) {
	factor = 1
	for _, m := range manifold {
		if rest, has := strings.CutPrefix(text, m.word); has {
			factor, text = m.by, rest
			break
		}
	}
	if text == "" {
		return factor, true
	}
	by, known := measures[column][text]
	return factor * by, known
}

var withMeasure = regexp.MustCompile(`^([0-9][0-9.,]*)([^0-9.,eE+-].*)$`)

// numeral makes the number of a cell one that ParseFloat reads, in the unit of
// its column. factor is what the mapping or the header says.
func numeral(column, text string, factor float64) string {
	n := numberText(text)
	if found := withMeasure.FindStringSubmatch(strings.ToLower(strings.ReplaceAll(n, " ", ""))); found != nil {
		if by, ok := measured(column, found[2]); ok {
			n, factor = numberText(found[1]), factor*by
		}
	}
	if factor == 1 || !plainNumber(n) {
		return n
	}
	value, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return n
	}
	return strconv.FormatFloat(value*factor, 'g', 15, 64) // 15 digits: 1.1 × 10,000 is 11,000
}

// headerFactor is what a header says of the unit of its numbers in brackets: ok
// is false where it names one that the column is not in.
func headerFactor(def *column, header string) (factor float64, ok bool) {
	key := fold(header)
	from, to := strings.IndexAny(key, "(["), strings.LastIndexAny(key, ")]")
	if from < 0 || to < from || def.kind != aWhole && def.kind != aDecimal {
		return 1, true
	}
	if factor, ok = measured(def.name, strings.TrimPrefix(strings.TrimPrefix(key[from+1:to], "单位:"), "单位")); ok {
		return factor, true
	}
	return 1, def.name != "area_km2" // elsewhere it is a remark, such as (不含临时工)
}

var numeralDate = regexp.MustCompile(`^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]$`)

// digitsOfDate writes a date in Chinese numerals with digits.
func digitsOfDate(text string) string {
	found := numeralDate.FindStringSubmatch(text)
	if found == nil {
		return text
	}
	year := strings.Map(func(r rune) rune { return '0' + rune(chineseDigit(r)) }, found[1])
	month, day := chineseTens(found[2]), chineseTens(found[3])
	if month == 0 || day == 0 {
		return text
	}
	return year + "-" + strconv.Itoa(month) + "-" + strconv.Itoa(day)
}

func chineseDigit(r rune) int {
	for n, digits := range []string{"〇零○", "一", "二", "三", "四", "五", "六", "七", "八", "九"} {
		if strings.ContainsRune(digits, r) {
			return n
		}
	}
	return -1
}

// chineseTens reads 一 to 九十九; 0 = none of these.
func chineseTens(text string) int {
	tens, ones, is := strings.Cut(text, "十")
	one := func(text string, none int) int {
		runes := []rune(text)
		switch len(runes) {
		case 0:
			return none
		case 1:
			return chineseDigit(runes[0])
		}
		return -1
	}
	if !is {
		return max(0, one(text, 0))
	}
	t, o := one(tens, 1), one(ones, 0)
	if t < 0 || o < 0 {
		return 0
	}
	return 10*t + o
}

// totalWords are what a row of totals begins with.
var totalWords = map[string]bool{"合计": true, "总计": true, "小计": true, "共计": true, "累计": true, "总合计": true, "本页合计": true, "total": true, "totals": true, "subtotal": true, "grandtotal": true}

// totals says whether a record is a row of totals.
func totals(cells []string) bool {
	for _, text := range cells {
		if text = clean(text); text != "" {
			return totalWords[strings.Trim(fold(text), ":：")]
		}
	}
	return false
}

// wholeOf reads a whole number of a column.
func wholeOf(def *column, text string, factor float64) (string, *trouble) {
	return wholeText(numeral(def.name, text, factor))
}

// decimalOf reads a number of a column.
func decimalOf(def *column, text string, factor float64) (string, *trouble) {
	return decimalText(numeral(def.name, text, factor))
}
