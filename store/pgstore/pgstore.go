// Package pgstore is the store in a PostgreSQL database, which one process
// writes to at a time, wherever it runs.
//
// Rows are in one table kv(part, t, k, v), with a partition of its own for each
// table of the store; kv_names has their names. Tables are made by the first
// write to them and are never dropped. Everything is in the schema that the
// connection's search_path names first.
//
// Whoever opens the store for writing claims a lease: a row with an epoch, an
// owner and a time until which it counts by the database's clock. It is renewed
// all the time. Whoever claims it next counts the epoch up, and every commit
// checks it: an owner that was paused or cut off for longer than its lease can't
// change anything any more; its methods return store.ErrFenced from then on.
// The lease also counts commits, so that one whose answer was lost is repeated
// without happening twice, or after a later one.
//
// A View is a transaction REPEATABLE READ. Update and Latest read what is
// committed at the time, since nobody else writes: rows that are in the cache
// already are not asked for again. A commit is sent in one round trip.
package pgstore

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/store"
)

// Options of Open. The zero value is what a running bot needs.
type Options struct {
	store.Options
	// Lease is how long nobody else may write after the last sign of life of
	// the owner; 0 means 6 seconds.
	Lease time.Duration
	// Cache is about how many bytes of rows are kept in memory while this
	// process is the only one that writes; 0 means 256 MiB, negative none.
	Cache int

	fence, renewal string // statements; empty: fenceSQL, renewalSQL
}

const (
	defaultLease = 6 * time.Second
	defaultCache = 256 << 20
)

// part is the partition that the one engine of a program uses. The lease is
// per partition.
const part = "0"

// Store is a store.Store in a PostgreSQL database. Make one with Open.
type Store struct {
	shown string // the URL without its password
	opt   Options
	views *pgxpool.Pool // for snapshots
	own   *pgxpool.Pool // for the writer and the lease
	names names
	cache *cache // of committed rows; nil without one
	epoch int64  // of the lease

	ctx  context.Context // until the store is closed or lost
	end  context.CancelCauseFunc
	idle sync.WaitGroup // the renewal of the lease

	closed atomic.Bool
	away   atomic.Pointer[error] // why the lease could not be renewed; nil: it was

	mu      sync.Mutex // held by the writer; guards what follows
	overlay *store.Overlay
	commits commits
}

// Open opens the store in the database at a URL, and makes its tables if there
// are none (an error with ReadOnly). The URL is any that pgx takes.
//
// Expected errors are store.ErrLocked, if another process has it open for
// writing, with its name and until when at least; store.ErrReadOnly; and
// fs.ErrPermission.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	s, err := open(ctx, url, opts)
	if err != nil {
		return nil, explain("store.open", store.Shown(url), err)
	}
	return s, nil
}

func open(ctx context.Context, url string, opts Options) (*Store, error) {
	opts.Lease = cmp.Or(opts.Lease, defaultLease)
	opts.fence, opts.renewal = cmp.Or(opts.fence, fenceSQL), cmp.Or(opts.renewal, renewalSQL)
	s := &Store{shown: store.Shown(url), opt: opts, overlay: store.NewOverlay(nil), cache: newCache(cmp.Or(opts.Cache, defaultCache))}
	s.ctx, s.end = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := s.connect(url); err != nil {
		return nil, err
	}
	err := s.tables(ctx)
	if err == nil && !opts.ReadOnly {
		err = s.claim(ctx)
	}
	if err == nil {
		err = s.names.load(ctx, s.own)
	}
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	if !opts.ReadOnly {
		s.idle.Go(s.renew)
	}
	return s, nil
}

// Close implements store.Store. The lease is free at once.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.epoch != 0 && s.err() == nil
	s.closed.Store(true)
	s.views.Close() // waits for Views
	var err error
	if held {
		err = s.release()
	}
	s.end(store.ErrClosed)
	s.idle.Wait()
	s.own.Close()
	if err != nil {
		return explain("store.close", s.shown, err)
	}
	return nil
}

// err returns why the store can't be used any more, nil if it can.
func (s *Store) err() error {
	switch {
	case s.ctx.Err() != nil:
		return context.Cause(s.ctx)
	case s.closed.Load():
		return store.ErrClosed
	}
	return nil
}

// lose ends all use of the store for the reason given.
func (s *Store) lose(err error) error {
	err = explain("store.write", s.shown, err)
	s.end(err)
	s.cache.drop()
	return s.err()
}

// View implements store.Store.
func (s *Store) View(fn func(store.Reader) error) error {
	var c *pgxpool.Conn
	err := s.patiently(readPatience, func() (err error) {
		c, err = s.snapshot()
		return err
	})
	if err != nil {
		return explain("store.read", s.shown, err)
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
	c, err := s.views.Acquire(ctx)
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
		return explain("store.read", s.shown, err)
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
	if away := s.away.Load(); away != nil {
		return *away
	}
	return nil
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
		return explain("store.write", s.shown, s.err())
	case s.epoch == 0:
		return explain("store.write", s.shown, store.ErrReadOnly)
	}
	defer s.rollback()
	o, err := gather(&reader{s: s})
	if err != nil {
		return err
	}
	if o.Len() > 0 {
		if err := s.commit(o, again); err != nil {
			return explain("store.write", s.shown, err)
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
