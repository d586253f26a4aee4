package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// slip is a typing mistake that is legal YAML or makes the parser complain
// about something else: a full-width colon, a tab, an invisible space. An
// uncertain one is only reported if its line has a fault.
type slip struct {
	line, col int
	certain   bool
	instead   bool   // replaces faults on its line, and parse errors after it, which it causes
	explains  string // the code of the parse error on its line that it causes
	message   *phrase.Phrase
}

// addSlips reports the slips found in all files: certain ones, those in files
// that could not be parsed, and those on lines with a decoding fault. Faults of
// the owners' checks, after the first decoded findings, do not count: their
// values were read as meant. An unknown key on the line of a certain slip is a
// consequence of it, and dropped.
func (l *loader) addSlips(decoded int) {
	owners, slips := slices.Clone(l.findings[decoded:]), []finding(nil)
	l.findings = l.findings[:decoded:decoded]
	for _, src := range l.sources {
		for _, s := range l.slips[src] {
			near := func(f finding) bool { return f.pos.src == src && f.pos.line <= s.line && s.line <= f.endLine }
			if !s.certain && !l.broken[src] && !slices.ContainsFunc(l.findings, near) {
				continue
			}
			if s.certain {
				caused := func(f finding) bool { return (f.unknown || s.instead) && near(f) }
				l.findings, owners = slices.DeleteFunc(l.findings, caused), slices.DeleteFunc(owners, caused)
			}
			slips = append(slips, finding{pos: pos{src, s.line, s.col}, endLine: s.line, path: wholeFile, message: s.message})
		}
	}
	l.findings = slices.Concat(l.findings, owners, slips)
}

func invisible(c rune) bool { return c == '\u00a0' || c == '\u3000' }

func (s *scan) indentation(lead []rune) {
	for i, c := range lead {
		switch {
		case c == '\t':
			s.add(i, true, "slip.tab")
		case invisible(c):
			s.add(i, true, "slip.indent", spaceName(c))
		}
	}
}

func spaceName(c rune) *phrase.Phrase {
	if c == '\u3000' {
		return phrase.New("slip.wide_space")
	}
	return phrase.New("slip.nbsp")
}

// key checks a possible key at i.
func (s *scan) key(r []rune, i int, inFlow bool) {
	j, curly := i, false
	if j < len(r) && isCurly(r[j]) {
		curly = true
		j++
	}
	begin := j
	for j < len(r) && (r[j] < 0x80 && (r[j] == '_' || r[j] == '-' && j > begin || alphanumeric(r[j]))) {
		j++
	}
	word := string(r[begin:j])
	if word == "" {
		return
	}
	if curly {
		if j < len(r) && isCurly(r[j]) && j+1 < len(r) && (r[j+1] == ':' || r[j+1] == '：') {
			s.add(i, true, "slip.key_quotes", s.name(word))
		}
		return
	}
	end := j
	for end < len(r) && (r[end] == ' ' || invisible(r[end])) {
		end++
	}
	if end == len(r) {
		return
	}
	switch {
	case r[end] == '：':
		s.add(end, s.known[word] || inFlow, "slip.wide_colon", s.name(word)).instead = inFlow
	case r[end] != ':':
	case end > j && slices.ContainsFunc(r[j:end], invisible):
		s.add(j, true, "slip.key_space", s.name(word))
	case end+1 < len(r) && r[end+1] == '\t' && s.known[word]:
		s.add(end+1, true, "slip.key_tab", word).instead = true
	case end+1 < len(r) && invisible(r[end+1]):
		s.add(end+1, true, "slip.colon_space", spaceName(r[end+1]), s.name(word))
	default:
		s.gap(r, i)
	}
}

// name returns a key as messages show it; an unknown one may be a secret.
func (s *scan) name(key string) any {
	if s.known[key] {
		return key
	}
	return phrase.New("slip.the_key")
}

// gap looks for a known key at i whose value follows the colon without a space.
func (s *scan) gap(r []rune, i int) {
	j := i
	for j < len(r) && (r[j] == '_' || alphanumeric(r[j])) {
		j++
	}
	word := string(r[i:j])
	if j+1 < len(r) && r[j] == ':' && !invisible(r[j+1]) && !strings.ContainsRune(" \t,]}/", r[j+1]) && s.known[word] && !slices.Contains(s.platforms, word) {
		s.add(j, false, "slip.no_space", word).explains = "yaml.pair"
	}
}

func alphanumeric(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isCurly(c rune) bool { return strings.ContainsRune("“”‘’＂＇„‟", c) }

// unclosed records that a quoted text continues on the next line.
func (s *scan) unclosed(r []rune, i int) {
	s.quote, s.opened = r[i], [2]int{s.line, i + 1}
	last := r[len(r)-1]
	if isCurly(last) {
		s.add(len(r)-1, false, "slip.curly_end", string(last), string(r[i])).explains = "yaml.open_quote"
	}
}

var entryLine = regexp.MustCompile(`^\s*(?:- +)?[{]?([A-Za-z_]+):(?:\s|$)`)

// swallowed records that a line within quotes looks like an entry of the file:
// the closing quote is probably missing before it.
func (s *scan) swallowed(r []rune) {
	m := entryLine.FindStringSubmatch(string(r))
	if m == nil || !s.known[m[1]] || s.opened[0] == 0 {
		return
	}
	s.slips = append(s.slips, slip{line: s.opened[0], col: s.opened[1], instead: true,
		message: phrase.New("slip.open_quote")})
	s.opened[0] = 0
}

// comma checks a full-width comma between brackets. It may be part of an
// unquoted text, but not if the list has no other comma, or if a key follows.
func (s *scan) comma(r []rune, i int) {
	rest := strings.TrimLeft(string(r[i+1:]), " ")
	word := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz_"))]
	after := strings.TrimPrefix(rest, word)
	meant := s.known[word] && (strings.HasPrefix(after, ":") || strings.HasPrefix(after, "："))
	if s.flow[len(s.flow)-1] == '[' {
		begin, end := i, i
		for begin > 0 && r[begin] != '[' {
			begin--
		}
		for end < len(r) && r[end] != ']' {
			end++
		}
		meant = !slices.Contains(r[begin:end], ',')
	}
	s.add(i, meant, "slip.wide_comma")
}

// begin checks the first character of an unquoted text.
func (s *scan) begin(r []rune, i int, what expect) {
	inFlow := len(s.flow) > 0
	if what == anEntry {
		s.key(r, i, true)
	} else {
		s.gap(r, i)
	}
	end := s.textEnd(r, i)
	switch c := r[i]; {
	case c == '@' || c == '`' || c == '%':
		s.add(i, true, "slip.sign", string(c))
	case c == '*' && !s.isAlias(r[i+1:]):
		s.add(i, true, "yaml.star")
	case c == '$' && inFlow && i+1 < len(r) && r[i+1] == '{':
		s.add(i, true, "slip.variable")
	case isCurly(c) && wraps(r[i:end]) && !(end < len(r) && r[end] == ':'):
		s.add(i, true, "slip.curly", string(c), string(r[end-1]))
	case c == '［' && slices.Contains(r[i:], '］'), c == '｛' && slices.Contains(r[i:], '｝') && (r[end-1] == '｝' || end < len(r)):
		s.add(i, true, "slip.wide_bracket", string(c))
	case c == '＃':
		s.add(i, false, "slip.wide_hash")
	}
}

// wraps reports whether a text begins with a curly quote that closes at its end
// and nowhere before.
func wraps(text []rune) bool {
	last := len(text) - 1
	return last > 0 && isCurly(text[last]) && !slices.ContainsFunc(text[1:last], isCurly)
}
