package ledger

import (
	"math"

	"github.com/stewardbot/steward/bot"
)

// period is what was earned in the latest day, week, month or quarter with any earnings.
// An entry of an earlier period only counts towards its own day, from which
// that period can still be summed.
type period struct {
	start bot.Day
	sum   int64
}

// add adds n to the period that begins at start.
func (p *period) add(start bot.Day, n int64) bool {
	switch {
	case start < p.start:
		return true
	case start > p.start:
		*p = period{start, n}
		return true
	}
	return add(&p.sum, n)
}

// in returns the sum of the period that begins at start, which must not be an
// earlier one.
func (p period) in(start bot.Day) int64 {
	if p.start != start {
		return 0
	}
	return p.sum
}

// quarterEnd returns the day after the quarter that begins at start.
func quarterEnd(start bot.Day) bot.Day { return (start + 93).Quarter() }

// monthEnd returns the day after the month that begins at start.
func monthEnd(start bot.Day) bot.Day { return (start + 31).Month() }

// add sets *n to *n + d; false if that overflows.
func add(n *int64, d int64) bool {
	if d > 0 && *n > math.MaxInt64-d || d < 0 && *n < math.MinInt64-d {
		return false
	}
	*n += d
	return true
}
