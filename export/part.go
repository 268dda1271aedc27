package export

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// part is what a query selects under one response name.
type part struct {
	key    string
	fields []*ast.Field // of the rewritten operation; more than one where selections merge
	kids   []*part      // none of a value
	items  *part        // of a connection: `nodes` or `edges`; kids of those are what an item has
	more   string       // response name under which a connection tells whether there is more; "" = not asked
	twice  bool         // a connection of which both nodes and edges are selected
}

func (p *part) field() *ast.Field { return p.fields[0] }

// aliased says that the client named it.
func (p *part) aliased() bool { return p.field().Alias != p.field().Name }

func (p *part) value() bool { return len(p.kids) == 0 }

// listed says that it is a list of objects, by pages or whole.
func (p *part) listed() bool {
	return p.items != nil || !p.value() && p.field().Definition.Type.Elem != nil
}

// item gives the parts of one item of a list.
func (p *part) item() []*part {
	if p.items != nil {
		return p.items.kids
	}
	return p.kids
}

// copied is a selection that may be changed, with its fragments put in place of
// their names.
func copied(set ast.SelectionSet) ast.SelectionSet {
	var out ast.SelectionSet
	for _, one := range set {
		switch s := one.(type) {
		case *ast.Field:
			f := *s
			f.Arguments, f.SelectionSet = slices.Clone(s.Arguments), copied(s.SelectionSet)
			out = append(out, &f)
		case *ast.InlineFragment:
			f := *s
			f.SelectionSet = copied(s.SelectionSet)
			out = append(out, &f)
		case *ast.FragmentSpread:
			out = append(out, &ast.InlineFragment{
				TypeCondition: s.Definition.TypeCondition, Directives: s.Directives, SelectionSet: copied(s.Definition.SelectionSet),
				Position: s.Position, ObjectDefinition: s.ObjectDefinition,
			})
		}
	}
	return out
}

// partsOf merges a selection by response names, in the order in which they first
// stand.
func partsOf(sets ...ast.SelectionSet) []*part {
	var parts []*part
	byKey := map[string]*part{}
	var gather func(ast.SelectionSet)
	gather = func(set ast.SelectionSet) {
		for _, one := range set {
			switch s := one.(type) {
			case *ast.InlineFragment:
				gather(s.SelectionSet)
			case *ast.Field:
				p := byKey[s.Alias]
				if p == nil {
					p = &part{key: s.Alias}
					byKey[s.Alias] = p
					parts = append(parts, p)
				}
				p.fields = append(p.fields, s)
			}
		}
	}
	for _, set := range sets {
		gather(set)
	}
	for _, p := range parts {
		var inner []ast.SelectionSet
		for _, f := range p.fields {
			inner = append(inner, f.SelectionSet)
		}
		p.kids = partsOf(inner...)
		p.connection()
	}
	return parts
}

// connection notes the items of a connection.
func (p *part) connection() {
	for _, kid := range p.kids {
		f := kid.field()
		if f.ObjectDefinition == nil || f.ObjectDefinition.Fields.ForName("pageInfo") == nil || f.Name != "nodes" && f.Name != "edges" {
			continue
		}
		p.twice = p.twice || p.items != nil
		p.items = kid
	}
}

// only leaves of a selection the fields of one response name.
func only(set ast.SelectionSet, key string) ast.SelectionSet {
	var out ast.SelectionSet
	for _, one := range set {
		switch s := one.(type) {
		case *ast.Field:
			if s.Alias == key {
				out = append(out, s)
			}
		case *ast.InlineFragment:
			if s.SelectionSet = only(s.SelectionSet, key); len(s.SelectionSet) > 0 {
				out = append(out, s)
			}
		}
	}
	return out
}

// narrow leaves of a part one of its kids.
func (p *part) narrow(kid *part) {
	for _, f := range p.fields {
		f.SelectionSet = only(f.SelectionSet, kid.key)
	}
	p.kids = []*part{kid}
}
