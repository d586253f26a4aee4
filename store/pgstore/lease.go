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

// noLease makes the lease of a partition that had none. It looks first, since a
// conflict would wait for whoever has locked the row.
const noLease = `insert into lease select $1, 0, '', '-infinity', 0 where not exists(select from lease where part = $1) on conflict do nothing`

// claimed counts the epoch up if the lease is free, at least to the time in Unix
// milliseconds: so it is higher than those before the database was put back to an
// earlier state, and those in one from which partitions were copied, which other
// processes, NATS and partitions remember. It doesn't wait for a commit of the
// owner's, whose lease is about to go on.
const claimed = `with l as (select part from lease where part = $1 and until < clock_timestamp() for update skip locked)
	update lease set epoch = greatest(epoch + 1, (extract(epoch from clock_timestamp()) * 1000)::bigint), commits = 0, owner = $2, until = clock_timestamp() + $3
	from l where lease.part = l.part returning epoch`

// sessions ends those that have locked the rows of leases: one that was cut off
// or stopped in the middle of a commit keeps the locks for hours. A row says
// which transaction writes it.
const sessions = `select count(pg_terminate_backend(k.pid)) from lease l join pg_locks k on k.transactionid = l.xmax join pg_stat_activity a using(pid)
	where k.locktype = 'transactionid' and k.mode = 'ExclusiveLock' and k.granted and a.datname = current_database() and a.usename = current_user and k.pid <> pg_backend_pid() and `

const (
	// evicted is for a lease that is over for as long as it lasts.
	evicted = sessions + `l.part = $1 and l.until < clock_timestamp() - $2::interval`
	// unlocked is for leases of the one who asks.
	unlocked = sessions + `(l.part, l.epoch) in (select * from unnest($1::int[], $2::bigint[]))`
)

// renewalSQL keeps leases and returns them; it changes no row that is another's
// now. It locks them in their order, as a commit does.
const renewalSQL = `update lease l set until = clock_timestamp() + $3 from unnest($1::int[], $2::bigint[]) as u(part, epoch)
	where l.part = u.part and l.epoch = u.epoch and l.owner <> '' returning l.part, l.epoch`

// claim takes the lease of st. If somebody else holds it, the error is
// store.ErrLocked.
func (s *Server) claim(ctx context.Context, st *Store) error {
	ctx, cancel := context.WithTimeout(ctx, queryTime)
	defer cancel()
	if _, err := s.own.Exec(ctx, noLease, st.part); err != nil {
		return err
	}
	err := s.own.QueryRow(ctx, claimed, st.part, s.opt.Owner, s.opt.Lease).Scan(&st.epoch)
	if err != pgx.ErrNoRows {
		return err
	}
	if _, err := s.own.Exec(ctx, evicted, st.part, s.opt.Lease); err != nil {
		return err
	}
	var h held
	err = s.own.QueryRow(ctx, `select owner, until from lease where part = $1`, st.part).Scan(&h.owner, &h.until)
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

// renew keeps the leases until the server is closed. Without the database it
// waits: nobody else can claim them then.
func (s *Server) renew() {
	every := time.NewTicker(s.opt.Lease / 3)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-s.ctx.Done():
			return
		}
		err := s.keep(s.held())
		switch {
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

// keep renews leases, and this worker. Stores whose leases are another's now are
// lost.
func (s *Server) keep(list []*Store) error {
	ctx, cancel := context.WithTimeout(s.ctx, s.opt.Lease)
	defer cancel()
	began, kept := time.Now(), map[tenure]bool{}
	parts, epochs := tenures(list)
	rows, err := s.own.Query(ctx, s.opt.renewal, parts, epochs, s.opt.Lease)
	if err != nil {
		return err
	}
	var t tenure
	if _, err := pgx.ForEachRow(rows, []any{&t.part, &t.epoch}, func() error { kept[t] = true; return nil }); err != nil {
		return err
	}
	for _, st := range list {
		if kept[tenure{st.part, st.epoch}] {
			st.renewed(began)
		} else {
			_ = st.lose(store.ErrFenced)
		}
	}
	return s.alive(ctx)
}

// tenure is the time of one owner of a partition.
type tenure struct {
	part  int32
	epoch int64
}

func tenures(list []*Store) (parts []int32, epochs []int64) {
	for _, st := range list {
		parts, epochs = append(parts, st.part), append(epochs, st.epoch)
	}
	return parts, epochs
}

func (s *Store) renewed(began time.Time) {
	s.count.Lock()
	defer s.count.Unlock()
	s.began = began
}

// Sure reports whether nobody else can have the lease, as far as this machine's
// clocks tell: less time than it lasts has passed since its last renewal began.
// Whoever was paused asks before it does anything outside the store.
func (s *Store) Sure() bool {
	s.count.Lock()
	began := s.began
	s.count.Unlock()
	passed := max(time.Since(began), time.Now().Round(0).Sub(began.Round(0))) // one of the clocks may stand still while the machine sleeps
	return s.epoch != 0 && s.err() == nil && passed < s.server.opt.Lease
}

// release frees the lease. Without the database it ends by itself.
func (s *Store) release() error {
	ctx, cancel := s.server.brief(&s.life)
	defer cancel()
	const free = `update lease set until = '-infinity', owner = '' where part = $1 and epoch = $2`
	_, err := s.server.own.Exec(ctx, free, s.part, s.epoch)
	if lost(err) {
		s.server.reset()
		_, err = s.server.own.Exec(ctx, free, s.part, s.epoch)
	}
	if lost(err) {
		return nil
	}
	return err
}
