package store

import "slices"

// Scan implements Reader. It merges the overlay's keys with the base's.
func (o *Overlay) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := CheckTable(table); err != nil {
		return err
	}
	t := o.find(table)
	if t == nil {
		return o.base.Scan(table, from, to, reverse, limit, fn)
	}
	if !o.frozen {
		o.encodeAll(t)
	}
	m := merge{reverse: reverse, limit: limit, fn: fn}
	m.span.open(t, from, to, reverse, o.frozen)
	if m.span.done() {
		return o.base.Scan(table, from, to, reverse, limit, fn)
	}
	if !o.frozen {
		t.spans = append(t.spans, &m.span)
		defer t.forget(&m.span)
	}
	if err := o.base.Scan(table, from, to, reverse, 0, m.visit); err != nil || m.stopped {
		return err
	}
	return m.rest()
}

// span is the overlay's side of one Scan: the entries yet to visit. It walks
// the table in place and only copies the rest when somebody is about to write
// to that table.
type span struct {
	t       *table
	lo, hi  int     // of t.sorted
	copied  []entry // in the order of the scan, once detached
	reverse bool
	copies  bool
}

func (s *span) open(t *table, from, to []byte, reverse, frozen bool) {
	if !frozen {
		t.sort()
	}
	*s = span{t: t, hi: len(t.sorted), reverse: reverse}
	if len(from) > 0 {
		s.lo = t.search(t.sorted, string(from))
	}
	if to != nil {
		s.hi = max(s.lo, t.search(t.sorted, string(to)))
	}
}

func (s *span) done() bool { return s.lo >= s.hi && len(s.copied) == 0 }

// peek returns the next entry without leaving it, false at the end. It skips
// ghosts.
func (s *span) peek() (entry, bool) {
	for !s.done() {
		if e := s.first(); e.state != ghost {
			return e, true
		}
		s.skip()
	}
	return entry{}, false
}

func (s *span) first() entry {
	switch {
	case s.copies:
		return s.copied[0]
	case s.reverse:
		return s.t.entries[s.t.sorted[s.hi-1]]
	}
	return s.t.entries[s.t.sorted[s.lo]]
}

func (s *span) skip() {
	switch {
	case s.copies:
		s.copied = s.copied[1:]
	case s.reverse:
		s.hi--
	default:
		s.lo++
	}
}

// detach takes a copy of the rest.
func (s *span) detach() {
	if s.copies {
		return
	}
	rest := make([]entry, 0, s.hi-s.lo)
	for _, i := range s.t.sorted[s.lo:s.hi] {
		rest = append(rest, s.t.entries[i])
	}
	if s.reverse {
		slices.Reverse(rest)
	}
	s.copied, s.copies, s.lo, s.hi = rest, true, 0, 0
}

// detach is called before t changes.
func (t *table) detach() {
	for _, s := range t.spans {
		s.detach()
	}
}

func (t *table) forget(s *span) {
	if i := slices.Index(t.spans, s); i >= 0 {
		t.spans = slices.Delete(t.spans, i, i+1)
	}
}

// merge visits the keys of a span and of a base together, in order.
type merge struct {
	span    span
	reverse bool
	limit   int
	fn      func(k, v []byte) (bool, error)
	count   int
	stopped bool // by fn or the limit
}

// visit is called for each key of the base. Overlay keys that sort before it
// are visited first; an overlay entry with the same key replaces it.
func (m *merge) visit(k, v []byte) (bool, error) {
	for {
		e, ok := m.span.peek()
		if !ok {
			return m.emit(k, v)
		}
		key := keyBytes(e.key)
		order := compare(k, key, m.reverse)
		if order < 0 {
			return m.emit(k, v)
		}
		m.span.skip()
		if e.state == present {
			if more, err := m.emit(key, e.value); err != nil || !more {
				return false, err
			}
		}
		if order == 0 {
			return true, nil
		}
	}
}

// rest visits the overlay's keys after the base's last one.
func (m *merge) rest() error {
	for {
		e, ok := m.span.peek()
		if !ok {
			return nil
		}
		m.span.skip()
		if e.state != present {
			continue
		}
		if more, err := m.emit(keyBytes(e.key), e.value); err != nil || !more {
			return err
		}
	}
}

func (m *merge) emit(k, v []byte) (bool, error) {
	more, err := m.fn(k, v)
	m.count++
	if err != nil || !more || m.count == m.limit {
		m.stopped = true
		return false, err
	}
	return true, nil
}
