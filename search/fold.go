package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as it is compared, with the way back to how it was written.
type folded struct {
	source string
	runes  []rune
	from   []int // of each rune: where what it stands for begins in the source
	to     []int // and ends
	units  []unit

	open  bool // the last unit goes on if a letter or digit follows
	apart bool // white space was met since
}

// unit is a character of its own, or a run of letters and digits.
type unit struct {
	lo, hi int  // of runes
	han    bool // one character that is a word by itself
	apart  bool // white space stands before it
}

// ownWords are the scripts that are written without spaces.
var ownWords = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi}

// fold folds a text. White space is kept as a mark on the unit that follows.
func fold(text string) *folded {
	f := &folded{source: text, runes: make([]rune, 0, len(text)), from: make([]int, 0, len(text)), to: make([]int, 0, len(text)), units: make([]unit, 0, len(text))}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if plain(r) && (at+size == len(text) || common(text[at+size])) {
			f.add(lower(r), at, at+size)
			at += size
			continue
		}
		end := at + norm.NFKC.NextBoundaryInString(text[at:], true)
		for _, r := range norm.NFKC.String(text[at:end]) {
			f.add(lower(r), at, end)
		}
		at = end
	}
	return f
}

// plain says whether a character stays as it is under NFKC, unless a mark
// follows.
func plain(r rune) bool { return r < utf8.RuneSelf || basicHan(r) }

// basicHan are the characters that most texts are made of.
func basicHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// common says whether a byte begins a character of ASCII or, perhaps, of the
// basic ones, none of which joins what stands before it.
func common(b byte) bool { return b < utf8.RuneSelf || b >= 0xe4 && b <= 0xe9 }

func lower(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case plain(r):
		return r
	default:
		return unicode.ToLower(unicode.ToUpper(r))
	}
}

// add adds a character that stands for a piece of the source.
func (f *folded) add(r rune, from, to int) {
	han := basicHan(r) || r >= 0x1100 && unicode.In(r, ownWords...)
	switch {
	case han || unicode.IsLetter(r) || unicode.IsDigit(r):
		if han || !f.open {
			f.units = append(f.units, unit{lo: len(f.runes), han: han, apart: f.apart})
			f.apart = false
		}
		f.open = !han
	case f.open && unicode.IsMark(r): // goes on with its letter
	default:
		f.open = false
		f.apart = f.apart || unicode.IsSpace(r)
		return
	}
	f.runes, f.from, f.to = append(f.runes, r), append(f.from, from), append(f.to, to)
	f.units[len(f.units)-1].hi = len(f.runes)
}

func (f *folded) of(u unit) []rune { return f.runes[u.lo:u.hi] }

// letter is the character of a unit that is one.
func (f *folded) letter(u unit) rune { return f.runes[u.lo] }

// part is the source of some runes.
func (f *folded) part(lo, hi int) string { return f.source[f.from[lo]:f.to[hi-1]] }

// key is the letters and digits alone: codes are compared by it.
func (f *folded) key() []rune { return f.runes }

// hasHan says whether some unit is a character of its own.
func (f *folded) hasHan() bool {
	return slices.ContainsFunc(f.units, func(u unit) bool { return u.han })
}

// text is the units, parted by spaces.
func (f *folded) text(units []unit) string {
	var b strings.Builder
	for i, u := range units {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(f.of(u)))
	}
	return b.String()
}
