package insight

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Heard is an event of the journal, as far as figures are concerned.
type Heard struct {
	*bot.Event
	Member bot.MemberID // who caused it; 0: nobody
	// Said is a message that counts: in the open, no command, and not removed by a rule. It is
	// in the form for comparisons, without what is quoted, in simplified characters.
	Said string
}

// heard calls fn for the events of the journal until today, and notes how far it goes back.
func (c *calc) heard(fn func(day bot.Day, h *Heard)) error {
	if c.Journal == nil {
		return nil
	}
	var first time.Time
	err := c.Journal(func(h *Heard) {
		if first.IsZero() || h.At.Before(first) {
			first = h.At
		}
		if day := c.Community.Day(h.At); day <= c.today {
			fn(day, h)
		}
	})
	if first.IsZero() {
		c.figure.note("insight.no_journal")
	} else {
		c.figure.note("insight.journal", c.Community.Day(first))
	}
	return err
}
