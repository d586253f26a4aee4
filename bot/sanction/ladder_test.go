package sanction_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

func TestLadderFaults(t *testing.T) {
	const month = 30 * 24 * time.Hour
	l := sanction.Ladder{
		{Warnings: 3, Within: month, Then: "mute 1h"}, {Warnings: 5, Within: month, Then: "ban"},
		{Warnings: 5, Within: month, Then: "kick"}, {Warnings: 6, Then: "ban"},
		{Warnings: 7, Within: month, Then: "warn"}, {Warnings: 8, Within: month, Then: "explode"}, {Within: month, Then: "kick"},
	}
	var paths []string
	l.Validate(func(path, _ string, _ ...any) { paths = append(paths, path) })
	want := []string{"[2].warnings", "[3].within", "[4].then", "[5].then", "[6].warnings", "[6].warnings"}
	if !slices.Equal(paths, want) {
		t.Errorf("faults at %q, want %q", paths, want)
	}
}

// TestRungs: a rung counts the warnings within its own period, including the new one.
func TestRungs(t *testing.T) {
	const day = 24 * time.Hour
	ladder := sanction.Ladder{{Warnings: 2, Within: day, Then: "mute 1h"}, {Warnings: 4, Within: 30 * day, Then: "ban"}}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		ago  []time.Duration
		want bot.Act
	}{
		{nil, ""},
		{[]time.Duration{time.Hour}, bot.ActMute},
		{[]time.Duration{2 * day}, ""},
		{[]time.Duration{day, 2 * day}, bot.ActMute}, // just within the period
		{[]time.Duration{2 * day, 3 * day, 4 * day}, bot.ActBan},
		{[]time.Duration{time.Hour, 2 * day, 3 * day, 4 * day, 5 * day}, bot.ActBan}, // stays on the highest rung
		{[]time.Duration{31 * day, 40 * day, 50 * day}, ""},
	} {
		var warned []time.Time
		for _, ago := range c.ago {
			warned = append(warned, now.Add(-ago))
		}
		got, ok, err := ladder.Rung(warned, now)
		if got.Act != c.want || ok != (c.want != "") || err != nil {
			t.Errorf("warned %v ago: %q (%v, %v), want %q", c.ago, got.Act, ok, err, c.want)
		}
	}
}
