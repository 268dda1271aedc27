package httpapi

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"cobuild/graph"
)

// countTokens refuses a text of too many tokens or brackets before anything is
// built from it, and one with what cannot be read.
func countTokens(query string, lim Limits) *refusal {
	// A field may carry an inline fragment, an argument list and a value; no
	// document within the depth limit needs more brackets than this.
	mostNested := 4 * lim.Depth
	lex := lexer.New(&ast.Source{Input: query})
	nested := 0
	for n := 1; ; n++ {
		token, err := lex.ReadToken()
		if err != nil {
			return refuse(0, unread(query, token, err)) // the parser would but say that something is <Invalid>
		}
		if token.Kind == lexer.EOF {
			return nil
		}
		if n > lim.Tokens {
			return refuse(0, tooManyTokens(lim.Tokens))
		}
		switch token.Kind {
		case lexer.Name:
			if len(token.Value) > maxName {
				return refuse(0, tooMany("name", len(token.Value), maxName, "bytes in one name", "名称字节"))
			}
		case lexer.BraceL, lexer.BracketL, lexer.ParenL:
			if nested++; nested > mostNested {
				return refuse(0, tooNested(nested, mostNested))
			}
		case lexer.BraceR, lexer.BracketR, lexer.ParenR:
			nested--
		}
	}
}

// unread is why the lexer cannot go on. Of a mark of full width, which Chinese
// keyboards write, it would name a byte only.
func unread(query string, token lexer.Token, err error) error {
	runes := []rune(query)
	if at := token.Pos.Start; at < len(runes) && runes[at] >= utf8.RuneSelf {
		return gqlerror.ErrorLocf("", token.Pos.Line, token.Pos.Column-1, `Cannot parse the unexpected character "%c".`, runes[at])
	}
	return err
}

// guard inspects the shape of a parsed document before it is validated: the
// validator's work grows with it, in places by its square. Each fragment is
// walked once, whatever its number of uses.
type guard struct {
	lim        Limits
	fragments  map[string]*ast.FragmentDefinition
	shapes     map[string]shape
	open       map[string]bool
	directives int
	inline     int // inline fragments directly within each other, at most
	selections int
}

// shape is what a selection set amounts to with its fragments spread.
type shape struct {
	depth  int // fields within each other
	roots  int // fields at its first level, saturating
	fields int // fields at all levels, saturating
}

func (s *shape) add(other shape) {
	s.depth = max(s.depth, other.depth)
	s.roots = satAdd(s.roots, other.roots)
	s.fields = satAdd(s.fields, other.fields)
}

// inspect gives the number of selections of the document, or why it is refused.
func inspect(doc *ast.QueryDocument, lim Limits) (selections int, refused *refusal) {
	g := &guard{
		lim:       lim,
		fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		shapes:    make(map[string]shape, len(doc.Fragments)),
		open:      map[string]bool{},
	}
	if n := len(doc.Fragments); n > maxFragments {
		return 0, refuse(0, tooMany("fragments", n, maxFragments, "fragments", "片段"))
	}
	if n := len(doc.Operations); n > maxOperations {
		return 0, refuse(0, tooMany("operations", n, maxOperations, "operations", "操作"))
	}
	for _, fragment := range doc.Fragments {
		if _, twice := g.fragments[fragment.Name]; !twice {
			g.fragments[fragment.Name] = fragment
		}
	}
	for _, fragment := range doc.Fragments {
		if _, err := g.fragment(fragment.Name); err != nil {
			return 0, refuse(0, err)
		}
		if err := g.marks(fragment.Directives); err != nil {
			return 0, refuse(0, err)
		}
	}
	for _, op := range doc.Operations {
		if err := g.operation(op); err != nil {
			return 0, refuse(0, err)
		}
	}
	if mergeWork(doc, g.fragments, 1+g.inline) > maxMergeWork {
		return 0, refuse(0, tooMuchMerging(maxMergeWork))
	}
	return g.selections, nil
}

func (g *guard) operation(op *ast.OperationDefinition) error {
	if n := len(op.VariableDefinitions); n > maxVariables {
		return tooMany("variables", n, maxVariables, "variables", "变量")
	}
	for _, variable := range op.VariableDefinitions {
		if err := g.marks(variable.Directives); err != nil {
			return err
		}
		if err := g.value(variable.DefaultValue, 0); err != nil {
			return err
		}
	}
	if err := g.marks(op.Directives); err != nil {
		return err
	}
	s, err := g.set(op.SelectionSet, 0)
	switch {
	case err != nil:
		return err
	case s.depth > g.lim.Depth:
		return tooDeep(s.depth, g.lim.Depth)
	case s.roots > g.lim.RootFields:
		return tooManyRoots(s.roots, g.lim.RootFields)
	case s.fields > g.lim.Cost:
		// Each field costs at least 1: doubling fragments end here.
		return tooCostly(s.fields, g.lim.Cost)
	}
	return nil
}

func (g *guard) fragment(name string) (shape, error) {
	if s, known := g.shapes[name]; known {
		return s, nil
	}
	fragment := g.fragments[name]
	if fragment == nil {
		return shape{}, nil // the validator names it
	}
	if g.open[name] {
		return shape{}, graph.Invalid(nil,
			"fragment %q spreads itself, directly or through others: break the circle",
			"片段 %q 直接或间接引用了自身：请消除循环引用", graph.Clip(name))
	}
	g.open[name] = true
	s, err := g.set(fragment.SelectionSet, 0)
	delete(g.open, name)
	g.shapes[name] = s
	return s, err
}

func (g *guard) set(set ast.SelectionSet, inline int) (shape, error) {
	var sum shape
	for _, selection := range set {
		g.selections++
		one, err := g.selection(selection, inline)
		if err != nil {
			return sum, err
		}
		sum.add(one)
	}
	return sum, nil
}

func (g *guard) selection(selection ast.Selection, inline int) (shape, error) {
	switch s := selection.(type) {
	case *ast.Field:
		if err := g.marks(s.Directives); err != nil {
			return shape{}, err
		}
		for _, argument := range s.Arguments {
			if err := g.value(argument.Value, 0); err != nil {
				return shape{}, err
			}
		}
		inner, err := g.set(s.SelectionSet, 0)
		return shape{depth: inner.depth + 1, roots: 1, fields: satAdd(inner.fields, 1)}, err
	case *ast.InlineFragment:
		if err := g.marks(s.Directives); err != nil {
			return shape{}, err
		}
		g.inline = max(g.inline, inline+1)
		return g.set(s.SelectionSet, inline+1)
	case *ast.FragmentSpread:
		if err := g.marks(s.Directives); err != nil {
			return shape{}, err
		}
		return g.fragment(s.Name)
	}
	return shape{}, nil
}

func (g *guard) marks(directives ast.DirectiveList) error {
	if g.directives += len(directives); g.directives > maxDirectives {
		return tooMany("directives", g.directives, maxDirectives, "directives", "指令")
	}
	for _, directive := range directives {
		if directive.Name == "defer" {
			return graph.Invalid(nil, "@defer is not offered: answers come as one JSON object",
				"不支持 @defer：响应为单个 JSON 对象")
		}
		for _, argument := range directive.Arguments {
			if err := g.value(argument.Value, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// value bounds nesting and refuses numbers that no machine number holds: the
// runtime would panic on them where a scalar of our own is expected.
func (g *guard) value(value *ast.Value, depth int) error {
	if value == nil {
		return nil
	}
	var err error
	switch value.Kind {
	case ast.IntValue:
		_, err = strconv.ParseInt(value.Raw, 10, 64)
	case ast.FloatValue:
		_, err = strconv.ParseFloat(value.Raw, 64)
	case ast.ListValue, ast.ObjectValue:
		if depth++; depth > g.lim.Depth {
			return tooDeepValue(depth, g.lim.Depth)
		}
	}
	if err != nil {
		return graph.Invalid(nil, "number %s is out of range: use one that fits its type",
			"数值 %s 超出范围：请使用该类型可表示的数", graph.Clip(value.Raw))
	}
	for _, child := range value.Children {
		if err := g.value(child.Value, depth); err != nil {
			return err
		}
	}
	return nil
}

// satAdd adds two counts and stays at the greatest int rather than overflow.
func satAdd(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// satMul multiplies two counts in the same way.
func satMul(a, b int) int {
	if a != 0 && b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}
