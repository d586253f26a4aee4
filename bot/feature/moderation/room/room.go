// Package room is shared by all of moderation: authorization (may.go), parsed commands
// (order.go), acts on members in all their spaces (act.go), and announcements in the place
// (notice.go), in the moderators' log (log.go) and to the member (inform.go). A case is announced
// once the outcomes of all its sanctions have arrived.
package room

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
)

// Room holds the cases and the directories that they refer to.
type Room struct {
	words.Words
	Book    *ledger.Book
	Members *member.Directory
	Sorter  *segment.Sorter
	Tags    Tags
}

// Tags returns the names of a member's tags, own and of staff.
type Tags func(t *bot.Turn, m bot.MemberID) ([]string, error)

// New returns a Room.
func New(book *ledger.Book, members *member.Directory, sorter *segment.Sorter, tags Tags) *Room {
	return &Room{Words: words.Words{File: sanction.New()}, Book: book, Members: members, Sorter: sorter, Tags: tags}
}

// Name is the feature's name and the prefix of its buttons' data.
const Name = "moderation"
