package pgstore

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

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

// fenceSQL is the first statement of each commit: it divides by zero unless the
// lease is of this epoch and of the commit before. The row stays locked until
// the commit ends, so that nobody claims the lease meanwhile.
const fenceSQL = `with l as (update lease set commits = $2::bigint where part = ` + part + ` and epoch = $1 and commits = $2::bigint - 1 returning 1)
	select 1/(select count(*) from l)::int`

// commit puts o's writes into the database in one transaction, and tries again
// if the connection is lost. When it gives up, the outcome is unknown: again
// says that the caller comes again with the same overlay.
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
	err = s.patiently(patience, func() error { return s.once(ready, o) })
	if isCode(err, duplicate) { // somebody put a row there by hand
		for _, one := range ready {
			one.table.forgetTop()
		}
		return s.commit(o, again)
	}
	s.raise(ready, err == nil)
	if err != nil && s.commits.pending != nil && !again {
		return s.lose(store.ErrUncertain)
	}
	return err
}

// once tries a commit once.
func (s *Store) once(ready []statement, o *store.Overlay) error {
	number := s.commits.last + 1
	ctx, cancel := s.soon()
	defer cancel()
	c, err := s.own.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	batch, err := s.batch(ctx, c, ready, number)
	if err != nil {
		return err
	}
	tried := s.commits.pending != nil
	s.commits.pending = o
	err = c.Conn().PgConn().ExecBatch(ctx, batch).Close()
	if isCode(err, fenced) {
		if tried {
			err = s.counted(ctx, c, number, err)
		}
		if isCode(err, fenced) {
			return s.lose(store.ErrFenced)
		}
	}
	switch {
	case err == nil:
		s.commits = commits{last: number}
	case !lost(err) && !tried:
		s.commits.pending = nil // the server has rolled it back
	}
	return err
}

// counted returns nil if the lease is still held and an earlier try of the
// commit counts after all.
func (s *Store) counted(ctx context.Context, c *pgxpool.Conn, number int64, err error) error {
	var epoch, last int64
	row := c.QueryRow(ctx, `select epoch, commits from lease where part = `+part)
	if err := row.Scan(&epoch, &last); err != nil {
		return err
	}
	if epoch == s.epoch && last == number {
		return nil
	}
	return err
}

// statement writes some rows of one table.
type statement struct {
	sql   string
	args  [][]byte
	table *table // that rows are put into
	rows  int
	top   []byte // no key put so far is above it
}

// batch returns the statements of a commit, prepared on the connection.
func (s *Store) batch(ctx context.Context, c *pgxpool.Conn, ready []statement, number int64) (*pgconn.Batch, error) {
	b, binary := &pgconn.Batch{}, []int16{1}
	for _, one := range append([]statement{{sql: s.opt.fence, args: [][]byte{int8(s.epoch), int8(number)}}}, ready...) {
		st, err := c.Conn().Prepare(ctx, one.sql, one.sql)
		if err != nil {
			return nil, err
		}
		b.ExecStatement(st, one.args, binary, binary)
	}
	return b, nil
}

func int8(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// statementBytes is how much one statement holds at least before another is
// begun: a message of PostgreSQL's has at most 1 GiB.
const statementBytes = 32 << 20

// encode returns the statements for an overlay's writes, and makes the tables
// that are new.
func (s *Store) encode(o *store.Overlay) (list []statement, err error) {
	var fresh []string
	for w := range o.Writes() {
		if w.Value != nil && s.names.find(w.Table) == nil && (len(fresh) == 0 || fresh[len(fresh)-1] != w.Table) {
			fresh = append(fresh, w.Table)
		}
	}
	if len(fresh) > 0 {
		err := s.patiently(writePatience, func() error {
			ctx, cancel := s.soon()
			defer cancel()
			return s.make(ctx, fresh)
		})
		if err != nil {
			return nil, err
		}
	}
	var e encoder
	for w := range o.Writes() {
		if w.Table != e.name {
			e.flush()
			e.name, e.table, e.top = w.Table, s.names.find(w.Table), nil
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
	name        string
	table       *table
	fresh, rows puts  // rows that can't be there yet, and others
	del         array // keys
	top         []byte
	list        []statement
}

// puts are the arguments of a statement that puts rows.
type puts struct{ keys, values array }

func (p *puts) add(key []byte, w store.Write) {
	p.keys.add(key)
	if len(w.Key) > longest {
		p.values.add(appendLong(nil, w.Key, w.Value))
	} else {
		p.values.add(w.Value)
	}
}

func (p *puts) take() [][]byte { return [][]byte{p.keys.take(), p.values.take()} }

func (e *encoder) add(w store.Write) {
	key := shortened(w.Key)
	if w.Value == nil {
		e.del.add(key)
		return
	}
	p := &e.rows
	if e.table.isFresh(key) {
		p = &e.fresh
	}
	p.add(key, w)
	if bytes.Compare(key, e.top) > 0 {
		e.top = key
	}
	if len(p.keys.buf)+len(p.values.buf) > statementBytes {
		e.flush()
	}
}

func (e *encoder) flush() {
	if n := e.fresh.keys.count; n > 0 {
		e.list = append(e.list, statement{sql: e.table.add, args: e.fresh.take(), table: e.table, rows: n, top: e.top})
	}
	if n := e.rows.keys.count; n > 0 {
		e.list = append(e.list, statement{sql: e.table.put, args: e.rows.take(), table: e.table, rows: n, top: e.top})
	}
	if e.del.count > 0 {
		e.list = append(e.list, statement{sql: e.table.del, args: [][]byte{e.del.take()}})
	}
}

// array is a value of type bytea[] in PostgreSQL's binary format: five numbers
// (dimensions, whether there are nulls, the type of the elements, how many,
// number of the first), then the elements, each after its length.
type array struct {
	buf   []byte
	count int
}

const byteaOID = 17

func (a *array) add(b []byte) {
	if a.count == 0 {
		for _, n := range []uint32{1, 0, byteaOID, 0, 1} {
			a.buf = binary.BigEndian.AppendUint32(a.buf, n)
		}
	}
	a.count++
	a.buf = append(binary.BigEndian.AppendUint32(a.buf, uint32(len(b))), b...)
}

// take returns the array and begins another.
func (a *array) take() []byte {
	buf := a.buf
	binary.BigEndian.PutUint32(buf[12:], uint32(a.count))
	*a = array{}
	return buf
}
