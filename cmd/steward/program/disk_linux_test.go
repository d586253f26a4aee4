package program_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestFullDisk fills the disk under a running steward and frees it again. While it is full,
// nothing is confirmed to Telegram, nothing is answered, and /readyz says why; afterwards steward
// recovers by itself.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t, plan{})
		fullDisk(h, func() { limitFiles(h, 1) }, func() { limitFiles(h, unix.RLIM_INFINITY) })
	})
	t.Run("tmpfs", func(t *testing.T) {
		t.Parallel()
		dir := mount(t, "")
		ballast := filepath.Join(dir, "ballast")
		h := newHouse(t, plan{folder: dir})
		fullDisk(h, func() { fill(t, ballast) }, func() {
			if err := os.Remove(ballast); err != nil {
				t.Error(err)
			}
		})
	})
}

// useUp has someone talk until the store has used the free space in its own file.
func useUp(h *house, who string) {
	h.t.Helper()
	person, n := h.person(who), 0
	h.until("the store has no room", func() bool {
		n++
		h.tg.Say(person, h.group, fmt.Sprintf("number %d. %s", n, strings.Repeat("tea ", 900)))
		resp, err := http.Get("http://" + h.web + "/readyz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusServiceUnavailable
	})
}

func fullDisk(h *house, take, give func()) {
	ann, bob := h.person("ann"), h.person("bob")
	h.reaction(h.say(ann, "签到"), "👍")
	h.quiet()
	h.ready(200, "ready")

	take()
	useUp(h, "dora")
	confirmed, spoken := h.tg.Confirmed(), h.tg.Count("setMessageReaction")
	said := []fake.Message{h.say(bob, "签到"), h.say(ann, "good morning everybody")}
	h.ready(503, "make room on the disk or raise the quota")
	said = append(said, h.say(ann, "签到"))
	if h.tg.Confirmed() != confirmed || h.tg.Count("setMessageReaction") != spoken {
		h.t.Error("something was acknowledged that is not stored")
	}
	if log := h.bot.output(); strings.Count(log, "the store takes no writes; nothing is acknowledged") != 1 {
		h.t.Errorf("it should be said once:\n%s", log)
	}

	give()
	h.until("it goes on", func() bool { return strings.Contains(h.bot.output(), "the store takes writes again") })
	h.ready(200, "ready")
	h.reaction(said[0], "👍")
	h.reaction(said[2], "👌")
	h.has(ann, 6)
	h.has(bob, 5)

	// Stopped while the disk is full: updates that weren't stored are delivered again.
	h.quiet()
	take()
	useUp(h, "emma")
	cleo := h.person("cleo")
	last := h.say(cleo, "签到")
	h.ready(503, "make room on the disk")
	if err := h.bot.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		h.t.Fatal(err)
	}
	if status, err := h.bot.awaitEnd(); err != nil || status != 1 || !strings.Contains(h.bot.output(), "steward: write store "+h.store) {
		h.t.Errorf("exit status %d, %v\n%s", status, err, h.bot.output())
	}
	give()
	h.start()
	h.reaction(last, "👍")
	h.has(cleo, 5)
	h.has(ann, 6)
	h.leave()
}

// limitFiles limits the process's file size, which simulates a full disk without privileges.
func limitFiles(h *house, bytes uint64) {
	h.t.Helper()
	pid := h.bot.cmd.Process.Pid
	var was unix.Rlimit
	err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &was)
	if err == nil {
		err = unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: min(bytes, was.Max), Max: was.Max}, nil)
	}
	if err != nil && !errors.Is(err, unix.ESRCH) { // the process, and thus its limit, is gone
		h.t.Fatal(err)
	}
}

// mount mounts a small file system. If that fails the test fails, unless the process lacks the
// privilege.
func mount(t *testing.T, options string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"+options); errors.Is(err, unix.EPERM) && !mayMount(t) {
		t.Skip("a file system can't be mounted without CAP_SYS_ADMIN")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// mayMount reports whether the process has CAP_SYS_ADMIN.
func mayMount(t *testing.T) bool {
	t.Helper()
	var have [2]unix.CapUserData
	if err := unix.Capget(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &have[0]); err != nil {
		t.Fatal(err)
	}
	return have[0].Effective&(1<<unix.CAP_SYS_ADMIN) != 0
}

// fill writes to a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 4096; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
}

// TestReadOnly starts steward in a read-only place.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	h.leave()
	t.Run("rights", func(t *testing.T) {
		for _, path := range []string{h.dir, filepath.Dir(h.dir)} {
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(h.store, 0o444); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(h.binary, "run", "-c", h.config())
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		refuses(t, cmd, "steward: open store "+h.store, "permission denied", "let the user that steward runs as read and write the file")
	})
	t.Run("file system", func(t *testing.T) {
		dir := mount(t, "")
		if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		config := filepath.Join(t.TempDir(), "steward.yaml")
		text, err := os.ReadFile(h.config())
		if err == nil {
			err = os.WriteFile(config, []byte(strings.Replace(string(text), h.store, filepath.Join(dir, "steward.db"), 1)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		refuses(t, exec.Command(h.binary, "run", "-c", config), "steward: open store "+dir, "move it to a file system that can be written, and set store.path")
	})
}

func refuses(t *testing.T, cmd *exec.Cmd, says ...string) {
	t.Helper()
	p, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer p.kill()
	status, err := p.awaitEnd()
	if err != nil || status != 1 {
		t.Errorf("exit status %d, %v", status, err)
	}
	for _, want := range says {
		if !strings.Contains(p.output(), want) {
			t.Errorf("%q does not say %q", p.output(), want)
		}
	}
}

// TestCutShort truncates the file under a running steward, during and between messages. Steward
// stops, says what to do, and has confirmed nothing that isn't in the backup or still to be
// redelivered.
func TestCutShort(t *testing.T) {
	t.Parallel()
	t.Run("spoken to", func(t *testing.T) { cutShort(t, true) })
	t.Run("idle", func(t *testing.T) { cutShort(t, false) })
}

func cutShort(t *testing.T, spoken bool) {
	h := newHouse(t, plan{})
	ann := h.person("ann")
	h.reaction(h.say(ann, "签到"), "👍")
	h.quiet()
	backup := filepath.Join(h.dir, "backup.db")
	h.run("backup", backup)
	confirmed := h.tg.Confirmed()
	if err := os.Truncate(h.store, 8192); err != nil {
		t.Fatal(err)
	}
	balance := 5
	if spoken {
		h.say(ann, "good morning everybody")
		balance++
	}
	status, err := h.bot.awaitEnd()
	if err != nil || status != 1 {
		t.Errorf("exit status %d, %v", status, err)
	}
	for _, want := range []string{"is damaged", `restore a backup with "steward restore"`} {
		if !strings.Contains(h.bot.output(), want) {
			t.Errorf("it does not say %q:\n%s", want, h.bot.output())
		}
	}
	if strings.Contains(h.bot.output(), "goroutine ") {
		t.Errorf("it crashed:\n%s", h.bot.output())
	}
	if h.tg.Confirmed() != confirmed {
		t.Error("something was acknowledged that is not stored")
	}
	h.run("restore", "--force", backup)
	h.start()
	h.has(ann, balance)
	h.leave()
}
