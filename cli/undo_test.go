package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
)

// TestUndoOfAnImport takes an import back by the command that the import prints.
func TestUndoOfAnImport(t *testing.T) {
	common := cli.Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "undo.db"), TimeZone: "Asia/Shanghai"}
	var out, notes bytes.Buffer
	if _, err := (cli.Import{Files: []string{"../exchange/testdata/township"}, On: "2026-06-30", Batch: 20, Lang: "en"}).Run(t.Context(), &common, &out, &notes); err != nil {
		t.Fatal(err)
	}
	_, command, _ := strings.Cut(out.String(), "go run server.go undo 1 ")
	last, err := strconv.ParseInt(strings.TrimSpace(command), 10, 64)
	if err != nil || last < 3 {
		t.Fatalf("the import prints (%v)\n%s", err, out.String())
	}
	for _, dry := range []bool{true, false} {
		out.Reset()
		undo := cli.Undo{Revisions: []string{"1", strconv.FormatInt(last, 10)}, DryRun: dry, Lang: "en"}
		if err := undo.Run(t.Context(), &common, &out, &notes); err != nil || dry == strings.Contains(out.String(), "taken back") {
			t.Fatalf("undo, dry %t: %v\n%s%s", dry, err, out.String(), notes.String())
		}
	}
	if err := (cli.Undo{Revisions: []string{"1"}}).Run(t.Context(), &common, &out, &notes); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("undone again: %v", err)
	}
}

// TestUndoOfRanges takes back what an import wrote between revisions of others,
// and nothing of theirs.
func TestUndoOfRanges(t *testing.T) {
	common := cli.Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "undo.db"), TimeZone: "Asia/Shanghai"}
	var out, notes bytes.Buffer
	for i, name := range []string{"one", "two", "three"} {
		sheet := filepath.Join(t.TempDir(), "regions.csv")
		if err := os.WriteFile(sheet, []byte("code,name,kind\n33020"+strconv.Itoa(i+1)+","+name+",COUNTY\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := (cli.Import{Files: []string{sheet}, Lang: "en"}).Run(t.Context(), &common, &out, &notes); err != nil {
			t.Fatal(err)
		}
	}
	for _, wrong := range [][]string{{"x"}, {"0"}, {"3", "1"}, {"1-2", "2-3"}, {"1", "2", "-"}} {
		if err := (cli.Undo{Revisions: wrong}).Run(t.Context(), &common, &out, &notes); graph.CodeOf(err) != graph.CodeInvalid {
			t.Errorf("undo %v: %v", wrong, err)
		}
	}
	out.Reset()
	if err := (cli.Undo{Revisions: []string{"3-3", "1-1"}, Lang: "en"}).Run(t.Context(), &common, &out, &notes); err != nil || !strings.Contains(out.String(), "2 are withdrawn") {
		t.Fatalf("undo of two: %v\n%s", err, out.String())
	}
	if err := (cli.Undo{Revisions: []string{"2"}, Lang: "zh"}).Run(t.Context(), &common, &out, &notes); err != nil || !strings.Contains(out.String(), "撤销1个") {
		t.Fatalf("undo of the other: %v\n%s", err, out.String())
	}
}
