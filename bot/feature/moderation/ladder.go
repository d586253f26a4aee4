package moderation

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
)

// climb adds to a warning the sanction that it leads to.
func (f *Feature) climb(t *bot.Turn, o *order, c *sanction.Case) error {
	ladder := bot.Setting[*sanction.Ladder](t.Community, sanction.LadderSection)
	if len(*ladder) == 0 {
		return nil
	}
	warned, err := f.file.Warnings(t.State(), t.Community.ID, c.Member)
	if err != nil {
		return err
	}
	s, ok, err := ladder.Rung(warned, t.At())
	if err != nil || !ok {
		return err
	}
	if t.Community.Shadow {
		return f.logRung(t, c, s)
	}
	return f.sentence(t, o, c, bot.Act(s.Act), sanction.Span(s))
}

// logRung tells moderators what a warning would have led to.
func (f *Feature) logRung(t *bot.Turn, c *sanction.Case, s bot.Sanction) error {
	m, err := t.MemberByID(c.Member)
	if err != nil {
		return err
	}
	toLog(t, func(t *bot.Turn) string {
		return t.Text("moderation.ladder_shadow", bot.Args{"Name": answer.Name(m, nil), "Then": acts(t, []bot.Sanction{s})})
	})
	return nil
}
