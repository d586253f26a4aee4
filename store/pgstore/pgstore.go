// Package pgstore is the store in a PostgreSQL database. It has partitions, each
// a store of its own, which one process writes to at a time, wherever it runs.
//
// Rows are in one table kv(part, t, k, v), with a partition of PostgreSQL's for
// each table of the store; kv_names has their names. Tables are made by the first
// write to them and are never dropped. Everything is in the schema that the
// connection's search_path names first.
//
// Whoever opens a store for writing claims the lease of its partition: a row with
// an epoch, an owner and a time until which it counts by the database's clock. It
// is renewed all the time. Whoever claims it next counts the epoch up, and every
// commit checks it: an owner that was paused or cut off for longer than its lease
// can't change anything any more; its methods return store.ErrFenced from then
// on. The lease also counts commits, so that one whose answer was lost is repeated
// without happening twice, or after a later one.
//
// A View is a transaction REPEATABLE READ. Update and Latest read what is
// committed at the time, since nobody else writes: rows that are in the cache
// already are not asked for again. A commit is sent in one round trip, together
// with what other partitions of the process have to commit meanwhile.
package pgstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/store"
)

// Options of Connect and Open. The zero value is what a running bot needs.
type Options struct {
	store.Options
	// Lease is how long nobody else may write after the last sign of life of
	// the owner; 0 means 6 seconds.
	Lease time.Duration
	// Cache is about how many bytes of rows are kept in memory of the
	// partitions that only this process writes; 0 means 256 MiB, negative none.
	Cache int
	// Owner names this process for whoever finds a lease taken; empty means by
	// its host and number.
	Owner string

	fence, renewal string // statements; empty: fenceSQL, renewalSQL
}

const (
	defaultLease = 6 * time.Second
	defaultCache = 256 << 20
)

// Store is a store.Store: a partition of a Server.
type Store struct {
	life
	server *Server
	part   int32
	alone  bool   // the server is closed with it
	cache  *cache // of committed rows; nil without one
	epoch  int64  // of the lease; 0: it has none

	count sync.Mutex // guards what follows
	using sync.Cond  // views has become 0
	views int
	began time.Time // when the last renewal of the lease that succeeded began

	mu      sync.Mutex // held by the writer; guards what follows
	overlay *store.Overlay
	commits commits
	tops    map[*table]*top
}

// Open opens the store in the database at a URL, and makes its tables if there
// are none (an error with ReadOnly). The URL is any that pgx takes, with the
// number of a partition other than 0 as partition=17.
//
// Expected errors are store.ErrLocked, if another process has it open for
// writing, with its name and until when at least; store.ErrReadOnly; and
// fs.ErrPermission.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	at, part, err := partition(url)
	if err != nil {
		return nil, explain("store.open", store.Shown(url), err)
	}
	s, err := connect(ctx, at, store.Shown(url), opts)
	if err != nil {
		return nil, err
	}
	st := s.View(part)
	if !opts.ReadOnly {
		if err = s.within(ctx, part); err == nil {
			st, err = s.Open(ctx, part)
		}
		if err != nil {
			_ = s.Close()
			return nil, err
		}
	}
	st.alone = true
	return st, nil
}

// Epoch is higher for each owner of the partition; 0 means that this store only reads.
func (s *Store) Epoch() int64 { return s.epoch }

// Part is the number of the partition.
func (s *Store) Part() int { return int(s.part) }

// Close implements store.Store. The lease is free at once.
func (s *Store) Close() error {
	err := s.close()
	if s.alone {
		err = errors.Join(err, s.server.Close())
	}
	return err
}

func (s *Store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.epoch != 0 && s.err() == nil
	s.closed.Store(true)
	s.count.Lock()
	for s.views > 0 {
		s.using.Wait()
	}
	s.count.Unlock()
	var err error
	if held {
		err = s.release()
	}
	s.end(store.ErrClosed)
	s.cache.drop()
	s.server.mu.Lock()
	delete(s.server.stores, s)
	s.server.mu.Unlock()
	if err != nil {
		return explain("store.close", s.server.shown, err)
	}
	return nil
}

// enter has Close wait for leave.
func (s *Store) enter() error {
	s.count.Lock()
	defer s.count.Unlock()
	err := s.err()
	if err == nil {
		s.views++
	}
	return err
}

func (s *Store) leave() {
	s.count.Lock()
	defer s.count.Unlock()
	if s.views--; s.views == 0 {
		s.using.Broadcast()
	}
}

// lose ends all use of the store for the reason given.
func (s *Store) lose(err error) error {
	err = explain("store.write", s.server.shown, err)
	s.end(err)
	s.cache.drop()
	return s.err()
}

// patiently is Server.patiently for as long as the store may be used.
func (s *Store) patiently(patience time.Duration, fn func() error) error {
	return s.server.patiently(&s.life, patience, fn)
}

// View implements store.Store.
func (s *Store) View(fn func(store.Reader) error) error {
	if err := s.enter(); err != nil {
		return explain("store.read", s.server.shown, err)
	}
	defer s.leave()
	var c *pgxpool.Conn
	err := s.patiently(readPatience, func() (err error) {
		c, err = s.snapshot()
		return err
	})
	if err != nil {
		return explain("store.read", s.server.shown, err)
	}
	defer func() {
		ctx, cancel := s.soon()
		defer cancel()
		_ = c.Conn().PgConn().Exec(ctx, "rollback").Close() // otherwise Release closes the connection
		c.Release()
	}()
	return fn(&reader{s: s, tx: c.Conn()})
}

// snapshot begins a transaction that reads what is committed now: the first
// query takes the snapshot.
func (s *Store) snapshot() (*pgxpool.Conn, error) {
	ctx, cancel := s.soon()
	defer cancel()
	c, err := s.server.views.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	err = c.Conn().PgConn().Exec(ctx, "begin isolation level repeatable read read only; select 1").Close()
	if err != nil {
		c.Release()
		return nil, err
	}
	return c, nil
}

// Latest implements store.Latest.
func (s *Store) Latest(fn func(store.Reader) error) error {
	if err := s.err(); err != nil {
		return explain("store.read", s.server.shown, err)
	}
	if s.epoch == 0 {
		return s.View(fn)
	}
	return fn(&reader{s: s})
}

// Rows implements store.Lister.
func (s *Store) Rows(fn func(table string, key, value []byte) error) error {
	return s.View(func(r store.Reader) error {
		tables, err := r.(*reader).tables()
		if err != nil {
			return err
		}
		for _, name := range tables {
			err := r.Scan(name, nil, nil, false, 0, func(k, v []byte) (bool, error) { return true, fn(name, k, v) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// InPlace implements store.Watcher; it returns store.ErrFenced once another
// process has claimed the lease, and an error while the lease can't be renewed.
func (s *Store) InPlace() error {
	if err := s.err(); errors.Is(err, store.ErrFenced) {
		return err
	}
	return s.server.Away()
}

// Nameless implements store.Watcher; there is no file.
func (s *Store) Nameless() bool { return false }

// Update implements store.Store. The Tx is a *store.Overlay.
func (s *Store) Update(fn func(store.Tx) error) error {
	return s.write(false, func(r *reader) (*store.Overlay, error) {
		s.overlay.Reset(r)
		return s.overlay, fn(s.overlay)
	})
}

// Apply implements store.Applier. If the database can't be reached and the
// outcome is unknown, it returns an error after a second: call it again with the
// same overlay, whose writes count once whatever became of earlier tries.
func (s *Store) Apply(o *store.Overlay) error {
	o.Freeze()
	return s.write(true, func(*reader) (*store.Overlay, error) { return o, nil })
}

// write commits the overlay returned by gather; again says that the caller
// comes again with it if that fails. If it fails, gather's writes to
// s.overlay are rolled back.
func (s *Store) write(again bool, gather func(*reader) (*store.Overlay, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.err() != nil:
		return explain("store.write", s.server.shown, s.err())
	case s.epoch == 0:
		return explain("store.write", s.server.shown, store.ErrReadOnly)
	}
	defer s.rollback()
	o, err := gather(&reader{s: s})
	if err != nil {
		return err
	}
	if o.Len() > 0 {
		if err := s.commit(o, again); err != nil {
			return explain("store.write", s.server.shown, err)
		}
		s.cache.committed(o)
	}
	s.overlay.Reset(nil)
	return nil
}

func (s *Store) rollback() {
	s.overlay.Rollback(0)
	s.overlay.Reset(nil)
}

// tx is what reads and writes: a connection.
type tx = *pgx.Conn
