package export

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"cobuild/graph"
)

// plan is how an operation becomes rows.
type plan struct {
	op     *ast.OperationDefinition // the rewritten one
	levels []level                  // lists within each other; none = the whole answer is one row
	top    []*part                  // of an answer without list
	walked *part                    // the connection that is walked by pages; nil = the list comes whole
	after  string                   // variable of its cursor
	first  string                   // variable of its page size; "" = the query says it
}

// level is one list on the way to the rows.
type level struct {
	name  string   // dotted path of response names, as clients write it
	steps []string // keys of objects from the item of the level above to the list
	list  *part
}

// row gives the parts of a row.
func (p *plan) row() []*part {
	if len(p.levels) == 0 {
		return p.top
	}
	return p.levels[len(p.levels)-1].list.item()
}

// below is the list inside the items of a level that makes the next level.
func (p *plan) below(i int) *part {
	if i+1 < len(p.levels) {
		return p.levels[i+1].list
	}
	return nil
}

// planOf chooses the list of an operation and rewrites it to be walked. path is
// dotted, as names stand in the answer, without `nodes`, `edges` and `node`; ""
// chooses the only one.
func planOf(op *ast.OperationDefinition, path string) (*plan, error) {
	own := *op
	own.SelectionSet = copied(op.SelectionSet)
	own.VariableDefinitions = slices.Clone(op.VariableDefinitions)
	p := &plan{op: &own}
	top := partsOf(own.SelectionSet)
	if path == "" {
		found := outermost(top, nil)
		switch {
		case len(found) == 0:
			p.top = top
			err := p.guardNested(top, nil)
			return p, err
		case len(found) > 1:
			return nil, graph.Invalid([]string{"path"}, "the query has %d lists (%s): name by path the one whose items are to be rows", "查询含%d个列表（%s）：请以path指明以哪个列表的各项为行",
				len(found), strings.Join(found, ", "))
		}
		path = found[0]
	}
	if err := p.follow(top, strings.Split(path, ".")); err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(path, ".")
	own.SelectionSet = only(own.SelectionSet, first)
	for i := range p.levels {
		if err := p.guardList(&p.levels[i], i == 0); err != nil {
			return nil, err
		}
	}
	for i := range p.levels {
		if err := p.guardNested(p.levels[i].list.item(), p.below(i)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// outermost names the lists that lie in no other.
func outermost(parts []*part, within []string) (found []string) {
	for _, p := range parts {
		path := append(slices.Clone(within), p.key)
		switch {
		case p.listed():
			found = append(found, strings.Join(path, "."))
		case !p.value():
			found = append(found, outermost(p.kids, path)...)
		}
	}
	return found
}

// follow walks a path from the root to a list. What stands beside it is left
// out, but for that of items of lists.
func (p *plan) follow(parts []*part, path []string) error {
	var steps []string
	for i, key := range path {
		at := slices.IndexFunc(parts, func(one *part) bool { return one.key == key })
		if at < 0 {
			var names []string
			for _, one := range parts {
				if !one.value() {
					names = append(names, one.key)
				}
			}
			return graph.Invalid([]string{"path"}, "path: nothing is selected as %q there; what can be followed is: %s", "path：此处没有选择名为%q的字段；可用：%s", graph.Clip(key), strings.Join(names, ", "))
		}
		next := parts[at]
		if len(p.levels) == 0 && i+1 < len(path) && !next.listed() {
			if k := slices.IndexFunc(next.kids, func(one *part) bool { return one.key == path[i+1] }); k >= 0 {
				next.narrow(next.kids[k])
			}
		}
		steps = append(steps, key)
		parts = next.kids
		if next.listed() {
			p.levels = append(p.levels, level{name: strings.Join(path[:i+1], "."), steps: steps, list: next})
			steps, parts = nil, next.item()
			if next.items != nil && next.items.field().Name == "edges" {
				if k := slices.IndexFunc(parts, func(one *part) bool { return one.key == "node" }); k >= 0 && i+1 < len(path) && path[i+1] != "node" {
					steps, parts = []string{"node"}, parts[k].kids
				}
			}
		} else if i == len(path)-1 {
			return graph.Invalid([]string{"path"}, "path %q does not end at a list of objects: name one that does, or leave it out", "path %q并非对象列表：请指明列表，或不填", graph.Clip(strings.Join(path, ".")))
		}
	}
	return nil
}

// guardList prepares a list on the path: the outermost is walked, one within is
// only read whole.
func (p *plan) guardList(l *level, outermost bool) error {
	list := l.list
	switch {
	case list.twice:
		return graph.Invalid([]string{"query"}, "of the list %q both nodes and edges are selected: keep one of them", "列表%q同时选择了nodes与edges：请只保留一个", l.name)
	case list.items == nil:
		return nil
	}
	list.narrow(list.items)
	list.ask("hasNextPage", "endCursor")
	if !outermost {
		return nil
	}
	p.walked = list
	for _, name := range []string{"after", "last", "before"} {
		if list.field().Arguments.ForName(name) != nil {
			return graph.Invalid([]string{"query", name}, "the list %q has the argument %s: an export walks it from its start to its end, leave it out", "列表%q带有参数%s：导出总是从头至尾，请去掉该参数", l.name, name)
		}
	}
	p.after = p.variable("after", "String")
	for _, f := range list.fields {
		f.Arguments = append(f.Arguments, &ast.Argument{Name: "after", Value: &ast.Value{Raw: p.after, Kind: ast.Variable}})
	}
	if list.field().Arguments.ForName("first") == nil {
		p.first = p.variable("first", "Int")
		for _, f := range list.fields {
			f.Arguments = append(f.Arguments, &ast.Argument{Name: "first", Value: &ast.Value{Raw: p.first, Kind: ast.Variable}})
		}
	}
	return nil
}

// guardNested has connections inside rows tell whether they are whole.
func (p *plan) guardNested(parts []*part, but *part) error {
	for _, one := range parts {
		if one == but {
			continue
		}
		if one.items != nil {
			if one.twice {
				return graph.Invalid([]string{"query"}, "of the list %q both nodes and edges are selected: keep one of them", "列表%q同时选择了nodes与edges：请只保留一个", one.key)
			}
			one.ask("hasNextPage")
		}
		if err := p.guardNested(one.kids, but); err != nil {
			return err
		}
	}
	return nil
}

// ask selects fields of a connection's pageInfo under a name of its own.
func (p *part) ask(names ...string) {
	p.more = "cobuildMore"
	info := &ast.Field{Alias: p.more, Name: "pageInfo"}
	for _, name := range names {
		info.SelectionSet = append(info.SelectionSet, &ast.Field{Alias: name, Name: name})
	}
	p.field().SelectionSet = append(p.field().SelectionSet, info)
}

// variable adds a variable to the operation under a name that is free.
func (p *plan) variable(name, of string) string {
	name = "cobuild" + strings.ToUpper(name[:1]) + name[1:]
	for p.op.VariableDefinitions.ForName(name) != nil {
		name += "_"
	}
	p.op.VariableDefinitions = append(p.op.VariableDefinitions, &ast.VariableDefinition{Variable: name, Type: ast.NamedType(of, nil)})
	return name
}

// text is the rewritten operation. Variables that what is left does not use are
// left out: they would be refused.
func (p *plan) text() (query string, variables map[string]bool) {
	variables = map[string]bool{}
	usedBySet(p.op.SelectionSet, variables)
	usedByDirectives(p.op.Directives, variables)
	p.op.VariableDefinitions = slices.DeleteFunc(p.op.VariableDefinitions, func(v *ast.VariableDefinition) bool { return !variables[v.Variable] })
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent(" ")).FormatQueryDocument(&ast.QueryDocument{Operations: ast.OperationList{p.op}})
	return out.String(), variables
}

func usedBySet(set ast.SelectionSet, used map[string]bool) {
	for _, one := range set {
		switch s := one.(type) {
		case *ast.Field:
			for _, argument := range s.Arguments {
				usedByValue(argument.Value, used)
			}
			usedByDirectives(s.Directives, used)
			usedBySet(s.SelectionSet, used)
		case *ast.InlineFragment:
			usedByDirectives(s.Directives, used)
			usedBySet(s.SelectionSet, used)
		}
	}
}

func usedByDirectives(list ast.DirectiveList, used map[string]bool) {
	for _, directive := range list {
		for _, argument := range directive.Arguments {
			usedByValue(argument.Value, used)
		}
	}
}

func usedByValue(v *ast.Value, used map[string]bool) {
	if v.Kind == ast.Variable {
		used[v.Raw] = true
	}
	for _, child := range v.Children {
		usedByValue(child.Value, used)
	}
}
