package config

import (
	"fmt"
	"log/slog"
)

// Secret is a text that must not be shown: a token, a password. It prints, logs
// and encodes as [hidden], as long as it is in an exported field. Only Reveal
// returns it.
type Secret string

const hidden = "[hidden]"

// Reveal returns the secret itself. Never log it or put it into an error.
func (s Secret) Reveal() string { return string(s) }

// String returns [hidden].
func (s Secret) String() string { return hidden }

// GoString returns [hidden].
func (s Secret) GoString() string { return hidden }

// Format writes [hidden] for every verb, including invalid ones.
func (s Secret) Format(st fmt.State, _ rune) { fmt.Fprint(st, hidden) }

// MarshalText returns [hidden], for encodings in text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON returns "[hidden]".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue returns [hidden].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
