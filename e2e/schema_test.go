package e2e_test

import (
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/resolvers"
)

// schema is what the server says of itself.
var schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema", Input: resolvers.PublicSchema()})

// inputTypes gives the type of each mutation's input.
var inputTypes = func() map[string]string {
	types := map[string]string{}
	for _, field := range schema.Mutation.Fields {
		types[field.Name] = field.Arguments.ForName("input").Type.Name()
	}
	return types
}()

// TestEveryMutationIsRandom fails where nobody sends a mutation with random
// inputs.
func TestEveryMutationIsRandom(t *testing.T) {
	for name := range inputTypes {
		if !slices.ContainsFunc(operations, func(o operation) bool { return o.name == name }) {
			t.Errorf("no operation in random_test.go sends %s: its comment says how to add one", name)
		}
	}
	for _, o := range operations {
		if inputTypes[o.name] == "" {
			t.Errorf("the schema has no mutation %s", o.name)
		}
	}
}
