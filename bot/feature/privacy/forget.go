package privacy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
)

// ask is /forgetme: nothing happens before it is confirmed.
func (f *Feature) ask(t *bot.Turn) error {
	if t.Member == nil {
		answer.Privately(t, answer.Reply{Text: t.Text("privacy.nothing", nil)})
		return nil
	}
	figures, err := f.book.Balance(t, t.Member.ID)
	if err != nil {
		return err
	}
	data := func(what string) string {
		return Name + ":" + what + ":" + strconv.FormatUint(uint64(t.Member.ID), 10)
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

// press confirms, or lets it be. Only whoever asked can do either.
func (f *Feature) press(t *bot.Turn) error {
	if t.Event.Press == nil {
		return nil
	}
	rest, ours := strings.CutPrefix(t.Event.Press.Data, Name+":")
	if !ours {
		return nil
	}
	reader := t.ToUser()
	what, number, _ := strings.Cut(rest, ":")
	if t.Member == nil || number != strconv.FormatUint(uint64(t.Member.ID), 10) {
		answer.Ack(t, reader.Text("privacy.not_yours", nil))
		return nil
	}
	text := reader.Text("privacy.kept", nil)
	if what == "forget" {
		text = reader.Text("privacy.done", bot.Args{"Community": t.Community.Name})
		if err := f.forget(t, t.Member.ID); err != nil {
			return err
		}
	}
	answer.Replace(t, answer.Reply{Text: text}, text)
	return nil
}

// TimerForget is the tick by which an operator has a member forgotten; its data is
// the member's number in digits.
const TimerForget = "forget"

// tick forgets by hand, or lets a pseudonym go.
func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Feature != Name {
		return nil
	}
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
	for _, other := range f.others {
		if g, ok := other.(bot.Forgetter); ok {
			if err := g.Forget(t, who); err != nil {
				return fmt.Errorf("forget member %d: %s: %w", m.ID, other.Name(), err)
			}
		}
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
	return t.Forget(who)
}

// lapse books back what the member has earned and has, so that the number stands
// on no board: the books stay whole.
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

// pseudonyms are kept so long: a warning may weigh as long, and a month's limits.
const keepPseudonyms = 365 * 24 * time.Hour
