//go:build unix

package main

import (
	"net"
	"os"
	"syscall"
)

// listenPrivately creates a socket that only its owner may ever connect to.
func listenPrivately(path string) (net.Listener, error) {
	old := syscall.Umask(0o177)
	ln, err := net.Listen("unix", path)
	syscall.Umask(old)
	if err != nil {
		return nil, err
	}
	return ln, os.Chmod(path, 0o600)
}

// owns reports whether a file belongs to a user.
func owns(uid int, path string) bool {
	owner, ok := ownerOf(path)
	return ok && owner == uid
}

func ownerOf(path string) (uid int, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(st.Uid), true
}
