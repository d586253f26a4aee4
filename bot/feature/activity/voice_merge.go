package activity

import "github.com/stewardbot/steward/bot"

// mergeTalked: what both have talked and not been paid for is added up, and the
// day's cap holds over what both were paid.
func mergeTalked(t *bot.Turn, from, into bot.MemberID) error {
	goneKey, keptKey := recordKey(t.Community.ID, from), recordKey(t.Community.ID, into)
	gone, err := loadTalked(t.State(), goneKey)
	if err != nil || gone == (talked{}) {
		return err
	}
	kept, err := loadTalked(t.State(), keptKey)
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
	if err := t.State().Delete(tableTalked, goneKey); err != nil {
		return err
	}
	return kept.save(t.State(), keptKey)
}

// partTalked: the day's cap goes with both; what is not paid yet stays.
func partTalked(t *bot.Turn, from, left bot.MemberID) error {
	rec, err := loadTalked(t.State(), recordKey(t.Community.ID, from))
	if err != nil || rec == (talked{}) {
		return err
	}
	rec.Carry = min(rec.Carry, 0)
	return rec.save(t.State(), recordKey(t.Community.ID, left))
}
