package digest

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

func day(s string) bot.Day {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return bot.DayOf(t)
}

func TestSpans(t *testing.T) {
	for _, c := range []struct{ period, on, from, to, before string }{
		{"7d", "2026-03-16", "2026-03-09", "2026-03-15", "2026-03-02"},
		{"1d", "2026-03-01", "2026-02-28", "2026-02-28", "2026-02-27"},
		{"month", "2026-03-31", "2026-02-01", "2026-02-28", "2026-01-01"},
		{"month", "2026-01-01", "2025-12-01", "2025-12-31", "2025-11-01"},
		{"quarter", "2026-03-31", "2025-10-01", "2025-12-31", "2025-07-01"},
	} {
		now, before := spans(c.period, day(c.on))
		if now != (Span{day(c.from), day(c.to)}) || before != (Span{day(c.before), day(c.from) - 1}) {
			t.Errorf("%s on %s: %s to %s, before %s to %s", c.period, c.on, now.From, now.To, before.From, before.To)
		}
		if next := following(c.period, before); next != now.To {
			t.Errorf("%s after %s: %s", c.period, before.To, next)
		}
	}
}

func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"7d", "month", "quarter", "0d", "-1d", "93d", "٧d", "9999999999999999999d"} {
		f.Add(s, int32(20000))
	}
	f.Fuzz(func(t *testing.T, period string, on int32) {
		if n := daysOf(period); n < 0 || n > maxDays {
			t.Errorf("%q has %d days", period, n)
		}
		on %= 100_000
		now, before := spans(period, bot.Day(on))
		if now.To < now.From || before.To != now.From-1 || before.To < before.From || now.To >= bot.Day(on) {
			t.Errorf("%q on %d: %v after %v", period, on, now, before)
		}
		if next := following(period, before); next != now.To {
			t.Errorf("%q after %v: %v", period, before, next)
		}
	})
}

// TestWithoutMessages: where nobody counts messages, people are ranked by their days.
func TestWithoutMessages(t *testing.T) {
	got, err := new(Feature).rank(nil, []Person{{ID: 3, Days: 2}, {ID: 2, Days: 5}, {ID: 1, Days: 2}}, Span{})
	if err != nil || len(got) != 3 || got[0].ID != 2 || got[1].ID != 1 || got[2].ID != 3 {
		t.Errorf("%v, %v", got, err)
	}
}
