package moderation

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// undoOrder undoes the case that is named, or the last one of whoever asks.
func (f *Feature) undoOrder(t *bot.Turn, o *order, rank staff.Rank) error {
	c, err := f.caseOf(t, o)
	if err != nil {
		return err
	}
	if c == nil {
		f.tell(t, &o.Desk, t.Text("moderation.no_case", nil))
		return nil
	}
	why, err := f.undo(t, o, rank, c)
	if err != nil || why != "" {
		f.tell(t, &o.Desk, why)
		return err
	}
	return f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

func (f *Feature) caseOf(t *bot.Turn, o *order) (*sanction.Case, error) {
	if o.Number == 0 {
		return f.file.Latest(t.State(), t.Community.ID, o.By)
	}
	return f.file.Get(t.State(), t.Community.ID, o.Number)
}

// undo takes a case back: it weighs no more, and what is in force is lifted. A
// sentence says why not.
func (f *Feature) undo(t *bot.Turn, o *order, rank staff.Rank, c *sanction.Case) (string, error) {
	args := bot.Args{"Case": c.ID}
	switch {
	case !c.Open():
		return t.Text("moderation.undone_before", args), nil
	case rank < staff.Moderator && c.By != o.By:
		return t.Text("moderation.not_yours", args), nil
	case !c.Undoable(t.Now()):
		return t.Text("moderation.cannot_undo", args), nil
	}
	for _, i := range c.Held(t.Now()) {
		if why, err := f.lacks(t, o.By, rank, c.Sanctions[i].Act); why != "" || err != nil {
			return why, err
		}
	}
	m, err := t.MemberByID(c.Member)
	if err != nil {
		return "", err
	}
	if m != nil && c.By != o.By {
		if why, err := f.beyond(t, o, rank, m); why != "" || err != nil {
			return why, err
		}
	}
	return "", f.takeBack(t, c, o.By)
}

// takeBack closes a case and asks for the end of what is in force.
func (f *Feature) takeBack(t *bot.Turn, c *sanction.Case, by bot.UserID) error {
	if err := f.file.TakeBack(t, c, by); err != nil {
		return err
	}
	if c.Entry != 0 {
		if _, err := f.book.Reverse(t, c.Entry, causeOf(c.ID), true); err != nil {
			return err
		}
	}
	return f.save(t, c)
}

// unwarn undoes the last warning of a member that stands.
func (f *Feature) unwarn(t *bot.Turn, o *order, m *bot.Member) (string, error) {
	var last *sanction.Case
	err := f.file.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
		if c.Warning && c.Open() {
			last = c
		}
		return last == nil, nil
	})
	if err != nil {
		return "", err
	}
	if last == nil {
		return t.Text("moderation.no_warning", bot.Args{"Name": answer.Name(m, nil)}), nil
	}
	if err := f.takeBack(t, last, o.By); err != nil {
		return "", err
	}
	return "", f.announceLater(t, notice{Desk: o.Desk, First: last.ID, Last: last.ID})
}

// pressUndo undoes the cases of a button, for whoever may.
func (f *Feature) pressUndo(t *bot.Turn, args string) error {
	t = t.ToUser()
	first, last, ok := readCases(args)
	if !ok {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	o := &order{Command: "undo", By: t.Event.User.ID, At: t.At(), Desk: desk{Place: t.Event.Place, User: t.Event.User.ID, Language: t.Language()}}
	rank, why, err := f.entitled(t, o.By, o)
	if why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	var told []string
	for id := first; id <= last; id++ {
		c, err := f.file.Get(t.State(), t.Community.ID, id)
		if err != nil {
			return err
		}
		if c == nil {
			told = append(told, t.Text("moderation.no_case", nil))
			continue
		}
		why, err := f.undo(t, o, rank, c)
		if err != nil {
			return err
		}
		if why != "" {
			told = append(told, why)
		} else if err := f.announceLater(t, notice{Desk: o.Desk, First: id, Last: id}); err != nil {
			return err
		}
	}
	answer.Ack(t, bot.Head(strings.Join(told, " "), maxReason))
	return nil
}

func undoData(first, last uint64) string {
	data := name + ":undo:" + strconv.FormatUint(first, 10)
	if last > first {
		data += "-" + strconv.FormatUint(last, 10)
	}
	return data
}

// readCases reads what undoData wrote, or what a stranger made up.
func readCases(s string) (first, last uint64, ok bool) {
	a, b, several := strings.Cut(s, "-")
	if !several {
		b = a
	}
	first, err := strconv.ParseUint(a, 10, 63)
	last, err2 := strconv.ParseUint(b, 10, 63)
	return first, last, err == nil && err2 == nil && first > 0 && first <= last && last-first < mostTargets
}
