package pgstore

import (
	"bytes"
	"encoding/binary"
	"time"

	"github.com/stewardbot/steward/store"
)

// commits numbers the commits under an epoch. The lease holds the number of the
// last one, and a commit only counts on top of that: whatever still reaches the
// database of one whose connection was lost can't happen after it was repeated,
// let alone after a later one.
type commits struct {
	last    int64          // the newest one known to count
	pending *store.Overlay // of last+1, if its outcome is unknown
}

// commit puts o's writes into the database, with what other partitions commit
// at the time, and tries again if the connection is lost. When it gives up, the
// outcome is unknown: again says that the caller comes again with the same
// overlay.
func (s *Store) commit(o *store.Overlay, again bool) error {
	if p := s.commits.pending; p != nil && p != o {
		return s.lose(store.ErrUncertain)
	}
	ready, err := s.encode(o)
	if err != nil {
		return err
	}
	patience := writePatience
	if again {
		patience = applyPatience
	}
	err = s.server.queue.run(&job{s: s, overlay: o, list: ready, size: o.Size(), until: time.Now().Add(patience), done: make(chan error, 1)})
	if isCode(err, duplicate) { // somebody put a row there by hand
		for _, one := range ready {
			s.top(one.table).grows = ignored
		}
		return s.commit(o, again)
	}
	s.raise(ready, err == nil)
	if err != nil && s.commits.pending != nil && !again {
		return s.lose(store.ErrUncertain)
	}
	return err
}

// statement writes some rows of one table.
type statement struct {
	sql          string
	table        *table
	keys, values array
	top          []byte // no key put so far is above it
}

func (s *statement) size() int { return len(s.keys.buf) + len(s.values.buf) }

// arg is the number of the partition as an argument of a statement.
func (s *Store) arg() []byte { return int4(s.part) }

func int4(n int32) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

func int8(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// statementBytes is how much one statement holds at least before another is
// begun: a message of PostgreSQL's has at most 1 GiB.
const statementBytes = 32 << 20

// encode returns the statements for an overlay's writes, and makes the tables
// that are new.
func (s *Store) encode(o *store.Overlay) (list []statement, err error) {
	var fresh []string
	for w := range o.Writes() {
		if w.Value != nil && s.server.names.find(w.Table) == nil && (len(fresh) == 0 || fresh[len(fresh)-1] != w.Table) {
			fresh = append(fresh, w.Table)
		}
	}
	if len(fresh) > 0 {
		err := s.patiently(writePatience, func() error {
			ctx, cancel := s.soon()
			defer cancel()
			return s.server.make(ctx, fresh)
		})
		if err != nil {
			return nil, err
		}
	}
	e := encoder{s: s}
	for w := range o.Writes() {
		if w.Table != e.name {
			e.flush()
			e.begin(w.Table)
		}
		if e.table != nil { // otherwise there is nothing to delete
			e.add(w)
		}
	}
	e.flush()
	return e.list, nil
}

// encoder gathers the writes of a table into statements.
type encoder struct {
	s                *Store
	name             string
	table            *table
	fresh, rows, del statement // rows that can't be there yet, others, keys to delete
	top              []byte
	list             []statement
}

func (e *encoder) begin(name string) {
	e.name, e.table, e.top = name, e.s.server.names.find(name), nil
	if t := e.table; t != nil {
		e.fresh, e.rows, e.del = statement{sql: t.add, table: t}, statement{sql: t.put, table: t}, statement{sql: t.del, table: t}
	}
}

func (e *encoder) add(w store.Write) {
	key := shortened(w.Key)
	if w.Value == nil {
		e.del.keys.add(byteaOID, key)
		return
	}
	st := &e.rows
	if e.s.top(e.table).isFresh(key) {
		st = &e.fresh
	}
	value := w.Value
	if len(w.Key) > longest {
		value = appendLong(nil, w.Key, w.Value)
	}
	st.keys.add(byteaOID, key)
	st.values.add(byteaOID, value)
	if bytes.Compare(key, e.top) > 0 {
		e.top = key
	}
	if st.size() > statementBytes {
		e.flush()
	}
}

func (e *encoder) flush() {
	for _, st := range []*statement{&e.fresh, &e.rows, &e.del} {
		if st.keys.count == 0 {
			continue
		}
		done := *st
		if st != &e.del {
			done.top = e.top
		}
		e.list = append(e.list, done)
		st.keys, st.values = array{}, array{}
	}
}

// array is an array in PostgreSQL's binary format: five numbers (dimensions,
// whether there are nulls, the type of the elements, how many, number of the
// first), then the elements, each after its length.
type array struct {
	buf   []byte
	count int
}

// Types of elements, by PostgreSQL's numbers, and the bytes before the elements.
const (
	byteaOID  = 17
	int8OID   = 20
	int4OID   = 23
	arrayHead = 20
)

func (a *array) add(oid uint32, b []byte) {
	if a.count == 0 {
		for _, n := range []uint32{1, 0, oid, 0, 1} {
			a.buf = binary.BigEndian.AppendUint32(a.buf, n)
		}
	}
	a.count++
	a.buf = append(binary.BigEndian.AppendUint32(a.buf, uint32(len(b))), b...)
}

// join adds b's elements, which are of the same type.
func (a *array) join(b array) {
	switch {
	case b.count == 0:
	case a.count == 0:
		*a = array{b.buf[:len(b.buf):len(b.buf)], b.count} // not copied as long as it stays alone
	default:
		a.buf = append(a.buf, b.buf[arrayHead:]...)
		a.count += b.count
	}
}

// bytes returns the array, which must not be added to any more.
func (a *array) bytes() []byte {
	binary.BigEndian.PutUint32(a.buf[12:], uint32(a.count))
	return a.buf
}
