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

// schema is what there is without any row. A lease row is rewritten by each
// commit, in place as long as its page has room.
var schema = []struct{ name, columns, make string }{
	{"kv", "part,t,k,v", `create table kv(part int not null, t smallint not null, k bytea not null, v bytea not null, primary key(part, t, k)) partition by list(t)`},
	{"kv_names", "t,name", `create table kv_names(t smallint primary key, name text not null unique)`},
	{"lease", "part,epoch,owner,until,commits", `create table lease(part int primary key, epoch bigint not null, owner text not null, until timestamptz not null, commits bigint not null) with (fillfactor = 20)`},
	{"source", "name,part", `create table source(name text primary key, part int not null unique)`},
	{"worker", "id,owner,until", `create table worker(id text primary key, owner text not null, until timestamptz not null)`},
	{"community", "id,version,yaml,changed", `create table community(id text primary key, version bigint not null, yaml text, changed timestamptz not null)`},
	{"cluster", "one,partitions,id", `create table cluster(one bool primary key check (one), partitions int not null, id text not null)`},
	{"turn", "bucket,next", `create table turn(bucket int primary key, next timestamptz not null)`},
}

// making is the advisory lock under which tables are made, by one process at a
// time. It is held until the transaction ends.
const making = `select pg_advisory_xact_lock(7310579628)`

// tables makes what is missing of the schema.
func (s *Server) tables(ctx context.Context) error {
	there, err := found(ctx, s.own)
	switch {
	case err != nil || len(there) == len(schema):
		return err
	case s.opt.ReadOnly && there["kv_names"]:
		return nil // made by a program that knew no clusters
	case s.opt.ReadOnly:
		return phrase.New("store.no_tables", fs.ErrNotExist)
	}
	return pgx.BeginFunc(ctx, s.own, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, making); err != nil {
			return err
		}
		there, err := found(ctx, t)
		if err != nil {
			return err
		}
		for _, one := range schema {
			if there[one.name] {
				continue
			}
			if _, err := t.Exec(ctx, one.make); err != nil {
				return err
			}
		}
		return nil
	})
}

// found returns which tables of the schema there are. Others of the same name
// are an error.
func found(ctx context.Context, t interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}) (map[string]bool, error) {
	want := map[string]string{}
	for _, one := range schema {
		want[one.name] = one.columns
	}
	rows, err := t.Query(ctx, `select c.relname::text, string_agg(a.attname, ',' order by a.attnum) from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = current_schema()::regnamespace and c.relname::text = any($1) and a.attnum > 0 and not a.attisdropped group by 1`, slices.Collect(maps.Keys(want)))
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	var name, columns string
	_, err = pgx.ForEachRow(rows, []any{&name, &columns}, func() error {
		if columns != want[name] {
			return phrase.New("store.foreign_table", name, columns)
		}
		there[name] = true
		return nil
	})
	return there, err
}

// table is a table of the store with its statements.
type table struct {
	get           string
	add, put, del string
	next, size    string    // for the cache
	scan          [4]string // by ends
	elsewhere     [4]string // likewise; see Others
}

// top is a key of a table above which there is no row of the partition. Rows
// that are added there, such as a journal's, need no look at what they replace.
type top struct {
	key   []byte
	grows growth
}

// growth says whether a top is known.
type growth int

const (
	unknown growth = iota
	known
	ignored // it was wrong
)

// isFresh reports whether there can't be a row under a key.
func (t *top) isFresh(key []byte) bool { return t.grows == known && bytes.Compare(key, t.key) > 0 }

// top returns what is known of a table.
func (s *Store) top(t *table) *top {
	if s.tops[t] == nil {
		s.tops[t] = &top{}
	}
	return s.tops[t]
}

// manyRows is how many rows at once make it worth to know the top.
const manyRows = 16

// raise notes the new tops after a commit that counts, and looks up those of
// tables that grow fast.
func (s *Store) raise(list []statement, counts bool) {
	if !counts {
		return
	}
	for _, one := range list {
		switch t := s.top(one.table); {
		case one.top == nil:
		case t.grows == known:
			if bytes.Compare(one.top, t.key) > 0 {
				t.key = one.top
			}
		case t.grows == unknown && one.keys.count >= manyRows:
			r := &reader{s: s}
			err := r.run(one.table.scan[reversed], [][]byte{s.arg(), {}, int8(1)}, func() {}, func(values [][]byte) { t.key = bytes.Clone(values[0]) })
			if err == nil {
				t.grows = known
			}
		}
	}
}

// names are the tables known to exist. The owner of a partition knows all that
// have rows of it.
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
// the server to look for it. Reads take the number of the store's partition
// first; writes take one for each row.
func newTable(id int16) *table {
	of := fmt.Sprintf("from kv_%d where part = $1 and t = %d", id, id)
	add := fmt.Sprintf("insert into kv_%d(part, t, k, v) select u.part, %d, u.k, u.v from unnest($1::int[], $2::bytea[], $3::bytea[]) as u(part, k, v)", id, id)
	t := &table{
		get:  "select v " + of + " and k = $2",
		add:  add,
		put:  add + " on conflict(part, t, k) do update set v = excluded.v",
		next: "select k, case when k = $2 then v end " + of + " and k >= $2 order by k limit 1",
		size: fmt.Sprintf("select pg_table_size('kv_%d') / (select greatest(1, count(*)) from lease)", id),
		del:  fmt.Sprintf("delete from kv_%d r using unnest($1::int[], $2::bytea[]) as u(part, k) where r.part = u.part and r.t = %d and r.k = u.k", id, id),
	}
	for i := range t.scan {
		e := ends(i)
		to, order := "", "k"
		if e&bounded != 0 {
			to = " and k < $4"
		}
		if e&reversed != 0 {
			order = "k desc"
		}
		t.elsewhere[i] = elsewhere(id, e)
		t.scan[i] = "select k, v " + of + " and k >= $2" + to + " order by " + order + " limit $3"
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
func (s *Server) make(ctx context.Context, list []string) error {
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
