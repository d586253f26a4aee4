package earning

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// message decides what a message earns. Commands, private chats and what only
// Steward sees earn nothing and need no reason.
func (f *Feature) message(t *bot.Turn) error {
	s := settings(t.Community)
	msg := t.Event.Message
	if s.Message.Amount == 0 || t.Member == nil || msg == nil || msg.Hidden ||
		t.Call != nil || t.Facts.Command || t.Event.Place.Private() {
		return nil
	}
	if why := unfit(t, s); why.Code != "" {
		t.Find(why)
		return nil
	}
	key := store.K2(t.Community.ID, t.Member.ID)
	rec, _, err := recordRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	boost, pays := multiplier.At(t, multiplier.Message), s.Message
	pays.Amount = boost.Of(pays.Amount)
	amount, why := rec.judge(&pays, t.Facts, t.At(), t.Day())
	if amount == 0 {
		t.Find(why)
		return nil
	}
	said := said{
		Member: t.Member.ID, User: t.Member.User, Amount: amount, Day: t.Day(), Cause: boost.Cause(t.Event.ID),
		Message: bot.MessageID{Place: t.Event.Place, ID: msg.ID},
	}
	counts := true
	if msg.Comment && !s.Outsiders {
		if counts, err = f.joined(t, said); err != nil {
			return err
		}
	}
	if counts {
		if err := f.pay(t, said); err != nil {
			return err
		}
		explain(t, boost, 0)
	}
	return recordRows.Put(t.State(), key, rec)
}

// unfit returns why a message earns nothing regardless of its author's record;
// a finding without a code if it may earn.
func unfit(t *bot.Turn, s *ledger.Settings) bot.Finding {
	switch {
	case t.Struck:
		return bot.Finding{Code: "struck"}
	case excepted(s, t.Event.Place):
		return bot.Finding{Code: "excepted_place"}
	case t.Facts.Length < s.Message.MinLength:
		return bot.Finding{Code: "too_short", N: int64(s.Message.MinLength)}
	}
	if wait := t.Member.Since.Add(s.After).Sub(t.At()); wait > 0 {
		return bot.Finding{Code: "newcomer", N: ceil(wait, time.Minute)}
	}
	return bot.Finding{}
}

// judge returns what a message earns, and updates the record as if it were
// paid; or why it earns nothing. The last message before the daily cap earns
// the remainder.
func (r *record) judge(s *ledger.Message, facts *bot.Facts, at time.Time, day bot.Day) (int64, bot.Finding) {
	if r.repeats(facts.Hash, at) {
		return 0, bot.Finding{Code: "repeat"}
	}
	if wait := r.paid.Add(s.Cooldown).Sub(at); wait > 0 && !r.paid.IsZero() {
		return 0, bot.Finding{Code: "cooldown", N: ceil(wait, time.Second)}
	}
	// After a change of the time zone, an earlier day counts as the latest one.
	if day > r.day {
		r.day, r.today = day, 0
	}
	amount := share(s.Amount, s.PerDay, r.today)
	if amount == 0 {
		return 0, bot.Finding{Code: "capped", N: s.PerDay}
	}
	r.paid = at
	r.today += amount
	r.remember(facts.Hash, at)
	return amount, bot.Finding{}
}

// ceil returns d in units, rounded up.
func ceil(d, unit time.Duration) int64 { return int64((d + unit - 1) / unit) }

// said is a message that is worth something.
type said struct {
	Member  bot.MemberID  `json:"member"`
	User    bot.UserID    `json:"user"`
	Message bot.MessageID `json:"message"`
	Amount  int64         `json:"amount"`
	Day     bot.Day       `json:"day"`
	Cause   string        `json:"cause"` // the message's event
}

var mint = ledger.Mint("message")

func (f *Feature) pay(t *bot.Turn, s said) error {
	e, err := f.book.Move(t, ledger.Move{
		From: mint, To: ledger.Of(s.Member), Amount: s.Amount, Cause: s.Cause, Day: s.Day,
	})
	if err != nil {
		return fmt.Errorf("pay for a message: %w", err)
	}
	t.Find(bot.Finding{Code: "paid", N: s.Amount, Entry: e.ID})
	return t.SetEntry(s.Message, e.ID)
}
