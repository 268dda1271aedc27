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

// roomy is modest for work that makes much and throws it away: it is collected
// once there is three times as much as is in use, unless GOGC says otherwise.
func roomy() func() {
	before := modest()
	if os.Getenv("GOGC") != "" {
		return before
	}
	percent := debug.SetGCPercent(300)
	return func() {
		debug.SetGCPercent(percent)
		before()
	}
}
