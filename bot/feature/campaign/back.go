package campaign

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// partOf returns a member's part in a run; found is false if they take part in none.
func partOf(t *bot.Turn, m bot.MemberID) (p part, found bool, err error) {
	return partRows.Get(t.State(), store.K2(t.Community.ID, m))
}

func (p part) save(t *bot.Turn, m bot.MemberID) error {
	return partRows.Put(t.State(), store.K2(t.Community.ID, m), p)
}

// wanted implements quiet.Valid: a message is not sent any more once its run was stopped, or its member came
// back, or is in the control group with another account.
func (f *Feature) wanted(t *bot.Turn, m bot.MemberID, key string) (bool, error) {
	number, err := strconv.ParseUint(strings.TrimPrefix(key, sourcePrefix), 10, 64)
	if err != nil {
		return true, nil // about a reward
	}
	p, found, err := partOf(t, m)
	if err != nil || !found || p.Run != number || p.Back != 0 || p.Control {
		return false, err
	}
	r, err := load(t.State(), t.Community.ID, number)
	if err != nil || r == nil || !r.lives() {
		return false, err
	}
	p.Sent = true
	return true, p.save(t, m)
}

// after notes who takes part again.
func (f *Feature) after(t *bot.Turn) error {
	for _, c := range t.Counted() {
		if c.N <= 0 || !slices.ContainsFunc(f.Active, func(m bot.Metric) bool { return m.Number == c.Metric.Number }) {
			continue
		}
		day := c.Day
		if day == 0 {
			day = t.Day()
		}
		if err := f.back(t, c.Member, day); err != nil {
			return err
		}
	}
	return nil
}

// back notes that a member took part on a day. If they are in a run and that is the first time, they came back.
func (f *Feature) back(t *bot.Turn, m bot.MemberID, day bot.Day) error {
	p, found, err := partOf(t, m)
	if err != nil || !found || p.Back != 0 {
		return err
	}
	r, err := load(t.State(), t.Community.ID, p.Run)
	if err != nil || r == nil || r.ended() || day < r.From || day > r.Until {
		return err
	}
	r.Groups.count(p, -1)
	p.Back = day
	r.Groups.count(p, 1)
	if err := r.save(t); err != nil {
		return err
	}
	if err := p.save(t, m); err != nil || !p.Sent {
		return err
	}
	return f.give(t, r, m)
}

// give gives a member who came back the reward of the run, and tells them with the next private message.
func (f *Feature) give(t *bot.Turn, r *run, m bot.MemberID) error {
	if r.Reward.IsZero() {
		return nil
	}
	given, err := f.Rewards.Give(t, r.source(), m, r.Reward)
	if err != nil || !given {
		return err
	}
	return f.Quiet.Tell(t, m, sourcePrefix+"reward", time.Time{}, func(t *bot.Turn) string {
		return t.Text("campaign.thanks", bot.Args{"Community": t.Community.Name, "Reward": f.Rewards.Text(t, r.Reward)})
	})
}

// forget drops a member's part; the groups keep their numbers.
func (f *Feature) forget(t *bot.Turn, who *bot.Forgotten) error {
	if err := partRows.Delete(t.State(), store.K2(t.Community.ID, who.Member)); err != nil {
		return err
	}
	return each(t.State(), t.Community.ID, func(r *run) (bool, error) {
		if !slices.Contains(who.Accounts, r.Desk.User) {
			return true, nil
		}
		r.Desk = answer.Desk{}
		return true, r.save(t)
	})
}

// merge keeps the part of the member who remains, or gives them the other's.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	gone, found, err := partOf(t, from)
	if err != nil || !found {
		return err
	}
	if err := partRows.Delete(t.State(), store.K2(t.Community.ID, from)); err != nil {
		return err
	}
	_, both, err := partOf(t, into)
	if err != nil {
		return err
	}
	if !both {
		return partRows.Put(t.State(), store.K2(t.Community.ID, into), gone)
	}
	r, err := load(t.State(), t.Community.ID, gone.Run)
	if err != nil || r == nil || r.ended() {
		return err
	}
	r.Groups.count(gone, -1) // one person counts once
	return r.save(t)
}

func disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	p, found, err := partOf(t, m)
	if err != nil || !found {
		return nil, err
	}
	r, err := load(t.State(), t.Community.ID, p.Run)
	if err != nil || r == nil {
		return nil, err
	}
	key := "campaign.data"
	if p.Control {
		key = "campaign.data_control"
	}
	return []string{t.Text(key, bot.Args{"Campaign": r.Name, "From": r.From.String(), "Until": r.Until.String()})}, nil
}
