//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileLimit lets a write beyond the limit of a file's size (ulimit -f)
// fail as on a full disk, instead of ending the process.
func ignoreFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
