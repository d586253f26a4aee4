package answer

import (
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Alone reports whether nobody else sees the private answer to the turn's command, not even for the while
// until it is deleted.
func Alone(t *bot.Turn) bool {
	e := t.Event
	return e.Place.Private() || e.Message != nil && (e.Message.Press != "" || e.Message.Hidden)
}

// AmongStaff reports whether only staff sees the turn's command and its private answer.
func AmongStaff(t *bot.Turn) bool {
	return Alone(t) || slices.Contains(t.Community.Places[bot.Modlog], t.Event.Place)
}
