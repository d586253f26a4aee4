package pgstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/stewardbot/steward/bot/phrase"
)

// schema makes what there is without any row. A lease row is rewritten by each
// commit, in place as long as its page has room.
const schema = `
create table kv(part int not null, t smallint not null, k bytea not null, v bytea not null, primary key(part, t, k)) partition by list(t);
create table kv_names(t smallint primary key, name text not null unique);
create table lease(part int primary key, epoch bigint not null, owner text not null, until timestamptz not null, commits bigint not null) with (fillfactor = 20);
insert into lease values (` + part + `, 0, '', '-infinity', 0)`

// making is the advisory lock under which tables are made, by one process at a
// time. It is held until the transaction ends.
const making = `select pg_advisory_xact_lock(7310579628)`

// tables makes the schema if there is none.
func (s *Store) tables(ctx context.Context) error {
	there, err := s.made(ctx, s.own)
	switch {
	case err != nil || there:
		return err
	case s.opt.ReadOnly:
		return phrase.New("store.no_tables", fs.ErrNotExist)
	}
	return pgx.BeginFunc(ctx, s.own, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, making); err != nil {
			return err
		}
		if there, err := s.made(ctx, t); err != nil || there {
			return err
		}
		return t.Conn().PgConn().Exec(ctx, schema).Close()
	})
}

func (s *Store) made(ctx context.Context, t interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}) (there bool, err error) {
	err = t.QueryRow(ctx, `select exists(select from pg_tables where schemaname = current_schema() and tablename = 'kv_names')`).Scan(&there)
	return there, err
}

// table is a table of the store with its statements.
type table struct {
	get, add, put, del string
	next, size         string    // for the cache
	scan               [4]string // by ends

	// Above the top there is no row; it is only used by the writer. Rows that
	// are added there, such as a journal's, need no look at what they replace.
	top   []byte
	grows growth
}

// growth says whether the top of a table is known.
type growth int

const (
	unknown growth = iota
	known
	ignored // it was wrong
)

// isFresh reports whether there can't be a row under a key.
func (t *table) isFresh(key []byte) bool { return t.grows == known && bytes.Compare(key, t.top) > 0 }

func (t *table) forgetTop() {
	if t != nil {
		t.grows = ignored
	}
}

// manyRows is how many rows at once make it worth to know the top.
const manyRows = 16

// raise notes the new tops after a commit that counts, and looks up those of
// tables that grow fast.
func (s *Store) raise(list []statement, counts bool) {
	for _, one := range list {
		switch t := one.table; {
		case t == nil || !counts:
		case t.grows == known:
			if bytes.Compare(one.top, t.top) > 0 {
				t.top = one.top
			}
		case t.grows == unknown && one.rows >= manyRows:
			r := &reader{s: s}
			err := r.run(t.scan[reversed], [][]byte{{}, int8(1)}, func() {}, func(values [][]byte) { t.top = bytes.Clone(values[0]) })
			if err == nil {
				t.grows = known
			}
		}
	}
}

// names are the tables known to exist. The owner knows all, since only it makes
// any.
type names struct {
	mu     sync.RWMutex
	tables map[string]*table
}

func (n *names) find(name string) *table {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.tables[name]
}

func (n *names) add(name string, id int16) *table {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tables == nil {
		n.tables = map[string]*table{}
	}
	if n.tables[name] == nil {
		n.tables[name] = newTable(id)
	}
	return n.tables[name]
}

func (n *names) all() []string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return slices.Sorted(maps.Keys(n.tables))
}

func (n *names) load(ctx context.Context, p *pgxpool.Pool) error {
	c, err := p.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	return n.read(ctx, c.Conn(), `select t, name from kv_names`, nil)
}

func (n *names) read(ctx context.Context, c tx, sql string, args [][]byte) error {
	return query(ctx, c, sql, args, func(values [][]byte) {
		n.add(string(values[1]), int16(binary.BigEndian.Uint16(values[0])))
	})
}

// newTable writes the statements, which name a partition of kv and thus spare
// the server to look for it.
func newTable(id int16) *table {
	of := fmt.Sprintf("from kv_%d where part = %s and t = %d", id, part, id)
	add := fmt.Sprintf("insert into kv_%d(part, t, k, v) select %s, %d, u.k, u.v from unnest($1::bytea[], $2::bytea[]) as u(k, v)", id, part, id)
	t := &table{
		get:  "select v " + of + " and k = $1",
		add:  add,
		put:  add + " on conflict(part, t, k) do update set v = excluded.v",
		next: "select k, case when k = $1 then v end " + of + " and k >= $1 order by k limit 1",
		size: fmt.Sprintf("select pg_table_size('kv_%d')", id),
		del:  "delete " + of + " and k = any($1::bytea[])",
	}
	for i := range t.scan {
		e := ends(i)
		to, order := "", "k"
		if e&bounded != 0 {
			to = " and k < $3"
		}
		if e&reversed != 0 {
			order = "k desc"
		}
		t.scan[i] = "select k, v " + of + " and k >= $1" + to + " order by " + order + " limit $2"
	}
	return t
}

// ends says what kind of a scan it is.
type ends int

const (
	bounded  ends = 1 << iota // there is an upper end
	reversed                  // from there
)

// make makes the tables of these names that are new.
func (s *Store) make(ctx context.Context, list []string) error {
	ids := map[string]int16{}
	err := pgx.BeginFunc(ctx, s.own, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, making); err != nil {
			return err
		}
		for _, name := range list {
			id, err := makeTable(ctx, t, name)
			if err != nil {
				return err
			}
			ids[name] = id
		}
		return nil
	})
	if err != nil {
		return err
	}
	for name, id := range ids {
		s.names.add(name, id)
	}
	return nil
}

// makeTable makes a table and attaches it, which unlike making it as a
// partition waits for nobody who reads.
func makeTable(ctx context.Context, t pgx.Tx, name string) (id int16, err error) {
	err = t.QueryRow(ctx, `select t from kv_names where name = $1`, name).Scan(&id)
	if err != pgx.ErrNoRows {
		return id, err
	}
	err = t.QueryRow(ctx, `insert into kv_names select coalesce(max(t), 0) + 1, $1 from kv_names returning t`, name).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, t.Conn().PgConn().Exec(ctx, fmt.Sprintf(`create table kv_%d(like kv including indexes)
		with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.1);
		alter table kv attach partition kv_%d for values in (%d)`, id, id, id)).Close()
}
