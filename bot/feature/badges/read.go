package badges

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Held is a badge that a member has, or one that a moderator took.
type Held struct {
	ID    string
	At    time.Time // when it came or was taken
	Taken bool
}

// HeldBy returns a member's badges, in the order in which they came.
func HeldBy(t *bot.Turn, m bot.MemberID) (list []Held, err error) {
	h, err := load(t.State(), t.Community.ID, m)
	for _, o := range h {
		list = append(list, Held{o.id, o.at, o.how == taken})
	}
	return list, err
}
