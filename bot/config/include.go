package config

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot/phrase"
)

// rootKeys lists the top-level keys that config itself owns.
func rootKeys() []string { return []string{"platforms", "communities", "include", "files"} }

// joined is the file merged with all its includes.
type joined struct {
	top         []field // top-level keys with other owners
	platforms   []field
	communities []*node
	hosted      *node          // communities: store
	own         map[string]pos // first position of each key of config itself
	seen        map[string]pos // files already included, by real path, and where they were named
	at          pos            // the start of the main file
	ok          bool           // every file was readable
}

func newJoined() *joined { return &joined{own: map[string]pos{}, seen: map[string]pos{}, ok: true} }

// root returns everything as one map, so that values have paths.
func (w *joined) root() *node {
	n := &node{kind: Map, pos: w.at, fields: slices.Clone(w.top)}
	if at, ok := w.own["platforms"]; ok {
		n.fields = append(n.fields, field{"platforms", at, &node{kind: Map, pos: at, fields: w.platforms}})
	}
	if at, ok := w.own["communities"]; ok {
		n.fields = append(n.fields, field{"communities", at, &node{kind: List, pos: at, items: w.communities}})
	}
	return n
}

// take merges a file and its includes into w. The chain holds the real paths of
// the including files.
func (l *loader) take(w *joined, name string, chain []string) {
	text, err := l.read(name, MaxFile, decodeText)
	src := newSource(name, text)
	l.sources = append(l.sources, src)
	l.taken[realPath(name)] = true
	if len(chain) == 0 {
		w.at = pos{src, 1, 1}
		w.seen[realPath(name)] = w.at
	}
	if len(chain) == 0 && errors.Is(err, absent) {
		err = phrase.New("file.no_config")
	}
	if err != nil {
		w.ok = false
		l.readFault(src, err)
		return
	}
	root, ok := l.tree(src)
	if !ok {
		w.ok = false
		return
	}
	if root == nil || root.kind != Map {
		w.ok = false
		l.faultAt(pos{src, 1, 1}, wholeFile, notAFile(root))
		return
	}
	l.expand(root, map[*node]bool{})
	if given := root.get("files"); given != nil && len(chain) == 0 {
		l.allow(given)
	}
	l.twice(root, "")
	for _, f := range root.fields {
		if f.key != "include" {
			l.join(w, f)
		}
	}
	if patterns := root.get("include"); patterns != nil {
		l.include(w, patterns, append(chain, realPath(name)))
	}
}

// tree parses a source, and reports what is wrong with its YAML; false if that
// leaves nothing to read.
func (l *loader) tree(src *source) (root *node, ok bool) {
	root, faults, err := parse(src)
	l.slips[src] = findSlips(src, l.known, l.platformNames())
	if err != nil {
		l.syntaxFault(src, err)
		return nil, false
	}
	l.findings = append(l.findings, faults...)
	return root, true
}

func notAFile(root *node) *phrase.Phrase {
	if root == nil {
		return phrase.New("config.empty")
	}
	hideText := *root
	hideText.private = true
	return phrase.New("config.wants", phrase.New("config.first_keys"), hideText.got())
}

// readFault reports a file that could not be read.
func (l *loader) readFault(src *source, err error) {
	at := pos{src, 1, 1}
	var enc *encodingError
	if errors.As(err, &enc) {
		at = pos{src, enc.line, enc.col}
		// There is no text that contains the position; make room for it.
		src.lines = make([]string, enc.line)
		src.lines[enc.line-1] = string(make([]byte, enc.col))
	}
	l.faultAt(at, wholeFile, phrase.New("as_is", err))
}

// syntaxFault reports why a file cannot be parsed, unless a certain slip on the
// same line or before it explains that.
func (l *loader) syntaxFault(src *source, err error) {
	l.broken[src] = true
	at, code := pos{src, 1, 1}, ""
	var se *syntaxError
	if errors.As(err, &se) {
		at, code = pos{src, se.line, se.col}.clamp(), se.code
	}
	for _, s := range l.slips[src] {
		if (s.certain || s.instead) && s.line <= at.line || s.explains != "" && s.explains == code && s.line == at.line {
			return
		}
	}
	l.faultAt(at, wholeFile, phrase.New("as_is", err))
}

// join merges one top-level key of a file, other than include.
func (l *loader) join(w *joined, f field) {
	if _, known := w.own[f.key]; !known && slices.Contains(rootKeys(), f.key) {
		w.own[f.key] = f.keyPos
	}
	switch f.key {
	case "platforms":
		l.makePrivate(f.value)
		if f.value.kind != Map {
			l.wants(f.value, f.key, "config.platform_group")
			return
		}
		l.twice(f.value, "platforms")
		for _, g := range f.value.fields {
			w.platforms = l.addOnce(w.platforms, g, "platforms."+g.key)
		}
	case "communities":
		if f.value.kind == String && f.value.text == inStore && !f.value.fromEnv {
			w.hosted = f.value
		} else if f.value.kind != List {
			w.ok = false
			l.wants(f.value, f.key, "config.community_list")
			return
		}
		w.communities = append(w.communities, f.value.items...)
		if w.hosted != nil && len(w.communities) > 0 {
			l.fault(w.hosted, f.key, phrase.New("hosted.both", w.communities[0].pos))
		}
	default:
		if f.key == "files" && f.keyPos.src != w.at.src {
			l.faultAt(f.keyPos, f.key, phrase.New("config.first_file"))
			return
		}
		l.hideSecrets(f)
		w.top = l.addOnce(w.top, f, f.key)
	}
}

// addOnce adds a field unless another file already has it.
func (l *loader) addOnce(fields []field, f field, path string) []field {
	for _, g := range fields {
		if g.key == f.key {
			l.faultAt(f.keyPos, path, phrase.New("config.key_here_too", l.shownKey(f, path), g.keyPos))
			return fields
		}
	}
	return append(fields, f)
}

// include merges the files that match the patterns in n, in the order of the
// patterns and then by name.
func (l *loader) include(w *joined, n *node, chain []string) {
	patterns := n.items
	if n.kind != List {
		patterns = []*node{n}
	}
	for i, p := range patterns {
		path := "include"
		if n.kind == List {
			path = item(path, i)
		}
		if p.kind != String {
			l.wants(p, path, "include.name")
			continue
		}
		pattern := p.text
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(p.pos.src.dir(), pattern)
		}
		l.patterns = append(l.patterns, pattern)
		names, err := filepath.Glob(pattern)
		if err != nil {
			l.fault(p, path, phrase.New("include.pattern"))
		} else if len(names) == 0 {
			l.fault(p, path, phrase.New("include.none"))
		}
		for _, name := range names {
			l.includeOne(w, p, path, name, chain)
		}
	}
}

func (l *loader) includeOne(w *joined, p *node, path, name string, chain []string) {
	real := realPath(name)
	first, seen := w.seen[real]
	err := l.mayTake(name)
	switch {
	case err != nil:
		l.fault(p, path, phrase.New("config.file", strconv.Quote(name), err))
	case slices.Contains(chain, real):
		l.fault(p, path, phrase.New("include.circle", name))
	case seen:
		l.fault(p, path, phrase.New("include.twice", name, first))
	case len(w.seen) >= maxIncludes:
		l.fault(p, path, phrase.New("include.many", maxIncludes))
	default:
		w.seen[real] = p.pos
		l.take(w, name, chain)
	}
}
