package e2e_test

import (
	"bytes"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
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

// TestEveryMutationIsInTheTable fails where docs/edits.md does not say what a
// mutation is for, or names one that there is not.
func TestEveryMutationIsInTheTable(t *testing.T) {
	table, err := os.ReadFile("../docs/edits.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range inputTypes {
		if !bytes.Contains(table, []byte("`"+name+"`")) {
			t.Errorf("docs/edits.md does not say what %s is for: add it to the tables", name)
		}
	}
	for _, name := range regexp.MustCompile("`[a-z]+[A-Z][A-Za-z]+`").FindAllString(string(table), -1) {
		field := strings.Trim(name, "`")
		isField := slices.ContainsFunc(slices.Sorted(maps.Values(inputTypes)), func(of string) bool { return schema.Types[of].Fields.ForName(field) != nil })
		if inputTypes[field] == "" && !isField {
			t.Errorf("docs/edits.md names %s, which is no mutation and no field of one", name)
		}
	}
}
