package resolvers

import (
	"bytes"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"cobuild/graph/generated"
)

// PublicSchema is the schema as clients see it, in the schema language, with
// its descriptions: without the hints to the code generator, types and
// directives in order of name.
func PublicSchema() string {
	whole := generated.NewExecutableSchema(generated.Config{}).Schema()
	public := *whole
	public.Directives = map[string]*ast.DirectiveDefinition{}
	for name, d := range whole.Directives {
		if !slices.Contains(hints, name) {
			public.Directives[name] = d
		}
	}
	public.Types = map[string]*ast.Definition{}
	for name, def := range whole.Types {
		plain := *def
		plain.Directives = unhinted(def.Directives)
		plain.Fields = make(ast.FieldList, len(def.Fields))
		for i, field := range def.Fields {
			copied := *field
			copied.Directives = unhinted(field.Directives)
			plain.Fields[i] = &copied
		}
		public.Types[name] = &plain
	}
	var out bytes.Buffer
	formatter.NewFormatter(&out, formatter.WithIndent("  ")).FormatSchema(&public)
	return out.String()
}

// hints are the directives that only the code generator reads.
var hints = []string{"goField", "goModel", "goTag", "goEnum", "goExtraField"}

func unhinted(directives ast.DirectiveList) (kept ast.DirectiveList) {
	for _, d := range directives {
		if !slices.Contains(hints, d.Name) {
			kept = append(kept, d)
		}
	}
	return kept
}
