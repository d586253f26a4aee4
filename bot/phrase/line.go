package phrase

import "strings"

// Line is a phrase in one string, to be compared, stored and sent on: its code and its
// arguments. Any other text is itself, in every language. Printed it is in English.
type Line string

// No text that people see has these.
const (
	between = "\x1f" // a code and its arguments
	item    = "\x1e" // before each entry of an argument that is a list of lines
)

// AsLine writes a phrase. Its arguments are texts, numbers, lines, or lists of lines,
// which are read "one and another".
func AsLine(code string, args ...any) Line {
	line := code
	for _, a := range args {
		line += between
		switch a := a.(type) {
		case Line:
			line += item + string(a)
		case []Line:
			for _, one := range a {
				line += item + string(one)
			}
		default:
			line += strings.NewReplacer(between, "", item, "").Replace(In(English, a))
		}
	}
	return Line(line)
}

// In is the line in a language.
func (l Line) In(lang string) string {
	code, rest, filled := strings.Cut(string(l), between)
	if _, known := catalogue[English]()[code]; !known {
		return Translate(lang, string(l))
	}
	var args []any
	if filled {
		for arg := range strings.SplitSeq(rest, between) {
			args = append(args, argument(arg))
		}
	}
	return write(lang, code, args)
}

func argument(s string) any {
	list, ok := strings.CutPrefix(s, item)
	if !ok {
		return s
	}
	var lines []Line
	for one := range strings.SplitSeq(list, item) {
		lines = append(lines, Line(one))
	}
	return And(lines)
}

// String is the line in English.
func (l Line) String() string { return l.In(English) }
