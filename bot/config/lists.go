package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Lists of words that were written as one string.

var (
	lookalike  = regexp.MustCompile(`^[【〔「『（(]`)
	separated  = regexp.MustCompile(`[、，；;]|, `)
	expression = regexp.MustCompile(`[\\\[({|^$*+?]`) // of a regular expression, or a placeholder
	dashed     = regexp.MustCompile(`^[-－—–][^\s\d-]|^[-－—–]\S+\s+[-－—–]`)
)

// oneEntry reports a list whose only, unquoted entry is probably meant as
// several. It returns whether it did.
func (l *loader) oneEntry(n *node, items []*node, path string) bool {
	if len(items) != 1 || !items[0].plain || items[0].fromEnv || items[0].kind != String {
		return false
	}
	one, code := items[0], ""
	switch text := one.text; {
	case n.kind != List && lookalike.MatchString(text):
		code = "list.bracket"
	case n.kind != List && dashed.MatchString(text):
		code = "list.dash"
	case expression.MatchString(text) || !separated.MatchString(text):
		return false
	case n.kind == List:
		code = "list.one_entry"
	default:
		code = "list.one_text"
	}
	if n.kind == List {
		path = item(path, 0)
	}
	l.fault(one, path, phrase.New("config.got", phrase.New(code), one.got()))
	return true
}

// meantOtherwise returns the code of the hint for a key that is really part of
// the preceding value.
func meantOtherwise(key string) string {
	switch {
	case strings.ContainsAny(key, "】］〕」』）｝"):
		return "list.bracket_key"
	case !slices.ContainsFunc([]rune(key), func(r rune) bool { return r < '0' || r > '9' }):
		return "list.number_comma"
	}
	return ""
}
