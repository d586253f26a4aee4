package rules

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/phrase"
)

// longestRegex is the maximum length of a regular expression in characters. RE2
// takes linear time for any expression.
const longestRegex = 1000

// regex searches for several expressions in the normal form of a text and in
// its reading, ignoring case.
type regex []*expression

// newRegex skips expressions that validateRegex rejected.
func newRegex(patterns []string) (list regex) {
	for _, p := range patterns {
		if re, err := compile(p); err == nil {
			list = append(list, re)
		}
	}
	return list
}

// compile compiles one expression; its error is for the operator.
func compile(pattern string) (*expression, error) {
	switch {
	case strings.TrimSpace(pattern) == "":
		return nil, phrase.New("rules.regex")
	case utf8.RuneCountInString(pattern) > longestRegex:
		return nil, phrase.New("rules.long_regex", longestRegex)
	}
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil { // as written
		return nil, phrase.New("rules.bad_regex", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	re, err := newExpression(pattern)
	if err != nil {
		return nil, phrase.New("rules.bad_regex", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	if re.MatchString("") {
		return nil, phrase.New("rules.empty_regex")
	}
	return re, nil
}

func validateRegex(patterns []string, at string, fault func(path, code string, args ...any)) {
	for i, p := range patterns {
		if _, err := compile(p); err != nil {
			fault(fmt.Sprintf("%s[%d]", at, i), "as_is", err)
		}
	}
}

// find implements reader.
func (list regex) find(p *Piece) (Found, bool) {
	for _, text := range []string{p.Normal, p.readings().apart, p.readings().whole} {
		for _, re := range list {
			if at := re.find(text, p.steps); at != nil {
				return excerpt(text[at[0]:at[1]]), true
			}
		}
	}
	return Found{}, false
}
