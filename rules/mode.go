package rules

import (
	"github.com/stewardbot/steward/bot/phrase"
)

// The keys in a community's configuration that say how its rules count.
const (
	ModeSection   = "mode"
	PresetSection = "presets"
)

// CommunityMode is that of all rules of a community at once: Enforce, or Shadow,
// in which all of them, and what warnings lead to, are only written down.
type CommunityMode string

// DefaultMode is that rules act.
func DefaultMode() *CommunityMode {
	m := CommunityMode(Enforce)
	return &m
}

// UnmarshalText reads one of the two.
func (m *CommunityMode) UnmarshalText(text []byte) error {
	switch word := string(text); word {
	case Enforce, Shadow:
		*m = CommunityMode(word)
		return nil
	}
	return phrase.New("rules.mode", Enforce, Shadow, text)
}

// MarshalText writes the word.
func (m CommunityMode) MarshalText() ([]byte, error) { return []byte(m), nil }

// ConfigSchema lists the two.
func (CommunityMode) ConfigSchema() string {
	return `{"type":"string","enum":["` + Enforce + `","` + Shadow + `"]}`
}
