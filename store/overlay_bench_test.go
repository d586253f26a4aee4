package store_test

import (
	"fmt"
	"testing"

	"github.com/stewardbot/steward/store"
)

const benchKeys = 4096

// check is cheap on success, unlike t.Helper.
func check(b *testing.B, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// benchKey spreads keys over the table, 24 bytes each.
func benchKey(i int) []byte {
	return fmt.Appendf(nil, "tea/%020d", i*2654435761%1_000_003)
}

func keysFor(b *testing.B) [][]byte {
	b.Helper()
	keys := make([][]byte, benchKeys)
	for i := range keys {
		keys[i] = benchKey(i)
	}
	return keys
}

func filled(b *testing.B, keys [][]byte) *store.Overlay {
	b.Helper()
	o := store.NewOverlay(nil)
	for _, k := range keys {
		check(b, o.Put("members", k, k))
	}
	return o
}

// BenchmarkOverlayPut writes new keys, in batches of 4,096.
func BenchmarkOverlayPut(b *testing.B) {
	keys, o := keysFor(b), store.NewOverlay(nil)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%benchKeys == 0 {
			o.Reset(nil)
		}
		check(b, o.Put("members", keys[i%benchKeys], keys[0]))
	}
}

// BenchmarkOverlayOverwrite writes existing keys.
func BenchmarkOverlayOverwrite(b *testing.B) {
	keys := keysFor(b)
	o := filled(b, keys)
	b.ReportAllocs()
	mark := o.Mark()
	for i := 0; b.Loop(); i++ {
		if i%benchKeys == 0 {
			o.Rollback(mark)
		}
		check(b, o.Put("members", keys[i%benchKeys], keys[0]))
	}
}

func BenchmarkOverlayGet(b *testing.B) {
	keys := keysFor(b)
	o := filled(b, keys)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if v, err := o.Get("members", keys[i%benchKeys]); err != nil || v == nil {
			b.Fatal(v, err)
		}
	}
}

// BenchmarkOverlayScan reads ten keys, right after a write to another one.
func BenchmarkOverlayScan(b *testing.B) {
	keys := keysFor(b)
	base := filled(b, keys[:benchKeys/2])
	base.Freeze()
	o := store.NewOverlay(base)
	n := 0
	count := func(_, _ []byte) (bool, error) { n++; return true, nil }
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%benchKeys == 0 {
			o.Reset(base)
		}
		k := keys[i%benchKeys]
		check(b, o.Put("members", k, k))
		check(b, o.Scan("members", k, nil, false, 10, count))
	}
}

// BenchmarkOverlayRollback rolls back a turn of six writes.
func BenchmarkOverlayRollback(b *testing.B) {
	keys := keysFor(b)
	o := filled(b, keys)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		mark := o.Mark()
		for j := range 6 {
			check(b, o.Put("members", keys[(i*6+j)%benchKeys], keys[0]))
		}
		o.Rollback(mark)
	}
}

// BenchmarkOverlayBatch measures one commit: 1,024 turns of six writes, and then all of them
// once, in order.
func BenchmarkOverlayBatch(b *testing.B) {
	keys, o := keysFor(b), store.NewOverlay(nil)
	b.ReportAllocs()
	for b.Loop() {
		o.Reset(nil)
		for i := range 6 * 1024 {
			check(b, o.Put("members", keys[i%benchKeys], keys[0]))
		}
		n := 0
		for range o.Writes() {
			n++
		}
		if n != benchKeys {
			b.Fatal(n)
		}
	}
}
