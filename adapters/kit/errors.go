package kit

import (
	"errors"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// ErrStopped: the engine takes no more events.
var ErrStopped = errors.New("the engine is closing")

// Gone is why an effect need not be done any more: a code of package phrase.
func Gone(code string) error {
	return &bot.DeliveryError{Code: bot.CodeGone, Reason: phrase.Line(code)}
}

// ByHand is why nothing is lifted or renewed: what is in force is not Steward's.
func ByHand() error {
	return &bot.DeliveryError{Code: bot.CodeByHand, Reason: "target.by_hand"}
}

// InForce tells whether a mute or ban that the platform shows to end then (zero: never) is
// ours. Of one longer than the platform takes, nobody can tell.
func InForce(ours *bot.Ours, until time.Time, longest time.Duration) bool {
	switch {
	case !ours.Until.IsZero() && ours.Until.Sub(ours.Since) > longest:
		return true
	case ours.Until.IsZero() || until.IsZero():
		return ours.Until.IsZero() == until.IsZero()
	}
	return until.Sub(ours.Until).Abs() <= time.Minute
}

// Hide takes secrets out of what others wrote; an empty one is none.
func Hide[T ~string](text T, secrets ...string) T {
	for _, secret := range secrets {
		if secret != "" {
			text = T(strings.ReplaceAll(string(text), secret, "[hidden]"))
		}
	}
	return text
}
