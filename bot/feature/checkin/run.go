package checkin

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
)

// run is some days in a row.
type run struct {
	end    bot.Day // its last day
	length int64   // days; 0: no run
	paid   int64   // the length up to which bonuses were paid
}

// record is what is stored about one member.
type record struct {
	now    run
	start  bot.Day   // the first day of now
	at     time.Time // latest check-in, even if not part of now; zero: none
	before run       // the run before now, while the gap can be filled
	best   int64     // the longest run ever
	month  bot.Day   // the month that bought counts for
	bought int64     // days made up for in it
	free   int64     // days that can still be made up for without a price, in any month
}

// last returns the latest day that is checked in, in the community's current
// zone: after a change of the zone, that may be a later day than before.
func (r *record) last(c *bot.Community) bot.Day { return max(r.now.end, c.Day(r.at)) }

// visit adds a day; false if it is already checked in.
func (r *record) visit(c *bot.Community, at time.Time) bool {
	day, last := c.Day(at), bot.Day(0)
	if !r.at.IsZero() {
		if last = r.last(c); day <= last {
			return false
		}
	}
	if r.now.length == 0 || day != last+1 {
		r.before, r.now, r.start = r.now, run{}, day
	}
	r.now.end, r.at = day, at
	r.now.length++
	r.best = max(r.best, r.now.length)
	return true
}

// Why a day can't be made up for.
var (
	errFirst = errors.New("never checked in")
	errNoGap = errors.New("no missed day")
)

// gap is a series of missed days that can be bought back.
type gap struct {
	first bot.Day
	days  int64
	// behind reports that they follow now, rather than lie between before and
	// now.
	behind bool
}

// gap returns the latest gap: between the latest day and yesterday or, if there
// is none, between the two latest runs.
func (r *record) gap(c *bot.Community, today bot.Day) (gap, error) {
	if r.now.length == 0 {
		return gap{}, errFirst
	}
	if last := r.last(c); last < today-1 {
		return gap{first: last + 1, days: int64(today - 1 - last), behind: true}, nil
	}
	missed := int64(r.start - 1 - r.before.end)
	if r.before.length == 0 || missed < 1 {
		return gap{}, errNoGap
	}
	return gap{first: r.before.end + 1, days: missed}, nil
}

// mend fills the first day of the gap, which lengthens the run before it. After
// the gap's last day, the runs on both sides are one; whole reports whether
// that is so.
func (r *record) mend(g gap) (whole bool) {
	if g.behind {
		r.now.end = g.first
		r.now.length++
		r.best = max(r.best, r.now.length)
		return g.days == 1
	}
	r.before.end = g.first
	r.before.length++
	r.best = max(r.best, r.before.length)
	if g.days > 1 {
		return false
	}
	r.now.length += r.before.length
	r.now.paid = max(r.now.paid, r.before.paid)
	r.before = run{}
	r.best = max(r.best, r.now.length)
	return true
}

// boughtIn returns how many days were made up for in the month.
func (r *record) boughtIn(month bot.Day) int64 {
	if r.month != month {
		return 0
	}
	return r.bought
}
