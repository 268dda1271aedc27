package exchange

import (
	"strings"

	"cobuild/graph"
)

// bearer is a code, of either field, and the kind of noun that bears it.
type bearer struct {
	kind graph.Kind
	code string
}

// spellings are a code as it is written and, of a region, without the zeros with
// which tables fill it up, in the order in which they are looked for.
func spellings(kind graph.Kind, code string) []string {
	if kind == graph.KindRegion {
		if short := graph.ShortDivision(code); short != code {
			return []string{code, short}
		}
	}
	return []string{code}
}

// bears gives the codes that a row writes of its own noun.
func (r *row) bears() (codes []bearer) {
	for _, name := range []string{"code", "credit_code"} {
		if code := r.textOf(name); code != "" {
			codes = append(codes, bearer{r.table.noun, code})
		}
	}
	return codes
}

// refuse remembers by which codes others may refer to a row with faults: to the
// first of several.
func (rd *reading) refuse(r *row) {
	for _, code := range r.bears() {
		if _, before := rd.refused[code]; !before {
			rd.refused[code] = where{r.sheet, r.line}
		}
	}
}

// refusedBy is the row that was to enter the noun of a code, and cannot.
func (rd *reading) refusedBy(kind graph.Kind, code string) (at where, is bool) {
	spelt := spellings(kind, code)
	if kind == graph.KindUnit { // a credit code is kept in capitals
		spelt = append(spelt, strings.ToUpper(code))
	}
	for _, spelt := range spelt {
		if at, is = rd.refused[bearer{kind, spelt}]; is {
			break
		}
	}
	return at, is
}

// refusedRow says whether a row with faults is about a noun: it is in the sheets,
// though it waits.
func (rd *reading) refusedRow(n graph.Noun) bool {
	for _, field := range []graph.CodeField{graph.ByCode, graph.ByCredit} {
		if _, refused := rd.refused[bearer{n.Kind(), codeOf(n, field)}]; refused {
			return true
		}
	}
	return false
}
