package badges

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/reward"
)

// again checks a member for all badges after this event.
func (f *Feature) again(t *bot.Turn, m bot.MemberID) {
	n := len(f.all)
	f.all = append(f.all, m)
	t.OnRollback(func() { f.all = f.all[:min(n, len(f.all))] })
}

func forget(t *bot.Turn, who *bot.Forgotten) error { return held(nil).save(t, who.Member) }

// merge unites the badges of both, each since the earlier day. What a moderator took from one is taken
// from both.
func (f *Feature) merge(t *bot.Turn, from, into bot.MemberID) error {
	gone, err := load(t.State(), t.Community.ID, from)
	if err != nil {
		return err
	}
	kept, err := load(t.State(), t.Community.ID, into)
	if err != nil {
		return err
	}
	for _, o := range gone {
		old := kept.find(o.id)
		if old == nil || o.how == taken || old.how != taken && o.at.Before(old.at) {
			kept, _ = kept.with(o)
		}
	}
	if err := held(nil).save(t, from); err != nil {
		return err
	}
	f.again(t, into)
	return kept.save(t, into)
}

// part leaves the badges with from; what was taken from that member stays so for both.
func (f *Feature) part(t *bot.Turn, from, left bot.MemberID) error {
	h, err := load(t.State(), t.Community.ID, from)
	if err != nil {
		return err
	}
	own, err := load(t.State(), t.Community.ID, left)
	if err != nil {
		return err
	}
	for _, o := range h {
		if o.how == taken {
			own, _ = own.with(o)
		}
	}
	return own.save(t, left)
}

// Reward makes the feature give the badges of rewards.
func (f *Feature) Reward(g *reward.Giver) {
	g.Kind(reward.Badge, reward.Kind{Give: f.rewarded, TakeBack: f.takeBack, Text: func(t *bot.Turn, r reward.Reward) string {
		return t.Text("badges.named", bot.Args{"Badge": f.NameOf(t, r.Badge)})
	}})
}

// NameOf returns how a badge is shown in the turn's language; its id if there is none.
func (f *Feature) NameOf(t *bot.Turn, id string) string {
	if p, err := f.plan(t); err == nil {
		if b, ok := p.id(id); ok {
			return b.in(t.Language())
		}
	}
	return id
}

// rewarded gives the badge of a reward to who does not have it yet.
func (f *Feature) rewarded(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
	h, err := load(t.State(), t.Community.ID, m)
	if err != nil || h.has(r.Badge) {
		return err
	}
	h, ok := h.with(one{id: r.Badge, at: t.At(), how: byReward, from: sum(source)})
	if !ok {
		return nil
	}
	f.again(t, m)
	return h.save(t, m)
}

// takeBack takes a badge that the member has by this reward alone.
func (f *Feature) takeBack(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
	h, err := load(t.State(), t.Community.ID, m)
	if err != nil {
		return err
	}
	if o := h.find(r.Badge); o == nil || o.how != byReward || o.from != sum(source) {
		return nil
	}
	return h.without(r.Badge).save(t, m)
}
