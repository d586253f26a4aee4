package texts_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/texts"
)

// TestVersions makes random changes, several at a time, and compares with a model: all of them
// happen or none, nothing is replaced that has another version than expected, and no version of an id
// comes twice, even after a removal.
func TestVersions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memory.New()
		defer s.Close()
		kept := texts.NewTable("community").In(s.View, func(_ context.Context, fn func(store.Tx) error) error { return s.Update(fn) })
		type model struct {
			version uint64
			text    string
		}
		now, at := map[string]model{}, time.Unix(1e9, 0).UTC()
		for n := range rapid.IntRange(1, 30).Draw(t, "steps") {
			var list []texts.Change
			next, stale := maps.Clone(now), false
			for range rapid.IntRange(1, 3).Draw(t, "changes") {
				c := texts.Change{
					ID:      rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"),
					Version: rapid.Uint64Range(0, 4).Draw(t, "version"),
					Text:    rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "text"),
				}
				list = append(list, c)
				was := next[c.ID]
				have := was.version
				if was.text == "" {
					have = 0
				}
				stale = stale || have != c.Version || have == 0 && c.Text == ""
				next[c.ID] = model{was.version + 1, c.Text}
			}
			versions, err := kept.Change(t.Context(), list, at.Add(time.Duration(n)*time.Second))
			if _, refused := errors.AsType[*texts.StaleError](err); refused != stale || !refused && err != nil {
				t.Fatalf("%v: %v, stale: %v", list, err, stale)
			}
			if !stale {
				now = next
				if last := list[len(list)-1]; versions[len(list)-1] != now[last.ID].version {
					t.Fatalf("%v made %v", list, versions)
				}
			}
			var want, got []string
			for _, id := range slices.Sorted(maps.Keys(now)) {
				r, ok, err := kept.Get(t.Context(), id)
				if err != nil || ok != (now[id].text != "") || ok && r.Version != now[id].version {
					t.Fatalf("%s: %+v, %v, %v", id, r, ok, err)
				}
				if ok {
					want = append(want, fmt.Sprint(id, now[id].version, now[id].text))
				}
			}
			err = kept.List(t.Context(), func(r texts.Row) error {
				got = append(got, fmt.Sprint(r.ID, r.Version, r.Text))
				return nil
			})
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Fatal(d, err)
			}
		}
	})
}

// TestStale: what is wrong is said.
func TestStale(t *testing.T) {
	for want, err := range map[string]*texts.StaleError{
		"tea is in the store already":                       {ID: "tea", Version: 2},
		"tea is not in the store any more":                  {ID: "tea", Want: 2},
		"tea has version 3 by now, not 2; look at it again": {ID: "tea", Version: 3, Want: 2},
	} {
		if err.Error() != want {
			t.Errorf("%+v: %s", *err, err)
		}
	}
}
