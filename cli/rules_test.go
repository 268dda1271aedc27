package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/graph"
	"cobuild/rules"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRulesAreRefusedBeforeAnythingIsOpened(t *testing.T) {
	dir := t.TempDir()
	for what, path := range map[string]string{
		"a missing file": filepath.Join(dir, "none.json"), "a folder": dir,
		"a large file": file(t, "large.json", `{"id": "`+strings.Repeat("x", 1<<20)+`"}`),
		"a bad file":   file(t, "bad.json", `{"enoughFull": -1, "foo": 2}`),
	} {
		at := filepath.Join(dir, "store.db")
		c := &Common{Store: "sqlite:" + at, TimeZone: "Asia/Shanghai", Rules: path}
		_, err := c.Open(t.Context(), io.Discard)
		if graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := os.Stat(at); err == nil {
			t.Errorf("%s: a store was made", what)
		}
		for _, lang := range []string{"zh_CN.UTF-8", "C"} {
			t.Setenv("LC_ALL", lang)
			var told bytes.Buffer
			Tell(&told, err)
			if lines := strings.Count(told.String(), "\n"); what == "a bad file" && (lines != 2 || !strings.Contains(told.String(), "enoughFull")) {
				t.Errorf("%s is told in %s as\n%s", what, lang, &told)
			}
		}
	}
}

// printed is what the command prints.
func printed(t *testing.T, r Rules, c *Common) *rules.Ruleset {
	t.Helper()
	var out bytes.Buffer
	if err := r.Run(t.Context(), c, &out); err != nil {
		t.Fatal(err)
	}
	rs, err := rules.Parse(out.Bytes())
	if err != nil {
		t.Fatalf("%v in\n%s", err, &out)
	}
	return rs
}

func TestRulesOfFileAndStore(t *testing.T) {
	own := file(t, "own.json", `{"id": "own", "enoughFull": 2}`)
	c := &Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "store.db"), TimeZone: "Asia/Shanghai", LogLevel: "error"}
	if rs := printed(t, Rules{}, c); rs.Fingerprint() != rules.Default().Fingerprint() {
		t.Errorf("without a file: %s", rs.JSON())
	}
	c.Rules = own
	if rs := printed(t, Rules{}, c); rs.ID != "own" || rs.EnoughFull != 2 {
		t.Errorf("of a file: %s", rs.JSON())
	}
	c.Rules = ""
	if err := (Rules{Stored: true}).Run(t.Context(), c, io.Discard); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("of an empty store: %v", err)
	}
	var out, notes bytes.Buffer
	if err := (Generate{Seed: 1, Units: 40, Counties: 1, Today: "2026-06-30"}).Run(t.Context(), c, &out, &notes); err != nil {
		t.Fatal(err)
	}
	check := func(rules, id string) {
		t.Helper()
		c.Rules = rules
		if drifted, err := (Check{}).Run(t.Context(), c, &out, &notes); drifted || err != nil {
			t.Errorf("check by %q: %t, %v\n%s", rules, drifted, err, &out)
		}
		c.Rules = ""
		if rs := printed(t, Rules{Stored: true}, c); rs.ID != id {
			t.Errorf("after a check by %q the store has %s", rules, rs.ID)
		}
	}
	check("", "default")
	check(own, "own")
	check("", "own") // the store keeps its rules
	check(byDefault, "default")
}
