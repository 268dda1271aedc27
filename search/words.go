package search

import (
	"slices"
	"strings"

	"cobuild/graph"
)

// Words are of 0-9 and a-z, so that any engine's plain tokenizer keeps them as
// they are. The first letter says what a word stands for.
const (
	wordHan      = 'h' // a character, or two that follow each other
	wordPrefix   = 'w' // the beginning of a code or of a run of letters and digits
	wordCode     = 'x' // a whole code
	wordInitials = 'i' // the initials of two characters that follow each other
	wordPath     = 'p' // a region in which the noun lies, by its path
	wordKind     = 'k' // the kind of the noun
)

// steps are the lengths of the beginnings that are indexed: those of division
// codes among them. A word of another length is looked for by the next shorter.
var steps = [...]int{1, 2, 3, 4, 6, 8, 10, 12}

// Searchable are the kinds of nouns that are indexed. Members are not: not
// everybody may see them.
var Searchable = []graph.Kind{graph.KindRegion, graph.KindOrganisation, graph.KindUnit}

// Words gives the words of a noun by which it is found, sorted, each once: of its
// names and codes, and of where it lies, by the path of the region. None for
// nouns that are not searchable.
func Words(n graph.Noun, path string) []string {
	if !slices.Contains(Searchable, n.Kind()) {
		return nil
	}
	words := []string{KindWord(n.Kind())}
	for end := pathStep; end <= len(path); end += pathStep {
		words = append(words, PathWord(path[:end]))
	}
	for _, e := range entriesOf(n) {
		f := fold(e.text)
		if e.field == graph.SearchCode {
			key := f.key()
			words = append(appendPrefixes(words, key), exactWord(key))
			if !f.hasHan() {
				continue
			}
		}
		words = appendText(words, f)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// pathStep is how much of a path stands for one region.
const pathStep = 3

// PathWord is the word of all that lies in the region with a path, or below it.
func PathWord(path string) string { return string(wordPath) + path }

// KindWord is the word of all nouns of a kind.
func KindWord(kind graph.Kind) string {
	return string(wordKind) + string(appendRunes(nil, []rune(strings.ToLower(string(kind)))))
}

// appendText adds the words of a name.
func appendText(words []string, f *folded) []string {
	for i, u := range f.units {
		if !u.han {
			words = appendPrefixes(words, f.of(u))
			continue
		}
		words = append(words, hanWord(f.letter(u)))
		if i == 0 || !f.units[i-1].han {
			continue
		}
		before, here := f.letter(f.units[i-1]), f.letter(u)
		words = append(words, hanWord(before, here))
		initials(before).each(func(a byte) {
			initials(here).each(func(b byte) { words = append(words, initialsWord(a, b)) })
		})
	}
	return words
}

func appendPrefixes(words []string, key []rune) []string {
	for _, step := range steps {
		if step <= len(key) {
			words = append(words, prefixWord(key[:step]))
		}
	}
	return words
}

func hanWord(runes ...rune) string { return string(appendRunes([]byte{wordHan}, runes)) }

func initialsWord(a, b byte) string { return string([]byte{wordInitials, a, b}) }

// prefixWord is the word to look for a beginning by.
func prefixWord(key []rune) string {
	for _, step := range slices.Backward(steps[:]) {
		if step <= len(key) {
			return string(appendRunes([]byte{wordPrefix}, key[:step]))
		}
	}
	return ""
}

// exactWord is the word to look for a whole code by: of a long one the first and
// the last characters.
func exactWord(key []rune) string {
	const most, end = 12, 6
	if n := len(key); n > most {
		key = slices.Concat(key[:most-end], key[n-end:])
	}
	return string(appendRunes([]byte{wordCode}, key))
}

// appendRunes writes digits and the letters a to z as they are, others as four
// digits of base 36. Texts may come out alike that are not: Match decides.
func appendRunes(word []byte, runes []rune) []byte {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	for _, r := range runes {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			word = append(word, byte(r))
			continue
		}
		word = append(word, digits[r/46656%36], digits[r/1296%36], digits[r/36%36], digits[r%36])
	}
	return word
}
