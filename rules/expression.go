package rules

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// expression is a regular expression with its search cost.
type expression struct {
	*regexp.Regexp
	size    int    // of its program, in instructions
	literal string // required literal in every match; empty: unknown
}

// mostSteps bounds the cost of all expressions of a community for one message:
// the sum of instructions times bytes searched. RE2 takes at most that many
// steps, of roughly 2 to 40 nanoseconds each.
const mostSteps = 20_000_000

// longestText is how many bytes of a message all expressions of a community are
// sure to search, if together they have at most mostSteps/longestText
// instructions. Of a message's 4,096 bytes, each is read up to six times:
// verbatim, as people read it, with words joined across signs, and all three
// without code.
const longestText = 6 * 4096

// newExpression compiles a pattern, ignoring case.
func newExpression(pattern string) (*expression, error) {
	re, err := regexp.Compile("(?i:" + pattern + ")")
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse("(?i:"+pattern+")", syntax.Perl)
	if err != nil {
		return nil, err
	}
	tree = tree.Simplify()
	program, err := syntax.Compile(tree)
	if err != nil {
		return nil, err
	}
	return &expression{re, max(len(program.Inst), 1), required(tree)}, nil
}

// find returns the location of the expression in a normalised text; nil if not
// found. It deducts its steps from left, and searches only as far as they
// allow.
func (e *expression) find(text string, left *int) []int {
	if e.literal != "" && !strings.Contains(text, e.literal) {
		return nil
	}
	if most := *left / e.size; len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") // the end of a character that was cut
	}
	*left -= e.size * len(text)
	return e.FindStringIndex(text)
}

// Weigh warns, at the largest, of expressions that together are too large to
// search a whole long message.
func (s *Settings) Weigh(warn func(path, code string, args ...any)) {
	sum, largest, at := 0, 0, ""
	for i, c := range *s {
		for j, p := range c.When.Regex {
			e, err := compile(p)
			if err != nil || e.literal != "" {
				continue
			}
			if sum += e.size; e.size > largest {
				largest, at = e.size, fmt.Sprintf("[%d].when.regex[%d]", i, j)
			}
		}
	}
	if sum > mostSteps/longestText {
		warn(at, "rules.heavy", mostSteps/sum/6)
	}
}

// required returns the longest caseless literal in every match of an
// expression; empty if unknown.
func required(re *syntax.Regexp) (longest string) {
	switch re.Op {
	case syntax.OpLiteral:
		return uncased(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if s := required(sub); len(s) > len(longest) {
				longest = s
			}
		}
	}
	return longest
}

// uncased returns a text in lower case; empty if characters other than its own
// upper case also match it.
func uncased(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		r = unicode.ToLower(r)
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if unicode.ToLower(other) != r {
				return ""
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
