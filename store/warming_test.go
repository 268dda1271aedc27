package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"cobuild/graph"
	"cobuild/sample"
	"cobuild/store"
	"cobuild/store/sqlite"
)

// A server is not ready while it reads the regions, and is asked meanwhile by
// none but probes.
func TestNotReadyWhileWarming(t *testing.T) {
	path := filepath.Join(t.TempDir(), "warming.db")
	engine, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), engine, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	data := sample.Gaotang()
	if err := s.Load(t.Context(), &data, nil); err != nil {
		t.Fatal(err)
	}
	if engine, err = sqlite.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(t.Context(), engine, store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	read := s.Warming()
	notReady := func() {
		t.Helper()
		if err := s.Ready(t.Context()); graph.CodeOf(err) != graph.CodeUnavailable {
			t.Errorf("ready: %v", err)
		}
	}
	notReady()
	told := 0
	err = read(t.Context(), func(done, all int) {
		notReady()
		if told = done; done > all {
			t.Errorf("%d regions of %d", done, all)
		}
	})
	if stats := s.Stats(); err != nil || told == 0 || stats.Regions != told {
		t.Errorf("%d regions told, %d there: %v", told, stats.Regions, err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	broken, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Warming()(broken, nil); err == nil {
		t.Error("a read that was broken off is no error")
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("after a read that was broken off: %v", err)
	}
}
