package pgstore_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestTurns: two processes have no turn of a bucket at a time, and none before the rest after a used one
// is over, by the database's clock.
func TestTurns(t *testing.T) {
	t.Parallel()
	const rest = 100 * time.Millisecond
	url := pgtest.URL(t)
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer db.Close(context.Background()) //nolint:errcheck // at the test's end
	var clock sync.Mutex
	now := func() (at time.Time) {
		clock.Lock()
		defer clock.Unlock()
		must(t, db.QueryRow(t.Context(), `select clock_timestamp()`).Scan(&at))
		return at
	}
	var held [2]atomic.Bool
	var rested [2]time.Time // by bucket: owned by the turn
	var all sync.WaitGroup
	for range 2 {
		s, err := pgstore.Connect(t.Context(), url, pgstore.Options{})
		must(t, err)
		turns := s.Turns(time.Minute, rest)
		all.Go(func() {
			defer func() { must(t, s.Close()) }()
			var mine sync.WaitGroup
			for i := range 6 {
				mine.Go(func() {
					bucket := i % 2
					done, err := turns.Turn(t.Context(), bucket)
					if err != nil {
						t.Error(err)
						return
					}
					if held[bucket].Swap(true) {
						t.Error("two have a turn")
					}
					if at := now(); at.Before(rested[bucket]) {
						t.Errorf("a turn at %s, and there was rest until %s", at, rested[bucket])
					}
					rested[bucket] = time.Time{}
					if i%3 != 0 {
						rested[bucket] = now().Add(rest)
					}
					held[bucket].Store(false)
					done(i%3 != 0)
					done(false)
				})
			}
			mine.Wait()
		})
	}
	all.Wait()
}

// TestTurnEnds: a turn that nobody ends does so by itself, and ending it then leaves the next one alone.
func TestTurnEnds(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s, err := pgstore.Connect(t.Context(), url, pgstore.Options{})
	must(t, err)
	short, long := s.Turns(50*time.Millisecond, time.Hour), s.Turns(time.Hour, time.Hour)
	late, err := short.Turn(t.Context(), 7)
	must(t, err)
	_, err = long.Turn(t.Context(), 7)
	must(t, err)
	late(false)
	must(t, s.Close()) // waits for it
	if _, err := long.Turn(t.Context(), 8); err == nil {
		t.Error("a closed server gives turns")
	}
	s, err = pgstore.Connect(t.Context(), url, pgstore.Options{})
	must(t, err)
	defer s.Close() //nolint:errcheck // at the test's end
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := s.Turns(time.Hour, time.Hour).Turn(ctx, 7); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the turn was ended by another: %v", err)
	}
}
