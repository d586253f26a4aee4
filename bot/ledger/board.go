package ledger

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
)

// Board is one of the leaderboards.
type Board int

// The boards. All but the
// first restart: each Monday, on the first of each month, and of each quarter.
const (
	AllTime Board = iota
	ThisWeek
	ThisMonth
	ThisQuarter
	boardCount
)

// start returns the first day of the board's period that contains the day.
func (b Board) start(d bot.Day) bot.Day {
	switch b {
	case ThisWeek:
		return d.Week()
	case ThisMonth:
		return d.Month()
	case ThisQuarter:
		return d.Quarter()
	}
	return 0
}

// Of returns the figure that the board ranks by.
func (b Board) Of(f Figures) int64 {
	switch b {
	case ThisWeek:
		return f.Week
	case ThisMonth:
		return f.Month
	case ThisQuarter:
		return f.Quarter
	}
	return f.Earned
}

// figure returns an account's figure for the board in the period that begins at
// start.
func (b Board) figure(a *account, start bot.Day) int64 {
	switch b {
	case ThisWeek:
		return a.week.in(start)
	case ThisMonth:
		return a.month.in(start)
	case ThisQuarter:
		return a.quarter.in(start)
	}
	return a.earned
}

// Row is one line of a board. Equal points share a rank, and the following
// ranks are skipped: 1, 2, 2, 4.
type Row struct {
	Member bot.MemberID
	Points int64
	Rank   int
}

// standing is a board's ranking for the latest period in which anything was
// earned.
type standing struct {
	start   bot.Day
	ranking *ranking
}

// at returns the ranking of the period that begins at start; nil if nothing was
// earned in it yet. Past periods are not kept.
func (s standing) at(start bot.Day) *ranking {
	if s.start != start {
		return nil
	}
	return s.ranking
}

// Rank returns the rank, from 1, of a member with that figure on the board on
// the turn's day, and the number of members on it. The rank is 0 for a figure
// below 1, which is not on a board; both are 0 for a past period. It takes the
// figure rather than the member because callers already have it.
func (b *Book) Rank(t *bot.Turn, board Board, figure int64) (rank, of int, err error) {
	r, err := b.ranking(t, board)
	if r == nil {
		return 0, 0, err
	}
	if figure > 0 {
		rank = r.above(figure) + 1
	}
	return rank, r.n, nil
}

// Top returns the board on the turn's day from offset on, at most n rows; none
// for a past period. Within a rank, rows are sorted by member number.
func (b *Book) Top(t *bot.Turn, board Board, offset, n int) ([]Row, error) {
	r, err := b.ranking(t, board)
	if r == nil {
		return nil, err
	}
	places := r.slice(offset, n)
	rows := make([]Row, len(places))
	for i, p := range places {
		rows[i] = Row{Member: p.member, Points: p.points, Rank: max(offset, 0) + i + 1}
		switch {
		case i == 0:
			rows[i].Rank = r.above(p.points) + 1
		case p.points == rows[i-1].Points:
			rows[i].Rank = rows[i-1].Rank
		}
	}
	return rows, nil
}

func (b *Book) ranking(t *bot.Turn, board Board) (*ranking, error) {
	if board < 0 || board >= boardCount {
		return nil, nil
	}
	c, err := b.open(t.State(), t.Community.ID)
	if err != nil {
		return nil, err
	}
	all, err := b.kept.boards(t.State(), c)
	if err != nil {
		return nil, fmt.Errorf("ledger: build the boards of %s: %w", t.Community.ID, err)
	}
	return all[board].at(board.start(t.Day())), nil
}
