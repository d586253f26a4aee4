package main

import (
	"os"
	"runtime/debug"
)

// gcPercent lets garbage grow to three times what is alive before it is
// collected. A bot has little alive and much garbage, mostly pages that commits
// rewrite: at Go's own 100 the collector takes every tenth processor second
// under load. With a million members the heap stays below 350 MiB.
const gcPercent = 300

// easeCollector sets gcPercent unless the environment has GOGC, and returns
// what sets it back.
func easeCollector() (back func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	was := debug.SetGCPercent(gcPercent)
	return func() { debug.SetGCPercent(was) }
}
