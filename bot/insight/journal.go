package insight

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Heard is an event of the journal, as far as figures are concerned.
type Heard struct {
	*bot.Event
	Member bot.MemberID // who caused it; 0: nobody
	// Said is a message that counts: in the open, no command, and not removed by a rule. It is
	// in the form for comparisons, without what is quoted, in simplified characters.
	Said string
}

// heard calls fn for the events of the journal until today, and notes how far it goes back. It refuses
// to tell of a past day (AsOf) of which nothing is recorded any more.
func (c *calc) heard(fn func(day bot.Day, h *Heard)) error {
	var first time.Time
	journal := c.Journal
	if journal == nil {
		journal = func(func(*Heard)) error { return nil }
	}
	err := journal(func(h *Heard) {
		if first.IsZero() || h.At.Before(first) {
			first = h.At
		}
		if day := c.Community.Day(h.At); day <= c.today {
			fn(day, h)
		}
	})
	switch {
	case err != nil:
	case first.IsZero() && c.today < c.Community.Day(c.Now):
		err = phrase.New("insight.no_journal")
	case first.IsZero():
		c.figure.note("insight.no_journal")
	case c.Community.Day(first) > c.today:
		err = phrase.New("insight.before_journal", c.today, c.Community.Day(first))
	default:
		c.figure.note("insight.journal", c.Community.Day(first))
	}
	return err
}
