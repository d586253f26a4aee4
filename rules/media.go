package rules

import "slices"

// media are kinds of content besides text; one of them must be present.
type media []string

// Match implements Check.
func (kinds media) Match(m *Subject) (Found, bool) {
	if m.Event.Message == nil {
		return Found{}, false
	}
	for _, kind := range m.Event.Message.Media {
		if slices.Contains(kinds, kind) {
			return excerpt(kind), true
		}
	}
	return Found{}, false
}
