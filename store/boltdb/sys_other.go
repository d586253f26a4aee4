//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package boltdb

import (
	"io/fs"
	"os"
)

// lock does nothing where bbolt's lock cannot be shared with it. On Windows a
// file that is open cannot be replaced anyway.
func lock(*os.File, bool) error { return nil }

// syncDir does nothing where a folder cannot be synced.
func syncDir(string) error { return nil }

// nameless is false: Windows can't delete an open file.
func nameless(fs.FileInfo) bool { return false }
