package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules/link"
)

// Subject is a message as checks see it. The event has a message. It is for one
// goroutine.
type Subject struct {
	Event *bot.Event
	Facts *bot.Facts

	found *[]link.Link
	read  *string
}

// reading is that of the text; empty if nothing is hidden in it.
func (m *Subject) reading() string {
	if m.read == nil {
		read := ""
		if isHidden(m.Facts.Normal) {
			read = reading(m.Event.Message.Text)
		}
		m.read = &read
	}
	return *m.read
}

// links are those in the message; they are looked for once.
func (m *Subject) links() []link.Link {
	if m.found == nil {
		found := link.Find(m.raw())
		m.found = &found
	}
	return *m.found
}

// raw is the text as it was written, as much of it as is looked at.
func (m *Subject) raw() string { return bot.Head(m.Event.Message.Text, lengthBytes) }

// Found is what a check found, as evidence: a piece of the message (Text), or
// what the catalogue says under Key with Args.
type Found struct {
	Text string
	Key  string
	Args bot.Args
}

// piece is evidence from the text itself, as much of it as is of use.
func piece(text string) Found { return Found{Text: bot.Head(text, 200)} }

// span is a time as configurations write it: 90s, 10m, 3d.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return strconv.Itoa(int(d/day)) + "d"
	}
	text := d.String()
	text = strings.TrimSuffix(text, "0s")
	if !strings.HasSuffix(text, "m") {
		return d.String()
	}
	if hours, ok := strings.CutSuffix(text, "h0m"); ok {
		return hours + "h"
	}
	return text
}

// Check is one pure test of a message.
type Check interface {
	Match(m *Subject) (Found, bool)
}

// Condition is a test of whoever speaks. The writer asks it once all checks of
// the message hold.
type Condition interface {
	Holds(m *Subject, s Speaker) (Found, bool)
}

// Speaker is what is known of whoever speaks.
type Speaker interface {
	// Recent is what they said within that time before, oldest first; nothing
	// for whoever is no member.
	Recent(within time.Duration) []bot.Said
	// Age is for how long they have been a member; not ok: they are none.
	Age() (age time.Duration, ok bool)
	// Level is the number of theirs, counted from 0; not ok: they have none.
	Level() (level int, ok bool)
	// HasRole tells whether they have one of the roles, by their full names.
	HasRole(roles []string) bool
}

func (w When) checks() (list []Check) {
	if words := newWords(w.Words); words != nil {
		list = append(list, words)
	}
	if len(w.Regex) > 0 {
		list = append(list, newRegex(w.Regex))
	}
	if w.Links != nil {
		list = append(list, newLinks(*w.Links))
	}
	if w.Invites != nil {
		list = append(list, newInvites(*w.Invites))
	}
	if w.Mentions != nil {
		list = append(list, w.Mentions)
	}
	if w.Capitals != nil {
		list = append(list, w.Capitals)
	}
	if w.Emoji != nil {
		list = append(list, w.Emoji)
	}
	if len(w.Media) > 0 {
		list = append(list, media(w.Media))
	}
	return list
}

func (w When) conditions() (list []Condition) {
	if w.Flood != nil {
		list = append(list, w.Flood)
	}
	if w.Duplicates != nil {
		list = append(list, w.Duplicates)
	}
	if w.Newcomer > 0 {
		list = append(list, newcomer(w.Newcomer))
	}
	if w.Level != nil {
		list = append(list, w.Level)
	}
	return list
}

func (w When) validate(at string, fault func(path, format string, args ...any)) {
	validateRegex(w.Regex, at+".regex", fault)
	if w.Links != nil {
		w.Links.validate(at+".links", fault)
	}
	if w.Invites != nil {
		w.Invites.validate(at+".invites", fault)
	}
	if w.Flood != nil {
		w.Flood.validate(at+".flood", fault)
	}
	if w.Duplicates != nil {
		w.Duplicates.validate(at+".duplicates", fault)
	}
}

// empty: nothing is asked, so that the rule would strike every message.
func (w When) empty() bool {
	return len(w.Regex) == 0 && len(w.checks()) == 0 && len(w.conditions()) == 0
}
