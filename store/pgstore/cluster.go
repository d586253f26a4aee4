package pgstore

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/bot/phrase"
)

// firstSource is the partition of the first source; those before are for
// engines.
const firstSource = 1 << 16

// Lease says who owns a partition.
type Lease struct {
	Part  int
	Epoch int64         // higher for each owner
	Owner string        // empty: it is free
	Until time.Time     // zero if it is free
	Left  time.Duration // until then, by the database's clock; others may claim it once it is negative
}

// Leases returns the leases of all partitions that were ever opened, in their
// order.
func (s *Server) Leases(ctx context.Context) ([]Lease, error) {
	rows, err := s.own.Query(ctx, `select part, epoch, owner, coalesce(u, '0001-01-01'), coalesce(u - clock_timestamp(), '-1 s')
		from lease, lateral (select case when isfinite(until) then until end) as f(u) order by part`)
	list, err := collect[Lease](rows, err)
	return list, explain("store.read", s.shown, err)
}

// Writer implements store.Shared.
func (s *Store) Writer() (process string, err error) {
	ctx, done := s.soon()
	defer done()
	list, err := s.server.Leases(ctx)
	for _, l := range list {
		if int32(l.Part) == s.part && l.Left > 0 {
			process = l.Owner
		}
	}
	return process, err
}

// collect returns rows as structures, field by field.
func collect[T any](rows pgx.Rows, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}

// Partitions notes how many partitions the engines share, for ever, and returns
// a name of their cluster that no other has, of letters and digits. Another
// number than the first is an error that names both. With ReadOnly, one must have
// been noted before.
func (s *Server) Partitions(ctx context.Context, count int) (id string, err error) {
	var fixed int
	if !s.opt.ReadOnly {
		_, err = s.own.Exec(ctx, `insert into cluster values (true, $1, $2) on conflict do nothing`, count, rand.Text()[:10])
	}
	if err == nil {
		err = s.own.QueryRow(ctx, `select partitions, id from cluster`).Scan(&fixed, &id)
	}
	if err == nil && fixed != count {
		err = phrase.New("store.partitions", count, fixed)
	}
	return id, explain("store.open", s.shown, err)
}

// Claimed reports whether Partitions has noted a number.
func (s *Server) Claimed(ctx context.Context) (claimed bool, err error) {
	err = s.own.QueryRow(ctx, `select exists(select from cluster)`).Scan(&claimed)
	return claimed, explain("store.read", s.shown, err)
}

// within refuses a partition that no engine of the cluster would take.
func (s *Server) within(ctx context.Context, part int) error {
	var count int
	switch err := s.own.QueryRow(ctx, `select partitions from cluster`).Scan(&count); {
	case err == pgx.ErrNoRows: // it is none yet
		return nil
	case err == nil && part >= count && part < firstSource:
		return phrase.New("cluster.no_partition", part, count-1)
	default:
		return explain("store.open", s.shown, err)
	}
}

// OpenSource opens the partition of a source of events, such as an adapter with
// a connection of its own. The name's first use gives it one.
func (s *Server) OpenSource(ctx context.Context, name string) (*Store, error) {
	part, err := s.source(ctx, name)
	if err != nil {
		return nil, explain("store.open", s.shown, err)
	}
	return s.Open(ctx, part)
}

func (s *Server) source(ctx context.Context, name string) (part int, err error) {
	const known = `select part from source where name = $1`
	if err := s.own.QueryRow(ctx, known, name).Scan(&part); err != pgx.ErrNoRows {
		return part, err
	}
	err = pgx.BeginFunc(ctx, s.own, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, making); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `insert into source select $1, coalesce(max(part) + 1, $2) from source on conflict do nothing`, name, firstSource)
		if err == nil {
			err = t.QueryRow(ctx, known, name).Scan(&part)
		}
		return err
	})
	return part, err
}

// Epoch returns that of a source's newest owner; 0 if it never had one.
func (s *Server) Epoch(ctx context.Context, source string) (epoch int64, err error) {
	err = s.own.QueryRow(ctx, `select coalesce(max(epoch), 0) from lease join source using(part) where name = $1`, source).Scan(&epoch)
	return epoch, explain("store.read", s.shown, err)
}

// Source is a source of events and its partition.
type Source struct {
	Name string
	Part int
}

// Sources returns all sources that were ever opened.
func (s *Server) Sources(ctx context.Context) ([]Source, error) {
	rows, err := s.own.Query(ctx, `select name, part from source order by part`)
	list, err := collect[Source](rows, err)
	return list, explain("store.read", s.shown, err)
}

// Worker is a process that shares the partitions with others.
type Worker struct {
	ID, Owner string
	Until     time.Time // by the database's clock, unless it gives another sign of life
}

const beat = `insert into worker values ($1, $2, clock_timestamp() + $3) on conflict(id) do update set until = excluded.until`

// Join counts this process among the workers until Leave, or until the server is
// closed, with the lease and the owner of the options. One that joined stays.
func (s *Server) Join(ctx context.Context) error {
	if s.id() != "" {
		return nil
	}
	id := rand.Text()
	_, err := s.own.Exec(ctx, `delete from worker where until < clock_timestamp()`)
	if err == nil {
		_, err = s.own.Exec(ctx, beat, id, s.opt.Owner, s.opt.Lease)
	}
	if err != nil {
		return explain("store.write", s.shown, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.worker = id
	return nil
}

// Workers returns those that joined and live.
func (s *Server) Workers(ctx context.Context) ([]Worker, error) {
	rows, err := s.own.Query(ctx, `select id, owner, until from worker where until > clock_timestamp() order by id`)
	list, err := collect[Worker](rows, err)
	return list, explain("store.read", s.shown, err)
}

func (s *Server) id() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.worker
}

// alive gives a sign of life of a worker.
func (s *Server) alive(ctx context.Context) error {
	s.sign.Lock()
	defer s.sign.Unlock()
	id := s.id()
	if id == "" {
		return nil
	}
	_, err := s.own.Exec(ctx, beat, id, s.opt.Owner, s.opt.Lease)
	return err
}

// Leave ends the worker, so that others share the partitions without this
// process, also those that it still has. Without the database it ends by itself.
func (s *Server) Leave() error {
	s.sign.Lock() // no sign of life comes after this
	defer s.sign.Unlock()
	id := s.id()
	if id == "" {
		return nil
	}
	s.mu.Lock()
	s.worker = ""
	s.mu.Unlock()
	ctx, cancel := s.brief(&s.life)
	defer cancel()
	if _, err := s.own.Exec(ctx, `delete from worker where id = $1`, id); !lost(err) {
		return explain("store.write", s.shown, err)
	}
	return nil
}

// brief returns a context for giving up what ends by itself once the time of a
// lease is over.
func (s *Server) brief(l *life) (context.Context, context.CancelFunc) {
	return context.WithTimeout(l.ctx, s.opt.Lease)
}

// checkPart returns an error unless a number may be one of a partition.
func checkPart(part int) error {
	if part < 0 || part > 1<<30 {
		return phrase.New("store.bad_partition", fmt.Sprint(part))
	}
	return nil
}
