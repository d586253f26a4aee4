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

// years returns a store in which a member of a distant container was active on many days.
func years(t *testing.T, days int) (s store.Store, book *stats.Book, last bot.Day) {
	s, book = memory.New(), stats.New(everybody{member.New()})
	for n := range days {
		last = early + bot.Day(n)
		must(t, s.Update(func(tx store.Tx) error {
			return book.Add(tx, tea(), last.Date(), "telegram:-1", []bot.Count{{Metric: metrics[0], Member: 20_000, N: 1}})
		}))
	}
	return s, book, last
}

func tea() *bot.Community { return &bot.Community{ID: "tea", Zone: time.UTC} }

// TestManyBitsMove: a merge moves a member's bits even if there are more days than one chunk
// covers.
func TestManyBitsMove(t *testing.T) {
	const days = 2_300
	s, book, last := years(t, days)
	done := func(chunks int) {
		t.Helper()
		for n, more := 0, true; more; n++ {
			must(t, s.Update(func(tx store.Tx) (err error) { more, err = book.Advance(tx); return err }))
			if !more && n != chunks {
				t.Errorf("%d chunks, want %d", n, chunks)
			}
		}
	}
	who := func(id bot.MemberID, want int) {
		t.Helper()
		must(t, s.View(func(r store.Reader) error {
			set, err := stats.Did(r, "tea", 1, early, last, want)
			if want > 0 && (!set.Has(id) || set.Len() != 1) || want == 0 && set.Len() > 0 {
				t.Errorf("%d members, want %d alone on %d days", set.Len(), id, want)
			}
			return err
		}))
	}
	who(20_000, days)
	must(t, s.Update(func(tx store.Tx) error { return book.Merge(tx, "tea", 20_000, 7) }))
	done(3)
	who(7, days)
	must(t, s.Update(func(tx store.Tx) error { return book.Forget(tx, "tea", 7) }))
	done(3)
	who(7, 0)
}

// TestWhatIsOldGoes: sets and places are deleted after KeepSets days, members' days between
// KeepDays and LongestDays; hours and totals stay.
func TestWhatIsOldGoes(t *testing.T) {
	const days = 1_200
	s, book, last := years(t, days)
	for more := true; more; {
		must(t, s.Update(func(tx store.Tx) (err error) {
			more, err = book.Drop(tx, []*bot.Community{tea()}, last.Date())
			return err
		}))
	}
	must(t, s.View(func(r store.Reader) error {
		sets, places, hours, rows := 0, 0, 0, 0
		must(t, stats.Active(r, "tea", 1, early, last, func(bot.Day, int) { sets++ }))
		must(t, stats.Places(r, "tea", early, last, func(bot.Day, bot.Place, uint16, int64) { places++ }))
		must(t, stats.Hours(r, "tea", early, last, func(bot.Day, int, uint16, int64) { hours++ }))
		must(t, r.Scan("stats.days", nil, nil, false, 0, func(_, _ []byte) (bool, error) { rows++; return true, nil }))
		if sets != stats.KeepSets+1 || places != stats.KeepSets+1 || hours != days || rows > stats.LongestDays/64+1 || rows < stats.KeepDays/64 {
			t.Errorf("%d days of sets, %d of places, %d hours, %d rows of days", sets, places, hours, rows)
		}
		kept := 0
		must(t, stats.Days(r, "tea", 20_000, early, last, func(bot.Day, uint16, int64) { kept++ }))
		total, _, err := stats.Totals(r, "tea", 20_000)
		if kept != stats.KeepDays+1 || total[1] != days {
			t.Errorf("%d days of the member, %d in all", kept, total[1])
		}
		return err
	}))
}

// everybody is a directory in which every number belongs to a member.
type everybody struct{ *member.Directory }

func (everybody) Recorded([]byte) bool { return true }
