package store

import (
	"bytes"
	"iter"
	"maps"
	"slices"
	"strings"
	"unsafe"
)

// Overlay is a Tx that keeps its writes in memory over a base Reader, which it
// never changes. A backend's Update passes one to its function, and it is the
// working state of code that makes many decisions in one transaction: Mark and
// Rollback undo some of the writes, Writes lists the rest.
//
// It is for one goroutine until Freeze; after that it is safe for concurrent
// readers.
type Overlay struct {
	base   Reader
	tables map[string]*table
	lately [tableSlots]*table // tables used lately, by slotOf; not touched once frozen
	undo   []undo
	marks  int    // how often Settle ended all marks
	keys   []byte // the arena that keys are cut from; its bytes are never written twice
	key    []byte // scratch of keyFor; not touched once frozen
	room   []byte // what is left of the arena of Room
	len    int
	size   int
	frozen bool
}

// table holds the writes to one table. Entries are in the order of the first
// write to their key and stay until Reset: a rolled-back one becomes a ghost.
type table struct {
	name    string
	index   map[string]int32
	lately  int32 // the entry used last; not touched once frozen
	entries []entry
	sorted  []int32  // the first len(sorted) entries, in key order
	tail    []headed // scratch of sort
	spans   []*span  // of the Scans running on this table
	lives   []int32  // entries that were given a live value
}

type entry struct {
	key   string
	value []byte
	live  encoder // see LiveValue; nil: none
	state state
	stale bool // live was changed since it was encoded into value
}

type state uint8

const (
	ghost   state = iota // not written, or rolled back: the base applies
	present              // put
	deleted
)

// undo calls also, if any, and reverts one write, if there is a table.
type undo struct {
	table *table
	value []byte
	live  encoder
	also  undoer
	index int32
	state state
	stale bool
}

func undoOf(t *table, index int32, e *entry, also undoer) undo {
	return undo{t, e.value, e.live, also, index, e.state, e.stale}
}

type undoer interface{ rollback() }

type undoFunc func()

func (fn undoFunc) rollback() { fn() }

// Write is one final write of an Overlay. Neither Key nor Value may be changed.
type Write struct {
	Table string
	Key   []byte
	Value []byte // nil: the key is deleted
}

// NewOverlay returns an empty Overlay over base, which must not change while in
// use; it may be a frozen Overlay. A nil base is an empty store.
func NewOverlay(base Reader) *Overlay {
	o := &Overlay{tables: make(map[string]*table)}
	o.Reset(base)
	return o
}

// Reset forgets all writes, marks and rollback functions, without calling
// those, and puts o over base. Memory is kept for reuse. Values handed out
// before stay valid as long as those of the base they came from.
func (o *Overlay) Reset(base Reader) {
	for _, t := range o.tables {
		clear(t.index)
		clear(t.entries)
		t.entries, t.sorted, t.spans, t.lives = t.entries[:0], t.sorted[:0], nil, t.lives[:0]
	}
	o.Settle()
	o.len, o.size, o.frozen = 0, 0, false
	o.Rebase(base)
}

// Rebase moves the writes to another base, which must hold the same data: for
// instance a new snapshot, instead of a frozen Overlay whose writes have been
// committed.
func (o *Overlay) Rebase(base Reader) {
	if base == nil {
		base = empty{}
	}
	o.base = base
}

// Freeze ends writing, until Reset. A frozen Overlay may be read from any
// number of goroutines, as far as its base may.
func (o *Overlay) Freeze() {
	if o.frozen {
		return
	}
	for _, t := range o.tables {
		o.encodeAll(t)
		t.sort()
	}
	o.frozen = true
}

// Get implements Reader.
func (o *Overlay) Get(table string, key []byte) ([]byte, error) {
	if err := CheckKey(table, key); err != nil {
		return nil, err
	}
	if t := o.find(table); t != nil {
		if i, ok := t.look(key, o.frozen); ok {
			switch e := &t.entries[i]; e.state {
			case present:
				o.encode(t, e)
				return e.value, nil
			case deleted:
				return nil, nil
			}
		}
	}
	return o.base.Get(table, key)
}

// Put implements Tx. It owns value from now on.
func (o *Overlay) Put(table string, key, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return o.write(table, key, value, present)
}

// Delete implements Tx.
func (o *Overlay) Delete(table string, key []byte) error {
	return o.write(table, key, nil, deleted)
}

func (o *Overlay) write(name string, key, value []byte, s state) error {
	if err := CheckKey(name, key); err != nil {
		return err
	}
	if o.frozen {
		return ErrFrozen
	}
	t, i := o.entry(name, key)
	e := &t.entries[i]
	o.undo = append(o.undo, undoOf(t, i, e, nil))
	e.live, e.stale = nil, false
	o.set(t, e, value, s)
	return nil
}

// entry returns the place of a key, a ghost if it is new.
func (o *Overlay) entry(name string, key []byte) (t *table, i int32) {
	if t = o.find(name); t == nil {
		t = &table{name: strings.Clone(name), index: make(map[string]int32)}
		o.tables[t.name] = t
	}
	i, ok := t.look(key, false)
	if !ok {
		k := o.intern(key)
		i = int32(len(t.entries))
		t.detach()
		t.entries = append(t.entries, entry{key: k})
		t.index[k] = i
		t.lately = i
	}
	return t, i
}

// look returns the place of a key; false if there is none. Usually it is the
// last one again: the columns of a row, or a sum of all.
func (t *table) look(key []byte, frozen bool) (int32, bool) {
	if n := t.lately; !frozen && int(n) < len(t.entries) && t.entries[n].key == string(key) {
		return n, true
	}
	i, ok := t.index[string(key)]
	if ok && !frozen {
		t.lately = i
	}
	return i, ok
}

// set sets the value of an entry of t and updates the counts.
func (o *Overlay) set(t *table, e *entry, value []byte, s state) {
	t.detach()
	if e.state != ghost {
		o.len--
		o.size -= len(e.key) + len(e.value)
	}
	e.value, e.state = value, s
	if s != ghost {
		o.len++
		o.size += len(e.key) + len(value)
	}
}

// Mark returns a savepoint for Rollback.
func (o *Overlay) Mark() int { return len(o.undo) }

// Rollback undoes, last first, every write and runs every OnRollback function
// since Mark returned mark. Rollback(0) undoes everything. Later marks become
// invalid.
func (o *Overlay) Rollback(mark int) {
	for len(o.undo) > mark {
		n := len(o.undo) - 1
		u := o.undo[n]
		o.undo[n] = undo{}
		o.undo = o.undo[:n]
		if u.also != nil {
			u.also.rollback()
		}
		if u.table != nil {
			e := &u.table.entries[u.index]
			e.live, e.stale = u.live, u.stale
			o.set(u.table, e, u.value, u.state)
		}
	}
}

// Settle ends all marks: what was written so far can't be rolled back any more,
// and what was overwritten needs no memory.
func (o *Overlay) Settle() {
	clear(o.undo)
	o.undo = o.undo[:0]
	o.marks++
}

// OnRollback registers fn to be called if o is rolled back to an earlier mark:
// it undoes changes outside of o that belong to it, such as an index in memory.
// Backends roll back a failed Update completely. fn must not write to o.
func (o *Overlay) OnRollback(fn func()) {
	o.undo = append(o.undo, undo{also: undoFunc(fn)})
}

// Len returns how many keys are written or deleted.
func (o *Overlay) Len() int { return o.len }

// Size returns the number of bytes in the keys and values written.
func (o *Overlay) Size() int { return o.size }

// Writes yields the final writes, one per key, sorted by table and key. The
// loop must not write to o.
func (o *Overlay) Writes() iter.Seq[Write] {
	return func(yield func(Write) bool) {
		for _, name := range slices.Sorted(maps.Keys(o.tables)) {
			if !o.frozen {
				o.encodeAll(o.tables[name])
			}
			if !o.tables[name].writes(o.frozen, yield) {
				return
			}
		}
	}
}

func (t *table) writes(frozen bool, yield func(Write) bool) bool {
	if !frozen {
		t.sort()
	}
	for _, i := range t.sorted {
		e := &t.entries[i]
		if e.state != ghost && !yield(Write{t.name, keyBytes(e.key), e.value}) {
			return false
		}
	}
	return true
}

// ApplyTo repeats the final writes on tx, in the order of Writes.
func (o *Overlay) ApplyTo(tx Tx) error {
	for w := range o.Writes() {
		if err := applyWrite(tx, w); err != nil {
			return err
		}
	}
	return nil
}

func applyWrite(tx Tx, w Write) error {
	if w.Value == nil {
		return tx.Delete(w.Table, w.Key)
	}
	return tx.Put(w.Table, w.Key, w.Value)
}

// find returns the table of that name, nil if nothing was written to it.
func (o *Overlay) find(name string) *table {
	slot := &o.lately[slotOf(name)]
	if t := *slot; t != nil && t.name == name {
		return t
	}
	t := o.tables[name]
	if t != nil && !o.frozen {
		*slot = t
	}
	return t
}

// slotOf tells most tables apart in less time than a map takes.
func slotOf(name string) int {
	if name == "" {
		return 0
	}
	return (len(name) + int(name[len(name)-1]) + int(name[len(name)/2])) % tableSlots
}

const tableSlots = 64

const arenaSize = 32 << 10

// intern copies key into the arena. Strings cut from it stay valid for ever: a
// full arena lives as long as any of its strings.
func (o *Overlay) intern(key []byte) string {
	if len(o.keys)+len(key) > cap(o.keys) {
		o.keys = make([]byte, 0, max(min(2*cap(o.keys), arenaSize), 512, len(key)))
	}
	n := len(o.keys)
	o.keys = append(o.keys, key...)
	return unsafe.String(&o.keys[n], len(key))
}

// valueArena is what values are cut from at once.
const valueArena = 16 << 10

// Room returns memory for a value of up to n bytes that is about to be put into tx: of length 0, to
// append to. An Overlay cuts values from larger pieces, as it does keys.
func Room(tx Tx, n int) []byte {
	keeper, _ := tx.(interface{ overlay() *Overlay })
	if keeper == nil || n > valueArena/16 {
		return make([]byte, 0, n)
	}
	o := keeper.overlay()
	if n > len(o.room) {
		o.room = make([]byte, valueArena)
	}
	value := o.room[:0:n]
	o.room = o.room[n:]
	return value
}

// keyBytes returns the key without copying. Nobody may write to it.
func keyBytes(key string) []byte {
	return unsafe.Slice(unsafe.StringData(key), len(key))
}

// search returns the first place in sorted whose key is not below key.
func (t *table) search(sorted []int32, key string) int {
	at, _ := slices.BinarySearchFunc(sorted, key, func(i int32, key string) int {
		return strings.Compare(t.entries[i].key, key)
	})
	return at
}

// empty is the base of an Overlay over nothing.
type empty struct{}

func (empty) Get(string, []byte) ([]byte, error) { return nil, nil }

func (empty) Scan(string, []byte, []byte, bool, int, func(k, v []byte) (bool, error)) error {
	return nil
}

// compare orders keys as a scan visits them.
func compare(a, b []byte, reverse bool) int {
	if reverse {
		a, b = b, a
	}
	return bytes.Compare(a, b)
}
