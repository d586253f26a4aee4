package multiplier

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

func TestValidate(t *testing.T) {
	for want, s := range map[string]Settings{
		"[0].from":  {{From: "1 May", Times: 2, Of: []string{CheckIn}}},
		"[0].until": {{From: "2026-05-02", Until: "2026-05-01", Times: 2, Of: []string{CheckIn}}},
		"[0].of":    {{Times: 2}},
		"[0].times": {{Times: 1, Of: []string{CheckIn}}},
		"[1]":       {{Times: 1, ShopDiscount: 10}, {Times: 1}},
		"":          {{From: "2026-05-02", Until: "2026-05-02", Times: 2, Of: []string{CheckIn}}},
	} {
		got := ""
		s.Validate(func(path, _ string, _ ...any) { got = path })
		if got != want {
			t.Errorf("%+v: a fault at %q, want %q", s, got, want)
		}
	}
}

// The day is the community's, and the largest discount counts, not their sum.
func TestDiscount(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	calendars := timing.Calendars{"cn": {Off: []string{"2026-12-03"}, Worked: []string{"2026-12-06"}}}
	c := &bot.Community{Zone: zone, Sections: map[string]any{
		timing.CalendarSection: &calendars,
		Section: &Settings{
			{Name: bot.Text{"": "Wednesday"}, Weekdays: []timing.Weekdays{1 << time.Wednesday}, Times: 1, ShopDiscount: 10},
			{Name: bot.Text{"": "early December"}, From: "2026-12-01", Until: "2026-12-02", Times: 1, ShopDiscount: 20},
			{Name: bot.Text{"": "off"}, On: "days_off", Times: 1, ShopDiscount: 5},
		},
	}}
	for at, want := range map[string]bot.Percent{
		"2026-11-24T15:59:59Z": 0, "2026-11-24T16:00:00Z": 10, // Wednesday, the 25th, begins
		"2026-11-30T16:00:00Z": 20, "2026-12-02T15:59:59Z": 20,
		"2026-12-02T16:00:00Z": 5, // a holiday, the 3rd
		"2026-12-05T00:00:00Z": 5, // Saturday
		"2026-12-06T00:00:00Z": 0, // a Sunday that is worked
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got, name := Discount(c, moment); got != want || (name == nil) != (want == 0) {
			t.Errorf("%s: %d%% off for %v, want %d%%", at, got, name, want)
		}
	}
}

func TestPriceRoundsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.Int64Range(0, math.MaxInt64/100-1).Draw(t, "price")
		off := rapid.IntRange(0, 100).Draw(t, "off")
		got, hundredths := Price(price, bot.Percent(off)), price*int64(100-off)
		if got*100 < hundredths || got*100 >= hundredths+100 {
			t.Fatalf("%d with %d%% off: %d", price, off, got)
		}
	})
}

func TestBoostDoesNotOverflow(t *testing.T) {
	if got := (Boost{times: 3}).Of(math.MaxInt64 / 2); got != math.MaxInt64 {
		t.Errorf("%d", got)
	}
	if got := (Boost{}).Of(7); got != 7 {
		t.Errorf("the zero boost makes 7 %d", got)
	}
}
