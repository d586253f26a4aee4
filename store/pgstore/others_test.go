//go:build unix

package pgstore_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestOthers reads all partitions but one as one store: what their own stores hold, merged, without
// that of sources, and what other processes commit later.
func TestOthers(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	a, b := connect(t, url, pgstore.Options{}), connect(t, url, pgstore.Options{})
	o := a.Others(2)
	if v, err := o.Get("t", []byte("k")); v != nil || err != nil {
		t.Errorf("before there are tables: %q, %v", v, err)
	}
	source, err := b.OpenSource(t.Context(), "telegram")
	must(t, err)
	stores := []*pgstore.Store{openPart(t, b, 0), openPart(t, b, 1), openPart(t, b, 2), openPart(t, b, 250), source}
	type row struct{ k, v string }
	var all []row
	random := rand.New(rand.NewPCG(1, 2))
	key := func() string {
		k := fmt.Sprint("k", random.IntN(60))
		if random.IntN(4) == 0 { // longer than an index takes, and alike at first
			k = strings.Repeat("long", 600) + k
		}
		return k
	}
	for i, s := range stores {
		must(t, s.Update(func(tx store.Tx) error {
			for range 80 {
				k := key()
				v := fmt.Sprint(s.Part(), " ", k[max(len(k)-3, 0):])
				if err := tx.Put("t", []byte(k), []byte(v)); err != nil {
					return err
				}
				if r := (row{k, v}); i != 2 && i != 4 && !slices.Contains(all, r) {
					all = append(all, r)
				}
			}
			return nil
		}))
	}
	must(t, stores[1].Close()) // nobody owns it now
	for range 300 {
		from, to, reverse, limit := []byte(key()), []byte(key()), random.IntN(2) == 0, random.IntN(2)*random.IntN(20)
		if random.IntN(5) == 0 {
			from = nil
		}
		if random.IntN(5) == 0 {
			to = nil
		}
		var want, got []row
		for _, r := range all {
			if bytes.Compare([]byte(r.k), from) >= 0 && (to == nil || bytes.Compare([]byte(r.k), to) < 0) {
				want = append(want, r)
			}
		}
		keys := func(list []row) (keys []string) {
			for _, r := range list {
				keys = append(keys, r.k)
			}
			return keys
		}
		slices.SortStableFunc(want, func(a, b row) int {
			if reverse {
				a, b = b, a
			}
			return strings.Compare(a.k, b.k)
		})
		if limit > 0 {
			want = want[:min(limit, len(want))]
		}
		must(t, o.Scan("t", from, to, reverse, limit, func(k, v []byte) (bool, error) {
			got = append(got, row{string(k), string(v)})
			return true, nil
		}))
		if !slices.Equal(keys(got), keys(want)) {
			t.Fatalf("%.9q to %.9q: %d rows, want %d", from, to, len(got), len(want))
		}
		for _, r := range got {
			if !slices.Contains(all, r) {
				t.Fatalf("%.9q is %q", r.k, r.v)
			}
		}
	}
	for _, r := range all {
		v, err := o.Get("t", []byte(r.k))
		must(t, err)
		if !slices.Contains(all, row{r.k, string(v)}) {
			t.Errorf("%.9q is %q", r.k, v)
		}
	}
	must(t, put(stores[3], "later", "k", "v"))
	if v, err := o.Get("later", []byte("k")); string(v) != "v" || err != nil {
		t.Errorf("a new table: %q, %v", v, err)
	}
	if err := o.Scan("t", nil, nil, false, 0, func(_, _ []byte) (bool, error) { return false, store.ErrKey }); err != store.ErrKey {
		t.Errorf("fn's error comes back as %v", err)
	}
	must(t, a.Close())
	if _, err := o.Get("t", []byte("k")); err == nil {
		t.Error("it can be read after the server is closed")
	}
}

// BenchmarkOthers looks up an account that two of 256 partitions know.
func BenchmarkOthers(b *testing.B) {
	s := connect(b, pgtest.URL(b), pgstore.Options{})
	for part := range 256 {
		st := openPart(b, s, part)
		must(b, st.Update(func(tx store.Tx) error {
			for i := range 100 {
				if err := tx.Put("t", fmt.Appendf(nil, "test:%d/%d", part*50+i, part), nil); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	o := s.Others(0)
	for i := 0; b.Loop(); i++ {
		n, prefix := 0, fmt.Appendf(nil, "test:%d/", 100+i%10_000)
		to := append(prefix[:len(prefix)-1:len(prefix)-1], '/'+1)
		must(b, o.Scan("t", prefix, to, false, 0, func(_, _ []byte) (bool, error) { n++; return true, nil }))
		if n != 2 {
			b.Fatalf("%d rows", n)
		}
	}
}
