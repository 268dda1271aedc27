package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A file appears under its name when it is whole, and nothing is left of one that
// did not become so.
func TestPart(t *testing.T) {
	to := filepath.Join(t.TempDir(), "file")
	read := func(path string) string {
		data, err := os.ReadFile(path)
		if err != nil {
			return err.Error()
		}
		return string(data)
	}
	if err := os.WriteFile(PartOf(to), []byte("left by one that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	write := func(text string, err error) error {
		return WriteFile(to, func(w io.Writer) error {
			_, wrong := io.WriteString(w, text)
			return errors.Join(wrong, err)
		})
	}
	if err := write("first", nil); err != nil || read(to) != "first" {
		t.Fatalf("%s, %v", read(to), err)
	}
	if broken := errors.New("broken"); !errors.Is(write("second", broken), broken) || read(to) != "first" {
		t.Errorf("a file that failed took the place of %q", read(to))
	}
	if _, err := os.Stat(PartOf(to)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a part is left: %v", err)
	}
	slow, err := NewPart(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := write("third", nil); err != nil || read(to) != "third" {
		t.Fatalf("%s, %v", read(to), err)
	}
	if err := slow.Keep(); !errors.Is(err, ErrTaken) || read(to) != "third" {
		t.Errorf("one that was overtaken: %v, %s", err, read(to))
	}
	slow.Drop()
	if err := WriteFile(filepath.Join(to, "below"), func(io.Writer) error { return nil }); err == nil {
		t.Error("a file was written below a file")
	}
}
