//go:build !unix

package main

import (
	"net"
	"os"
)

// listenPrivately creates a socket that only its owner may connect to.
func listenPrivately(path string) (net.Listener, error) {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return ln, os.Chmod(path, 0o600)
}

// On Windows, the folder's permissions protect it.
func peer(net.Conn, string) (uid int, ok bool) { return 0, false }

func owns(int, string) bool { return false }
