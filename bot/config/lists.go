package config

import (
	"regexp"
	"slices"
	"strings"
)

// Lists of words that were written as one word.

var (
	lookalike  = regexp.MustCompile(`^[【〔「『（(]`)
	separated  = regexp.MustCompile(`[、，；;]|, `)
	expression = regexp.MustCompile(`[\\\[({|^$*+?]`) // of a regular expression, or a place in a text
	dashed     = regexp.MustCompile(`^[-－—–][^\s\d-]|^[-－—–]\S+\s+[-－—–]`)
)

// oneEntry reports a list whose only entry, without quotes, is likely meant to be several, and tells whether it did.
func (l *loader) oneEntry(n *node, items []*node, path string) bool {
	if len(items) != 1 || !items[0].plain || items[0].fromEnv || items[0].kind != String {
		return false
	}
	one, message := items[0], ""
	switch text := one.text; {
	case n.kind != List && lookalike.MatchString(text):
		message = "begins with a bracket that YAML does not know; a list is written [one, two]"
	case n.kind != List && dashed.MatchString(text):
		message = "is one text, because a list entry wants a space behind its -; write - and a space"
	case expression.MatchString(text) || !separated.MatchString(text):
		return false
	case n.kind == List:
		message = "is one entry, because only an ordinary comma separates; write [one, two], or put the entry in quotes if it is one"
	default:
		message = "is one text; a list is written [one, two], or put the text in quotes if it is one"
	}
	if n.kind == List {
		path = item(path, 0)
	}
	l.fault(one, path, message+", got "+one.got())
	return true
}

// meantOtherwise is the cure for a key that is no key at all but a part of what stands before it.
func meantOtherwise(key string) string {
	switch {
	case strings.ContainsAny(key, "】］〕」』）｝"):
		return "; a list is written [one, two], with ordinary brackets"
	case !slices.ContainsFunc([]rune(key), func(r rune) bool { return r < '0' || r > '9' }):
		return "; a number has no comma in it: 1000"
	}
	return ""
}
