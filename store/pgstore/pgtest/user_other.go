//go:build !unix

package pgtest

import "os/exec"

func give(string) error { return nil }

func command(name string, args ...string) *exec.Cmd { return exec.Command(name, args...) }
