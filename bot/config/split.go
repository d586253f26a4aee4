package config

import (
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// Split takes the communities out of a file with one of them, a list, or a
// configuration, whose other keys are left aside. What can't be read as YAML is
// one entry: its faults are those of Host.With.
func Split(name string, raw []byte) ([]Entry, Faults) {
	l := newLoader(name, nil, Options{})
	text, err := decodeText(raw)
	src := newSource(name, text)
	l.sources = []*source{src}
	if err != nil {
		l.readFault(src, err)
		return nil, l.faults()
	}
	whole := []Entry{{Name: name, Text: text}}
	root, _, err := parse(src)
	if err != nil || root == nil || root.kind != Map && root.kind != List {
		return whole, nil
	}
	list, end := root, len(src.lines)
	if list.kind == Map {
		if list = root.get("communities"); list == nil {
			return whole, nil
		}
		if l.twice(root, ""); len(l.findings) > 0 {
			return nil, l.faults()
		}
		for _, f := range root.fields {
			if f.keyPos.line > list.pos.line {
				end = min(end, f.keyPos.line-1)
			}
		}
	}
	if list.kind != List || len(list.items) == 0 || !list.block {
		l.wants(list, "communities", "config.community_list")
		return nil, l.faults()
	}
	var entries []Entry
	for i, n := range list.items {
		last := end
		if i+1 < len(list.items) {
			last = list.items[i+1].pos.line - 1
		}
		e, err := src.cut(n, last)
		if err != nil {
			l.fault(n, item("communities", i), phrase.New("as_is", err))
		}
		entries = append(entries, e)
	}
	return entries, l.faults()
}

// cut returns the text of a list's item, which ends before the line after last.
func (s *source) cut(n *node, last int) (Entry, error) {
	first := n.pos.line
	indent := n.pos.col - 1
	lines := []string{string([]rune(s.lines[first-1])[indent:])}
	for _, line := range s.lines[first:max(first, last)] {
		blank := len(line) - len(strings.TrimLeft(line, " "))
		lines = append(lines, line[min(indent, blank):])
	}
	for strings.TrimSpace(lines[len(lines)-1]) == "-" { // of the next item
		lines = lines[:len(lines)-1]
	}
	e := Entry{Name: s.name, Text: strings.TrimRight(strings.Join(lines, "\n"), "\n ") + "\n", Below: first - 1, Behind: indent}
	again, faults, err := parse(newSource(s.name, e.Text))
	if err != nil || len(faults) > 0 || again == nil || !same(again, n) {
		return e, phrase.New("hosted.inseparable")
	}
	return e, nil
}

// same reports whether two values are alike, wherever they are.
func same(a, b *node) bool {
	return a.kind == b.kind && a.text == b.text && len(a.twice) == len(b.twice) && slices.EqualFunc(a.items, b.items, same) &&
		slices.EqualFunc(a.fields, b.fields, func(f, g field) bool { return f.key == g.key && same(f.value, g.value) })
}
