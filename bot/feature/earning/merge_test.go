package earning

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// Two people talk, each with their own record. Once they are linked, each message is worth what
// the rule gives for both histories combined.
func TestUnitedRecordsAgainstBothHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &ledger.Message{
			Amount:   rapid.Int64Range(1, 4).Draw(t, "amount"),
			Cooldown: time.Duration(rapid.IntRange(0, 90).Draw(t, "cooldown")) * time.Second,
			PerDay:   rapid.Int64Range(4, 30).Draw(t, "per_day"),
		}
		at := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
		var recs [2]record
		var history []paidMessage
		say := func(rec *record) (got int64, hash uint64) {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 60, 100, 1800}).Draw(t, "wait")) * time.Second)
			hash = rapid.Uint64Range(1, 8).Draw(t, "hash")
			got, _ = rec.judge(s, &bot.Facts{Hash: hash}, at, bot.DayOf(at))
			return got, hash
		}
		for range rapid.IntRange(0, 20).Draw(t, "apart") {
			if got, hash := say(&recs[rapid.IntRange(0, 1).Draw(t, "who")]); got > 0 {
				history = append(history, paidMessage{at, hash, got})
			}
		}
		one := recs[0]
		switch {
		case one.paid.IsZero():
			one = recs[1]
		case !recs[1].paid.IsZero():
			one = unite(recs[0], recs[1])
			if other := unite(recs[1], recs[0]); !slices.Equal(one.append(nil), other.append(nil)) {
				t.Fatalf("%+v one way round, %+v the other", one, other)
			}
		}
		for range rapid.IntRange(1, 20).Draw(t, "together") {
			was := history
			got, hash := say(&one)
			if want := max(worth(was, s, hash, at), 0); got != want {
				t.Fatalf("at %v: %d, want %d", at, got, want)
			}
			if got > 0 {
				history = append(history, paidMessage{at, hash, got})
			}
		}
	})
}
