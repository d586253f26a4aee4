package config

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/phrase"
)

// entryStart matches the beginning of a block entry: spaces, dashes, and a key
// if one follows.
var entryStart = regexp.MustCompile(`^( *)((?:- +)*)([^\s#'"{}\[\]&*!|>%@,:]+:(?: |$))?`)

// entryColumns returns where the dashes and the key of a line begin; -1 for a line
// without a key.
func entryColumns(line string) (dashes []int, key int) {
	m := entryStart.FindStringSubmatch(line)
	for i, c := range m[2] {
		if c == '-' {
			dashes = append(dashes, len(m[1])+i)
		}
	}
	if m[3] == "" {
		return dashes, -1
	}
	return dashes, len(m[1]) + len(m[2])
}

func isContent(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && line[0] != '#'
}

// misaligned returns the fault of the line whose indentation made the parser
// give up at a line with the code of an error; nil if it is not that.
func (s *source) misaligned(code string, line int) *syntaxError {
	switch code {
	case "yaml.second_value":
		if at := secondColon(s.lines[line-1]); at >= 0 {
			return &syntaxError{phrase.New("yaml.colon"), "", line, at + 1}
		}
		return s.tooDeep(line)
	case "yaml.text_goes_on":
		for above := line - 1; above > 0; above-- {
			if isContent(s.lines[above-1]) {
				return s.tooDeep(above)
			}
		}
	case "yaml.indented":
		return s.between(line)
	}
	return nil
}

// secondColon returns where an unquoted value begins that has a colon and a space
// in it; -1 for none.
func secondColon(line string) int {
	_, key := entryColumns(line)
	if key < 0 {
		return -1
	}
	_, value, _ := strings.Cut(line[key:], ": ")
	text, _, _ := strings.Cut(strings.TrimSpace(value), " #")
	if text == "" || strings.ContainsRune("\"'[{|>", rune(text[0])) || !strings.Contains(text, ": ") {
		return -1
	}
	return utf8.RuneCountInString(line[:strings.Index(line, text)])
}

// tooDeep looks for an entry below a line that has a value already.
func (s *source) tooDeep(line int) *syntaxError {
	_, above := entryColumns(s.lines[line-1])
	if above < 0 {
		return nil
	}
	for i := line; i < len(s.lines); i++ {
		if !isContent(s.lines[i]) {
			continue
		}
		dashes, key := entryColumns(s.lines[i])
		if len(dashes) > 0 || key <= above {
			return nil
		}
		return &syntaxError{phrase.New("yaml.too_deep", key, above), "", i + 1, key + 1}
	}
	return nil
}

// between looks for the column that an entry nearly begins in: of those open
// above it, of dashes for a dash and of keys for a key.
func (s *source) between(line int) *syntaxError {
	type column struct {
		at   int
		dash bool
	}
	var open []column
	for _, l := range s.lines[:line-1] {
		dashes, key := entryColumns(l)
		var found []column
		for _, at := range dashes {
			found = append(found, column{at, true})
		}
		if key >= 0 {
			found = append(found, column{key, false})
		}
		if len(found) == 0 || !isContent(l) {
			continue
		}
		for len(open) > 0 && open[len(open)-1].at >= found[0].at {
			open = open[:len(open)-1]
		}
		open = append(open, found...)
	}
	dashes, at := entryColumns(s.lines[line-1])
	if len(dashes) > 0 {
		at = dashes[0]
	}
	meant, far := -1, 0
	for _, c := range open {
		if d := max(c.at-at, at-c.at); c.dash == (len(dashes) > 0) && (meant < 0 || d <= far) {
			meant, far = c.at, d
		}
	}
	if at < 0 || meant < 0 || far == 0 {
		return nil
	}
	return &syntaxError{phrase.New("yaml.askew", at, meant), "", line, at + 1}
}
