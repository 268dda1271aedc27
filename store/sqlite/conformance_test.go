package sqlite

import (
	"context"
	"path/filepath"
	"testing"

	"cobuild/store"
	"cobuild/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Engine { return openTemp(t) })
}

func TestStoreConformance(t *testing.T) {
	storetest.RunStore(t, func(t *testing.T) store.Engine { return openTemp(t) })
}

func TestWholeSample(t *testing.T) {
	storetest.RunSample(t, func(t *testing.T) store.Engine { return openTemp(t) })
}

func openTemp(t testing.TB) *Engine {
	t.Helper()
	e, err := Open(context.Background(), filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
