// Package answer is how features reply: it decides who sees an answer and what
// becomes of the question.
//
// Give looks at where and how a command was given. In a private chat the answer
// is simply sent. In a group it goes to the asker alone if the community's
// replies say so for that command, and the command's own message is deleted if
// they say that. An event older than two minutes gets no answer.
package answer

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
)

// lifetime is how long after the event an answer is still wanted.
const lifetime = 2 * time.Minute

// reactionLifetime is longer: a late reaction disturbs nobody and stays with
// its message. Platforms accept few reactions per second.
const reactionLifetime = 10 * time.Minute

// Expires returns when the turn's event needs no answer any more.
func Expires(t *bot.Turn) time.Time { return t.At().Add(lifetime) }

// Reply is an answer to a command.
type Reply struct {
	Text    string
	Buttons [][]bot.Button
	Rich    bool // the text is in Steward's markup
	// Card replaces the text, which says the same, where pictures can be sent.
	Card *bot.Drawing
	// Room marks a text that names its subject, so it can appear in a group
	// without naming the asker.
	Room bool
	// Secret keeps the text out of listings and records.
	Secret bool
}

// Give answers the turn's command, privately if the community wants that for
// the command. The turn's event must be a message with a user.
func Give(t *bot.Turn, r Reply) {
	private := t.Community != nil && t.Call != nil && slices.Contains(t.Community.Replies.Private, t.Call.Command.Name)
	say(t, r, private)
}

// Privately answers the asker alone, if the platform can.
func Privately(t *bot.Turn, r Reply) { say(t, r, true) }

// Openly answers for everybody in the place.
func Openly(t *bot.Turn, r Reply) { say(t, r, false) }

func say(t *bot.Turn, r Reply, private bool) {
	e := t.Event
	if t.Late || e.Message == nil || e.User == nil || r.Text == "" {
		return
	}
	s := bot.Say{Place: e.Place, Text: r.Text, Rich: r.Rich, Buttons: r.Buttons, Press: e.Message.Press, Expires: Expires(t), Secret: r.Secret}
	if e.Place.Private() {
		t.Do(withCard(s, r.Card))
		return
	}
	deletes := deletesCommand(t)
	if !e.Message.Hidden && s.Press == "" {
		s.ReplyTo = e.Message.ID
	}
	if private || e.Message.Hidden {
		s.To, s.HideAfter = e.User.ID, hideAfter(t)
	} else if deletes {
		// There is no message to reply to.
		s.ReplyTo = ""
		if !r.Room {
			name := Name(t.Member, e.User)
			if r.Rich {
				name = markup.Escape(name)
			}
			s.Text = t.Text("answer.to", bot.Args{"Name": name, "Text": r.Text})
		}
	}
	ref := t.Do(withCard(s, r.Card))
	if deletes { // together with the answer if that is deleted; otherwise once the answer is posted
		t.Do(bot.Delete{
			Place: e.Place, Target: bot.Target{Message: bot.MessageID{Place: e.Place, ID: e.Message.ID}}, Wait: ref, After: s.HideAfter,
		})
	}
}

func withCard(s bot.Say, card *bot.Drawing) bot.Say {
	if card != nil {
		s.Picture = bot.Attachment{Drawing: card, Name: card.Kind + ".png", Alt: s.Plain()}
		s.Text, s.Rich = "", false
	}
	return s
}

// deletesCommand reports whether the command's message is to be deleted. A word
// without a slash stays: it is part of the conversation.
func deletesCommand(t *bot.Turn) bool {
	m := t.Event.Message
	return t.Community != nil && t.Community.Replies.DeleteCommands &&
		t.Call != nil && t.Call.Slash && !m.Hidden && m.ID != "" && m.Command == ""
}

func hideAfter(t *bot.Turn) time.Duration {
	if t.Community == nil {
		return time.Minute
	}
	return t.Community.Replies.DeleteAfter
}

// Again returns the turn of a button below a command's answer, speaking the
// language in which the answer was given.
func Again(t *bot.Turn, command string) *bot.Turn {
	if t.Community != nil && slices.Contains(t.Community.Replies.Private, command) {
		return t.ToUser()
	}
	return t
}

// React sets Steward's own reaction to the turn's message. If there is no
// message to react to, or the place has no reactions, instead is said to the
// asker.
func React(t *bot.Turn, emoji, instead string) {
	e := t.Event
	if t.Late || e.Message == nil || e.User == nil {
		return
	}
	if e.Place.Private() || e.Message.Hidden || e.Message.Command != "" {
		Privately(t, Reply{Text: instead})
		return
	}
	t.Do(bot.React{
		Place: e.Place, Target: bot.Target{Message: bot.MessageID{Place: e.Place, ID: e.Message.ID}},
		Emoji: emoji, Expires: t.At().Add(reactionLifetime), Instead: instead, To: e.User.ID, HideAfter: hideAfter(t),
	})
}

// Ack ends the loading state of the pressed button, with or without a notice.
// Every press must be acknowledged once.
func Ack(t *bot.Turn, text string) {
	if p := t.Event.Press; p != nil {
		t.Do(bot.Ack{Place: t.Event.Place, Press: p.ID, Text: text, Expires: Expires(t)})
	}
}

// Pressed answers a pressed button with a message for the presser alone, if the
// platform can.
func Pressed(t *bot.Turn, r Reply) {
	e := t.Event
	if e.Press == nil || e.User == nil {
		return
	}
	s := bot.Say{Place: e.Place, Text: r.Text, Rich: r.Rich, Buttons: r.Buttons, Press: e.Press.ID, Expires: Expires(t)}
	if !e.Place.Private() {
		s.To, s.HideAfter = e.User.ID, hideAfter(t)
	}
	t.Do(s)
	Ack(t, "")
}

// Replace edits the message whose button was pressed, and acknowledges the
// press; with the notice gone if the message is no longer accessible.
func Replace(t *bot.Turn, r Reply, gone string) {
	e := t.Event
	if e.Press == nil {
		return
	}
	if e.Press.Message == "" {
		Ack(t, gone)
		return
	}
	edit := bot.Edit{
		Place: e.Place, Target: bot.Target{Message: bot.MessageID{Place: e.Place, ID: e.Press.Message}},
		Text: r.Text, Rich: r.Rich, Buttons: r.Buttons, Expires: Expires(t),
	}
	if e.Press.Hidden && e.User != nil {
		edit.To = e.User.ID
	}
	t.Do(edit)
	Ack(t, "")
}
