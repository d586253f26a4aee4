package segment_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/segment"
)

func TestSegment(t *testing.T) {
	const today = bot.Day(20_000)
	for _, c := range []struct {
		name  string
		facts segment.Facts
		was   string
		want  string
	}{
		{"just joined", segment.Facts{Joined: today}, "", segment.New},
		{"joined 13 days ago, and writes daily", segment.Facts{Joined: today - 13, Last: today, Lately: 14, Long: 14}, "", segment.New},
		{"joined 14 days ago, and writes daily", segment.Facts{Joined: today - 14, Last: today, Lately: 15, Long: 15}, segment.New, segment.Core},
		{"never wrote", segment.Facts{Joined: today - 14}, segment.New, segment.Silent},
		{"12 days", segment.Facts{Last: today, Lately: 12, Long: 30}, "", segment.Core},
		{"11 days", segment.Facts{Last: today, Lately: 11, Long: 30}, "", segment.Active},
		{"11 days, was core", segment.Facts{Last: today, Lately: 11, Long: 30}, segment.Core, segment.Core},
		{"8 days, was core", segment.Facts{Last: today, Lately: 8, Long: 30}, segment.Core, segment.Active},
		{"8 days and 500 points", segment.Facts{Last: today, Lately: 8, Long: 30, Worth: 500}, "", segment.Core},
		{"8 days and 499 points", segment.Facts{Last: today, Lately: 8, Long: 30, Worth: 499}, "", segment.Active},
		{"6 days and 400 points, was core", segment.Facts{Last: today, Lately: 6, Long: 30, Worth: 400}, segment.Core, segment.Core},
		{"any points without a day", segment.Facts{Worth: 1 << 40}, "", segment.Silent},
		{"14 days ago", segment.Facts{Last: today - 14, Lately: 1, Long: 1}, "", segment.Active},
		{"15 days ago", segment.Facts{Last: today - 15, Lately: 1, Long: 3}, "", segment.Fading},
		{"15 days ago, was active", segment.Facts{Last: today - 15, Lately: 1, Long: 3}, segment.Active, segment.Active},
		{"22 days ago, was active", segment.Facts{Last: today - 22, Lately: 1, Long: 3}, segment.Active, segment.Fading},
		{"22 days ago, once", segment.Facts{Last: today - 22, Lately: 1, Long: 1}, segment.Active, segment.Silent},
		{"today, was fading", segment.Facts{Last: today, Lately: 1, Long: 4}, segment.Fading, segment.Fading},
		{"the third day, was fading", segment.Facts{Last: today, Lately: 3, Long: 6}, segment.Fading, segment.Active},
		{"60 days ago", segment.Facts{Last: today - 60, Long: 3}, "", segment.Fading},
		{"61 days ago", segment.Facts{Last: today - 61, Long: 3}, segment.Fading, segment.Silent},
		{"30 days ago, once, was silent", segment.Facts{Last: today - 30, Long: 1}, segment.Silent, segment.Silent},
		{"today, was silent after some days", segment.Facts{Last: today, Lately: 1, Long: 2}, segment.Silent, segment.Fading},
		{"today, for the first time in 90 days", segment.Facts{Last: today, Lately: 1, Long: 1}, segment.Silent, segment.Active},
	} {
		c.facts.Known = true
		if got := c.facts.Segment(today, c.was); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if c.facts.Known = false; c.facts.Segment(today, c.was) != "" {
			t.Errorf("%s: is in a segment without facts", c.name)
		}
	}
}

// TestSteady: who takes part at a steady rhythm, give or take a day, settles in one segment.
func TestSteady(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gap := rapid.IntRange(1, 58).Draw(t, "gap")
		worth := rapid.Int64Range(0, 1000).Draw(t, "worth")
		var days []bot.Day
		for at := bot.Day(1000); at < 1000+800; at += bot.Day(gap) {
			days = append(days, at+bot.Day(rapid.IntRange(0, min(1, gap-1)).Draw(t, "late")))
		}
		was, changes := "", 0
		for today := bot.Day(1000); today < 1000+700; today += 7 {
			f := segment.Facts{Known: true, Joined: 1000, Worth: worth}
			for _, d := range days {
				if d <= today && d > today-segment.Long {
					f.Last = d
					f.Long++
					if d > today-segment.Lately {
						f.Lately++
					}
				}
			}
			now := f.Segment(today, was)
			if now != was && today > 1000+200 {
				changes++
			}
			was = now
		}
		if changes > 1 {
			t.Errorf("a rhythm of %d days changes its segment %d times in 500 days", gap, changes)
		}
	})
}
