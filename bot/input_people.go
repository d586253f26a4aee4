package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/script"
)

const (
	// leastID is how many digits an account's id has at least, so that a small
	// number in a text is not taken for one.
	leastID = 5
	// maxNameWords is of how many words a name is made at most.
	maxNameWords = 16
)

func (r *inputReader) platform() string { return r.t.Event.Place.Platform() }

func (r *inputReader) members() []User {
	if r.member == nil {
		return nil
	}
	return r.in.Members(r.member.Name)
}

// addMember notes somebody, once; where one is meant, the first.
func (r *inputReader) addMember(u User) {
	list := r.members()
	if r.member.Kind == ParamMember && len(list) > 0 ||
		slices.ContainsFunc(list, func(x User) bool { return x.ID == u.ID && x.Handle == u.Handle && x.Name == u.Name }) {
		return
	}
	r.in.set(r.member.Name, Argument{Members: append(list, u)})
}

// replied is who wrote the message that the command answers; nil: it answers none.
func (r *inputReader) replied() *User {
	if a := r.t.Event.Message.ReplyTo; a != nil {
		return a.User
	}
	return nil
}

// answered takes the author of the message that the command answers where nobody is
// named.
func (r *inputReader) answered() {
	if u := r.replied(); u != nil && r.member != nil && !r.in.Has(r.member.Name) {
		r.addMember(*u)
	}
}

// readNumber takes a number with or without a sign of its kind before it; an amount is
// not 0.
func (r *inputReader) readNumber(word string) bool {
	word = strings.TrimRight(strings.TrimLeft(script.Plain([]string{word}), "#+"), script.Punctuation)
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil || n == 0 && r.number.Kind == ParamAmount {
		return false
	}
	r.in.set(r.number.Name, Argument{Number: n})
	return true
}

// quotes are those that a name may stand in, with what closes each.
var quotes = map[rune]string{'"': `"`, '“': "”", '„': "“", '「': "」", '『': "』", '«': "»"}

// quoted is a name in quotes at the beginning of the words, and of how many of them
// it is made; 0: there is none. A quote behind somebody begins the text, unless it
// has an @ before it.
func (r *inputReader) quoted(words []string) (name string, n int) {
	text, at := strings.CutPrefix(words[0], "@")
	first, size := utf8.DecodeRuneInString(text)
	closing, ok := quotes[first]
	if !ok || r.member == nil || !at && (len(r.members()) > 0 || r.t.Event.Message.ReplyTo != nil) {
		return "", 0
	}
	text = text[size:]
	for n = 1; ; n++ {
		if inside, ok := strings.CutSuffix(strings.TrimRight(text, script.Punctuation), closing); ok {
			name = strings.TrimSpace(name + inside)
			return name, min(n, n*len(name))
		}
		if n == len(words) || n > maxNameWords {
			return "", 0
		}
		name, text = name+text+" ", words[n]
	}
}

// names tells whether a word stands for somebody: @name, <@id>, an account or the
// platform's own id of one.
func (r *inputReader) names(word string) (User, bool) {
	if handle, ok := strings.CutPrefix(strings.TrimRight(word, script.Punctuation), "@"); ok && handle != "" {
		u := User{Handle: handle}
		return r.mentioned(u, func(m User) bool { return strings.EqualFold(m.Handle, handle) }), true
	}
	if id, ok := strings.CutPrefix(word, "<@"); ok && strings.HasSuffix(id, ">") && !strings.HasPrefix(id, "&") {
		id = strings.TrimPrefix(strings.TrimSuffix(id, ">"), "!")
		return r.account(UserID(r.platform() + ":" + id)), true
	}
	if at, id, ok := strings.Cut(word, ":"); ok && id != "" && r.onPlatform(at) {
		return r.account(UserID(word)), true
	}
	_, err := strconv.ParseUint(word, 10, 64)
	if err == nil && r.number == nil && (len(word) >= leastID || r.text == nil && r.time == nil) {
		return r.account(UserID(r.platform() + ":" + word)), true
	}
	return User{}, false
}

// onPlatform tells whether the community is on a platform.
func (r *inputReader) onPlatform(platform string) bool {
	return r.t.Community != nil && slices.ContainsFunc(r.t.Community.Spaces, func(s Place) bool { return s.Platform() == platform })
}

// payee tells whether the first of the words, which might be so many points, is an
// account: what no number of points is as long as, or the longer of two numbers
// where nobody else is named.
func (r *inputReader) payee(words []string) bool {
	if r.number == nil || r.number.Kind != ParamAmount || len(words[0]) < leastID {
		return false
	}
	if _, err := strconv.ParseUint(words[0], 10, 64); err != nil {
		return false
	}
	if _, err := strconv.ParseUint(words[0], 10, 32); err != nil {
		return true
	}
	if len(r.members()) > 0 || r.t.Event.Message.ReplyTo != nil {
		return false
	}
	if given := r.in.Has(r.number.Name); given || len(words) == 1 {
		return given
	}
	_, err := strconv.ParseUint(strings.TrimPrefix(words[1], "+"), 10, 32)
	return err == nil && len(words[1]) < len(words[0])
}

func (r *inputReader) account(id UserID) User {
	return r.mentioned(User{ID: id}, func(m User) bool { return m.ID == id })
}

// mentioned is what the platform told of a user that a word stands for.
func (r *inputReader) mentioned(u User, is func(User) bool) User {
	for _, m := range r.t.Event.Message.Mentions {
		if is(m) {
			return m
		}
	}
	return u
}

// mentions takes those that the platform alone named, such as people without an
// @name; their names are no part of the text.
func (r *inputReader) mentions(rest string) string {
	for _, m := range r.t.Event.Message.Mentions {
		if m.Handle != "" && strings.Contains(rest, "@"+m.Handle) {
			continue
		}
		r.addMember(m)
		if m.Name != "" {
			rest = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(rest, "@"), m.Name))
		}
	}
	return rest
}
