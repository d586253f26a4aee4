package draw

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/store"
)

type extraKey = store.Key3[string, bot.MemberID, string]

// extra are further entries that a reward gave. They count in the first draw
// that closes with an entry of the member.
type extra struct {
	Entries uint64 `json:"entries"`
	// Draw is where they were used; 0: nowhere yet. If it is cancelled, they can
	// be used again.
	Draw uint64 `json:"draw,omitempty"`
}

var (
	extraKeys = store.Shape3(store.Str[string]{}, store.Num[bot.MemberID]{}, store.Tail[string]{})
	// extraRows: community, member, source of the reward -> extra.
	extraRows = store.Rows("draw_extra", extraKeys, store.JSON[extra]())
)

// Reward makes the feature give the entries of rewards.
func (f *Feature) Reward(g *reward.Giver) {
	g.Kind(reward.Entries, reward.Kind{
		Give: func(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
			return extraRows.Put(t.State(), store.K3(t.Community.ID, m, source), extra{Entries: uint64(r.Entries)})
		},
		TakeBack: func(t *bot.Turn, source string, m bot.MemberID, _ reward.Reward) error {
			return extraRows.Delete(t.State(), store.K3(t.Community.ID, m, source))
		},
		Text: func(t *bot.Turn, r reward.Reward) string { return t.Text("draw.extra", bot.Args{"Count": r.Entries}) },
	})
}

// eachExtra calls fn for what a member can still use.
func (f *Feature) eachExtra(t *bot.Turn, m bot.MemberID, fn func(extraKey, extra) error) error {
	return extraRows.ScanPrefix(t.State(), extraKeys.Under2(t.Community.ID, m), false, 0, func(k extraKey, x extra) (bool, error) {
		if x.Draw != 0 {
			if a, err := f.life.Load(t, x.Draw); err != nil || a == nil || a.Stage != activity.Cancelled {
				return err == nil, err
			}
		}
		return true, fn(k, x)
	})
}

// useExtra returns how many further entries a member has, and uses them in a draw.
func (f *Feature) useExtra(t *bot.Turn, a *activity.Activity, m bot.MemberID) (n uint64, err error) {
	err = f.eachExtra(t, m, func(k extraKey, x extra) error {
		n += x.Entries
		x.Draw = a.ID
		return extraRows.Put(t.State(), k, x)
	})
	return n, err
}

// mergeExtra moves what from has to into.
func mergeExtra(t *bot.Turn, from, into bot.MemberID) error {
	return extraRows.ScanPrefix(t.State(), extraKeys.Under2(t.Community.ID, from), false, 0, func(k extraKey, x extra) (bool, error) {
		to := store.K3(k.A, into, k.C)
		kept, both, err := extraRows.Get(t.State(), to)
		if err != nil {
			return false, err
		}
		if !both || x.Draw == 0 {
			if kept.Draw == 0 {
				x.Entries += kept.Entries
			}
			if err := extraRows.Put(t.State(), to, x); err != nil {
				return false, err
			}
		}
		return true, extraRows.Delete(t.State(), k)
	})
}

// forget implements bot.Routes.
func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	if err := extraRows.Clear(t.State(), extraKeys.Under2(t.Community.ID, who.Member)); err != nil {
		return err
	}
	return f.life.Forget(t, who)
}
