package checkin

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// days is the model: the days that count.
type days map[bot.Day]bool

// run returns the length of the streak that ends with the latest day.
func (d days) run() (n int64) {
	last := bot.Day(-1 << 30)
	for day := range d {
		last = max(last, day)
	}
	for day := last; d[day]; day-- {
		n++
	}
	return n
}

// longest returns the longest streak.
func (d days) longest() (n int64) {
	for day := range d {
		if d[day-1] {
			continue
		}
		var length int64
		for ; d[day]; day++ {
			length++
		}
		n = max(n, length)
	}
	return n
}

func TestRunsAgainstTheDaysThemselves(t *testing.T) {
	c := &bot.Community{Zone: time.UTC}
	settings := &Settings{Streaks: []Streak{{Days: 3, Bonus: 7}, {Every: 4, Bonus: 5}}}
	rapid.Check(t, func(t *rapid.T) {
		rec, model, now := record{}, days{}, time.Unix(0, 0).UTC().AddDate(50, 0, 0)
		var paid, due int64
		pay := func(length int64) {
			paid += settings.bonus(rec.now.paid, length)
			rec.now.paid = max(rec.now.paid, length)
		}
		t.Repeat(map[string]func(*rapid.T){
			"visit": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour)
				if got, want := rec.visit(c, now), !model[c.Day(now)]; got != want {
					t.Fatalf("visit on %v: %v, want %v", c.Day(now), got, want)
				}
				model[c.Day(now)] = true
				pay(rec.now.length)
				due = settings.bonus(0, rec.now.length)
			},
			"mend": func(t *rapid.T) {
				g, err := rec.gap(c, c.Day(now))
				if err != nil {
					if len(model) == 0 != errors.Is(err, errFirst) {
						t.Fatalf("with %d days: %v", len(model), err)
					}
					t.Skip(err)
				}
				if model[g.first] || !model[g.first-1] || g.first >= c.Day(now) {
					t.Fatalf("the gap %+v is none", g)
				}
				whole := rec.mend(g)
				model[g.first] = true
				if whole != (model[g.first+1] || g.first+1 == c.Day(now)) {
					t.Fatalf("the gap %+v is whole: %v", g, whole)
				}
				if whole {
					pay(rec.now.length)
				}
			},
			"": func(t *rapid.T) {
				if rec.now.length != model.run() || rec.best != model.longest() {
					t.Fatalf("run %d, best %d; want %d, %d", rec.now.length, rec.best, model.run(), model.longest())
				}
				if paid < due {
					t.Fatalf("%d in bonuses, though the run alone is worth %d", paid, due)
				}
				if back, err := decode(rec.append(nil)); err != nil || back.now != rec.now || back.before != rec.before || back.last(c) != rec.last(c) {
					t.Fatalf("%+v was read back as %+v", rec, back)
				}
			},
		})
	})
}

// However a streak is split into parts, the bonuses add up to those of the whole: none is paid
// twice and none is skipped.
func TestBonusAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Settings{Streaks: []Streak{{Days: rapid.IntRange(1, 20).Draw(t, "days"), Bonus: 3}, {Every: rapid.IntRange(1, 9).Draw(t, "every"), Bonus: 2}}}
		a := rapid.Int64Range(0, 40).Draw(t, "a")
		b := rapid.Int64Range(a, 60).Draw(t, "b")
		if s.bonus(0, b) != s.bonus(0, a)+s.bonus(a, b) {
			t.Fatalf("up to %d: %d; in parts at %d: %d + %d", b, s.bonus(0, b), a, s.bonus(0, a), s.bonus(a, b))
		}
	})
}

func TestDecodeRefusesWhatItDidNotWrite(t *testing.T) {
	good := record{now: run{end: 1, length: 1}}.append(nil)
	for name, b := range map[string][]byte{
		"empty": {}, "another version": append([]byte{9}, good[1:]...), "short": good[:len(good)-1], "long": append(good[:len(good):len(good)], 0),
	} {
		if _, err := decode(b); err == nil {
			t.Errorf("%s: taken for a record", name)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, s := range map[string]*Settings{
		"words[0]":         {Words: []string{" "}},
		"streaks[0]":       {Streaks: []Streak{{Days: 1, Every: 1, Bonus: 1}}},
		"streaks[1]":       {Streaks: []Streak{{Days: 1, Bonus: 1}, {Bonus: 1}}},
		"streaks[0].bonus": {Streaks: []Streak{{Days: 1}}},
		"":                 Defaults(),
	} {
		got := ""
		s.Validate(func(path, _ string, _ ...any) { got = path })
		if got != name {
			t.Errorf("%+v: fault at %q, want %q", s, got, name)
		}
	}
}
