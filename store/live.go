package store

// A sum to which everything in a transaction adds would be decoded and encoded
// again each time. Live keeps such a value decoded in the Overlay: it is encoded
// when somebody reads it, or once, when the writes are listed.

// LiveValue is a value that is changed in place. It is valid until its row is
// written in another way or rolled back to before the call of Live; ask for it
// again for each change.
type LiveValue[V any] struct {
	v      V
	was    []V // what a rollback returns to, the latest last
	marks  int // the Overlay's, when it was noted
	append func(dst []byte) []byte
	put    func() error // of a Tx that is no Overlay
	o      *Overlay
	t      *table
	index  int32
}

// encoder is a LiveValue of any type.
type encoder interface{ encode() []byte }

func (l *LiveValue[V]) encode() []byte { return l.append(nil) }

// Live returns the value of k in t to be changed in place, the zero value if it
// is absent. It does not work for columns.
func Live[K, V any](tx Tx, t *Table[K, V], k K) (*LiveValue[V], error) {
	if t.column != 0 {
		panic("store: a live value of the column " + t.Name)
	}
	keeper, _ := tx.(interface{ overlay() *Overlay })
	if keeper == nil {
		key := keyOf(t, k)
		l, err := decodeLive(tx, t, key)
		l.put = func() error { return tx.Put(t.Name, key, l.encode()) }
		return l, err
	}
	o := keeper.overlay()
	key := keyFor(o, t, k)
	if table := o.find(t.Name); table != nil {
		if i, ok := table.look(key, o.frozen); ok {
			if l, ok := table.entries[i].live.(*LiveValue[V]); ok {
				return l, nil
			}
		}
	}
	l, err := decodeLive(o, t, key)
	if err == nil {
		err = o.keep(t.Name, key, l, &l.t, &l.index)
		l.o = o
	}
	return l, err
}

func decodeLive[K, V any](tx Reader, t *Table[K, V], key []byte) (*LiveValue[V], error) {
	l := &LiveValue[V]{}
	l.append = func(dst []byte) []byte { return t.Value.Append(dst, l.v) }
	row, err := tx.Get(t.Name, key)
	if err == nil && row != nil {
		l.v, _, err = t.FromRow(key, row)
	}
	return l, err
}

// Get returns the value. What it refers to must not be changed.
func (l *LiveValue[V]) Get() V { return l.v }

// Set replaces the value.
func (l *LiveValue[V]) Set(v V) error {
	if l.o == nil {
		l.v = v
		return l.put()
	}
	if err := l.touch(l); err != nil {
		return err
	}
	if l.marks != l.o.marks {
		clear(l.was)
		l.was, l.marks = l.was[:0], l.o.marks
	}
	l.was = append(l.was, l.v)
	l.v = v
	return nil
}

// rollback implements undoer: it undoes a Set.
func (l *LiveValue[V]) rollback() {
	n := len(l.was) - 1
	l.v, l.was = l.was[n], l.was[:n]
}

// Change changes the value in place. A rollback calls undo, which must restore
// it.
func (l *LiveValue[V]) Change(do, undo func(*V)) error {
	if l.o == nil {
		do(&l.v)
		return l.put()
	}
	if err := l.touch(undoFunc(func() { undo(&l.v) })); err != nil {
		return err
	}
	do(&l.v)
	return nil
}

// touch notes a change.
func (l *LiveValue[V]) touch(u undoer) error {
	if l.o.frozen {
		return ErrFrozen
	}
	e := &l.t.entries[l.index]
	l.o.undo = append(l.o.undo, undoOf(l.t, l.index, e, u))
	if e.state != present {
		l.o.set(l.t, e, []byte{}, present)
	}
	e.stale = true
	return nil
}

// overlay lets types that embed an Overlay keep live values.
func (o *Overlay) overlay() *Overlay { return o }

// keep makes v the live value of a key, which is neither written nor changed by
// that.
func (o *Overlay) keep(name string, key []byte, v encoder, at **table, index *int32) error {
	if o.frozen {
		return ErrFrozen
	}
	t, i := o.entry(name, key)
	t.entries[i].live = v
	t.lives = append(t.lives, i)
	*at, *index = t, i
	return nil
}

// encode brings the value of a changed live entry up to date.
func (o *Overlay) encode(t *table, e *entry) {
	if e.stale {
		e.stale = false
		o.set(t, e, e.live.encode(), e.state)
	}
}

// encodeAll does it for all live entries of a table.
func (o *Overlay) encodeAll(t *table) {
	for _, i := range t.lives {
		o.encode(t, &t.entries[i])
	}
}
