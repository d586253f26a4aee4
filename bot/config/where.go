package config

import (
	"regexp"
	"strconv"

	"github.com/stewardbot/steward/bot/phrase"
)

// pathStep matches a key of a path, or the index of an entry.
var pathStep = regexp.MustCompile(`\[(\d+)\]|[^.\[]+`)

// inWords returns a path as people say it, innermost first; nil for a single
// key. It leaves out an only community, and the index of a single value that is
// written instead of a list.
func (l *loader) inWords(path string) *phrase.Phrase {
	if path == wholeFile {
		return nil
	}
	var words *phrase.Phrase
	at, key, plain := "", "", true
	for _, m := range pathStep.FindAllStringSubmatch(path, -1) {
		number, err := strconv.Atoi(m[1])
		if err != nil {
			if key != "" {
				words, plain = inside(words, phrase.New("as_is", key)), false
			}
			key = m[0]
			at = child(at, key)
			continue
		}
		list := l.where[at]
		if list == nil || list.kind != List || key == "" {
			continue
		}
		only := at == "communities" && len(list.items) == 1
		if at = item(at, number); !only || at == path {
			words, plain = inside(words, l.entryInWords(at, key, number)), false
		}
		key = ""
	}
	switch {
	case key == "":
		return words
	case plain:
		return nil
	}
	return inside(words, phrase.New("as_is", key))
}

func inside(outer, inner *phrase.Phrase) *phrase.Phrase {
	if outer == nil {
		return inner
	}
	return phrase.New("where.in", inner, outer)
}

// entryInWords names an entry of a list: its ordinal, its kind, and its own
// name if it has one.
func (l *loader) entryInWords(path, key string, number int) *phrase.Phrase {
	code, said := "where.entry", phrase.New("as_is", key)
	switch s, _ := l.find(ScopeCommunity, key); {
	case key == "communities":
		code = "where.community"
	case s.Entry != "":
		code = s.Entry
	}
	words := phrase.New(code, ordinal(number+1), said)
	n := l.where[path]
	if n == nil {
		return words
	}
	for _, name := range []string{"name", "id"} {
		if v := n.get(name); v != nil && !v.private && (v.kind == String || v.kind == Number) && v.text != "" {
			return phrase.New("where.named", words, shorten(v.text))
		}
	}
	return words
}

// ordinal returns first, second, third ...
func ordinal(n int) *phrase.Phrase {
	named := []string{"where.1", "where.2", "where.3", "where.4", "where.5", "where.6", "where.7", "where.8", "where.9", "where.10"}
	if n <= len(named) {
		return phrase.New(named[n-1])
	}
	code := "where.th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		code = "where.st"
	case n%10 == 2:
		code = "where.nd"
	case n%10 == 3:
		code = "where.rd"
	}
	return phrase.New(code, n)
}
