package main

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestStrangerAtSocket: a server at the control socket is trusted if it runs as this user or the
// store's owner, and nobody else.
func TestStrangerAtSocket(t *testing.T) {
	const stranger, owner = 65534, 65533
	if os.Geteuid() != 0 {
		t.Log("only root can be two users: the socket's owner alone is tried")
	}
	for name, c := range map[string]struct {
		uid      int
		believed bool
	}{"this user": {os.Geteuid(), true}, "a stranger": {stranger, false}, "the store's owner": {owner, true}} {
		if os.Geteuid() != 0 && c.uid != os.Geteuid() {
			continue
		}
		for _, folder := range []string{"near", strings.Repeat("far", 50)} {
			dir := filepath.Join(t.TempDir(), folder)
			store := filepath.Join(dir, "steward.db")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(store, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if os.Geteuid() == 0 {
				if err := os.Chown(store, owner, owner); err != nil {
					t.Fatal(err)
				}
			}
			path, err := socketPath(store)
			if err != nil {
				t.Fatal(err)
			}
			ln, err := as(c.uid, func() (net.Listener, error) { return listenSocket(path) })
			if err != nil {
				t.Fatal(err)
			}
			conn, err := dialSocket(store)
			if (err == nil) != c.believed {
				t.Errorf("%s, %s: %v", name, folder, err)
			}
			if err == nil {
				_ = conn.Close()
			} else if !strings.Contains(err.Error(), "belongs to somebody else (user 65534)") {
				t.Errorf("%s: %v", name, err)
			}
			if err := ln.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// as runs fn in a thread with another user's credentials on sockets, which can still write
// anywhere. The thread ends with the goroutine.
func as(uid int, fn func() (net.Listener, error)) (ln net.Listener, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if uid != os.Geteuid() {
			runtime.LockOSThread()
			if _, _, no := unix.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_SECUREBITS, 1<<2, 0); no != 0 { // SECBIT_NO_SETUID_FIXUP
				err = no
				return
			}
			if _, _, no := unix.RawSyscall(unix.SYS_SETRESUID, ^uintptr(0), uintptr(uid), ^uintptr(0)); no != 0 {
				err = no
				return
			}
		}
		ln, err = fn()
	}()
	<-done
	return ln, err
}
