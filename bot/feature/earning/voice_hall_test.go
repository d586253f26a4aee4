package earning

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// second is the model: it counts who has company for one second.
func second(h map[bot.UserID]seat, counted map[bot.UserID]time.Duration) {
	listeners := map[bot.Place]int{}
	for _, s := range h {
		if !s.Deaf {
			listeners[s.Channel]++
		}
	}
	for u, s := range h {
		if !s.Deaf && listeners[s.Channel] > 1 {
			counted[u] += time.Second
		}
	}
}

// TestVoiceAgainstEverySecond: however people join, leave and deafen themselves, and whenever the
// timer runs, exactly the time in company counts, once.
func TestVoiceAgainstEverySecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		h, model := hall{}, map[bot.UserID]seat{}
		got, want := map[bot.UserID]time.Duration{}, map[bot.UserID]time.Duration{}
		book := func(spans []span) {
			for _, s := range spans {
				if s.length < 0 {
					t.Fatalf("%+v is negative", s)
				}
				if got[s.user] += s.length; got[s.user] == 0 {
					delete(got, s.user)
				}
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			for range rapid.IntRange(0, 3).Draw(t, "seconds") {
				at = at.Add(time.Second)
				second(model, want)
			}
			channel := bot.Place(rapid.SampledFrom([]string{"", "d:1/2", "d:1/3"}).Draw(t, "channel"))
			if rapid.IntRange(0, 3).Draw(t, "tick") == 0 {
				book(h.tick(channel, at, at))
				continue
			}
			u := bot.UserID(rapid.SampledFrom([]string{"d:a", "d:b", "d:c", "d:d"}).Draw(t, "user"))
			next := seat{Channel: channel, Deaf: rapid.Bool().Draw(t, "deaf")}
			book(h.change(u, next, at))
			if delete(model, u); channel != "" {
				model[u] = next
			}
		}
		for _, u := range []bot.UserID{"d:a", "d:b", "d:c", "d:d"} {
			book(h.change(u, seat{}, at))
		}
		if !maps.Equal(got, want) {
			t.Fatalf("counted %v, want %v", got, want)
		}
	})
}

// TestVoiceSnapshots: after a gap, the missed time counts for people who are still there in
// company, up to a limit.
func TestVoiceSnapshots(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	room := func(users ...bot.UserID) hall {
		h := hall{}
		for _, u := range users {
			h[u] = seat{Channel: "d:1/2"}
		}
		return h
	}
	for name, tt := range map[string]struct {
		ticks []int // minutes at which the timer counts
		life  int   // minute of the platform's last sign of life
		at    int   // minute of the snapshot
		now   hall
		ann   time.Duration // ann's total; bob is always there
	}{
		"a short gap":                {life: 0, at: 3, now: room("ann", "bob"), ann: 3 * time.Minute},
		"a long gap":                 {life: 0, at: 60, now: room("ann", "bob"), ann: 5 * time.Minute},
		"after a sign of life":       {life: 20, at: 60, now: room("ann", "bob"), ann: 25 * time.Minute},
		"gone":                       {life: 2, at: 4, now: room("bob"), ann: 2 * time.Minute},
		"alone":                      {life: 2, at: 4, now: room("ann"), ann: 2 * time.Minute},
		"elsewhere":                  {life: 2, at: 4, now: hall{"ann": {Channel: "d:1/3"}, "carl": {Channel: "d:1/3"}}, ann: 2 * time.Minute},
		"deaf":                       {life: 2, at: 4, now: hall{"ann": {Channel: "d:1/2", Deaf: true}, "bob": {Channel: "d:1/2"}}, ann: 2 * time.Minute},
		"counted on in the gap":      {ticks: []int{5, 10, 15}, life: 0, at: 16, now: room("ann", "bob"), ann: 5 * time.Minute},
		"counted on and gone":        {ticks: []int{5, 10, 15}, life: 7, at: 16, now: room("bob"), ann: 7 * time.Minute},
		"life between the last ones": {ticks: []int{5, 10, 15}, life: 12, at: 16, now: room("ann", "bob"), ann: 16 * time.Minute},
	} {
		h := hall{}
		h.change("ann", seat{Channel: "d:1/2"}, start)
		h.change("bob", seat{Channel: "d:1/2"}, start)
		var ann time.Duration
		book := func(spans []span) {
			for _, s := range spans {
				if s.user == "ann" {
					ann += s.length
				}
			}
		}
		for _, n := range tt.ticks {
			book(h.tick("d:1/2", minute(n), minute(min(n, tt.life))))
		}
		book(h.replace(tt.now, minute(tt.at), minute(tt.life), 5*time.Minute))
		if ann != tt.ann {
			t.Errorf("%s: ann has %s, want %s", name, ann, tt.ann)
		}
		if !maps.EqualFunc(h, tt.now, func(a, b seat) bool {
			return a.Channel == b.Channel && a.Deaf == b.Deaf && a.Since.Equal(minute(tt.at))
		}) {
			t.Errorf("%s: then there are %+v", name, h)
		}
	}
}
