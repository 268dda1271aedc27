//go:build unix

package sqlite

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"cobuild/graph"
)

// Rights do not bind root, so the test opens the store in a process of another
// user where it runs as root.
func TestOpenWithoutRights(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "locked")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "store.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for name, lock := range map[string]struct {
		file os.FileMode
		path string
	}{
		"a new store in a folder that is not writable": {0o644, filepath.Join(dir, "new.db")},
		"a file that is not writable":                  {0o444, path},
		"a file in a folder that is not writable":      {0o666, path},
	} {
		if err := errors.Join(os.Chmod(path, lock.file), os.Chmod(dir, 0o555)); err != nil {
			t.Fatal(err)
		}
		said := openElsewhere(t, lock.path)
		if !strings.Contains(said, string(graph.CodeUnavailable)) || !strings.Contains(said, "give this user the right to write") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

// openElsewhere gives what a process without privileges says on opening path.
func openElsewhere(t *testing.T, path string) string {
	t.Helper()
	self := filepath.Join(t.TempDir(), "opener")
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(self, program, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := filepath.Dir(self); dir != os.TempDir() && len(dir) > 1; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = []string{childTask + "=open", childStore + "=" + path}
	cmd.Dir = filepath.Dir(self)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("opened: %s", out)
	}
	return string(out)
}
