//go:build unix

package pgstore_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestCacheAmongReaders has readers fill caches of several sizes while commits change, add and
// delete the rows they read: whoever looks after a commit sees it.
func TestCacheAmongReaders(t *testing.T) {
	t.Parallel()
	for _, cache := range []int{0, 30_000, 1000} {
		t.Run(fmt.Sprint("cache ", cache), func(t *testing.T) {
			s := open(t, pgtest.URL(t), pgstore.Options{Cache: cache})
			defer s.Close()
			const keys = 40
			name := func(i int) []byte { return fmt.Appendf(nil, "%03d", i%keys) }
			var readers sync.WaitGroup
			stop := make(chan struct{})
			defer readers.Wait()
			defer close(stop)
			for start := range 3 {
				readers.Go(func() {
					for i := start; ; i += 7 {
						select {
						case <-stop:
							return
						case <-time.After(50 * time.Microsecond):
						}
						if _, err := latest(s, name(i)); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			want := map[string]string{}
			for n := range 60 {
				o := store.NewOverlay(nil)
				for i := n; i < n+6; i++ {
					k := name(i * 11)
					if i%3 == 0 {
						must(t, o.Delete("t", k))
						delete(want, string(k))
					} else {
						want[string(k)] = fmt.Sprint("value ", n)
						must(t, o.Put("t", k, []byte(want[string(k)])))
					}
				}
				must(t, s.Apply(o))
				for i := range keys {
					v, err := latest(s, name(i))
					if w, there := want[string(name(i))]; err != nil || (v != nil) != there || string(v) != w {
						t.Fatalf("after commit %d key %s is %q (there %v), want %q: %v", n, name(i), v, v != nil, w, err)
					}
				}
			}
		})
	}
}

func latest(s *pgstore.Store, key []byte) (value []byte, err error) {
	err = s.Latest(func(r store.Reader) error {
		value, err = r.Get("t", key)
		return err
	})
	return value, err
}

// TestCacheModel compares reads through a cache that holds a few rows with a map, and with what
// the database has.
func TestCacheModel(t *testing.T) {
	t.Parallel()
	s := open(t, pgtest.URL(t), pgstore.Options{Cache: 2000})
	defer s.Close()
	must(t, put(s, "t", "some", "row"))
	want := map[string]string{"some": "row"}
	key := rapid.Map(rapid.IntRange(0, 60), func(i int) string { return fmt.Sprintf("%02d", i) })
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			k := key.Draw(rt, "key")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				v := rapid.StringN(0, 30, -1).Draw(rt, "value")
				want[k] = v
				if err := put(s, "t", k, v); err != nil {
					rt.Fatal(err)
				}
			case 1:
				delete(want, k)
				if err := s.Update(func(tx store.Tx) error { return tx.Delete("t", []byte(k)) }); err != nil {
					rt.Fatal(err)
				}
			default:
				v, err := latest(s, []byte(k))
				if w, there := want[k]; err != nil || (v != nil) != there || string(v) != w {
					rt.Fatalf("%s is %q (there %v), want %q: %v", k, v, v != nil, w, err)
				}
			}
		}
	})
	for k, w := range want {
		if v := get(t, s, "t", k); v != w {
			t.Errorf("the database has %q under %s, want %q", v, k, w)
		}
	}
}

// TestCacheSpares: what is known is not asked for again, absence included.
func TestCacheSpares(t *testing.T) {
	server := pgtest.Shared(t)
	s := open(t, server.URL(t), pgstore.Options{})
	must(t, errors.Join(put(s, "t", "a", "1"), put(s, "t", "m", "2")))
	look := func(keys ...string) (found string) {
		for _, k := range keys {
			v, err := latest(s, []byte(k))
			must(t, err)
			found += fmt.Sprintf("%s=%s ", k, v)
		}
		return found
	}
	look("a")
	must(t, put(s, "t", "n", "3"))
	server.Stop()
	if found, want := look("a", "b", "m", "n", "z"), "a=1 b= m=2 n=3 z= "; found != want {
		t.Errorf("without the server: %s, want %s", found, want)
	}
	server.Run(t)
	must(t, s.Close())
}
