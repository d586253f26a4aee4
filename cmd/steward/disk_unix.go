//go:build linux || darwin || freebsd

package main

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes an ordinary user may still write where a file is, and how many the volume has.
func freeSpace(path string) (free, size uint64, ok bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, 0, false
	}
	block := uint64(st.Bsize)
	return uint64(max(int64(st.Bavail), 0)) * block, st.Blocks * block, true
}
