package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// scan reads a file line by line and character by character, just well enough
// to know what is inside quotes, a block scalar, a comment or brackets.
type scan struct {
	known     map[string]bool // keys
	platforms []string
	anchors   map[string]bool
	quote     rune   // the open quote at the end of the line, 0 if none
	opened    [2]int // where it began: line and column; line 0: already reported
	block     int    // the column of the key of the open block scalar, -1 if none
	flow      []rune // the open brackets
	line      int
	slips     []slip
}

var (
	anchorName  = regexp.MustCompile(`&([^\s,\[\]{}]+)`)
	blockHeader = regexp.MustCompile(`^[|>][-+0-9]*\s*(#.*)?$`)
)

// findSlips looks for slips in a file. It never fails: a file that is not YAML
// at all has few.
func findSlips(src *source, known map[string]bool, platforms []string) []slip {
	s := &scan{known: known, platforms: platforms, anchors: map[string]bool{}, block: -1}
	for _, m := range anchorName.FindAllStringSubmatch(src.text, -1) {
		s.anchors[m[1]] = true
	}
	for i, line := range src.lines {
		s.line = i + 1
		s.scanLine([]rune(line))
	}
	return s.slips
}

// add records a slip at column index i, one per line and message, and returns it.
func (s *scan) add(i int, certain bool, code string, args ...any) *slip {
	found := slip{line: s.line, col: i + 1, certain: certain, message: phrase.New(code, args...)}
	for j := max(0, len(s.slips)-8); j < len(s.slips); j++ {
		if other := &s.slips[j]; other.line == found.line && other.message.Error() == found.message.Error() {
			return other
		}
	}
	s.slips = append(s.slips, found)
	return &s.slips[len(s.slips)-1]
}

func (s *scan) scanLine(r []rune) {
	if i := slices.IndexFunc(r, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }); i >= 0 {
		s.add(i, true, "slip.unseen", r[i])
	}
	if s.quote != 0 {
		s.swallowed(r)
		end := closing(r, 0, s.quote)
		if end < 0 {
			return
		}
		s.quote = 0
		s.values(r, end+1, -1, noValue)
		return
	}
	start := 0
	for start < len(r) && (r[start] == ' ' || r[start] == '\t' || invisible(r[start])) {
		start++
	}
	if start == len(r) || r[start] == '#' {
		return
	}
	if s.block >= 0 && spaces(r) > s.block {
		return
	}
	s.block = -1
	if len(s.flow) > 0 {
		s.values(r, start, -1, s.afterComma())
		return
	}
	if start == 0 && (r[0] == '%' || strings.HasPrefix(string(r), "---")) {
		return
	}
	s.indentation(r[:start])
	s.blockLine(r, start)
}

// spaces counts leading spaces.
func spaces(r []rune) int {
	n := 0
	for n < len(r) && r[n] == ' ' {
		n++
	}
	return n
}

// blockLine scans a line outside brackets from its first character: the dashes,
// the key, then its value.
func (s *scan) blockLine(r []rune, i int) {
	parent := -1
	for i < len(r) && r[i] == '-' {
		next := i + 1
		if next < len(r) && invisible(r[next]) {
			s.add(next, true, "slip.dash_space", spaceName(r[next]))
		} else if next < len(r) && r[next] != ' ' && r[next] != '\t' {
			break
		}
		parent = i
		for next < len(r) && (r[next] == ' ' || r[next] == '\t' || invisible(r[next])) {
			next++
		}
		i = next
	}
	if i < len(r)-1 && strings.ContainsRune("－—–", r[i]) {
		s.add(i, r[i+1] == ' ' || invisible(r[i+1]), "slip.dash", string(r[i]))
	}
	s.key(r, i, false)
	if key := keyEnd(r, i); key > i {
		parent = i
	}
	s.values(r, i, parent, aValue)
}

// keyEnd returns the index of the colon that ends a plain or quoted key at i,
// -1 if there is none.
func keyEnd(r []rune, i int) int {
	for j := i; j < len(r); j++ {
		if r[j] == ':' && (j+1 == len(r) || r[j+1] == ' ' || r[j+1] == '\t') {
			return j
		}
		if r[j] == '#' && j > i && r[j-1] == ' ' {
			return -1
		}
	}
	return -1
}

// closing returns the index of the closing quote for the one open at i, -1 if
// it is not on this line.
func closing(r []rune, i int, quote rune) int {
	for ; i < len(r); i++ {
		switch {
		case quote == '"' && r[i] == '\\':
			i++
		case r[i] == quote && quote == '\'' && i+1 < len(r) && r[i+1] == '\'':
			i++
		case r[i] == quote:
			return i
		}
	}
	return -1
}

// expect is what may begin at a character: nothing, because a value is open or
// complete, a value, or an entry of { }.
type expect int

const (
	noValue expect = iota
	aValue
	anEntry
)

// afterComma returns what may begin after a bracket or a comma.
func (s *scan) afterComma() expect {
	if s.flow[len(s.flow)-1] == '{' {
		return anEntry
	}
	return aValue
}

// values scans from i to the end of the line. A block scalar that begins here
// has lines indented deeper than parent.
func (s *scan) values(r []rune, i, parent int, next expect) {
	for ; i < len(r); i++ {
		c, flow := r[i], len(s.flow) > 0
		switch {
		case c == ' ' || c == '\t':
		case c == '#' && (i == 0 || r[i-1] == ' ' || r[i-1] == '\t'):
			if flow && i+1 < len(r) && r[i+1] != ' ' && strings.ContainsAny(string(r[i:]), "]}") {
				s.add(i, true, "slip.comment_in_list")
			}
			return
		case flow && c == ',':
			next = s.afterComma()
		case flow && (c == ']' || c == '}'):
			s.flow, next = s.flow[:len(s.flow)-1], noValue
		case c == ':' && (i+1 == len(r) || strings.ContainsRune(" \t", r[i+1]) || flow && strings.ContainsRune(",]}", r[i+1])):
			next = aValue
		case flow && c == '，':
			s.comma(r, i)
		case next != noValue && (c == '"' || c == '\''):
			end := closing(r, i+1, c)
			if end < 0 {
				s.unclosed(r, i)
				return
			}
			i, next = end, noValue
		case next != noValue && (c == '[' || c == '{'):
			s.flow = append(s.flow, c)
			next = s.afterComma()
		case next != noValue && !flow && (c == '|' || c == '>') && blockHeader.MatchString(string(r[i:])):
			s.block = parent
			return
		case next != noValue && (c == '&' || c == '!'):
			for i+1 < len(r) && r[i+1] != ' ' {
				i++
			}
		case next != noValue:
			s.begin(r, i, next)
			next = noValue
		}
	}
}

func (s *scan) isAlias(rest []rune) bool {
	name, _, _ := strings.Cut(string(rest), " ")
	if len(s.flow) > 0 {
		if i := strings.IndexAny(name, ",]}"); i >= 0 {
			name = name[:i]
		}
	}
	return s.anchors[name]
}

// textEnd returns the index after the unquoted text that begins at i.
func (s *scan) textEnd(r []rune, i int) int {
	end := len(r)
	for j := i; j < len(r); j++ {
		if len(s.flow) > 0 && strings.ContainsRune(",]}，", r[j]) || r[j] == '#' && j > i && r[j-1] == ' ' ||
			r[j] == ':' && j+1 < len(r) && r[j+1] == ' ' {
			end = j
			break
		}
	}
	for end > i && r[end-1] == ' ' {
		end--
	}
	return end
}
