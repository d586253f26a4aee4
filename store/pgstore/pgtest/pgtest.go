// Package pgtest starts a PostgreSQL server on the loopback interface, for
// tests. Those of one program share it.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running server.
type Server struct {
	dir     string
	port    int
	options []string
	life    io.Closer // the server lives until it is closed, at the latest when this program ends
	ended   chan struct{}
}

var shared struct {
	sync.Once
	server *Server
	err    error
}

// Shared returns the server that all tests share. It forgets what it holds when
// the power fails. Without PostgreSQL the test is skipped, unless
// STEWARD_REQUIRE_POSTGRES=1. Call Close when all tests are done.
func Shared(t testing.TB) *Server {
	t.Helper()
	need(t)
	shared.Do(func() { shared.server, shared.err = start("fsync=off", "full_page_writes=off") })
	if shared.err != nil {
		t.Fatalf("start PostgreSQL: %v", shared.err)
	}
	return shared.server
}

// URL returns the URL of an empty schema of its own on the server that all
// tests share.
func URL(t testing.TB) string {
	t.Helper()
	return Shared(t).URL(t)
}

// Close stops the server that all tests share.
func Close() {
	if shared.server != nil {
		shared.server.end()
	}
}

// Start starts a server of the test's own with settings such as "fsync=off". It
// stops at the end of the test.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	need(t)
	s, err := start(settings...)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(s.end)
	return s
}

var schemas atomic.Int64

// URL returns the URL of an empty schema of its own.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	name := fmt.Sprint("s", schemas.Add(1))
	c, err := s.connect()
	if err == nil {
		_, err = c.Exec(context.Background(), "create schema "+name)
		err = errors.Join(err, c.Close(context.Background()))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s.url() + "?search_path=" + name
}

// Address returns the server's host and port.
func (s *Server) Address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// Follow starts a synchronous standby of the server: what is committed from now
// on is on both.
func (s *Server) Follow(t testing.TB) *Server {
	t.Helper()
	standby, err := s.follow()
	if err == nil {
		t.Cleanup(standby.end)
		err = s.exec("alter system set synchronous_standby_names = '*'", "select pg_reload_conf()")
	}
	if err != nil {
		t.Fatalf("start a standby: %v", err)
	}
	return standby
}

// Promote makes a standby the server that is written to, alone.
func (s *Server) Promote(t testing.TB) {
	t.Helper()
	if err := s.exec("select pg_promote()", "alter system reset synchronous_standby_names", "select pg_reload_conf()"); err != nil {
		t.Fatalf("promote a standby: %v", err)
	}
}

func (s *Server) exec(commands ...string) error {
	c, err := s.connect()
	if err != nil {
		return err
	}
	for _, command := range commands {
		if _, failed := c.Exec(context.Background(), command); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", command, failed))
		}
	}
	return errors.Join(err, c.Close(context.Background()))
}

func (s *Server) follow() (*Server, error) {
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	standby := &Server{dir: dir, options: s.options}
	if err := standby.copyOf(s); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return standby, nil
}

func (s *Server) copyOf(primary *Server) error {
	if err := give(s.dir); err != nil {
		return err
	}
	cmd := command(find("pg_basebackup"), "-D", s.data(), "-h", "127.0.0.1", "-p", fmt.Sprint(primary.port), "-U", "steward", "-c", "fast", "--no-sync", "-R")
	cmd.Dir = s.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w: %s", err, out)
	}
	if err := s.choosePort(); err != nil {
		return err
	}
	return s.run()
}

// Crash ends the server as a power cut would, except that what it wrote is
// there, and starts it again.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.Stop()
	s.Run(t)
}

// Stop ends the server as Crash does; Run starts it again.
func (s *Server) Stop() {
	_ = s.life.Close()
	<-s.ended
}

// Run starts the server after Stop.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	if err := s.run(); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) url() string { return fmt.Sprintf("postgres://steward@127.0.0.1:%d/postgres", s.port) }

func (s *Server) connect() (*pgx.Conn, error) { return pgx.Connect(context.Background(), s.url()) }

// find returns a program of PostgreSQL's.
func find(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	list, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	slices.Sort(list)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

func need(t testing.TB) {
	t.Helper()
	switch {
	case find("postgres") != "" && find("initdb") != "":
	case os.Getenv("STEWARD_REQUIRE_POSTGRES") == "1":
		t.Fatal("there is no PostgreSQL, and STEWARD_REQUIRE_POSTGRES=1")
	default:
		t.Skip("there is no PostgreSQL")
	}
}

func start(settings ...string) (*Server, error) {
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, options: settings}
	if err := s.init(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func (s *Server) init() error {
	if err := give(s.dir); err != nil {
		return err
	}
	cmd := command(find("initdb"), "-D", s.data(), "-U", "steward", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	cmd.Dir = s.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := s.choosePort(); err != nil {
		return err
	}
	return s.run()
}

func (s *Server) choosePort() error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = ln.Addr().(*net.TCPAddr).Port
	return ln.Close()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// keep runs a server until its standard input ends.
const keep = `exec 3<&0; "$@" & pid=$!; (cat <&3; kill -QUIT $pid) >/dev/null 2>&1 & wait $pid`

// run starts the server and waits until it answers.
func (s *Server) run() error {
	args := []string{"-c", keep, "sh", find("postgres"), "-D", s.data(), "-h", "127.0.0.1", "-p", fmt.Sprint(s.port), "-k", s.dir}
	for _, o := range append([]string{"max_connections=200", "shared_buffers=64MB"}, s.options...) {
		args = append(args, "-c", o)
	}
	var said strings.Builder
	cmd := command("/bin/sh", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, &said, &said
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
	for range 600 {
		c, err := s.connect()
		if err == nil {
			return c.Close(context.Background())
		}
		select {
		case <-ended:
			return fmt.Errorf("postgres ended: %s", said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	s.end()
	return errors.New("postgres does not answer")
}

// end stops the server at once: nobody needs the data.
func (s *Server) end() {
	s.Stop()
	_ = os.RemoveAll(s.dir)
}
