package pgstore

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/stewardbot/steward/store"
)

// cache holds rows as they are committed, and stretches of keys without other
// rows. It is right as long as nobody else writes: the owner of the lease puts
// what it commits into it.
//
// There are two generations: when the young one is full, it becomes the old one,
// which is forgotten. Rows found in the old one move to the young one. All caches
// of a pool share its bound, and their generations end together.
//
// What was read from the database is only put in if no generation ended
// meanwhile, and never replaces a row: whatever was committed since is there
// already.
type cache struct {
	pool       *pool // whose mutex guards what follows
	young, old map[string]*rows
	size       int // bytes of the young generation
	read       map[string]bool
	dropped    bool
}

// pool bounds what the caches of all partitions hold.
type pool struct {
	limit int // bytes of a generation

	mu     sync.Mutex
	caches map[*cache]bool
	size   int // bytes of the young generation
	turn   int // counts generations
}

// rows are what a generation holds of a table.
type rows struct {
	values map[string][]byte
	spans  []span // sorted by from; rare
}

// span is a stretch of keys whose rows are all held since it was noted; a nil to
// has no end.
type span struct{ from, to []byte }

const (
	// rowCost is about what a row costs beside its bytes.
	rowCost = 100
	// mostSpans bounds the spans of a table in a generation: more than that
	// come of keys that are looked for at random.
	mostSpans = 256
)

// newPool returns a pool of so many bytes, nil if that is negative.
func newPool(limit int) *pool {
	if limit < 0 {
		return nil
	}
	return &pool{limit: limit / 2, caches: map[*cache]bool{}}
}

// cache returns a new cache, nil without a pool.
func (p *pool) cache() *cache {
	if p == nil {
		return nil
	}
	c := &cache{pool: p, young: map[string]*rows{}, old: map[string]*rows{}, read: map[string]bool{}}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.caches[c] = true
	return c
}

// rotate ends a generation.
func (p *pool) rotate() {
	for c := range p.caches {
		c.old, c.young, c.size = c.young, map[string]*rows{}, 0
	}
	p.size = 0
	p.turn++
}

// share is how large a table may be that is read as a whole.
func (c *cache) share() int {
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	return c.pool.limit / 2 / max(1, len(c.pool.caches))
}

// get returns a row's value, nil if it is known to be absent. Without an answer
// it returns the turn for fill, and whether this is the first look at the table.
func (c *cache) get(table string, key []byte) (value []byte, known bool, turn int, first bool) {
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	if first = !c.read[table]; first {
		c.read[table] = true
	}
	young := c.young[table]
	if young != nil {
		if v, ok := young.values[string(key)]; ok {
			return v, true, 0, false
		}
	}
	old := c.old[table]
	if old != nil {
		if v, ok := old.values[string(key)]; ok {
			c.put(table, key, v)
			return v, true, 0, false
		}
	}
	return nil, young.covers(key) || old.covers(key), c.pool.turn, first
}

func (r *rows) covers(key []byte) bool {
	if r == nil || len(r.spans) == 0 {
		return false
	}
	i, found := slices.BinarySearchFunc(r.spans, key, func(s span, key []byte) int { return bytes.Compare(s.from, key) })
	if !found {
		i--
	}
	return i >= 0 && (r.spans[i].to == nil || bytes.Compare(key, r.spans[i].to) < 0)
}

// put puts a row into the young generation; a nil value says that it is absent.
func (c *cache) put(table string, key, value []byte) {
	if c.dropped {
		return
	}
	if c.pool.size > c.pool.limit {
		c.pool.rotate()
	}
	r := c.rows(table)
	more := len(value) + len(key) + rowCost
	if v, ok := r.values[string(key)]; ok {
		more = len(value) - len(v)
	}
	c.size += more
	c.pool.size += more
	r.values[string(key)] = value
}

func (c *cache) rows(table string) *rows {
	r := c.young[table]
	if r == nil {
		r = &rows{values: map[string][]byte{}}
		c.young[table] = r
	}
	return r
}

// fill puts in what was read since turn: rows, and a stretch that has no others.
func (c *cache) fill(turn int, table string, list []row, all *span) {
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	for _, one := range list {
		if c.pool.turn == turn && !c.holds(table, one.k) {
			c.put(table, one.k, one.v)
		}
	}
	if all == nil || c.pool.turn != turn || c.dropped {
		return
	}
	r := c.rows(table)
	if len(r.spans) == mostSpans {
		return
	}
	i, found := slices.BinarySearchFunc(r.spans, all.from, func(s span, from []byte) int { return bytes.Compare(s.from, from) })
	if found {
		r.spans[i] = *all
	} else {
		r.spans = slices.Insert(r.spans, i, *all)
	}
}

func (c *cache) holds(table string, key []byte) bool {
	for _, generation := range []map[string]*rows{c.young, c.old} {
		if r := generation[table]; r != nil {
			if _, ok := r.values[string(key)]; ok {
				return true
			}
		}
	}
	return false
}

// committed puts in what was committed, of the tables that are read.
func (c *cache) committed(o *store.Overlay) {
	if c == nil {
		return
	}
	table, read := "", false
	for w := range o.Writes() {
		c.pool.mu.Lock()
		if w.Table != table {
			table, read = w.Table, c.read[w.Table]
		}
		if read {
			value := w.Value
			if value != nil {
				value = append([]byte{}, value...) // it is a part of something larger
			}
			c.put(w.Table, w.Key, value)
		}
		c.pool.mu.Unlock()
	}
}

// drop forgets everything, for good.
func (c *cache) drop() {
	if c == nil {
		return
	}
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	delete(c.pool.caches, c)
	c.pool.size -= c.size
	c.young, c.old, c.size, c.dropped = map[string]*rows{}, map[string]*rows{}, 0, true
}

// cached is Get through the cache.
func (r *reader) cached(name string, t *table, key []byte) ([]byte, error) {
	c := r.s.cache
	value, known, turn, first := c.get(name, key)
	if first {
		if err := r.load(name, t, turn); err != nil {
			return nil, err
		}
		value, known, turn, _ = c.get(name, key)
	}
	if known {
		return value, nil
	}
	// The next row, too, says how far there is none.
	next, all := row{}, &span{from: bytes.Clone(key)}
	err := r.run(t.next, [][]byte{r.s.arg(), key}, func() { next = row{} }, func(values [][]byte) {
		next = row{k: bytes.Clone(values[0])}
		if values[1] != nil {
			next.v = append([]byte{}, values[1]...)
		}
	})
	switch {
	case err != nil:
		return nil, err
	case next.v != nil:
		c.fill(turn, name, []row{next}, nil)
	default:
		all.to = next.k
		c.fill(turn, name, nil, all)
	}
	return next.v, nil
}

// load puts a whole table into the cache if it is small.
func (r *reader) load(name string, t *table, turn int) error {
	var size int
	err := r.run(t.size, nil, func() {}, func(values [][]byte) { size = int(binary.BigEndian.Uint64(values[0])) })
	if err != nil || size > r.s.cache.share() {
		return err
	}
	var list []row
	err = r.Scan(name, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		list = append(list, row{bytes.Clone(k), append([]byte{}, v...)})
		return true, nil
	})
	if err == nil {
		r.s.cache.fill(turn, name, list, &span{from: []byte{}})
	}
	return err
}
