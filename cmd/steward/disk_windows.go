package main

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// freeSpace returns how many bytes this user may still write where a file is, and how many the volume has.
func freeSpace(path string) (free, size uint64, ok bool) {
	folder, err := windows.UTF16PtrFromString(filepath.Dir(path))
	if err != nil {
		return 0, 0, false
	}
	err = windows.GetDiskFreeSpaceEx(folder, &free, &size, nil)
	return free, size, err == nil
}
