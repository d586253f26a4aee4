package kit

import (
	"errors"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// ErrStopped means that the engine takes no more events.
var ErrStopped = errors.New("the engine is closing")

// Gone returns the error for an effect that is no longer needed; code is of package phrase.
func Gone(code string) error {
	return &bot.DeliveryError{Code: bot.CodeGone, Reason: phrase.Line(code)}
}

// ByHand returns the error for not lifting or renewing a sanction because the one in force is
// not Steward's.
func ByHand() error {
	return &bot.DeliveryError{Code: bot.CodeByHand, Reason: "target.by_hand"}
}

// InForce reports whether a mute or ban that ends at until on the platform (zero: never) is
// ours. If ours is longer than the platform's maximum, longest, it can't be told apart and
// counts as ours.
func InForce(ours *bot.Ours, until time.Time, longest time.Duration) bool {
	switch {
	case !ours.Until.IsZero() && ours.Until.Sub(ours.Since) > longest:
		return true
	case ours.Until.IsZero() || until.IsZero():
		return ours.Until.IsZero() == until.IsZero()
	}
	return until.Sub(ours.Until).Abs() <= time.Minute
}

// Hide removes secrets from a text; empty ones are ignored.
func Hide[T ~string](text T, secrets ...string) T {
	for _, secret := range secrets {
		if secret != "" {
			text = T(strings.ReplaceAll(string(text), secret, "[hidden]"))
		}
	}
	return text
}
