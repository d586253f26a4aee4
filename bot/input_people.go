package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/script"
)

const (
	// leastID is the minimum number of digits of an account id, so that a small
	// number in a text is not taken for one.
	leastID = 5
	// maxNameWords is the maximum number of words in a name.
	maxNameWords = 16
)

func (r *inputReader) platform() string { return r.t.Event.Place.Platform() }

func (r *inputReader) members() []User {
	if r.member == nil {
		return nil
	}
	return r.in.Members(r.member.Name)
}

// addMember adds a user once; a single-member parameter keeps the first.
func (r *inputReader) addMember(u User) {
	list := r.members()
	if r.member.Kind == ParamMember && len(list) > 0 ||
		slices.ContainsFunc(list, func(x User) bool { return x.ID == u.ID && x.Handle == u.Handle && x.Name == u.Name }) {
		return
	}
	r.in.set(r.member.Name, Argument{Members: append(list, u)})
}

// replied returns the author of the message that the command replies to; nil if
// it is no reply.
func (r *inputReader) replied() *User {
	if a := r.t.Event.Message.ReplyTo; a != nil {
		return a.User
	}
	return nil
}

// answered falls back to the author of the message replied to if nobody is
// named.
func (r *inputReader) answered() {
	if u := r.replied(); u != nil && r.member != nil && !r.in.Has(r.member.Name) {
		r.addMember(*u)
	}
}

// readNumber takes a number with or without a # or +; an amount must not be 0.
func (r *inputReader) readNumber(p *Param, word string) bool {
	word = strings.TrimRight(strings.TrimLeft(script.Plain([]string{word}), "#+"), script.Punctuation)
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil || n == 0 && p.Kind == ParamAmount {
		return false
	}
	r.in.set(p.Name, Argument{Number: n})
	return true
}

// quotes maps opening to closing quotation marks of a name.
var quotes = map[rune]string{'"': `"`, '“': "”", '„': "“", '「': "」", '『': "』", '«': "»"}

// quoted returns a quoted name at the front of the words, and the number of
// words it spans; 0 if there is none. A quote after a user begins the text,
// unless it has an @ before it.
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

// names reports whether a word identifies a user: @name, <@id>, an account or
// the platform's own account id.
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

// onPlatform reports whether the community has a space on a platform.
func (r *inputReader) onPlatform(platform string) bool {
	return r.t.Community != nil && slices.ContainsFunc(r.t.Community.Spaces, func(s Place) bool { return s.Platform() == platform })
}

// payee reports whether the first word, which could be an amount, is an
// account: it has more digits than any amount, or is the longer of two numbers
// when nobody else is named.
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

// mentioned returns the platform's description of a user that a word names.
func (r *inputReader) mentioned(u User, is func(User) bool) User {
	for _, m := range r.t.Event.Message.Mentions {
		if is(m) {
			return m
		}
	}
	return u
}

// mentions takes users that only the platform identified, such as people
// without an @name, and cuts their names from the text.
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
