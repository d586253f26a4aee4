package rules

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
)

// ListSection is the key of the lists of words in a community's configuration.
const ListSection = "words"

// Lists are lists of words, which rules name as list:NAME.
type Lists []*List

// List is a list of words that can be changed without changing its rules. It is
// safe for concurrent use.
type List struct {
	Name  string   `yaml:"name,required" doc:"what rules call it, as list:NAME"`
	Words []string `yaml:"words,one,required" doc:"words and phrases, as under words of a rule; in the file, file:PATH takes a list, one a line"`

	once  sync.Once
	words *words
}

// NoLists returns the default.
func NoLists() *Lists { return &Lists{} }

// maxListName is the longest name of a list, in characters.
const maxListName = 40

// Validate calls fault for each invalid value, with its path within the section.
func (s *Lists) Validate(fault func(path, code string, args ...any)) {
	for i, l := range *s {
		at := func(key string) string { return fmt.Sprintf("[%d].%s", i, key) }
		switch {
		case !bot.IsName(l.Name) || strings.ContainsAny(l.Name, " \t") || utf8.RuneCountInString(l.Name) > maxListName:
			fault(at("name"), "rules.list_name", maxListName)
		case slices.ContainsFunc((*s)[:i], func(o *List) bool { return strings.EqualFold(o.Name, l.Name) }):
			fault(at("name"), "rules.same_list")
		}
		if newWords(l.Words) == nil {
			fault(at("words"), "rules.no_words")
		}
	}
}

// has reports whether there is a list of that name, whatever its case.
func (s *Lists) has(name string) bool {
	return slices.ContainsFunc(*s, func(l *List) bool { return strings.EqualFold(l.Name, name) })
}

// find implements reader.
func (l *List) find(p *Piece) (Found, bool) {
	l.once.Do(func() { l.words = newWords(l.Words) })
	if l.words == nil {
		return Found{}, false
	}
	return l.words.find(p)
}

const listPrefix = "list:"

// apart divides a rule's words into those that it has itself, and the names of
// lists.
func apart(entries []string) (own, lists []string) {
	for _, entry := range entries {
		if name, ok := strings.CutPrefix(entry, listPrefix); ok {
			lists = append(lists, strings.TrimSpace(name))
		} else {
			own = append(own, entry)
		}
	}
	return own, lists
}

// WarnLists calls warn for each list that a rule names and the file does not
// have.
func (s *Settings) WarnLists(file *Lists, warn func(path, code string, args ...any)) {
	for i, c := range *s {
		_, lists := apart(c.When.Words)
		for _, name := range lists {
			if !file.has(name) {
				warn(fmt.Sprintf("[%d].when.words", i), "rules.list_elsewhere", name)
			}
		}
	}
}

// inLists is the condition that one of the rule's own words, or of the lists that
// it names, is there. Lists can be changed at any time, so the writer looks.
type inLists struct {
	own   *words // may be nil
	lists []string
	of    kinds
}

// Holds implements Condition.
func (c inLists) Holds(m *Subject, s Speaker) (Found, bool) {
	if c.own != nil {
		if found, ok := (partCheck{c.own, c.of}).Match(m); ok {
			return found, true
		}
	}
	for _, name := range c.lists {
		if l := s.List(name); l != nil {
			if found, ok := (partCheck{l, c.of}).Match(m); ok {
				return found, true
			}
		}
	}
	return Found{}, false
}
