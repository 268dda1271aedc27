package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cobuild/graph"
)

// Limits of what is asked for.
const (
	MostText   = 100 // characters
	MostWords  = 8
	mostGroups = 32 // that an index is asked for; Match tests the rest
)

// Query is what is asked for.
type Query struct {
	words []*word
}

// word is a piece between white space: all of it must be found in one text.
type word struct {
	f     *folded
	units []unit
	terms []term
}

// term is a run of characters, or of letters and digits.
type term struct {
	runes []rune
	han   bool
}

// Parse reads what is asked for. Text without a letter or digit, of more than
// MostText characters or MostWords words, is INVALID; field says where it stands.
func Parse(text string, field ...string) (*Query, error) {
	if !utf8.ValidString(text) {
		return nil, graph.Invalid(field, "text is not valid UTF-8: send it as UTF-8", "text不是有效的UTF-8：请以UTF-8发送")
	}
	if n := utf8.RuneCountInString(text); n > MostText {
		return nil, graph.Invalid(field, "text has %d characters: at most %d are searched for, shorten it", "text有%d个字符：最多%d个，请缩短", n, MostText)
	}
	q := &Query{}
	f := fold(text)
	for i, u := range f.units {
		if i == 0 || u.apart {
			q.words = append(q.words, &word{f: f})
		}
		w := q.words[len(q.words)-1]
		last := len(w.units) - 1
		if u.han && last >= 0 && w.units[last].han {
			t := &w.terms[len(w.terms)-1]
			t.runes = append(slices.Clone(t.runes), f.of(u)...)
		} else {
			w.terms = append(w.terms, term{f.of(u), u.han})
		}
		w.units = append(w.units, u)
	}
	switch {
	case len(q.words) == 0:
		return nil, graph.Invalid(field, "text %q holds no letter and no digit: give a part of a name, initials of its pinyin, or the beginning of a code",
			"text %q中没有文字或数字：请给出名称的一部分、拼音首字母或编码的开头", graph.Clip(text))
	case len(q.words) > MostWords:
		return nil, graph.Invalid(field, "text has %d words: at most %d are searched for, leave some out", "text有%d个词：最多%d个，请减少", len(q.words), MostWords)
	}
	return q, nil
}

// Lead is the first word, folded: names that begin with it come first.
func (q *Query) Lead() string { return q.words[0].f.text(q.words[0].units) }

// Groups are groups of words: whatever Match finds has at least one of each.
func (q *Query) Groups() [][]string {
	var groups [][]string
	add := func(group ...string) {
		slices.Sort(group)
		group = slices.Compact(group)
		if !slices.ContainsFunc(groups, func(g []string) bool { return slices.Equal(g, group) }) {
			groups = append(groups, group)
		}
	}
	for _, w := range q.words {
		var code []string
		if key := w.key(); key != nil {
			code = []string{prefixWord(key)}
		}
		for _, t := range w.terms {
			for _, alternatives := range t.groups() {
				add(slices.Concat(code, alternatives)...)
			}
		}
	}
	return groups[:min(len(groups), mostGroups)]
}

// CodeGroups are the groups that nouns with the text as their whole code have;
// ok is false where none can.
func (q *Query) CodeGroups() (groups [][]string, ok bool) {
	if len(q.words) > 1 || q.words[0].key() == nil {
		return nil, false
	}
	return [][]string{{exactWord(q.words[0].key())}}, true
}

// groups are the words of which a text with the term has one each.
func (t *term) groups() [][]string {
	var groups [][]string
	switch {
	case t.han && len(t.runes) == 1:
		groups = [][]string{{hanWord(t.runes[0])}}
	case t.han:
		for i := 1; i < len(t.runes); i++ {
			groups = append(groups, []string{hanWord(t.runes[i-1], t.runes[i])})
		}
	case t.initials():
		for i := 1; i < len(t.runes); i++ {
			groups = append(groups, []string{prefixWord(t.runes), initialsWord(byte(t.runes[i-1]), byte(t.runes[i]))})
		}
	default:
		groups = [][]string{{prefixWord(t.runes)}}
	}
	return groups
}

// initials says whether the term may be the initials of characters.
func (t *term) initials() bool {
	return !t.han && len(t.runes) > 1 && !slices.ContainsFunc(t.runes, func(r rune) bool { return r < 'a' || r > 'z' })
}

// key is what a code begins with that the word finds; nil where it is not made of
// letters and digits alone.
func (w *word) key() []rune {
	var key []rune
	for _, u := range w.units {
		if u.han {
			return nil
		}
		key = append(key, w.f.of(u)...)
	}
	return key
}

// String is the query folded, for logs and tests.
func (q *Query) String() string {
	words := make([]string, len(q.words))
	for i, w := range q.words {
		words[i] = w.f.text(w.units)
	}
	return strings.Join(words, " | ")
}
