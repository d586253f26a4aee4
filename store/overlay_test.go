package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/storetest"
)

// overlaid is a store whose Views read through a frozen Overlay and whose Updates write to one on
// top of that, so that the suite tests stacked Overlays.
type overlaid struct{ store.Store }

func (s overlaid) View(fn func(store.Reader) error) error {
	return s.Store.View(func(r store.Reader) error {
		o := store.NewOverlay(r)
		o.Freeze()
		return fn(o)
	})
}

func (s overlaid) Update(fn func(store.Tx) error) error {
	return s.Store.Update(func(tx store.Tx) error {
		o := store.NewOverlay(tx)
		if err := fn(o); err != nil {
			return err
		}
		return o.ApplyTo(tx)
	})
}

func TestOverlayHoldsTheContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return overlaid{memory.New()} })
}

// contents reads a whole table.
func contents(t require, r store.Reader, table string) map[string]string {
	got := map[string]string{}
	must(t, r.Scan(table, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		got[string(k)] = string(v)
		return true, nil
	}))
	return got
}

type require interface {
	Helper()
	Fatalf(format string, args ...any)
}

func must(t require, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

var texts = store.Rows("t", store.Text{}, store.Text{})

// TestOverlaySavepoints rolls back to random savepoints and compares with copies of the model
// taken at each.
func TestOverlaySavepoints(t *testing.T) {
	keys := rapid.SampledFrom([]string{"a", "b", "b\x00", "b longer than eight: 1", "b longer than eight: 2"})
	rapid.Check(t, func(t *rapid.T) {
		base := store.NewOverlay(nil)
		must(t, base.Put("t", []byte("b"), []byte("base")))
		base.Freeze()
		o := store.NewOverlay(base)
		now := map[string]string{"b": "base"}
		index := 0 // in-memory state that is rolled back with the writes
		type save struct {
			mark, index int
			was         map[string]string
		}
		var saves []save
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				k, v := keys.Draw(t, "key"), rapid.StringN(0, 3, -1).Draw(t, "value")
				must(t, o.Put("t", []byte(k), []byte(v)))
				now[k] = v
			},
			"delete": func(t *rapid.T) {
				k := keys.Draw(t, "key")
				must(t, o.Delete("t", []byte(k)))
				delete(now, k)
			},
			"live": func(t *rapid.T) {
				k := keys.Draw(t, "key")
				for range rapid.IntRange(0, 3).Draw(t, "changes") {
					l, err := store.Live(o, texts, k)
					must(t, err)
					if rapid.Bool().Draw(t, "replaced") {
						must(t, l.Set(now[k]+"s"))
					} else {
						must(t, l.Change(func(s *string) { *s += "c" }, func(s *string) { *s = (*s)[:len(*s)-1] }))
					}
					if now[k] = l.Get(); now[k] == "" {
						t.Fatalf("nothing is under %s", k)
					}
				}
			},
			"get": func(t *rapid.T) {
				k := keys.Draw(t, "key")
				v, err := o.Get("t", []byte(k))
				if want, ok := now[k]; err != nil || (v != nil) != ok || string(v) != want {
					t.Fatalf("under %s: %q, %v, want %q", k, v, err, want)
				}
			},
			"stack": func(*rapid.T) { // the next transaction, over this one
				o.Freeze()
				o, saves = store.NewOverlay(o), nil
			},
			"index": func(*rapid.T) {
				was := index
				index++
				o.OnRollback(func() { index = was })
			},
			"mark": func(*rapid.T) { saves = append(saves, save{o.Mark(), index, maps.Clone(now)}) },
			"settle": func(*rapid.T) {
				o.Settle()
				saves = nil
			},
			"rollback": func(t *rapid.T) {
				if len(saves) == 0 {
					return
				}
				n := rapid.IntRange(0, len(saves)-1).Draw(t, "to")
				o.Rollback(saves[n].mark)
				now = saves[n].was
				if index != saves[n].index {
					t.Fatalf("the index is at %d, want %d", index, saves[n].index)
				}
				saves = saves[:n]
			},
			"": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "unread") {
					return // so that live values are changed more than once before
				}
				if got := contents(t, o, "t"); !maps.Equal(got, now) {
					t.Fatalf("overlay holds %q, want %q", got, now)
				}
				size, n, last := 0, 0, "-"
				for w := range o.Writes() {
					if n++; string(w.Key) <= last {
						t.Fatalf("%q is listed behind %q", w.Key, last)
					}
					last = string(w.Key)
					size += len(w.Key) + len(w.Value)
				}
				if o.Len() != n || o.Size() != size {
					t.Fatalf("Len %d, Size %d; the writes are %d with %d bytes", o.Len(), o.Size(), n, size)
				}
			},
		})
	})
}

func TestOverlayRollbackOrder(t *testing.T) {
	o := store.NewOverlay(nil)
	var saw []string
	watch := func(name string) {
		o.OnRollback(func() {
			v, _ := o.Get("t", []byte("k"))
			saw = append(saw, name+"="+string(v))
		})
	}
	must(t, o.Put("t", []byte("k"), []byte("1")))
	watch("first")
	must(t, o.Put("t", []byte("k"), []byte("2")))
	watch("second")
	o.Rollback(0)
	if want := []string{"second=2", "first=1"}; !slices.Equal(saw, want) {
		t.Errorf("the functions ran as %q, want %q", saw, want)
	}
}

// TestOverlayRollbackInScan rolls back writes to the table during a Scan of it.
func TestOverlayRollbackInScan(t *testing.T) {
	o := store.NewOverlay(nil)
	for _, k := range "adg" {
		must(t, o.Put("t", []byte(string(k)), nil))
	}
	mark := o.Mark()
	for _, k := range "beh" {
		must(t, o.Put("t", []byte(string(k)), nil))
	}
	var saw string
	must(t, o.Scan("t", nil, nil, true, 0, func(k, _ []byte) (bool, error) {
		saw += string(k)
		o.Rollback(mark)
		return true, nil
	}))
	if saw != "hgedba" {
		t.Errorf("the scan saw %q", saw)
	}
}

func TestOverlayWritesAreSortedAndFinal(t *testing.T) {
	o := store.NewOverlay(nil)
	for _, w := range []string{"b/2", "a/9", "b/1", "a/10", "b/2"} {
		must(t, o.Put(w[:1], []byte(w[2:]), []byte(w)))
	}
	must(t, o.Delete("a", []byte("9")))
	var got []string
	for w := range o.Writes() {
		got = append(got, fmt.Sprintf("%s/%s=%s", w.Table, w.Key, w.Value))
	}
	want := []string{"a/10=a/10", "a/9=", "b/1=b/1", "b/2=b/2"}
	if !slices.Equal(got, want) {
		t.Errorf("writes %q, want %q", got, want)
	}
}

func TestOverlayResetKeepsNothing(t *testing.T) {
	o := store.NewOverlay(nil)
	must(t, o.Put("t", []byte("k"), []byte("v")))
	o.OnRollback(func() { t.Error("Reset ran a rollback function") })
	o.Freeze()
	o.Reset(nil)
	o.Rollback(0)
	if got := contents(t, o, "t"); len(got) != 0 || o.Len() != 0 || o.Size() != 0 || o.Mark() != 0 {
		t.Errorf("after Reset: %q, Len %d, Size %d, Mark %d", got, o.Len(), o.Size(), o.Mark())
	}
	must(t, o.Put("t", []byte("k"), nil))
}

// TestOverlayKeysStay checks that keys handed out stay valid after later operations.
func TestOverlayKeysStay(t *testing.T) {
	o := store.NewOverlay(nil)
	var keys [][]byte
	for round := range 3 {
		for i := range 5000 {
			must(t, o.Put("t", fmt.Appendf(nil, "%d-%04d", round, i), nil))
		}
		for w := range o.Writes() {
			keys = append(keys, w.Key)
		}
		o.Reset(nil)
	}
	for i, k := range keys {
		if want := fmt.Sprintf("%d-%04d", i/5000, i%5000); string(k) != want {
			t.Fatalf("key %d turned into %q, want %q", i, k, want)
		}
	}
}

// TestOverlayFrozen reads a frozen overlay from several goroutines, and checks that it rejects
// writes.
func TestOverlayFrozen(t *testing.T) {
	o := store.NewOverlay(nil)
	for i := range 100 {
		must(t, o.Put(fmt.Sprint("t", i%3), fmt.Appendf(nil, "%02d", i*37%100), []byte("v")))
	}
	o.Freeze()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s := memory.New()
			if err := s.Update(o.ApplyTo); err != nil {
				t.Error(err)
			}
			n := 0
			for i := range 3 {
				n += len(contents(t, o, fmt.Sprint("t", i)))
			}
			if n != 100 {
				t.Errorf("read %d keys", n)
			}
		})
	}
	wg.Wait()
	if err := o.Put("t", []byte("k"), nil); !errors.Is(err, store.ErrFrozen) {
		t.Errorf("Put after Freeze: %v", err)
	}
	if err := o.Delete("t", []byte("k")); !errors.Is(err, store.ErrFrozen) {
		t.Errorf("Delete after Freeze: %v", err)
	}
}

// TestOverlayRebase commits one overlay while the next one on top of it is in use.
func TestOverlayRebase(t *testing.T) {
	s := memory.New()
	first, second := store.NewOverlay(nil), store.NewOverlay(nil)
	must(t, first.Put("t", []byte("a"), []byte("1")))
	first.Freeze()
	second.Reset(first)
	must(t, second.Put("t", []byte("b"), []byte("2")))
	must(t, store.Apply(s, first))
	must(t, s.View(func(r store.Reader) error {
		second.Rebase(r)
		want := map[string]string{"a": "1", "b": "2"}
		if got := contents(t, second, "t"); !maps.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		return nil
	}))
}

// TestFailedUpdateRunsRollbacks checks that an in-memory index is rolled back when a store's
// Update fails.
func TestFailedUpdateRunsRollbacks(t *testing.T) {
	errFull := errors.New("full")
	ran := 0
	err := memory.New().Update(func(tx store.Tx) error {
		tx.(*store.Overlay).OnRollback(func() { ran++ })
		return errFull
	})
	if !errors.Is(err, errFull) || ran != 1 {
		t.Errorf("error %v, rollback function ran %d times", err, ran)
	}
}

// A Scan sees the live values as they were when it began, whatever its function changes.
func TestOverlayScansAreSnapshotsOfLiveValues(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		o := store.NewOverlay(nil)
		add := func(k string) {
			l, err := store.Live(o, texts, k)
			must(t, err)
			must(t, l.Set(l.Get()+"+"))
		}
		add("a")
		add("b")
		var saw []string
		must(t, o.Scan("t", nil, nil, reverse, 0, func(k, v []byte) (bool, error) {
			saw = append(saw, string(k)+string(v))
			add("a")
			add("b")
			_, err := o.Get("t", []byte("a"))
			return true, err
		}))
		slices.Sort(saw)
		if got := contents(t, o, "t"); !slices.Equal(saw, []string{"a+", "b+"}) || got["a"] != "+++" || got["b"] != "+++" {
			t.Fatalf("the scan saw %q, then there is %q", saw, got)
		}
	}
}

// A Tx that is no Overlay, such as one that counts, gets each change at once.
func TestLiveValuesOfAnotherTx(t *testing.T) {
	o := store.NewOverlay(nil)
	l, err := store.Live(plain{o}, texts, "a")
	must(t, err)
	must(t, l.Set("1"))
	must(t, l.Change(func(s *string) { *s += "2" }, nil))
	if got := contents(t, o, "t"); got["a"] != "12" {
		t.Fatalf("there is %q", got)
	}
}

type plain struct{ store.Tx }
