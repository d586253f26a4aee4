package seasons

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// warnStep is how many members hear of the reset in a step.
const warnStep = 200

// warn tells members with points that balances will be set to zero, and once in
// each place where the season's end is told. A notice that comes too late is
// none, and the season ends without a reset.
func (f *Feature) warn(t *bot.Turn, n uint64, s *season) error {
	set := settings(t.Community)
	if set.Reset == "" || s.Stage != running || s.Resets {
		return nil
	}
	end := t.Community.Begins(s.End)
	date := (s.End - 1).String()
	if s.Warned.IsZero() {
		if end.Sub(t.Now()) < set.Notice-unseen {
			return nil
		}
		s.Warned = t.Now().UTC()
		for _, to := range set.To {
			p := bot.Place(to)
			text := t.ToPlace(p).Text("seasons.reset_all", bot.Args{"Date": date})
			if _, err := f.quiet.Post(t, bot.Say{Place: p, Text: text, Expires: end}); err != nil {
				return err
			}
		}
	}
	last, more, err := f.book.EachBalance(t, s.Warns, warnStep, func(m bot.MemberID, balance int64) error {
		if balance <= 0 {
			return nil
		}
		return f.quiet.Tell(t, m, "season", end, func(t *bot.Turn) string {
			return t.Text("seasons.reset", bot.Args{"Community": t.Community.Name, "Date": date, "Points": answer.Points(t, balance)})
		})
	})
	if err != nil {
		return err
	}
	if s.Warns = last; !more {
		s.Resets = true
		return put(t, n, s)
	}
	if err := put(t, n, s); err != nil {
		return err
	}
	return timer(t, timerWarn, n, t.Now())
}
