package config

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Entry implements bot.Entries. For a section that is no list, the entry is its
// whole value. The entry is decoded and checked by the same
// code as the file, except that it can't use ${NAME} or file:.
func (c *Community) Entry(section, text string) (list any, flaws []bot.Flaw) {
	return c.entry(section, text, true)
}

// UncheckedEntry implements bot.Entries.
func (c *Community) UncheckedEntry(section, text string) (list any, flaws []bot.Flaw) {
	return c.entry(section, text, false)
}

// LineOf implements bot.Entries.
func (c *Community) LineOf(section, name string) string {
	for _, n := range c.named[section] {
		if strings.EqualFold(n.name, name) {
			return n.line
		}
	}
	return ""
}

func (c *Community) entry(section, text string, checked bool) (list any, flaws []bot.Flaw) {
	c.file.apart.Lock()
	defer c.file.apart.Unlock()
	l := c.file.loaderApart()
	l.hosted = c.hosted
	s, ok := l.find(ScopeCommunity, section)
	if !ok {
		return nil, []bot.Flaw{{Message: phrase.New("define.no_section", section)}}
	}
	src := newSource(filepath.Join(filepath.Dir(c.file.Path), section), text)
	root, faults, err := parse(src)
	if err != nil {
		return nil, []bot.Flaw{{Message: phrase.New("as_is", err)}}
	}
	l.findings = faults
	if root == nil {
		root = &node{kind: Null, pos: pos{src, 1, 1}, endLine: 1}
	}
	l.expand(root, map[*node]bool{})
	whole, prefix := root, section
	if typeOf(s).Kind() == reflect.Slice {
		whole, prefix = &node{kind: List, pos: root.pos, endLine: root.endLine, items: []*node{root}}, item(section, 0)
	}
	l.where[""] = whole
	l.index(whole, section)
	list = s.New()
	checks := l.section(s, field{section, whole.pos, whole}, section, list, c, nil)
	for _, x := range l.findings {
		l.faulty[x.path] = l.faulty[x.path] || !x.warning
	}
	if checked {
		for _, x := range checks {
			x.run(l, c.file)
		}
	}
	for _, x := range l.findings {
		if !x.warning {
			path := strings.TrimPrefix(strings.TrimPrefix(x.path, prefix), ".")
			flaws = append(flaws, bot.Flaw{Path: path, Message: x.message})
		}
	}
	return list, flaws
}

// loaderApart returns a loader for an entry that stands in no file. What is the
// same for all is made once.
func (f *File) loaderApart() *loader {
	if f.entries == nil {
		f.entries = newLoader(f.Path, f.sections, Options{Env: noVariable, RequireEnv: true})
		f.entries.apart, f.entries.allowed = true, f.allowed
	}
	return f.entries.anew()
}

// anew returns a loader like l that has read nothing yet. They must not be used
// at the same time.
func (l *loader) anew() *loader {
	fresh := *l
	fresh.findings, fresh.where, fresh.faulty, fresh.begins = nil, map[string]*node{}, map[string]bool{}, pathIndex{}
	fresh.slips, fresh.broken, fresh.private = map[*source][]slip{}, map[*source]bool{}, map[*source][]bool{}
	fresh.usedPlaces = map[*Community]map[string]bool{}
	return &fresh
}

func noVariable(string) (string, bool) { return "", false }

// namedEntry is an entry of a list in the file.
type namedEntry struct {
	name string
	line string // as loader.line returns it
}

// nameEntries records the names of the entries in a community's lists, and
// reports names that are taken elsewhere.
func (l *loader) nameEntries(c *Community, n *node, path string) {
	for _, f := range n.fields {
		s, ok := l.find(ScopeCommunity, f.key)
		if !ok {
			continue
		}
		if c.named == nil {
			c.named = map[string][]namedEntry{}
		}
		if typeOf(s).Kind() != reflect.Slice {
			c.named[f.key] = append(c.named[f.key], namedEntry{f.key, l.line(f.keyPos)})
			if l.taking != nil && len(l.taking(c.ID, f.key)) > 0 {
				l.fault(f.value, child(path, f.key), phrase.New("define.in_store", quoted(f.key)))
			}
			continue
		}
		if f.value.kind != List {
			continue
		}
		var taken []string
		if l.taking != nil {
			taken = l.taking(c.ID, f.key)
		}
		for i, v := range f.value.items {
			key, at := nameOf(v)
			if at == nil {
				continue
			}
			c.named[f.key] = append(c.named[f.key], namedEntry{at.text, l.line(at.pos)})
			for _, name := range taken {
				if strings.EqualFold(name, at.text) {
					l.fault(at, child(item(child(path, f.key), i), key), phrase.New("define.in_store", quoted(name)))
				}
			}
		}
	}
}

// line returns a position as FILE:LINE, relative to the folder of the main file.
func (l *loader) line(at pos) string {
	name := at.src.name
	if at.src.own != "" {
		name = at.src.own
	} else if rel, err := filepath.Rel(filepath.Dir(l.path), name); err == nil {
		name = rel
	}
	return fmt.Sprintf("%s:%d", name, at.line)
}

// nameOf returns the key and the value that name an entry of a list; nil if it
// has no name.
func nameOf(n *node) (key string, at *node) {
	for _, key := range []string{"id", "name"} {
		if at := n.get(key); at != nil && at.text != "" && !at.private && (at.kind == String || at.kind == Number) {
			return key, at
		}
	}
	return "", nil
}
