package pgstore

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// claimed counts the epoch up if the lease is free. It doesn't wait for a commit
// of the owner's, whose lease is about to go on.
const claimed = `with l as (select part from lease where part = ` + part + ` and until < clock_timestamp() for update skip locked)
	update lease set epoch = epoch + 1, commits = 0, owner = $1, until = clock_timestamp() + $2
	from l where lease.part = l.part returning epoch`

// evicted ends the sessions that have locked the lease's row, if it is over for
// as long as it lasts: one that was cut off or stopped in the middle of a commit
// keeps the lock for hours.
const evicted = `select count(pg_terminate_backend(l.pid)) from lease, pg_locks l join pg_stat_activity a using(pid)
	where part = ` + part + ` and until < clock_timestamp() - $1::interval and l.relation = 'lease'::regclass and l.mode = 'RowExclusiveLock'
	and l.granted and a.datname = current_database() and a.usename = current_user and l.pid <> pg_backend_pid()`

// renewalSQL keeps the lease; it changes no row if that is another's now.
const renewalSQL = `update lease set until = clock_timestamp() + $2 where part = ` + part + ` and epoch = $1`

// claim takes the lease. If another process holds it, the error is
// store.ErrLocked.
func (s *Store) claim(ctx context.Context) error {
	err := s.own.QueryRow(ctx, claimed, owner(), s.opt.Lease).Scan(&s.epoch)
	if err != pgx.ErrNoRows {
		return err
	}
	if _, err := s.own.Exec(ctx, evicted, s.opt.Lease); err != nil {
		return err
	}
	var h held
	err = s.own.QueryRow(ctx, `select owner, until from lease where part = `+part).Scan(&h.owner, &h.until)
	if err != nil {
		return err
	}
	return h
}

// owner names this process for whoever finds the lease taken.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return fmt.Sprintf("%s, process %d", host, os.Getpid())
}

// held says who holds the lease. It is store.ErrLocked.
type held struct {
	owner string
	until time.Time
}

func (h held) Phrase() *phrase.Phrase {
	return phrase.New("store.held", store.ErrLocked, h.owner, h.until.UTC().Format("2006-01-02 15:04:05 UTC"))
}

func (h held) Error() string         { return h.In(phrase.English) }
func (h held) In(lang string) string { return h.Phrase().In(lang) }
func (h held) Unwrap() error         { return store.ErrLocked }

// renew keeps the lease until the store is closed or lost. Without the database
// it waits: nobody else can claim the lease then.
func (s *Store) renew() {
	every := time.NewTicker(s.opt.Lease / 3)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-s.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, s.opt.Lease)
		done, err := s.own.Exec(ctx, s.opt.renewal, s.epoch, s.opt.Lease)
		cancel()
		switch {
		case err == nil && done.RowsAffected() == 0:
			_ = s.lose(store.ErrFenced)
		case err == nil:
			s.away.Store(nil)
		case s.ctx.Err() == nil:
			away := explain("store.write", s.shown, err)
			s.away.Store(&away)
		}
		if lost(err) {
			s.reset()
		}
	}
}

// release frees the lease. Without the database it ends by itself.
func (s *Store) release() error {
	ctx, cancel := s.soon()
	defer cancel()
	const free = `update lease set until = '-infinity', owner = '' where part = ` + part + ` and epoch = $1`
	_, err := s.own.Exec(ctx, free, s.epoch)
	if lost(err) {
		s.reset()
		_, err = s.own.Exec(ctx, free, s.epoch)
	}
	if lost(err) {
		return nil
	}
	return err
}
