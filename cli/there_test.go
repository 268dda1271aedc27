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
		"undo":   func() error { return Undo{First: 1}.Run(t.Context(), c, &out, &out) },
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
