package console

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// Edit changes the text of the person's own line.
func (r *Room) Edit(ctx context.Context, who bot.UserID, id, text string) error {
	text, err := clean(text)
	if err != nil {
		return err
	}
	w := read(text)
	var l *line
	return r.act(ctx, deed{
		event: func(seq string, now time.Time) (bot.Event, error) {
			if l, err = r.own(who, id); err != nil {
				return bot.Event{}, err
			}
			if err := r.heard(who, l.Place, now); err != nil {
				return bot.Event{}, err
			}
			return bot.Event{
				ID: fmt.Sprintf("%s/m%s/e%s", l.Place, id, seq), Kind: bot.KindEdit, Place: l.Place, User: r.user(who),
				Message: &bot.Message{ID: id, Text: w.text, Parts: w.parts, Mentions: r.mentions(w.text)},
			}, nil
		},
		taken: func() { l.Text, l.Spans, l.Edited = w.text, w.spans, true; r.touch(l) },
	})
}

// Delete deletes the person's own line.
func (r *Room) Delete(ctx context.Context, who bot.UserID, id string) error {
	var l *line
	return r.act(ctx, deed{
		event: func(string, time.Time) (bot.Event, error) {
			var err error
			if l, err = r.own(who, id); err != nil {
				return bot.Event{}, err
			}
			return bot.Event{
				ID: fmt.Sprintf("%s/m%s/d", l.Place, id), Kind: bot.KindDelete, Place: l.Place,
				Deleted: []string{id},
			}, nil
		},
		taken: func() { r.erase(l, who) },
	})
}

// React adds an emoji to a line, or removes the person's own. It does nothing if the state is
// the requested one.
func (r *Room) React(ctx context.Context, who bot.UserID, id, emoji string, on bool) error {
	if emoji == "" {
		return Empty
	}
	if utf8.RuneCountInString(emoji) > 8 {
		return TooLong
	}
	var l *line
	err := r.act(ctx, deed{
		event: func(seq string, _ time.Time) (bot.Event, error) {
			var err error
			if l, err = r.seen(who, id); err != nil {
				return bot.Event{}, err
			}
			if l.Only != "" {
				return bot.Event{}, NoLine
			}
			if l.reacted(emoji, who) == on {
				return bot.Event{}, errAlready
			}
			re := &bot.Reaction{Message: id, Author: l.From}
			if on {
				re.Added = []string{emoji}
			} else {
				re.Removed = []string{emoji}
			}
			return bot.Event{
				ID: fmt.Sprintf("%s/m%s/r%s", l.Place, id, seq), Kind: bot.KindReaction, Place: l.Place,
				User: r.user(who), Reaction: re,
			}, nil
		},
		taken: func() {
			if on {
				l.react(emoji, who)
			} else {
				l.unreact(emoji, who)
			}
			r.touch(l)
		},
	})
	if err == errAlready {
		return nil
	}
	return err
}

// errAlready ends a deed that would change nothing; it never leaves the package.
const errAlready Fault = "already"

// Press presses a line's button with these data and returns the press's id. If Steward answers,
// a Notice with that id ends the waiting state.
func (r *Room) Press(ctx context.Context, who bot.UserID, id, data string) (string, error) {
	var pressed press
	err := r.act(ctx, deed{
		event: func(seq string, _ time.Time) (bot.Event, error) {
			l, err := r.seen(who, id)
			if err != nil {
				return bot.Event{}, err
			}
			if !l.hasButton(data) {
				return bot.Event{}, NoButton
			}
			pressed = press{id: seq, line: id, person: who}
			r.presses = append(r.presses, pressed)
			r.presses = r.presses[max(0, len(r.presses)-keepPresses):]
			return bot.Event{
				ID: fmt.Sprintf("%s/p%s", l.Place, seq), Kind: bot.KindPress, Place: l.Place, User: r.user(who),
				Press: &bot.Press{ID: seq, Message: id, Data: data, Hidden: l.Only != ""},
			}, nil
		},
	})
	return pressed.id, err
}

func (l *line) hasButton(data string) bool {
	return slices.ContainsFunc(l.Buttons, func(row []bot.Button) bool {
		return slices.ContainsFunc(row, func(b bot.Button) bool { return b.URL == "" && b.Data == data })
	})
}

// seen returns a line that is not deleted and that the person can see. Requires the lock.
func (r *Room) seen(who bot.UserID, id string) (*line, error) {
	if _, ok := r.person(who); !ok {
		return nil, Nobody
	}
	l := r.byID[id]
	if l == nil || l.Deleted || l.Lost || !r.visible(l, who) {
		return nil, NoLine
	}
	if l.Place.Space() == Lobby && r.stances[who].out {
		return nil, Removed
	}
	return l, nil
}

// own returns a line that is not deleted and that the person wrote. Requires the lock.
func (r *Room) own(who bot.UserID, id string) (*line, error) {
	l, err := r.seen(who, id)
	if err == nil && l.From != who {
		return nil, NotYours
	}
	return l, err
}

// erase deletes a line's content. Requires the lock.
func (r *Room) erase(l *line, by bot.UserID) {
	l.Text, l.Spans, l.Buttons, l.Reactions = "", nil, nil, nil
	l.Picture, l.Content = bot.Attachment{}, nil
	l.Pinned, l.Until = false, time.Time{}
	l.Deleted, l.DeletedBy = true, by
	r.touch(l)
}
