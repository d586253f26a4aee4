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
