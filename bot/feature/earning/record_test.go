package earning

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// paidMessage is an entry of the model's unlimited history.
type paidMessage struct {
	at     time.Time
	hash   uint64
	amount int64
}

// worth applies the rule to the whole history.
func worth(history []paidMessage, s *ledger.Message, hash uint64, at time.Time) int64 {
	var today int64
	for i, p := range history {
		if at.Sub(p.at) < s.Cooldown {
			return 0
		}
		if p.hash == hash && at.Sub(p.at) < repeatWithin && i >= len(history)-remembered {
			return 0
		}
		if bot.DayOf(p.at) == bot.DayOf(at) {
			today += p.amount
		}
	}
	return min(s.Amount, s.PerDay-today)
}

func TestJudgeAgainstTheWholeHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &ledger.Message{
			Amount:   rapid.Int64Range(1, 4).Draw(t, "amount"),
			Cooldown: time.Duration(rapid.IntRange(0, 90).Draw(t, "cooldown")) * time.Second,
			PerDay:   rapid.Int64Range(1, 20).Draw(t, "per_day"),
		}
		at := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
		var history []paidMessage
		var rec record
		for range rapid.IntRange(1, 60).Draw(t, "messages") {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 20, 60, 100, 1800, 7200}).Draw(t, "wait")) * time.Second)
			hash := rapid.Uint64Range(1, 8).Draw(t, "hash")
			want := worth(history, s, hash, at)
			got, why := rec.judge(s, &bot.Facts{Hash: hash}, at, bot.DayOf(at))
			if got != want || (got == 0) != (why.Code != "") {
				t.Fatalf("at %v: %d (%s), want %d", at, got, why.Code, want)
			}
			if got > 0 {
				history = append(history, paidMessage{at, hash, got})
			}
			back, err := decode(rec.append(nil))
			if err != nil {
				t.Fatalf("%+v can't be read back", rec)
			}
			rec = back
		}
	})
}

func TestDecodeRefusesWhatItDidNotWrite(t *testing.T) {
	rec := record{paid: time.UnixMilli(1)}
	rec.remember(7, rec.paid)
	good := rec.append(nil)
	for name, b := range map[string][]byte{
		"empty": {}, "another version": append([]byte{9}, good[1:]...), "short": good[:len(good)-1], "long": append(good[:len(good):len(good)], 0),
	} {
		if _, err := decode(b); err == nil {
			t.Errorf("%s: taken for a record", name)
		}
	}
}
