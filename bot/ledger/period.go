package ledger

import (
	"math"

	"github.com/stewardbot/steward/bot"
)

// period is what was earned in the latest day, week or month in which anything
// was. An entry of an earlier one counts to its own day only, from which it
// can still be summed.
type period struct {
	start bot.Day
	sum   int64
}

// add counts n to the period that begins at start.
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

// in is the sum of the period that begins at start, which is not an earlier one.
func (p period) in(start bot.Day) int64 {
	if p.start != start {
		return 0
	}
	return p.sum
}

// monthEnd is the day after the last one of the month that begins at start.
func monthEnd(start bot.Day) bot.Day { return (start + 31).Month() }

// add sets *n to *n + d, or returns false if that is not an int64.
func add(n *int64, d int64) bool {
	if d > 0 && *n > math.MaxInt64-d || d < 0 && *n < math.MinInt64-d {
		return false
	}
	*n += d
	return true
}
