package store

import "github.com/stewardbot/steward/bot/phrase"

// Copier is the ability of a store to be copied into a file while it is in use.
type Copier interface {
	// Path is the file of the store itself.
	Path() string
	// BackupTo writes a copy with its checksum to a new file and returns its size
	// in bytes. A file that exists is left alone; the error is fs.ErrExist.
	BackupTo(path string) (int64, error)
}

// Watcher is the ability of a store to notice that its file was taken away.
type Watcher interface {
	// InPlace returns an error, ErrReplaced or ErrDamaged, unless the open file
	// is whole and still the one that its path names.
	InPlace() error
	// Nameless reports whether the open file was deleted, so that what it holds
	// is gone when the store is closed.
	Nameless() bool
}

// Lister is the ability of a store to list its rows whatever their tables.
type Lister interface {
	// Rows calls fn for every row of one snapshot; an error of fn ends it and is
	// returned as it is.
	Rows(fn func(table string, key, value []byte) error) error
}

// ErrUnable: a store, or its backend, lacks an ability.
var ErrUnable = phrase.New("store.unable")

// As returns v, a Store or a Backend, by one of its abilities; ErrUnable if it
// hasn't got it.
func As[Ability any](v any) (Ability, error) {
	a, ok := v.(Ability)
	if !ok {
		return a, ErrUnable
	}
	return a, nil
}
