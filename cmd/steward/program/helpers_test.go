package program_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

// patience is how long a test waits for something immediate, even on a busy machine.
const patience = 30 * time.Second

// buildDir holds the built binary; TestMain creates and removes it.
var buildDir string

func TestMain(m *testing.M) {
	code, err := runTests(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func runTests(m *testing.M) (code int, err error) {
	if buildDir, err = os.MkdirTemp("", "steward-test-"); err != nil {
		return 1, err
	}
	defer os.RemoveAll(buildDir)
	if err := os.Chmod(buildDir, 0o755); err != nil { // some tests run it as another user
		return 1, err
	}
	// Parallel tests here mostly wait for processes.
	if err := flag.Set("test.parallel", "8"); err != nil {
		return 1, err
	}
	code = m.Run()
	return code, webtest.Close()
}

// build builds the binary with its test hooks, once.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(buildDir, "steward")
	out, err := exec.Command("go", "build", "-tags", "steward_test", "-o", path, "..").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, err
})

// buildForTests returns the path of the binary with its test hooks.
func buildForTests(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll(r io.Reader) string {
	b, err := io.ReadAll(r)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// freeAddress returns an unused local address.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 1000 {
		port := 20_000 + (int64(os.Getpid())*50+nextPort.Add(1))%10_000
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		defer ln.Close()
		return ln.Addr().String()
	}
	t.Fatal("no port is free")
	return ""
}

// nextPort counts up below the ephemeral port range, so that no other program gets the port
// between its choice and its use.
var nextPort atomic.Int64

// process is a running binary. Its output is kept.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}

	mu      sync.Mutex
	log     []byte
	read    int           // how much of it awaitLog has consumed
	changed chan struct{} // closed and replaced on each change
}

// launch starts a command whose outputs must not be set yet.
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, ended: make(chan struct{}), changed: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p, p
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = cmd.Wait() // ProcessState has the result
		close(p.ended)
	}()
	return p, nil
}

// Write implements io.Writer for the process's output.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = append(p.log, b...)
	close(p.changed)
	p.changed = make(chan struct{})
	return len(b), nil
}

var _ io.Writer = (*process)(nil)

// output returns everything printed so far.
func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.log)
}

// awaitLog waits until the pattern is printed, after the previous match.
func (p *process) awaitLog(pattern string) error {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return err
	}
	deadline := time.After(patience)
	for {
		p.mu.Lock()
		changed := p.changed
		at := re.FindIndex(p.log[p.read:])
		if at != nil {
			p.read += at[1]
		}
		p.mu.Unlock()
		if at != nil {
			return nil
		}
		select {
		case <-changed:
		case <-p.ended:
			if re.MatchString(p.output()[p.read:]) {
				return nil
			}
			return fmt.Errorf("it ended without saying %q:\n%s", pattern, p.output())
		case <-deadline:
			return fmt.Errorf("it does not say %q:\n%s", pattern, p.output())
		}
	}
}

// awaitEnd returns the exit status; -1 if a signal ended the process.
func (p *process) awaitEnd() (int, error) {
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode(), nil
	case <-time.After(patience):
		return 0, fmt.Errorf("it does not end:\n%s", p.output())
	}
}

// kill kills the process if it runs.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// await polls until the condition holds.
func await(what string, holds func() bool) error {
	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-deadline:
			return errors.New("in vain: " + what)
		}
	}
	return nil
}
