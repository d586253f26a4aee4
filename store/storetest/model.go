package storetest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
)

// model is a store made of plain maps.
type model map[string]map[string]string

func (m model) clone() model {
	c := model{}
	for name, t := range m {
		c[name] = maps.Clone(t)
	}
	return c
}

func (m model) table(name string) map[string]string {
	if m[name] == nil {
		m[name] = map[string]string{}
	}
	return m[name]
}

func (m model) apply(ops []op) {
	for _, o := range ops {
		o.onModel(m)
	}
}

// pair is a key and value visited by a Scan.
type pair struct{ k, v string }

func (m model) scan(table string, from, to []byte, reverse bool, limit int) []pair {
	var out []pair
	for _, k := range slices.Sorted(maps.Keys(m[table])) {
		if k >= string(from) && (to == nil || k < string(to)) {
			out = append(out, pair{k, m[table][k]})
		}
	}
	if reverse {
		slices.Reverse(out)
	}
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out
}

// op is one random operation.
type op struct {
	Kind     string
	Table    string
	Key      []byte
	Value    []byte
	From, To []byte
	Reverse  bool
	Limit    int
	Inside   []op // writes made by the scan's callback, one per visit
}

// Few, short keys make operations collide; values may be empty or longer than a page.
var (
	keys   = rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xff}), 1, 3)
	bounds = rapid.OneOf(rapid.Just[[]byte](nil), rapid.Just([]byte{}), keys)
	values = rapid.OneOf(
		rapid.SliceOfN(rapid.Byte(), 0, 12),
		rapid.Map(rapid.IntRange(0, 9000), func(n int) []byte { return bytes.Repeat([]byte{'v'}, n) }),
	)
)

func tables(prefix string) *rapid.Generator[string] {
	return rapid.SampledFrom([]string{prefix + "-x", prefix + "-y", prefix + "-y2"})
}

func write(prefix string) *rapid.Generator[op] {
	return rapid.Custom(func(t *rapid.T) op {
		return op{
			Kind:  rapid.SampledFrom([]string{"put", "put", "delete"}).Draw(t, "kind"),
			Table: tables(prefix).Draw(t, "table"),
			Key:   keys.Draw(t, "key"),
			Value: values.Draw(t, "value"),
		}
	})
}

func operation(prefix string) *rapid.Generator[op] {
	read := rapid.Custom(func(t *rapid.T) op {
		return op{
			Kind:    rapid.SampledFrom([]string{"get", "scan", "scan"}).Draw(t, "kind"),
			Table:   tables(prefix).Draw(t, "table"),
			Key:     keys.Draw(t, "key"),
			From:    bounds.Draw(t, "from"),
			To:      bounds.Draw(t, "to"),
			Reverse: rapid.Bool().Draw(t, "reverse"),
			Limit:   rapid.IntRange(0, 4).Draw(t, "limit"),
			Inside:  rapid.SliceOfN(write(prefix), 0, 3).Draw(t, "inside"),
		}
	})
	return rapid.OneOf(write(prefix), read)
}

// tb is the part of testing.TB that rapid.T also implements.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

// run performs the operation on both store and model and compares the results.
func (o op) run(t tb, tx store.Tx, m model) {
	t.Helper()
	switch o.Kind {
	case "put":
		must(t, tx.Put(o.Table, o.Key, bytes.Clone(o.Value)))
	case "delete":
		must(t, tx.Delete(o.Table, o.Key))
	case "get":
		sameValue(t, tx, m, o.Table, string(o.Key))
	case "scan":
		o.scan(t, tx, m)
	}
	o.onModel(m)
}

func (o op) onModel(m model) {
	switch o.Kind {
	case "put":
		m.table(o.Table)[string(o.Key)] = string(o.Value)
	case "delete":
		delete(m.table(o.Table), string(o.Key))
	}
}

// scan compares one Scan, whose callback writes, with the model as of the call.
func (o op) scan(t tb, tx store.Tx, m model) {
	t.Helper()
	want := m.scan(o.Table, o.From, o.To, o.Reverse, o.Limit)
	var got []pair
	err := tx.Scan(o.Table, o.From, o.To, o.Reverse, o.Limit, func(k, v []byte) (bool, error) {
		got = append(got, pair{string(k), string(v)})
		if n := len(got) - 1; n < len(o.Inside) {
			o.Inside[n].run(t, tx, m)
		}
		return true, nil
	})
	must(t, err)
	if !slices.Equal(got, want) {
		t.Fatalf("Scan(%q, %q, %q, reverse %v, limit %d)\n got %q\nwant %q",
			o.Table, o.From, o.To, o.Reverse, o.Limit, got, want)
	}
}

// check compares all of s with m inside one View.
func check(t tb, s store.Store, m model, when string) {
	t.Helper()
	err := s.View(func(r store.Reader) error {
		for name, table := range m {
			o := op{Table: name}
			o.scanOnly(t, r, m, when)
			o.Reverse = true
			o.scanOnly(t, r, m, when)
			for k := range table {
				sameValue(t, r, m, name, k)
			}
		}
		return nil
	})
	must(t, err)
}

func (o op) scanOnly(t tb, r store.Reader, m model, when string) {
	t.Helper()
	var got []pair
	must(t, r.Scan(o.Table, nil, nil, o.Reverse, 0, func(k, v []byte) (bool, error) {
		got = append(got, pair{string(k), string(v)})
		return true, nil
	}))
	if want := m.scan(o.Table, nil, nil, o.Reverse, 0); !slices.Equal(got, want) {
		t.Fatalf("%s: table %q, reverse %v\n got %q\nwant %q", when, o.Table, o.Reverse, got, want)
	}
}

func sameValue(t tb, r store.Reader, m model, table, key string) {
	t.Helper()
	got, err := r.Get(table, []byte(key))
	must(t, err)
	want, ok := m[table][key]
	if (got != nil) != ok || string(got) != want {
		t.Fatalf("Get(%q, %q) = %q (present %v), want %q (present %v)", table, key, got, got != nil, want, ok)
	}
}

func must(t tb, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

func update(t *testing.T, s store.Store, ops []op) {
	t.Helper()
	must(t, s.Update(func(tx store.Tx) error {
		for _, o := range ops {
			o.run(t, tx, model{})
		}
		return nil
	}))
}

func put(t *testing.T, s store.Store, table, key, value string) {
	t.Helper()
	must(t, s.Update(func(tx store.Tx) error {
		if err := tx.Put(table, []byte(key), []byte(value)); err != nil {
			return fmt.Errorf("put %s: %w", key, err)
		}
		return nil
	}))
}
