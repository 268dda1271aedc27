package search

import (
	"slices"

	"cobuild/graph"
)

// entry is a text of a noun by which it can be found.
type entry struct {
	field graph.SearchField
	text  string
}

// entriesOf gives name, codes, then other names.
func entriesOf(n graph.Noun) []entry {
	head := n.Top()
	entries := []entry{{graph.SearchName, head.Name}}
	code := func(text string) {
		if text != "" {
			entries = append(entries, entry{graph.SearchCode, text})
		}
	}
	code(head.Code)
	if u, ok := n.(*graph.Unit); ok {
		code(u.CreditCode)
	}
	for _, alias := range head.Aliases {
		entries = append(entries, entry{graph.SearchAlias, alias})
	}
	return entries
}

// Found is how a query finds a noun.
type Found struct {
	Matches []graph.SearchMatch // one for each term, in the order asked, each once
	Code    bool                // the whole text is one of its codes
	Begins  bool                // its name begins with the first word
}

// Match says whether and how the query finds the noun.
func (q *Query) Match(n graph.Noun) (found Found, ok bool) {
	entries := entriesOf(n)
	texts := make([]*folded, len(entries))
	for i, e := range entries {
		texts[i] = fold(e.text)
	}
	for _, w := range q.words {
		matches := w.find(entries, texts)
		if matches == nil {
			return Found{}, false
		}
		for _, m := range matches {
			if !slices.Contains(found.Matches, m) {
				found.Matches = append(found.Matches, m)
			}
		}
	}
	if key := q.words[0].key(); key != nil && len(q.words) == 1 {
		for i, e := range entries {
			found.Code = found.Code || e.field == graph.SearchCode && slices.Equal(texts[i].key(), key)
		}
	}
	found.Begins = q.words[0].begins(texts[0])
	return found, true
}

// find looks for a word: as written first, in the order of the entries, then by
// initials. Nil where it is not found.
func (w *word) find(entries []entry, texts []*folded) []graph.SearchMatch {
	key := w.key()
	for _, byInitials := range []bool{false, true} {
		for i, e := range entries {
			f := texts[i]
			if n := len(key); !byInitials && e.field == graph.SearchCode && n > 0 && n <= len(f.runes) && slices.Equal(f.runes[:n], key) {
				return []graph.SearchMatch{{Field: e.field, Text: e.text, Part: f.part(0, n)}}
			}
			if e.field == graph.SearchCode && (byInitials || !f.hasHan()) {
				continue
			}
			if matches := w.within(e, f, byInitials); matches != nil {
				return matches
			}
		}
	}
	return nil
}

// within looks for all terms of the word in one text.
func (w *word) within(e entry, f *folded, byInitials bool) []graph.SearchMatch {
	var matches []graph.SearchMatch
	for _, t := range w.terms {
		field := e.field
		lo, hi, ok := t.in(f)
		if !ok && byInitials && t.initials() {
			field = graph.SearchPinyin
			lo, hi, ok = t.initialsIn(f)
		}
		if !ok {
			return nil
		}
		matches = append(matches, graph.SearchMatch{Field: field, Text: e.text, Part: f.part(lo, hi)})
	}
	return matches
}

// in gives the runes of a text in which the term is found as written.
func (t *term) in(f *folded) (lo, hi int, ok bool) {
	for i, u := range f.units {
		switch {
		case t.han:
			if f.runOf(i, len(t.runes), func(n int, r rune) bool { return r == t.runes[n] }) {
				return u.lo, f.units[i+len(t.runes)-1].hi, true
			}
		case !u.han && u.hi-u.lo >= len(t.runes) && slices.Equal(f.runes[u.lo:u.lo+len(t.runes)], t.runes):
			return u.lo, u.lo + len(t.runes), true
		}
	}
	return 0, 0, false
}

// initialsIn gives the runes of a text whose initials the term is.
func (t *term) initialsIn(f *folded) (lo, hi int, ok bool) {
	for i, u := range f.units {
		if f.runOf(i, len(t.runes), func(n int, r rune) bool { return initials(r).has(t.runes[n]) }) {
			return u.lo, f.units[i+len(t.runes)-1].hi, true
		}
	}
	return 0, 0, false
}

// runOf says whether n characters from unit i on all pass.
func (f *folded) runOf(i, n int, pass func(n int, r rune) bool) bool {
	if i+n > len(f.units) {
		return false
	}
	for at, u := range f.units[i : i+n] {
		if !u.han || !pass(at, f.letter(u)) {
			return false
		}
	}
	return true
}

// begins says whether a text begins with the units of the word.
func (w *word) begins(f *folded) bool {
	if len(w.units) > len(f.units) {
		return false
	}
	for i, u := range w.units {
		of, in := w.f.of(u), f.of(f.units[i])
		if i == len(w.units)-1 && !u.han && len(in) > len(of) {
			in = in[:len(of)]
		}
		if !slices.Equal(of, in) {
			return false
		}
	}
	return true
}
