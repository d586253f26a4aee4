package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A password is not part of a database's socket, so that whoever knows the same database by another user reaches it.
func TestSocketOfADatabase(t *testing.T) {
	want, err := besideSocket("postgres://db.example.org/steward")
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{
		"postgres://steward@db.example.org/steward", "postgres://steward:secret@db.example.org/steward", "postgres://steward:a%40b@db.example.org/steward",
	} {
		if got, err := besideSocket(url); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", url, got, err, want)
		}
	}
	one, err := besideSocket("postgres://db.example.org/steward?password=secret")
	if err != nil {
		t.Fatal(err)
	}
	if two, err := besideSocket("postgres://db.example.org/steward?password=other"); two != one || err != nil {
		t.Errorf("with another password: got %q, %v, want %q", two, err, one)
	}
}

// A process that lost its database to another one, which listens now, leaves that one its socket.
func TestSocketOfTheSuccessor(t *testing.T) {
	for name, path := range map[string]string{
		"short": filepath.Join(t.TempDir(), "s.sock"),
		"long":  filepath.Join(t.TempDir(), strings.Repeat("s", longestSocket)+".sock"),
	} {
		t.Run(name, func(t *testing.T) {
			first, err := listenSocket(path)
			if err != nil {
				t.Fatal(err)
			}
			second, err := listenSocket(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			conn, err := dialSocket(strings.TrimSuffix(path, ".sock"))
			if err != nil {
				t.Fatalf("the successor isn't reached: %v", err)
			}
			if err := conn.Close(); err != nil {
				t.Fatal(err)
			}
			if err := second.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := dialSocket(strings.TrimSuffix(path, ".sock")); err != errNoInstance {
				t.Errorf("after the end: got %v, want %v", err, errNoInstance)
			}
		})
	}
}
