package inspect

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
)

// PostsPausedUntil returns until when all posts of the turn's community are paused
// from the chat; zero: they are not.
func PostsPausedUntil(t *bot.Turn) (time.Time, error) {
	var until time.Time
	for _, w := range []override.What{override.Posts, override.Crisis} {
		o, ok, err := override.Get(t, w, t.Now())
		if err != nil {
			return time.Time{}, err
		}
		if ok && o.Until.After(until) {
			until = o.Until
		}
	}
	return until, nil
}

// Overrides returns the orders from the chat that are in force in the turn's
// community: pauses first, then rules by name.
func Overrides(t *bot.Turn) (list []override.Override, err error) {
	all, err := override.All(t)
	for _, o := range all {
		if now := t.Now(); !now.Before(o.From) && now.Before(o.Until) {
			list = append(list, o)
		}
	}
	return list, err
}
