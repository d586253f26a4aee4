package gifts

import (
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
)

func (f *Feature) give(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	amount := int64(in.Number("amount"))
	whom, why, err := f.receiver(t, in, amount)
	if err != nil {
		return err
	}
	if why != "" {
		refuse(t, why)
		return nil
	}
	e, err := f.book.Move(t, ledger.Move{
		From: ledger.Of(t.Member.ID), To: ledger.Of(whom.ID), Amount: amount, Cause: t.Event.ID,
	})
	if errors.Is(err, ledger.ErrInsufficient) {
		why, err := f.short(t.ToUser())
		if err == nil {
			refuse(t, why)
		}
		return err
	}
	if err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "given", N: amount, Entry: e.ID, Member: whom.ID})
	answer.Openly(t, answer.Reply{Room: true, Text: t.Text("gifts.told", bot.Args{
		"Giver": answer.Name(t.Member, nil), "Name": answer.Name(whom, nil), "Points": answer.Points(t, amount),
	})})
	return f.flow(t, whom.ID, amount)
}

// receiver returns who may get the gift; or nil, and what to say to the giver.
func (f *Feature) receiver(t *bot.Turn, in *bot.Input, amount int64) (whom *bot.Member, why string, err error) {
	t = t.ToUser()
	s := settings(t.Community)
	if why, err = f.barred(t, s); why != "" || err != nil {
		return nil, why, err
	}
	if whom, why, err = answer.Person(t, in); why != "" || err != nil {
		return nil, why, err
	}
	if whom.ID == t.Member.ID {
		return nil, t.Text("gifts.self", nil), nil
	}
	banned, err := f.file.Banned(t, whom.ID)
	if err != nil {
		return nil, "", err
	}
	if banned {
		return nil, t.Text("gifts.banned", bot.Args{"Name": answer.Name(whom, nil)}), nil
	}
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, whom.ID)
	if err != nil {
		return nil, "", err
	}
	if away, err := f.members.Away(t.State(), t.Community.Spaces, accounts); away || err != nil {
		return nil, t.Text("gifts.left", bot.Args{"Name": answer.Name(whom, nil)}), err
	}
	today, err := givenOn(t, t.Day(), t.Member.ID)
	if err != nil {
		return nil, "", err
	}
	if left := s.PerDay - today.sum(); amount > left {
		return nil, t.Text("gifts.capped", bot.Args{"Points": answer.Points(t, s.PerDay), "Left": max(left, 0)}), nil
	}
	return whom, "", nil
}
