package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// noRoles is a directory that fails on every event that reports a user's roles.
type noRoles struct{ engine.Directory }

func (noRoles) SetRoles(bot.State, bot.Place, bot.UserID, []string) error {
	return errors.New("no roles")
}

// TestLatestMoveCounts: if a space was reported to have moved several times, the id reported last
// has its authority, even after a restart. A move whose event was rolled back doesn't count.
func TestLatestMoveCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		var seen []string
		f := onMessages(func(t *bot.Turn) {
			for owner := range 10 {
				if t.Authority("test:room", bot.UserID(fmt.Sprint("test:", owner))) == bot.Owner {
					seen = append(seen, fmt.Sprint(owner))
				}
			}
		})
		failing := func(o *engine.Options) { o.Directory = noRoles{member.New()} }
		r := open(t, s, newDesk(), f, failing)
		var want []string
		for id, owner := range []int{5, 9, 1, 7, 3} {
			space := bot.Place(fmt.Sprint("test:new", owner))
			r.submit(t,
				bot.Event{
					ID: fmt.Sprint("standing", owner), Kind: bot.KindStanding, At: time.Now(), Place: space,
					Standing: &bot.Standing{Admins: map[bot.UserID]bot.Authority{bot.UserID(fmt.Sprint("test:", owner)): bot.Owner}},
				},
				bot.Event{ID: fmt.Sprint("moved", owner), Kind: bot.KindMoved, At: time.Now(), Place: "test:room", Moved: space},
				message(10*id, "x"),
				bot.Event{
					ID: fmt.Sprint("fails", owner), Kind: bot.KindMoved, At: time.Now(), Place: "test:room", Moved: "test:new0",
					User: &bot.User{ID: "test:1", Roles: []string{"test:role"}},
				},
				message(10*id+1, "x"))
			r.stop()
			r = open(t, s, newDesk(), f, failing)
			r.submit(t, message(10*id+2, "x"))
			want = append(want, slices.Repeat([]string{fmt.Sprint(owner)}, 3)...)
		}
		r.stop()
		if !slices.Equal(seen, want) {
			t.Errorf("owners seen %q, want %q", seen, want)
		}
	})
}

// BenchmarkAuthority looks up who has authority after ten and after ten thousand moved spaces.
// The limit: the latter takes at most twice as long.
func BenchmarkAuthority(b *testing.B) {
	few, many := authorityTime(b, 10), authorityTime(b, 10_000)
	for b.Loop() { // measured inside the turns
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(few, "10-ns")
	b.ReportMetric(many, "10000-ns")
	b.ReportMetric(many/few, "ratio")
	b.ReportMetric(2, "ratio-limit")
}

// authorityTime returns the nanoseconds of one lookup after that many spaces have moved.
func authorityTime(b *testing.B, moved int) float64 {
	s := memory.New()
	must(b, s.Update(func(tx store.Tx) error {
		for i := range moved {
			must(b, tx.Put("moved", fmt.Append(nil, "test:new", i), fmt.Append(nil, "test:old", i)))
		}
		return nil
	}))
	const questions = 1000
	var spent time.Duration
	r := open(b, s, newDesk(), onMessages(func(t *bot.Turn) {
		began := time.Now()
		for i := range questions {
			t.Authority(bot.Place(fmt.Sprint("test:old", i%moved)), "test:1")
		}
		spent = time.Since(began)
	}))
	defer r.stop()
	r.submit(b, message(1, "x"))
	return float64(spent.Nanoseconds()) / questions
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
