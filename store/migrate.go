package store

import (
	"errors"
	"fmt"
	"strconv"
)

// MetaTable and SchemaKey say where a store keeps its schema version, a
// decimal number.
const (
	MetaTable = "meta"
	SchemaKey = "schema"
)

// Tables are the store's own.
func Tables() []Declared { return []Declared{Rows(MetaTable, Text{}, Bytes{})} }

// Migration is one step forward in the shape of the tables. The first of a
// program's list leads from version 0 to 1; steps are only ever appended.
type Migration struct {
	Name  string // for errors: what the step does
	Apply func(Tx) error
}

// NewerError says that a store was last used by a newer program.
type NewerError struct {
	Store   int // the store's schema version
	Program int // the newest that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("the store has schema version %d and this program knows up to %d: "+
		"run the newer program, or restore a backup made before it was used", e.Store, e.Program)
}

// Migrate brings s to the newest version, len(steps). Each step commits with
// its version, so that an interrupted migration goes on where it stopped. A
// store without a version is fresh: it is stamped with the newest and no step
// runs. A store newer than the program is refused with a *NewerError. A store
// that is up to date is only read.
func Migrate(s Store, steps []Migration) error {
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
		return &NewerError{Store: version, Program: len(steps)}
	}
	for i := version; i < len(steps); i++ {
		if err := step(s, steps[i], i+1); err != nil {
			return fmt.Errorf("migrate the store to version %d (%s): %w", i+1, steps[i].Name, err)
		}
	}
	return nil
}

func step(s Store, m Migration, version int) error {
	return s.Update(func(tx Tx) error {
		if err := m.Apply(tx); err != nil {
			return err
		}
		return stamp(version)(tx)
	})
}

func stamp(version int) func(Tx) error {
	return func(tx Tx) error {
		return tx.Put(MetaTable, []byte(SchemaKey), strconv.AppendInt(nil, int64(version), 10))
	}
}

// SchemaVersion returns the schema version of s; fresh if it has none yet.
func SchemaVersion(s Store) (version int, fresh bool, err error) {
	err = s.View(func(r Reader) error {
		b, err := r.Get(MetaTable, []byte(SchemaKey))
		if err != nil || b == nil {
			fresh = true
			return err
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
	if err != nil {
		return 0, false, fmt.Errorf("read the schema version: %w", err)
	}
	return version, fresh, nil
}
