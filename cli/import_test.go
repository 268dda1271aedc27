package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// TestInterruptedLoadBeginsAnew has an import meet what loads have left: it
// begins anew, whatever was loaded, but not while another process is at it.
func TestInterruptedLoadBeginsAnew(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host = strings.ReplaceAll(host, "/", "_")
	for by, again := range map[string]bool{
		"": true, "elsewhere/1/ABC 0": true, fmt.Sprintf("%s/%d/ABC 0", host, os.Getpid()): true,
		fmt.Sprintf("%s/%d/ABC 0", host, os.Getppid()): false, // who runs the tests
	} {
		path := filepath.Join(t.TempDir(), "half.db")
		engine, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		err = engine.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return tx.Write(ctx, store.Batch{State: &store.State{Format: store.Format, Loading: "generated", Beside: by}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := engine.Close(); err != nil {
			t.Fatal(err)
		}
		common := cli.Common{Store: "sqlite:" + path, TimeZone: "Asia/Shanghai"}
		var out, notes bytes.Buffer
		faulty, err := cli.Import{Files: []string{"../exchange/testdata/township"}, On: "2026-06-30", Show: 20, Lang: "en"}.Run(t.Context(), &common, &out, &notes)
		if again != (err == nil) || faulty || again != strings.Contains(out.String(), "50 rows new") {
			t.Errorf("a load by %q: %v, faulty %t\n%s%s", by, err, faulty, out.String(), notes.String())
		}
		if !again && graph.CodeOf(err) != graph.CodeConflict {
			t.Errorf("while it is loaded: %v", err)
		}
	}
}

func TestImportWritesLedgerAndTemplates(t *testing.T) {
	folder := t.TempDir()
	common := cli.Common{Store: "sqlite:" + filepath.Join(folder, "test.db"), TimeZone: "Asia/Shanghai"}
	var out, notes bytes.Buffer
	if _, err := (cli.Import{Template: filepath.Join(folder, "sheets")}).Run(t.Context(), &common, &out, &notes); err != nil || strings.Count(out.String(), "\n") != 15 {
		t.Errorf("templates: %v\n%s", err, out.String())
	}
	out.Reset()
	ledgers := []string{filepath.Join(folder, "wrong.csv"), filepath.Join(folder, "wrong.xlsx")}
	faulty, err := cli.Import{Files: []string{"../exchange/testdata/faulty"}, On: "2026-06-30", Show: 3, Lang: "zh", Ledger: ledgers}.Run(t.Context(), &common, &out, &notes)
	if err != nil || !faulty || !strings.Contains(out.String(), "待改正") || !strings.Contains(out.String(), "取值不在范围") {
		t.Errorf("faulty %t, %v\n%s", faulty, err, out.String())
	}
	for _, name := range ledgers {
		if found, err := filepath.Glob(name); err != nil || len(found) != 1 {
			t.Errorf("%s was not written", name)
		}
	}
	if _, err := (cli.Import{}).Run(t.Context(), &common, &out, &notes); err == nil {
		t.Error("an import of no file is accepted")
	}
	out.Reset()
	if _, err := (cli.Import{Files: []string{filepath.Join(folder, "sheets")}, Lang: "en"}).Run(t.Context(), &common, &out, &notes); err != nil || !strings.Contains(out.String(), "no row was read") {
		t.Errorf("templates that nobody filled in: %v\n%s", err, out.String())
	}
	t.Setenv("LC_ALL", "C")
	_, err = cli.Import{Files: []string{"没有.csv"}, Lang: "zh"}.Run(t.Context(), &common, &out, &notes)
	var told bytes.Buffer
	if cli.Tell(&told, err); !strings.Contains(told.String(), "无法读取没有.csv") {
		t.Errorf("in Chinese a file that is not there is told as %s", told.String())
	}
}

// A file of facts needs no name of its own: it is told by how it begins.
func TestImportKnowsFacts(t *testing.T) {
	folder := t.TempDir()
	common := cli.Common{Store: "sqlite:" + filepath.Join(folder, "test.db"), TimeZone: "Asia/Shanghai"}
	path := filepath.Join(folder, "backup.txt")
	facts := `{"facts":{"format":1,"revision":7,"ruleset":"","nouns":1}}
{"kind":"REGION","noun":{"id":"` + string(graph.DerivedID(graph.KindRegion, "facts")) + `","code":"33","name":"示例省","kind":"PROVINCE","level":"PROVINCE"}}
{"end":{"nouns":1,"links":0}}
`
	if err := os.WriteFile(path, []byte(facts), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, notes bytes.Buffer
	if _, err := (cli.Import{Files: []string{path}}).Run(t.Context(), &common, &out, &notes); err != nil || !strings.Contains(out.String(), "1 nouns and 0 links loaded") {
		t.Errorf("%s%s (%v)", out.String(), notes.String(), err)
	}
}
