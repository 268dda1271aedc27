package cli_test

import (
	"bytes"
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
		undo := cli.Undo{First: 1, Last: last, DryRun: dry}
		if err := undo.Run(t.Context(), &common, &out, &notes); err != nil || dry == (strings.Contains(out.String(), "taken back") || strings.Contains(out.String(), "已撤回")) {
			t.Fatalf("undo, dry %t: %v\n%s%s", dry, err, out.String(), notes.String())
		}
	}
	if err := (cli.Undo{First: 1}).Run(t.Context(), &common, &out, &notes); graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("undone again: %v", err)
	}
}
