//go:build !unix

package main

import (
	"net"
	"os"
)

// listenPrivately makes a socket that only its owner may connect to.
func listenPrivately(path string) (net.Listener, error) {
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return ln, os.Chmod(path, 0o600)
}

// Windows keeps others out by the rights of the folder.
func peer(net.Conn, string) (uid int, ok bool) { return 0, false }

func owns(int, string) bool { return false }
