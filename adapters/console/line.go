package console

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// Line is something said in the room, in its current state.
type Line struct {
	ID    string // unique over all places of the room; later ones are greater
	Place bot.Place
	From  bot.UserID // Steward's lines carry Steward
	Name  string     // hostile input
	Text  string     // without marks; empty once deleted
	At    time.Time
	// Event is the id that the line was submitted as; empty for Steward's.
	Event string
	// Command is the name, without the slash, of the command that a person gave;
	// it stays when the line is deleted.
	Command string
	// Ref is the effect that made Steward's line; 0 for people's.
	Ref     bot.Ref
	Only    bot.UserID    // the only person who sees it; empty: everybody
	Spans   []markup.Span // the formatted text, if it has formatting
	Picture bot.Attachment
	Content []byte // of the picture, unless that has an address
	Pinned  bool
	ReplyTo string // id of another line, possibly forgotten
	Buttons [][]bot.Button
	Until   time.Time // end of its question; zero: none, or it is over

	Reactions []Reaction // in order of each emoji's first use
	Edited    bool
	Deleted   bool
	DeletedBy bot.UserID

	// Pending: not yet committed by the engine. Lost: the engine never accepted
	// it.
	Pending, Lost bool
}

// Reaction is an emoji on a line and the people who chose it, in order.
type Reaction struct {
	Emoji string
	By    []bot.UserID
}

// Notice is a short text for one person, in answer to a pressed button.
type Notice struct {
	Press  string // the press that it answers
	Line   string // the line with the button
	Person bot.UserID
	Text   string // empty: only the waiting ends

	version uint64
}

type line struct {
	Line
	version uint64
	key     string // the delivery that made it
}

type press struct {
	id     string
	line   string
	person bot.UserID
}

// copy shares nothing with the room.
func (l *line) copy() Line {
	out := l.Line
	out.Buttons = make([][]bot.Button, len(l.Buttons))
	for i, row := range l.Buttons {
		out.Buttons[i] = slices.Clone(row)
	}
	out.Reactions = make([]Reaction, len(l.Reactions))
	for i, re := range l.Reactions {
		out.Reactions[i] = Reaction{Emoji: re.Emoji, By: slices.Clone(re.By)}
	}
	out.Spans = slices.Clone(l.Spans)
	return out
}

// visible reports whether a viewer sees a line; an empty viewer sees
// everything. Requires the lock.
func (r *Room) visible(l *line, viewer bot.UserID) bool {
	if viewer == "" {
		return true
	}
	return r.enters(viewer, l.Place) && (l.Only == "" || l.Only == viewer)
}

// enters reports whether somebody has access to a place.
func (r *Room) enters(who bot.UserID, p bot.Place) bool {
	switch p {
	case Lobby:
		return true
	case Modlog:
		person, _ := r.person(who)
		return person.Authority > bot.Ordinary
	}
	return p == bot.PrivatePlace(who)
}

func (l *line) react(emoji string, by bot.UserID) {
	for i := range l.Reactions {
		if l.Reactions[i].Emoji == emoji {
			if !slices.Contains(l.Reactions[i].By, by) {
				l.Reactions[i].By = append(l.Reactions[i].By, by)
			}
			return
		}
	}
	l.Reactions = append(l.Reactions, Reaction{Emoji: emoji, By: []bot.UserID{by}})
}

func (l *line) unreact(emoji string, by bot.UserID) {
	for i := range l.Reactions {
		if l.Reactions[i].Emoji == emoji {
			l.Reactions[i].By = slices.DeleteFunc(l.Reactions[i].By, func(u bot.UserID) bool { return u == by })
		}
	}
	l.Reactions = slices.DeleteFunc(l.Reactions, func(re Reaction) bool { return len(re.By) == 0 })
}

func (l *line) reacted(emoji string, by bot.UserID) bool {
	return slices.ContainsFunc(l.Reactions, func(re Reaction) bool {
		return re.Emoji == emoji && slices.Contains(re.By, by)
	})
}

// add appends a line and drops the oldest beyond the limit. Requires the lock.
func (r *Room) add(l *line) {
	r.lines = append(r.lines, l)
	r.byID[l.ID] = l
	if l.key != "" {
		r.byKey[l.key] = l
	}
	if len(r.lines) > keepLines {
		old := r.lines[0]
		delete(r.byID, old.ID)
		if r.byKey[old.key] == old {
			delete(r.byKey, old.key)
		}
		r.lines = slices.Delete(r.lines, 0, 1)
	}
	r.touch(l)
}
