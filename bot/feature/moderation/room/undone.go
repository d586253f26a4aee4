package room

import (
	"errors"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

// marked is how long after a case its messages can be edited; the references of older ones are
// pruned.
const marked = 14 * 24 * time.Hour

// ByHand handles a ban or mute that somebody lifted or replaced on the platform.
func (r *Room) ByHand(t *bot.Turn) error {
	list, err := r.File.ByHand(t)
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := errors.Join(r.File.Keep(t, c), r.markUndone(t, c)); err != nil {
			return err
		}
	}
	return nil
}

// markUndone edits all messages of a case that can't be undone any more: it shows the current
// state and removes the button.
func (r *Room) markUndone(t *bot.Turn, c *sanction.Case) error {
	if c.Undoable(t.Now()) || t.Now().Sub(c.At) > marked {
		return nil
	}
	for _, u := range c.Undos {
		t := t.ToPlace(u.Place)
		if u.First == 0 {
			text, err := r.Entry(t, c)
			if err != nil {
				return err
			}
			t.Do(bot.Edit{Place: u.Place, Target: bot.Target{Ref: u.Ref}, Text: text})
			continue
		}
		text, canUndo, err := r.lines(t, c, u)
		if err != nil {
			return err
		}
		edit := bot.Edit{Place: u.Place, Target: bot.Target{Ref: u.Ref}, Text: text}
		if canUndo {
			edit.Buttons = UndoButton(t, u.First, u.Last)
		}
		t.Do(edit)
	}
	return nil
}

// lines are those of all cases of a message, of which c is one that may not be saved yet.
func (r *Room) lines(t *bot.Turn, c *sanction.Case, u sanction.Undo) (text string, canUndo bool, err error) {
	var lines []string
	for id := u.First; id <= u.Last; id++ {
		other := c
		if id != c.ID {
			if other, err = r.File.Get(t.State(), t.Community.ID, id); err != nil {
				return "", false, err
			}
		}
		if other == nil || other.Failed() && !other.Warning || sanction.Quiet(other.Kind) {
			continue
		}
		line, err := r.Line(t, other)
		if err != nil {
			return "", false, err
		}
		lines = append(lines, line)
		canUndo = canUndo || other.Undoable(t.Now())
	}
	return strings.Join(lines, "\n"), canUndo, nil
}
