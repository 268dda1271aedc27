package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/rules"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/ui"
)

var update = flag.Bool("update", false, "write the answers of the embedded engine as the golden ones; read each difference before committing it")

// step is one request of a case and the file its answer is kept in.
type step struct {
	name    string // 2-ended, or query where there is one step only
	answer  string // path
	request request
}

// TestGolden runs the cases, each a folder: query.graphql, with variables.json
// and headers if wanted, and the body of its answer as answer.json. A case of
// several steps has them in order as 1-name.graphql and so on, with
// 1-name.variables.json, 1-name.headers and 1-name.json; a second answer
// 1-name.zh.json says that the step is asked again in Chinese. The answer must
// be the same byte for byte on every engine; in the file it is indented.
//
// In queries and variables ${unit DW-01} is the id of what has that code in the
// Gaotang area, ${unit fugu:DW-FG-001} in another system of the sample,
// ${1-name data.unit.id} what an earlier step answered at that path.
//
// Cases are asked of the Gaotang area alone, which is small; those with
// mutations have it for themselves, and cases whose folder ends in -hidden have
// a server that shows no members. Those with a ruleset in rules.json have a
// store of their own that is derived anew by it. Cases whose folder names another system after
// the number, and the queries of the playground, are asked of the whole sample.
func TestGolden(t *testing.T) {
	folders, err := filepath.Glob("cases/*")
	if err != nil || len(folders) < 40 {
		t.Fatalf("%d cases found (%v): run the test in its folder", len(folders), err)
	}
	eachEngine(t, func(t *testing.T, e engine) {
		var shared *server
		for _, writes := range []bool{false, true} { // reading cases first: writing ones empty what they share
			for _, folder := range folders {
				steps := readCase(t, folder)
				if ofWhole(folder) || alone(t, folder, steps) != writes {
					continue
				}
				if !writes && shared == nil {
					shared = serve(t, e.open(t, true))
				}
				t.Run(filepath.Base(folder), func(t *testing.T) {
					s := shared
					switch {
					case optional(t, filepath.Join(folder, "rules.json")) != nil:
						s = serveBy(t, e.open(t, true), optional(t, filepath.Join(folder, "rules.json")))
					case strings.HasSuffix(folder, "-hidden"):
						s = serve(t, e.open(t, true), func(o *cli.Serving) { o.HideMembers = true })
					case writes:
						s = serve(t, e.open(t, true))
					}
					runCase(t, e, s, steps)
				})
			}
		}
		testWhole(t, e, folders)
	})
}

// ofWhole says whether a case is about a system beside the Gaotang area.
func ofWhole(folder string) bool {
	_, name, _ := strings.Cut(filepath.Base(folder), "-")
	system, _, _ := strings.Cut(name, "-")
	return slices.Contains(sample.Systems(), system)
}

// testWhole runs what is asked of the whole sample, which is loaded once.
func testWhole(t *testing.T, e engine, folders []string) {
	if slowly > 1 {
		return // it takes in much, and reads as the cases before it do
	}
	whole := sync.OnceValue(func() *server {
		opened := e.open(t, false)
		data := sample.All()
		if e.name != engines[0].name {
			data = lighter(data)
		}
		load(t, opened, data)
		return serve(t, opened)
	})
	for _, folder := range folders {
		if ofWhole(folder) {
			t.Run(filepath.Base(folder), func(t *testing.T) {
				steps := readCase(t, folder)
				if slices.ContainsFunc(steps, func(s step) bool { return strings.Contains(s.request.Query, "mutation") }) {
					t.Fatal("the whole sample is shared: change things in the Gaotang area")
				}
				runCase(t, e, whole(), steps)
			})
		}
	}
	for _, example := range ui.Examples() {
		t.Run("playground/"+example.Name, func(t *testing.T) { testExample(t, whole(), example) })
	}
}

// lighter leaves out the members of whom nothing but their affiliation is on
// record, and the cases ask nothing: the villagers of Fugu, who make most of the
// time that a load takes over the network.
func lighter(data graph.Dataset) graph.Dataset {
	told := map[graph.ID]bool{}
	for i := range data.Links {
		if l := &data.Links[i]; l.Hop != graph.HopAffiliated {
			told[l.From], told[l.To], told[l.Person] = true, true, true
		}
	}
	silent := map[graph.ID]bool{}
	data.Nouns = slices.DeleteFunc(data.Nouns, func(n graph.Noun) bool {
		m, ok := n.(*graph.Member)
		silent[n.Top().ID] = ok && len(m.Aways) == 0 && !told[m.ID]
		return silent[n.Top().ID]
	})
	data.Links = slices.DeleteFunc(data.Links, func(l graph.Link) bool { return silent[l.From] })
	return data
}

// alone says whether a case needs a store of its own: it writes, or brings a
// ruleset.
func alone(t *testing.T, folder string, steps []step) bool {
	return optional(t, filepath.Join(folder, "rules.json")) != nil ||
		slices.ContainsFunc(steps, func(s step) bool { return strings.Contains(s.request.Query, "mutation") })
}

// serveBy serves a store by the ruleset of a file, by which it is derived anew.
func serveBy(t *testing.T, e store.Engine, file []byte) *server {
	t.Helper()
	rs, err := rules.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	o := options
	o.Rules = rs
	if _, err := store.Open(t.Context(), e, o); err != nil {
		t.Fatal(err)
	}
	return serve(t, e) // opened again without rules, by those of the store
}

func runCase(t *testing.T, e engine, s *server, steps []step) {
	answers := map[string]any{}
	for _, step := range steps {
		r := step.request
		r.Query = fill(t, r.Query, answers)
		if r.Variables != nil {
			r.Variables = []byte(fill(t, string(r.Variables), answers))
		}
		status, body, err := send(t.Context(), s.url, r)
		if err != nil {
			t.Fatal(err)
		}
		var answer any
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatalf("%s: %v in %s", step.name, err, body)
		}
		if want := statusOf(answer); status != want {
			t.Errorf("%s: status %d, not %d", step.name, status, want)
		}
		if _, asked := answers[step.name]; !asked {
			answers[step.name] = answer
		}
		compare(t, e, step, body)
	}
}

// statusOf is the status GraphQL over HTTP asks for: 400 where no operation ran.
func statusOf(answer any) int {
	if fields, ok := answer.(map[string]any); ok {
		if _, ran := fields["data"]; ran {
			return 200
		}
	}
	return 400
}

func compare(t *testing.T, e engine, step step, body []byte) {
	t.Helper()
	if *update && e.name == engines[0].name {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, body, "", "  "); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(step.answer, pretty.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(step.answer)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, golden); err != nil {
		t.Fatalf("%s: %v", step.answer, err)
	}
	if got := bytes.TrimSuffix(body, []byte("\n")); !bytes.Equal(got, bytes.TrimSuffix(want.Bytes(), []byte("\n"))) {
		t.Errorf("%s: the answer differs from %s", step.name, difference(got, golden))
	}
}

// difference shows the first line at which an answer departs from the golden one.
func difference(got, golden []byte) string {
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, got, "", "  "); err != nil {
		return err.Error()
	}
	is, was := strings.Split(pretty.String(), "\n"), strings.Split(strings.TrimSpace(string(golden)), "\n")
	for i := range max(len(is), len(was)) {
		if i >= len(is) || i >= len(was) || is[i] != was[i] {
			end := func(lines []string) string { return strings.Join(lines[min(i, len(lines)):min(i+3, len(lines))], "\n") }
			return fmt.Sprintf("line %d, which is\n%s\nand was\n%s", i+1, end(is), end(was))
		}
	}
	return "its compact form"
}

// readCase reads the steps of a case.
func readCase(t *testing.T, folder string) []step {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.graphql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no steps (%v): add query.graphql", folder, err)
	}
	var steps []step
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".graphql")
		prefix, answer := filepath.Join(folder, name)+".", filepath.Join(folder, name+".json")
		if name == "query" {
			prefix, answer = folder+string(filepath.Separator), filepath.Join(folder, "answer.json")
		}
		s := step{name: name, answer: answer, request: request{Query: string(optional(t, file)), Variables: optional(t, prefix+"variables.json"), headers: map[string]string{}}}
		for line := range strings.Lines(string(optional(t, prefix+"headers"))) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			s.request.headers[key] = value
		}
		steps = append(steps, s)
		if again := strings.TrimSuffix(answer, "json") + "zh.json"; optional(t, again) != nil {
			s.answer, s.request.headers = again, maps.Clone(s.request.headers)
			s.request.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
			steps = append(steps, s)
		}
	}
	return steps
}

// optional reads a file that need not be there.
func optional(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return data
}

var placeholder = regexp.MustCompile(`\$\{([^}]+) ([^ }]+)\}`)

func fill(t *testing.T, text string, answers map[string]any) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		part := placeholder.FindStringSubmatch(found)
		if answer, ok := answers[part[1]]; ok {
			return at(t, answer, part[2])
		}
		return string(sampleID(t, part[1], part[2]))
	})
}

// at follows a path of names and indices to a text.
func at(t *testing.T, value any, path string) string {
	t.Helper()
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				t.Fatalf("%s leads nowhere at %s", path, name)
			}
			value = v[i]
		}
	}
	text, ok := value.(string)
	if !ok {
		t.Fatalf("%s leads to %v, which is no text", path, value)
	}
	return text
}

// sampleID is the id of what has a code in the sample. Links and parts of units
// are named by what their ids are made of.
func sampleID(t *testing.T, kind, code string) graph.ID {
	t.Helper()
	k, system := graph.Kind(strings.ToUpper(kind)), "gaotang"
	if name, rest, named := strings.Cut(code, ":"); named {
		system, code = name, rest
	}
	switch {
	case k == graph.KindRegion:
		return graph.DerivedID(k, code)
	case slices.Contains(graph.NounKinds, k):
		return graph.DerivedID(k, system, code)
	case k == graph.KindCoverage:
		return graph.DerivedID(k, append([]string{system, string(graph.HopCovers)}, strings.Split(code, "/")...)...)
	case k == graph.KindHeadcount, k == graph.KindWork, k == graph.KindActivity:
		return graph.DerivedID(k, append([]string{system}, strings.Split(code, "/")...)...)
	default:
		t.Fatalf("%q is no kind of thing with a code", kind)
		return ""
	}
}
