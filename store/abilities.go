package store

import "github.com/stewardbot/steward/bot/phrase"

// Copier is the ability of a store to be copied into a file while it is in use.
type Copier interface {
	// Path is the file of the store itself.
	Path() string
	// BackupTo writes a copy with its checksum to a new file and returns its
	// size in bytes. It never overwrites a file; the error is fs.ErrExist.
	BackupTo(path string) (int64, error)
}

// Watcher is the ability of a store to notice that its file was taken away.
type Watcher interface {
	// InPlace returns ErrReplaced or ErrDamaged unless the open file is intact
	// and still the one at its path.
	InPlace() error
	// Nameless reports whether the open file was deleted, so that its content
	// is lost when the store is closed.
	Nameless() bool
}

// Lister is the ability of a store to list its rows whatever their tables.
type Lister interface {
	// Rows calls fn for every row of one snapshot. It stops at the first error
	// of fn and returns it unchanged.
	Rows(fn func(table string, key, value []byte) error) error
}

// ErrUnable means that a store, or its backend, lacks an ability.
var ErrUnable = phrase.New("store.unable")

// As returns v, a Store or a Backend, as one of its abilities; ErrUnable if it
// lacks that.
func As[Ability any](v any) (Ability, error) {
	a, ok := v.(Ability)
	if !ok {
		return a, ErrUnable
	}
	return a, nil
}
