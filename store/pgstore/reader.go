package pgstore

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/stewardbot/steward/store"
)

// reader reads one snapshot, or what is committed at the time.
type reader struct {
	s  *Store
	tx tx // of the snapshot; nil: each query is on its own
}

// run runs one query. A query that is on its own is tried again when its
// connection is lost; begin is called before each try.
func (r *reader) run(sql string, args [][]byte, begin func(), row func(values [][]byte)) error {
	once := func() error {
		begin()
		ctx, cancel := r.s.soon()
		defer cancel()
		if r.tx != nil {
			return query(ctx, r.tx, sql, args, row)
		}
		c, err := r.s.server.own.Acquire(ctx)
		if err != nil {
			return err
		}
		defer c.Release()
		return query(ctx, c.Conn(), sql, args, row)
	}
	err := r.s.err()
	switch {
	case err != nil:
	case r.tx != nil:
		err = once()
	default:
		err = r.s.patiently(readPatience, once)
	}
	if err != nil {
		return explain("store.read", r.s.server.shown, err)
	}
	return nil
}

// table returns a table, nil if there is none. Others than the owner ask for
// names they don't know.
func (r *reader) table(name string) (*table, error) {
	t := r.s.server.names.find(name)
	if t != nil || r.s.epoch != 0 {
		return t, nil
	}
	err := r.run(`select t from kv_names where name = $1`, [][]byte{[]byte(name)}, func() {}, func(values [][]byte) {
		t = r.s.server.names.add(name, int16(binary.BigEndian.Uint16(values[0])))
	})
	return t, err
}

// tables returns the names of all tables of the snapshot.
func (r *reader) tables() ([]string, error) {
	ctx, cancel := context.WithTimeout(r.s.ctx, queryTime)
	defer cancel()
	if err := r.s.server.names.read(ctx, r.tx, `select t, name from kv_names`, nil); err != nil {
		return nil, explain("store.read", r.s.server.shown, err)
	}
	return r.s.server.names.all(), nil
}

// Get implements store.Reader.
func (r *reader) Get(name string, key []byte) ([]byte, error) {
	if err := store.CheckKey(name, key); err != nil {
		return nil, err
	}
	t, err := r.table(name)
	if t == nil || err != nil {
		return nil, err
	}
	if r.tx == nil && r.s.cache != nil && len(key) <= longest {
		if err := r.s.err(); err != nil {
			return nil, explain("store.read", r.s.server.shown, err)
		}
		return r.cached(name, t, key)
	}
	var value []byte
	err = r.run(t.get, [][]byte{r.s.arg(), shortened(key)}, func() { value = nil }, func(values [][]byte) {
		value = append([]byte{}, values[0]...)
	})
	if err != nil || value == nil || len(key) <= longest {
		return value, err
	}
	_, value = lengthened(shortened(key), value)
	return value, nil
}

// Scan implements store.Reader. It fetches whole pages, so that fn may use the
// connection.
func (r *reader) Scan(name string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := store.CheckTable(name); err != nil {
		return err
	}
	t, err := r.table(name)
	if t == nil || err != nil {
		return err
	}
	w := walk{from: from, to: to, reverse: reverse, limit: limit, fn: fn}
	p := newPage(t, from, to, reverse)
	for {
		if err := p.fetch(r, limit-w.count); err != nil {
			return err
		}
		for _, one := range p.rows {
			if err := w.row(one); err != nil || w.over {
				return err
			}
		}
		if p.last {
			return w.flush()
		}
	}
}

// row is one as it is stored.
type row struct{ k, v []byte }

// page is some rows of a scan, and where the next ones begin.
type page struct {
	from    []byte
	to      []byte // nil: no end
	reverse bool
	size    int // rows of the next page
	rows    []row
	last    bool
	table   *table
}

// A page has so many rows, at first and at most, and about so many bytes.
const (
	firstPage = 32
	mostRows  = 4096
	pageBytes = 1 << 20
)

func newPage(t *table, from, to []byte, reverse bool) *page {
	p := &page{table: t, from: shortest(from), reverse: reverse, size: firstPage}
	if to != nil {
		p.to = uppermost(to)
	}
	return p
}

// fetch replaces the rows by the next ones: at most limit if it is positive.
func (p *page) fetch(r *reader, limit int) error {
	size := p.size
	if limit > 0 && limit < size {
		size = limit
	}
	kind, args := ends(0), [][]byte{r.s.arg(), p.from, binary.BigEndian.AppendUint64(nil, uint64(size))}
	if p.to != nil {
		kind, args = kind|bounded, append(args, p.to)
	}
	if p.reverse {
		kind |= reversed
	}
	var buf []byte
	took := 0
	err := r.run(p.table.scan[kind], args, func() { p.rows, took = nil, 0 }, func(values [][]byte) {
		var one row
		if cap(buf)-len(buf) < len(values[0])+len(values[1]) {
			buf = make([]byte, 0, max(4096, len(values[0])+len(values[1])))
		}
		n := len(buf)
		buf = append(append(buf, values[0]...), values[1]...)
		one.k, one.v = buf[n:n+len(values[0]):n+len(values[0])], buf[n+len(values[0]):len(buf):len(buf)]
		p.rows = append(p.rows, one)
		took += len(one.k) + len(one.v)
	})
	if err != nil {
		return err
	}
	if p.last = len(p.rows) < size; p.last {
		return nil
	}
	edge := p.rows[len(p.rows)-1].k
	if p.reverse {
		p.to = edge
	} else {
		p.from = append(bytes.Clone(edge), 0)
	}
	p.size = min(4*p.size, mostRows, max(1, pageBytes/max(1, took/len(p.rows))))
	return nil
}

// walk calls fn for the rows of a scan. Long keys with the same beginning are
// stored in no order of theirs: they wait until all are there.
type walk struct {
	from, to []byte
	reverse  bool
	limit    int
	fn       func(k, v []byte) (bool, error)
	count    int
	over     bool // fn or the limit ended the scan
	group    []row
	prefix   []byte // of the group, as stored
}

func (w *walk) row(one row) error {
	if len(one.k) <= longest {
		if err := w.flush(); err != nil || w.over {
			return err
		}
		return w.visit(one)
	}
	if !bytes.Equal(w.prefix, one.k[:longest]) {
		if err := w.flush(); err != nil || w.over {
			return err
		}
		w.prefix = one.k[:longest]
	}
	k, v := lengthened(one.k, one.v)
	w.group = append(w.group, row{k, v})
	return nil
}

// flush visits the group in order.
func (w *walk) flush() error {
	sortRows(w.group, w.reverse)
	for _, one := range w.group {
		if err := w.visit(one); err != nil || w.over {
			return err
		}
	}
	w.group, w.prefix = w.group[:0], nil
	return nil
}

func (w *walk) visit(one row) error {
	if bytes.Compare(one.k, w.from) < 0 || w.to != nil && bytes.Compare(one.k, w.to) >= 0 {
		return nil // the stored ends are wider
	}
	more, err := w.fn(one.k, one.v)
	w.count++
	w.over = err != nil || !more || w.count == w.limit
	return err
}
