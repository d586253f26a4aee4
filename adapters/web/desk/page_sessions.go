package desk

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
)

// sessionsData are the open sessions of the account.
type sessionsData struct {
	List []desk.Session
	Here string // the hash of this one
}

func sessions(v *Visit) (any, error) {
	list, err := desk.Sessions(v.Reader, v.Community.ID, []bot.UserID{v.Session.Account}, v.Now)
	slices.SortFunc(list, func(a, b desk.Session) int { return b.Seen.Compare(a.Seen) })
	return sessionsData{list, v.Session.Hash}, err
}
