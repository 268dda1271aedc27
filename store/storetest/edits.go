package storetest

import (
	"testing"

	"cobuild/store"
)

func testRandomEdits(t *testing.T, open func(t *testing.T) store.Engine) {}
