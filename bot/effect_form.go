package bot

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Form shows a form to whoever pressed a button or gave a native command: texts
// to fill in. What they send comes back as a Press with Data and Filled. Show
// one only where Turn.Fields allows it, and ask in another way elsewhere. People
// may close a form without a word, or send it much later.
type Form struct {
	Place   Place     `json:"place"`
	Press   string    `json:"press"`          // id of the press or command that it answers
	Title   string    `json:"title"`          // cut to what fits
	Data    string    `json:"data"`           // of the press that brings what was filled in, as in a Button
	Fields  []Field   `json:"fields"`         // one at least
	Late    string    `json:"late,omitempty"` // what is said instead if the platform shows no form any more
	Expires time.Time `json:"expires,omitzero"`
}

// Field is a text to fill in.
type Field struct {
	Name  string `json:"name"`           // in Press.Filled
	Label string `json:"label"`          // cut to what fits
	Most  int    `json:"most"`           // characters
	Long  bool   `json:"long,omitempty"` // of several lines
}

// Of a form, in characters, the least that platforms allow.
const (
	formTitle  = 45
	formLabel  = 45
	mostFilled = 4000
)

var _ = declare[Form]()

func (Form) kind() string        { return "form" }
func (e Form) Where() Place      { return e.Place }
func (e Form) in(p Place) Effect { e.Place = p; return e }
func (e Form) traits() Traits {
	return Traits{Unmissed: true, Expires: e.Expires, Order: "ack|" + e.Press}
}

func (e Form) words() Words { return Words{Text: e.Title, Said: true} }

func (e Form) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if n := len(e.Fields); n == 0 || n > c.Fields {
		return nil, Refuse("form.fields", n, c.Fields)
	}
	if len(e.Data) > c.ButtonData {
		return nil, Refuse("say.button", e.Title, len(e.Data), c.ButtonData)
	}
	e.Title, e.Fields = cutRunes(e.Title, formTitle), slices.Clone(e.Fields)
	for i := range e.Fields {
		f := &e.Fields[i]
		f.Label, f.Most = cutRunes(f.Label, formLabel), min(max(f.Most, 1), mostFilled)
	}
	return []Effect{e}, nil
}

// next says Late if there is no form.
func (e Form) next(s Status, _ Capabilities, _ time.Time) (Effect, time.Duration) {
	if s == Done || e.Late == "" {
		return nil, 0
	}
	return Ack{Place: e.Place, Press: e.Press, Text: e.Late, Expires: e.Expires}, 0
}

// Answer returns what was filled in for a field; false if nothing was.
func (p *Press) Answer(field string) (string, bool) {
	i := slices.IndexFunc(p.Filled, func(g Given) bool { return g.Name == field })
	if i < 0 {
		return "", false
	}
	return p.Filled[i].Value, true
}

// FitFilled bounds what was filled in, which may be made up.
func FitFilled(all []Given) []Given {
	for i := range all {
		if utf8.RuneCountInString(all[i].Value) > mostFilled {
			all[i].Value = string([]rune(all[i].Value)[:mostFilled])
		}
	}
	return all[:min(len(all), MaxFields)]
}

// MaxFields is the most that a form has on any platform.
const MaxFields = 5

// withoutForms returns the buttons without those that open a form, where there
// are none.
func withoutForms(rows [][]Button, c Capabilities) (out [][]Button) {
	if c.Fields > 0 {
		return rows
	}
	for _, row := range rows {
		if row = slices.DeleteFunc(slices.Clone(row), func(b Button) bool { return b.Form }); len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}
