//go:build !linux && !darwin && !freebsd && !windows

package main

// freeSpace can't ask this system.
func freeSpace(string) (free, size uint64, ok bool) { return 0, 0, false }
