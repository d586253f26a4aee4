// Package memory is a store that lives in the process: for tests, rehearsals
// and the demo.
//
// Each table is a copy-on-write B-tree. A View reads the trees of the last
// commit, so that readers and writers never wait for one another. An Update
// collects its writes in a store.Overlay, applies them to the writer's own
// trees and then publishes those.
package memory

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"

	"github.com/stewardbot/steward/store"
)

// Store is a store.Store in memory. Make one with New.
type Store struct {
	committed atomic.Pointer[snapshot] // nil once closed

	mu      sync.Mutex // held by the writer; guards what follows
	trees   snapshot   // the writer's; never read by a View
	overlay *store.Overlay
}

type tree = btree.Map[string, []byte]

// snapshot holds the tables by name. Once published it does not change.
type snapshot map[string]*tree

func init() { store.Register(backend{}, "memory") }

// backend implements store.Backend: every Open of "memory:" creates a new
// store.
type backend struct{}

func (backend) Open(string, store.Options) (store.Store, error) { return New(), nil }

// New returns an empty store.
func New() *Store {
	s := &Store{trees: snapshot{}, overlay: store.NewOverlay(nil)}
	s.committed.Store(&snapshot{})
	return s
}

// View implements store.Store. The Reader may be used from any number of
// goroutines, and keys and values stay valid as long as they are held.
func (s *Store) View(fn func(store.Reader) error) error {
	snap := s.committed.Load()
	if snap == nil {
		return store.ErrClosed
	}
	return fn(*snap)
}

// Update implements store.Store. The Tx is a *store.Overlay.
func (s *Store) Update(fn func(store.Tx) error) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap := s.committed.Load()
	if snap == nil {
		return store.ErrClosed
	}
	s.overlay.Reset(*snap)
	defer s.release()
	if err := fn(s.overlay); err != nil {
		return err
	}
	s.commit(*snap, s.overlay)
	s.overlay.Reset(nil)
	return nil
}

// release rolls back the writes of a failed or panicking function. After a
// commit there are none left.
func (s *Store) release() {
	s.overlay.Rollback(0)
	s.overlay.Reset(nil)
}

// Apply implements store.Applier.
func (s *Store) Apply(o *store.Overlay) error {
	o.Freeze()
	s.mu.Lock()
	defer s.mu.Unlock()
	snap := s.committed.Load()
	if snap == nil {
		return store.ErrClosed
	}
	s.commit(*snap, o)
	return nil
}

// Close implements store.Store. A running Update ends first; a running View
// keeps its snapshot.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.committed.Store(nil)
	return nil
}

// commit puts o's writes into the writer's trees and publishes copies of those
// that changed. A tree is copied, not shared, because copying marks the tree
// copied from, which only the writer may touch.
func (s *Store) commit(old snapshot, o *store.Overlay) {
	if o.Len() == 0 {
		return
	}
	next := maps.Clone(old)
	var t *tree
	table := ""
	publish := func() {
		if t != nil {
			next[table] = t.Copy()
		}
	}
	for w := range o.Writes() {
		if w.Table != table {
			publish()
			t, table = s.tree(w.Table), w.Table
		}
		if w.Value == nil {
			t.Delete(string(w.Key))
		} else {
			t.Set(string(w.Key), append([]byte{}, w.Value...)) // not a part of something larger
		}
	}
	publish()
	s.committed.Store(&next)
}

func (s *Store) tree(name string) *tree {
	t := s.trees[name]
	if t == nil {
		t = new(tree)
		s.trees[name] = t
	}
	return t
}

// Get implements store.Reader.
func (s snapshot) Get(table string, key []byte) ([]byte, error) {
	if err := store.CheckKey(table, key); err != nil {
		return nil, err
	}
	t := s[table]
	if t == nil {
		return nil, nil
	}
	v, _ := t.Get(string(key))
	return v, nil
}

// Scan implements store.Reader.
func (s snapshot) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := store.CheckTable(table); err != nil {
		return err
	}
	t := s[table]
	if t == nil {
		return nil
	}
	w := walk{from: string(from), to: string(to), open: to == nil, reverse: reverse, limit: limit, fn: fn}
	switch {
	case !reverse:
		t.Ascend(w.from, w.visit)
	case w.open:
		t.Reverse(w.visit)
	default:
		t.Descend(w.to, w.visit)
	}
	return w.err
}

// walk is one Scan.
type walk struct {
	from, to string
	open     bool // no upper end
	reverse  bool
	limit    int
	fn       func(k, v []byte) (bool, error)
	count    int
	err      error
}

func (w *walk) visit(key string, value []byte) bool {
	switch {
	case !w.open && key >= w.to:
		return w.reverse // the key that Descend starts at is not in the range
	case key < w.from:
		return false
	}
	more, err := w.fn([]byte(key), value)
	w.err = err
	w.count++
	return err == nil && more && w.count != w.limit
}
