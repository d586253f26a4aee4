package engine

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// One account may press so many buttons in so long a time: each costs an answer, and
// answers go out slowly, one behind the other. What is beyond that is not answered.
const (
	mostPresses  = 20
	pressesEvery = 10 * time.Second
)

// presses are the times of an account's last ones, at most mostPresses, oldest first.
// They are held in memory alone and follow no rollback: a press too many that was
// answered is no loss.
type presses map[bot.UserID][]time.Time

// hasty tells whether an account presses too many, and counts one that is not.
func (p presses) hasty(u bot.UserID, at time.Time) bool {
	last := slices.DeleteFunc(p[u], func(t time.Time) bool { return at.Sub(t) >= pressesEvery })
	if len(last) >= mostPresses {
		p[u] = last
		return true
	}
	if len(p) > 10_000 {
		clear(p) // of those who pressed once
	}
	p[u] = append(last, at)
	return false
}
