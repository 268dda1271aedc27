package cli

import (
	"os"
	"runtime/debug"
)

// modestMemory is what the collector is asked to keep to where much is loaded,
// whose working set is known; SQLite's own pages come on top.
const modestMemory = 1_300 << 20

// modest asks the collector to keep to it, unless GOMEMLIMIT says otherwise. The
// function it gives takes that back.
func modest() func() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(modestMemory)
	return func() { debug.SetMemoryLimit(before) }
}
