package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cobuild/graph"
)

// TestReadingMakesNoStore: a path written wrongly holds nothing, which a check
// would otherwise find sound.
func TestReadingMakesNoStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "wrong.db")
	c := &Common{Store: "sqlite:" + path, TimeZone: "UTC", LogLevel: "error"}
	var out bytes.Buffer
	for name, run := range map[string]func() error{
		"check":  func() error { _, err := Check{}.Run(t.Context(), c, &out, &out); return err },
		"stats":  func() error { return Stats{}.Run(t.Context(), c, &out, &out) },
		"undo":   func() error { return Undo{Revisions: []string{"1"}}.Run(t.Context(), c, &out, &out) },
		"export": func() error { return Export{Facts: true}.Run(t.Context(), c, &out, &out) },
	} {
		if err := run(); graph.CodeOf(err) != graph.CodeNotFound || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "--store") {
			t.Errorf("%s of no store ends with %v", name, err)
		}
		if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s has made the folder of a store (%v)", name, err)
		}
	}
	if out.Len() > 0 {
		t.Errorf("something is told of a store that is not there: %s", out.String())
	}
}

// TestTryingMakesNoStore: a dry run of an import into nothing says what would be
// new, and leaves nothing behind; a reconciliation needs something to compare with.
func TestTryingMakesNoStore(t *testing.T) {
	folder, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	path := filepath.Join(folder, "none", "new.db")
	c := &Common{Store: "sqlite:" + path, TimeZone: "UTC", LogLevel: "error"}
	sheet := filepath.Join(folder, "regions.csv")
	if err := os.WriteFile(sheet, []byte("code,name,kind\n33,Z,PROVINCE\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := (Import{Files: []string{sheet}, DryRun: true, Lang: "en"}).Run(t.Context(), c, &out, &out); err != nil || !strings.Contains(out.String(), "1 row: 1 new") || !strings.Contains(out.String(), "1 row would be new") {
		t.Errorf("a dry run ends with %v, and\n%s", err, out.String())
	}
	if _, err := (Import{Files: []string{sheet}, Reconcile: true}).Run(t.Context(), c, &out, &out); graph.CodeOf(err) != graph.CodeNotFound {
		t.Errorf("a reconciliation with no store ends with %v", err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a folder for the store (%v)", err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}
