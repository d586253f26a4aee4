package tiers

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

// here calls fn for the tiers that the turn's space or a role in it is, with the member's entry.
func (f *Feature) here(t *bot.Turn, fn func(*Tier, *entry) error) error {
	if t.Member == nil || t.Event.Place.Private() {
		return nil
	}
	list := of(t.Community)
	for i := range list {
		x := &list[i]
		if t.Latest(bot.Place(x.To).Space()) != t.Latest(t.Event.Place.Space()) {
			continue
		}
		e, err := load(t, x.Name, t.Member.ID)
		if err != nil {
			return err
		}
		if err := fn(x, e); err != nil {
			return err
		}
	}
	return nil
}

// joined seats whoever comes into a space, by a link or otherwise; the next round judges.
func (f *Feature) joined(t *bot.Turn) error {
	return f.here(t, func(x *Tier, e *entry) error {
		if x.role() != "" || e.State == in || e.State == unmet {
			return nil
		}
		if err := f.withdraw(t, e); err != nil {
			return err
		}
		e.To = bot.Place(x.To)
		return e.put(t, in)
	})
}

// spoke notes that whoever writes in a space is in it, which nothing tells of those who were there before
// Steward.
func (f *Feature) spoke(t *bot.Turn) error {
	space := t.Event.Place.Space()
	if t.Member == nil || t.Event.Place.Private() || !slices.ContainsFunc(of(t.Community), func(x Tier) bool {
		return x.role() == "" && t.Latest(bot.Place(x.To).Space()) == t.Latest(space)
	}) {
		return nil
	}
	p, err := f.members.Presence(t.State(), space, t.Event.User.ID)
	if err != nil || p == member.Gone {
		return err
	}
	if p == member.Unknown {
		if err := f.members.Present(t.State(), space, t.Event.User.ID); err != nil {
			return err
		}
	}
	return f.joined(t)
}

// left frees the seat of whoever leaves. The outcome of a removal does so itself.
func (f *Feature) left(t *bot.Turn) error {
	freed := false
	err := f.here(t, func(_ *Tier, e *entry) error {
		if e.State != in && e.State != unmet || e.Ref != 0 {
			return nil
		}
		freed = true
		return f.leave(t, e)
	})
	if err != nil || !freed {
		return err
	}
	return f.fillAll(t)
}

func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	return each(t, who.Member, func(e *entry) error {
		if slices.Contains(seated, e.State) { // the seat goes to the next in a turn of its own
			if err := t.SetTimer(timerFill, t.Now(), nil); err != nil {
				return err
			}
		}
		return f.drop(t, e)
	})
}

// order is which standing of two members who become one counts.
var order = map[state]int{in: 5, unmet: 4, offered: 3, waiting: 2, lapsed: 1}

// merge gives into the better standing of both in each tier, as of the day on which the first qualified.
func (f *Feature) merge(t *bot.Turn, from, into bot.MemberID) error {
	return each(t, from, func(old *entry) error {
		kept, err := load(t, old.tier, into)
		if err != nil {
			return err
		}
		if order[old.State] <= order[kept.State] {
			if kept.State == waiting && old.First.Before(kept.First) {
				if err := kept.since(t, old); err != nil {
					return err
				}
			}
			return f.drop(t, old)
		}
		if err := f.drop(t, kept); err != nil {
			return err
		}
		return f.hands(t, old, into)
	})
}

// since moves a waiting member up to where another one waits.
func (e *entry) since(t *bot.Turn, other *entry) error {
	s := e.standing
	if err := e.put(t, ""); err != nil {
		return err
	}
	e.standing = s
	e.State, e.First = "", other.First
	return e.put(t, waiting)
}

// hands gives a standing to another member, with what is under way.
func (f *Feature) hands(t *bot.Turn, old *entry, into bot.MemberID) error {
	s, was := old.standing, old.State
	due := s.Until
	if was == offered {
		if err := f.quiet.Withdraw(t, old.m, name+"/"+old.tier); err != nil {
			return err
		}
		if err := t.SetTimer(old.timer(), time.Time{}, nil); err != nil {
			return err
		}
	}
	if err := old.put(t, ""); err != nil {
		return err
	}
	e := &entry{old.tier, into, s}
	e.State = ""
	if err := e.put(t, was); err != nil {
		return err
	}
	if e.Ref != 0 {
		under, _, err := sentRows.Get(t.State(), refKey(t, e.Ref))
		if err != nil {
			return err
		}
		under.Member = into
		if err := sentRows.Put(t.State(), refKey(t, e.Ref), under); err != nil {
			return err
		}
	}
	if was != offered {
		return nil
	}
	if due.IsZero() {
		due = t.Now()
	}
	return t.SetTimer(e.timer(), due, nil)
}

// stateKeys are the texts of the states in /mydata.
var stateKeys = map[state]string{
	waiting: "tiers.is_waiting", offered: "tiers.is_offered", in: "tiers.is_in", unmet: "tiers.is_unmet", lapsed: "tiers.is_lapsed",
}

func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = each(t, m, func(e *entry) error {
		title := e.tier
		if x := find(t.Community, e.tier); x != nil {
			title = x.title(t)
		}
		lines = append(lines, t.Text("tiers.data", bot.Args{"Tier": title, "State": t.Text(stateKeys[e.State], nil), "Since": t.Community.Clock(e.Since)}))
		return nil
	})
	return lines, err
}
