package rules

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Subject is the input of checks: a message, or somebody who joined.
type Subject struct {
	Event  *bot.Event
	Facts  *bot.Facts // of the message's text
	Pieces []Piece    // see Pieces
	// Answered marks a command or single-word command that Steward answers.
	Answered bool
	// Album is the message's album in the message table; 0: none.
	Album uint64
}

// Found is a check's evidence: a piece of the message (Text), or the catalogue
// text Key with Args.
type Found struct {
	Text string
	Key  string
	Args bot.Args
	In   bot.PartKind // where; empty: in no single part
}

// excerpt returns evidence from the text itself, shortened.
func excerpt(text string) Found { return Found{Text: bot.Head(text, 200)} }

// span returns a time as configurations write it: 90s, 10m, 3d.
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

// Condition is a test of the author. The writer calls it once all checks of the
// message hold.
type Condition interface {
	Holds(m *Subject, s Speaker) (Found, bool)
}

// Speaker gives access to what is known about the author.
type Speaker interface {
	// Recent returns their messages within that time before this one, oldest
	// first; none if they are not a member.
	Recent(within time.Duration) []bot.Said
	// Age returns how long they have been a member; ok is false if they are
	// not.
	Age() (age time.Duration, ok bool)
	// Level returns their level, counted from 0; ok is false if they have none.
	Level() (level int, ok bool)
	// Own reports whether an invitation leads to a group of the community.
	Own(invite string) bool
	// List returns the community's list of words of that name; nil if there is
	// none.
	List(name string) *List
	// HasRole reports whether they have one of the roles, given by full name.
	HasRole(roles []string) bool
}

// checks returns the checks of the message. They read the kinds of part in the
// set; if it is empty, each check's default kinds.
func (w When) checks(in kinds) (list []Check) {
	read := func(r reader, usual kinds) {
		list = append(list, partCheck{r, cmp.Or(in, usual)})
	}
	if own, lists := apart(w.Words); len(lists) == 0 {
		if words := newWords(own); words != nil {
			read(words, content)
		}
	}
	if len(w.Regex) > 0 {
		read(newRegex(w.Regex), content)
	}
	if w.Links != nil {
		read(newLinks(*w.Links), content)
	}
	if w.Invites != nil {
		read(newInvites(*w.Invites), content)
	}
	if w.Mentions != nil {
		list = append(list, mentions{*w.Mentions, cmp.Or(in, speech)})
	}
	if w.Capitals != nil {
		read(w.Capitals, speech)
	}
	if w.Emoji != nil {
		read(w.Emoji, speech)
	}
	if len(w.Media) > 0 {
		list = append(list, media(w.Media))
	}
	return list
}

func (w When) conditions(in kinds) (list []Condition) {
	if own, lists := apart(w.Words); len(lists) > 0 {
		list = append(list, inLists{newWords(own), lists, cmp.Or(in, content)})
	}
	if w.Flood != nil {
		list = append(list, w.Flood)
	}
	if w.Duplicates != nil {
		list = append(list, w.Duplicates)
	}
	if w.Links != nil {
		list = append(list, foreign{newLinks(*w.Links).strikes, cmp.Or(in, content)})
	}
	if w.Invites != nil && !w.Invites.Own {
		list = append(list, foreign{newInvites(*w.Invites).strikes, cmp.Or(in, content)})
	}
	if w.Newcomer > 0 {
		list = append(list, newcomer(w.Newcomer))
	}
	if w.Level != nil {
		list = append(list, w.Level)
	}
	return list
}

func (w When) validate(at string, fault func(path, code string, args ...any)) {
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

// reads reports whether a check reads parts of a message.
func (w When) reads() bool {
	w.Media = nil
	_, lists := apart(w.Words)
	return len(w.Regex) > 0 || len(lists) > 0 || len(w.checks(0)) > 0
}

// empty reports that there are no conditions, so that the rule would match
// every message.
func (w When) empty() bool {
	return len(w.Regex) == 0 && len(w.checks(0)) == 0 && len(w.conditions(0)) == 0
}
