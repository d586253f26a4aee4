package store_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
	_ "github.com/stewardbot/steward/store/boltdb"
	_ "github.com/stewardbot/steward/store/memory"
)

// put opens the store at a URL, writes a row and closes it.
func put(url string) error {
	s, err := store.Open(url, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	err = s.Update(func(tx store.Tx) error { return tx.Put("t", []byte("k"), []byte("v")) })
	return errors.Join(err, s.Close())
}

// TestOpen: a path or URL opens a file; memory starts empty each time.
func TestOpen(t *testing.T) {
	t.Chdir(t.TempDir())
	abs, err := filepath.Abs("abs.db")
	if err != nil {
		t.Fatal(err)
	}
	for url, file := range map[string]string{
		"plain.db": "plain.db", "bolt:named.db": "named.db", "bolt": "bolt", "memory": "memory", "bolt:" + abs: abs,
		"tea:1.db": "tea:1.db", "bolt://" + abs + "x": abs + "x", "./bolt:odd.db": "bolt:odd.db", "./memory:": "memory:", "./host=pg": "host=pg", "C:st.db": "C:st.db", "memory:": "",
	} {
		if err := put(url); err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		_, path, err := store.FindFile(url)
		switch {
		case file == "" && !errors.Is(err, store.ErrUnable):
			t.Errorf("%s is the file %q, %v", url, path, err)
		case file == "":
		case err != nil || filepath.Clean(path) != file:
			t.Errorf("%s is the file %q, %v; want %q", url, path, err, file)
		default:
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %v", url, err)
			}
		}
		s, err := store.Open(url, store.Options{ReadOnly: file != ""})
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(func(r store.Reader) error {
			v, err := r.Get("t", []byte("k"))
			if found := string(v) == "v"; found != (file != "") {
				t.Errorf("%s, opened again: %q", url, v)
			}
			return err
		})
		_, copier := s.(store.Copier)
		if err := errors.Join(err, s.Close()); err != nil || copier != (file != "") {
			t.Errorf("%s: %v; is a Copier: %v", url, err, copier)
		}
	}
	if list, _ := filepath.Glob("*"); len(list) != 11 {
		t.Errorf("there are %q", list)
	}
}

// TestOpenRefused: a URL that no backend opens leaves nothing behind.
func TestOpenRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, url := range []string{"postgres://steward@pg/steward", "http://127.0.0.1", "blot://s.db", "blot:///s.db", "bolt://s.db", "memory://s", "bolt:", ""} {
		for _, lang := range phrase.Languages() {
			if err := put(url); err == nil || !strings.Contains(phrase.In(lang, err), url) {
				t.Errorf("%s, %s: %v", url, lang, err)
			}
		}
		if _, _, err := store.FindFile(url); err == nil || errors.Is(err, store.ErrUnable) {
			t.Errorf("the file of %s: %v", url, err)
		}
	}
	for _, url := range []string{"postgres://steward:hunter2@pg/steward?sslpassword=hunter2&password=hunter2", "http://:hunter2/@hunter2@pg", "bolt://a:hunter2@b"} {
		if err := put(url); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "[hidden]@") {
			t.Errorf("%s: %v", url, err)
		}
	}
	// What was meant for a database isn't taken for a file.
	for _, url := range []string{"host=pg user=steward password=hunter2", "password = 'hunter2' host=pg"} {
		if err := put(url); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "postgres://USER@HOST/DATABASE") {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"postgres:steward:hunter2@pg/steward", "postgresql:/steward:hunter2@pg/steward", "postgres://pg/?PASSWORD=hunter2"} {
		if shown := store.Shown(url); strings.Contains(shown, "hunter2") {
			t.Errorf("%s is shown as %s", url, shown)
		}
	}
	if _, err := store.Open("none.db", store.Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there, to be read: %v", err)
	}
	if list, _ := filepath.Glob("*"); len(list) != 0 {
		t.Errorf("there are %q", list)
	}
}

// TestFiles covers the operations that only file stores have, by URL.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.db"), "bolt:"+filepath.Join(dir, "to.db")
	if err := put(from); err != nil {
		t.Fatal(err)
	}
	files, path, err := store.FindFile(to)
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	err = files.Restore(from, path, false, func(s store.Store, sealed bool) error {
		all, err := store.As[store.Lister](s)
		if err != nil || sealed {
			t.Fatalf("sealed %v, %v", sealed, err)
		}
		return all.Rows(func(_ string, _, _ []byte) error { rows++; return nil })
	})
	if err := errors.Join(err, files.Check(path), put(to)); err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
	if err := os.Truncate(path, 8192); err != nil {
		t.Fatal(err)
	}
	if err := files.Check(path); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a file cut short: %v", err)
	}
}

// TestCopyAgain: a copy that was interrupted is done again, although its source lost rows since.
func TestCopyAgain(t *testing.T) {
	var both [2]store.Store
	for i := range both {
		s, err := store.Open(filepath.Join(t.TempDir(), "s.db"), store.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		both[i] = s
	}
	from, to := both[0], both[1]
	err := errors.Join(
		from.Update(func(tx store.Tx) error { return tx.Put("members", []byte("kept"), []byte("1")) }),
		to.Update(func(tx store.Tx) error {
			err := tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("copying"))
			for i := range 3 {
				gone := append(bytes.Repeat([]byte("g"), store.MaxKeySize-1), byte(i))
				err = errors.Join(err, tx.Put("members", gone, nil), tx.Put("timers", gone, nil))
			}
			return err
		}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := store.Copy(from, to, nil); err != nil || rows != 1 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	all, err := store.As[store.Lister](to)
	if err != nil {
		t.Fatal(err)
	}
	err = all.Rows(func(table string, key, _ []byte) error {
		if table != "members" || string(key) != "kept" {
			t.Errorf("%s holds %x", table, key)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// server is a SharedBackend.
type server struct{}

func (server) Open(string, store.Options) (store.Store, error) { return nil, errors.New("opened") }

func (server) Valid(string) error { return nil }

func (s server) Await(_ context.Context, url string, opts store.Options, _ func(error)) (store.Store, error) {
	return s.Open(url, opts)
}

// TestHosts: only the URL of a SharedBackend names a host.
func TestHosts(t *testing.T) {
	store.Register(server{}, "pond")
	for url, want := range map[string]bool{"pond://host/name": true, "pond:///name?host=/run": true, "pond:name": false, "pond:/name": false, "pond:": false} {
		if _, err := store.Find(url); (err == nil) != want {
			t.Errorf("%s: %v", url, err)
		}
	}
	b, err := store.Find("pond://host")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.As[store.SharedBackend](b); err != nil {
		t.Error(err)
	}
}
