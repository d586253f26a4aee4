package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// unit returns deploy/steward.service.
func unit(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../../deploy/steward.service")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestUnit checks the unit with systemd, with the program installed where it expects it. Without
// systemd the test is skipped, unless STEWARD_REQUIRE_SYSTEMD=1.
func TestUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("STEWARD_REQUIRE_SYSTEMD") == "1" {
			t.Fatal("there is no systemd-analyze, and STEWARD_REQUIRE_SYSTEMD=1")
		}
		t.Skip("there is no systemd-analyze")
	}
	const installed = "/usr/local/bin/steward"
	text := unit(t)
	if !strings.Contains(text, "ExecStart="+installed+" run -c /etc/steward/steward.yaml\n") {
		t.Errorf("the unit does not start %s as docs/operating.md says", installed)
	}
	path := filepath.Join(t.TempDir(), "steward.service")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, installed, buildForTests(t))), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestTokensOfAnother: the unit's user can't read .env, but systemd has read it; a variable
// missing there is reported.
func TestTokensOfAnother(t *testing.T) {
	dir, err := os.MkdirTemp(buildDir, "etc-") // accessible to other users
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"steward.yaml": "platforms: {telegram: {token: \"${TELEGRAM_TOKEN}\"}}\ncommunities: [{id: tea, spaces: [\"telegram:-1001\"]}]\n",
		".env":         "TELEGRAM_TOKEN=1:a\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mode := os.FileMode(0)
	if os.Getuid() == 0 {
		mode = 0o600
	}
	if err := os.Chmod(filepath.Join(dir, ".env"), mode); err != nil {
		t.Fatal(err)
	}
	check := func(env ...string) (int, string) {
		cmd := exec.Command(buildForTests(t), "check", "--env", "-c", filepath.Join(dir, "steward.yaml"))
		cmd.Env = env
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, _ := cmd.CombinedOutput() // ProcessState has the result
		return cmd.ProcessState.ExitCode(), string(out)
	}
	if status, said := check("TELEGRAM_TOKEN=1:a"); status != 0 {
		t.Errorf("with the variable: status %d, %s", status, said)
	}
	if status, said := check(); status != 1 || !strings.Contains(said, "TELEGRAM_TOKEN is not set, and .env beside steward.yaml can't be read") {
		t.Errorf("without it: status %d, %s", status, said)
	}
}
