package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "cobuild"

// room says what the code of a folder may import beside the standard library.
// What is not named is forbidden: dependencies run one way, and a newcomer can
// tell from the table where a change belongs.
type room struct {
	rooms []string // of this module
	libs  []string // other modules: the package itself and what lies below it
	tests []string // rooms and libraries that only its tests may import, beside the above
	open  bool     // may import anything: the commands, and rooms of tests alone
	proof bool     // serves tests: no other code may import it
}

// rooms is the table of docs/architecture.md. The linter keeps the same one:
// TestLinterKnowsTheRooms says what to paste into .golangci.yml after a change.
var rooms = map[string]room{
	".":                     {open: true},
	"graph":                 {},
	"graph/generated":       {rooms: []string{"graph", "graph/model", "resolvers/scalar"}, libs: []string{gqlgen, gqlparser}},
	"graph/model":           {rooms: []string{"graph"}, libs: []string{gqlgen}},
	"search":                {rooms: []string{"graph"}, libs: []string{"github.com/mozillazg/go-pinyin", "golang.org/x/text/unicode/norm"}},
	"rules":                 {rooms: []string{"graph"}},
	"tally":                 {rooms: []string{"graph"}},
	"edit":                  {rooms: []string{"graph"}, tests: []string{"store", "store/sqlite", "sample"}},
	"loaders":               {rooms: []string{"graph"}},
	"resolvers":             {rooms: []string{"graph", "graph/generated", "graph/model", "resolvers/scalar", "resolvers/walk", "loaders", "edit", "search"}, libs: []string{gqlgen, gqlparser}, tests: []string{"store", "store/storetest", "store/sqlite", "sample", "generate", "httpapi"}},
	"resolvers/scalar":      {rooms: []string{"graph"}, libs: []string{gqlgen}},
	"resolvers/walk":        {rooms: []string{"graph", "loaders"}, libs: []string{gqlgen, gqlparser}},
	"store":                 {rooms: []string{"graph", "rules", "tally", "search"}, libs: []string{"github.com/mozillazg/go-pinyin"}, tests: []string{"store/storetest", "store/sqlite", "store/neo4j", "store/neo4j/neo4jtest", "sample", "sample/audit", "generate", "edit"}},
	"store/sqlite":          {rooms: []string{"graph", "store"}, libs: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3"}, tests: []string{"store/storetest"}},
	"store/neo4j":           {rooms: []string{"graph", "store"}, libs: []string{neo4jDriver, "golang.org/x/sync/semaphore"}, tests: []string{"store/storetest", "store/neo4j/neo4jtest"}},
	"store/neo4j/neo4jtest": {libs: []string{neo4jDriver}, proof: true},
	"store/storetest":       {rooms: []string{"graph", "rules", "store", "tally", "search", "edit", "sample", "sample/audit", "generate"}, proof: true},
	"sample":                {rooms: []string{"graph"}, tests: []string{"sample/audit"}},
	"sample/audit":          {rooms: []string{"graph"}, proof: true},
	"generate":              {rooms: []string{"graph"}, tests: []string{"sample/audit"}},
	"exchange":              {rooms: []string{"graph", "edit", "store"}, libs: []string{"github.com/xuri/excelize/v2", "golang.org/x/text"}, tests: []string{"store/sqlite", "store/neo4j", "store/neo4j/neo4jtest", "sample", "generate"}},
	"export":                {rooms: []string{"graph", "httpapi", "exchange", "store"}, libs: []string{gqlparser}, tests: []string{"store/storetest", "sample", "resolvers", "github.com/xuri/excelize/v2"}},
	"httpapi":               {rooms: []string{"graph", "graph/generated", "resolvers", "loaders", "store", "ui"}, libs: []string{gqlgen, gqlparser, "github.com/rs/cors", "github.com/hashicorp/golang-lru/v2"}},
	"telemetry":             {rooms: []string{"graph", "store", "httpapi"}, libs: []string{"github.com/prometheus/client_golang", "go.opentelemetry.io/otel"}, tests: []string{"store/storetest"}},
	"ui":                    {tests: []string{gqlparser}},
	"cli":                   {open: true},
	"e2e":                   {open: true, proof: true},
	"bench":                 {open: true, proof: true},
	"bench/load":            {open: true, proof: true},
	"bench/reads":           {open: true, proof: true},
}

const (
	gqlgen      = "github.com/99designs/gqlgen/graphql"
	gqlparser   = "github.com/vektah/gqlparser/v2"
	neo4jDriver = "github.com/neo4j/neo4j-go-driver/v5/neo4j"
	rapid       = "pgregory.net/rapid" // for any test
)

// goPackage is what `go list -json` tells of a folder.
type goPackage struct {
	ImportPath, Dir                    string
	Imports, TestImports, XTestImports []string
	GoFiles, TestGoFiles, XTestGoFiles []string
}

func (p goPackage) room() string {
	if p.ImportPath == module {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, module+"/")
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	var packages []goPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("read the answer of %s: %v", list, err)
		}
		packages = append(packages, p)
	}
}

func TestRoomsImportOnlyWhatTheTableAllows(t *testing.T) {
	for _, p := range listPackages(t) {
		own, known := rooms[p.room()]
		if !known {
			t.Errorf("folder %s is no room: add it to the table in rooms_test.go with what it may import, "+
				"to the map of rooms in README.md, and say why in docs/adr", p.room())
			continue
		}
		for _, fault := range forbidden(p.room(), own, p.Imports, false) {
			t.Error(fault)
		}
		for _, fault := range forbidden(p.room(), own, slices.Concat(p.TestImports, p.XTestImports), true) {
			t.Error(fault)
		}
	}
}

// forbidden lists the imports of a room that the table does not allow.
func forbidden(name string, own room, imports []string, test bool) []string {
	var faults []string
	for _, path := range imports {
		inner, inside := strings.CutPrefix(path, module+"/")
		switch {
		case path == module:
			faults = append(faults, name+" imports the main package: nothing may; move what it needs into a room")
		case inside && inner == name, own.open && inside && !rooms[inner].proof, own.open && !inside:
			continue
		case !inside && standard(path):
			continue
		case inside && rooms[inner].proof && !test && !own.proof:
			faults = append(faults, fmt.Sprintf("%s imports %s, which serves tests alone: import it from a _test.go file", name, path))
		case allowed(own, path, test), own.open && test:
			continue
		case test:
			faults = append(faults, fmt.Sprintf("tests of %s import %s, which the table in rooms_test.go does not allow: "+
				"test it from the room above, or add it to the room's tests there", name, path))
		default:
			faults = append(faults, fmt.Sprintf("%s imports %s, which the table in rooms_test.go does not allow %s: "+
				"move the code to the room that may import it, or define in graph the interface it needs", name, path, describeRoom(own)))
		}
	}
	return faults
}

func describeRoom(r room) string {
	if len(r.rooms)+len(r.libs) == 0 {
		return "(it may import the standard library only)"
	}
	return fmt.Sprintf("(it may import %s)", strings.Join(slices.Concat(r.rooms, r.libs), ", "))
}

// allowed says whether the table names the package, or a module it lies in.
func allowed(own room, path string, test bool) bool {
	names := slices.Concat(own.rooms, own.libs)
	if test {
		names = append(append(names, own.tests...), rapid)
	}
	return slices.ContainsFunc(names, func(name string) bool {
		if _, isRoom := rooms[name]; isRoom {
			return path == module+"/"+name
		}
		return path == name || strings.HasPrefix(path, name+"/")
	})
}

// standard says whether a package is of the standard library: the first part of
// its path is no host name.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != module && !strings.Contains(first, ".")
}

// TestTheTableRefuses proves that the check above can fail.
func TestTheTableRefuses(t *testing.T) {
	for _, c := range []struct {
		room string
		path string
		test bool
		want bool
	}{
		{"graph", "time", false, false},
		{"graph", "cobuild/rules", false, true},
		{"graph", "github.com/99designs/gqlgen/graphql", false, true},
		{"rules", "cobuild/graph", false, false},
		{"rules", "cobuild/graph/model", false, true},
		{"resolvers", "cobuild/store", false, true},
		{"resolvers", "cobuild/store", true, false},
		{"store", "cobuild/store/sqlite", false, true},
		{"store/sqlite", "modernc.org/sqlite/lib", false, false},
		{"store/sqlite", "modernc.org/sqlitex", false, true},
		{"store/neo4j", "modernc.org/sqlite", false, true},
		{"cli", "cobuild/store/neo4j", false, false},
		{"cli", "cobuild/store/storetest", false, true},
		{".", "cobuild/e2e", false, true},
		{"ui", "cobuild", false, true},
	} {
		faults := forbidden(c.room, rooms[c.room], []string{c.path}, c.test)
		if got := len(faults) > 0; got != c.want {
			t.Errorf("%s importing %s (in a test: %t): refused %t, want %t %q", c.room, c.path, c.test, got, c.want, faults)
		}
	}
}

func TestTheTableNamesRoomsOnly(t *testing.T) {
	for name, r := range rooms {
		for _, other := range slices.Concat(r.rooms, r.tests, r.libs) {
			if _, isRoom := rooms[other]; !isRoom && !strings.Contains(other, ".") {
				t.Errorf("the table in rooms_test.go lets %s import %s, which is no room: correct the name", name, other)
			}
		}
	}
}

// The section of .golangci.yml that this table writes.
const (
	sectionStart = "    # Written from the table in rooms_test.go, which says what to paste here.\n"
	sectionEnd   = "    # End of the table.\n"
)

func TestLinterKnowsTheRooms(t *testing.T) {
	data, err := os.ReadFile(".golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(data), sectionStart)
	got, _, ended := strings.Cut(rest, sectionEnd)
	if !found || !ended {
		t.Fatalf(".golangci.yml has lost the comments around the table of depguard: put back %q and %q", sectionStart, sectionEnd)
	}
	if want := depguard(); got != want {
		t.Errorf("depguard in .golangci.yml differs from the table in rooms_test.go: between the two comments there paste\n%s", want)
	}
}

// depguard is the table as rules of the linter. They hold for code; imports of
// tests are checked here alone.
func depguard() string {
	var out strings.Builder
	out.WriteString("    depguard:\n      rules:\n")
	for _, name := range slices.Sorted(maps.Keys(rooms)) {
		r := rooms[name]
		if r.open {
			continue
		}
		fmt.Fprintf(&out, "        %s:\n          list-mode: strict\n          files: [\"**/%s/*.go\", \"!$test\"]\n          allow:\n            - $gostd\n",
			strings.ReplaceAll(name, "/", "-"), name)
		for _, other := range r.rooms {
			fmt.Fprintf(&out, "            - %s/%s$\n", module, other)
		}
		for _, lib := range r.libs {
			fmt.Fprintf(&out, "            - %s\n", lib)
		}
	}
	return out.String()
}
