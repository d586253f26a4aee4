//go:build unix

package pgtest

import (
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// other returns the user that PostgreSQL runs as in root's place: it refuses
// root.
func other() (id *syscall.Credential, err error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		var u *user.User
		if u, err = user.Lookup(name); err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, err
}

// give gives a folder to that user.
func give(dir string) error {
	id, err := other()
	if id == nil {
		return err
	}
	return os.Chown(dir, int(id.Uid), int(id.Gid))
}

// command is exec.Command as that user.
func command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	if id, err := other(); err == nil && id != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: id}
	}
	return cmd
}
