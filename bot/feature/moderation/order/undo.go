package order

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/sanction"
)

// undo undoes the named case, or the moderator's last one.
func (d Orders) undo(t *bot.Turn, o *room.Order) error {
	c, err := d.Named(t, o)
	if err != nil {
		return err
	}
	why := t.Text("moderation.no_case", nil)
	if c != nil {
		why, err = d.Undo(t, o, c)
	}
	o.Desk.Tell(t, why)
	return err
}

// unwarn undoes the last warning in force of a member.
func (d Orders) unwarn(t *bot.Turn, o *room.Order, m *bot.Member) (string, error) {
	var last *sanction.Case
	err := d.File.Of(t.State(), t.Community.ID, m.ID, func(c *sanction.Case) (bool, error) {
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
	return "", d.TakeBack(t, o, last)
}

// pressUndo undoes the cases of a button, for those who may.
func (d Orders) pressUndo(t *bot.Turn, args string) error {
	t = t.ToUser()
	first, last, ok := room.ReadUndo(args)
	if !ok {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil
	}
	o, err := d.Press(t, room.Order{Command: "undo"})
	if err != nil || o == nil {
		return err
	}
	var told []string
	for id := first; id <= last; id++ {
		c, err := d.File.Get(t.State(), t.Community.ID, id)
		if err != nil {
			return err
		}
		if c == nil {
			told = append(told, t.Text("moderation.no_case", nil))
			continue
		}
		why, err := d.Undo(t, o, c)
		if err != nil {
			return err
		}
		if why != "" {
			told = append(told, why)
		}
	}
	answer.Ack(t, bot.Head(strings.Join(told, " "), room.MaxReason))
	return nil
}
