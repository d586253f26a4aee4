package insight

import (
	"time"

	"github.com/stewardbot/steward/bot/sanction"
)

// Verdicts counts cases, and how those fared that a person looked at again.
type Verdicts struct {
	Cases      int
	Overturned int // undone since
	Upheld     int // an appeal was rejected
}

// Unreviewed returns how many nobody looked at again: they are neither right nor wrong.
func (v Verdicts) Unreviewed() int { return v.Cases - v.Overturned - v.Upheld }

// Precision returns the bounds within which the share of right verdicts is, from 0 to 1, with a confidence of 95 % (Wilson's
// interval), if the reviewed cases are like the others; ok is false if there are none.
func (v Verdicts) Precision() (low, high float64, ok bool) {
	n := v.Upheld + v.Overturned
	if n == 0 {
		return 0, 1, false
	}
	_, low, high = wilson(v.Upheld, n)
	return low, high, true
}

// Add counts a case, as far as known reports that what happened to it at a time has happened.
func (v *Verdicts) Add(c *sanction.Case, known func(at time.Time) bool) {
	switch v.Cases++; {
	case !c.Open() && known(c.Undone):
		v.Overturned++
	case c.Appeal != nil && !c.Appeal.Decided.IsZero() && !c.Appeal.Lifted && known(c.Appeal.Decided):
		v.Upheld++
	}
}
