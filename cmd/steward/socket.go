package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	neturl "net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// longestSocket is the socket path length that every system allows.
const longestSocket = 100

// farSocket is the name of a socket that is not next to its store.
const farSocket = "control.sock"

// besideSocket returns the path beside which the socket of a store is: its file, or a name in the
// working directory. The error is store.ErrUnable for a store that ends with the process.
func besideSocket(url string) (string, error) {
	if _, path, err := store.FindFile(url); err == nil {
		return path, nil
	}
	b, err := store.Find(url)
	if err != nil {
		return "", err
	}
	if _, err := store.As[store.SharedBackend](b); err != nil {
		return "", err
	}
	u, err := neturl.Parse(url)
	if err != nil {
		return "", store.ErrUnable
	}
	u.User = nil
	sum := sha256.Sum256([]byte(store.Shown(u.String())))
	return "steward-" + hex.EncodeToString(sum[:6]), nil
}

// socketPath returns the path of the socket, next to the store. If it is too long for a
// socket, a link there leads to a socket in a private folder.
func socketPath(storePath string) (string, error) {
	path, err := filepath.Abs(storePath)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(real, filepath.Base(path))
	}
	return path + ".sock", nil
}

// listenSocket opens the socket of a store that this process has locked; an
// existing one was left by a crash.
func listenSocket(path string) (net.Listener, error) {
	if err := removeSocket(path); err != nil {
		return nil, err
	}
	if len(path) <= longestSocket {
		return listenOwned(path)
	}
	dir, err := os.MkdirTemp("", "steward-")
	if err != nil {
		return nil, err
	}
	far := filepath.Join(dir, farSocket)
	if len(far) > longestSocket {
		return nil, errors.Join(phrase.New("socket.long", far), os.Remove(dir))
	}
	ln, err := listenOwned(far)
	if err != nil {
		return nil, errors.Join(err, os.Remove(dir))
	}
	if err := os.Symlink(far, path); err != nil {
		return nil, errors.Join(err, ln.Close(), os.Remove(dir))
	}
	return &linkedListener{ln, path, far}, nil
}

// ownedListener removes its own socket when it closes, and leaves that of a process that took the store over.
type ownedListener struct {
	net.Listener
	path string
	made os.FileInfo
}

func listenOwned(path string) (net.Listener, error) {
	ln, err := listenPrivately(path)
	if err != nil {
		return nil, err
	}
	if u, ok := ln.(*net.UnixListener); ok {
		u.SetUnlinkOnClose(false)
	}
	made, err := os.Lstat(path)
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return &ownedListener{ln, path, made}, nil
}

func (l *ownedListener) Close() error {
	// Before the end of the listener: until then no other file can be the same.
	if now, err := os.Lstat(l.path); err == nil && os.SameFile(l.made, now) {
		_ = os.Remove(l.path) // what is left is removed by the next process
	}
	return l.Listener.Close()
}

// linkedListener removes the link along with the socket.
type linkedListener struct {
	net.Listener
	link, far string
}

func (l *linkedListener) Close() error {
	err := l.Listener.Close()
	if far, wrong := os.Readlink(l.link); wrong == nil && far == l.far {
		return errors.Join(err, removeSocket(l.link))
	}
	return err
}

// removeSocket removes a socket, or the link to it and the socket.
func removeSocket(path string) error {
	if far, err := os.Readlink(path); err == nil && filepath.Base(far) == farSocket {
		_ = os.Remove(far)
		_ = os.Remove(filepath.Dir(far)) // fails unless it is empty
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// dialSocket connects to the running instance of a store. The error is errNoInstance if there
// is none. Only this user, the store's owner and root are trusted at the other end.
func dialSocket(storePath string) (net.Conn, error) {
	path, err := socketPath(storePath)
	if err != nil {
		return nil, err
	}
	if far, err := os.Readlink(path); err == nil {
		path = far
	}
	conn, err := net.DialTimeout("unix", path, 2*time.Second)
	if err != nil {
		// In an inaccessible folder, the store is inaccessible as well, and its
		// error says so.
		if _, far := os.Lstat(path); errors.Is(err, os.ErrPermission) && far == nil {
			return nil, phrase.New("socket.other_user", err)
		}
		return nil, errNoInstance
	}
	if uid, ok := peer(conn, path); ok && uid != 0 && uid != os.Geteuid() && !owns(uid, storePath) {
		return nil, errors.Join(phrase.New("socket.stranger", path, uid), conn.Close())
	}
	return conn, nil
}
