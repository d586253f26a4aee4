package privacy

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// ask handles /forgetme: nothing happens before it is confirmed.
func (f *Feature) ask(t *bot.Turn, _ *bot.Input) error {
	t = t.ToUser()
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("privacy.nothing", nil)})
		return nil
	}
	figures, err := f.book.Balance(t, t.Member.ID)
	if err != nil {
		return err
	}
	data := func(what string) string {
		return Name + ":" + what + ":" + asked(t)
	}
	answer.Privately(t, answer.Reply{
		Text: t.Text("privacy.sure", bot.Args{"Community": t.Community.Name, "Points": answer.Points(t, figures.Balance)}),
		Buttons: [][]bot.Button{{
			{Label: t.Text("privacy.confirm", nil), Data: data("forget")},
			{Label: t.Text("privacy.cancel", nil), Data: data("keep")},
		}},
	})
	return nil
}

// asked identifies the asker and community in a button's data: in a private
// chat, the same number may be somebody else in another community.
func asked(t *bot.Turn) string {
	return strconv.FormatUint(uint64(t.Member.ID), 10) + ":" + t.Community.ID
}

// confirmed forgets the asker.
func (f *Feature) confirmed(t *bot.Turn, by string) error {
	if !asker(t, by) {
		return nil
	}
	text := t.ToUser().Text("privacy.done", bot.Args{"Community": t.Community.Name})
	if err := f.forget(t, t.Member.ID); err != nil {
		return err
	}
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// kept cancels.
func kept(t *bot.Turn, by string) error {
	if asker(t, by) {
		text := t.ToUser().Text("privacy.kept", nil)
		answer.Replace(t, answer.Reply{Text: text}, text)
	}
	return nil
}

// asker reports whether the person who pressed is the asker, and tells them if
// not.
func asker(t *bot.Turn, by string) bool {
	if t.Member != nil && by == asked(t) {
		return true
	}
	answer.Ack(t, t.ToUser().Text("privacy.not_yours", nil))
	return false
}

// TimerForget is the tick by which an operator forgets a member; its data is
// the member's number in digits.
const TimerForget = "forget"

// tick forgets a member for an operator, or deletes a pseudonym.
func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Name != TimerForget {
		return f.expire(t)
	}
	id, err := strconv.ParseUint(string(t.Event.Tick.Data), 10, 64)
	if err != nil {
		return fmt.Errorf("forget a member: %w", err)
	}
	return f.forget(t, bot.MemberID(id))
}

// forget leaves a number of a member.
func (f *Feature) forget(t *bot.Turn, id bot.MemberID) error {
	m, err := t.MemberByID(id)
	if err != nil {
		return err
	}
	if m == nil {
		return fmt.Errorf("member %d: %w", id, member.ErrNobody)
	}
	who := &bot.Forgotten{Member: m.ID}
	if who.Accounts, err = f.members.Accounts(t.State(), t.Community.ID, m.ID); err != nil {
		return err
	}
	if who.Names, err = f.members.Names(t.State(), t.Community.ID, m.ID); err != nil {
		return err
	}
	if err := t.Forget(who); err != nil {
		return err
	}
	if err := f.lapse(t, m.ID); err != nil {
		return err
	}
	if err := f.remember(t, who); err != nil {
		return err
	}
	if err := f.members.Forget(t.State(), t.Community.ID, t.Community.Spaces, m.ID, t.At()); err != nil {
		return err
	}
	t.Find(bot.Finding{Code: "forgotten", Member: m.ID})
	return nil
}

// lapse books the member's earnings and balance back, so that the number is on
// no board and the ledger stays consistent.
func (f *Feature) lapse(t *bot.Turn, m bot.MemberID) error {
	figures, err := f.book.Balance(t, m)
	if err != nil {
		return err
	}
	move := func(from, to ledger.Account, amount int64) error {
		if amount < 0 {
			from, to, amount = to, from, -amount
		}
		if amount == 0 {
			return nil
		}
		_, err := f.book.Move(t, ledger.Move{From: from, To: to, Amount: amount, Cause: "forgotten", Force: true})
		return err
	}
	return errors.Join(
		move(ledger.Of(m), ledger.Mint("forgotten"), figures.Earned),
		move(ledger.Of(m), ledger.Shop("forgotten"), figures.Balance-figures.Earned),
	)
}

// keepPseudonyms is as long as warnings and monthly limits can matter.
const keepPseudonyms = 365 * 24 * time.Hour
