package earning

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget implements bot.Routes: hashes of the latest texts and seats in voice
// channels are erased, cooldown and caps stay.
func (*Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	key := store.K2(t.Community.ID, who.Member)
	rec, _, err := recordRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if rec.texts > 0 {
		rec.recent, rec.texts = [remembered]text{}, 0
		if err := recordRows.Put(t.State(), key, rec); err != nil {
			return err
		}
	}
	for _, space := range t.Community.Spaces {
		for _, u := range who.Accounts {
			s, ok, err := seatRows.Get(t.State(), store.K3(t.Community.ID, space, u))
			if err == nil && ok {
				err = saveHall(t.State(), t.Community.ID, space, hall{u: s}, nil)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Disclose implements bot.Routes.
func (*Feature) Disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	rec, _, err := recordRows.Get(t.State(), store.K2(t.Community.ID, m))
	if err != nil || rec.paid.IsZero() {
		return nil, err
	}
	return []string{t.Text("activity.data", bot.Args{
		"When": t.Community.Clock(rec.paid), "Day": rec.day.String(), "Count": rec.today,
	})}, nil
}
