package draw

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/draw/proof"
)

// redraw gives the prize of a winner to the next place: the button's data are
// the draw and the winner's place.
func (f *Feature) redraw(t *bot.Turn, args string) error {
	number, place, _ := strings.Cut(args, ":")
	id, err := strconv.ParseUint(number, 10, 63)
	at, err2 := strconv.Atoi(place)
	if err != nil || err2 != nil {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	a, err := f.life.Load(t, id)
	if err != nil {
		return err
	}
	if a == nil || a.Stage != activity.Settled && a.Stage != activity.Evaluated {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if !a.Keeps(t.Now().Add(v.Claim)) {
		answer.Ack(t, t.ToUser().Text("draw.too_old", bot.Args{"Number": a.ID}))
		return nil
	}
	if at < 1 || at > len(v.Drawn) || !v.Drawn[at-1].proof().Holds() {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	d := &v.Drawn[at-1]
	if d.State == proof.Won {
		if err := f.giver.TakeBack(t, source(a, at-1), d.Member); err != nil {
			return err
		}
	}
	d.State, d.Due = proof.Redrawn, false
	t.Find(bot.Finding{Code: "redrawn", Member: d.Member, Args: bot.Args{"Number": a.ID}})
	who, err := nameOf(t, d.Member)
	if err != nil {
		return err
	}
	answer.Ack(t, t.ToUser().Text("draw.redrawn_reply", bot.Args{"Name": who, "Number": a.ID}))
	return f.draw(t, a, &v)
}
