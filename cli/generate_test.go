package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/cli"
	"cobuild/graph"
)

// TestGenerateSheetsAndImport writes a small part of a nation as sheets, and
// imports them by the command.
func TestGenerateSheetsAndImport(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "sheets")
	common := cli.Common{Store: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), TimeZone: "Asia/Shanghai"}
	var out, notes bytes.Buffer
	if err := (cli.Generate{Seed: 4, Units: 20, Today: "2026-06-30", CSV: folder}).Run(t.Context(), &common, &out, &notes); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), folder+": ") {
		t.Errorf("told %q", out.String())
	}
	out.Reset()
	faulty, err := cli.Import{Files: []string{folder}, On: "2026-06-30", Show: 5, Lang: "en"}.Run(t.Context(), &common, &out, &notes)
	if err != nil || strings.Contains(out.String(), " 0 rows new") {
		t.Errorf("faulty %t, %v\n%s%s", faulty, err, out.String(), notes.String())
	}
	err = cli.Generate{Seed: 4, Scale: 2, Today: "2026-06-30"}.Run(t.Context(), &common, &out, &notes)
	if graph.CodeOf(err) != graph.CodeInvalid {
		t.Errorf("scale 2 gives %v", err)
	}
}
