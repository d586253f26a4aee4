package boltdb

import (
	"strings"

	"github.com/stewardbot/steward/store"
)

// scheme is the URL scheme of stores in files, optional before a path.
const scheme = "bolt"

func init() { store.Register(backend{}, scheme, "") }

// backend implements store.FileBackend.
type backend struct{}

func (backend) Path(url string) string { return strings.TrimPrefix(url, scheme+":") }

func (b backend) Open(url string, opts store.Options) (store.Store, error) {
	s, err := Open(b.Path(url), Options{Options: opts})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (backend) Check(path string) error { return Check(path) }

func (backend) Restore(from, to string, force bool, inspect func(store.Store, bool) error) error {
	return Restore(from, to, force, inspect)
}
