// Package standings shows members what they have, where it came from and who
// leads.
//
// In the order in which it works: /points tells the figures of the asker, or of
// whoever the command is about; /history the latest entries of the asker, and
// pages back with buttons (history.go); /top the ten who have earned most, by
// week, month and of all time (top.go). What a button carries comes back from
// anybody and may be made up: it is parsed strictly, shows only what the one
// who pressed may see, and every press is acknowledged.
package standings

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
)

// Feature implements bot.Feature.
type Feature struct{ book *ledger.Book }

// New reads the given book.
func New(book *ledger.Book) *Feature { return &Feature{book} }

const name = "standings"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{
				Name: "points", Aliases: []string{"积分/積分"}, Spoken: []string{"积分/積分"},
				Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}}, OnMember: true, Run: f.points,
			},
			{Name: "history", Aliases: []string{"明细/明細"}, Spoken: []string{"明细/明細"}, Run: f.history},
			{Name: "top", Aliases: []string{"排行榜"}, Spoken: []string{"排行榜"}, Run: f.top},
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
		key := "standings.unheard"
		if other {
			key = "standings.unknown"
		}
		answer.Give(t, answer.Reply{Text: t.Text(key, nil)})
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
