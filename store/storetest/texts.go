package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store/texts"
)

// Texts makes random changes, several at a time, and compares with a model: all of
// them happen or none, nothing is replaced that has another version than expected,
// and no version of an id comes twice, even after a removal.
func Texts(t *testing.T, kept texts.Texts) {
	type model struct {
		version uint64
		text    string
	}
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		prefix := fmt.Sprintf("r%d-", round) // removed ones keep their versions
		now, at := map[string]model{}, time.Unix(1e9, 0).UTC()
		for n := range rapid.IntRange(1, 30).Draw(t, "steps") {
			var list []texts.Change
			next, stale := maps.Clone(now), false
			for range rapid.IntRange(1, 3).Draw(t, "changes") {
				c := texts.Change{
					ID:      prefix + rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"),
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
			at := at.Add(time.Duration(n) * time.Second)
			versions, err := kept.Change(t.Context(), list, at)
			if _, refused := errors.AsType[*texts.StaleError](err); refused != stale || !refused && err != nil {
				t.Fatalf("%v: %v, stale: %v", list, err, stale)
			}
			if !stale {
				now = next
				last := list[len(list)-1]
				if versions[len(list)-1] != now[last.ID].version {
					t.Fatalf("%v made %v", list, versions)
				}
				if r, ok, err := kept.Get(t.Context(), last.ID); err != nil || ok && !r.Changed.Equal(at) {
					t.Fatalf("%+v, %v, changed at %s", r, err, at)
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
				if strings.HasPrefix(r.ID, prefix) {
					got = append(got, fmt.Sprint(r.ID, r.Version, r.Text))
				}
				return nil
			})
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Fatal(d, err)
			}
		}
	})
}
