package bank

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// red reads a list of Red-DiscordBot's: each key is a question. What the list says of
// itself is in upper case.
func (r *reader) red(entries []*ast.MappingValueNode) {
	for _, e := range entries {
		key := textOf(e.Key)
		if slices.Contains([]string{"AUTHOR", "DESCRIPTION", "CONFIG"}, key) {
			before := len(r.faults)
			if key == "AUTHOR" && e.Value != nil {
				r.bank.Source = "a trivia list by " + strings.Join(r.list(e.Value), ", ")
			}
			r.faults = r.faults[:before]
			continue
		}
		q, before := Question{Text: key}, len(r.faults)
		if e.Value != nil {
			q.Answers = r.list(e.Value)
		}
		if !r.leaveSince(before) {
			line, col := placeOf(e.Key)
			r.add(line, col, q)
		}
	}
}

// isRed: a question with the list of its answers.
func isRed(e *ast.MappingValueNode) bool {
	_, ok := e.Value.(*ast.SequenceNode)
	return ok
}

// redByEntry reads a list that is not YAML as a whole, entry by entry: one colon too many
// spoils that question alone. It does nothing with a bank of our own, nor if no entry can
// be read.
func (r *reader) redByEntry(text string) {
	if len(r.faults) == 0 || ownKey.MatchString(text) {
		return
	}
	alone := &reader{file: r.file, first: map[string]int{}}
	lines := strings.Split(text, "\n")
	for from, to := 0, 0; from < len(lines); from = to {
		for to = from + 1; to < len(lines) && !beginsEntry(lines[to]); to++ {
		}
		if !beginsEntry(lines[from]) {
			continue
		}
		entry := &reader{file: r.file, first: alone.first}
		body := entry.parseYAML(strings.Repeat("\n", from) + strings.Join(lines[from:to], "\n"))
		if entries, _ := entriesOf(body); slices.ContainsFunc(entries, isRed) {
			entry.red(entries)
		}
		for _, e := range entry.faults {
			alone.leave(e.Line, e.Col, "as_is", e.Message)
		}
		alone.left = append(alone.left, entry.left...)
		alone.bank.Questions = append(alone.bank.Questions, entry.bank.Questions...)
		if entry.bank.Source != "" {
			alone.bank.Source = entry.bank.Source
		}
	}
	if len(alone.bank.Questions) > 0 {
		r.bank, r.left, r.faults = alone.bank, alone.left, nil
	}
}

var ownKey = regexp.MustCompile(`(?m)^(title|source|questions):`)

// beginsEntry: a line that is neither indented nor an item of a list nor a comment.
func beginsEntry(line string) bool {
	return line != "" && !strings.ContainsRune(" \t-#", rune(line[0]))
}
