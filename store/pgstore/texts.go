package pgstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store/texts"
)

// Communities returns the texts that all partitions share, which every process
// may change. They are in a table of their own, outside the leases.
func (s *Server) Communities() texts.Texts { return shared{s} }

type shared struct{ s *Server }

// List implements texts.Texts.
func (t shared) List(ctx context.Context, fn func(texts.Row) error) error {
	list, err := t.rows(ctx, `select id, version, yaml, changed from community where yaml is not null order by id`)
	for _, r := range list {
		if err == nil {
			err = fn(r)
		}
	}
	return err
}

// Get implements texts.Texts.
func (t shared) Get(ctx context.Context, id string) (texts.Row, bool, error) {
	list, err := t.rows(ctx, `select id, version, yaml, changed from community where id = $1 and yaml is not null`, id)
	if err != nil || len(list) == 0 {
		return texts.Row{}, false, err
	}
	return list[0], true, nil
}

func (t shared) rows(ctx context.Context, sql string, args ...any) (list []texts.Row, err error) {
	err = t.s.patiently(&t.s.life, readPatience, func() error {
		rows, err := t.s.views.Query(ctx, sql, args...)
		if list, err = collect[texts.Row](rows, err); ctx.Err() != nil {
			return nil
		}
		return err
	})
	if err == nil {
		err = ctx.Err()
	}
	for i := range list {
		list[i].Changed = list[i].Changed.UTC()
	}
	return list, explain("store.read", t.s.shown, err)
}

const (
	// addText puts a text where there is none, or one that was removed.
	addText = `insert into community as c values ($1, 1, $2, $3)
		on conflict(id) do update set version = c.version + 1, yaml = excluded.yaml, changed = excluded.changed where c.yaml is null returning version`
	setText = `update community set version = version + 1, yaml = nullif($2, ''), changed = $3 where id = $1 and version = $4 and yaml is not null returning version`
)

// changes is the channel on which changed ids are told; an empty one: many.
const changes = "steward_community"

// manyChanges is how many are told one by one.
const manyChanges = 100

// Change implements texts.Texts. If the connection breaks in the commit, the
// error leaves open whether the changes were made.
func (t shared) Change(ctx context.Context, list []texts.Change, at time.Time) (versions []uint64, err error) {
	order := make([]int, len(list)) // two that change the same wait for each other in one order
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[a].ID, list[b].ID) })
	versions = make([]uint64, len(list))
	var stale error
	err = pgx.BeginFunc(ctx, t.s.own, func(tx pgx.Tx) error {
		var b pgx.Batch
		for _, i := range order {
			c := list[i]
			if c.Version == 0 && c.Text != "" {
				b.Queue(addText, c.ID, c.Text, at)
			} else {
				b.Queue(setText, c.ID, c.Text, at, c.Version)
			}
			if len(list) <= manyChanges {
				b.Queue(`select pg_notify($1, $2)`, changes, c.ID)
			}
		}
		if len(list) > manyChanges {
			b.Queue(`select pg_notify($1, '')`, changes)
		}
		results := tx.SendBatch(ctx, &b)
		for _, i := range order {
			if err := results.QueryRow().Scan(&versions[i]); err != nil {
				_ = results.Close()
				if err == pgx.ErrNoRows {
					stale = t.stale(ctx, tx, list[i])
					return stale
				}
				return err
			}
			if len(list) <= manyChanges {
				if _, err := results.Exec(); err != nil {
					_ = results.Close()
					return err
				}
			}
		}
		return results.Close()
	})
	switch {
	case stale != nil:
		return nil, stale
	case err != nil:
		return nil, explain("store.write", t.s.shown, err)
	}
	return versions, nil
}

// stale returns why a change was not possible.
func (t shared) stale(ctx context.Context, tx pgx.Tx, c texts.Change) error {
	e := &texts.StaleError{ID: c.ID, Want: c.Version}
	err := tx.QueryRow(ctx, `select version from community where id = $1 and yaml is not null`, c.ID).Scan(&e.Version)
	if err != nil && err != pgx.ErrNoRows {
		return err
	}
	return e
}

// Watch implements texts.Texts. What this process changes is told, too.
func (t shared) Watch(ctx context.Context, changed func(ids []string)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.s.ctx, cancel)()
	for ctx.Err() == nil {
		err := t.listen(ctx, changed)
		if ctx.Err() == nil && !lost(err) {
			return explain("store.read", t.s.shown, err)
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
	return nil
}

// listen calls changed once it listens, for what went before, and then for each
// change, until the connection is lost.
func (t shared) listen(ctx context.Context, changed func(ids []string)) error {
	pooled, err := t.s.views.Acquire(ctx)
	if err != nil {
		return err
	}
	c := pooled.Hijack() // it would keep others from reading
	defer func() {
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.Close(soon)
	}()
	if _, err := c.Exec(ctx, "listen "+changes); err != nil {
		return err
	}
	for ids := []string(nil); ; {
		changed(ids)
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if ids = nil; n.Payload != "" {
			ids = []string{n.Payload}
		}
	}
}
