package rules

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
)

// expression is a regular expression, and what it costs to look for it.
type expression struct {
	*regexp.Regexp
	size    int    // of its program, in instructions
	literal string // stands in whatever it is found in; empty: nothing is known to
}

// mostSteps bounds what the expressions of a community may cost for one message: the
// instructions of an expression times the bytes of the text that it is sought in, of
// all that are. RE2 takes no more steps than that, of some 2 to 40 nanoseconds each.
const mostSteps = 20_000_000

// longestText is how many bytes of a message are certain to be looked at by all
// expressions of a community, if together they have at most mostSteps/longestText
// instructions: of 4,096, each is read up to six times, as it stands, as people read
// it, with words that signs part as one, and all three without code.
const longestText = 6 * 4096

// newExpression compiles a pattern, to be found in any case.
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

// find returns where the expression stands in a text in normal form; nil:
// nowhere. It takes its steps from those that are left, and looks only so far
// into the text.
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

// Weigh warns, at the largest, of regular expressions that are so large together that of
// long messages not all is looked at.
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

// required returns the longest text without case that stands in whatever an
// expression is found in; empty: none is known.
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

// uncased returns a text in lower case; empty if other characters than its own
// in upper case count as the same.
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
