package poll

import (
	"strings"
	"unicode/utf8"
)

// pairs are the quotes around a question, by the opening one.
var pairs = map[rune]rune{'"': '"', '“': '”', '”': '”', '„': '“', '«': '»', '「': '」', '『': '』', '《': '》'}

// written reads a question and its options: "Which tea?" Green | Black. The
// question is in quotes, or ends with a question mark, or is the first of the
// parts. ok is false if there are fewer than two options, or one is empty.
func written(text string) (question string, options []string, ok bool) {
	question, rest := split(strings.TrimSpace(strings.ReplaceAll(text, "｜", "|")))
	for _, part := range strings.Split(rest, "|") {
		options = append(options, strings.TrimSpace(part))
	}
	if question == "" {
		question, options = options[0], options[1:]
	}
	ok = question != "" && len(options) >= 2
	for _, o := range options {
		ok = ok && o != ""
	}
	return question, options, ok
}

// split returns the question and what follows it; the question is empty if
// nothing marks its end.
func split(text string) (question, rest string) {
	first, size := utf8.DecodeRuneInString(text)
	if closing, quoted := pairs[first]; quoted {
		if q, rest, ok := strings.Cut(text[size:], string(closing)); ok {
			return strings.TrimSpace(q), after(rest)
		}
	}
	for i, r := range text {
		if r == '|' {
			break
		}
		if r == '?' || r == '？' {
			end := i + utf8.RuneLen(r)
			return strings.TrimSpace(text[:end]), after(text[end:])
		}
	}
	return "", text
}

// after removes a separator between the question and the options.
func after(rest string) string { return strings.TrimPrefix(strings.TrimSpace(rest), "|") }
