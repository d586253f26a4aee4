// Package texts keeps texts under ids, each with a version: whoever replaces or
// removes one says which version that is, so that nobody undoes what another
// has changed meanwhile.
package texts

import (
	"context"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Row is a text.
type Row struct {
	ID string `json:"id"`
	// Version counts the changes of the id from 1 on, removals included, so
	// that none comes twice.
	Version uint64    `json:"version"`
	Text    string    `json:"text"`
	Changed time.Time `json:"changed"`
}

// Change replaces a text.
type Change struct {
	ID string `json:"id"`
	// Version is the one that is replaced; 0: there must be none.
	Version uint64 `json:"version"`
	Text    string `json:"text"` // empty: it is removed
}

// Texts keep them. The methods may be called from any goroutine.
type Texts interface {
	// List calls fn for each text, by id. It stops at the first error of fn.
	List(ctx context.Context, fn func(Row) error) error
	// Get returns a text, and whether it is there.
	Get(ctx context.Context, id string) (Row, bool, error)
	// Change makes all of the changes or none, and returns the versions they
	// made. Another version than expected is a *StaleError.
	Change(ctx context.Context, list []Change, at time.Time) ([]uint64, error)
	// Watch calls changed with the ids of what others may have changed since it
	// was called, one call at a time, until ctx ends. No ids: any of them.
	Watch(ctx context.Context, changed func(ids []string)) error
}

// StaleError says that a text has another version than expected.
type StaleError struct {
	ID            string
	Version, Want uint64 // 0: none
}

// Error implements error.
func (e *StaleError) Error() string { return e.In(phrase.English) }

// In returns the error in a language.
func (e *StaleError) In(lang string) string {
	switch {
	case e.Want == 0:
		return phrase.New("texts.there", e.ID).In(lang)
	case e.Version == 0:
		return phrase.New("texts.gone", e.ID).In(lang)
	}
	return phrase.New("texts.stale", e.ID, e.Version, e.Want).In(lang)
}

// row is what the table holds. What is removed keeps its version.
type row struct {
	Format  int       `json:"v"`
	Version uint64    `json:"version"`
	Text    string    `json:"text,omitempty"` // empty: removed
	Changed time.Time `json:"changed"`
}

const format = 1

// Table is a table of texts in a store.
type Table struct {
	rows *store.Table[string, row]
}

// NewTable returns the table of that name.
func NewTable(name string) Table {
	return Table{store.Rows(name, store.StringKey{}, store.JSON[row]())}
}

// Declared returns the table for the list of all tables.
func (t Table) Declared() store.Declared { return t.rows }

// List calls fn for each text, by id.
func (t Table) List(r store.Reader, fn func(Row) error) error {
	return t.rows.Scan(r, nil, nil, false, 0, func(id string, x row) (bool, error) {
		if x.Text == "" {
			return true, nil
		}
		return true, fn(Row{id, x.Version, x.Text, x.Changed})
	})
}

// Change is that of Texts; with an error, the transaction must be rolled back.
func (t Table) Change(tx store.Tx, list []Change, at time.Time) (versions []uint64, err error) {
	for _, c := range list {
		x, _, err := t.rows.Get(tx, c.ID)
		if err != nil {
			return nil, err
		}
		now := x.Version
		if x.Text == "" {
			now = 0
		}
		if now != c.Version || now == 0 && c.Text == "" {
			return nil, &StaleError{c.ID, now, c.Version}
		}
		versions = append(versions, x.Version+1)
		if err := t.rows.Put(tx, c.ID, row{format, x.Version + 1, c.Text, at.UTC()}); err != nil {
			return nil, err
		}
	}
	return versions, nil
}

// In returns the texts of a table in a store that only this process writes to.
// view and update are those of the store, or of what runs it.
func (t Table) In(view func(func(store.Reader) error) error, update func(context.Context, func(store.Tx) error) error) Texts {
	return &inStore{t, view, update}
}

type inStore struct {
	table  Table
	view   func(func(store.Reader) error) error
	update func(context.Context, func(store.Tx) error) error
}

func (s *inStore) List(_ context.Context, fn func(Row) error) error {
	return s.view(func(r store.Reader) error { return s.table.List(r, fn) })
}

func (s *inStore) Get(_ context.Context, id string) (found Row, ok bool, err error) {
	err = s.view(func(r store.Reader) error {
		x, _, err := s.table.rows.Get(r, id)
		found, ok = Row{id, x.Version, x.Text, x.Changed}, x.Text != ""
		return err
	})
	return found, ok, err
}

func (s *inStore) Change(ctx context.Context, list []Change, at time.Time) (versions []uint64, err error) {
	err = s.update(ctx, func(tx store.Tx) error {
		versions, err = s.table.Change(tx, list, at)
		return err
	})
	return versions, err
}

// Watch implements Texts: there are no others.
func (s *inStore) Watch(ctx context.Context, _ func([]string)) error {
	<-ctx.Done()
	return nil
}
