package phrase

import "strings"

// Line is a phrase as a string that can be compared, stored and sent: its code
// and arguments. Any other text stands for itself in every language. It prints
// in English.
type Line string

// Control characters that no text for people contains.
const (
	between = "\x1f" // separates a code and its arguments
	item    = "\x1e" // precedes each entry of an argument that is a list of lines
)

// AsLine encodes a phrase. Arguments are texts, numbers, lines, or lists of
// lines, which read "one and another".
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

// In returns the line in a language.
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

// String returns the line in English.
func (l Line) String() string { return l.In(English) }
