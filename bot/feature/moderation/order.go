package moderation

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cases"
)

const (
	// mostTargets is how many people one command can be about.
	mostTargets = 10
	// maxReason is the longest reason that is kept, in bytes.
	maxReason = 500
	// leastID is how many digits an account's id has at least, so that a small
	// number in a reason is not taken for one.
	leastID = 5
)

// order is a command as it was understood. It can be stored, to be carried out
// when somebody has confirmed it or the platform has told who the target is.
type order struct {
	Command string          `json:"command"`
	By      bot.UserID      `json:"by"` // who gave or confirmed it
	Targets []bot.User      `json:"targets,omitempty"`
	For     time.Duration   `json:"for,omitempty"`
	Misread string          `json:"misread,omitempty"` // meant as a time, and none that can be kept to
	Number  uint64          `json:"number,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	About   *cases.Evidence `json:"about,omitempty"`  // the message that it replies to
	Author  bot.UserID      `json:"author,omitempty"` // of that message
	Every   time.Duration   `json:"every,omitempty"`  // of slow mode
	Off     bool            `json:"off,omitempty"`    // take away what the command gives
	Form    string          `json:"form,omitempty"`   // timed, dropping or silent; empty: the plain one
	Desk    desk            `json:"desk"`
	At      time.Time       `json:"at"`
}

// desk is where a command was given and is answered.
type desk struct {
	Place   bot.Place  `json:"place"`
	User    bot.UserID `json:"user"`
	Message string     `json:"message,omitempty"` // to reply to; empty: none
	Deletes bool       `json:"deletes,omitempty"` // the message goes once it is answered
	Press   string     `json:"press,omitempty"`   // of a command that the platform brought
	Silent  bool       `json:"silent,omitempty"`  // the place hears nothing of it
	// Language of whoever gave the command, for what that one alone is told.
	Language string `json:"language,omitempty"`
}

// read understands the turn's command. Arguments may come in any order; what is
// left of them is the reason.
func (f *Feature) read(t *bot.Turn) *order {
	e := t.Event
	o := &order{
		Command: t.Call.Command.Name, By: e.User.ID, At: t.At(),
		Desk: desk{Place: e.Place, User: e.User.ID, Press: e.Message.Press, Language: t.ToUser().Language()},
	}
	if m := e.Message; !m.Hidden && m.Press == "" && !e.Place.Private() {
		o.Desk.Message, o.Desk.Deletes = m.ID, t.Community.Replies.DeleteCommands && t.Call.Slash
	}
	o.Form = formOf(t.Call)
	o.readReply(e)
	if t.Call.Form != nil {
		o.readForm(t)
		return o
	}
	words := strings.Fields(strings.Join(t.Call.Args, " "))
	if o.aboutPlace() {
		o.Reason = reason(o.takeTime(o.readPlace(t.Call.Used, words)))
		return o
	}
	rest := strings.Join(o.readLeading(t, words), " ")
	if len(o.Targets) == 0 {
		rest = o.readMentions(e.Message.Mentions, rest)
	}
	if r := e.Message.ReplyTo; len(o.Targets) == 0 && r != nil && r.User != nil {
		o.Targets = []bot.User{*r.User}
	}
	o.Reason = reason(o.takeTime(rest))
	return o
}

func reason(text string) string { return strings.TrimSpace(bot.Head(text, maxReason)) }

// The forms of a command, by the letter before its name: /tban wants a time, /dban
// deletes the message that it replies to, /sban says nothing in the place.
const (
	timed    = "t"
	dropping = "d"
	silent   = "s"
)

// formOf is the form in which a command was given.
func formOf(c *bot.Call) string {
	form, ok := strings.CutSuffix(c.Used, c.Command.Name)
	if !ok || form != timed && form != dropping && form != silent {
		return ""
	}
	return form
}

// readLeading takes targets, times and numbers until the reason begins.
func (o *order) readLeading(t *bot.Turn, words []string) []string {
	for len(words) > 0 {
		word := words[0]
		if name, n := o.quoted(t.Event, words); n > 0 {
			o.Targets = append(o.Targets, bot.User{Name: name})
			words = words[n-1:]
		} else if n, ok := o.timeAhead(words); n > 0 {
			if !ok {
				break
			}
			words = words[n-1:]
		} else if u, ok := o.names(t, word); ok {
			if !slices.ContainsFunc(o.Targets, func(x bot.User) bool { return x.ID == u.ID && x.Handle == u.Handle && x.Name == u.Name }) {
				o.Targets = append(o.Targets, u)
			}
		} else if o.payee(t.Event, words) {
			o.Targets = append(o.Targets, o.account(t, bot.UserID(t.Event.Place.Platform()+":"+word)))
		} else if n, err := strconv.ParseUint(strings.TrimLeft(word, "#+"), 10, 32); err == nil && o.counts() && o.Number == 0 {
			o.Number = n
		} else {
			break
		}
		words = words[1:]
	}
	return words
}

// quotes are those that a name may stand in, with what closes each.
var quotes = map[rune]string{'"': `"`, '“': "”", '„': "“", '「': "」", '『': "』", '«': "»"}

// quoted is a name in quotes at the beginning of the words, and of how many of them
// it is made; 0: there is none. A quote behind a target begins the reason, unless it
// has an @ before it.
func (o *order) quoted(e *bot.Event, words []string) (name string, n int) {
	text, at := strings.CutPrefix(words[0], "@")
	first, size := utf8.DecodeRuneInString(text)
	closing, ok := quotes[first]
	if !ok || !at && (len(o.Targets) > 0 || e.Message.ReplyTo != nil) {
		return "", 0
	}
	text = text[size:]
	for n = 1; ; n++ {
		if inside, ok := strings.CutSuffix(strings.TrimRight(text, punctuation), closing); ok {
			name = strings.TrimSpace(name + inside)
			return name, min(n, n*len(name))
		}
		if n == len(words) || n > maxNameWords {
			return "", 0
		}
		name, text = name+text+" ", words[n]
	}
}

// maxNameWords is of how many words a name in quotes is made at most.
const maxNameWords = 16

// punctuation may follow a name.
const punctuation = ",.;:!?，。；：！？、"

// lasts tells whether the command takes a time.
func (o *order) lasts() bool {
	return o.Command == "mute" || o.Command == "ban" || o.Command == "lock"
}

// counts tells whether the command takes a number, which is then no account.
func (o *order) counts() bool {
	switch o.Command {
	case "case", "undo", "purge", "award", "fine":
		return true
	}
	return false
}

// payee tells whether the first of the words, which might be so many points, is an
// account: what no number of points is as long as, or the longer of two numbers
// where nobody else is named.
func (o *order) payee(e *bot.Event, words []string) bool {
	if !o.pays() || len(words[0]) < leastID {
		return false
	}
	if _, err := strconv.ParseUint(words[0], 10, 64); err != nil {
		return false
	}
	if _, err := strconv.ParseUint(words[0], 10, 32); err != nil {
		return true
	}
	if len(o.Targets) > 0 || e.Message.ReplyTo != nil {
		return false
	}
	if o.Number != 0 || len(words) == 1 {
		return o.Number != 0
	}
	_, err := strconv.ParseUint(strings.TrimPrefix(words[1], "+"), 10, 32)
	return err == nil && len(words[1]) < len(words[0])
}

// names tells whether a word stands for somebody: @name, <@id>, an account or
// the platform's own id of one.
func (o *order) names(t *bot.Turn, word string) (bot.User, bool) {
	platform := t.Event.Place.Platform()
	if handle, ok := strings.CutPrefix(strings.TrimRight(word, punctuation), "@"); ok && handle != "" {
		u := bot.User{Handle: handle}
		return o.mentioned(t, u, func(m bot.User) bool { return strings.EqualFold(m.Handle, handle) }), true
	}
	if id, ok := strings.CutPrefix(word, "<@"); ok && strings.HasSuffix(id, ">") && !strings.HasPrefix(id, "&") {
		id = strings.TrimPrefix(strings.TrimSuffix(id, ">"), "!")
		return o.account(t, bot.UserID(platform+":"+id)), true
	}
	at, id, ok := strings.Cut(word, ":")
	if ok && id != "" && slices.ContainsFunc(t.Community.Spaces, func(s bot.Place) bool { return s.Platform() == at }) {
		return o.account(t, bot.UserID(word)), true
	}
	if _, err := strconv.ParseUint(word, 10, 64); err == nil && len(word) >= leastID && !o.counts() {
		return o.account(t, bot.UserID(platform+":"+word)), true
	}
	return bot.User{}, false
}

func (o *order) account(t *bot.Turn, id bot.UserID) bot.User {
	return o.mentioned(t, bot.User{ID: id}, func(m bot.User) bool { return m.ID == id })
}

// mentioned is what the platform told of a user that a word stands for.
func (o *order) mentioned(t *bot.Turn, u bot.User, is func(bot.User) bool) bot.User {
	for _, m := range t.Event.Message.Mentions {
		if is(m) {
			return m
		}
	}
	return u
}

// readMentions takes those that the platform alone named, such as people without
// an @name; their names are no part of the reason.
func (o *order) readMentions(mentions []bot.User, rest string) string {
	for _, m := range mentions {
		if m.Handle != "" && strings.Contains(rest, "@"+m.Handle) {
			continue
		}
		o.Targets = append(o.Targets, m)
		if m.Name != "" {
			rest = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(rest, "@"), m.Name))
		}
	}
	return rest
}

// readReply notes the message that the command is about.
func (o *order) readReply(e *bot.Event) {
	if r := e.Message.ReplyTo; r != nil && r.ID != "" {
		if r.User != nil {
			o.Author = r.User.ID
		}
		o.About = &cases.Evidence{Message: bot.MessageID{Place: e.Place, ID: r.ID}, Text: bot.Head(r.Text, cases.EvidenceBytes)}
	}
}
