//go:build unix

package main

import (
	"net"
	"os"
	"syscall"
)

// listenPrivately makes a socket that only its owner may connect to, from its
// first moment on.
func listenPrivately(path string) (net.Listener, error) {
	old := syscall.Umask(0o177)
	ln, err := net.Listen("unix", path)
	syscall.Umask(old)
	if err != nil {
		return nil, err
	}
	return ln, os.Chmod(path, 0o600)
}
