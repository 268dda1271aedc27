package store

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"cobuild/graph"
)

// Keys are ASCII, so that every engine orders them alike. The parts of a key
// are joined by "!", which is less than any character inside a part, and "~" is
// greater than all: prefix + "~" ends every range.
const (
	sep = "!"
	top = "~"
)

const mostSortKey = 64

var pinyinArgs = pinyin.NewArgs()

// SortKey is the key by which people expect a name to be ordered: pinyin
// without tones for Han characters, lower case for Latin, at most 64 bytes of
// 0-9, a-z and "-".
func SortKey(name string) string {
	var key strings.Builder
	word := false // the last thing written goes on if a letter or digit follows
	for _, r := range name {
		if key.Len() >= mostSortKey {
			break
		}
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if key.Len() > 0 && !word {
				key.WriteByte('-')
			}
			key.WriteRune(unicode.ToLower(r))
			word = true
		case r < 0x80:
			word = false
		default:
			word = false
			if key.Len() > 0 {
				key.WriteByte('-')
			}
			key.WriteString(syllable(r))
		}
	}
	text := key.String()
	return text[:min(len(text), mostSortKey)]
}

var syllables sync.Map // of rune to string: to work one out takes microseconds

// syllable stands for a character in a sort key: its first reading without tone,
// else its code point.
func syllable(r rune) string {
	if known, ok := syllables.Load(r); ok {
		return known.(string)
	}
	text := strings.ToLower(codePoint(r))
	if readings := pinyin.SinglePinyin(r, pinyinArgs); len(readings) > 0 {
		text = readings[0]
	}
	syllables.Store(r, text)
	return text
}

func codePoint(r rune) string {
	const hex = "0123456789abcdef"
	digits := [6]byte{}
	for i := range digits {
		digits[i] = hex[(r>>(20-4*i))&0xf]
	}
	return string(digits[:])
}

// nameKey places a noun by its name, and its links among those of the other end.
func nameKey(n graph.Noun) string { return SortKey(nameOf(n)) + sep + string(n.Top().ID) }

// nameOf is what a noun is sorted by: its name, without one its code.
func nameOf(n graph.Noun) string {
	if head := n.Top(); head.Name == "" {
		return head.Code
	}
	return n.Top().Name
}

// Shelves: the lists that nouns stand in.
func placeShelf(kind graph.Kind) string { return string(kind) }

func nameShelf(kind graph.Kind) string { return string(kind) + "/NAME" }

func codeShelf(kind graph.Kind, field graph.CodeField) string {
	return string(kind) + "/" + string(field)
}

// turnShelf lists nouns whose place changes on a coming day, by that day.
const turnShelf = "TURN"

// partShelf finds the unit that holds a work or a headcount, and the pairing that
// holds an activity, by the part's id.
const partShelf = "PART"

// pathOf is the path within a place key.
func pathOf(placeKey string) string {
	path, _, _ := strings.Cut(placeKey, sep)
	return path
}

// namedShelf finds the nouns that name another beside their links, by the id of
// the one named: the person at an end of a pairing, a successor of a region.
const namedShelf = "NAMED"

// nameIn is the sort key within a place key.
func nameIn(placeKey string) string {
	_, rest, _ := strings.Cut(placeKey, sep)
	name, _, _ := strings.Cut(rest, sep)
	return name[:min(len(name), mostSortKey)]
}

func placeKey(path, nameKey string) string { return path + sep + nameKey }

// codeKey keeps codes in a key: what is not a safe ASCII character is written
// as its code point, so that no code reaches into another's range.
func codeText(code string) string {
	var key strings.Builder
	for _, r := range code {
		switch {
		case r > 0x20 && r < 0x7e && r != 0x21 && r != 0x25: // printable, none of ! % ~
			key.WriteRune(r)
		default:
			key.WriteString("%" + codePoint(r))
		}
	}
	return key.String()
}

// bounds of the keys that lie in a region: in it alone, or in it and below.
func selfBounds(path string) (after, before string) { return path + sep, path + sep + top }

func treeBounds(path string) (after, before string) {
	if path == "" {
		return " ", top
	}
	return path, path + top
}

// findingPos is a finding's place in the lists of its code.
func findingPos(placeKey string, f *graph.Finding) string {
	return placeKey + sep + string(f.ID) + sep + dayText(f.Piece.Since)
}

// dayText writes a date as five digits, which order like the dates.
func dayText(d graph.Date) string {
	var text [5]byte
	for i, n := 4, int(d); i >= 0; i, n = i-1, n/10 {
		text[i] = byte('0' + n%10)
	}
	return string(text[:])
}
