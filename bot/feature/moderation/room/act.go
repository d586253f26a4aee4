package room

import (
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// Sentence adds an act to a case, and requests it wherever the member is. A
// warning leads to the ladder's next step.
func (r *Room) Sentence(t *bot.Turn, c *sanction.Case, what bot.Sanction, where sanction.Scene) error {
	if what.Act == bot.ActWarn {
		s, ok, err := r.File.Rung(t, c.Member)
		if err != nil || !ok {
			return err
		}
		if t.Community.Shadow {
			return r.logRung(t, c, s)
		}
		what = s
	}
	return r.File.Sentence(t, r.Members, c, what, where)
}

// logRung tells moderators what a warning would have led to.
func (r *Room) logRung(t *bot.Turn, c *sanction.Case, s bot.Sanction) error {
	m, err := t.MemberByID(c.Member)
	if err != nil {
		return err
	}
	ToLog(t, func(t *bot.Turn) string {
		return t.Text("moderation.ladder_shadow", bot.Args{"Name": answer.Name(m, nil), "Then": words.Acts(t, []bot.Sanction{s})})
	})
	return nil
}

// CauseOf returns what the ledger calls a case.
func CauseOf(id uint64) string { return "case:" + strconv.FormatUint(id, 10) }

// Undo undoes a case for the moderator who gave the order: it no longer counts,
// and what is in force is lifted. Otherwise it returns why not.
func (r *Room) Undo(t *bot.Turn, o *Order, c *sanction.Case) (string, error) {
	args := bot.Args{"Case": c.ID}
	switch {
	case !c.Open():
		return t.Text("moderation.undone_before", args), nil
	case o.Rank < staff.Moderator && c.By != o.By:
		return t.Text("moderation.not_yours", args), nil
	case !c.Undoable(t.Now()):
		return t.Text("moderation.cannot_undo", args), nil
	}
	for _, i := range c.Held(t.Now()) {
		if why, err := r.lacks(t, o.By, o.Rank, c.Sanctions[i].Act); why != "" || err != nil {
			return why, err
		}
	}
	m, err := t.MemberByID(c.Member)
	if err != nil {
		return "", err
	}
	if m != nil && c.By != o.By {
		if why, err := r.Beyond(t, o, m); why != "" || err != nil {
			return why, err
		}
	}
	return "", r.TakeBack(t, o, c)
}

// TakeBack closes a case, requests the end of what is in force, and announces
// it.
func (r *Room) TakeBack(t *bot.Turn, o *Order, c *sanction.Case) error {
	if err := r.File.TakeBack(t, c, o.By); err != nil {
		return err
	}
	if c.Entry != 0 {
		if _, err := r.Book.Reverse(t, c.Entry, CauseOf(c.ID), true); err != nil {
			return err
		}
	}
	if err := r.File.Keep(t, c); err != nil {
		return err
	}
	return r.AnnounceLater(t, o.Desk, c.ID, c.ID)
}
