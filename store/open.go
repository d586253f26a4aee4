package store

import (
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Options of Open. The zero value is what a running bot wants.
type Options struct {
	// ReadOnly opens an existing store beside other readers, and takes no
	// Update.
	ReadOnly bool
	// NoSync leaves writing to the disk to the operating system: faster, and a
	// power cut may damage the store. For copies that can be made again.
	NoSync bool
}

// Backend opens stores of one kind.
type Backend interface {
	// Open opens the store that a URL names, and makes one if there is none.
	// The URL comes as Open got it, with its scheme.
	Open(url string, opts Options) (Store, error)
}

// FileBackend is the ability of a backend whose stores are files.
type FileBackend interface {
	Backend
	// Path is the file that a URL names.
	Path(url string) string
	// Check reads the whole file, which nobody may have open for writing, and
	// returns an error that is ErrDamaged if anything in it is out of place.
	Check(path string) error
	// Restore puts a copy of from, a backup, at to, once it has been checked and
	// inspect has looked into it; sealed tells that a checksum stands for its
	// rows, and fits. A store at to is replaced only with force, else the error
	// is fs.ErrExist; one that is open is never replaced.
	Restore(from, to string, force bool, inspect func(s Store, sealed bool) error) error
}

var backends = map[string]Backend{}

// Register makes Open know a backend by the schemes of its URLs; "" stands for
// bare paths. Packages of backends call it from init.
func Register(b Backend, schemes ...string) {
	for _, s := range schemes {
		if backends[s] != nil {
			panic("store: two backends for the scheme " + s)
		}
		backends[s] = b
	}
}

// Find returns the backend that opens a URL, such as "memory:" or
// "bolt:steward.db". What begins with no registered scheme is a path, unless it
// goes on with "//".
func Find(url string) (Backend, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	if b := backends[scheme]; b != nil && scheme != url {
		return b, nil
	}
	if b := backends[""]; b != nil && !strings.HasPrefix(rest, "//") {
		return b, nil
	}
	return nil, phrase.New("store.no_backend", url)
}

// Open opens the store that a URL or a path names, and makes one if there is
// none.
func Open(url string, opts Options) (Store, error) {
	b, err := Find(url)
	if err != nil {
		return nil, err
	}
	return b.Open(url, opts)
}

// FindFile is Find for what only stores in files can do; it returns the file's
// path, too. The error is ErrUnable if the store is none.
func FindFile(url string) (b FileBackend, path string, err error) {
	found, err := Find(url)
	if err == nil {
		b, err = As[FileBackend](found)
	}
	if err != nil {
		return nil, "", err
	}
	return b, b.Path(url), nil
}
