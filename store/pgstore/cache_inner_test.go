package pgstore

import (
	"testing"

	"github.com/stewardbot/steward/store"
)

// TestCacheLateFill: what was read before a commit, or before rows were forgotten, does not get in
// the way of what was committed since.
func TestCacheLateFill(t *testing.T) {
	commit := func(c *cache, key, value string) {
		o := store.NewOverlay(nil)
		_ = o.Put("t", []byte(key), []byte(value))
		o.Freeze()
		c.committed(o)
	}
	rotate := func(c *cache) {
		for turn := c.pool.turn; c.pool.turn < turn+2; {
			commit(c, "other", "x")
			c.pool.size = c.pool.limit + 1
		}
	}
	stale := []row{{k: []byte("k"), v: []byte("old")}}
	gap := &span{from: []byte("a"), to: []byte("z")}
	for _, tt := range []struct {
		name    string
		between func(c *cache)
		known   bool
		value   string
	}{
		{"nothing", func(*cache) {}, true, "old"},
		{"a commit", func(c *cache) { commit(c, "k", "new") }, true, "new"},
		{"a commit that was forgotten", func(c *cache) { commit(c, "k", "new"); rotate(c) }, false, ""},
		{"a drop", func(c *cache) { commit(c, "k", "new"); c.drop() }, false, ""},
	} {
		for _, what := range []string{"row", "gap"} {
			c := newPool(10_000).cache()
			_, known, turn, first := c.get("t", []byte("k"))
			if known || !first {
				t.Fatalf("an empty cache knows something")
			}
			tt.between(c)
			want := tt.value
			if what == "row" {
				c.fill(turn, "t", stale, nil)
			} else {
				c.fill(turn, "t", nil, gap)
				if tt.name == "nothing" {
					want = ""
				}
			}
			v, known, _, _ := c.get("t", []byte("k"))
			if known != tt.known || string(v) != want {
				t.Errorf("%s is read late, after %s: %q, known %v; want %q, %v", what, tt.name, v, known, want, tt.known)
			}
		}
	}
}

// TestCacheForgets: a gap is forgotten no later than the rows that came into it.
func TestCacheForgets(t *testing.T) {
	c := newPool(1000).cache()
	_, _, turn, _ := c.get("t", []byte("k"))
	c.fill(turn, "t", nil, &span{from: []byte("a")})
	for n := range 100 {
		o := store.NewOverlay(nil)
		_ = o.Put("t", []byte{'b', byte(n)}, []byte("value"))
		o.Freeze()
		c.committed(o)
		for i := range n {
			if v, known, _, _ := c.get("t", []byte{'b', byte(i)}); known && v == nil {
				t.Fatalf("row %d is taken for absent after commit %d", i, n)
			}
		}
	}
	if c.covers("q") {
		t.Error("the gap is held for ever")
	}
	if size := len(c.young["t"].values) + len(c.old["t"].values); size > 20 {
		t.Errorf("%d rows are held", size)
	}
}

func (c *cache) covers(key string) bool {
	return c.young["t"].covers([]byte(key)) || c.old["t"].covers([]byte(key))
}

// TestCachePool: the caches of a pool share its bound, and what is dropped makes room.
func TestCachePool(t *testing.T) {
	p := newPool(20_000)
	caches := []*cache{p.cache(), p.cache(), p.cache()}
	fill := func(c *cache, n int) {
		for i := range n {
			_, _, turn, _ := c.get("t", []byte{byte(i)})
			c.fill(turn, "t", []row{{k: []byte{byte(i)}, v: make([]byte, 100)}}, nil)
		}
	}
	held := func(c *cache) int {
		n := 0
		for _, generation := range []map[string]*rows{c.young, c.old} {
			if r := generation["t"]; r != nil {
				n += len(r.values)
			}
		}
		return n
	}
	fill(caches[0], 30)
	fill(caches[1], 20)
	if held(caches[0]) != 30 || held(caches[1]) != 20 || p.turn != 0 {
		t.Errorf("%d and %d rows are held in turn %d", held(caches[0]), held(caches[1]), p.turn)
	}
	caches[0].drop()
	fill(caches[0], 5)
	fill(caches[2], 30)
	if held(caches[0]) != 0 || held(caches[1]) != 20 || held(caches[2]) != 30 || p.turn != 0 {
		t.Errorf("after a drop %d, %d and %d rows are held in turn %d", held(caches[0]), held(caches[1]), held(caches[2]), p.turn)
	}
	for i := range 10 {
		fill(caches[1+i%2], 100)
	}
	if n := held(caches[1]) + held(caches[2]); n > 2*(p.limit/200+1) {
		t.Errorf("%d rows are held", n)
	}
}
