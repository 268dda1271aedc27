package ui_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"cobuild/ui"
)

func TestExamples(t *testing.T) {
	files, err := os.ReadDir("web/playground/examples")
	if err != nil {
		t.Fatal(err)
	}
	examples := ui.Examples()
	if len(examples) == 0 || len(examples) != len(files) {
		t.Fatalf("%d examples of %d files", len(examples), len(files))
	}
	ordered := regexp.MustCompile(`^\d\d-[a-z-]+\.graphql$`)
	seen := map[string]bool{}
	for i, example := range examples {
		file := files[i].Name()
		if !ordered.MatchString(file) {
			t.Errorf("%s: the name of the file must be like 01-what-it-asks.graphql", file)
		}
		content, err := os.ReadFile("web/playground/examples/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if example.Query != string(content) {
			t.Errorf("%s: the text differs from the file", file)
		}
		if seen[example.Name] {
			t.Errorf("%s: %s names two tabs", file, example.Name)
		}
		seen[example.Name] = true
		chinese, english, _ := strings.Cut(example.Title, " · ")
		if !strings.ContainsFunc(chinese, isHan) || english == "" || strings.ContainsFunc(english, isHan) {
			t.Errorf("%s: title %q, want Chinese · English", file, example.Title)
		}
		document, err := parser.ParseQuery(&ast.Source{Name: file, Input: example.Query})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if operation := document.Operations[0]; len(document.Operations) != 1 || operation.Name != example.Name ||
			operation.Operation != ast.Query {
			t.Errorf("%s: want one query named %s", file, example.Name)
		}
	}
}

func TestExamplesAreInThePage(t *testing.T) {
	var page strings.Builder
	for name, content := range builtFiles(t) {
		if strings.HasSuffix(name, ".js") {
			page.Write(content)
		}
	}
	for _, example := range ui.Examples() {
		for line := range strings.Lines(example.Query) {
			// The bundler may quote the text in its own way, but it leaves a line without quotes as it is.
			line = strings.TrimSpace(line)
			if !strings.ContainsAny(line, "\"'`\\$") && !strings.Contains(page.String(), line) {
				t.Errorf("%s: %q is not in the built page: run npm run build in ui/web", example.Name, line)
			}
		}
	}
}

func TestExamplesIsACopy(t *testing.T) {
	ui.Examples()[0].Name = "changed"
	if ui.Examples()[0].Name == "changed" {
		t.Error("a caller can change the list of others")
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
