package stats_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestSumsOfZero: days whose counts later sum to zero are kept, also when linked, and removed
// when the person is forgotten.
func TestSumsOfZero(t *testing.T) {
	s, dir := memory.New(), member.New()
	book, com := stats.New(dir), &bot.Community{ID: "tea", Zone: time.UTC}
	day := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	must(t, s.Update(func(tx store.Tx) error {
		one, err := dir.Resolve(tx, com.ID, bot.User{ID: "a:1"}, day)
		must(t, err)
		two, err := dir.Resolve(tx, com.ID, bot.User{ID: "b:1"}, day)
		must(t, err)
		for _, c := range []struct {
			later int
			bot.Count
		}{{0, bot.Count{Metric: metrics[0], N: 1}}, {100, bot.Count{Metric: metrics[0], N: -1}}, {150, bot.Count{Metric: metrics[1], N: 1}}, {150, bot.Count{Metric: metrics[1], N: -1}}} {
			for _, c.Member = range []bot.MemberID{one.ID, two.ID} {
				must(t, book.Add(tx, com, day.AddDate(0, 0, c.later), "a:1", []bot.Count{c.Count}))
			}
		}
		from, into, err := dir.Link(tx, com.ID, two.ID, one.ID)
		must(t, err)
		must(t, book.Merge(tx, com.ID, from, into))
		got := map[bot.Day]int64{}
		must(t, stats.Days(tx, com.ID, into, early, late, func(day bot.Day, _ uint16, n int64) { got[day] = n }))
		if first := bot.DayOf(day); len(got) != 2 || got[first] != 2 || got[first+100] != -2 {
			t.Errorf("days of the linked member: %v", got)
		}
		must(t, book.Forget(tx, com.ID, into))
		return tx.Scan("stats.days", nil, nil, false, 0, func(k, _ []byte) (bool, error) {
			t.Errorf("left of who was forgotten: %q", k)
			return true, nil
		})
	}))
}
