package checkin

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/store"
)

// maxFree is how many days without a price a member may have.
const maxFree = 366

// Reward makes the feature give the make_up of rewards: missed days that /makeup takes no price for.
// They don't count towards the month's.
func (f *Feature) Reward(g *reward.Giver) {
	g.Kind(reward.MakeUp, reward.Kind{
		Give: func(t *bot.Turn, _ string, m bot.MemberID, r reward.Reward) error {
			return addFree(t, m, int64(r.MakeUp))
		},
		TakeBack: func(t *bot.Turn, _ string, m bot.MemberID, r reward.Reward) error {
			return addFree(t, m, -int64(r.MakeUp))
		},
		Text: func(t *bot.Turn, r reward.Reward) string { return t.Text("checkin.free", bot.Args{"Count": r.MakeUp}) },
	})
}

func addFree(t *bot.Turn, m bot.MemberID, n int64) error {
	rec, err := load(t.State(), t.Community.ID, m)
	if err != nil {
		return err
	}
	rec.free = min(max(rec.free+n, 0), maxFree)
	return rows.Put(t.State(), store.K2(t.Community.ID, m), rec)
}
