package earning

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// mergeTalked adds up the unpaid time of both; the day's cap covers the
// payments of both.
func mergeTalked(t *bot.Turn, from, into bot.MemberID) error {
	goneKey, keptKey := store.K2(t.Community.ID, from), store.K2(t.Community.ID, into)
	gone, _, err := talkedRows.Get(t.State(), goneKey)
	if err != nil || gone == (talked{}) {
		return err
	}
	kept, _, err := talkedRows.Get(t.State(), keptKey)
	if err != nil {
		return err
	}
	if kept.Day < gone.Day {
		kept.Day, kept.Today = gone.Day, 0
	}
	if kept.Day == gone.Day {
		kept.Today += gone.Today
	}
	kept.Carry += gone.Carry
	if err := talkedRows.Delete(t.State(), goneKey); err != nil {
		return err
	}
	return talkedRows.Put(t.State(), keptKey, kept)
}

// partTalked: both keep the day's cap; unpaid time stays.
func partTalked(t *bot.Turn, from, left bot.MemberID) error {
	rec, _, err := talkedRows.Get(t.State(), store.K2(t.Community.ID, from))
	if err != nil || rec == (talked{}) {
		return err
	}
	rec.Carry = min(rec.Carry, 0)
	return talkedRows.Put(t.State(), store.K2(t.Community.ID, left), rec)
}
