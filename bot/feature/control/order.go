package control

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// order is a parsed command.
type order struct {
	In   *bot.Input
	At   time.Time
	Desk answer.Desk
}

// by returns the account that gave it.
func (o *order) by() bot.UserID { return o.Desk.User }

// obeys carries out an order, and sends its answer, if any.
func (f *Feature) obeys(run func(*bot.Turn, *order) (saying, error)) func(*bot.Turn, *bot.Input) error {
	return func(t *bot.Turn, in *bot.Input) error {
		o := &order{In: in, At: t.At(), Desk: answer.DeskOf(t)}
		o.Desk.Until = answer.Expires(t)
		say, err := run(t, o)
		if err == nil && say != nil {
			o.Desk.Tell(t, say(o.Desk.Reader(t)))
		}
		return err
	}
}

// who returns the display name of the person who gave the order.
func who(t *bot.Turn, user bot.UserID) (string, error) {
	m, err := t.MemberByUser(bot.User{ID: user})
	if err != nil || m == nil {
		return bot.Isolate(user.Local()), err
	}
	return answer.Name(m, nil), nil
}
