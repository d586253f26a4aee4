package tiers

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// report shows the moderators' log who no longer meets a tier's condition, if somebody was listed since.
func (f *Feature) report(t *bot.Turn, since time.Time) error {
	list := of(t.Community)
	for i := range list {
		s, err := standingsOf(t, &list[i])
		if err != nil {
			return err
		}
		if s.Listed.Before(since) {
			continue
		}
		for _, p := range t.Community.Places[bot.Modlog] {
			r, err := f.card(t.ToPlace(p), &list[i], false)
			if err != nil {
				return err
			}
			t.Do(bot.Say{Place: p, Lane: bot.Moderation, Text: r.Text, Buttons: r.Buttons})
		}
	}
	return nil
}

// chosen returns the entry of a button, "TIER:MEMBER", which may be forged or old; nil after saying that
// there is nothing to decide. Whoever meets the condition by now, or became staff, is not to be decided on.
func (f *Feature) chosen(t *bot.Turn, data string) (*Tier, *entry, error) {
	tier, number, _ := strings.Cut(data, ":")
	m, wrong := strconv.ParseUint(number, 10, 64)
	x := find(t.Community, tier)
	if wrong != nil || x == nil {
		answer.Ack(t, t.Text("answer.gone", nil))
		return nil, nil, nil
	}
	e, err := load(t, tier, bot.MemberID(m))
	if err == nil && e.State == unmet {
		e, err = f.judgedNow(t, x, e)
	}
	if err != nil || e.State == unmet && e.Ref == 0 {
		return x, e, err
	}
	answer.Ack(t, t.Text("tiers.decided", nil))
	return nil, nil, nil
}

// judgedNow returns an entry after bringing it up to date.
func (f *Feature) judgedNow(t *bot.Turn, x *Tier, e *entry) (*entry, error) {
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, e.m)
	if err != nil {
		return nil, err
	}
	if err := f.judged(t, x, e.m, accounts); err != nil {
		return nil, err
	}
	return load(t, e.tier, e.m)
}

// pressedRemove removes a member from a tier.
func (f *Feature) pressedRemove(t *bot.Turn, data string) error {
	t = t.ToUser()
	x, e, err := f.chosen(t, data)
	if err != nil || e == nil {
		return err
	}
	if err := f.decided(t, x, e, "tiers.log_removed"); err != nil {
		return err
	}
	if err := f.remove(t, x, e); err != nil {
		return err
	}
	return f.again(t, x)
}

// pressedKeep keeps a member until they meet the condition again.
func (f *Feature) pressedKeep(t *bot.Turn, data string) error {
	t = t.ToUser()
	x, e, err := f.chosen(t, data)
	if err != nil || e == nil {
		return err
	}
	e.Kept = true
	if err := e.put(t, in); err != nil {
		return err
	}
	if err := f.decided(t, x, e, "tiers.log_kept"); err != nil {
		return err
	}
	return f.again(t, x)
}

// decided tells the moderators' log who decided what.
func (f *Feature) decided(t *bot.Turn, x *Tier, e *entry, key string) error {
	m, err := t.MemberByID(e.m)
	if err != nil || m == nil {
		return err
	}
	f.log(t, key, x, bot.Args{"Name": answer.Name(m, nil), "By": answer.Name(t.Member, t.Event.User)}, nil)
	return nil
}

// again shows what is left to decide.
func (f *Feature) again(t *bot.Turn, x *Tier) error {
	r, err := f.card(t, x, answer.AmongStaff(t) && t.Event.Place.Private())
	if err == nil {
		answer.Replace(t, r, r.Text)
	}
	return err
}

// remove takes the role, or removes the member's accounts from the space; then the seat is free once the
// platform has done so.
func (f *Feature) remove(t *bot.Turn, x *Tier, e *entry) error {
	if x.role() != "" {
		if err := f.grants.Take(t, x.source(), e.m); err != nil {
			return err
		}
		return f.gone(t, x, e)
	}
	accounts, err := f.members.Accounts(t.State(), t.Community.ID, e.m)
	if err != nil {
		return err
	}
	space := t.Latest(bot.Place(x.To).Space())
	for _, u := range accounts {
		p, err := f.presence(t, x, u)
		if err != nil {
			return err
		}
		if u.Platform() != space.Platform() || p == member.Gone {
			continue
		}
		e.Ref = t.Do(bot.Kick{Place: space, User: u, Reason: x.Name})
		if err := sentRows.Put(t.State(), refKey(t, e.Ref), sent{version, e.tier, e.m, u}); err != nil {
			return err
		}
	}
	if e.Ref == 0 {
		return f.gone(t, x, e)
	}
	return e.put(t, unmet)
}

// removed takes the answer to a removal.
func (f *Feature) removed(t *bot.Turn, x *Tier, e *entry, out *bot.Outcome) error {
	if e.Ref = 0; out.Status == bot.Done {
		return f.gone(t, x, e)
	}
	m, err := t.MemberByID(e.m)
	if err != nil || m == nil {
		return err
	}
	f.log(t, "tiers.not_removed", x, bot.Args{"Name": answer.Name(m, nil)}, out)
	return e.put(t, unmet)
}

// gone drops a removed member, tells them within the budget, and gives their seat away.
func (f *Feature) gone(t *bot.Turn, x *Tier, e *entry) error {
	m := e.m
	if err := f.drop(t, e); err != nil {
		return err
	}
	err := f.quiet.Tell(t, m, x.source(), time.Time{}, func(t *bot.Turn) string {
		return t.Text("tiers.lost", bot.Args{"Tier": x.title(t), "Community": bot.ShowName(t.Community.Name)})
	})
	if err != nil {
		return err
	}
	return f.fillAll(t)
}
