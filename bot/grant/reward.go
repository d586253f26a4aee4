package grant

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/reward"
)

// Reward makes the Keeper give the roles and tags of rewards.
func (k *Keeper) Reward(g *reward.Giver) {
	g.Kind(reward.Role, k.kind(reward.Role, func(r reward.Reward) Grant { return Grant{Role: r.Role} }))
	g.Kind(reward.Tag, k.kind(reward.Tag, func(r reward.Reward) Grant { return Grant{Tag: r.Tag} }))
}

func (k *Keeper) kind(name string, of func(reward.Reward) Grant) reward.Kind {
	return reward.Kind{
		Give: func(t *bot.Turn, source string, m bot.MemberID, r reward.Reward) error {
			return k.Give(t, name+"/"+source, m, of(r), r.For)
		},
		TakeBack: func(t *bot.Turn, source string, m bot.MemberID, _ reward.Reward) error {
			return k.Take(t, name+"/"+source, m)
		},
		Text: func(t *bot.Turn, r reward.Reward) string { return text(t, of(r), r.For) },
	}
}

// text names something and for how long it is given.
func text(t *bot.Turn, what Grant, long time.Duration) string {
	name := t.Text("grant.a_role", nil)
	if what.Tag != "" {
		name = t.Text("grant.a_tag", bot.Args{"Tag": what.Tag})
	}
	const day = 24 * time.Hour
	switch {
	case long == 0:
		return name
	case long%day == 0:
		return t.Text("grant.days", bot.Args{"What": name, "Count": int64(long / day)})
	case long%time.Hour == 0:
		return t.Text("grant.hours", bot.Args{"What": name, "Count": int64(long / time.Hour)})
	}
	return t.Text("grant.minutes", bot.Args{"What": name, "Count": int64(long / time.Minute)})
}
