package export

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// column is a column of the rows.
type column struct {
	level   int      // whose item it is read from; -1 = the ordinal of that of level of
	of      int      // see level
	keys    []string // from the item to the value
	parts   []*part  // of the heading
	outer   string   // name of the level it belongs to, where that is not the innermost
	enum    string   // of graph.Enums, "" = none
	many    bool     // a list lies on the way
	heading string
}

// columns makes columns of what is selected of a row, and of the items around it.
func (p *plan) columns(lang graph.Language) ([]column, error) {
	c := &columns{lang: lang}
	if len(p.levels) == 0 {
		if err := c.add(p.top, column{}, nil); err != nil {
			return nil, err
		}
	}
	for i, l := range p.levels {
		outer := ""
		if i+1 < len(p.levels) {
			outer = l.name
			c.list = append(c.list, column{level: -1, of: i, outer: outer})
		}
		if err := c.add(l.list.item(), column{level: i, outer: outer}, p.below(i)); err != nil {
			return nil, err
		}
	}
	if len(c.list) == 0 {
		return nil, graph.Invalid([]string{"query"}, "nothing is selected of a row: select some fields of its items", "每行没有任何字段：请选择各项的字段")
	}
	c.head()
	return c.list, nil
}

type columns struct {
	lang graph.Language
	list []column
}

// add makes columns of parts that stand behind what begun has so far; but is a
// list that makes rows of its own.
func (c *columns) add(parts []*part, begun column, but *part) error {
	for _, one := range parts {
		if one == but || one.field().Definition.Type.Name() == "PageInfo" {
			continue
		}
		next := begun
		next.keys = slices.Concat(begun.keys, []string{one.key})
		next.parts = slices.Concat(begun.parts, []*part{one})
		next.many = begun.many || one.field().Definition.Type.Elem != nil && one.items == nil
		if one.value() {
			if name := one.field().Definition.Type.Name(); graph.Enums[name] != nil {
				next.enum = name
			}
			c.list = append(c.list, next)
			continue
		}
		have := len(c.list)
		if err := c.add(one.kids, next, but); err != nil {
			return err
		}
		if one.listed() && !passing(one) {
			if inside := joined(c.list[have:]); inside > 1 {
				return graph.Invalid([]string{"query"}, "of each item of the list %q, which lies inside a row, %d fields are selected, and a cell holds one: select one, make its items the rows by path, or take format=jsonl",
					"行内列表%q的各项选择了%d个字段，而单元格只能容纳一个：请只选一个，或以path使其各项成行，或用format=jsonl", one.key, inside)
			}
		}
	}
	return nil
}

func joined(list []column) (n int) {
	for _, one := range list {
		if one.many {
			n++
		}
	}
	return n
}

// head names the columns: by the alias of the client or the name of the field;
// in a language, by its term.
func (c *columns) head() {
	seen := map[string]int{}
	for i := range c.list {
		c.list[i].heading = c.name(&c.list[i], false)
		seen[c.list[i].heading]++
	}
	whole := map[string]bool{}
	for i := range c.list {
		one := &c.list[i]
		if seen[one.heading] > 1 {
			one.heading = c.name(one, true)
		}
		for n := 2; whole[one.heading]; n++ { // two terms that are one word in a language
			one.heading = c.name(one, true) + " " + strconv.Itoa(n)
		}
		whole[one.heading] = true
	}
}

// name is the heading of a column; all keeps what is usually left out because it
// says nothing: nodes, edges and node.
func (c *columns) name(one *column, all bool) string {
	var words []string
	if one.outer != "" {
		words = append(words, one.outer)
	}
	if one.level < 0 {
		return strings.Join(append(words, graph.Text{EN: "no.", ZH: "序号"}.In(c.lang)), c.between())
	}
	for _, p := range one.parts {
		f := p.field()
		if passing(p) && !p.aliased() && !all {
			continue
		}
		words = append(words, c.term(f))
	}
	return strings.Join(words, c.between())
}

// passing says that a part is a step of a connection.
func passing(p *part) bool {
	f := p.field()
	of := f.ObjectDefinition
	return of != nil && (of.Fields.ForName("pageInfo") != nil && (f.Name == "nodes" || f.Name == "edges") || of.Fields.ForName("cursor") != nil && f.Name == "node")
}

func (c *columns) between() string {
	if c.lang == "" {
		return "."
	}
	return " · "
}

var chinese = regexp.MustCompile(`[(（]([^()（）]*\p{Han}[^()（）]*)[)）]`)

// term is how a field is called in the language: in Chinese by the term in its
// description, in English by its name in words.
func (c *columns) term(f *ast.Field) string {
	switch {
	case c.lang == "" || f.Alias != f.Name:
		return f.Alias
	case c.lang == graph.ZH:
		if found := chinese.FindStringSubmatch(f.Definition.Description); found != nil {
			return found[1]
		}
	}
	var words strings.Builder
	for i, r := range strings.TrimLeft(f.Name, "_") {
		if unicode.IsUpper(r) && i > 0 {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(r))
	}
	return words.String()
}

// read gives the cell of a column: nil, a string or a json.Number.
func (c *column) read(items []any, ordinals []int, lang graph.Language) any {
	if c.level < 0 {
		return ordinals[c.of]
	}
	var found []any
	reach(items[c.level], c.keys, &found)
	if !c.many {
		if len(found) == 0 {
			return nil
		}
		return c.cell(found[0], lang)
	}
	var texts []string
	for _, one := range found {
		switch v := c.cell(one, lang).(type) {
		case string:
			texts = append(texts, v)
		case json.Number:
			texts = append(texts, v.String())
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return strings.Join(texts, "; ")
}

// reach follows keys through objects and lists.
func reach(value any, keys []string, found *[]any) {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			reach(one, keys, found)
		}
	case map[string]any:
		if len(keys) > 0 {
			if inner, has := v[keys[0]]; has {
				reach(inner, keys[1:], found)
			}
		}
	default:
		*found = append(*found, value)
	}
}

// cell turns a value into what a cell holds.
func (c *column) cell(value any, lang graph.Language) any {
	switch v := value.(type) {
	case bool:
		switch {
		case lang == "":
			return strconv.FormatBool(v)
		case v:
			return graph.Text{EN: "yes", ZH: "是"}.In(lang)
		default:
			return graph.Text{EN: "no", ZH: "否"}.In(lang)
		}
	case string:
		if lang != "" && c.enum != "" {
			return graph.LabelOf(c.enum, v).In(lang)
		}
	}
	return value
}
