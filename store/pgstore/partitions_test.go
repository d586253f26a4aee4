//go:build unix

package pgstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
	"github.com/stewardbot/steward/store/storetest"
)

func connect(t testing.TB, url string, opts pgstore.Options) *pgstore.Server {
	t.Helper()
	s, err := pgstore.Connect(context.Background(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func openPart(t testing.TB, s *pgstore.Server, part int) *pgstore.Store {
	t.Helper()
	st, err := s.Open(context.Background(), part)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// dial returns a connection to the database itself.
func dial(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(context.Background(), url)
	must(t, err)
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	return db
}

func number(t testing.TB, db *pgx.Conn, sql string, args ...any) (n int) {
	t.Helper()
	must(t, db.QueryRow(context.Background(), sql, args...).Scan(&n))
	return n
}

// TestPartitionStore has each store of the contract's be one of many partitions, of which others
// commit all the time and come and go.
func TestPartitionStore(t *testing.T) {
	t.Parallel()
	s := connect(t, pgtest.URL(t), pgstore.Options{Cache: 100_000})
	var others sync.WaitGroup
	stop := make(chan struct{})
	for part := range 4 {
		others.Go(func() {
			for n := 0; ; n++ {
				st := openPart(t, s, part)
				for range 10 {
					must(t, add(st, 1, func() {}))
				}
				must(t, st.Close())
				select {
				case <-stop:
					if v := get(t, s.View(part), "t", "n"); v != fmt.Sprint(10*(n+1)) {
						t.Errorf("partition %d counts %s, want %d", part, v, 10*(n+1))
					}
					return
				case <-time.After(time.Millisecond):
				}
			}
		})
	}
	next := 10
	storetest.Run(t, func(t *testing.T) store.Store {
		next++
		return openPart(t, s, next)
	})
	next = 1000
	storetest.Reopen(t, func(t *testing.T) store.Store { return openPart(t, s, next) })
	close(stop)
	others.Wait()
}

// waiting is the sessions that wait for a lease of the schema's.
const waiting = "from pg_locks w where not granted and exists(select from pg_locks h where h.pid = w.pid and h.relation = 'lease'::regclass)"

// shared has several partitions commit in one transaction: while the first commit waits for a lease
// that somebody has locked, the others gather.
type shared struct {
	t      *testing.T
	db     *pgx.Conn
	server *pgstore.Server
	stores []*pgstore.Store
	done   []chan error
}

// newShared locks the lease of partition 0 after all have committed once; commits begins the commits.
func newShared(t *testing.T, url, direct string, opts pgstore.Options) *shared {
	g := &shared{t: t, db: dial(t, direct), server: connect(t, url, opts)}
	for part := range 8 {
		g.stores = append(g.stores, openPart(t, g.server, part))
		must(t, put(g.stores[part], "t", "k", "before"))
		g.done = append(g.done, make(chan error, 1))
	}
	return g
}

// commit begins a commit of a partition.
func (g *shared) commit(part int, value string) {
	o := overlay(g.t, "t", "k", value)
	go func() {
		err := g.stores[part].Apply(o)
		for err != nil && !errors.Is(err, store.ErrClosed) && !errors.Is(err, store.ErrNoSpace) {
			err = g.stores[part].Apply(o)
		}
		g.done[part] <- err
	}()
}

// gather begins a commit of each partition; all but the first wait.
func (g *shared) gather(value string) {
	g.t.Helper()
	execute(g.t, g.db, "begin; select from lease where part = 0 for update")
	g.commit(0, value)
	g.await("the first commit to wait", func() bool {
		return number(g.t, g.db, "select count(distinct pid) "+waiting) > 0
	})
	for part := 1; part < len(g.stores); part++ {
		g.commit(part, value)
	}
	g.await("the others to wait", func() bool { return g.server.Waiting() == len(g.stores)-1 })
}

func (g *shared) await(what string, is func() bool) {
	g.t.Helper()
	for began := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			g.t.Fatalf("waited for %s", what)
		}
	}
}

// check compares all partitions with what is to be there, and how often they committed.
func (g *shared) check(value string, commits int, except ...int) {
	g.t.Helper()
	failed := map[int]bool{}
	for _, part := range except {
		failed[part] = true
	}
	for part, st := range g.stores {
		err := <-g.done[part]
		if failed[part] != (err != nil) {
			g.t.Errorf("partition %d: %v", part, err)
		}
		if failed[part] {
			continue
		}
		if v := get(g.t, st, "t", "k"); v != value {
			g.t.Errorf("partition %d holds %q, want %q", part, v, value)
		}
		if n := number(g.t, g.db, "select commits from lease where part = $1", part); n != commits {
			g.t.Errorf("partition %d counts %d commits, want %d", part, n, commits)
		}
	}
}

// transactions counts those that wrote the rows with a value.
func (g *shared) transactions(value string) int {
	return number(g.t, g.db, "select count(distinct xmin::text) from kv_1 where part > 0 and v = $1", []byte(value))
}

// TestShared: what is ready is committed in one transaction. A partition whose lease is another's,
// or whose rows the database refuses, fails alone.
func TestShared(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	g := newShared(t, url, url, pgstore.Options{Lease: time.Minute})
	g.gather("one")
	execute(t, g.db, "commit")
	g.check("one", 2)
	if n := g.transactions("one"); n != 1 {
		t.Errorf("%d transactions", n)
	}

	execute(t, g.db, `create function fail() returns trigger language plpgsql as $$ begin
		if new.part in (2, 5) then raise 'no' using errcode = '53100'; end if; return new; end $$;
		create trigger fails before insert or update on kv_1 for each row execute function fail()`)
	g.gather("two")
	execute(t, g.db, "commit")
	g.check("two", 3, 2, 5)
	execute(t, g.db, "drop function fail cascade")
	for _, part := range []int{2, 5} {
		must(t, put(g.stores[part], "t", "k", "two"))
	}

	execute(t, g.db, "update lease set epoch = epoch + 1, owner = 'another' where part in (3, 6)")
	g.gather("three")
	execute(t, g.db, "commit")
	g.check("three", 4, 3, 6)
	if n := g.transactions("three"); n != 1 {
		t.Errorf("%d transactions", n)
	}
	for part, st := range g.stores {
		lost := part == 3 || part == 6
		if err := st.InPlace(); errors.Is(err, store.ErrFenced) != lost || st.Sure() == lost {
			t.Errorf("partition %d: %v, sure %v", part, err, st.Sure())
		}
	}
}

// TestSharedCut: the session of a shared commit is ended in the middle of it, or its answer is lost.
// Each partition commits once.
func TestSharedCut(t *testing.T) {
	t.Parallel()
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	g := newShared(t, url, direct, pgstore.Options{Lease: time.Minute})
	other := dial(t, direct)
	g.gather("one")
	execute(t, other, "begin; select from lease where part = 7 for update")
	execute(t, g.db, "commit")
	g.await("the shared commit to wait", func() bool { return number(t, g.db, "select count(distinct pid) "+waiting) > 0 })
	if n := number(t, g.db, "select count(pg_terminate_backend(pid)) from (select distinct pid "+waiting+") as one"); n != 1 {
		t.Errorf("%d sessions waited", n)
	}
	execute(t, other, "commit")
	g.check("one", 2)

	g.gather("lost")
	p.loseAnswer("lost")
	execute(t, g.db, "commit")
	g.check("lost", 3)
}

// TestSharedStuck: a shared commit of which only a part has arrived, over a connection that nobody
// ended, keeps the leases locked. It is ended for the next try.
func TestSharedStuck(t *testing.T) {
	t.Parallel()
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	g := newShared(t, url, direct, pgstore.Options{Lease: time.Minute})
	g.gather("stuck")
	held := p.stick("stuck")
	began := time.Now()
	execute(t, g.db, "commit")
	g.check("stuck", 2)
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	if answer := (<-held)(); !bytes.Contains(answer, []byte("57P01")) && !bytes.Contains(answer, []byte("reset")) {
		t.Errorf("the part that had arrived is answered by %q", answer)
	}
}

// TestSharedLate: a shared commit that reaches the database after some of it was repeated, and after
// later commits, changes nothing. Without the fence it overwrites them.
func TestSharedLate(t *testing.T) {
	t.Parallel()
	for _, mutant := range []bool{false, true} {
		t.Run(fmt.Sprint("mutant ", mutant), func(t *testing.T) {
			t.Parallel()
			direct := pgtest.URL(t)
			p, url := newProxy(t, direct)
			opts := pgstore.Options{Lease: time.Minute}
			if mutant {
				opts = pgstore.Unfenced(opts)
			}
			g := newShared(t, url, direct, opts)
			held := p.hold("first")
			for part := range g.stores {
				g.commit(part, "first")
			}
			for _, done := range g.done {
				must(t, <-done)
			}
			for _, st := range g.stores {
				insist(t, st, overlay(t, "t", "k", "second"))
			}
			answer := (<-held)()
			if refused := bytes.Contains(answer, []byte("22012")); refused == mutant {
				t.Errorf("the late commit is answered by %q", answer)
			}
			if n := number(t, g.db, "select count(*) from kv_1 where v = 'first'"); (n > 0) != mutant {
				t.Errorf("%d partitions lost what they wrote", n)
			}
		})
	}
}

// TestPartitionsAway: a process that does not reach the database for longer than its lease is not
// sure of it any more. Once it is back, it goes on with the partitions that nobody took.
func TestPartitionsAway(t *testing.T) {
	t.Parallel()
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	s := connect(t, url, pgstore.Options{Lease: lease})
	mine, taken := openPart(t, s, 1), openPart(t, s, 2)
	must(t, errors.Join(put(mine, "t", "k", "1"), put(taken, "t", "k", "1")))
	p.away.Store(true)
	p.cut()
	other := connect(t, direct, pgstore.Options{Lease: time.Minute, Owner: "other"})
	var next *pgstore.Store
	for next == nil {
		var err error
		if next, err = other.Open(t.Context(), 2); err != nil && !errors.Is(err, store.ErrLocked) {
			t.Fatal(err)
		}
	}
	if mine.Sure() || taken.Sure() || !next.Sure() {
		t.Errorf("sure: %v, %v, %v", mine.Sure(), taken.Sure(), next.Sure())
	}
	must(t, put(next, "t", "k", "2"))
	p.away.Store(false)
	insist(t, mine, overlay(t, "t", "k", "3"))
	var err error
	for o := overlay(t, "t", "k", "lost"); !errors.Is(err, store.ErrClosed); {
		err = taken.Apply(o)
	}
	refused(t, err, store.ErrFenced)
	if a, b := get(t, mine, "t", "k"), get(t, next, "t", "k"); a != "3" || b != "2" {
		t.Errorf("there is %q, %q", a, b)
	}
	for began := time.Now(); !mine.Sure(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			t.Fatal("it does not become sure again")
		}
	}
}

// TestSharedRenewal: a shared commit and the renewal of its leases, which both wait for one of them,
// do not wait for each other then.
func TestSharedRenewal(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	g := newShared(t, url, url, pgstore.Options{Lease: 3 * time.Second})
	other := dial(t, url)
	g.gather("one")
	execute(t, other, "begin; select from lease where part = 4 for update")
	execute(t, g.db, "commit")
	g.await("the commit and the renewal to wait", func() bool {
		return number(t, g.db, "select count(distinct pid) "+waiting) > 1
	})
	execute(t, other, "commit")
	g.check("one", 2)
	if n := number(t, g.db, "select deadlocks from pg_stat_database where datname = current_database()"); n > 0 {
		t.Errorf("%d deadlocks", n)
	}
}

// TestManyCuts commits in many partitions while all connections are cut again and again.
func TestManyCuts(t *testing.T) {
	t.Parallel()
	cuts := int64(10)
	if *all {
		cuts = 1000
	}
	direct := pgtest.URL(t)
	p, url := newProxy(t, direct)
	s := connect(t, url, pgstore.Options{Lease: time.Minute})
	db := dial(t, direct)
	var cut atomic.Int64
	var writers sync.WaitGroup
	for part := range 16 {
		st := openPart(t, s, part)
		writers.Go(func() {
			n := 0
			for ; cut.Load() < cuts; n++ {
				o := store.NewOverlay(nil)
				must(t, o.Put("t", fmt.Appendf(nil, "row %d", n%10), fmt.Append(nil, n)))
				must(t, o.Put("t", []byte("n"), fmt.Append(nil, n+1)))
				insist(t, st, o)
			}
			if v := get(t, st, "t", "n"); v != fmt.Sprint(n) {
				t.Errorf("partition %d has %s commits, want %d", part, v, n)
			}
		})
	}
	for cut.Load() < cuts {
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		p.cut()
		cut.Add(1)
	}
	writers.Wait()
	if n := number(t, db, "select count(*) from lease l join kv_1 r using(part) where r.k = 'n' and convert_from(r.v, 'UTF8')::int <> l.commits"); n > 0 {
		t.Errorf("%d partitions count their commits otherwise", n)
	}
	t.Logf("%d commits", number(t, db, "select sum(commits) from lease"))
}
