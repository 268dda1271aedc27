package exchange

import (
	"cmp"
	"encoding/json"
	"path"
	"slices"
	"strings"
)

// Names are the columns that one header fills. In a mapping file they are one
// name, or a list of them.
type Names []string

// UnmarshalJSON reads one name or a list.
func (n *Names) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*n = Names{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(n))
}

// MarshalJSON writes one name as such.
func (n Names) MarshalJSON() ([]byte, error) {
	if len(n) == 1 {
		return json.Marshal(n[0])
	}
	return json.Marshal([]string(n))
}

// meanings are what values of a column stand for: of a value as it is written,
// else as it is written but for spaces, width and case, else of the pattern with
// the most letters that it fits.
type meanings struct {
	exact, alike map[string]string
	patterns     []pattern
}

type pattern struct{ text, meant string }

// newMeanings gives the patterns that cannot be read, too.
func newMeanings(values map[string]string) (m meanings, bad []string) {
	m.exact, m.alike = values, map[string]string{}
	for written, meant := range values {
		m.alike[fold(written)] = meant
		if !strings.ContainsAny(written, "*?[") {
			continue
		}
		if _, ok := matchText(written, ""); !ok {
			bad = append(bad, written)
		}
		m.patterns = append(m.patterns, pattern{written, meant})
	}
	slices.SortFunc(m.patterns, func(a, b pattern) int {
		return cmp.Or(cmp.Compare(literals(b.text), literals(a.text)), strings.Compare(a.text, b.text))
	})
	slices.Sort(bad)
	return m, bad
}

// literals are the characters of a pattern that stand for themselves or for one.
func literals(pattern string) int { return len([]rune(strings.ReplaceAll(pattern, "*", ""))) }

func (m meanings) of(value string) (string, bool) {
	if m.exact == nil {
		return "", false
	}
	if meant, ok := m.exact[value]; ok {
		return meant, true
	}
	if len(m.alike) > len(m.patterns) {
		if meant, ok := m.alike[fold(value)]; ok {
			return meant, true
		}
	}
	for _, p := range m.patterns {
		if fits, _ := matchText(p.text, value); fits && value != "" {
			return p.meant, true
		}
	}
	return "", false
}

// matchText says whether a text fits a pattern of *, ? and [...], of which *
// passes over slashes too; ok is false where the pattern cannot be read.
func matchText(pattern, text string) (fits, ok bool) {
	const aside = "\x1f" // path.Match gives the slash a meaning
	fits, err := path.Match(strings.ReplaceAll(pattern, "/", aside), strings.ReplaceAll(text, "/", aside))
	return fits, err == nil
}
