package kit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// ErrStopped: the engine takes no more events.
var ErrStopped = errors.New("the engine is closing")

// Refused is why an effect will never be done: a sentence for people.
func Refused(format string, args ...any) error {
	return &bot.DeliveryError{Code: bot.CodeRefused, Reason: fmt.Sprintf(format, args...)}
}

// Gone is why an effect need not be done any more.
func Gone(reason string) error { return &bot.DeliveryError{Code: bot.CodeGone, Reason: reason} }

// ByHand is why nothing is lifted or renewed: what is in force is not Steward's.
func ByHand() error {
	return &bot.DeliveryError{Code: bot.CodeByHand, Reason: "somebody changed that by hand"}
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
func Hide(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[hidden]")
		}
	}
	return text
}
