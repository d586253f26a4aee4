package config

import (
	"reflect"
	"slices"
	"strings"
)

func typeOf(s Section) reflect.Type { return reflect.TypeOf(s.New()).Elem() }

// check is an owner's Check yet to be run.
type check struct {
	section   Section
	value     any
	path      string
	community *Community
}

func (c check) run(l *loader, f *File) {
	c.section.Check(c.value, &Report{l: l, file: f, community: c.community, path: c.path})
}

// decode decodes every section into f and returns the checks to run afterwards.
func (l *loader) decode(f *File, w *joined) []check {
	var checks []check
	for _, s := range l.in(ScopeRoot) {
		f.root[s.Key] = s.New()
	}
	l.group(&node{kind: Map, fields: w.top}, "", append(l.keysIn(ScopeRoot), rootKeys()...), func(e field, path string) bool {
		s, ok := l.find(ScopeRoot, e.key)
		if e.key == "files" {
			return true // already read
		}
		if ok {
			checks = l.section(s, e, path, f.root[s.Key], nil, checks)
		}
		return ok
	})
	l.group(&node{kind: Map, fields: w.platforms}, "platforms", l.platformNames(), func(e field, path string) bool {
		s, ok := l.find(ScopePlatform, e.key)
		if ok {
			f.Platforms[s.Key] = s.New()
			checks = l.section(s, e, path, f.Platforms[s.Key], nil, checks)
		}
		return ok
	})
	checks = append(checks, l.decodeCommunities(f, w)...)
	l.acrossCommunities(f, w, nil)
	return checks
}

func (l *loader) decodeCommunities(f *File, w *joined) (checks []check) {
	for i, n := range w.communities {
		path := item("communities", i)
		if n.kind != Map {
			l.wants(n, path, "config.community_group")
			continue
		}
		c, more := l.community(n, path)
		c.file, c.hosted = f, l.hosted
		l.nameEntries(c, n, path)
		f.Communities = append(f.Communities, c)
		checks = append(checks, more...)
	}
	return checks
}

func (l *loader) section(s Section, e field, path string, v any, c *Community, checks []check) []check {
	l.value(e.value, path, l.shapes.of(typeOf(s)), limits{one: s.One}, reflect.ValueOf(v).Elem())
	if s.Check == nil {
		return checks
	}
	return append(checks, check{s, v, path, c})
}

func (l *loader) in(scope Scope) []Section {
	return slices.DeleteFunc(slices.Clone(l.sections), func(s Section) bool { return s.Scope != scope })
}

func (l *loader) find(scope Scope, key string) (Section, bool) {
	for _, s := range l.sections {
		if s.Scope == scope && s.Key == key {
			return s, true
		}
	}
	return Section{}, false
}

func (l *loader) keysIn(scope Scope) []string {
	var keys []string
	for _, s := range l.in(scope) {
		keys = append(keys, s.Key)
	}
	return keys
}

func (l *loader) platformNames() []string { return l.keysIn(ScopePlatform) }

// elsewhere returns the code that says where a misplaced key belongs; "" if it
// belongs nowhere.
func (l *loader) elsewhere(key string) string {
	key = strings.TrimSpace(key)
	switch {
	case l.hosted && slices.Contains(slices.Concat(l.platformNames(), l.keysIn(ScopeRoot), rootKeys()), key):
		return "hosted.in_file"
	case slices.Contains(l.platformNames(), key):
		return "config.under_platforms"
	case slices.Contains(l.keysIn(ScopeCommunity), key), slices.Contains(l.shapes.of(coreType).keys(), key):
		return "config.in_community"
	case slices.Contains(append(l.keysIn(ScopeRoot), rootKeys()...), key):
		return "config.at_top"
	}
	return ""
}

// words returns every key that a file may have.
func (l *loader) words() map[string]bool {
	words := l.shapes.words()
	for _, k := range append(rootKeys(), l.shapes.of(filesType).keys()...) {
		words[k] = true
	}
	for _, s := range l.sections {
		words[s.Key] = true
	}
	return words
}
