package phrase

import (
	"errors"
	"log/slog"
	"strings"
)

// Line is a phrase in one string, to be compared, stored and sent on: its code and its
// arguments. Any other text is itself, in every language: what a platform says in its own
// words, or what an older Steward stored. Printed it is in English.
type Line string

// Control characters that no text for people contains.
const (
	between = "\x1f" // a code and its arguments
	item    = "\x1e" // before each entry of an argument that is a list of lines
	inner   = "\x10" // before those of a line within a line, once for each that it is within
)

// longestText is how much of a text a line takes, in bytes.
const longestText = 1000

// Said is what others wrote, as it stands in every language; at most 1000 bytes of it.
func Said(text string) Line { return Line(cut(text)) }

func cut(s string) string {
	if len(s) > longestText {
		s = strings.ToValidUTF8(s[:longestText], "") + "…"
	}
	return withoutMarks.Replace(s)
}

var withoutMarks = strings.NewReplacer(between, "", item, "", inner, "")

// AsLine writes a phrase. Its arguments are texts, numbers, phrases, errors, lines, or
// lists of lines, which are read "one and another".
func AsLine(code string, args ...any) Line {
	line := code
	for _, a := range args {
		line += between
		switch a := a.(type) {
		case Line:
			line += entry(a)
		case error:
			line += entry(Cause(a))
		case []Line:
			for _, one := range a {
				line += entry(one)
			}
		default:
			line += cut(In(English, a))
		}
	}
	return Line(line)
}

var (
	deeper = strings.NewReplacer(between, inner+between, item, inner+item)
	higher = strings.NewReplacer(inner+between, between, inner+item, item)
)

func entry(l Line) string { return item + deeper.Replace(string(l)) }

// Cause is an error as a line: Known, else its text.
func Cause(err error) Line {
	if known := Known(err); known != "" {
		return known
	}
	return Said(err.Error())
}

// Known is the phrase that an error is, makes or wraps, or the kind of an error of the system's
// or the network's, without addresses; empty: it is neither.
func Known(err error) Line {
	if whole, ok := errors.AsType[interface {
		error
		Phrase() *Phrase
	}](err); ok {
		err = whole.Phrase()
	}
	if p, ok := errors.AsType[*Phrase](err); ok && p.filter == nil {
		return AsLine(p.code, p.args...)
	}
	return Line(system(err))
}

// In is the line in a language.
func (l Line) In(lang string) string {
	list := split(string(l), between)
	code := list[0]
	if _, known := catalogue[English]()[code]; !known { // a text, or a code that there is no more
		return strings.NewReplacer(between, " ", item, "", inner, "").Replace(string(l))
	}
	var args []any
	for _, arg := range list[1:] {
		args = append(args, argument(arg))
	}
	return write(lang, code, args)
}

func argument(s string) any {
	if !strings.HasPrefix(s, item) {
		return s
	}
	var lines []Line
	for _, one := range split(s[len(item):], item) {
		lines = append(lines, Line(higher.Replace(one)))
	}
	return And(lines)
}

// split cuts at a mark, but not at one of a line within the line.
func split(s, mark string) (list []string) {
	from := 0
	for i := range len(s) {
		if s[i] == mark[0] && (i == 0 || s[i-1] != inner[0]) {
			list = append(list, s[from:i])
			from = i + 1
		}
	}
	return append(list, s[from:])
}

// String is the line in English.
func (l Line) String() string { return l.In(English) }

// LogValue is the line in English.
func (l Line) LogValue() slog.Value { return slog.StringValue(l.String()) }
