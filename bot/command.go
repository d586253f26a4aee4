package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Audience is who may use a command. The engine checks it before a feature sees
// the command.
type Audience int

// In rising order.
const (
	Members Audience = iota
	Helpers          // helpers may have some of the moderators' commands; the feature checks which
	Moderators
	Operators
)

// Command is a chat command. Its help is in the catalogue as "command.<name>".
type Command struct {
	Name    string   // a-z and _
	Aliases []string // also accepted after the slash; for names in two scripts see package script
	Spoken  []string // also accepted without a slash, as a whole message; likewise
	Who     Audience
	// Anywhere commands need no community (/id, /help).
	Anywhere bool
	// Params are the arguments in order. Platforms with command forms show them
	// as fields; elsewhere they are words after the name.
	Params []Param
	// OnMember and OnMessage offer the command in the context menu of a member,
	// who counts as mentioned, or of a message, which counts as replied to. The
	// menu title is "menu.<command>" in the catalogue.
	OnMember, OnMessage bool
	// May returns why the user may not use the command, as a sentence for them;
	// empty if they may. It only reads. It is also asked before a group's
	// command is confirmed as the user's. Nil allows everybody in Who.
	May func(*Turn, *Input) (why string, err error)
	// Run executes the command with its input. Turn.Call is the command;
	// Turn.Community is set unless the command is Anywhere.
	Run func(*Turn, *Input) error
}

// Call is a command as somebody typed it.
type Call struct {
	Command *Command
	Used    string // the word that was used, without the slash
	Words   string // what follows it
	// Slash reports that it was given as a command, not as a word on its own.
	Slash bool
	// Form holds the arguments by name if they came in a form; nil if they are
	// words.
	Form []Given
}

// Option returns the form's value for a name; empty if it is absent or there is
// no form.
func (c *Call) Option(name string) string {
	for _, g := range c.Form {
		if g.Name == name {
			return g.Value
		}
	}
	return ""
}

// Is reports whether c is a call of the named command; c may be nil.
func (c *Call) Is(name string) bool { return c != nil && c.Command.Name == name }

// ParseCall splits "/name words" into the name, folded to lower case, and the
// words after it. Trailing punctuation and emoji on a name without words are
// ignored, except for a question mark, which asks about the command. ok is
// false if the text does not start with a slash and a letter, if the name is
// longer than 32 characters, or if it holds a character that no name has: an
// "@other_bot", a second slash, a control character. Never panics.
func ParseCall(text string) (name, words string, ok bool) {
	text = strings.TrimSpace(text)
	head, ok := strings.CutPrefix(text, "/")
	if !ok {
		if head, ok = strings.CutPrefix(text, "／"); !ok {
			return "", "", false
		}
	}
	rest := ""
	if i := strings.IndexFunc(head, unicode.IsSpace); i >= 0 {
		head, rest = head[:i], head[i:]
	} else {
		head = strings.TrimRightFunc(head, isOrnament)
	}
	if !isName(head) {
		return "", "", false
	}
	return strings.ToLower(head), strings.TrimSpace(rest), true
}

// isOrnament reports whether r is decoration that may follow a command.
func isOrnament(r rune) bool {
	return (unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)) &&
		!strings.ContainsRune("?？/@_＿／＠", r)
}

func isName(s string) bool {
	if len(s) > 4*32 || !utf8.ValidString(s) || utf8.RuneCountInString(s) > 32 {
		return false
	}
	for i, r := range s {
		letter := unicode.IsLetter(r)
		if i == 0 && !letter {
			return false
		}
		if !letter && !unicode.IsDigit(r) && r != '_' && !unicode.IsMark(r) {
			return false
		}
	}
	return s != ""
}
