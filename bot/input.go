package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/script"
)

// ParamKind says what a parameter takes.
type ParamKind string

// The kinds of parameter. A command has one of a kind at most, but for choices.
const (
	ParamText     ParamKind = "text"     // what is left of the words when the others have theirs
	ParamMember   ParamKind = "member"   // somebody named or mentioned, or who wrote the message that is answered
	ParamMembers  ParamKind = "members"  // several of these
	ParamDuration ParamKind = "duration" // as duration.ParseChat reads it, at the front or the end
	ParamSpan     ParamKind = "span"     // a duration with the parameter's name before it, anywhere: del:1d
	ParamAmount   ParamKind = "amount"   // so many points
	ParamNumber   ParamKind = "number"   // a whole number
	ParamCase     ParamKind = "case"     // the number of a case
	ParamMessage  ParamKind = "message"  // the message that the command answers, or was chosen on; no form shows it
	ParamChoice   ParamKind = "choice"   // one of what OneOf or Suggest list
)

// Param is one parameter of a command. Its help is in the catalogue as
// "option.<command>_<name>".
type Param struct {
	Name     string // a-z and _
	Kind     ParamKind
	Required bool // the command is not carried out without it
	// Endless: a duration may be told to have no end ("forever"), as where none is told.
	Endless bool
	// OneOf are what a choice may be, by the words for each; nothing else is taken.
	OneOf []Choice
	// Suggest lists what a choice is likely to be, in the order in which it is offered
	// to whoever is typing and may give the command. It only reads. A word that is not
	// listed is taken all the same.
	Suggest func(*Turn) ([]string, error)
}

// Choice is what a parameter may be.
type Choice struct {
	Value string
	Words []string // what else it is called, in any script; see package script
}

// Choices are what may stand for a parameter, to be offered to whoever is typing.
func (p *Param) Choices(t *Turn) (list []string, err error) {
	if p.Suggest != nil {
		return p.Suggest(t)
	}
	for _, c := range p.OneOf {
		list = append(list, c.Value)
	}
	return list, nil
}

// Listed tells whether it can be said what a parameter may be.
func (p *Param) Listed() bool { return p.Suggest != nil || len(p.OneOf) > 0 }

// Names tells whether a parameter takes people.
func (p *Param) Names() bool { return p.Kind == ParamMember || p.Kind == ParamMembers }

// counts tells whether the parameter takes a number.
func (p *Param) counts() bool {
	return p.Kind == ParamAmount || p.Kind == ParamNumber || p.Kind == ParamCase
}

// Input is what a command was given, read by its parameters. It can be stored.
type Input struct {
	// Given are the arguments by the names of their parameters.
	Given map[string]Argument `json:"given,omitempty"`
	// Misread is what was meant as a time and can't be kept to, or may belong to the
	// text: 1y, a bare number. The engine asks about it, and the command is not carried
	// out.
	Misread string `json:"misread,omitempty"`
	// Rest is what no parameter has taken.
	Rest string `json:"rest,omitempty"`
}

// Argument is what stands for one parameter.
type Argument struct {
	Text     string        `json:"text,omitempty"` // of a text, or the choice
	Members  []User        `json:"members,omitempty"`
	Message  *Replied      `json:"message,omitempty"`
	Duration time.Duration `json:"duration,omitempty"` // at least duration.Shortest
	Number   uint64        `json:"number,omitempty"`   // below 2^32
}

// Has tells whether something stands for a parameter.
func (in *Input) Has(name string) bool { _, ok := in.Given[name]; return ok }

// Complete tells whether a command can be carried out with the input: there is what it
// requires, no time that is misread, and no words where a number could stand.
func (in *Input) Complete(c *Command) bool {
	lacks := func(p Param) bool {
		return p.Required && !in.Has(p.Name) || in.Rest != "" && (p.Kind == ParamCase || p.counts() && !in.Has(p.Name))
	}
	return in.Misread == "" && !slices.ContainsFunc(c.Params, lacks)
}

// Text is what stands for a text or a choice; empty: nothing.
func (in *Input) Text(name string) string { return in.Given[name].Text }

// Members are those who stand for a member or members, as far as the platform has
// told of them: by id, @name or name.
func (in *Input) Members(name string) []User { return in.Given[name].Members }

// Message is the message that the command is about; nil: it answers none.
func (in *Input) Message(name string) *Replied { return in.Given[name].Message }

// Duration is how long; 0: nothing was said.
func (in *Input) Duration(name string) time.Duration { return in.Given[name].Duration }

// Number is a number or an amount; 0: nothing was said.
func (in *Input) Number(name string) uint64 { return in.Given[name].Number }

func (in *Input) set(name string, a Argument) {
	if in.Given == nil {
		in.Given = map[string]Argument{}
	}
	in.Given[name] = a
}

// ReadInput reads what the turn's command was given: a form's options by their
// names, words by the same parameters, in any order; what is left of them is the text.
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

// inputReader reads the arguments of one command. The parameters are those that the
// command has of each kind; nil: none.
type inputReader struct {
	t                                *Turn
	in                               *Input
	text, member, time, span, number *Param
	choices                          []*Param
}

// readForm takes each option for what it is: nothing in a text is a time, a number
// or somebody.
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
		case p == r.number:
			if !r.readNumber(given) {
				r.in.Rest = given
			}
		default:
			r.in.set(p.Name, Argument{Text: p.choice(given)})
		}
	}
	r.answered()
}

// readWords takes arguments from the front until the text begins, and a time also
// from the end.
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
	if r.number != nil && r.in.Has(r.number.Name) && belongsToNumber(words) {
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

// take takes one argument from the front of the words, and tells of how many it is
// made; 0: the text begins, or what nobody can take.
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
	if r.number != nil && !r.in.Has(r.number.Name) && r.readNumber(words[0]) {
		return 1
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

// meant tells whether the words go on with a time, a number or a word of a choice.
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

// listed is the value that a text stands for, of those that are listed; empty: none.
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

// choice is what a form holds for a choice, by its value where it is one of few.
func (p *Param) choice(given string) string {
	if v := p.listed(given, nil); v != "" {
		return v
	}
	return given
}
