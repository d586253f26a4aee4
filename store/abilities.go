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

// Watcher is the ability of a store to notice that it was taken away.
type Watcher interface {
	// InPlace returns ErrReplaced or ErrDamaged unless the open file is intact
	// and still the one at its path. Where there is no file, it returns ErrFenced
	// if another process has taken the store over, and any other error as long as
	// the server can't be reached.
	InPlace() error
	// Nameless reports whether the open file was deleted, so that its content
	// is lost when the store is closed.
	Nameless() bool
}

// Shared is the ability of a store to tell which process has it open for writing.
type Shared interface {
	// Writer names the process; empty if there is none.
	Writer() (process string, err error)
}

// Lister is the ability of a store to list its rows whatever their tables.
type Lister interface {
	// Rows calls fn for every row of one snapshot. It stops at the first error
	// of fn and returns it unchanged.
	Rows(fn func(table string, key, value []byte) error) error
}

// Latest is the ability of a store to read without a snapshot, which is quicker
// where that takes a connection to a server.
type Latest interface {
	// Latest runs fn on what is committed at the time of each call; a commit in
	// between may show or not. Whoever writes alone, and puts the writes on
	// their way over it as an Overlay, reads the same as in a View.
	Latest(fn func(Reader) error) error
}

// ReadLatest runs fn in Latest if s has the ability, otherwise in View.
func ReadLatest(s Store, fn func(Reader) error) error {
	if l, ok := s.(Latest); ok {
		return l.Latest(fn)
	}
	return s.View(fn)
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
