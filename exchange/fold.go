package exchange

import (
	"slices"
	"strings"

	"cobuild/graph"
)

// Published tables of divisions hold placeholders that are no places: a
// prefecture 市辖区 of a municipality, a county 东莞市 of the city 东莞市. A mapping
// names them by patterns of their cells. Such a row is folded: it is not
// loaded, and what lies in it lies in its parent.

// condition is what a row must be like: every cell named fits its pattern.
type condition map[int]string // by column

// checkFolds reads Fold.
func (m *SheetMapping) checkFolds(at string, t *table) (errs graph.Errors) {
	refuse := func(en, zh string, args ...any) {
		errs = append(errs, graph.Invalid([]string{"mapping"}, "%s.fold "+en, "%s.fold"+zh, append([]any{at}, args...)...))
	}
	if m.Fold != nil && t.noun != graph.KindRegion {
		refuse("is about %s: only regions can be folded", "用于%s：只有地区可以归并", t.name)
		return errs
	}
	m.folds = nil
	for _, cells := range m.Fold {
		c := condition{}
		for name, pattern := range cells {
			if t.index(name) < 0 {
				refuse("names the column %q, which %s has not: use one of %v", "中的列%q在%s中不存在：可用值为%v", name, t.name, t.names())
				continue
			}
			if _, ok := matchText(pattern, ""); !ok {
				refuse("has the pattern %q, which is none: use *, ? and [...]", "的模式%q有误：请使用*、?与[...]", pattern)
			}
			c[t.index(name)] = pattern
		}
		if len(cells) == 0 {
			refuse("has an entry without columns, which every row would fit: name a column and a pattern", "有一项未写列，任何行都会符合：请写列名与模式")
		}
		m.folds = append(m.folds, c)
	}
	return errs
}

func (c condition) fits(r *row) bool {
	for column, pattern := range c {
		c := &r.cells[column]
		fits, _ := matchText(pattern, c.text)
		if !fits && r.table.columns[column].name == "code" { // which may be shortened
			fits, _ = matchText(pattern, clean(c.raw))
		}
		if !fits {
			return false
		}
	}
	return true
}

// fold notes a row that is a placeholder.
func (rd *reading) fold(r *row, l *layout) (folded bool, wrong *trouble) {
	if !slices.ContainsFunc(l.says.folds, func(c condition) bool { return c.fits(r) }) {
		return false, nil
	}
	code, parent := r.text("code"), r.text("parent")
	if code == "" || parent == "" {
		return false, troubled(ReasonMissing, "the mapping folds the row into its parent, and it lacks its code or its parent", "映射要求将该行归并到上级，但缺少编码或上级地区",
			"fill both, or change fold in the mapping", "请填写两者，或修改映射中的fold")
	}
	rd.folded[code] = parent
	rd.folds[r.table.name]++
	return true, nil
}

// unfold puts in place of references to placeholders what these lie in.
func (rd *reading) unfold(r *row) {
	if len(rd.folded) == 0 {
		return
	}
	for i := range r.table.columns {
		def, c := &r.table.columns[i], &r.cells[i]
		if c.text == "" || def.kind != aRef && def.kind != aRefs || !slices.Contains(def.nouns, graph.KindRegion) {
			continue
		}
		refs := strings.Split(c.text, ";")
		for n := range refs {
			refs[n] = rd.instead(refs[n])
		}
		c.text = strings.Join(refs, ";")
	}
}

// instead is the reference to the region that stands for a placeholder; other
// references as they are.
func (rd *reading) instead(ref string) string {
	word, code, cut := strings.Cut(ref, ":")
	if !cut || kindWords[fold(word)] != graph.KindRegion {
		word, code = "", ref
	} else {
		word += ":"
	}
	code, name, named := strings.Cut(code, "/")
	for range rd.folded { // one may lie in another; more steps than there are lead in a ring
		parent, is := rd.foldedInto(code)
		if !is {
			break
		}
		code = parent
	}
	if named {
		return word + code + "/" + name
	}
	return word + code
}

// foldedInto is the parent of a placeholder.
func (rd *reading) foldedInto(code string) (parent string, is bool) {
	for _, spelt := range spellings(graph.KindRegion, code) {
		if parent, is = rd.folded[spelt]; is {
			break
		}
	}
	return parent, is
}

// shortenCode takes from the code of an administrative region the zeros with
// which tables of 6 or 12 digits fill it up.
func (r *row) shortenCode() {
	if r.table.noun != graph.KindRegion {
		return
	}
	code := &r.cells[r.table.index("code")].text
	if short := graph.ShortDivision(*code); len(short) == graph.RegionKind(r.text("kind")).CodeDigits() {
		*code = short
	}
}
