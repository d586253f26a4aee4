// Package natstest starts a NATS server with JetStream on the loopback
// interface, for tests.
package natstest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Server is a running server.
type Server struct {
	dir    string
	port   int
	guard  string
	others string    // settings of the cluster that it is in
	most   int       // bytes of a message
	life   io.Closer // the server lives until it is closed, at the latest when this program ends
	ended  chan struct{}
}

// Start starts a server, until the end of the test. It is nats-server from
// PATH, or what STEWARD_NATS_SERVER names. Without one the test is skipped,
// unless STEWARD_REQUIRE_NATS=1.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartCluster(t, 1)[0]
}

// StartCluster is Start for several servers that replicate what they store.
// Clients are not told of the others' addresses.
func StartCluster(t testing.TB, n int) []*Server {
	t.Helper()
	switch {
	case find() != "":
	case os.Getenv("STEWARD_REQUIRE_NATS") == "1":
		t.Fatal("there is no NATS, and STEWARD_REQUIRE_NATS=1")
	default:
		t.Skip("there is no NATS")
	}
	ports := freePorts(t, 2*n)
	var list []*Server
	for i := range n {
		s := &Server{dir: t.TempDir(), port: ports[i]}
		if n > 1 {
			s.others = fmt.Sprintf("server_name: n%d\ncluster {name: tests, listen: \"127.0.0.1:%d\", no_advertise: true, routes: [", i, ports[n+i])
			for _, port := range ports[n:] {
				s.others += fmt.Sprintf("\"nats://127.0.0.1:%d\", ", port)
			}
			s.others += "]}\n"
		}
		list = append(list, s)
		s.Run(t)
		t.Cleanup(s.Kill)
	}
	return list
}

func freePorts(t testing.TB, n int) (ports []int) {
	t.Helper()
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ln.Close() }() // only then, so that all are different
		ports = append(ports, ln.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func find() string {
	if path := os.Getenv("STEWARD_NATS_SERVER"); path != "" {
		return path
	}
	path, _ := exec.LookPath("nats-server")
	return path
}

// URL returns the server's URL.
func (s *Server) URL() string { return fmt.Sprintf("nats://127.0.0.1:%d", s.port) }

// Kill ends the server at once.
func (s *Server) Kill() {
	_ = s.life.Close()
	<-s.ended
}

// Wipe deletes what a server that was killed has stored.
func (s *Server) Wipe(t testing.TB) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(s.dir, "data")); err != nil {
		t.Fatal(err)
	}
}

// Guard has a server that is run after Kill let in only user steward with a
// password; empty: everybody.
func (s *Server) Guard(password string) { s.guard = password }

// Limit has a server that is run after Kill take messages of at most so many
// bytes; at first it takes 8 MiB.
func (s *Server) Limit(most int) { s.most = most }

// keep runs a server until its standard input ends.
const keep = `exec 3<&0; "$@" & pid=$!; (cat <&3; kill -KILL $pid) >/dev/null 2>&1 & wait $pid`

// Run starts the server after Kill.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) run() error {
	settings := filepath.Join(s.dir, "nats.conf")
	text := fmt.Sprintf("listen: \"127.0.0.1:%d\"\nmax_payload: %d\njetstream {store_dir: %q}\n", s.port, s.most, filepath.Join(s.dir, "data")) + s.others
	if s.guard != "" {
		text += fmt.Sprintf("authorization {user: steward, password: %q}\n", s.guard)
	}
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return err
	}
	var said strings.Builder
	cmd := exec.Command("/bin/sh", "-c", keep, "sh", find(), "-c", settings)
	cmd.Stdout, cmd.Stderr = &said, &said
	life, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.life, s.ended = life, ended
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	for range 200 {
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "nats://"))
		if err == nil {
			return c.Close()
		}
		select {
		case <-ended:
			return fmt.Errorf("nats-server ended: %s", said.String())
		case <-time.After(25 * time.Millisecond):
		}
	}
	s.Kill()
	return errors.New("nats-server does not answer")
}
