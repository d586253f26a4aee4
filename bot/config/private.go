package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// What stands below platforms may be a token in the wrong place: as a key, as a number, in a list. None of it is repeated, in
// no path and no message, and none of it may stand elsewhere in the configuration, where a chat could come to see it.

// makePrivate marks what stands under platforms, and collects what of it must not be seen.
func (l *loader) makePrivate(n *node) {
	if n.platforms {
		return
	}
	n.private, n.platforms = true, true
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

func (l *loader) keepSecret(text string) {
	if len(text) >= longSecret && !strings.Contains(text, "://") {
		l.secrets = append(l.secrets, text)
	}
}

// underPlatforms says that a path is that of a value below platforms.
func underPlatforms(path string) bool { return strings.HasPrefix(path, "platforms.") }

var notShown = phrase.New("config.not_shown")

// shownKey is a key, which stands at path, as messages name it.
func (l *loader) shownKey(f field, path string) any {
	if (f.value.platforms || underPlatforms(path)) && !l.known[f.key] {
		return notShown
	}
	return quoted(f.key)
}

// shownPath is a path as faults name it: below platforms it ends with the last key that is known.
func (l *loader) shownPath(path string) string {
	if !underPlatforms(path) {
		return tokenShape.ReplaceAllString(path, hidden)
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

// tokenShape is what tokens of bots look like, wherever they stand.
var tokenShape = regexp.MustCompile(`[0-9]{6,}:[A-Za-z0-9_-]{30,}|[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{20,}`)

const (
	shortSecret = 6  // bytes of a variable's value that is no word which occurs by chance
	longSecret  = 12 // the same of what stands below platforms
)

// redact takes the values of variables, and what stands below platforms, out of a message, should an owner have put one there.
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
	return tokenShape.ReplaceAllString(message, hidden)
}

// misplaced reports a value outside platforms that holds what platforms keeps.
func (l *loader) misplaced(n *node, path string) bool {
	if path == "platforms" || underPlatforms(path) {
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

// holdsSecret says that a text repeats a value below platforms, other than an address.
func (l *loader) holdsSecret(text string) bool {
	return slices.ContainsFunc(l.secrets, func(s string) bool { return strings.Contains(text, s) })
}

// properVariable is a name that looks like one; another may be a token.
var properVariable = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,39}$`)
