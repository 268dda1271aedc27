package httpapi

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
)

// coster reckons what an operation may make the server do. A field costs 1
// plus its children. A field with a page argument (first, last, limit, a list
// of ids, the step of a trend, the dimension of groups, the axis of a matrix) multiplies: its own children where it is a list itself, else
// those of its children that are lists (`edges`, `nodes`), so that totalCount
// and pageInfo are paid once. Introspection is reckoned apart, with the sizes
// of the schema itself. Searches weigh more than a field.
//
// What a fragment costs does not depend on where it is spread, so each is
// reckoned once.
type coster struct {
	vars  map[string]any
	sizes map[string]int // items per list field of the introspection types
	memo  map[string]cost
}

// cost is the sum over a selection set: fields of a single value, fields of
// lists, and introspection.
type cost struct{ single, list, meta int }

func (c *cost) add(other cost) {
	c.single = satAdd(c.single, other.single)
	c.list = satAdd(c.list, other.list)
	c.meta = satAdd(c.meta, other.meta)
}

// costOf gives the cost of an operation on data and on the schema. The
// document must be valid; vars are its coerced variables.
func costOf(op *ast.OperationDefinition, vars map[string]any, sizes map[string]int) (data, meta int, err error) {
	c := coster{vars: vars, sizes: sizes, memo: map[string]cost{}}
	sum, err := c.set(op.SelectionSet)
	return satAdd(sum.single, sum.list), sum.meta, err
}

func (c *coster) set(set ast.SelectionSet) (cost, error) {
	var sum cost
	for _, selection := range set {
		one, err := c.selection(selection)
		if err != nil {
			return sum, err
		}
		sum.add(one)
	}
	return sum, nil
}

func (c *coster) selection(selection ast.Selection) (cost, error) {
	switch s := selection.(type) {
	case *ast.Field:
		if wanted, err := c.wanted(s.Directives); !wanted || err != nil {
			return cost{}, err
		}
		return c.field(s)
	case *ast.InlineFragment:
		if wanted, err := c.wanted(s.Directives); !wanted || err != nil {
			return cost{}, err
		}
		return c.set(s.SelectionSet)
	case *ast.FragmentSpread:
		if wanted, err := c.wanted(s.Directives); !wanted || err != nil {
			return cost{}, err
		}
		if known, ok := c.memo[s.Name]; ok {
			return known, nil
		}
		inner, err := c.set(s.Definition.SelectionSet)
		c.memo[s.Name] = inner
		return inner, err
	}
	return cost{}, nil
}

func (c *coster) field(f *ast.Field) (cost, error) {
	inner, err := c.set(f.SelectionSet)
	if err != nil {
		return cost{}, err
	}
	isList := f.Definition.Type.Elem != nil
	page, paged := c.page(f)
	if strings.HasPrefix(f.ObjectDefinition.Name, "__") {
		page, paged = c.sizes[f.Name], isList
	}
	children := satAdd(inner.single, inner.list)
	switch {
	case paged && isList:
		children = satMul(page, children)
	case paged:
		children = satAdd(inner.single, satMul(page, inner.list))
	}
	total := satAdd(max(1, weights[f.ObjectDefinition.Name+"."+f.Name]), children)
	if f.Name == "__schema" || f.Name == "__type" {
		return cost{meta: total}, nil
	}
	out := cost{meta: satMul(max(page, 1), inner.meta)}
	if isList && !paged {
		out.list = total
	} else {
		out.single = total
	}
	return out, nil
}

// wanted resolves @skip and @include. A null that a default let through is
// refused here, as the runtime would panic on it.
func (c *coster) wanted(directives ast.DirectiveList) (bool, error) {
	for _, directive := range directives {
		if directive.Name != "skip" && directive.Name != "include" {
			continue
		}
		argument := directive.Arguments.ForName("if")
		value, err := argument.Value.Value(c.vars)
		on, isBool := value.(bool)
		if err != nil || !isBool {
			return false, graph.Invalid(nil, "@%s needs `if` to be true or false, not null: set the variable",
				"@%s 的 if 必须为 true 或 false，不能为 null：请设置变量", directive.Name)
		}
		if on == (directive.Name == "skip") {
			return false, nil
		}
	}
	return true, nil
}

// page is the number of items a field asks for; paged is false where it has
// no page argument.
func (c *coster) page(f *ast.Field) (size int, paged bool) {
	named := false
	for _, definition := range f.Definition.Arguments {
		switch definition.Name {
		case "first", "last", "limit":
		case "ids":
			if n, isList := c.items(f, definition); isList {
				size, paged, named = max(size, n), true, true
			}
			continue
		case "every":
			return c.steps(f), true
		case "dimension":
			return groupsOf[text(c.argument(f, definition))], true
		case "by":
			if definition.Type.Name() == "MatrixAxis" {
				return cellsOf[text(c.argument(f, definition))], true
			}
			continue
		default:
			continue
		}
		paged = true
		value := c.argument(f, definition)
		if n, ok := number(value); ok && n >= 0 {
			size, named = max(size, n), true
		}
	}
	if paged && !named {
		size = defaultPage
	}
	return size, paged
}

// weights are what fields cost that read far more than they tell: as many as
// the ceiling allows are answered within the deadline.
var weights = map[string]int{"Query.links": 400, "Region.pairingMatrix": 100, "Region.pairingCounts": 50}

// groupsOf is how many groups a dimension has, children of a region as they
// mostly are.
var groupsOf = map[string]int{
	string(graph.ByClass): 20, string(graph.ByIndustry): 21, string(graph.ByStaffBand): 6, string(graph.ByChildRegion): 40,
}

// cellsOf is how many cells a matrix may have, with children as they mostly are.
var cellsOf = map[string]int{
	string(graph.AxisLevel): 35, string(graph.AxisParticipantKind): 9, string(graph.AxisChildRegion): 100,
}

// steps is how many reports a trend has; one where that cannot be told, for
// then it will be refused.
func (c *coster) steps(f *ast.Field) int {
	var days [2]graph.Date
	for i, name := range []string{"from", "to"} {
		definition := f.Definition.Arguments.ForName(name)
		if definition == nil {
			return 1
		}
		day, err := graph.ParseDate(text(c.argument(f, definition)))
		if err != nil {
			return 1
		}
		days[i] = day
	}
	every := graph.TimeStep(text(c.argument(f, f.Definition.Arguments.ForName("every"))))
	reports, _ := every.Days(days[0], days[1], graph.MostReports)
	return max(1, len(reports))
}

func text(value any) string {
	s, _ := value.(string)
	return s
}

func (c *coster) items(f *ast.Field, definition *ast.ArgumentDefinition) (int, bool) {
	if definition.Type.Elem == nil {
		return 0, false
	}
	switch list := c.argument(f, definition).(type) {
	case []any:
		return len(list), true
	case nil:
		return 0, true
	default:
		return 1, true // a single value stands for a list of it
	}
}

func (c *coster) argument(f *ast.Field, definition *ast.ArgumentDefinition) any {
	value := definition.DefaultValue
	if given := f.Arguments.ForName(definition.Name); given != nil {
		if given.Value.Kind != ast.Variable {
			value = given.Value
		} else if variable, set := c.vars[given.Value.Raw]; set {
			return variable
		}
	}
	resolved, err := value.Value(c.vars)
	if err != nil {
		return nil
	}
	return resolved
}

// number reads the forms in which a coerced Int may come; one beyond int counts
// as the greatest.
func number(value any) (int, bool) {
	switch n := value.(type) {
	case int:
		return n, true
	case int32:
		return int(n), true
	case int64:
		return int(n), true
	case float64:
		if n >= math.MaxInt {
			return math.MaxInt, true
		}
		return int(n), true
	case json.Number:
		return number(n.String())
	case string:
		parsed, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			return 0, false
		}
		return int(parsed), true
	}
	return 0, false
}
