//go:build unix

package pgstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// insist applies an overlay as the engine does: until it succeeds.
func insist(t *testing.T, s *pgstore.Store, o *store.Overlay) {
	t.Helper()
	for {
		err := s.Apply(o)
		if err == nil {
			return
		}
		if errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrUncertain) {
			t.Fatal(err)
		}
	}
}

func overlay(t *testing.T, table, key, value string) *store.Overlay {
	t.Helper()
	o := store.NewOverlay(nil)
	must(t, o.Put(table, []byte(key), []byte(value)))
	return o
}

// TestLostAnswer: a commit whose answer is lost counts, and counts once.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	s := open(t, url, pgstore.Options{})
	defer s.Close()
	must(t, put(s, "t", "k", "0"))
	for i := range 5 {
		v := fmt.Sprint("value ", i)
		p.loseAnswer(v)
		if i%2 == 0 {
			insist(t, s, overlay(t, "t", "k", v))
		} else {
			must(t, put(s, "t", "k", v))
		}
		if got := get(t, s, "t", "k"); got != v {
			t.Errorf("there is %q, want %q", got, v)
		}
	}
	db, err := pgx.Connect(t.Context(), direct)
	must(t, err)
	defer db.Close(context.Background())
	var commits int
	must(t, db.QueryRow(t.Context(), "select commits from lease").Scan(&commits))
	if commits != 6 {
		t.Errorf("%d commits, want 6", commits)
	}
}

// TestLateCommit: a commit that reaches the database after it was repeated, and after another,
// changes nothing. Without the fence it overwrites what came later.
func TestLateCommit(t *testing.T) {
	t.Parallel()
	for _, mutant := range []bool{false, true} {
		t.Run(fmt.Sprint("mutant ", mutant), func(t *testing.T) {
			p, url := newProxy(t, pgtest.URL(t))
			opts := pgstore.Options{}
			if mutant {
				opts = pgstore.Unfenced(opts)
			}
			s := open(t, url, opts)
			defer s.Close()
			must(t, put(s, "t", "k", "before"))
			held := p.hold("first")
			insist(t, s, overlay(t, "t", "k", "first"))
			insist(t, s, overlay(t, "t", "k", "second"))
			answer := (<-held)()
			if refused := bytes.Contains(answer, []byte("22012")); refused == mutant {
				t.Errorf("the late commit is answered by %q", answer)
			}
			want := "second"
			if mutant {
				want = "first"
			}
			if v := get(t, s, "t", "k"); v != want {
				t.Errorf("there is %q, want %q", v, want)
			}
		})
	}
}

// TestCutNetwork commits while all connections are cut again and again: nothing is lost, and
// nobody sees a half.
func TestCutNetwork(t *testing.T) {
	t.Parallel()
	cuts := int64(20)
	if *all {
		cuts = 3000
	}
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	s := open(t, url, pgstore.Options{})
	defer s.Close()
	must(t, errors.Join(put(s, "a", "n", "0"), put(s, "b", "n", "0")))
	var cut atomic.Int64
	go func() {
		for cut.Load() < cuts {
			time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
			p.cut()
			cut.Add(1)
		}
	}()
	r := open(t, direct, pgstore.Options{Options: store.Options{ReadOnly: true}})
	defer r.Close()
	n := 0
	for ; cut.Load() < cuts; n++ {
		o := store.NewOverlay(nil)
		for _, table := range []string{"a", "b"} {
			must(t, o.Put(table, []byte("n"), fmt.Append(nil, n)))
			must(t, o.Put(table, fmt.Appendf(nil, "row %d", n), fmt.Append(nil, n)))
			must(t, o.Delete(table, fmt.Appendf(nil, "row %d", n-10)))
		}
		insist(t, s, o)
		must(t, s.Latest(func(latest store.Reader) error { return whole(latest, n) }))
		must(t, r.View(func(latest store.Reader) error { return whole(latest, n) }))
	}
	t.Logf("%d commits, %d cuts", n, cuts)
}

// whole returns an error unless both tables hold the last ten rows up to n.
func whole(r store.Reader, n int) error {
	for _, table := range []string{"a", "b"} {
		if v, err := r.Get(table, []byte("n")); err != nil || string(v) != fmt.Sprint(n) {
			return fmt.Errorf("table %s is at %q, want %d: %w", table, v, n, err)
		}
		rows := 0
		err := r.Scan(table, []byte("row"), nil, false, 0, func(_, _ []byte) (bool, error) {
			rows++
			return true, nil
		})
		if err != nil || rows != min(n+1, 10) {
			return fmt.Errorf("table %s has %d rows at %d: %w", table, rows, n, err)
		}
	}
	return nil
}

// TestCrash: the server crashes and comes back while somebody commits and reads.
func TestCrash(t *testing.T) {
	server := pgtest.Shared(t)
	s := open(t, server.URL(t), pgstore.Options{})
	defer s.Close()
	must(t, put(s, "t", "k", "before"))
	crashed := make(chan struct{})
	go func() {
		server.Crash(t)
		close(crashed)
	}()
	for i, last := 0, false; !last; i++ {
		select {
		case <-crashed:
			last = true
		default:
		}
		v := fmt.Sprint(i)
		insist(t, s, overlay(t, "t", "k", v))
		must(t, s.Latest(func(r store.Reader) error {
			got, err := r.Get("t", []byte("k"))
			if string(got) != v {
				t.Errorf("there is %q, want %q", got, v)
			}
			return err
		}))
	}
	must(t, put(s, "t", "k", "after"))
}

// TestAway: a store without anything to write says that its server is away, and that it is back.
func TestAway(t *testing.T) {
	t.Parallel()
	p, url := newProxy(t, pgtest.URL(t))
	s := open(t, url, pgstore.Options{Lease: 600 * time.Millisecond})
	defer s.Close()
	must(t, s.InPlace())
	await := func(what string, is func(error) bool) {
		t.Helper()
		for began := time.Now(); !is(s.InPlace()); time.Sleep(10 * time.Millisecond) {
			if time.Since(began) > 30*time.Second {
				t.Fatalf("%s: %v", what, s.InPlace())
			}
		}
	}
	p.away.Store(true)
	p.cut()
	await("away", func(err error) bool { return err != nil && !errors.Is(err, store.ErrClosed) })
	p.away.Store(false)
	await("back", func(err error) bool { return err == nil })
	must(t, put(s, "t", "k", "v"))
}
