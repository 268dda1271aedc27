package resolvers_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"cobuild/graph"
	"cobuild/resolvers"
)

var update = flag.Bool("update", false, "write docs/schema.graphql anew")

// docs/schema.graphql is what clients may rely on: a change of it is meant, and
// seen in review.
func TestPublicSchemaIsWrittenDown(t *testing.T) {
	const file = "../docs/schema.graphql"
	printed := resolvers.PublicSchema()
	if *update {
		if err := os.WriteFile(file, []byte(printed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != printed {
		t.Fatalf("%s differs from schema/: if that is meant, run go test ./resolvers -run PublicSchema -update", file)
	}
	if strings.Contains(printed, "goField") || strings.Contains(printed, "goModel") {
		t.Error("hints to the code generator are printed")
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: file, Input: printed})
	if err != nil {
		t.Fatal(err)
	}
	told := func(what, description string) {
		if description == "" {
			t.Errorf("%s has no description", what)
		} else if !han.MatchString(description) {
			t.Errorf("the description of %s lacks the Chinese term", what)
		}
	}
	for name, def := range schema.Types {
		if def.BuiltIn {
			continue
		}
		told(name, def.Description)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			told(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				told(name+"."+field.Name+"("+argument.Name+":)", argument.Description)
			}
		}
		for _, value := range def.EnumValues {
			told(name+"."+value.Name, value.Description)
		}
	}
}

var han = regexp.MustCompile(`\p{Han}`)

// docs/lists.md says of each list by which index it is read.
func TestEachListIsInTheTable(t *testing.T) {
	table, err := os.ReadFile("../docs/lists.md")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: resolvers.PublicSchema()})
	if err != nil {
		t.Fatal(err)
	}
	for _, def := range schema.Types {
		for _, field := range def.Fields {
			payload := strings.HasSuffix(def.Name, "Payload") && field.Name == "changes" // named together
			if !strings.HasSuffix(field.Type.Name(), "Connection") || payload {
				continue
			}
			name := def.Name + "." + field.Name
			if def.Name == "Query" {
				name = field.Name
			}
			if !strings.Contains(string(table), "`"+name+"`") {
				t.Errorf("docs/lists.md lacks %s", name)
			}
		}
	}
}

// Each enumeration of the vocabulary that has labels has one for each value of
// the schema, in both languages.
func TestEnumsAreLabelled(t *testing.T) {
	w := newWorld(t)
	labels := w.ask(`{ labels { enum value zh en description } }`).list("labels")
	told := map[string]map[string]bool{}
	for _, l := range labels {
		if told[l.text("enum")] == nil {
			told[l.text("enum")] = map[string]bool{}
		}
		told[l.text("enum")][l.text("value")] = true
		if l.text("zh") == l.text("value") || l.text("en") == l.text("value") || l.text("description") == "" {
			t.Errorf("%v", l.value)
		}
	}
	for enum, values := range graph.Enums {
		for _, value := range values {
			if !told[enum][value.Value] {
				t.Errorf("%s.%s is not in the schema", enum, value.Value)
			}
		}
	}
	if one := w.ask(`{ labels(enum: "UnitKind") { enum value } }`).list("labels"); len(one) != len(graph.UnitKinds) || one[0].text("value") != "ENTERPRISE" {
		t.Errorf("UnitKind: %v", one)
	}
}
