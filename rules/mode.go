package rules

import (
	"github.com/stewardbot/steward/bot/phrase"
)

// The configuration keys for the mode of a community's rules.
const (
	ModeSection   = "mode"
	PresetSection = "presets"
)

// CommunityMode is the mode of all rules of a community: Enforce, or Shadow, in which rules and
// the ladder only log what they would do.
type CommunityMode string

// DefaultMode returns Enforce.
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
