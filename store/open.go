package store

import (
	"context"
	"regexp"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Options of Open. The zero value is what a running bot needs.
type Options struct {
	// ReadOnly opens an existing store next to other readers, without Update.
	ReadOnly bool
	// NoSync leaves writing to the disk to the operating system: faster, and a
	// power cut may damage the store. For copies that can be made again.
	NoSync bool
}

// Backend opens stores of one kind.
type Backend interface {
	// Open opens the store named by a URL, scheme included, and creates it if
	// there is none.
	Open(url string, opts Options) (Store, error)
}

// FileBackend is the ability of a backend whose stores are files.
type FileBackend interface {
	Backend
	// Path is the file that a URL names.
	Path(url string) string
	// Check reads the whole file, which nobody may have open for writing, and
	// returns ErrDamaged if anything is wrong.
	Check(path string) error
	// Restore installs a copy of from, a backup, at to, after checking it and
	// passing it to inspect; sealed reports that a matching checksum vouches
	// for its rows. An existing store is replaced only with force, otherwise
	// the error is fs.ErrExist; an open one is never replaced.
	Restore(from, to string, force bool, inspect func(s Store, sealed bool) error) error
}

// SharedBackend is the ability of a backend whose stores are on a server, where
// several processes may ask for one. Its URLs name the server's host.
type SharedBackend interface {
	Backend
	// Valid returns an error if Open can't take a URL, wherever it is opened. It
	// connects to nothing.
	Valid(url string) error
	// Await is Open that waits as long as another process has the store open
	// for writing. It calls held with the error of Open when it begins to wait,
	// and again for each other process that takes the store meanwhile.
	Await(ctx context.Context, url string, opts Options, held func(error)) (Store, error)
}

var backends = map[string]Backend{}

// Register registers a backend with Open under its URL schemes; "" stands for
// bare paths. Backend packages call it from init.
func Register(b Backend, schemes ...string) {
	for _, s := range schemes {
		if backends[s] != nil {
			panic("store: two backends for the scheme " + s)
		}
		backends[s] = b
	}
}

// Find returns the backend for a URL, such as "memory:" or "bolt:steward.db".
// Anything without a registered scheme is a path, unless it continues with
// "//". Only a SharedBackend has a host, and a file has a name. The error does
// not repeat a password.
func Find(url string) (Backend, error) {
	scheme, rest, named := strings.Cut(url, ":")
	b := backends[scheme]
	if b == nil || !named {
		scheme, b = "", backends[""]
	}
	slashes := len(rest) - len(strings.TrimLeft(rest, "/"))
	file, isFile := b.(FileBackend)
	_, isShared := b.(SharedBackend)
	if b == nil || slashes == 2 && !isShared || slashes < 2 && isShared || slashes > 2 && scheme == "" || isFile && (file.Path(url) == "" || keywords.MatchString(url)) {
		return nil, phrase.New("store.no_backend", Shown(url))
	}
	return b, nil
}

var (
	password      = regexp.MustCompile(`(?i)(//[^/:@]*:|^postgres(?:ql)?:/?[^/:@]*:).*@`)
	passwordParam = regexp.MustCompile(`(?i)((?:^|[?&\s])(?:ssl)?password\s*=)[^&]*`)
	// keywords is the other way to write where a database is, which is none of a store.
	keywords = regexp.MustCompile(`^\s*(?:host|hostaddr|port|user|dbname|password|service|sslmode)\s*=`)
)

// Shown returns a URL without its password.
func Shown(url string) string {
	return passwordParam.ReplaceAllString(password.ReplaceAllString(url, "${1}[hidden]@"), "${1}[hidden]")
}

// Open opens the store named by a URL or a path, and creates it if there is
// none.
func Open(url string, opts Options) (Store, error) {
	b, err := Find(url)
	if err != nil {
		return nil, err
	}
	return b.Open(url, opts)
}

// FindFile is Find for operations on files. It also returns the file's path. The error is
// ErrUnable if the backend has no files.
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
