package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/script"
)

// ParamKind is the kind of a parameter.
type ParamKind string

// The kinds of parameter. A command has at most one of each, except for
// choices, and for numbers of any kind: two, in order.
const (
	ParamText     ParamKind = "text"     // the words that no other parameter takes
	ParamMember   ParamKind = "member"   // a named or mentioned user, or the author of the message replied to
	ParamMembers  ParamKind = "members"  // several users
	ParamDuration ParamKind = "duration" // as read by duration.ParseChat, first or last
	ParamSpan     ParamKind = "span"     // a duration after the parameter's name, anywhere: del:1d
	ParamAmount   ParamKind = "amount"   // a number of points
	ParamNumber   ParamKind = "number"   // a whole number
	ParamCase     ParamKind = "case"     // a case number
	ParamMessage  ParamKind = "message"  // the message replied to, or chosen in its menu; no form shows it
	ParamChoice   ParamKind = "choice"   // one of the values in OneOf or from Suggest
)

// Param is one parameter of a command. Its help is in the catalogue as
// "option.<command>_<name>".
type Param struct {
	Name     string // a-z and _
	Kind     ParamKind
	Required bool // the command needs it
	// Endless allows a duration without an end ("forever"), the same as none.
	Endless bool
	// OneOf lists the possible choices; nothing else is accepted.
	OneOf []Choice
	// Suggest lists likely choices, in the order they are offered to somebody
	// who is typing and may use the command. It only reads. Other words are
	// accepted too.
	Suggest func(*Turn) ([]string, error)
}

// Choice is one possible value of a parameter.
type Choice struct {
	Value string
	Words []string // other names for it, in any script; see package script
}

// Choices returns the values of a parameter to offer to somebody who is typing.
func (p *Param) Choices(t *Turn) (list []string, err error) {
	if p.Suggest != nil {
		return p.Suggest(t)
	}
	for _, c := range p.OneOf {
		list = append(list, c.Value)
	}
	return list, nil
}

// Listed reports whether the parameter has a list of choices.
func (p *Param) Listed() bool { return p.Suggest != nil || len(p.OneOf) > 0 }

// Names reports whether the parameter takes users.
func (p *Param) Names() bool { return p.Kind == ParamMember || p.Kind == ParamMembers }

// counts reports whether the parameter takes a number.
func (p *Param) counts() bool {
	return p.Kind == ParamAmount || p.Kind == ParamNumber || p.Kind == ParamCase
}

// Input holds a command's parsed arguments. It can be stored.
type Input struct {
	// Given holds the arguments by parameter name.
	Given map[string]Argument `json:"given,omitempty"`
	// Misread is a word that looks like a duration but can't be used as one, or
	// that may belong to the text: 1y, a bare number. The engine asks about it,
	// and the command does not run.
	Misread string `json:"misread,omitempty"`
	// Rest holds what no parameter took.
	Rest string `json:"rest,omitempty"`
}

// Argument is the value of one parameter.
type Argument struct {
	Text     string        `json:"text,omitempty"` // for a text or a choice
	Members  []User        `json:"members,omitempty"`
	Message  *Replied      `json:"message,omitempty"`
	Duration time.Duration `json:"duration,omitempty"` // at least duration.Shortest
	Number   uint64        `json:"number,omitempty"`   // below 2^32
}

// Has reports whether a parameter was given.
func (in *Input) Has(name string) bool { _, ok := in.Given[name]; return ok }

// Complete reports whether the command can run with this input: required
// parameters are there, no duration is misread, and a number parameter was not
// given words.
func (in *Input) Complete(c *Command) bool {
	lacks := func(p Param) bool {
		return p.Required && !in.Has(p.Name) || in.Rest != "" && (p.Kind == ParamCase || p.counts() && !in.Has(p.Name))
	}
	return in.Misread == "" && !slices.ContainsFunc(c.Params, lacks)
}

// Text returns a text or a choice; empty if not given.
func (in *Input) Text(name string) string { return in.Given[name].Text }

// Members returns the users given for a member parameter, as far as the
// platform described them: by id, @name or name.
func (in *Input) Members(name string) []User { return in.Given[name].Members }

// Message returns the message that the command is about; nil if it is no reply.
func (in *Input) Message(name string) *Replied { return in.Given[name].Message }

// Duration returns a duration; 0 if not given.
func (in *Input) Duration(name string) time.Duration { return in.Given[name].Duration }

// Number returns a number or an amount; 0 if not given.
func (in *Input) Number(name string) uint64 { return in.Given[name].Number }

func (in *Input) set(name string, a Argument) {
	if in.Given == nil {
		in.Given = map[string]Argument{}
	}
	in.Given[name] = a
}

// ReadInput parses the arguments of the turn's command: form options by name,
// or words in any order, with what remains as the text.
func ReadInput(t *Turn) (*Input, error) {
	r := &inputReader{t: t, in: &Input{}}
	for i := range t.Call.Command.Params {
		p := &t.Call.Command.Params[i]
		switch {
		case p.Kind == ParamText:
			r.text = p
		case p.Names():
			r.member = p
		case p.Kind == ParamDuration:
			r.time = p
		case p.Kind == ParamSpan:
			r.span = p
		case p.Kind == ParamMessage:
			if m := t.Event.Message.ReplyTo; m != nil && m.ID != "" {
				r.in.set(p.Name, Argument{Message: m})
			}
		case p.counts() && r.number != nil:
			r.second = p
		case p.counts():
			r.number = p
		default:
			r.choices = append(r.choices, p)
		}
	}
	if t.Call.Form != nil {
		r.readForm()
		return r.in, nil
	}
	if err := r.readWords(strings.Fields(t.Call.Words)); err != nil {
		return nil, err
	}
	return r.in, nil
}

// inputReader parses the arguments of one command. It holds the command's
// parameter of each kind; nil if there is none.
type inputReader struct {
	t                                *Turn
	in                               *Input
	text, member, time, span, number *Param
	second                           *Param // another number
	choices                          []*Param
}

// readForm takes each option as its kind; nothing in a text is taken for a
// time, a number or a user.
func (r *inputReader) readForm() {
	for i := range r.t.Call.Command.Params {
		p := &r.t.Call.Command.Params[i]
		given := strings.TrimSpace(r.t.Call.Option(p.Name))
		words := strings.Fields(given)
		switch {
		case given == "" || p.Kind == ParamMessage:
		case p == r.text:
			r.in.set(p.Name, Argument{Text: given})
		case p == r.member:
			for _, word := range words {
				if u, ok := r.names(word); ok {
					r.addMember(u)
				}
			}
		case p == r.time || p == r.span:
			if d, ok := duration.ParseChat(given); ok {
				r.in.set(p.Name, Argument{Duration: d})
			} else {
				r.in.Misread = given
			}
		case p == r.number || p == r.second:
			if !r.readNumber(p, given) {
				r.in.Rest = given
			}
		default:
			r.in.set(p.Name, Argument{Text: p.choice(given)})
		}
	}
	r.answered()
}

// readWords takes arguments from the front until the text begins, and a
// duration also from the end.
func (r *inputReader) readWords(words []string) error {
	words = r.spans(words)
	lists := make([][]string, len(r.choices))
	for i, p := range r.choices {
		if p.Suggest == nil || len(words) == 0 {
			continue
		}
		var err error
		if lists[i], err = p.Suggest(r.t); err != nil {
			return err
		}
	}
	for len(words) > 0 {
		n := r.take(words, lists)
		if n == 0 {
			break
		}
		words = words[n:]
	}
	if r.number != nil && r.second == nil && r.in.Has(r.number.Name) && belongsToNumber(words) {
		words = slices.Concat([]string{strconv.FormatUint(r.in.Number(r.number.Name), 10)}, words)
		delete(r.in.Given, r.number.Name)
	}
	rest := strings.Join(words, " ")
	if r.member != nil && !r.in.Has(r.member.Name) {
		rest = r.mentions(rest)
	}
	r.answered()
	rest = strings.TrimSpace(r.takeTime(rest))
	if r.text != nil && rest != "" {
		r.in.set(r.text.Name, Argument{Text: rest})
	} else {
		r.in.Rest = rest
	}
	return nil
}

// take takes one argument from the front of the words and returns the number of
// words it used; 0 if the text begins or no parameter fits.
func (r *inputReader) take(words []string, lists [][]string) int {
	if name, n := r.quoted(words); n > 0 {
		r.addMember(User{Name: name})
		return n
	}
	if n := r.endless(words); n > 0 {
		return n
	}
	if n, ok := r.timeAhead(words); n > 0 {
		if !ok {
			return 0
		}
		return n
	}
	for i, p := range r.choices {
		if r.in.Has(p.Name) {
			continue
		}
		for n := min(len(words), maxNameWords); n > 0; n-- {
			if v := p.listed(strings.Join(words[:n], " "), lists[i]); v != "" {
				r.in.set(p.Name, Argument{Text: v})
				return n
			}
		}
	}
	if r.member != nil {
		if u, ok := r.names(words[0]); ok {
			r.addMember(u)
			return 1
		}
		if r.payee(words) {
			r.addMember(r.account(UserID(r.platform() + ":" + words[0])))
			return 1
		}
	}
	for _, p := range []*Param{r.number, r.second} {
		if p != nil && !r.in.Has(p.Name) {
			if r.readNumber(p, words[0]) {
				return 1
			}
			break
		}
	}
	if r.text != nil || duration.BareNumber(words) != "" && r.time != nil {
		return 0
	}
	for _, p := range r.choices {
		if p.Suggest != nil && !r.in.Has(p.Name) {
			n := 1
			for n < len(words) && !r.meant(words[n:]) {
				n++
			}
			r.in.set(p.Name, Argument{Text: strings.Join(words[:n], " ")})
			return n
		}
	}
	return 0
}

// meant reports whether the next words are a duration, a number or a choice.
func (r *inputReader) meant(words []string) bool {
	if r.time != nil && !r.in.Has(r.time.Name) {
		if _, n := duration.Take(words); n > 0 {
			return true
		}
	}
	if r.number != nil && !r.in.Has(r.number.Name) && duration.Unitless(words[0]) {
		return true
	}
	return slices.ContainsFunc(r.choices, func(p *Param) bool { return !r.in.Has(p.Name) && p.listed(words[0], nil) != "" })
}

// listed returns the listed value that a text stands for; empty if none.
func (p *Param) listed(text string, list []string) string {
	for _, c := range p.OneOf {
		if strings.EqualFold(c.Value, text) || slices.ContainsFunc(script.Variants(c.Words), func(w string) bool { return strings.EqualFold(w, text) }) {
			return c.Value
		}
	}
	for _, v := range list {
		if strings.EqualFold(v, text) {
			return v
		}
	}
	return ""
}

// choice returns a form's choice, by its canonical value if it is one of OneOf.
func (p *Param) choice(given string) string {
	if v := p.listed(given, nil); v != "" {
		return v
	}
	return given
}
