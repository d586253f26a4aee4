package store

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/stewardbot/steward/bot/phrase"
)

// MetaTable and SchemaKey say where a store keeps its schema version, a
// decimal number.
const (
	MetaTable = "meta"
	SchemaKey = "schema"
)

// Tables returns the store's own tables.
func Tables() []Declared { return []Declared{Rows(MetaTable, Text{}, Bytes{})} }

// Migration is one step in the evolution of the tables. The first of a
// program's list leads from version 0 to 1; steps are only ever appended.
type Migration struct {
	Name string // for errors and the log: what the step does
	// Chunk does the next bounded part of the step in its own transaction: what
	// follows after, a cursor of its own, nil at first. It returns the next
	// cursor, nil when the step is done.
	Chunk func(tx Tx, after []byte) (next []byte, err error)
}

// versions say that a store and the program don't fit.
type versions struct {
	*phrase.Phrase
	Store   int // the store's schema version
	Program int // the one that this program reads
}

// NewerError says that a store was last used by a newer program.
type NewerError struct{ versions }

// OlderError says that a store must be migrated before it is read.
type OlderError struct{ versions }

// With returns the error in other words.
func (e *OlderError) With(words *phrase.Phrase) *OlderError {
	return &OlderError{versions{words, e.Store, e.Program}}
}

func newer(version, steps int) error {
	return &NewerError{versions{phrase.New("store.newer", version, steps), version, steps}}
}

// Migrate brings s to the newest version, len(steps). Each chunk of a step
// commits with its cursor, and the last one with the version, so that an
// interrupted migration resumes; chunked, if not nil, is called after each. A
// store without a version is fresh: it gets the newest version and no step
// runs. A store newer than the program fails with a *NewerError. An up-to-date
// store is only read.
func Migrate(s Store, steps []Migration, chunked func()) error {
	version, fresh, err := SchemaVersion(s)
	switch {
	case err != nil:
		return err
	case fresh:
		if err := s.Update(stamp(len(steps))); err != nil {
			return fmt.Errorf("stamp a fresh store: %w", err)
		}
		return nil
	case version > len(steps):
		return newer(version, len(steps))
	}
	for i := version; i < len(steps); i++ {
		for more := true; more; {
			if more, err = chunk(s, steps[i], i+1, i+1 == len(steps)); err != nil {
				return fmt.Errorf("migrate the store to version %d (%s): %w", i+1, steps[i].Name, err)
			}
			if chunked != nil {
				chunked()
			}
		}
	}
	return nil
}

// DropTable returns the step that takes a table out of use.
func DropTable(name string) Migration {
	return Migration{Name: "the table " + name + " is dropped", Chunk: func(tx Tx, _ []byte) (next []byte, err error) {
		const rows = 1000
		n := 0
		err = tx.Scan(name, nil, nil, false, rows, func(k, _ []byte) (bool, error) {
			n++
			return true, tx.Delete(name, k)
		})
		if n == rows {
			next = []byte{}
		}
		return next, err
	}}
}

// cursorKey holds the cursor of the current step; it is empty between two
// steps. All other keys have a byte before them.
var cursorKey = []byte("migrating")

func chunk(s Store, m Migration, version int, last bool) (more bool, err error) {
	err = s.Update(func(tx Tx) error {
		after, err := tx.Get(MetaTable, cursorKey)
		if err != nil {
			return err
		}
		if len(after) > 0 {
			after = append([]byte{}, after[1:]...)
		} else {
			after = nil
		}
		next, err := m.Chunk(tx, after)
		if err != nil {
			return err
		}
		if more = next != nil; more {
			return tx.Put(MetaTable, cursorKey, append([]byte{0}, next...))
		}
		if last {
			err = tx.Delete(MetaTable, cursorKey)
		} else {
			err = tx.Put(MetaTable, cursorKey, []byte{})
		}
		if err != nil {
			return err
		}
		return stamp(version)(tx)
	})
	return more, err
}

// Migrating reports whether a step was interrupted: rows of two versions are in
// s.
func Migrating(s Store) (yes bool, err error) {
	err = s.View(func(r Reader) error {
		b, err := r.Get(MetaTable, cursorKey)
		yes = b != nil
		return err
	})
	return yes, err
}

// Current returns an error, an *OlderError or a *NewerError, if s is not of the
// version that a program with so many steps reads. A fresh store is.
func Current(s Store, steps int) error {
	version, fresh, err := SchemaVersion(s)
	switch {
	case err != nil || fresh || version == steps:
		return err
	case version > steps:
		return newer(version, steps)
	}
	return &OlderError{versions{phrase.New("store.older", version, steps), version, steps}}
}

func stamp(version int) func(Tx) error {
	return func(tx Tx) error {
		return tx.Put(MetaTable, []byte(SchemaKey), strconv.AppendInt(nil, int64(version), 10))
	}
}

// SchemaVersion returns the schema version of s; fresh if it has none yet. The error is ErrCopying
// if s is a copy that was not finished.
func SchemaVersion(s Store) (version int, fresh bool, err error) {
	err = s.View(func(r Reader) error {
		b, err := r.Get(MetaTable, []byte(SchemaKey))
		if err != nil || b == nil {
			fresh = true
			return err
		}
		if string(b) == copying {
			return ErrCopying
		}
		version, err = strconv.Atoi(string(b))
		if err == nil && version < 0 {
			err = errors.New("a negative version")
		}
		if err != nil {
			return &CorruptError{Table: MetaTable, Key: []byte(SchemaKey), Err: err}
		}
		return nil
	})
	switch {
	case errors.Is(err, ErrCopying):
		return 0, false, err
	case err != nil:
		return 0, false, fmt.Errorf("read the schema version: %w", err)
	}
	return version, fresh, nil
}
