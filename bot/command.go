package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Audience is who may give a command. The engine checks it before any feature
// sees the command.
type Audience int

// In rising order.
const (
	Members Audience = iota
	Helpers          // who may be given some of the moderators' commands; the feature looks at which
	Moderators
	Operators
)

// Command is a chat command. Its help is in the catalogue as "command.<name>".
type Command struct {
	Name    string   // a-z and _
	Aliases []string // also understood after the slash; see package script for those of two scripts
	Spoken  []string // also understood when said alone; the same
	Who     Audience
	// Anywhere: it needs no community (/id, /help).
	Anywhere bool
	// Params are what may stand behind the command, in order. Platforms with forms for
	// commands show them so; elsewhere they are words behind the name.
	Params []Param
	// OnMember and OnMessage: it makes sense as an entry of the menu on a member,
	// who is then mentioned, or on a message, which it then replies to. Its title
	// there is in the catalogue as "menu.<command>".
	OnMember, OnMessage bool
	// May tells, in a sentence for the user, why the command is not for them so; empty:
	// it is. It only reads. It is asked before a command that the group gave becomes
	// the user's; nil: whoever is among Who may.
	May func(*Turn, *Input) (why string, err error)
	// Run carries it out with what it was given. Turn.Call is the command;
	// Turn.Community is set unless it works Anywhere.
	Run func(*Turn, *Input) error
}

// Call is a command as somebody gave it.
type Call struct {
	Command *Command
	Used    string // the word that was used, without the slash
	Words   string // behind it
	// Slash: given as a command, not as a word said alone.
	Slash bool
	// Form holds the arguments by name where they came in a form; nil: they are
	// words.
	Form []Given
}

// Option is what a form holds under a name; empty: nothing, or there is no form.
func (c *Call) Option(name string) string {
	for _, g := range c.Form {
		if g.Name == name {
			return g.Value
		}
	}
	return ""
}

// Is tells whether c is a call of the named command; c may be nil.
func (c *Call) Is(name string) bool { return c != nil && c.Command.Name == name }

// ParseCall splits "/name words" into the name, folded to lower case, and the words
// behind it. Punctuation and emoji behind a name that stands alone don't count, but for
// a question mark, with which a command is asked about. It is not a call if the text does not begin with a slash and a letter, or
// the name is longer than 32 characters or holds what no name holds: an "@other_bot",
// a second slash, a control character. Never panics.
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

// isOrnament: a sign that may stand behind a command for the look of it.
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
