//go:build unix

package pgstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// lease is short, so that tests are.
const lease = 400 * time.Millisecond

func TestSecondOpener(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := open(t, url, pgstore.Options{Lease: time.Minute})
	_, err := pgstore.Open(t.Context(), url, pgstore.Options{})
	host, _ := os.Hostname()
	refused(t, err, store.ErrLocked, host, fmt.Sprint(os.Getpid()), time.Now().UTC().Format("2006-"))

	told := make(chan error, 5)
	took := make(chan *pgstore.Store)
	go func() {
		next, err := pgstore.Await(context.Background(), url, pgstore.Options{Lease: lease}, func(err error) { told <- err })
		if err != nil {
			t.Error(err)
		}
		took <- next
	}()
	refused(t, <-told, store.ErrLocked, host)
	must(t, put(s, "t", "k", "v"))
	must(t, s.Close())
	next := <-took
	if v := get(t, next, "t", "k"); v != "v" || len(told) > 0 {
		t.Errorf("found %q; told %d times more", v, len(told))
	}
	must(t, next.Close())

	s = open(t, url, pgstore.Options{})
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := pgstore.Await(ctx, url, pgstore.Options{Lease: lease}, func(error) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waited until %v", err)
	}
}

// TestRenewal: whoever lives keeps the lease.
func TestRenewal(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	const lease = 1500 * time.Millisecond // a busy machine may stand still for a while
	s := open(t, url, pgstore.Options{Lease: lease})
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 4*lease/3)
	defer cancel()
	if _, err := pgstore.Await(ctx, url, pgstore.Options{Lease: lease}, func(error) {}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waited until %v", err)
	}
	must(t, put(s, "t", "k", "v"))
}

// TestFenced stops an owner of two partitions in the middle of an Update for longer than its lease.
// Another takes one over and writes. When the first goes on, its commit fails and changes nothing,
// and the partition that nobody took goes on. Without the fence the other's write is lost.
func TestFenced(t *testing.T) {
	t.Parallel()
	for _, mutant := range []bool{false, true} {
		t.Run(fmt.Sprint("mutant ", mutant), func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			c := startChild(t, url, mutant)
			c.say("add", "go")
			c.hear("read", "ok")
			c.say("add")
			c.hear("read")
			must(t, c.cmd.Process.Signal(syscall.SIGSTOP))
			s, err := pgstore.Await(t.Context(), url, pgstore.Options{Lease: lease}, func(error) {})
			must(t, err)
			defer s.Close()
			must(t, add(s, 10, func() {}))
			must(t, c.cmd.Process.Signal(syscall.SIGCONT))
			c.say("go")
			if mutant {
				c.hear("ok")
				if v := get(t, s, "t", "n"); v != "2" {
					t.Errorf("the mutant leaves %s, want 2: nothing is lost without the fence", v)
				}
				return
			}
			c.hear("fenced")
			c.say("look")
			c.hear("fenced")
			if v := get(t, s, "t", "n"); v != "11" {
				t.Errorf("there is %s, want 11", v)
			}
			c.say("other")
			c.hear("ok")
			if v := get(t, connect(t, url, pgstore.Options{}).View(1), "t", "n"); v != "1" {
				t.Errorf("the other partition has %s, want 1", v)
			}
		})
	}
}

// TestFencedAtRest: an owner who has nothing to write learns it, too.
func TestFencedAtRest(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := open(t, url, pgstore.Options{Lease: lease})
	defer s.Close()
	must(t, s.InPlace())
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer db.Close(context.Background())
	execute(t, db, "update lease set epoch = epoch + 1, owner = 'another'")
	for began := time.Now(); s.InPlace() == nil; time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			t.Fatal("it does not notice")
		}
	}
	refused(t, s.InPlace(), store.ErrFenced)
	refused(t, s.View(func(store.Reader) error { return nil }), store.ErrClosed)
	refused(t, put(s, "t", "k", "v"), store.ErrFenced)
	must(t, s.Close())
	var who string
	must(t, db.QueryRow(t.Context(), "select owner from lease").Scan(&who))
	if who != "another" {
		t.Errorf("closing left the lease to %q", who)
	}
}

// TestEviction: a session that was left in the middle of a commit does not keep the lease.
func TestEviction(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	must(t, open(t, url, pgstore.Options{}).Close())
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer db.Close(context.Background())
	execute(t, db, "update lease set epoch = 1, owner = 'gone', until = clock_timestamp()")
	execute(t, db, "begin; update lease set commits = commits + 1")
	s, err := pgstore.Await(t.Context(), url, pgstore.Options{Lease: lease}, func(error) {})
	must(t, err)
	must(t, put(s, "t", "k", "v"))
	must(t, s.Close())
}

// add adds to a number; between reading and writing it runs a function.
func add(s store.Store, n int, between func()) error {
	return s.Update(func(tx store.Tx) error {
		v, err := tx.Get("t", []byte("n"))
		if err != nil {
			return err
		}
		was, _ := strconv.Atoi(string(v))
		between()
		return tx.Put("t", []byte("n"), strconv.AppendInt(nil, int64(was+n), 10))
	})
}

// childEnv makes this program run child when a test starts it again.
const (
	childEnv  = "PGSTORE_TEST_CHILD"
	mutantEnv = "PGSTORE_TEST_MUTANT"
)

// child opens two partitions and does what it is told on its standard input.
func child(url string) {
	opts := pgstore.Options{Lease: lease}
	if os.Getenv(mutantEnv) != "" {
		opts = pgstore.Unfenced(opts)
	}
	server, err := pgstore.Connect(context.Background(), url, opts)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := server.Open(context.Background(), 0)
	other, failed := server.Open(context.Background(), 1)
	fmt.Println(outcome(errors.Join(err, failed)))
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		switch in.Text() {
		case "add":
			err = add(s, 1, func() {
				fmt.Println("read")
				in.Scan()
			})
		case "other":
			err = add(other, 1, func() {})
		case "look":
			err = s.View(func(store.Reader) error { return nil })
		}
		fmt.Println(outcome(err))
	}
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, store.ErrFenced) && errors.Is(err, store.ErrClosed):
		return "fenced"
	}
	return err.Error()
}

// process is a child as its parent sees it.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Scanner
}

func startChild(t *testing.T, url string, mutant bool) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+url)
	if mutant {
		cmd.Env = append(cmd.Env, mutantEnv+"=1")
	}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := &process{t, cmd, in, bufio.NewScanner(out)}
	c.hear("ok")
	return c
}

func (c *process) say(lines ...string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, strings.Join(lines, "\n")+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

func (c *process) hear(lines ...string) {
	c.t.Helper()
	for _, want := range lines {
		if !c.out.Scan() || c.out.Text() != want {
			c.t.Fatalf("the child says %q, want %q", c.out.Text(), want)
		}
	}
}
