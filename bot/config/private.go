package config

import (
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// A value below platforms may be a token in the wrong place: as a key, a
// number, or in a list. None of it is repeated in a path or message, and none
// of it may appear elsewhere in the configuration, where it could end up in a
// chat.

// makePrivate marks the values below platforms, and collects those that must
// not be seen.
func (l *loader) makePrivate(n *node) {
	if n.platforms {
		return
	}
	n.private, n.platforms = true, true
	l.kept = append(l.kept, n)
	l.secretVars = append(l.secretVars, n.vars...)
	l.keepSecret(n.text)
	for _, f := range slices.Concat(n.fields, n.twice) {
		l.keepSecret(f.key)
		l.makePrivate(f.value)
	}
	for _, v := range n.items {
		l.makePrivate(v)
	}
}

// hideSecrets marks the values of a top-level key that are secrets by their type. Of an address the
// password is one.
func (l *loader) hideSecrets(f field) {
	s, ok := l.find(ScopeRoot, f.key)
	if !ok {
		return
	}
	for _, fs := range l.shapes.of(reflect.TypeOf(s.New()).Elem()).fields {
		for _, g := range f.value.fields {
			if fs.shape.form != formSecret || g.key != fs.name {
				continue
			}
			g.value.private, g.value.secret = true, true
			l.kept, l.secretVars = append(l.kept, g.value), append(l.secretVars, g.value.vars...)
			text := g.value.text
			if u, err := url.Parse(text); err == nil && u.User != nil {
				text, _ = u.User.Password()
			}
			l.keepSecret(text)
		}
	}
}

func (l *loader) keepSecret(text string) {
	if len(text) >= longSecret && !strings.Contains(text, "://") {
		l.secrets = append(l.secrets, text)
	}
}

// underPlatforms reports whether a path is below platforms.
func underPlatforms(path string) bool { return strings.HasPrefix(path, "platforms.") }

var notShown = phrase.New("config.not_shown")

// shownKey returns the key at path as messages show it.
func (l *loader) shownKey(f field, path string) any {
	if (f.value.platforms || underPlatforms(path)) && !l.known[f.key] {
		return notShown
	}
	return quoted(f.key)
}

// shownPath returns a path as faults show it: below platforms it ends with the
// last known key.
func (l *loader) shownPath(path string) string {
	if !underPlatforms(path) {
		return withoutLogin(tokenShape.ReplaceAllString(path, hidden))
	}
	end := len("platforms")
	for _, key := range strings.Split(path[end+1:], ".") {
		if name, _, _ := strings.Cut(key, "["); !l.known[name] {
			break
		}
		end += 1 + len(key)
	}
	return path[:end]
}

// tokenShape matches bot tokens anywhere.
var tokenShape = regexp.MustCompile(`[0-9]{6,}:[A-Za-z0-9_-]{30,}|[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}`)

// withoutLogin hides the user and password in a URL.
func withoutLogin(s string) string { return loginInAddress.ReplaceAllString(s, hidden) }

const (
	shortSecret = 6  // minimum bytes of a variable's value to count as a secret, so that no ordinary word does
	longSecret  = 12 // the same for values below platforms
)

// redact removes values of variables and of platforms from a message, in case
// an owner included one, and spells out what can't be seen.
func (l *loader) redact(_, message string) string {
	hide := func(v string) {
		message = strings.ReplaceAll(message, v, hidden)
		message = strings.ReplaceAll(message, strings.TrimSuffix(shorten(v), "…"), hidden)
	}
	for _, v := range l.used {
		if len(v) >= shortSecret {
			hide(v)
		}
	}
	for _, v := range l.secrets {
		hide(v)
	}
	return visible(tokenShape.ReplaceAllString(message, hidden))
}

// misplaced reports a value outside platforms that contains a secret of
// platforms.
func (l *loader) misplaced(n *node, path string) bool {
	if path == "platforms" || underPlatforms(path) || n.secret {
		return false
	}
	for _, name := range n.vars {
		if slices.Contains(l.secretVars, name) {
			l.fault(n, path, phrase.New("private.variable", name))
			return true
		}
	}
	if !n.platforms && !l.holdsSecret(n.text) {
		return false
	}
	l.fault(n, path, phrase.New("private.repeated"))
	return true
}

// holdsSecret reports whether a text contains a value of platforms, other than
// an address.
func (l *loader) holdsSecret(text string) bool {
	return slices.ContainsFunc(l.secrets, func(s string) bool { return strings.Contains(text, s) })
}

// properVariable matches a well-formed variable name; anything else may be a
// token.
var properVariable = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,39}$`)
