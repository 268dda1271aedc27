package httpapi

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// introspection switches introspection on, which gqlgen has off: analysts read
// the schema from the server they ask.
type introspection struct{}

func (introspection) ExtensionName() string { return "Introspection" }

func (introspection) Validate(graphql.ExecutableSchema) error { return nil }

func (introspection) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	return nil
}

// introspectionQuery is what the usual tools ask, the argument details of the
// later drafts left out.
const introspectionQuery = `query IntrospectionQuery {
  __schema {
    description
    queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL
  fields(includeDeprecated: true) {
    name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}`

// introspectionSizes gives the mean length of each list that introspection
// offers, rounded up, for the schema at hand.
func introspectionSizes(schema *ast.Schema) map[string]int {
	var fields, args, inputs, enums, interfaces, possible mean
	for _, def := range schema.Types {
		switch def.Kind {
		case ast.Enum:
			enums.add(len(def.EnumValues))
		case ast.InputObject:
			inputs.add(len(def.Fields))
		case ast.Object, ast.Interface:
			fields.add(len(def.Fields))
			for _, field := range def.Fields {
				args.add(len(field.Arguments))
			}
			if def.Kind == ast.Object {
				interfaces.add(len(def.Interfaces))
			}
		}
		if def.IsAbstractType() {
			possible.add(len(schema.PossibleTypes[def.Name]))
		}
	}
	return map[string]int{
		"types": len(schema.Types), "directives": len(schema.Directives), "locations": 1,
		"fields": fields.up(), "args": args.up(), "inputFields": inputs.up(),
		"enumValues": enums.up(), "interfaces": interfaces.up(), "possibleTypes": possible.up(),
	}
}

type mean struct{ sum, n int }

func (m *mean) add(value int) { m.sum, m.n = m.sum+value, m.n+1 }

func (m *mean) up() int {
	if m.n == 0 {
		return 1
	}
	return max(1, (m.sum+m.n-1)/m.n)
}

// introspectionLimit is three times what the usual introspection query costs
// on this schema.
func introspectionLimit(schema *ast.Schema, sizes map[string]int, lim Limits) (int, error) {
	doc, _, refused := parseAndValidate(schema, introspectionQuery, lim)
	if refused != nil {
		return 0, fmt.Errorf("the limits leave no room for introspection: %w", refused.causes[0])
	}
	_, meta, err := costOf(doc.Operations[0], nil, sizes)
	return satMul(3, meta), err
}
