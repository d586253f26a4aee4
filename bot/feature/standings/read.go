package standings

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// Line is a member's row on a board.
type Line struct {
	Rank   int // among those who are shown
	Name   string
	Points int64
}

// Lines returns the first visible rows of a board, at most n, for a turn that reads. It builds the board from all
// members' points.
func Lines(t *bot.Turn, b ledger.Board, n int) (list []Line, err error) {
	rows, _, err := New(ledger.New(), member.New()).rows(t, b, 0, n)
	for _, r := range rows {
		list = append(list, Line{r.Rank, r.member.Name, r.Points})
	}
	return list, err
}
