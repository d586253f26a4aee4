// Package standings shows members their points, where they came from, and the leaderboards.
//
// /points shows the points of the sender or of the named person; /history the sender's latest
// entries, with buttons to page back (history.go); /top the ten members who earned most this
// week, this month and in total, in the running season, and in those before (top.go, season.go). Button data may be forged: it is parsed strictly,
// shows only what the person who pressed may see, and every press is acknowledged.
package standings

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	file    *sanction.File

	// Seasons are what /top season shows.
	Seasons Seasons
}

// Seasons are spans in which the standings begin anew.
type Seasons interface {
	// Now returns the number and the board of the running season; ok is false
	// if none runs.
	Now(t *bot.Turn) (n uint64, board ledger.Board, ok bool, err error)
	// Top returns the first rows of a season that is over, and the number of
	// all; ok is false if it isn't.
	Top(t *bot.Turn, n uint64, limit int) (rows []ledger.Row, of int, ok bool, err error)
	// Of returns a member's row in such a season; ok is false if there is none.
	Of(t *bot.Turn, n uint64, m bot.MemberID) (row ledger.Row, ok bool, err error)
}

// New reads the given book, and asks the directory who has left.
func New(book *ledger.Book, members *member.Directory) *Feature {
	return &Feature{book: book, members: members, file: sanction.New()}
}

const name = "standings"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{
				Name: "points", Aliases: []string{"balance", "积分/積分"}, Spoken: []string{"积分/積分"},
				Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}}, OnMember: true, Run: f.points,
			},
			{Name: "history", Aliases: []string{"明细/明細"}, Spoken: []string{"明细/明細"}, Run: f.history},
			{
				Name: "top", Aliases: []string{"leaderboard", "排行榜", "周榜/週榜", "月榜", "总榜/總榜"}, Spoken: []string{"排行榜", "周榜/週榜", "月榜", "总榜/總榜"},
				Params: []bot.Param{{Name: "board", Kind: bot.ParamChoice, OneOf: boards}, {Name: "number", Kind: bot.ParamNumber}, {Name: "form", Kind: bot.ParamChoice, OneOf: forms}}, Run: f.top,
			},
		},
		Verbs: []bot.Verb{{Name: "history", Run: f.turnPage}, {Name: "top", Run: f.turnBoard}},
	}
}

func (f *Feature) points(t *bot.Turn, in *bot.Input) error {
	m, other, err := answer.Whom(t, in)
	if err != nil {
		return err
	}
	if m == nil {
		answer.Unmet(t, other)
		return nil
	}
	figures, err := f.book.Balance(t, m.ID)
	if err != nil {
		return err
	}
	args := bot.Args{
		"Points": answer.Points(t, figures.Balance), "Earned": figures.Earned, "Week": figures.Week,
		"Name": answer.Name(m, nil),
	}
	key := "standings.mine"
	if t.Member == nil || m.ID != t.Member.ID {
		key = "standings.theirs"
	}
	answer.Give(t, answer.Reply{Text: t.Text(key, args)})
	return nil
}
