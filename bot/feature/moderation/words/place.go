package words

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// whatHere returns what a case about a place did, in a sentence.
func (w *Words) whatHere(t *bot.Turn, c *sanction.Case) (string, error) {
	if !c.Open() {
		return undone(t, c, bot.Args{})
	}
	if c.Failed() || len(c.Sanctions) == 0 {
		return t.Text("moderation.failed_here", nil), nil
	}
	s := c.Sanctions[len(c.Sanctions)-1]
	args := bot.Args{"Until": answer.When(t, s.Until), "Span": Span(t, s.Every)}
	switch {
	case s.Act == bot.ActLock && s.Until.IsZero():
		return t.Text("moderation.locked", args), nil
	case s.Act == bot.ActLock:
		return t.Text("moderation.locked_until", args), nil
	case s.Act == bot.ActUnlock:
		return t.Text("moderation.unlocked", args), nil
	case s.Act == bot.ActSlow && s.Every == 0:
		return t.Text("moderation.fast", args), nil
	case s.Act == bot.ActSlow:
		return t.Text("moderation.slowed", args), nil
	case s.Act == bot.ActPin:
		return t.Text("moderation.pinned", args), nil
	case s.Act == bot.ActUnpin:
		return t.Text("moderation.unpinned", args), nil
	}
	return t.Text("moderation.failed_here", nil), nil
}
