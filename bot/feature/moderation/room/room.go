// Package room is what all of moderation shares: who may do what to whom (may.go), the
// commands as they were given (order.go), acts on members wherever they are (act.go),
// and what is told of them, in the place (notice.go), in the moderators' log (log.go)
// and to the one whom it is about (inform.go). Nothing is announced before the platform
// has done it: the outcome of each sanction comes back, and when a case's last one is
// there it is told.
package room

import (
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Room holds the cases and those who know whom they are about.
type Room struct {
	words.Words
	Book    *ledger.Book
	Members *member.Directory
}

// New is a Room with cases of its own.
func New(book *ledger.Book, members *member.Directory) *Room {
	return &Room{Words: words.Words{File: sanction.New()}, Book: book, Members: members}
}

// Name is that of the feature, with which its buttons' data begin.
const Name = "moderation"
