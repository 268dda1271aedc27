package storetest

import (
	"testing"

	"cobuild/store"
)

func TestModel(t *testing.T) {
	Run(t, func(t *testing.T) store.Engine {
		e := NewModel()
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		return e
	})
}
