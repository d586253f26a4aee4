package curve_test

import (
	"testing"

	"github.com/stewardbot/steward/bot/curve"
)

// TestThresholds compares levels 1, 5, 10, 50 and 100 with the other bots' own sources and
// tables; 0 means unknown.
func TestThresholds(t *testing.T) {
	levels := []int64{1, 5, 10, 50, 100}
	for name, want := range map[string][]int64{
		"mee6":       {100, 1150, 4675, 268375, 1899250},
		"lurkr":      {100, 900, 4150, 120150, 490150},
		"amari":      {35, 355, 1655, 48055, 196055},
		"nadeko":     {36, 270, 765, 12825, 48150},
		"polaris":    {200, 1900, 7000, 255000, 1510000},
		"arcane-75":  {75, 1375, 5250, 0, 0},
		"arcane-175": {175, 1875, 6250, 0, 0},
	} {
		c, ok := curve.Named(name)
		if !ok {
			t.Fatalf("no curve %s", name)
		}
		for i, level := range levels {
			if got := c.At(level); got != want[i] && want[i] != 0 {
				t.Errorf("%s: level %d begins at %d, not %d", name, level, got, want[i])
			}
		}
	}
}

// TestRising checks that each level needs more than the previous one, on any curve.
func TestRising(t *testing.T) {
	for _, name := range curve.Names() {
		c, _ := curve.Named(name)
		for n := int64(-1); n < curve.MaxLevel; n++ {
			if c.At(n+1) <= c.At(n) && n >= 0 || c.At(n) < 0 {
				t.Fatalf("%s: level %d begins at %d, level %d at %d", name, n, c.At(n), n+1, c.At(n+1))
			}
		}
		if c.At(1<<62) != c.At(curve.MaxLevel) {
			t.Errorf("%s: no end", name)
		}
	}
}
