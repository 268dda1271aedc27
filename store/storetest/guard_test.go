package storetest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoExceptions keeps the suite one suite: no case is left out for an
// engine, and none knows which engine it tests.
func TestNoExceptions(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		read++
		for _, word := range forbidden(string(source)) {
			t.Errorf("%s holds %q: the suite makes no exceptions", name, word)
		}
	}
	if read < 5 {
		t.Errorf("only %d files were read: is the suite elsewhere?", read)
	}
}

func forbidden(source string) (found []string) {
	lower := strings.ToLower(source)
	for _, word := range []string{"skip", "testing.short", "sqlite", "neo4j", "cypher", "bolt", "sql "} {
		if strings.Contains(lower, word) {
			found = append(found, word)
		}
	}
	return found
}

func TestGuardFindsExceptions(t *testing.T) {
	for _, source := range []string{"t.Skip(1)", "t.SkipNow()", "if testing.Short() {", "// SQLite cannot", "Neo4j", "an SQL statement"} {
		if len(forbidden(source)) == 0 {
			t.Errorf("%q goes through", source)
		}
	}
	if found := forbidden("the whole suite"); found != nil {
		t.Errorf("%q in a text without exceptions", found)
	}
}
