package pgstore

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Turns lets the processes that share a database take turns at something outside it, in any number of
// buckets: such as starting sessions with a platform. All times are the database's. It is safe for
// concurrent use.
type Turns struct {
	s            *Server
	within, rest time.Duration
}

// Turns returns turns that end by themselves after within, and of which each that was used is followed
// by a rest.
func (s *Server) Turns(within, rest time.Duration) *Turns { return &Turns{s, within, rest} }

// waitTurn is how long until a bucket is looked at again: a turn may end before its time.
const waitTurn = time.Second

const (
	takeTurn = `insert into turn(bucket, next) values ($1, clock_timestamp() + $2) on conflict (bucket) do update
		set next = excluded.next where turn.next <= clock_timestamp() returning next`
	turnLeft = `select next - clock_timestamp() from turn where bucket = $1`
	endTurn  = `update turn set next = clock_timestamp() + $3 where bucket = $1 and next = $2`
)

// Turn waits until a bucket is free, and takes it until done is called or the turn ends by itself. done
// does not block, and calls after the first do nothing. The error is ctx's, or why the database can't
// be asked.
func (t *Turns) Turn(ctx context.Context, bucket int) (done func(used bool), err error) {
	var until time.Time
	for {
		err := t.s.own.QueryRow(ctx, takeTurn, bucket, t.within).Scan(&until)
		if err == nil {
			break
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return nil, t.failed(ctx, err)
		}
		var left time.Duration
		if err := t.s.own.QueryRow(ctx, turnLeft, bucket).Scan(&left); err != nil {
			return nil, t.failed(ctx, err)
		}
		select {
		case <-time.After(min(max(left, 0), waitTurn) + rand.N(50*time.Millisecond)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	var once sync.Once
	return func(used bool) {
		rest := time.Duration(0)
		if used {
			rest = t.rest
		}
		once.Do(func() { t.leave(func() { t.end(bucket, until, rest) }) })
	}, nil
}

// leave runs fn beside, unless the server is being closed.
func (t *Turns) leave(fn func()) {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if !t.s.closed.Load() {
		t.s.idle.Go(fn)
	}
}

// end ends a turn. If the database can't be reached, the turn ends by itself.
func (t *Turns) end(bucket int, until time.Time, rest time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.s.ctx), applyPatience)
	defer cancel()
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		_, err := t.s.own.Exec(ctx, endTurn, bucket, until, rest)
		if err == nil || !lost(err) {
			return
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

func (t *Turns) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if lost(err) {
		t.s.reset()
	}
	return explain("store.turn", t.s.shown, err)
}
