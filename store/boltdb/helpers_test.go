package boltdb_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

func open(t testing.TB, path string, opts boltdb.Options) *boltdb.Store {
	t.Helper()
	s, err := boltdb.Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks an error's kind and that its text contains the given parts.
func refused(t *testing.T, err, kind error, says ...string) {
	t.Helper()
	if err == nil || (kind != nil && !errors.Is(err, kind)) {
		t.Fatalf("error %v, want one that is %v", err, kind)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("error %q does not say %q", err, s)
		}
	}
}

// fill creates a closed store with n records in table t, over several commits.
func fill(t testing.TB, path string, n int) {
	t.Helper()
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
	for i := range n {
		put(t, s, i)
	}
	must(t, s.Close())
}

func put(t testing.TB, s store.Store, i int) {
	t.Helper()
	must(t, putErr(s, i, 100))
}

func putErr(s store.Store, i, size int) error {
	return s.Update(func(tx store.Tx) error {
		return tx.Put("t", fmt.Appendf(nil, "%06d", i), []byte(strings.Repeat("v", size)))
	})
}

func count(t testing.TB, s store.Store) int {
	t.Helper()
	n := 0
	must(t, s.View(func(r store.Reader) error {
		return r.Scan("t", nil, nil, false, 0, func(_, _ []byte) (bool, error) {
			n++
			return true, nil
		})
	}))
	return n
}

func noLeftovers(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

func content(s string) func(*testing.T, string) {
	return func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte(s), 0o600)) }
}

func cut(share float64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		fill(t, path, 300)
		size := used(t, path)
		must(t, os.Truncate(path, int64(share*float64(size))))
	}
}

func cutTo(size int64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		fill(t, path, 300)
		must(t, os.Truncate(path, size))
	}
}

// used returns how many bytes of a store file are in use.
func used(t *testing.T, path string) int64 {
	t.Helper()
	s := open(t, path, boltdb.Options{Options: store.Options{ReadOnly: true}})
	defer s.Close()
	n, err := s.Backup(discardWriter{})
	must(t, err)
	return n
}

type discardWriter struct{}

func (discardWriter) Write(b []byte) (int, error) { return len(b), nil }

func overwrite(at, n int) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		fill(t, path, 300)
		overwriteAt(t, path, at, n)
	}
}

func overwriteAt(t *testing.T, path string, at, n int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt(make([]byte, n), int64(at))
	must(t, errors.Join(err, f.Close()))
}
