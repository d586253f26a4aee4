package quiz

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// paidRows: member -> points paid by member-started quizzes on the latest day.
var paidRows = store.Rows("quiz_paid", store.Shape2(store.Str[string]{}, store.Num[bot.MemberID]{}), store.JSON[paid]())

type paid struct {
	Day bot.Day `json:"day"`
	Sum int64   `json:"sum"`
}

// on returns what was paid on a day.
func (p paid) on(d bot.Day) int64 {
	if p.Day != d {
		return 0
	}
	return p.Sum
}

// reward pays an amount, reduced to the day's limit, and returns the paid amount. The limit
// exists because members who start a quiz repeatedly learn its answers.
func (f *Feature) reward(t *bot.Turn, r *run, m bot.MemberID, amount int64, why bot.Finding) (int64, error) {
	limit := bot.Setting[*ledger.Settings](t.Community, "points").Quiz.PerDay
	if !r.Capped || limit == 0 || amount == 0 {
		r.Paid += amount
		return amount, f.pay(t, m, amount, why)
	}
	key := store.K2(t.Community.ID, m)
	before, _, err := paidRows.Get(t.State(), key)
	if err != nil {
		return 0, err
	}
	sum := before.on(t.Day())
	if left := max(limit-sum, 0); left < amount {
		amount = left
		t.Find(bot.Finding{Code: "capped", N: limit, Member: m})
	}
	if err := paidRows.Put(t.State(), key, paid{t.Day(), sum + amount}); err != nil {
		return 0, err
	}
	r.Paid += amount
	return amount, f.pay(t, m, amount, why)
}

// pay books an amount above 0, with a finding.
func (f *Feature) pay(t *bot.Turn, m bot.MemberID, amount int64, why bot.Finding) error {
	if amount == 0 {
		return nil
	}
	e, err := f.book.Move(t, ledger.Move{From: ledger.Mint("quiz"), To: ledger.Of(m), Amount: amount, Cause: t.Event.ID})
	if err != nil {
		return fmt.Errorf("pay for a quiz: %w", err)
	}
	why.N, why.Entry, why.Member = amount, e.ID, m
	t.Find(why)
	return nil
}

// mergePaid adds up what both members were paid on the latest day.
func mergePaid(t *bot.Turn, from, into bot.MemberID) error {
	gone, ok, err := paidRows.Get(t.State(), store.K2(t.Community.ID, from))
	if err != nil || !ok {
		return err
	}
	kept, _, err := paidRows.Get(t.State(), store.K2(t.Community.ID, into))
	if err != nil {
		return err
	}
	if kept.Day < gone.Day {
		kept = paid{Day: gone.Day}
	}
	kept.Sum += gone.on(kept.Day)
	if err := paidRows.Put(t.State(), store.K2(t.Community.ID, into), kept); err != nil {
		return err
	}
	return paidRows.Delete(t.State(), store.K2(t.Community.ID, from))
}
