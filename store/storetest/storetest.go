// Package storetest tests a store against its contract. Run drives one alongside a model of plain
// maps with random operations; their results must agree. Reopen does the same across restarts.
//
// A new backend is complete when its test calls Run, and Reopen if it is persistent.
package storetest

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
)

// Run tests the stores returned by open. Each test opens its own empty store and closes it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	tests := []struct {
		name string
		test func(t *testing.T, s store.Store)
	}{
		{"Model", testModel},
		{"Apply", testApply},
		{"FailedUpdates", testFailedUpdates},
		{"Panics", testPanics},
		{"Snapshots", testSnapshots},
		{"ScanWhileWriting", testScanWhileWriting},
		{"ScanErrors", testScanErrors},
		{"BadKeys", testBadKeys},
		{"Sizes", testSizes},
		{"Close", testClose},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t)
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}()
			tt.test(t, s)
		})
	}
}

// Reopen tests that committed data survives reopening the store. open must open the same store each
// time.
func Reopen(t *testing.T, open func(t *testing.T) store.Store) {
	m := model{}
	seed := 0
	for range 5 {
		s := open(t)
		check(t, s, m, "after opening")
		for range 20 {
			seed++
			ops := rapid.SliceOfN(write("kept"), 1, 40).Example(seed)
			update(t, s, ops)
			m.apply(ops)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// errGiveUp is returned by transactions that are meant to fail.
var errGiveUp = errors.New("give up")

// testModel interleaves transactions of random writes and reads. Each run uses its own tables, so
// they can share one store.
func testModel(t *testing.T, s store.Store) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := model{}
		for range rapid.IntRange(1, 5).Draw(rt, "transactions") {
			ops := rapid.SliceOfN(operation(fmt.Sprint("m", run)), 0, 30).Draw(rt, "operations")
			fail := rapid.IntRange(0, 4).Draw(rt, "fail") == 0
			err := s.Update(func(tx store.Tx) error {
				inside := m.clone()
				for _, op := range ops {
					op.run(rt, tx, inside)
				}
				if fail {
					return errGiveUp
				}
				m = inside
				return nil
			})
			if fail != errors.Is(err, errGiveUp) {
				rt.Fatalf("Update returned %v", err)
			}
			check(rt, s, m, "after an Update")
		}
	})
}

// testApply commits overlays through Apply.
func testApply(t *testing.T, s store.Store) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		m := model{}
		for range rapid.IntRange(1, 3).Draw(rt, "overlays") {
			ops := rapid.SliceOfN(write(fmt.Sprint("a", run)), 0, 30).Draw(rt, "writes")
			o := store.NewOverlay(nil)
			for _, op := range ops {
				op.run(rt, o, model{})
			}
			if err := store.Apply(s, o); err != nil {
				rt.Fatal(err)
			}
			m.apply(ops)
			check(rt, s, m, "after Apply")
		}
	})
}

// testFailedUpdates checks that a failed Update leaves nothing behind, however late it fails.
func testFailedUpdates(t *testing.T, s store.Store) {
	put(t, s, "t", "a", "1")
	err := s.Update(func(tx store.Tx) error {
		return errors.Join(
			tx.Put("t", []byte("a"), []byte("2")),
			tx.Put("fresh", []byte("b"), []byte("3")),
			tx.Delete("t", []byte("a")),
			errGiveUp)
	})
	if !errors.Is(err, errGiveUp) {
		t.Fatalf("Update returned %v", err)
	}
	check(t, s, model{"t": {"a": "1"}, "fresh": {}}, "after a failed Update")
}

// testPanics checks that a panic propagates, leaves nothing behind and releases the write lock.
func testPanics(t *testing.T, s store.Store) {
	put(t, s, "t", "a", "1")
	got := func() (p any) {
		defer func() { p = recover() }()
		return s.Update(func(tx store.Tx) error {
			if err := tx.Put("t", []byte("a"), []byte("2")); err != nil {
				t.Error(err)
			}
			panic("dropped it")
		})
	}()
	if got != "dropped it" {
		t.Fatalf("recovered %v", got)
	}
	check(t, s, model{"t": {"a": "1"}}, "after a panic")
	put(t, s, "t", "a", "3")
	check(t, s, model{"t": {"a": "3"}}, "after the Update that followed")
}
