package main

import (
	"net"

	"golang.org/x/sys/unix"
)

// peer returns the user that listens at the other end.
func peer(conn net.Conn, _ string) (uid int, ok bool) {
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0, false
	}
	var cred *unix.Ucred
	if controlErr := raw.Control(func(fd uintptr) {
		cred, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	}); controlErr != nil || err != nil {
		return 0, false
	}
	return int(cred.Uid), true
}
