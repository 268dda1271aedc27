//go:build unix

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() { otherTasks["cramped"] = cramped }

// cramped writes until the system lets no file grow, then with more room again.
func cramped(ctx context.Context, e *Engine) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	roomy := limit
	limit.Cur = 600_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	kept := 0
	for {
		_, err := next(ctx, e)
		if err == nil {
			kept++
			continue
		}
		fmt.Println(kept, err)
		break
	}
	if state, err := e.State(ctx); err != nil || state.Revision != int64(kept) {
		return fmt.Errorf("a read afterwards: %+v, %w", state, err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &roomy); err != nil {
		return err
	}
	if revision, err := next(ctx, e); err != nil || revision != int64(kept)+1 {
		return errors.Join(fmt.Errorf("with room again: revision %d", revision), err)
	}
	return e.Close()
}

// TestDiskThatFails has a system that refuses to write: that is said, nothing
// half is kept, and the same process goes on when it writes again.
func TestDiskThatFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	out, err := startChild(t, "cramped", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var kept int64
	if _, err := fmt.Sscan(string(out), &kept); err != nil || kept == 0 {
		t.Fatalf("the child says %s", out)
	}
	if !strings.Contains(string(out), "UNAVAILABLE") || !strings.Contains(string(out), "check the disk and its limits") {
		t.Errorf("a disk that fails is said as %s", out)
	}
	checkRevisions(t, path, kept+1)
}
