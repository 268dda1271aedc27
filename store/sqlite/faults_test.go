package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cobuild/graph"
)

// said checks that an error is UNAVAILABLE and tells of both words.
func said(t *testing.T, err error, en, zh string) {
	t.Helper()
	var fault *graph.Error
	if !errors.As(err, &fault) || fault.Code != graph.CodeUnavailable || !strings.Contains(fault.Message.EN, en) || !strings.Contains(fault.Message.ZH, zh) {
		t.Errorf("got %v, want %q and %q", err, en, zh)
	}
}

// TestFullStore fills a store up to a limit of pages: that is said, nothing half
// is kept, reads go on, and so do writes when there is room again.
func TestFullStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	pages := func(most string) {
		t.Helper()
		s, err := e.take(t.Context(), e.writer)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { e.writer.idle <- s }()
		if err := s.each(t.Context(), "PRAGMA max_page_count = "+most, func(row) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	pages("60")
	var kept int64
	for range 1000 {
		revision, err := next(t.Context(), e)
		if err != nil {
			said(t, err, "full: make room", "已满：请腾出空间")
			break
		}
		kept = revision
	}
	if kept == 0 || kept == 1000 {
		t.Fatalf("%d writes until the store was full", kept)
	}
	for range 5 { // the smaller may still find room
		if revision, err := next(t.Context(), e); err == nil {
			kept = revision
		} else {
			said(t, err, "full: make room", "已满：请腾出空间")
		}
	}
	if state, err := e.State(t.Context()); err != nil || state.Revision != kept {
		t.Errorf("a read from a full store: %+v, %v; want revision %d", state, err, kept)
	}
	pages("100000")
	if revision, err := next(t.Context(), e); err != nil || revision != kept+1 {
		t.Errorf("with room again: revision %d, %v; want %d", revision, err, kept+1)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	checkRevisions(t, path, kept+1)
}

// TestFileTakenAway: a store whose file is gone takes no writes, which nobody
// would find again, and goes on when the file is back.
func TestFileTakenAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	for _, replaced := range []bool{false, true} {
		if replaced {
			if err := os.WriteFile(path, []byte("another"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, err := next(t.Context(), e)
		said(t, err, "was removed or replaced", "被移走或替换")
		said(t, e.Ready(t.Context()), "put it back", "放回原处")
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if revision, err := next(t.Context(), e); err != nil || revision != 2 {
		t.Errorf("with its file back: revision %d, %v", revision, err)
	}
	if err := errors.Join(e.Ready(t.Context()), e.Close()); err != nil {
		t.Fatal(err)
	}
	checkRevisions(t, path, 2)
}

// TestLeavingTheLine: who waits for the lock of another process can leave.
func TestLeavingTheLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	e, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	other, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	s, err := other.take(t.Context(), other.writer)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { other.writer.idle <- s }()
	if err := s.exec(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if _, err := next(ctx, e); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's error", err)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("kept for %s", took)
	}
	if err := s.exec(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if revision, err := next(t.Context(), e); err != nil || revision != 1 {
		t.Errorf("afterwards: revision %d, %v", revision, err)
	}
}
