// Package phrase holds texts for the operator: faults of a configuration,
// errors of the command line, findings of doctor, help.
//
// A Phrase is a code with arguments. Its texts are in the catalogue (texts/),
// one YAML file per language, with numbered placeholders {1}, {2} for the
// arguments. An argument may be a phrase or contain one, so that a whole
// sentence comes out in one language. Texts for members are in package locale.
//
// A Line is a phrase in one string, which is stored: why an effect was not done,
// or a platform is not connected. Adapters add their texts with AddBook.
package phrase

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// English is the language of logs, and the fallback.
const English = "en"

// Phrase is a sentence or clause in no particular language. It is an error. It
// is immutable.
type Phrase struct {
	code   string
	args   []any
	filter func(lang, text string) string
}

// New makes a phrase from a code of the catalogue. Arguments are phrases, other
// errors, lists of strings, or anything that fmt.Sprint formats; errors among
// them are visible to errors.Is and errors.As.
func New(code string, args ...any) *Phrase { return &Phrase{code: code, args: args} }

// Filtered returns the phrase with filter applied to its text, in every
// language.
func (p *Phrase) Filtered(filter func(lang, text string) string) *Phrase {
	return &Phrase{"as_is", []any{p}, filter}
}

// Error returns the phrase in English.
func (p *Phrase) Error() string { return p.In(English) }

// In returns the phrase in a language, or in English if that has no such text.
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

// speaker is a phrase, or a type that contains one.
type speaker interface{ In(lang string) string }

// In returns an argument, or any error, in a language. In an error that wraps a
// phrase or an error of the system, that is translated and the text around it
// stays.
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
		if at, ok := v.(*fs.PathError); ok {
			return write(lang, "system.path", []any{at.Path, at.Err})
		}
		text := v.Error()
		if lang == English {
			return text
		}
		inner := wrapped(v)
		if code := system(v); code != "" && len(inner) == 0 {
			return write(lang, code, nil)
		}
		for _, err := range inner {
			text = strings.Replace(text, err.Error(), In(lang, err), 1)
		}
		return text
	}
	return fmt.Sprint(v)
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

// Or lists alternatives: "mute, kick or ban".
func Or(words []string) any { return list("list.or", words) }

// And lists items: "minutes and hours".
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
