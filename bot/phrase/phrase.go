// Package phrase holds what Steward tells its operator: faults of a
// configuration, errors of the command line, findings of doctor, help.
//
// A Phrase is a code with arguments. Its texts stand in the catalogue (texts/),
// one YAML file a language, with places written {1}, {2}: the arguments in their
// order. An argument may be a phrase or hold one, so that a whole sentence comes
// out in one language. What members read stands in package locale.
package phrase

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// English is the language of logs, and of whoever has none of ours.
const English = "en"

// Phrase is a sentence or clause in no language yet. It is an error. It never
// changes.
type Phrase struct {
	code   string
	args   []any
	filter func(lang, text string) string
}

// New makes a phrase of a code of the catalogue. Arguments are phrases, other
// errors, lists of strings, or anything that fmt.Sprint writes; errors among them
// can be found with errors.Is and errors.As.
func New(code string, args ...any) *Phrase { return &Phrase{code: code, args: args} }

// Filtered returns the phrase with its text changed by filter, in whatever
// language it is asked for.
func (p *Phrase) Filtered(filter func(lang, text string) string) *Phrase {
	return &Phrase{"as_is", []any{p}, filter}
}

// Error is the phrase in English.
func (p *Phrase) Error() string { return p.In(English) }

// In is the phrase in a language; in English if that has no such text.
func (p *Phrase) In(lang string) string {
	text := write(lang, p.code, p.args)
	if p.filter != nil {
		text = p.filter(lang, text)
	}
	return text
}

// Unwrap returns the arguments that are errors.
func (p *Phrase) Unwrap() (errs []error) {
	for _, a := range p.args {
		if err, ok := a.(error); ok {
			errs = append(errs, err)
		}
	}
	return errs
}

// speaker is a phrase, or a type that holds one.
type speaker interface{ In(lang string) string }

// In is an argument, or any error, in a language. Of an error that wraps a phrase,
// the phrase is; what is around it stays as it is. One that wraps none is
// translated whole.
func In(lang string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case speaker:
		return v.In(lang)
	case string:
		return v
	case []byte:
		return string(v)
	case []string:
		return strings.Join(v, In(lang, New("list.comma")))
	case error:
		text := v.Error()
		if !speaks(v) {
			return Translate(lang, text)
		}
		for _, inner := range wrapped(v) {
			text = strings.Replace(text, inner.Error(), In(lang, inner), 1)
		}
		return text
	}
	return fmt.Sprint(v)
}

// speaks reports whether an error is a phrase or wraps one.
func speaks(err error) bool {
	_, ok := err.(speaker)
	return ok || slices.ContainsFunc(wrapped(err), speaks)
}

func wrapped(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if inner := errors.Unwrap(err); inner != nil {
		return []error{inner}
	}
	return nil
}

// Or lists words of which one is meant: "mute, kick or ban".
func Or(words []string) any { return list("list.or", words) }

// And lists what belongs together: "minutes and hours".
func And[T any](items []T) any { return list("list.and", items) }

func list[T any](code string, items []T) any {
	if len(items) == 0 {
		return ""
	}
	var out any = items[0]
	for i, item := range items[1:] {
		if i == len(items)-2 {
			return New(code, out, item)
		}
		out = New("list.more", out, item)
	}
	return out
}
