//go:build unix

package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
	"github.com/stewardbot/steward/store/storetest"
	"github.com/stewardbot/steward/store/texts"
)

func TestCommunities(t *testing.T) {
	t.Parallel()
	storetest.Texts(t, connect(t, pgtest.URL(t), pgstore.Options{}).Communities())
}

// TestCommunitiesShared: two processes change the same communities at a time, one and several, and
// each change counts once; both are told of all, also of many at once and across a lost connection.
func TestCommunitiesShared(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	a, b := connect(t, url, pgstore.Options{}).Communities(), connect(t, url, pgstore.Options{}).Communities()
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	told, any := map[string]int{}, 0
	var watching sync.WaitGroup
	watching.Go(func() {
		err := b.Watch(ctx, func(ids []string) {
			mu.Lock()
			defer mu.Unlock()
			if len(ids) == 0 {
				any++
			}
			for _, id := range ids {
				told[id]++
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
	defer watching.Wait()
	defer stop()
	await := func(what string, done func() bool) {
		t.Helper()
		for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
			mu.Lock()
			ok := done()
			mu.Unlock()
			if ok {
				return
			}
			if time.Now().After(end) {
				t.Fatal(what, told, any)
			}
		}
	}
	await("it listens", func() bool { return any == 1 })

	_, err := a.Change(t.Context(), []texts.Change{{ID: "x", Text: "0"}, {ID: "y", Text: "0"}}, time.Now())
	must(t, err)
	const each = 20
	var writers sync.WaitGroup
	for n, kept := range []texts.Texts{a, b, a, b} {
		writers.Go(func() {
			for done := 0; done < each; {
				x, _, err := kept.Get(t.Context(), "x")
				must(t, err)
				y, _, err := kept.Get(t.Context(), "y")
				must(t, err)
				list := []texts.Change{{ID: "x", Version: x.Version, Text: fmt.Sprint(n)}, {ID: "y", Version: y.Version, Text: fmt.Sprint(n)}}
				if n > 1 {
					list[0], list[1] = list[1], list[0]
				}
				_, err = kept.Change(t.Context(), list, time.Now())
				if _, stale := errors.AsType[*texts.StaleError](err); !stale {
					must(t, err)
					done++
				}
			}
		})
	}
	writers.Wait()
	for _, id := range []string{"x", "y"} {
		if r, _, err := b.Get(t.Context(), id); err != nil || r.Version != 4*each+1 {
			t.Errorf("%+v, %v, want version %d", r, err, 4*each+1)
		}
	}
	await("each change is told", func() bool { return told["x"] >= 4*each+1 && told["y"] >= 4*each+1 })

	var many []texts.Change
	for n := range 3000 {
		many = append(many, texts.Change{ID: fmt.Sprint("many", n), Text: "text"})
	}
	_, err = a.Change(t.Context(), many, time.Now())
	must(t, err)
	await("many are told at once", func() bool { return any == 2 })
	n := 0
	must(t, b.List(t.Context(), func(texts.Row) error { n++; return nil }))
	if n != 3002 {
		t.Errorf("%d communities", n)
	}
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer db.Close(t.Context())
	_, err = db.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen steward_community'`)
	must(t, err)
	_, err = a.Change(t.Context(), []texts.Change{{ID: "late", Text: "text"}}, time.Now())
	must(t, err)
	await("what changed meanwhile is told", func() bool { return any >= 3 })
}
