package checkin

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
)

func (f *Feature) makeUp(t *bot.Turn) error {
	rec, err := load(t.State(), t.Community.ID, t.Member.ID)
	if err != nil {
		return err
	}
	price := settings(t.Community).MakeUp.Price
	if rec.free > 0 {
		price = 0
	}
	g, refusal, err := f.sell(t, &rec, price)
	if err != nil {
		return err
	}
	if refusal != "" {
		t.Find(bot.Finding{Code: "refused"})
		tell(t, refusal)
		return nil
	}
	var bonus int64
	if rec.mend(g) {
		if bonus, err = f.payBonus(t, &rec); err != nil {
			return err
		}
	}
	tell(t, f.sold(t, &rec, g, bonus, price))
	return save(t, &rec)
}

// sell finds the day and takes its price, or says kindly why not.
func (f *Feature) sell(t *bot.Turn, rec *record, price int64) (g gap, refusal string, err error) {
	offer, today := settings(t.Community).MakeUp, t.Day()
	if offer.PerMonth == 0 && rec.free == 0 {
		return g, t.Text("checkin.off", nil), nil
	}
	g, err = rec.gap(t.Community, today)
	switch {
	case errors.Is(err, errFirst):
		return g, t.Text("checkin.first", nil), nil
	case errors.Is(err, errNoGap):
		return g, t.Text("checkin.no_gap", nil), nil
	}
	bought := rec.boughtIn(today.Month())
	if left := max(int64(offer.PerMonth)-bought, 0) + rec.free; left <= 0 {
		return g, t.Text("checkin.limit", bot.Args{"Count": offer.PerMonth}), nil
	} else if g.days > left {
		return g, t.Text("checkin.too_long", bot.Args{"Count": g.days, "Left": left}), nil
	}
	refusal, err = f.charge(t, price)
	if rec.free > 0 {
		rec.free--
	} else {
		rec.month, rec.bought = today.Month(), bought+1
	}
	return g, refusal, err
}

func (f *Feature) charge(t *bot.Turn, price int64) (refusal string, err error) {
	if price == 0 {
		t.Find(bot.Finding{Code: "bought"})
		return "", nil
	}
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Of(t.Member.ID), To: ledger.Shop("make_up"), Amount: price, Cause: t.Event.ID,
	})
	if errors.Is(err, ledger.ErrInsufficient) {
		figures, err := f.book.Balance(t, t.Member.ID)
		return t.Text("checkin.short", bot.Args{
			"Price": answer.Points(t, price), "Balance": answer.Points(t, figures.Balance),
		}), err
	}
	if err != nil {
		return "", fmt.Errorf("charge for a missed day: %w", err)
	}
	t.Find(bot.Finding{Code: "bought", N: price, Entry: e.ID})
	return "", nil
}

func (f *Feature) sold(t *bot.Turn, rec *record, g gap, bonus, price int64) string {
	args := bot.Args{
		"Count": rec.now.length, "Date": g.first.String(),
		"Price": answer.Points(t, price),
	}
	switch {
	case g.days > 1:
		args["Count"] = g.days - 1
		return t.Text("checkin.made_up_part", args)
	case bonus > 0:
		args["Bonus"] = answer.Points(t, bonus)
		return t.Text("checkin.made_up_bonus", args)
	}
	return t.Text("checkin.made_up", args)
}

// tell answers the buyer privately, unless the community wants it in the open.
func tell(t *bot.Turn, text string) {
	if t.Community.Replies.CheckIn == "public" {
		answer.Openly(t, answer.Reply{Text: text})
		return
	}
	answer.Privately(t, answer.Reply{Text: text})
}
