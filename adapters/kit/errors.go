package kit

import (
	"errors"
	"fmt"
	"strings"

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

// Hide takes secrets out of what others wrote; an empty one is none.
func Hide(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[hidden]")
		}
	}
	return text
}
