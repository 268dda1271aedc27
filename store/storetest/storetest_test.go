package storetest

import (
	"testing"

	"cobuild/store"
)

func openModel(t *testing.T) store.Engine {
	e := NewModel()
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

func TestModel(t *testing.T) { Run(t, openModel) }

func TestStoreOverModel(t *testing.T) { RunStore(t, openModel) }
