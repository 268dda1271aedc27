package main_test

import (
	"bytes"
	"fmt"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mostLines is how long a file may be that people read and write.
const mostLines = 400

// skipped are folders that hold nothing written by hand.
var skipped = []string{".git", ".neo4j", "data", "node_modules", "dist", "graph/generated", "graph/model"}

// written gives the files that people write, by path from the repository's root.
func written(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains(skipped, name) || slices.Contains(skipped, path.Base(name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{
			".go", ".graphqls", ".graphql", ".sql", ".cypher", ".ts", ".tsx", ".mjs", ".css", ".html", ".java", ".sh",
			".md", ".yml", ".xml", ".svg", "",
		}, path.Ext(name)) || path.Base(name) == "THIRD_PARTY_LICENCES.md" {
			return nil
		}
		data, err := os.ReadFile(name)
		if bytes.IndexByte(data, 0) < 0 { // a built program has no extension either
			files[name] = data
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("only %d files found: run the test in the repository's root", len(files))
	}
	return files
}

func TestFilesStayShort(t *testing.T) {
	for name, data := range written(t) {
		if !slices.Contains([]string{".go", ".graphqls", ".ts", ".tsx", ".mjs", ".css", ".sql", ".cypher", ".sh"}, path.Ext(name)) {
			continue
		}
		if lines := bytes.Count(data, []byte("\n")); lines > mostLines {
			t.Errorf("%s has %d lines, more than %d: split it by what its parts are about", name, lines, mostLines)
		}
	}
}

// The texts are put together here so that this file does not hold them.
var unwanted = []struct {
	text   *regexp.Regexp
	remedy string
}{
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`), "do it now, or leave it out"},
	{regexp.MustCompile(`(?i)\bnot (yet )?imple` + `mented\b`), "finish it, or leave the name out of the schema"},
	{regexp.MustCompile(`(?m)(^|[\s"'=(:])/(work|root|home|Users)` + `/`), "use a path from the repository's root or a temporary folder"},
	{regexp.MustCompile(`https?://(registry|repo|proxy|pypi|files|sum)` + `\.[a-z0-9.-]+`), "leave the registry to the settings of the machine"},
}

func TestNothingUnwantedIsWritten(t *testing.T) {
	for name, data := range written(t) {
		for _, fault := range unwantedIn(name, data) {
			t.Error(fault)
		}
	}
}

func unwantedIn(name string, data []byte) []string {
	var faults []string
	for _, u := range unwanted {
		if at := u.text.FindIndex(data); at != nil { // the first is enough
			line := 1 + bytes.Count(data[:at[0]+1], []byte("\n"))
			faults = append(faults, fmt.Sprintf("%s:%d holds %q: %s", name, line, bytes.TrimSpace(data[at[0]:at[1]]), u.remedy))
		}
	}
	return faults
}

// TestQueryLanguagesStayInTheirEngines looks at the literals of Go files and at
// what kinds of files lie where.
func TestQueryLanguagesStayInTheirEngines(t *testing.T) {
	for name, data := range written(t) {
		for _, fault := range queriesIn(name, data) {
			t.Error(fault)
		}
	}
}

var languages = []struct {
	name    string
	home    string
	ext     string
	literal *regexp.Regexp
}{
	{"SQL", "store/sqlite/", ".sql", regexp.MustCompile(`\b(SELECT\s+[\w*(]|INSERT (OR \w+ )?INTO|DELETE FROM|UPDATE \w+ SET|CREATE (TABLE|INDEX|VIEW)|PRAGMA )`)},
	{"Cypher", "store/neo4j/", ".cypher", regexp.MustCompile(`\b((MATCH|MERGE|CREATE)\s+\(|UNWIND \$|DETACH DELETE|RETURN \w+\.\w)`)},
}

func queriesIn(name string, data []byte) []string {
	var faults []string
	for _, l := range languages {
		if strings.HasPrefix(name, l.home) {
			continue
		}
		if path.Ext(name) == l.ext {
			faults = append(faults, fmt.Sprintf("%s is %s outside %s: move it there", name, l.name, l.home))
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "bench/") { // tests and floors may quote
			continue
		}
		for _, text := range literals(data) {
			if found := l.literal.FindString(text.value); found != "" {
				faults = append(faults, fmt.Sprintf("%s:%d writes %s (%q): only %s does; ask through store.Engine", name, text.line, l.name, found, l.home))
			}
		}
	}
	return faults
}

type literal struct {
	line  int
	value string
}

// literals gives the string literals of a Go file: comments may say what they
// like.
func literals(data []byte) []literal {
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(data))
	var s scanner.Scanner
	s.Init(file, data, func(token.Position, string) {}, 0)
	var found []literal
	for {
		at, tok, text := s.Scan()
		if tok == token.EOF {
			return found
		}
		if tok == token.STRING {
			if value, err := strconv.Unquote(text); err == nil {
				found = append(found, literal{file.Line(at), value})
			}
		}
	}
}

// TestTheHouseRefuses proves that the checks above can fail.
func TestTheHouseRefuses(t *testing.T) {
	for _, line := range []string{
		"// TO" + "DO: later", "// FIX" + "ME", `return errors.New("not imple` + `mented")`,
		"see /work" + "/x", `"/root` + `/x"`, "https://registry" + ".example.org/x",
	} {
		if len(unwantedIn("x.go", []byte(line))) == 0 {
			t.Errorf("the line %q is not refused", line)
		}
	}
	for _, line := range []string{"a method to do", "the network/home/page of x", "https://example.org"} {
		if faults := unwantedIn("x.go", []byte(line)); len(faults) > 0 {
			t.Errorf("the line %q is refused: %q", line, faults)
		}
	}
	for _, c := range []struct {
		file, text string
		want       int
	}{
		{"store/read.go", "package store\nconst q = `SELECT id FROM noun`", 1},
		{"store/read.go", "package store\n// SELECT id FROM noun", 0},
		{"store/sqlite/read.go", "package sqlite\nconst q = `SELECT id FROM noun`", 0},
		{"store/sqlite/read.go", "package sqlite\nconst q = \"MATCH (n) RETURN n\"", 1},
		{"store/neo4j/read.go", "package neo4j\nconst q = \"MATCH (n) RETURN n\"", 0},
		{"bench/x.sql", "", 1},
	} {
		if faults := queriesIn(c.file, []byte(c.text)); len(faults) != c.want {
			t.Errorf("%s with %q: %d faults, want %d: %q", c.file, c.text, len(faults), c.want, faults)
		}
	}
}

// generatedLine is how Go marks files that no hand edits.
var generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func TestGeneratedCodeLiesInItsFolders(t *testing.T) {
	for name, data := range written(t) {
		if path.Ext(name) == ".go" && generatedLine.Match(data) {
			t.Errorf("%s is generated outside graph/generated and graph/model: move it there", name)
		}
	}
	for _, folder := range []string{"graph/generated", "graph/model"} {
		files, err := fs.Glob(os.DirFS("."), folder+"/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s holds no Go files (%v): run go tool gqlgen generate", folder, err)
		}
		for _, name := range files {
			if data, err := os.ReadFile(name); err != nil || !generatedLine.Match(data) {
				t.Errorf("%s is not generated (%v): code written by hand belongs in graph or resolvers", name, err)
			}
		}
	}
}

// TestNoticeNamesEveryModule looks at what is linked into the program.
func TestNoticeNamesEveryModule(t *testing.T) {
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", ".")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	linked := strings.Fields(string(out))
	slices.Sort(linked)
	for _, module := range slices.Compact(linked) {
		if !regexp.MustCompile(`(?m)^ +` + regexp.QuoteMeta(module) + `( |$)`).Match(notice) {
			t.Errorf("NOTICE does not name %s, which is linked into the program: add it under its licence", module)
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s#:]+)(#[^)\s]*)?\)`)

func TestLinksInPagesLead(t *testing.T) {
	for name, data := range written(t) {
		if path.Ext(name) != ".md" {
			continue
		}
		for _, found := range link.FindAllSubmatch(data, -1) {
			if _, err := os.Stat(path.Join(path.Dir(name), string(found[1]))); err != nil {
				t.Errorf("%s links to %s, which is not there: correct the link", name, found[1])
			}
		}
	}
}
