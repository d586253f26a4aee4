package pgstore

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/store"
)

// Server is a connection to a database whose partitions this process reads and
// writes. All share the connections, the bound of the cache, one statement that
// renews the leases, and one committer: what several partitions have to commit
// at a time goes in one transaction. Make one with Connect.
type Server struct {
	life
	shown string // the URL without its password
	opt   Options
	views *pgxpool.Pool // for snapshots
	own   *pgxpool.Pool // for writers and leases
	names names
	kept  *pool // of committed rows; nil without a cache
	queue queue

	idle sync.WaitGroup        // the renewal of leases and the committer
	away atomic.Pointer[error] // why the leases could not be renewed; nil: they were

	sign sync.Mutex // held while a worker gives a sign of life, or ends

	mu     sync.Mutex // guards what follows
	stores map[*Store]bool
	worker string // id among the workers; empty: none
}

// life is how long a server or a store may be used.
type life struct {
	ctx    context.Context // until it is closed or lost
	end    context.CancelCauseFunc
	closed atomic.Bool
}

// err returns why it can't be used any more, nil if it can.
func (l *life) err() error {
	switch {
	case l.ctx.Err() != nil:
		return context.Cause(l.ctx)
	case l.closed.Load():
		return store.ErrClosed
	}
	return nil
}

// soon returns a context for one query, which also ends with l.
func (l *life) soon() (context.Context, context.CancelFunc) {
	return context.WithTimeout(l.ctx, queryTime)
}

// Connect connects to the database at a URL, which is any that pgx takes, and
// makes the tables if there are none (an error with ReadOnly).
//
// Expected errors are store.ErrReadOnly, fs.ErrPermission, and fs.ErrNotExist if
// there is no such database.
func Connect(ctx context.Context, url string, opts Options) (*Server, error) {
	return connect(ctx, url, store.Shown(url), opts)
}

func connect(ctx context.Context, url, shown string, opts Options) (*Server, error) {
	opts.Lease, opts.Owner = cmp.Or(opts.Lease, defaultLease), cmp.Or(opts.Owner, owner())
	opts.fence, opts.renewal = cmp.Or(opts.fence, fenceSQL), cmp.Or(opts.renewal, renewalSQL)
	s := &Server{shown: shown, opt: opts, kept: newPool(cmp.Or(opts.Cache, defaultCache)), stores: map[*Store]bool{}}
	s.queue.wake = make(chan struct{}, 1)
	s.ctx, s.end = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := s.pools(url); err != nil {
		return nil, explain("store.open", shown, err)
	}
	if err := s.tables(ctx); err != nil {
		_ = s.Close()
		return nil, explain("store.open", shown, err)
	}
	if !opts.ReadOnly {
		s.idle.Go(s.renew)
		s.idle.Go(s.commitAll)
	}
	return s, nil
}

// Open claims the lease of a partition and returns its store. Partitions are
// numbered from 0 and need not be made.
//
// Expected errors are store.ErrLocked, if another store has the lease, with its
// owner and until when at least, and store.ErrReadOnly.
func (s *Server) Open(ctx context.Context, part int) (*Store, error) {
	st, err := s.open(ctx, part)
	if err != nil {
		return nil, explain("store.open", s.shown, err)
	}
	return st, nil
}

func (s *Server) open(ctx context.Context, part int) (*Store, error) {
	if s.opt.ReadOnly {
		return nil, store.ErrReadOnly
	}
	if err := cmp.Or(s.err(), checkPart(part)); err != nil {
		return nil, err
	}
	st := s.View(part)
	st.cache, st.began = s.kept.cache(), time.Now()
	err := s.claim(ctx, st)
	if err == nil {
		err = s.names.load(ctx, s.own) // of all tables with rows of the partition: nobody else makes any from here on
	}
	if err == nil {
		err = s.add(st)
	}
	if err != nil {
		if lost(err) {
			s.reset()
		}
		st.end(store.ErrClosed)
		st.cache.drop()
		return nil, err
	}
	return st, nil
}

func (s *Server) add(st *Store) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.err(); err != nil {
		return err
	}
	s.stores[st] = true
	return nil
}

// View returns a store that reads a partition beside whoever has its lease. It
// needs no Close.
func (s *Server) View(part int) *Store {
	st := &Store{server: s, part: int32(part), overlay: store.NewOverlay(nil), tops: map[*table]*top{}}
	st.ctx, st.end = context.WithCancelCause(s.ctx)
	st.using.L = &st.count
	return st
}

// held returns the stores that have a lease, by partition.
func (s *Server) held() []*Store {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*Store
	for st := range s.stores {
		if st.ctx.Err() == nil {
			list = append(list, st)
		}
	}
	slices.SortFunc(list, func(a, b *Store) int { return cmp.Compare(a.part, b.part) })
	return list
}

// Away returns why the leases can't be renewed, such as while the server can't
// be reached; nil if they are.
func (s *Server) Away() error {
	if away := s.away.Load(); away != nil {
		return *away
	}
	return nil
}

// Close closes all stores and gives up their leases.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed.Store(true)
	list := make([]*Store, 0, len(s.stores))
	for st := range s.stores {
		list = append(list, st)
	}
	s.mu.Unlock()
	failed := make([]error, len(list)+1)
	var closing sync.WaitGroup
	for i, st := range list {
		closing.Go(func() { failed[i] = st.close() })
	}
	closing.Wait()
	failed[len(list)] = s.Leave()
	s.views.Close() // waits for Views
	s.end(store.ErrClosed)
	s.idle.Wait()
	s.own.Close()
	return errors.Join(failed...)
}
