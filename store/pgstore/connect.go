package pgstore

import (
	"context"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// How long what fails for want of a connection is tried again: a read, an
// Update's commit, and one that the caller tries again himself.
const (
	readPatience  = time.Minute
	writePatience = 30 * time.Second
	applyPatience = time.Second
)

// queryTime is how long one query may take, and a wait for a connection.
const queryTime = 30 * time.Second

// viewConns is how many Views may be open at a time, unless the URL says
// otherwise by pool_max_conns.
const viewConns = 24

// settings keep each statement on the index of the primary key: no table has
// another, and its size at the time of planning says nothing about later. What a
// user of the database may have otherwise would end transactions.
const settings = `set default_transaction_isolation = 'read committed'; set statement_timeout = 0; set lock_timeout = 0;
	set idle_in_transaction_session_timeout = 0; set plan_cache_mode = force_generic_plan; set jit = off; set enable_seqscan = off; set enable_bitmapscan = off;
	set enable_hashjoin = off; set enable_mergejoin = off; set enable_sort = off`

// pools makes the pools. Connections are made when they are needed.
func (s *Server) pools(url string) (err error) {
	if s.views, err = s.pool(url); err != nil {
		return err
	}
	if s.own, err = s.pool(url); err != nil {
		s.views.Close()
	}
	return err
}

func (s *Server) pool(url string) (*pgxpool.Pool, error) {
	cfg, err := parse(url)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(url, "pool_max_conns=") {
		cfg.MaxConns = viewConns
	}
	cfg.ConnConfig.DialFunc = (&net.Dialer{
		Timeout:         5 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 3 * time.Second, Interval: time.Second, Count: 5},
	}).DialContext
	cfg.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false } // a lost connection is noticed, and tried again
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		sql := settings
		if s.opt.NoSync {
			sql += "; set synchronous_commit = off"
		}
		return c.PgConn().Exec(ctx, sql).Close()
	}
	return pgxpool.NewWithConfig(s.ctx, cfg)
}

// patiently runs fn until it doesn't fail for want of a connection, or for so
// long. It returns the end of l as an error.
func (s *Server) patiently(l *life, patience time.Duration, fn func() error) error {
	began := time.Now()
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		if err := l.err(); err != nil {
			return err
		}
		err := fn()
		if ended := l.err(); err != nil && ended != nil {
			return ended
		}
		if !lost(err) || time.Since(began) > patience {
			return err
		}
		s.reset()
		select {
		case <-time.After(wait):
		case <-l.ctx.Done():
		}
	}
}

// reset has idle connections made anew: after one was lost, others may be, too.
func (s *Server) reset() {
	s.views.Reset()
	s.own.Reset()
}

// query runs a statement, prepared once for each connection, and calls row for
// each row of its result, whose values are only valid meanwhile.
func query(ctx context.Context, c tx, sql string, args [][]byte, row func(values [][]byte)) error {
	st, err := c.Prepare(ctx, sql, sql)
	if err != nil {
		return err
	}
	binary := []int16{1}
	r := c.PgConn().ExecStatement(ctx, st, args, binary, binary)
	for r.NextRow() {
		row(r.Values())
	}
	_, err = r.Close()
	return err
}
