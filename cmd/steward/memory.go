package main

import (
	"os"
	"runtime/debug"
)

// gcPercent lets garbage grow to three times the live heap before a collection.
// A bot has little live data and much garbage, mostly pages that commits
// rewrite: at Go's default of 100, the collector takes a tenth of the CPU under
// load. With a million members the heap stays below 350 MiB.
const gcPercent = 300

// easeCollector sets gcPercent unless the environment sets GOGC, and returns a
// function that restores the previous value.
func easeCollector() (back func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(gcPercent)
	return func() { debug.SetGCPercent(was) }
}

// besidesRows is what a process of a cluster may use besides the rows that it
// keeps: for communities, engines and garbage.
const besidesRows = 640 << 20

// boundMemory has the collector work harder near what a process of a cluster may
// use, unless the environment sets GOMEMLIMIT.
func boundMemory(rows int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(rows + besidesRows)
	}
}
