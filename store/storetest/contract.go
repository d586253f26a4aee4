package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stewardbot/steward/store"
)

// testSnapshots holds Views open during writes. The writer keeps two keys equal; no View may see
// them differ or change.
func testSnapshots(t *testing.T, s store.Store) {
	const rounds = 50
	put(t, s, "t", "left", "0")
	put(t, s, "t", "right", "0")

	// This View stays open across a later commit.
	must(t, s.View(func(r store.Reader) error {
		done := make(chan error)
		go func() { done <- setBoth(s, "1") }()
		must(t, <-done)
		return both(r, "0")
	}))

	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.View(func(r store.Reader) error { return both(r, "") }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range rounds {
		must(t, setBoth(s, fmt.Sprint(i)))
	}
	close(stop)
	wg.Wait()
}

func setBoth(s store.Store, v string) error {
	return s.Update(func(tx store.Tx) error {
		return errors.Join(tx.Put("t", []byte("left"), []byte(v)), tx.Put("t", []byte("right"), []byte(v)))
	})
}

// both returns an error unless Get and Scan agree that the two keys are equal, and equal to want if
// it is given.
func both(r store.Reader, want string) error {
	left, err := r.Get("t", []byte("left"))
	if err != nil {
		return err
	}
	seen := []string{string(left)}
	err = r.Scan("t", nil, nil, false, 0, func(_, v []byte) (bool, error) {
		seen = append(seen, string(v))
		return true, nil
	})
	if err != nil {
		return err
	}
	if want == "" {
		want = string(left)
	}
	if !slices.Equal(seen, []string{want, want, want}) {
		return fmt.Errorf("a View saw %q, want only %q", seen, want)
	}
	return nil
}

// testScanWhileWriting empties and refills a table inside a Scan of it, over both committed and
// uncommitted keys.
func testScanWhileWriting(t *testing.T, s store.Store) {
	const n = 300
	for _, reverse := range []bool{false, true} {
		table := fmt.Sprint("t", reverse)
		fill := func(from int) {
			must(t, s.Update(func(tx store.Tx) error {
				for i := from; i < n; i += 2 {
					must(t, tx.Put(table, fmt.Appendf(nil, "%04d", i), []byte("x")))
				}
				return nil
			}))
		}
		fill(0)
		must(t, s.Update(func(tx store.Tx) error {
			for i := 1; i < n; i += 2 {
				must(t, tx.Put(table, fmt.Appendf(nil, "%04d", i), []byte("x")))
			}
			visited := 0
			must(t, tx.Scan(table, nil, nil, reverse, 0, func(k, _ []byte) (bool, error) {
				visited++
				i := n - visited
				return true, errors.Join(
					tx.Delete(table, k),
					tx.Delete(table, fmt.Appendf(nil, "%04d", i)),
					tx.Put(table, fmt.Appendf(nil, "new%04d", i), []byte("y")))
			}))
			if visited != n {
				t.Errorf("reverse %v: visited %d keys, want the %d that were there at the call", reverse, visited, n)
			}
			return nil
		}))
		want := map[string]string{}
		for i := range n {
			want[fmt.Sprintf("new%04d", i)] = "y"
		}
		check(t, s, model{table: want}, "after writing in a Scan")
	}
}

// testScanErrors checks how a callback's error ends a Scan.
func testScanErrors(t *testing.T, s store.Store) {
	put(t, s, "t", "a", "1")
	put(t, s, "t", "c", "3")
	must(t, s.Update(func(tx store.Tx) error {
		must(t, tx.Put("t", []byte("b"), []byte("2")))
		for stopAt := 1; stopAt <= 3; stopAt++ {
			for _, want := range []error{nil, errGiveUp} {
				visited := 0
				err := tx.Scan("t", nil, nil, false, 0, func(_, _ []byte) (bool, error) {
					visited++
					return visited < stopAt, stopIf(visited == stopAt, want)
				})
				if err != want || visited != stopAt {
					t.Errorf("a callback that ends at %d with %v: %d visits, error %v", stopAt, want, visited, err)
				}
			}
		}
		return nil
	}))
}

func stopIf(now bool, err error) error {
	if now {
		return err
	}
	return nil
}

// testBadKeys checks that every store rejects keys that some backend can't hold.
func testBadKeys(t *testing.T, s store.Store) {
	long := bytes.Repeat([]byte{'k'}, store.MaxKeySize+1)
	bad := []struct {
		table string
		key   []byte
	}{{"", []byte("k")}, {"t", nil}, {"t", []byte{}}, {"t", long}, {strings.Repeat("t", 201), []byte("k")}}
	readers := func(r store.Reader) error {
		for _, b := range bad {
			if _, err := r.Get(b.table, b.key); !errors.Is(err, store.ErrKey) {
				t.Errorf("Get(%q, %d bytes): %v", b.table, len(b.key), err)
			}
		}
		err := r.Scan("", nil, nil, false, 0, func(_, _ []byte) (bool, error) { return true, nil })
		if !errors.Is(err, store.ErrKey) {
			t.Errorf("Scan of a table without a name: %v", err)
		}
		return nil
	}
	must(t, s.View(readers))
	must(t, s.Update(func(tx store.Tx) error {
		for _, b := range bad {
			if err := tx.Put(b.table, b.key, nil); !errors.Is(err, store.ErrKey) {
				t.Errorf("Put(%q, %d bytes): %v", b.table, len(b.key), err)
			}
			if err := tx.Delete(b.table, b.key); !errors.Is(err, store.ErrKey) {
				t.Errorf("Delete(%q, %d bytes): %v", b.table, len(b.key), err)
			}
		}
		return readers(tx)
	}))
}

// testSizes stores a key of maximum length, values from empty to megabytes, and enough keys for a
// tree of several levels.
func testSizes(t *testing.T, s store.Store) {
	m := model{"big": {}, "many": {}, "nil": {"k": ""}}
	m["big"][strings.Repeat("k", store.MaxKeySize)] = "long key"
	m["big"][noise(store.MaxKeySize)], m["big"][noise(store.MaxKeySize-1)+"/"] = "noise", "noise before"
	for _, size := range []int{0, 1, 4095, 4096, 65537, 5 << 20} {
		m["big"][fmt.Sprint(size)] = strings.Repeat("v", size)
	}
	for i := range 5000 {
		m["many"][fmt.Sprintf("%08d", i*7919%5000)] = fmt.Sprint(i)
	}
	must(t, s.Update(func(tx store.Tx) error {
		for name, table := range m {
			for k, v := range table {
				must(t, tx.Put(name, []byte(k), []byte(v)))
			}
		}
		return tx.Put("nil", []byte("k"), nil)
	}))
	check(t, s, m, "after storing all sizes")
	must(t, s.Update(func(tx store.Tx) error {
		for k := range m["many"] {
			must(t, tx.Delete("many", []byte(k)))
		}
		return nil
	}))
	m["many"] = map[string]string{}
	check(t, s, m, "after deleting many")
}

// noise is a text that compresses badly.
func noise(size int) string {
	b, x := make([]byte, size), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

func testClose(t *testing.T, s store.Store) {
	must(t, s.Close())
	if err := s.View(func(store.Reader) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("View of a closed store: %v", err)
	}
	if err := s.Update(func(store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Update of a closed store: %v", err)
	}
}
