package answer

import (
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Alone reports whether the place hides the private answer to the turn's command from all others. In a rush
// it may come too late for that, and be posted in the open until it is deleted.
func Alone(t *bot.Turn) bool {
	e := t.Event
	return e.Place.Private() || e.Message != nil && (e.Message.Press != "" || e.Message.Hidden)
}

// AmongStaff reports whether only staff sees the turn's command and its answer, whatever becomes of it.
func AmongStaff(t *bot.Turn) bool {
	return t.Event.Place.Private() || slices.Contains(t.Community.Places[bot.Modlog], t.Event.Place)
}
