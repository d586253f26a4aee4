package config

import (
	"github.com/stewardbot/steward/bot/phrase"
)

// languages resolves the names and places under languages. A written-out place
// wins over a name that stands for it; two names that disagree about a place
// are a fault.
func (l *loader) languages(c *Community, n *node, path string, given map[string]language) map[string]string {
	if n == nil {
		return nil
	}
	resolved, by := map[string]string{}, map[string]string{}
	for _, named := range []bool{true, false} {
		for _, f := range n.fields {
			lang, ok := given[f.key]
			if _, isName := c.Places[f.key]; !ok || isName != named {
				continue
			}
			for _, place := range l.speaking(c, f, child(path, f.key)) {
				if before := by[place]; named && before != "" && resolved[place] != string(lang) {
					l.fault(f.value, child(path, f.key), phrase.New("config.two_languages", quoted(f.key), quoted(before), quoted(place)))
				}
				resolved[place], by[place] = string(lang), f.key
			}
		}
	}
	return resolved
}

// speaking returns the places an entry applies to, and reports a fault if there
// are none.
func (l *loader) speaking(c *Community, f field, path string) []string {
	places, wrong := l.placesNamed(c, f.key)
	if wrong != nil {
		l.fault(f.value, path, wrong)
	}
	return places
}
